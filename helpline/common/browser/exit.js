// @ts-check
/** The exit button, and Shift pressed three times in a row: both do the same. And nothing of ours behind it. */

const PRESSES = 3;
const WITHIN_MS = 1_500;

/**
 * @param {(url: string) => void} leave called at once
 */
export function watchExit(leave) {
  const exit = document.querySelector("a[data-exit]");
  if (!(exit instanceof HTMLAnchorElement)) return;
  const { href } = exit;
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    leave(href);
  });
  const isEnough = countPresses();
  window.addEventListener("keydown", (event) => {
    if (isEnough(event)) leave(href);
  });
}

/**
 * Whether this key press is the last of three Shifts with nothing in between.
 * @returns {(press: Pick<KeyboardEvent, "key" | "repeat" | "timeStamp">) => boolean}
 */
export function countPresses() {
  let presses = 0;
  let last = -Infinity;
  return ({ key, repeat, timeStamp }) => {
    if (repeat) return false;
    if (key !== "Shift") {
      presses = 0;
      return false;
    }
    presses = timeStamp - last < WITHIN_MS ? presses + 1 : 1;
    last = timeStamp;
    return presses >= PRESSES;
  };
}

/**
 * Nothing of the page is left to see, and "back" does not return to it.
 * @param {string} url
 */
export function leavePage(url) {
  document.title = "";
  document.body.replaceChildren();
  // A page that comes back out of the browser's memory goes away again.
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.replace(url);
  });
  location.replace(url);
}

/** Each page of ours takes the place of the one before: after the exit, "back" finds none, and less tells of the visit. */
export function keepOneEntry() {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const isPlain = !(event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button);
    if (link?.origin !== location.origin || !isPlain) return;
    event.preventDefault();
    location.replace(link.href);
  });
}
