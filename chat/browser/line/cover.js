// @ts-check
/**
 * The conversation is covered while the page is hidden or another window has the focus: app switchers and tab
 * pictures then show a page that says nothing. It comes back by itself, with the cursor where it was.
 */

/**
 * @param {object} parts
 * @param {HTMLElement} parts.content what is hidden
 * @param {HTMLElement} parts.cover what is shown instead
 * @param {() => void} [parts.uncovered] called after the content is back
 * @returns {() => void} stop covering, and uncover
 */
export function coverWhileAway({ content, cover, uncovered = () => {} }) {
  /** @type {Element | null} */
  let focused = null;
  /** @type {[Element, number][]} */
  let scrolled = [];
  const hide = () => {
    if (content.hidden) return;
    focused = content.contains(document.activeElement) ? document.activeElement : null;
    scrolled = [...content.querySelectorAll("[data-log-pane], textarea")].map((pane) => [pane, pane.scrollTop]);
    content.hidden = true;
    cover.hidden = false;
  };
  const show = () => {
    if (!content.hidden) return;
    content.hidden = false;
    cover.hidden = true;
    for (const [pane, top] of scrolled) pane.scrollTop = top;
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
    uncovered();
  };
  const look = () => (document.hidden || !document.hasFocus() ? hide() : show());
  const events = /** @type {const} */ (["blur", "focus", "pagehide", "pageshow"]);
  for (const name of events) window.addEventListener(name, name === "blur" || name === "pagehide" ? hide : look);
  document.addEventListener("visibilitychange", look);
  look();
  return () => {
    for (const name of events) window.removeEventListener(name, name === "blur" || name === "pagehide" ? hide : look);
    document.removeEventListener("visibilitychange", look);
    show();
  };
}
