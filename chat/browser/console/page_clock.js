// @ts-check
/** The clock that certificates are judged by: a device's own may be wrong, but it is never before the page was built. */

/**
 * @param {number} buildTime when the page was built, unix seconds
 * @param {number} [own] this device's clock, milliseconds
 * @returns {number} unix seconds
 */
export function pageNow(buildTime, own = Date.now()) {
  return Math.max(own / 1000, buildTime);
}
