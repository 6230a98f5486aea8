// @ts-check
/**
 * Says when nobody looks: the page is hidden or another window has the focus. A help-seeker's page covers the
 * conversation then, so that app switchers and tab pictures show a page that says nothing.
 */

/**
 * @param {(isAway: boolean) => void} tell called at once and at every change
 */
export function followAttention(tell) {
  let wasAway = /** @type {boolean | null} */ (null);
  const become = (/** @type {boolean} */ isAway) => {
    if (isAway === wasAway) return;
    wasAway = isAway;
    tell(isAway);
  };
  const look = () => become(document.hidden || !document.hasFocus());
  for (const name of ["blur", "pagehide"]) window.addEventListener(name, () => become(true));
  for (const name of ["focus", "pageshow"]) window.addEventListener(name, look);
  document.addEventListener("visibilitychange", look);
  look();
}
