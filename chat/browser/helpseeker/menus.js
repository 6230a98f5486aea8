// @ts-check
/** The menus of a conversation: Escape, a press elsewhere and their own "go on" close them. */

/** @param {Document} document */
export function followMenus(document) {
  /** @param {(menu: HTMLDetailsElement) => boolean} isMeant */
  const close = (isMeant) => {
    for (const menu of /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("details[open]"))) {
      if (!menu.matches(".menu, .sealed") || !isMeant(menu)) continue;
      menu.open = false;
      // Whoever was in it goes on at the button that opens it.
      if (menu.contains(document.activeElement)) menu.querySelector("summary")?.focus();
    }
  };
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") close(() => true);
  });
  document.addEventListener("click", ({ target }) => {
    const pressed = /** @type {Element} */ (target);
    close((menu) => !menu.contains(pressed) || pressed.closest("[data-close]") !== null);
  });
}
