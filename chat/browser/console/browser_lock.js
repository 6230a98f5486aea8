// @ts-check
/** One console per browser: a second tab is told so instead of taking the conversations away from the first. */

const NAME = "helpline console";

/**
 * Hold the console for this tab until the tab is gone.
 * @param {Pick<LockManager, "request">} locks navigator.locks
 * @returns {Promise<boolean>} false if another tab of this browser holds it
 */
export function holdConsole(locks) {
  return new Promise((resolve, reject) => {
    locks
      .request(NAME, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        // Never settles: the browser lets go when the tab closes.
        return lock === null ? undefined : new Promise(() => {});
      })
      .catch(reject);
  });
}
