// @ts-check
/**
 * Whether the help-seeker's page is connected, as the server hints it. A page that is loaded again is away for a
 * moment only: nothing is said of it before ten seconds.
 */

export const GONE_MS = 10_000;

export class Presence {
  /** @type {number | null} */
  #goneAt = null;
  #told = false;

  /**
   * @param {boolean} on
   * @param {number} now milliseconds
   * @returns {boolean} whether somebody who was said to be gone is back
   */
  hint(on, now) {
    if (!on) {
      this.#goneAt ??= now;
      return false;
    }
    const isBack = this.#told;
    [this.#goneAt, this.#told] = [null, false];
    return isBack;
  }

  /**
   * Since when it is gone; null while it is there, or only just gone.
   * @param {number} now milliseconds
   */
  goneSince(now) {
    return this.#goneAt !== null && now - this.#goneAt >= GONE_MS ? this.#goneAt : null;
  }

  /**
   * Whether it is to be said now that it is gone: once each time.
   * @param {number} now milliseconds
   */
  becameGone(now) {
    if (this.#told || this.goneSince(now) === null) return false;
    this.#told = true;
    return true;
  }
}
