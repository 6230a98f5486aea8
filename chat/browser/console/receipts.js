// @ts-check
/**
 * What arrived from the other side and what was read of it: the `s` of every body and the `r` of a seen body.
 *
 * Only words are answered by a seen body. Answering those too would go back and forth for ever.
 *
 * @import {Seen} from "../sealing/body.js"
 *
 * @typedef {{pid: string, inst: string, q: number}} Counted
 */

/** A body carries at most so many. */
const MOST = 4;

export class Receipts {
  /** @type {Map<string, Seen>} by counter, the one heard last at the end */
  #arrived = new Map();
  /** @type {Map<string, Seen>} */
  #read = new Map();
  #arrivalDue = false;
  #readDue = false;

  /**
   * @param {Counted} frame
   * @param {boolean} isWords
   */
  arrive(frame, isWords) {
    raise(this.#arrived, frame);
    this.#arrivalDue ||= isWords;
  }

  /**
   * @param {Counted} frame
   * @param {boolean} [told] the other side knows already
   */
  read(frame, told = false) {
    if (this.isRead(frame)) return;
    raise(this.#read, frame);
    this.#readDue ||= !told;
  }

  /** @param {Pick<Counted, "inst" | "q">} frame */
  isRead({ inst, q }) {
    return (this.#read.get(inst)?.[2] ?? 0) >= q;
  }

  /** For `s`: the highest number that arrived of each counter. @returns {Seen[]} */
  get arrived() {
    return [...this.#arrived.values()].slice(-MOST);
  }

  /** Whether the other side does not know yet what arrived or was read. */
  get due() {
    return this.#arrivalDue || this.#readDue;
  }

  /** For `r`, now being told. @returns {Seen[]} */
  tell() {
    [this.#arrivalDue, this.#readDue] = [false, false];
    return [...this.#read.values()].slice(-MOST);
  }

  /** Another body of one's own has told what arrived. */
  toldArrived() {
    this.#arrivalDue = false;
  }
}

/**
 * @param {Map<string, Seen>} seen
 * @param {Counted} next
 */
function raise(seen, { pid, inst, q }) {
  const highest = Math.max(q, seen.get(inst)?.[2] ?? 0);
  seen.delete(inst);
  seen.set(inst, [pid, inst, highest]);
}
