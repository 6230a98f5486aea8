// @ts-check
/**
 * In which order messages may be read: for each sender's counter 1, 2, 3, … and nothing else.
 *
 * Ask consider() first, open the message, then tell read(). A frame that does not open moves nothing.
 *
 * @import {Bytes} from "./bytes.js"
 *
 * @typedef {{e: number, pid: Bytes, inst: Bytes, q: number}} Numbered
 *
 * @typedef {object} Verdict exactly one of these is true
 * @property {true} [next] read it
 * @property {true} [duplicate] read before: drop it without a word
 * @property {true} [gap] something before it is missing: ask the server again from the cursor, once
 * @property {true} [ahead] that asking is under way, this one will come again: drop it
 */
import { concat, hex, u32 } from "./bytes.js";
import { SealingError } from "./failure.js";

export class Reader {
  /** @type {Map<string, {last: number, missedAt: number | null}>} */
  #counters = new Map();

  /**
   * What to do with a message. The frame at which a gap showed comes again when the server answers; if what is
   * before it is then still missing, it is gone.
   * @param {Numbered} numbered
   * @returns {Verdict}
   * @throws {SealingError} E_GAP if messages are missing after asking again
   */
  consider({ q, ...sender }) {
    const counter = this.#counterOf(sender);
    if (q <= counter.last) return { duplicate: true };
    if (q === counter.last + 1) return { next: true };
    if (counter.missedAt === null) {
      counter.missedAt = q;
      return { gap: true };
    }
    if (q <= counter.missedAt) throw new SealingError("E_GAP");
    return { ahead: true };
  }

  /**
   * This message, for which consider() said next, has been opened.
   * @param {Numbered} numbered
   * @throws {SealingError} E_GAP if it was not the next
   */
  read({ q, ...sender }) {
    const counter = this.#counterOf(sender);
    if (q !== counter.last + 1) throw new SealingError("E_GAP");
    counter.last = q;
    if (counter.missedAt !== null && counter.missedAt <= q) counter.missedAt = null;
  }

  /**
   * The last number read of this counter; 0 if none.
   * @param {Omit<Numbered, "q">} sender
   * @returns {number}
   */
  lastOf(sender) {
    return this.#counterOf(sender).last;
  }

  /**
   * @param {Omit<Numbered, "q">} sender
   */
  #counterOf({ e, pid, inst }) {
    const id = hex(concat(u32(e), pid, inst));
    const counter = this.#counters.get(id) ?? { last: 0, missedAt: null };
    this.#counters.set(id, counter);
    return counter;
  }
}
