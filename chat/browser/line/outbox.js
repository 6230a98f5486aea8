// @ts-check
/**
 * Sealed frames on their way: one at a time, in order, the same bytes again until the server has stored them.
 *
 * One at a time because a frame refused for its rate must not be overtaken: the reader at the other end takes
 * 1, 2, 3, … only. Marks come from what the other side says it has seen and read.
 *
 * @import {Seen} from "../sealing/body.js"
 * @import {Ref} from "./frames.js"
 *
 * @typedef {import("../sealing/sender.js").MsgFrame} MsgFrame
 * @typedef {"sending" | "sent" | "delivered" | "read" | "failed"} Mark
 * @typedef {{mark: Mark, frame: MsgFrame | null, pid: string, inst: string, q: number}} Entry frame: null once stored
 */
const RATE_WAIT_MS = 2_000;
const ACK_WAIT_MS = 20_000;
/** @type {Mark[]} */
const ORDER = ["sending", "failed", "sent", "delivered", "read"];

/**
 * What a frame is called on this side.
 * @param {{inst: string, q: number}} frame
 */
export const idOf = ({ inst, q }) => `${inst}.${q}`;

export class Outbox {
  /** @type {Map<string, Entry>} in the order they were added */
  #entries = new Map();
  #send;
  #changed;
  #later;
  #cancel;
  #isDown = false;
  /** @type {string | null} the one on its way */
  #flying = null;
  /** @type {any} */
  #timer = null;

  /**
   * @param {object} to
   * @param {(frame: MsgFrame) => boolean} to.send whether it went out
   * @param {(id: string, mark: Mark) => void} [to.changed] a frame's mark is another now
   * @param {(run: () => void, ms: number) => unknown} [to.later]
   * @param {(timer: any) => void} [to.cancel]
   */
  constructor({ send, changed = () => {}, later, cancel }) {
    this.#send = send;
    this.#changed = changed;
    this.#later = later ?? ((run, ms) => setTimeout(run, ms));
    this.#cancel = cancel ?? ((timer) => clearTimeout(timer));
  }

  /**
   * Take a sealed frame; it goes as soon as those before it are stored.
   * @param {MsgFrame} frame
   * @returns {string} its id
   */
  add(frame) {
    const id = idOf(frame);
    const mark = this.#isDown ? "failed" : "sending";
    this.#entries.set(id, { mark, frame, pid: frame.pid, inst: frame.inst, q: frame.q });
    this.#next();
    return id;
  }

  /**
   * Take note of a frame of one's own that the server has: after a reload it comes back from there.
   * @param {{pid: string, inst: string, q: number}} frame
   * @returns {string} its id
   */
  remember({ pid, inst, q }) {
    const id = idOf({ inst, q });
    if (this.#entries.has(id)) this.#stored(id);
    else this.#entries.set(id, { mark: "sent", frame: null, pid, inst, q });
    return id;
  }

  /** Frames the server is not known to have, oldest first: for the keep. */
  unsent() {
    return [...this.#entries.values()].flatMap(({ frame }) => (frame === null ? [] : [frame]));
  }

  /** @param {string} id @returns {Mark | undefined} */
  markOf(id) {
    return this.#entries.get(id)?.mark;
  }

  /** Send on, from the oldest not stored: after every (re)connect. */
  resend() {
    this.#land();
    this.#isDown = false;
    for (const [id, { mark }] of this.#entries) if (mark === "failed") this.#mark(id, "sending");
    this.#next();
  }

  /** The connection is gone: nothing is on its way. What was not stored says so. */
  connectionLost() {
    this.#land();
    this.#isDown = true;
    for (const [id, { frame }] of this.#entries) if (frame !== null) this.#mark(id, "failed");
  }

  /**
   * The server has stored it.
   * @param {Ref} ref
   */
  acked([, , inst, q]) {
    this.#stored(idOf({ inst, q }));
  }

  /**
   * The server refused it. "rate" keeps it for another try; for any other code it is taken out.
   * @param {Ref} ref
   * @param {string} code
   * @returns {string | null} the id of the one taken out: its text must be sealed anew or be said to have failed
   */
  refused([, , inst, q], code) {
    const id = idOf({ inst, q });
    if (!this.#entries.get(id)?.frame) return null;
    if (this.#flying === id) this.#land();
    if (code === "rate") {
      this.#flying = id;
      this.#timer = this.#later(() => this.resend(), RATE_WAIT_MS);
      return null;
    }
    this.#entries.delete(id);
    this.#next();
    return id;
  }

  /** @param {readonly Seen[]} seen the highest number that arrived, per counter */
  delivered(seen) {
    this.#raise(seen, "delivered");
  }

  /** @param {readonly Seen[]} seen the highest number a person read, per counter */
  read(seen) {
    this.#raise(seen, "read");
  }

  /** Forget everything. */
  drop() {
    this.#land();
    this.#entries.clear();
  }

  #next() {
    if (this.#flying !== null || this.#isDown) return;
    for (const [id, { frame }] of this.#entries) {
      if (frame === null) continue;
      if (!this.#send(frame)) return;
      this.#flying = id;
      // An answer that never comes: the same bytes again, which the server knows by their number.
      this.#timer = this.#later(() => this.resend(), ACK_WAIT_MS);
      return;
    }
  }

  #land() {
    this.#cancel(this.#timer);
    this.#flying = null;
  }

  /** @param {string} id */
  #stored(id) {
    const entry = this.#entries.get(id);
    if (!entry?.frame) return;
    entry.frame = null;
    this.#mark(id, "sent");
    if (this.#flying === id) this.#land();
    this.#next();
  }

  /**
   * @param {readonly Seen[]} seen
   * @param {Mark} mark
   */
  #raise(seen, mark) {
    for (const [pid, inst, highest] of seen) {
      for (const [id, entry] of this.#entries) {
        const isMeant = entry.pid === pid && entry.inst === inst && entry.q <= highest;
        if (isMeant && ORDER.indexOf(entry.mark) < ORDER.indexOf(mark)) {
          entry.frame = null;
          this.#mark(id, mark);
        }
      }
    }
  }

  /**
   * @param {string} id
   * @param {Mark} mark
   */
  #mark(id, mark) {
    const entry = /** @type {Entry} */ (this.#entries.get(id));
    if (entry.mark === mark) return;
    entry.mark = mark;
    this.#changed(id, mark);
  }
}
