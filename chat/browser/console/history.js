// @ts-check
/**
 * Messages of epochs whose keys are not here, sealed, until the help-seeker's page gives them: after a reload of the
 * console, or when an epoch was opened while it had no connection.
 *
 * @import {HistBody} from "../sealing/body.js"
 * @import {Epochs, Read, Sealed} from "../sealing/epochs.js"
 *
 * @typedef {{sealed: Sealed, n: number}} Numbered n: the server's number
 */

export class History {
  #epochs;
  /** @type {Set<number>} */
  #known = new Set();
  /** @type {Map<number, Numbered[]>} */
  #locked = new Map();

  /** @param {Epochs} epochs */
  constructor(epochs) {
    this.#epochs = epochs;
  }

  /** @param {number} e an epoch whose keys are here */
  know(e) {
    this.#known.add(e);
  }

  /** @param {number} e */
  knows(e) {
    return this.#known.has(e);
  }

  /** Whether messages stay closed. */
  get isLocked() {
    return this.#locked.size > 0;
  }

  /**
   * Put a message by if the keys of its epoch are not here.
   * @param {Numbered} numbered
   * @param {number} highest the last epoch that was promised: beyond it no message can be
   * @returns {boolean} whether it was put by
   */
  putBy(numbered, highest) {
    const { e } = numbered.sealed;
    if (this.knows(e) || e > highest) return false;
    this.#locked.set(e, [...(this.#locked.get(e) ?? []), numbered]);
    return true;
  }

  /**
   * Take the keys of an earlier epoch, and open what was put by.
   * @param {HistBody} hist
   * @param {number} now unix seconds
   * @returns {Promise<{read: Read, n: number}[]>} in order
   */
  async unlock(hist, now) {
    await this.#epochs.learn(hist);
    this.#known.add(hist.e);
    const opened = [];
    for (const { sealed, n } of this.#locked.get(hist.e) ?? []) {
      opened.push({ read: await this.#epochs.readHistory(sealed, now), n });
    }
    this.#locked.delete(hist.e);
    return opened;
  }

  drop() {
    this.#locked.clear();
  }
}
