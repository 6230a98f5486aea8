// @ts-check
/**
 * The waiting room: the place in the queue, what may honestly be said of the wait, and the first message.
 *
 * @import {Place} from "../line/frames.js"
 * @import {Say} from "../line/words.js"
 */
import { part, setText } from "./part.js";

export class WaitingRoom {
  #say;
  #title = part("place-title", HTMLElement);
  #wait = part("place-wait", HTMLElement);
  #line = part("place-line", SVGElement);
  #lost = part("waiting-lost", HTMLElement);
  #first = part("first", HTMLTextAreaElement);
  #send = part("first-send", HTMLInputElement);
  #error = part("first-error", HTMLElement);
  #position = Infinity;

  /** @param {Say} say */
  constructor(say) {
    this.#say = say;
  }

  /**
   * @param {Place | null} place
   * @param {string | null} name somebody took over, keys are being agreed
   */
  show(place, name) {
    if (name !== null) this.#showComing(name);
    else if (place !== null) this.#showPlace(place);
  }

  /** @param {string} said why the connection is gone; empty when it is back */
  showConnection(said) {
    this.#lost.hidden = said === "";
    setText(part("waiting-lost-said", HTMLElement), said);
  }

  /** @param {boolean} isRefused an offer did not hold */
  showRefused(isRefused) {
    part("waiting-refused", HTMLElement).hidden = !isRefused;
  }

  /**
   * What was written while waiting; the field is empty afterwards.
   * @returns {{first: string, isToSend: boolean}}
   */
  takeFirstMessage() {
    const taken = this.draft;
    this.clear();
    return taken;
  }

  /** @returns {{first: string, isToSend: boolean}} */
  get draft() {
    return { first: this.#first.value, isToSend: this.#send.checked };
  }

  /** @param {{first: string, isToSend: boolean}} draft */
  putDraft({ first, isToSend }) {
    this.#first.value = first;
    this.#send.checked = isToSend;
  }

  /** @param {boolean} isTooMuch */
  showTooMuch(isTooMuch) {
    this.#error.hidden = !isTooMuch;
    setText(this.#error, isTooMuch ? this.#say("too_much") : "");
  }

  clear() {
    this.#first.value = "";
  }

  /** @param {string} name */
  #showComing(name) {
    setText(this.#title, this.#say("coming_title", { name }));
    setText(this.#wait, this.#say("coming"));
    this.#line.setAttribute("hidden", "");
    part("place-away", HTMLElement).hidden = true;
  }

  /** @param {Place} place */
  #showPlace({ position, wait, soon, away }) {
    setText(this.#title, this.#say("place", { position }));
    setText(this.#wait, wait === null ? this.#say("wait_unknown") : this.#say("wait", { low: wait[0], high: wait[1] }));
    // Only somebody whose conversation broke off goes before.
    part("place-back", HTMLElement).hidden = position <= this.#position;
    this.#position = position;
    part("place-away", HTMLElement).hidden = !away;
    part("place-soon", HTMLElement).hidden = !soon;
    const ahead = position - 1;
    this.#line.removeAttribute("hidden");
    this.#line.toggleAttribute("data-away", away);
    this.#line.setAttribute("aria-label", ahead === 0 ? this.#say("ahead_none") : this.#say("ahead", { ahead }));
    part("place-other", SVGElement).toggleAttribute("hidden", ahead === 0);
    part("place-ahead", SVGElement).textContent = ahead === 0 ? "" : this.#say("ahead_short", { ahead });
  }
}
