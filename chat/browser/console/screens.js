// @ts-check
/**
 * What the page shows: the desk with or without an open conversation, the cover over it, or one sentence that says
 * why there is no desk.
 *
 * @import {Say} from "../line/words.js"
 *
 * @typedef {"gate" | "uncertified" | "covered" | "nothing-open" | "open"} Screen
 */
import { part, setText } from "./element.js";

/** @type {Screen[]} */
const SCREENS = ["gate", "uncertified", "covered", "nothing-open", "open"];

export class Screens {
  #say;

  /** @param {Say} say */
  constructor(say) {
    this.#say = say;
  }

  /** @param {Screen} screen */
  show(screen) {
    for (const id of SCREENS) {
      const element = document.getElementById(id);
      if (element !== null) element.hidden = id !== screen;
    }
    const isDesk = screen === "open" || screen === "nothing-open";
    part("side", HTMLElement).hidden = !isDesk;
    part("cover-button", HTMLElement).hidden = !isDesk && screen !== "covered";
    // Under cover there is one thing to press. The rest keeps its place: nothing moves under a second click.
    for (const element of document.querySelectorAll(".skip, .staffbar")) element.toggleAttribute("inert", screen === "covered");
  }

  /**
   * No desk: say why, and what to do.
   * @param {string} why the keys are why_title, why_text and why_button
   * @param {(() => void) | string | null} [act] what the button does, or where the link leads
   */
  gate(why, act = null) {
    setText(part("gate-title", HTMLElement), this.#say(`${why}_title`));
    setText(part("gate-text", HTMLElement), this.#say(`${why}_text`));
    const [button, link] = [part("gate-button", HTMLButtonElement), part("gate-link", HTMLAnchorElement)];
    button.hidden = typeof act !== "function";
    link.hidden = typeof act !== "string";
    if (act !== null) setText(typeof act === "string" ? link : button, this.#say(`${why}_button`));
    if (typeof act === "string") link.href = act;
    button.onclick = typeof act === "function" ? act : null;
    this.show("gate");
  }
}
