// @ts-check
/**
 * One tab per conversation: a copied tab is told so instead of taking part twice.
 *
 * @import {Bytes} from "./bytes.js"
 */
import { hex } from "./bytes.js";
import { SealingError } from "./failure.js";

/**
 * Hold the conversation for this tab until released or the tab is gone.
 * @param {Pick<LockManager, "request">} locks navigator.locks
 * @param {Bytes} conv
 * @returns {Promise<() => void>} release
 * @throws {SealingError} E_LOCK if another tab holds it
 */
export function holdAlone(locks, conv) {
  return new Promise((resolve, reject) => {
    locks
      .request(`hlc1 ${hex(conv)}`, { ifAvailable: true }, (lock) => {
        if (lock === null) throw new SealingError("E_LOCK");
        return new Promise((release) => resolve(() => release(undefined)));
      })
      .catch(reject);
  });
}
