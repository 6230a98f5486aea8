// @ts-check
/**
 * The open conversation: who, since when, how safe, what was written, and the box to write in.
 *
 * @import {Say} from "../line/words.js"
 * @import {Entry, Sheet} from "./book.js"
 * @import {Conversation} from "./conversation.js"
 */
import { clockTime } from "../line/times.js";
import { TalkLog } from "../line/talk-log.js";
import { part, setText } from "./element.js";
import { Newer } from "./newer.js";
import { tooLong } from "./too_long.js";

/** As on every page for staff, wherever the device thinks it is. */

export class Pane {
  #say;
  #language;
  #verified;
  /** @type {Conversation | null} */
  #current = null;
  /** @type {Map<string, TalkLog>} */
  #logs = new Map();
  #box = part("pane-log", HTMLElement);
  #newer = new Newer(this.#box, () => this.toEnd());
  #field = part("say", HTMLTextAreaElement);
  #error = part("say-error", HTMLElement);
  #menu = part("end-menu", HTMLDetailsElement);
  #sealed = part("sealed", HTMLDetailsElement);
  #dismiss = part("dismiss", HTMLButtonElement);

  /**
   * @param {Say} say
   * @param {string} language
   * @param {boolean} verified whether this device is certified by the team
   * @param {(conv: string) => void} dismiss
   */
  constructor(say, language, verified, dismiss) {
    this.#say = say;
    this.#language = language;
    this.#verified = verified;
    this.#field.addEventListener("input", () => this.#typed());
    this.#field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.#write();
    });
    part("composer", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#write();
    });
    part("end", HTMLButtonElement).addEventListener("click", () => this.#end(null));
    part("end-abuse", HTMLButtonElement).addEventListener("click", () => this.#end("abuse"));
    part("go-on", HTMLButtonElement).addEventListener("click", () => this.#fold(this.#menu));
    this.#dismiss.addEventListener("click", () => this.#current && dismiss(this.#current.conv));
    for (const details of [this.#menu, this.#sealed]) {
      details.addEventListener("keydown", (event) => event.key === "Escape" && this.#fold(details));
    }
  }

  /**
   * Where a conversation writes.
   * @param {Conversation} conversation
   * @returns {Sheet}
   */
  sheetFor({ conv, letter }) {
    const log = document.createElement("talk-log");
    if (!(log instanceof TalkLog)) throw new Error("<talk-log> is not defined");
    log.say = this.#say;
    log.hidden = true;
    this.#box.append(log);
    this.#logs.set(conv, log);
    return {
      add: (entry, mark) => this.#add(log, letter, entry, mark),
      mark: (id, mark) => log.setMark(id, mark),
      rename: (before, after) => log.rename(before, after),
      clear: () => log.clear(),
    };
  }

  /** @param {string} conv */
  forget(conv) {
    this.#logs.get(conv)?.remove();
    this.#logs.delete(conv);
    if (this.#current?.conv === conv) this.show(null);
  }

  /** @param {Conversation | null} conversation */
  show(conversation) {
    if (conversation === this.#current) return;
    this.#current = conversation;
    [this.#menu.open, this.#sealed.open] = [false, false];
    this.#field.value = conversation?.draft ?? "";
    setText(this.#error, "");
    for (const [conv, log] of this.#logs) log.hidden = conv !== conversation?.conv;
    this.refresh(false);
    this.toEnd();
    this.#newer.hide();
  }

  /** To the newest words, and on a low or narrow screen to the box below them. */
  toEnd() {
    this.#logs.get(this.#current?.conv ?? "")?.toEnd();
  }

  /** @param {boolean} isLost whether this console has no connection */
  refresh(isLost) {
    const one = this.#current;
    if (one === null) return;
    const { letter } = one;
    const ended = one.phase === "ended";
    setText(part("pane-title", HTMLElement), this.#say("conversation", { letter }));
    const since = one.since === null ? "" : this.#say("since", { time: this.#time(one.since) });
    setText(part("pane-since", HTMLElement), since);
    setText(part("pane-language", HTMLElement), one.language && this.#say(one.language));
    setText(part("pane-status", HTMLElement), this.#say(this.#status(one, isLost)));
    setText(part("end-title", HTMLElement), this.#say("end_title", { letter }));
    setText(part("say-label", HTMLElement), this.#say("say_label", { letter }));
    this.#field.placeholder = this.#say("say_label", { letter });
    this.#box.setAttribute("aria-label", this.#say("log_label", { letter }));
    setText(part("digits", HTMLElement), one.digits);
    this.#sealed.hidden = one.digits === "";
    part("unverified", HTMLElement).hidden = this.#verified;
    this.#notice(one, isLost);
    this.#showEnded(ended);
  }

  /**
   * @param {Conversation} one
   * @param {boolean} isLost
   */
  #status(one, isLost) {
    if (one.phase === "ended") return ["requeued", "gone"].includes(one.why) ? "status_gone" : "status_ended";
    if (one.phase === "failed") return "status_failed";
    if (isLost) return "status_lost";
    return one.goneSince === null ? `status_${one.phase}` : "status_peer_gone";
  }

  /**
   * @param {Conversation} one
   * @param {boolean} isLost
   */
  #notice(one, isLost) {
    const notice = part("pane-notice", HTMLElement);
    const time = one.phase === "ended" ? this.#time(one.endedAt) : "";
    const key = { ended: `ended_${one.why}`, failed: `failed_${one.why}`, securing: "", open: "" }[one.phase];
    const waits = one.ending && isLost ? "end_offline" : "";
    setText(notice, key || waits ? this.#say(waits || key, { letter: one.letter, time }) : "");
    notice.hidden = !(key || waits);
    notice.dataset.kind = one.phase === "failed" ? "alarm" : "plain";
  }

  /** @param {boolean} ended */
  #showEnded(ended) {
    const held = part("open", HTMLElement).contains(document.activeElement) && !this.#dismiss.contains(document.activeElement);
    const moves = ended && this.#dismiss.hidden && held;
    this.#dismiss.hidden = !ended;
    this.#menu.hidden = ended;
    part("pane-foot", HTMLElement).hidden = ended;
    this.#box.hidden = ended;
    if (ended) this.#newer.hide();
    // Emptied at the end; filled again with words that could not be sealed.
    if (this.#current && this.#field.value !== this.#current.draft) this.#field.value = this.#current.draft;
    // What had the focus is gone: the one thing left to do takes it.
    if (moves) this.#dismiss.focus();
  }

  /**
   * @param {TalkLog} log
   * @param {string} letter
   * @param {Entry} entry
   * @param {import("../line/outbox.js").Mark | undefined} mark
   */
  #add(log, letter, entry, mark) {
    const time = this.#time(entry.at);
    if ("event" in entry) {
      log.addEvent(this.#say(entry.event, { letter, time }), entry.broken ? "gap" : undefined);
      return;
    }
    const by = entry.from === "self" ? this.#say("you") : letter;
    const { id, from, text } = entry;
    const isBelow = from === "other" && !log.hidden && !this.#newer.isAtEnd;
    log.addMessage({ id, from, by, time, text, mark: from === "self" ? mark : undefined });
    if (isBelow) this.#newer.show();
  }

  #typed() {
    if (this.#current === null) return;
    this.#current.draft = this.#field.value;
    setText(this.#error, "");
    if (this.#field.value.trim() !== "") this.#current.typing();
  }

  #write() {
    const text = this.#field.value.trim();
    if (this.#current === null || text === "") return;
    const problem = this.#current.problemWith(text);
    setText(this.#error, problem === null ? "" : this.#say(problem, tooLong(text)));
    if (problem !== null) return;
    this.#current.write(text);
    this.#current.draft = this.#field.value = "";
  }

  /** @param {"abuse" | null} mark */
  #end(mark) {
    this.#menu.open = false;
    this.#menu.querySelector("summary")?.focus();
    this.#current?.end(mark);
  }

  /** @param {HTMLDetailsElement} details */
  #fold(details) {
    details.open = false;
    details.querySelector("summary")?.focus();
  }

  /** @param {number} at milliseconds */
  #time(at) {
    return clockTime(new Date(at), this.#language);
  }
}
