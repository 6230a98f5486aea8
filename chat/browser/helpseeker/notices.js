// @ts-check
/**
 * Notices at the end of the conversation: one of each kind, taken away when what it says has passed.
 *
 * @import {TalkLog} from "../line/talk-log.js"
 */
import { copyOf, fill } from "./part.js";

export class Notices {
  #log;
  /** @type {Map<string, {item: HTMLElement, said: string}>} */
  #shown = new Map();

  /** @param {TalkLog} log */
  constructor(log) {
    this.#log = log;
  }

  /**
   * @param {string} kind
   * @param {string} template
   * @param {string} said
   * @param {() => void} [act] what the notice's own button does
   * @param {string} [code]
   */
  show(kind, template, said, act, code) {
    if (this.#shown.get(kind)?.said === said) return;
    this.remove(kind);
    const item = copyOf(template);
    fill(item, "said", said);
    fill(item, "code", code ?? "");
    for (const button of item.querySelectorAll("button")) button.addEventListener("click", () => act?.());
    this.#add(kind, item, said);
  }

  /**
   * A question with a yes and a no.
   * @param {string} kind
   * @param {string} template
   * @param {string} said
   * @returns {Promise<boolean>}
   */
  ask(kind, template, said) {
    this.remove(kind);
    const item = copyOf(template);
    fill(item, "said", said);
    this.#add(kind, item, said);
    return new Promise((resolve) => {
      for (const button of item.querySelectorAll("button")) {
        button.addEventListener("click", () => {
          this.remove(kind);
          resolve(button.dataset.answer === "yes");
        });
      }
    });
  }

  /** @param {string} kind */
  remove(kind) {
    const item = this.#shown.get(kind)?.item;
    // Its button had the focus: it goes to the conversation, not nowhere.
    if (item?.contains(document.activeElement)) item.closest("main")?.focus({ preventScroll: true });
    item?.remove();
    this.#shown.delete(kind);
  }

  clear() {
    for (const kind of [...this.#shown.keys()]) this.remove(kind);
  }

  /**
   * @param {string} kind
   * @param {HTMLElement} item
   * @param {string} said
   */
  #add(kind, item, said) {
    this.#shown.set(kind, { item, said });
    this.#log.addItem(item);
  }
}
