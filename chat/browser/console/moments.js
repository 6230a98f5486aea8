// @ts-check
/** Times as people read them: 20.14 in Dutch, 20:14 in English, and lengths like 1:50. */

const ZONE = "Europe/Amsterdam";

/**
 * @param {number} at milliseconds since 1970
 * @param {string} language
 * @returns {string}
 */
export function clockTime(at, language) {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return language === "nl" ? parts.format(at).replace(":", ".") : parts.format(at);
}

/**
 * Minutes and seconds; hours before them where there are any.
 * @param {number} milliseconds below zero counts as none
 * @returns {string}
 */
export function lengthOf(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = String(seconds % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}
