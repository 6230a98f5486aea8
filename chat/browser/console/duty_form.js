// @ts-check
/**
 * My duty, changed without leaving the page. Its forms are the server's and work without this script too; after a
 * change they are read again from the server, which alone decides what can be chosen next. Where there is something to
 * say before a change, it is said first, with a button for either way.
 *
 * @import {Say} from "../line/words.js"
 */
import { part, setText } from "./element.js";

export class DutyForm {
  #say;
  #said = part("duty-said", HTMLElement);
  #box = part("duty", HTMLElement);
  #question = part("duty-ask", HTMLElement);
  #go = part("duty-go", HTMLButtonElement);
  /** The button that was pressed and is being asked about. @type {HTMLElement | null} */
  #asked = null;

  /**
   * @param {Say} say
   * @param {(action: string) => string[]} before what to say before an act; nothing: do it
   */
  constructor(say, before) {
    this.#say = say;
    this.#box.addEventListener("submit", (event) => {
      const [form, pressed] = [event.target, event.submitter];
      if (!(form instanceof HTMLFormElement)) return;
      event.preventDefault();
      const sentences = before(pressed instanceof HTMLButtonElement ? pressed.value : "");
      if (sentences.length === 0) this.#post(form, pressed);
      else this.#ask(sentences, pressed);
    });
    this.#go.addEventListener("click", () => {
      const form = this.#asked?.closest("form");
      if (form) this.#post(form, this.#asked);
    });
    part("duty-stay", HTMLButtonElement).addEventListener("click", () => this.#stay());
    this.#question.addEventListener("keydown", (event) => event.key === "Escape" && this.#stay());
  }

  /** Read the forms again: the server said that duty changed. */
  async reload() {
    const answer = await fetch(location.pathname, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
    if (answer === null || !answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [fresh, shown] = [page.querySelector("#duty .duty"), this.#box.querySelector(".duty")];
    if (fresh === null || shown === null) return;
    const focused = document.activeElement;
    const hadFocus = shown.contains(focused) || this.#question.contains(focused);
    this.#fold();
    shown.replaceWith(document.adoptNode(fresh));
    if (!hadFocus) return;
    const again = sameAgain(focused);
    const next = again !== focused && again instanceof HTMLElement ? again : fresh.querySelector("button");
    next?.focus();
  }

  /**
   * @param {string[]} sentences
   * @param {HTMLElement | null} pressed
   */
  #ask(sentences, pressed) {
    this.#asked = pressed;
    setText(part("duty-ask-text", HTMLElement), sentences.join(" "));
    setText(this.#go, pressed?.textContent ?? "");
    this.#question.hidden = false;
    part("duty-stay", HTMLButtonElement).focus();
  }

  #stay() {
    const pressed = this.#asked;
    this.#fold();
    pressed?.focus();
  }

  #fold() {
    this.#asked = null;
    this.#question.hidden = true;
  }

  /**
   * @param {HTMLFormElement} form
   * @param {HTMLElement | null} submitter
   */
  async #post(form, submitter) {
    setText(this.#said, "");
    const body = new URLSearchParams(/** @type {any} */ (new FormData(form, submitter)));
    const token = body.get("csrfmiddlewaretoken") ?? "";
    const headers = { "X-Requested-With": "fetch", "X-CSRFToken": token };
    // Not form.action: that is the buttons of this name.
    const answer = await fetch(form.getAttribute("action") ?? "", { method: "POST", headers, body }).catch(() => null);
    // A refusal of the rota comes with its sentence.
    const refusal = answer?.status === 409 ? await answer.text() : "";
    if (answer?.status !== 204) setText(this.#said, refusal || this.#say("duty_failed"));
    await this.reload();
  }
}

/**
 * A button of the forms as they stand now, where they were read again since; anything else as it is.
 * @param {Element | null} element
 * @returns {Element | null}
 */
export function sameAgain(element) {
  if (!(element instanceof HTMLButtonElement) || element.isConnected || element.name === "") return element;
  return document.querySelector(`#duty button[name="${element.name}"][value="${element.value}"]`);
}
