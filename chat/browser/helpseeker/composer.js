// @ts-check
/**
 * The field one writes in. What cannot be sent stays in it, with a sentence that says why.
 *
 * @import {Say} from "../line/words.js"
 */
import { MOST_TEXT_BYTES } from "../sealing/body.js";
import { utf8 } from "../sealing/bytes.js";
import { part } from "./part.js";

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
   * Whether a text fits in one message.
   * @param {string} text
   */
  static fits(text) {
    return utf8(text).length <= MOST_TEXT_BYTES;
  }

  /**
   * Put a text in the field, before what is there.
   * @param {string} text
   */
  put(text) {
    this.#field.value = [text.trimEnd(), this.#field.value].filter(Boolean).join("\n");
  }

  focus() {
    this.#field.focus({ preventScroll: true });
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
    else if (!Composer.fits(text)) this.#tell("too_long", { over: utf8(text).length - MOST_TEXT_BYTES });
    else {
      this.#tell("");
      this.clear();
      send(text);
    }
    this.focus();
  }

  /**
   * @param {string} key
   * @param {{over: number}} [values]
   */
  #tell(key, values) {
    this.#error.textContent = key === "" ? "" : this.#say(key, values);
  }
}
