// @ts-check
/** How a time of the clock reads: 20.14 in Dutch, 20:14 in English; in Dutch time, wherever the device is. */

export const ZONE = "Europe/Amsterdam";

/**
 * @param {Date} at
 * @param {string} language
 * @returns {string}
 */
export function clockTime(at, language) {
  const parts = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: ZONE }).format(at);
  return language === "nl" ? parts.replace(":", ".") : parts;
}

/**
 * @param {number | undefined} seconds unix seconds, by the sender's clock
 * @param {string} language
 * @returns {string} empty when no time was given, or one no clock can show
 */
export function clockTimeOf(seconds, language) {
  const at = new Date((seconds ?? NaN) * 1000);
  return Number.isNaN(at.getTime()) ? "" : clockTime(at, language);
}
