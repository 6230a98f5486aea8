// @ts-check
/**
 * What arrives, in the server's order and without holes, and then in each sender's order.
 *
 * Two counts guard against loss: the server's `n` over the whole conversation, and each sender's `q` (reader.js).
 * A hole in either is asked for once; if it is still there then, messages are missing and nothing more is read.
 *
 * @import {Msg} from "./frames.js"
 * @import {Sealed} from "../sealing/epochs.js"
 */
import { SealingError } from "../sealing/failure.js";
import { Reader } from "../sealing/reader.js";

export class Inbox {
  #reader = new Reader();
  #cursor;
  #parse;
  #isOwn;
  #open;
  #fetch;
  /** @type {Map<number, Msg | null>} above the cursor: frames that wait for the ones before; null: one's own, acked */
  #ahead = new Map();
  /** @type {number | null} the frame at which a hole showed; it comes again when the server answers */
  #missedAt = null;

  /**
   * @param {object} to
   * @param {(frame: Msg) => Sealed} to.parse
   * @param {(frame: Msg) => boolean} to.isOwn whether this very page sent it, so that there is nothing to read
   * @param {(sealed: Sealed, frame: Msg) => Promise<void>} to.open open and show it; a throw ends the reading
   * @param {(n: number) => void} to.fetch ask for every stored frame above n
   * @param {number} [to.cursor] the highest n already had
   */
  constructor({ parse, isOwn, open, fetch, cursor = 0 }) {
    this.#parse = parse;
    this.#isOwn = isOwn;
    this.#open = open;
    this.#fetch = fetch;
    this.#cursor = cursor;
  }

  /** The highest n up to which nothing is missing. */
  get n() {
    return this.#cursor;
  }

  /**
   * Take one frame. Frames must be handed over one after another: wait for the answer before the next.
   * @param {Msg} frame
   * @throws {SealingError} E_GAP after one refetch, and whatever open() throws
   */
  async receive(frame) {
    if (frame.n <= this.#cursor) return;
    if (frame.n > this.#cursor + 1) {
      this.#noticeHole(frame.n);
      this.#ahead.set(frame.n, frame);
      return;
    }
    if (await this.#take(frame)) await this.#drain();
  }

  /**
   * One of one's own was stored under this number.
   * @param {number} n
   */
  async note(n) {
    if (n <= this.#cursor) return;
    if (n > this.#cursor + 1 && this.#missedAt === null) this.#noticeHole(n);
    this.#ahead.set(n, null);
    await this.#drain();
  }

  /** A new connection: what was asked for on the old one will not come. */
  reconnected() {
    this.#missedAt = null;
    this.#ahead.clear();
  }

  /**
   * Ask once. The number at which the hole showed comes again with the answer: if what is before it is still not
   * here by then, it is gone. (Pushes may overtake each other, so any other number proves nothing.)
   * @param {number} n
   */
  #noticeHole(n) {
    if (this.#missedAt === n) throw new SealingError("E_GAP");
    if (this.#missedAt !== null) return;
    this.#missedAt = n;
    this.#fetch(this.#cursor);
  }

  async #drain() {
    for (;;) {
      const next = this.#ahead.get(this.#cursor + 1);
      if (next === undefined) return;
      this.#ahead.delete(this.#cursor + 1);
      if (next === null) this.#advance();
      else if (!(await this.#take(next))) return;
    }
  }

  /**
   * @param {Msg} frame the one right above the cursor
   * @returns {Promise<boolean>} whether it is done with
   */
  async #take(frame) {
    if (this.#isOwn(frame)) {
      this.#advance();
      return true;
    }
    const sealed = this.#parse(frame);
    const verdict = this.#reader.consider(sealed);
    if (verdict.gap) this.#fetch(this.#cursor);
    if (verdict.gap || verdict.ahead) return false;
    if (verdict.next) {
      await this.#open(sealed, frame);
      this.#reader.read(sealed);
    }
    this.#advance();
    return true;
  }

  #advance() {
    this.#cursor += 1;
    this.#ahead.delete(this.#cursor);
    if (this.#missedAt !== null && this.#missedAt <= this.#cursor) this.#missedAt = null;
  }
}
