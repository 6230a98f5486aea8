// @ts-check
/**
 * Which stage of the page is in sight. An element with `data-stage` shows in the stages it names; one with
 * `data-covered` hides while nobody looks, and the cover stands in its place.
 *
 * @typedef {"start" | "shut" | "busy" | "waiting" | "talk" | "ended" | "failed" | "elsewhere"} StageName
 */
import { part } from "./part.js";

export class Stage {
  /** @type {StageName | null} */
  #name = null;
  #isCovered = false;
  #main = part("content", HTMLElement);
  #cover = part("cover", HTMLElement);
  /** @type {[Element, number][]} */
  #scrolled = [];
  /** @type {Element | null} */
  #focused = null;

  get name() {
    return this.#name;
  }

  /** @param {StageName} name */
  show(name) {
    if (name === this.#name) return;
    const isFirst = this.#name === null;
    this.#name = name;
    const isTalk = name === "talk";
    document.body.classList.toggle("talk", isTalk);
    this.#main.className = isTalk ? "talk-log" : "page";
    // A region that scrolls must be reachable by keyboard.
    if (isTalk) this.#main.tabIndex = 0;
    else this.#main.removeAttribute("tabindex");
    this.#draw();
    if (!isTalk) scrollTo(0, 0);
    if (!isFirst) this.#catchFocus(isTalk);
  }

  /**
   * What had the focus went out of sight: whoever reads by ear or keyboard goes on where the stage begins.
   * @param {boolean} isTalk
   */
  #catchFocus(isTalk) {
    const { activeElement, body } = document;
    if (activeElement !== null && activeElement !== body && activeElement.closest("[hidden]") === null) return;
    const start = document.querySelector(`[data-stage~="${this.#name}"] [tabindex="-1"]`);
    const next = isTalk ? this.#main : start;
    if (next instanceof HTMLElement) next.focus({ preventScroll: true });
  }

  /** @param {boolean} isCovered */
  cover(isCovered) {
    if (isCovered === this.#isCovered) return;
    if (isCovered) this.#remember();
    this.#isCovered = isCovered;
    this.#draw();
    if (!isCovered) this.#restore();
  }

  #draw() {
    let isAnythingCovered = false;
    for (const element of document.querySelectorAll("[data-stage]")) {
      if (!(element instanceof HTMLElement)) continue;
      const isHere = (element.dataset.stage ?? "").split(" ").includes(this.#name ?? "");
      const isCovered = this.#isCovered && element.dataset.covered !== undefined;
      isAnythingCovered ||= isHere && isCovered;
      element.hidden = !isHere || isCovered;
    }
    this.#cover.hidden = !isAnythingCovered;
  }

  #remember() {
    this.#focused = document.activeElement;
    const scrolling = [this.#main, document.documentElement, ...document.querySelectorAll("textarea")];
    this.#scrolled = scrolling.map((element) => [element, element.scrollTop]);
  }

  /** The cursor goes back where it was: hiding took it away. */
  #restore() {
    for (const [element, top] of this.#scrolled) element.scrollTop = top;
    if (this.#focused instanceof HTMLElement && document.activeElement === document.body) {
      this.#focused.focus({ preventScroll: true });
    }
  }
}
