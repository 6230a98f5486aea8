// @ts-check
/**
 * My duty, changed without leaving the page. The form is the server's and works without this script too; after a
 * change it is read again from the server, which alone decides what can be chosen next.
 *
 * @import {Say} from "../line/words.js"
 */
import { part, setText } from "./element.js";

export class DutyForm {
  #say;
  #said = part("duty-said", HTMLElement);
  #box = part("duty", HTMLElement);

  /** @param {Say} say */
  constructor(say) {
    this.#say = say;
    this.#box.addEventListener("submit", (event) => {
      if (!(event.target instanceof HTMLFormElement)) return;
      event.preventDefault();
      this.#post(event.target, event.submitter);
    });
  }

  /** Read the form again: the server said that duty changed. */
  async reload() {
    const answer = await fetch(location.pathname, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
    if (answer === null || !answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [fresh, shown] = [page.querySelector("#duty form"), this.#box.querySelector("form")];
    if (fresh === null || shown === null) return;
    const hadFocus = shown.contains(document.activeElement);
    shown.replaceWith(document.adoptNode(fresh));
    if (hadFocus) /** @type {HTMLElement | null} */ (fresh.querySelector("button"))?.focus();
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
    if (answer?.status !== 204) setText(this.#said, this.#say("duty_failed"));
    await this.reload();
  }
}
