// @ts-check
/**
 * What this page says in one conversation: sealed one after another, sent until it is stored, sealed again when its
 * epoch was over before the server had it.
 *
 * @import {Ref} from "../line/frames.js"
 * @import {Body, Seen} from "../sealing/body.js"
 * @import {Sender} from "../sealing/sender.js"
 * @import {Sheet, Words} from "./book.js"
 * @import {Desk} from "./conversation.js"
 * @import {Receipts} from "./receipts.js"
 */
import { idOf, Outbox } from "../line/outbox.js";
import { b64uEncode } from "../sealing/bytes.js";
import { SealingError } from "../sealing/failure.js";

export const TYPING_MS = 10_000;
export const RECEIPT_MS = 1_000;

export class Voice {
  #desk;
  #sheet;
  #receipts;
  #inOrder;
  #written;
  #outbox;
  /** @type {Sender | null} */
  #sender = null;
  /** The counters of this page: what comes back of them was said here. @type {Set<string>} */
  #own = new Set();
  /** Words the server refused: to be sealed in the next epoch. @type {Words[]} */
  #again = [];
  #typedAt = -Infinity;
  #receiptPlanned = false;

  /**
   * @param {object} of
   * @param {Desk} of.desk
   * @param {Sheet} of.sheet
   * @param {Receipts} of.receipts
   * @param {(step: () => Promise<void>) => void} of.inOrder
   * @param {(words: Words, before: Words | undefined) => void} of.written before: the same words, sealed in vain
   */
  constructor({ desk, sheet, receipts, inOrder, written }) {
    this.#desk = desk;
    this.#sheet = sheet;
    this.#receipts = receipts;
    this.#inOrder = inOrder;
    this.#written = written;
    this.#outbox = new Outbox({
      send: (frame) => desk.send({ ...frame }),
      changed: (id, mark) => sheet.mark(id, mark),
      later: desk.later,
    });
  }

  /** Whether there are keys to speak with. */
  get canSpeak() {
    return this.#sender !== null;
  }

  /** @param {string} id */
  markOf(id) {
    return this.#outbox.markOf(id);
  }

  /** @param {string} inst a counter */
  isOwn(inst) {
    return this.#own.has(inst);
  }

  /**
   * A new epoch: greet in it, and say again what was refused in the one before.
   * @param {Sender} sender
   */
  async begin(sender) {
    this.#sender = sender;
    this.#own.add(b64uEncode(sender.inst));
    await this.#say({ k: "hello", s: this.#receipts.arrived });
    for (const words of this.#again.splice(0)) await this.write(words.text, words);
  }

  /**
   * @param {string} text
   * @param {Words} [before] the same words, sealed in vain
   */
  async write(text, before) {
    if (this.#sender === null) return;
    const at = before?.at ?? this.#desk.now();
    const s = this.#receipts.arrived;
    const sealed = await this.#sender.seal({ k: "text", t: text, at: Math.floor(at / 1000), s });
    if (!this.canSpeak) return;
    const id = idOf(sealed);
    this.#written({ id, from: "self", text, at, inst: sealed.inst, q: sealed.q }, before);
    this.#outbox.add(sealed);
    this.#sheet.mark(id, this.#outbox.markOf(id) ?? "failed");
    this.#receipts.toldArrived();
  }

  /** A key was pressed: the help-seeker may see that, once in a while. */
  typing() {
    const now = this.#desk.now();
    if (!this.canSpeak || now - this.#typedAt < TYPING_MS) return;
    this.#typedAt = now;
    this.#inOrder(() => this.#say({ k: "typing", on: true, s: this.#receipts.arrived }));
  }

  /** Tell what arrived and what was read, if the help-seeker does not know it soon by other means. */
  planReceipt() {
    if (this.#receiptPlanned || !this.#receipts.due) return;
    this.#receiptPlanned = true;
    this.#desk.later(() => {
      this.#receiptPlanned = false;
      this.#inOrder(async () => {
        if (!this.canSpeak || !this.#receipts.due) return;
        await this.#say({ k: "seen", r: this.#receipts.tell(), s: this.#receipts.arrived });
      });
    }, RECEIPT_MS);
  }

  /** @param {Ref} ref */
  acked(ref) {
    this.#outbox.acked(ref);
  }

  /**
   * The server did not take a frame.
   * @param {Ref} ref
   * @param {string} code
   * @param {(id: string) => Words | undefined} find
   * @throws {SealingError} E_GAP if it holds something else under this number
   */
  async notTaken(ref, code, find) {
    const id = this.#outbox.refused(ref, code);
    const words = id === null ? undefined : find(id);
    if (words === undefined) return;
    if (code === "seq_conflict") throw new SealingError("E_GAP");
    if (this.#sender && ref[0] !== this.#sender.e) await this.write(words.text, words);
    else this.#again.push(words);
  }

  /**
   * The help-seeker's page says what it has.
   * @param {readonly Seen[]} arrived
   * @param {readonly Seen[]} read
   */
  theyHave(arrived, read) {
    this.#outbox.delivered(arrived);
    this.#outbox.read(read);
  }

  /**
   * Words of one's own that came back from the server, from before a reload.
   * @param {{pid: string, inst: string, q: number}} frame
   * @returns {string} their id
   */
  remember(frame) {
    return this.#outbox.remember(frame);
  }

  /** There is a connection again. */
  resend() {
    this.#outbox.resend();
  }

  /** Nothing goes out now. */
  pause() {
    this.#outbox.connectionLost();
  }

  /** Forget everything. */
  drop() {
    this.#outbox.drop();
    [this.#sender, this.#again] = [null, []];
  }

  /** @param {Body} body */
  async #say(body) {
    if (this.#sender === null) return;
    const sealed = await this.#sender.seal(body);
    // It may have ended while this was being sealed.
    if (this.canSpeak) this.#outbox.add(sealed);
  }
}
