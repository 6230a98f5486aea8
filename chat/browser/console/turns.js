// @ts-check
/**
 * What is done in one conversation, one after another, so that opening, reading and sealing never overtake each other.
 *
 * A fault of this page's own ends the work as visibly as one of the sealing: nothing after it is skipped in silence.
 */
import { SealingError } from "../sealing/failure.js";

export class Turns {
  #isDone;
  #failed;
  #changed;
  /** @type {Promise<void>} */
  #last = Promise.resolve();

  /**
   * @param {object} of
   * @param {() => boolean} of.isDone whether nothing more is to be done
   * @param {(code: string) => void} of.failed
   * @param {() => void} of.changed after each step
   */
  constructor({ isDone, failed, changed }) {
    this.#isDone = isDone;
    this.#failed = failed;
    this.#changed = changed;
  }

  /** Settles when everything handed over so far is done. */
  get settled() {
    return this.#last;
  }

  /**
   * @param {() => void | Promise<void>} step
   * @param {() => void} [undone] when it failed, or came too late to be done
   */
  do(step, undone = () => {}) {
    this.#last = this.#last.then(async () => {
      if (this.#isDone()) return undone();
      try {
        await step();
      } catch (error) {
        this.#failed(error instanceof SealingError ? error.code : "page");
        undone();
        // Loudly in the browser, which whoever mends it can open.
        if (!(error instanceof SealingError)) globalThis.reportError?.(error);
      }
      this.#changed();
    });
  }
}
