// @ts-check
/**
 * "New message ↓": shown when something comes in below what is being read, gone once the end is in sight.
 *
 * What scrolls is the pane, or on a low screen the page.
 */
import { part } from "./element.js";

/** As near to the end as <talk-log> takes for reading the newest. */
const NEAR_PX = 80;

export class Newer {
  #box;
  #button = part("newer", HTMLButtonElement);

  /**
   * @param {HTMLElement} box the pane
   * @param {() => void} toEnd
   */
  constructor(box, toEnd) {
    this.#box = box;
    this.#button.addEventListener("click", () => {
      toEnd();
      this.hide();
      part("say", HTMLTextAreaElement).focus({ preventScroll: true });
    });
    for (const scrolls of [box, document]) scrolls.addEventListener("scroll", () => this.isAtEnd && this.hide());
  }

  get isAtEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scrolls();
    return scrollHeight - scrollTop - clientHeight < NEAR_PX;
  }

  show() {
    this.#button.hidden = false;
  }

  hide() {
    this.#button.hidden = true;
  }

  #scrolls() {
    const page = document.scrollingElement ?? document.documentElement;
    return this.#box.scrollHeight > this.#box.clientHeight ? this.#box : page;
  }
}
