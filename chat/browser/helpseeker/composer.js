// @ts-check
/**
 * The field one writes in. What is too long for one message goes as several; what cannot be sent stays in the field,
 * with a sentence that says why.
 *
 * @import {Say} from "../line/words.js"
 */
import { MOST_TEXT_BYTES } from "../sealing/body.js";
import { part, setText } from "./part.js";

/** More than this at once is no message but a book. */
const MOST_PARTS = 10;

/**
 * The messages that carry a text: cut between words where one is too long, in order.
 * @param {string} text
 * @returns {string[]}
 */
export function partsOf(text) {
  const parts = [];
  for (let rest = text.trimEnd(); rest !== ""; ) {
    const { read } = new TextEncoder().encodeInto(rest, new Uint8Array(MOST_TEXT_BYTES));
    const gap = read < rest.length ? rest.slice(0, read + 1).search(/\s\S*$/) : -1;
    const end = gap > 0 ? gap : read;
    parts.push(rest.slice(0, end));
    rest = rest.slice(end).trim();
  }
  return parts;
}

export class Composer {
  #say;
  #field = part("say", HTMLTextAreaElement);
  #error = part("say-error", HTMLElement);
  #button;
  #isOff = false;

  /**
   * @param {Say} say
   * @param {(text: string) => void} send
   */
  constructor(say, send) {
    this.#say = say;
    const form = part("composer", HTMLFormElement);
    this.#button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit(send);
    });
    this.#field.addEventListener("keydown", (event) => {
      // Enter is a new line, as on a phone; Ctrl or Cmd with it sends.
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    this.#field.addEventListener("input", () => this.#tell(""));
  }

  /**
   * Whether a text can be sent at once.
   * @param {string} text
   */
  static fits(text) {
    return partsOf(text).length <= MOST_PARTS;
  }

  /**
   * Put a text in the field, before what is there.
   * @param {string} text
   */
  put(text) {
    this.#field.value = [text, this.#field.value].filter(Boolean).join("\n");
  }

  /** @param {number} [at] where the cursor goes */
  focus(at) {
    this.#field.focus({ preventScroll: true });
    if (at !== undefined) this.#field.setSelectionRange(at, at);
  }

  get text() {
    return this.#field.value;
  }

  /** Nothing can be sent any more; the text stays. */
  turnOff() {
    this.#isOff = true;
    this.#button.setAttribute("aria-disabled", "true");
  }

  clear() {
    this.#field.value = "";
  }

  /** @param {(text: string) => void} send */
  #submit(send) {
    const text = this.#field.value.replace(/\s+$/, "");
    if (text.trim() === "") return;
    if (this.#isOff) this.#tell("cannot_send");
    else if (!Composer.fits(text)) this.#tell("too_much");
    else {
      this.#tell("");
      this.clear();
      for (const one of partsOf(text)) send(one);
    }
    this.focus();
  }

  /** @param {string} key */
  #tell(key) {
    setText(this.#error, key === "" ? "" : this.#say(key));
  }
}
