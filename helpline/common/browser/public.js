// @ts-check
/** What every public page does: the exit. */
import { leavePage, watchExit } from "./exit.js";

watchExit(leavePage);

// The chat takes the place of this page in the history, so that one entry less tells of the visit.
for (const link of document.querySelectorAll("a[data-replace]")) {
  link.addEventListener("click", (event) => {
    const isPlain = event instanceof MouseEvent && !(event.ctrlKey || event.metaKey || event.shiftKey || event.button);
    if (!isPlain || !(link instanceof HTMLAnchorElement)) return;
    event.preventDefault();
    location.replace(link.href);
  });
}
