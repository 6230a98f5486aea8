// @ts-check
/** How long something takes, as people read it: 1:50. */

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
