// @ts-check
/**
 * The conversation in sight: who one talks with, whether the line holds, the messages, the notices between them.
 *
 * @import {Shown, TalkView} from "./views.js"
 * @import {Mark} from "../line/outbox.js"
 * @import {Place} from "../line/frames.js"
 * @import {Say} from "../line/words.js"
 */
import { TalkLog } from "../line/talk-log.js";
import { clockTime, clockTimeOf } from "../line/times.js";
import { Notices } from "./notices.js";
import { part, setText } from "./part.js";

const TYPING_MS = 15_000;

/** @implements {TalkView} */
export class Talk {
  #say;
  #language;
  #log = part("log", TalkLog);
  #notices;
  #lamp = part("talk-lamp", HTMLElement);
  #sealed = part("sealed", HTMLDetailsElement);
  #name = "";
  #isConnected = true;
  #isPeerHere = true;
  #isSecured = false;
  #isQueued = false;
  /** Who was said to be there last. */
  #joined = "";
  /** "Back in a moment", until they are or nobody waits for it any more. @type {HTMLElement | null} */
  #absence = null;
  /** @type {any} */
  #typingTimer = null;

  /**
   * @param {Say} say
   * @param {string} language
   */
  constructor(say, language) {
    this.#say = say;
    this.#language = language;
    this.#log.say = say;
    this.#notices = new Notices(this.#log);
  }

  /** @param {Shown} message */
  message({ id, from, name, at, text, mark }) {
    const by = from === "self" ? this.#say("you") : name;
    this.#log.addMessage({ id, from, by, time: clockTimeOf(at, this.#language), text, mark });
  }

  /** @param {string} id @param {Mark} mark */
  mark(id, mark) {
    this.#log.setMark(id, mark);
  }

  /** @param {string} before @param {string} after */
  rename(before, after) {
    this.#log.rename(before, after);
  }

  /**
   * @param {"joined" | "fresh" | "reloaded" | "dropped"} key
   * @param {string} name
   * @param {boolean} isNow
   */
  event(key, name, isNow) {
    // The same person again, with new keys, is no news.
    if (key === "joined" && name === this.#joined) return;
    // A second reload within one absence neither.
    if (key === "reloaded" && this.#absence !== null) return;
    this.#endAbsence();
    this.#joined = key === "dropped" ? "" : name;
    const time = clockTime(new Date(), this.#language);
    const said = isNow && key === "joined" ? this.#say("joined_at", { name, time }) : this.#say(key, { name });
    // Who comes now reads what waited for them, and nothing above.
    if (key === "joined" || key === "fresh") this.#log.addEventBeforeUnsent(said);
    else {
      const item = this.#log.addEvent(said, key === "dropped" ? "gap" : undefined);
      if (key === "reloaded") this.#absence = item;
    }
  }

  /** @param {{name: string, digits: string, certified: boolean} | null} secured */
  secured(secured) {
    this.#isSecured = secured !== null;
    this.#sealed.hidden = secured === null;
    if (secured !== null) {
      this.#showSecured(secured);
      this.#sayBack(secured.name);
    }
    this.#drawState();
  }

  /** @param {string} name @param {boolean} isTyping */
  typing(name, isTyping) {
    clearTimeout(this.#typingTimer);
    this.#log.setTyping(isTyping ? this.#say("typing", { name }) : "");
    if (isTyping) this.#typingTimer = setTimeout(() => this.#log.setTyping(""), TYPING_MS);
  }

  /** @param {string} name @param {boolean} isHere */
  peer(name, isHere) {
    this.#isPeerHere = isHere;
    if (isHere) this.#notices.remove("peer");
    else this.#notices.show("peer", "plain-notice", this.#say("peer_lost", { name }));
    this.#drawState();
  }

  /**
   * @param {string} said why the connection is gone; empty when it is back
   * @param {boolean} isPlain it just went: then how long it is waited for says more
   * @param {string} time until when it is waited for
   * @param {() => void} retry
   */
  setConnection(said, isPlain, time, retry) {
    this.#isConnected = said === "";
    const name = this.#name;
    if (said === "") this.#notices.remove("connection");
    else this.#notices.show("connection", "lost-notice", isPlain ? this.#sayLost(name, time) : said, retry);
    this.#drawState();
  }

  /** @param {Place | null} place in the queue again, or no more */
  requeued(place) {
    this.#isQueued = place !== null;
    this.#drawState();
    if (place === null) {
      this.#notices.remove("queue");
      return;
    }
    const key = place.away ? "requeued_away" : "requeued";
    this.#notices.show("queue", "plain-notice", this.#say(key, { position: place.position }));
    this.#isPeerHere = true;
    this.#notices.remove("peer");
    this.#endAbsence();
  }

  /** Something was written that did not go by itself. @param {boolean} isKept */
  setKept(isKept) {
    if (isKept) this.#notices.show("kept", "plain-notice", this.#say("first_kept"));
    else this.#notices.remove("kept");
  }

  /** @param {boolean} isRefused */
  setRefused(isRefused) {
    if (isRefused) this.#notices.show("refused", "plain-notice", this.#say("offer_refused"));
    else this.#notices.remove("refused");
  }

  /**
   * @param {string} name
   * @returns {Promise<boolean>}
   */
  mayAnotherDevice(name) {
    return this.#notices.ask("device", "device-question", this.#say("other_device", { name }));
  }

  /**
   * @param {string} said
   * @param {string} code
   * @param {() => void} leave
   */
  setFailed(said, code, leave) {
    this.#notices.show("failed", "failed-notice", said, leave, code);
    this.#isConnected = false;
    this.#drawState();
  }

  clear() {
    clearTimeout(this.#typingTimer);
    this.#log.clear();
    this.#notices.clear();
    this.#name = "";
    part("talk-name", HTMLElement).textContent = "";
    part("digits", HTMLElement).replaceChildren();
    this.#sealed.hidden = true;
  }

  settle() {
    this.#log.settle();
  }

  /**
   * @param {string} name
   * @param {string} time
   */
  #sayLost(name, time) {
    return name && !this.#isQueued ? this.#say("lost_talk", { name, time }) : this.#say("lost_place", { time });
  }

  /**
   * In the place of the promise that they would be: a line added, since a changed one is not read out.
   * @param {string} name
   */
  #sayBack(name) {
    if (this.#absence === null) return;
    this.#endAbsence();
    const time = clockTime(new Date(), this.#language);
    this.#log.addEventBeforeUnsent(this.#say("back", { name, time }));
  }

  #endAbsence() {
    this.#absence?.remove();
    this.#absence = null;
  }

  /** @param {{name: string, digits: string, certified: boolean}} secured */
  #showSecured({ name, digits, certified }) {
    this.#name = name;
    part("talk-name", HTMLElement).textContent = name;
    part("content", HTMLElement).setAttribute("aria-label", this.#say("log_label", { name }));
    part("sealed-who", HTMLElement).textContent = this.#say("only_you", { name });
    part("unverified", HTMLElement).hidden = certified;
    const groups = digits.split(" ").map((group) => {
      const item = document.createElement("li");
      item.textContent = group;
      return item;
    });
    part("digits", HTMLElement).replaceChildren(...groups);
  }

  #drawState() {
    const isWhole = this.#isConnected && this.#isPeerHere && this.#isSecured;
    this.#lamp.dataset.state = isWhole ? "on" : "off";
    setText(part("talk-state", HTMLElement), this.#say(this.#stateKey));
  }

  get #stateKey() {
    if (!this.#isConnected) return "offline";
    if (this.#isQueued) return "queued";
    if (!this.#isPeerHere) return "peer_away";
    return this.#isSecured ? "connected" : "connecting";
  }
}
