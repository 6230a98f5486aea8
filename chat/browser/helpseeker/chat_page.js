// @ts-check
/**
 * The chat's page: its stages, and one conversation at a time in them.
 *
 * @import {Place} from "../line/frames.js"
 * @import {StateChange} from "../line/connection.js"
 * @import {Say} from "../line/words.js"
 * @import {Draft} from "./keep.js"
 * @import {PageData} from "./page.js"
 * @import {View} from "./views.js"
 */
import { closeWord, Connection, followNetwork, socketUrl } from "../line/connection.js";
import { followAttention } from "../line/cover.js";
import { clockTime } from "../line/times.js";
import { b64uDecode, b64uEncode } from "../sealing/bytes.js";
import { SealingError } from "../sealing/failure.js";
import { HelpSeekerKeys } from "../sealing/help_seeker.js";
import { holdAlone } from "../sealing/lock.js";
import { Composer, partsOf } from "./composer.js";
import { Conversation } from "./conversation.js";
import { eraseOnceReached } from "./exit.js";
import { Keep } from "./keep.js";
import { followMenus } from "./menus.js";
import { part } from "./part.js";
import { prove } from "./proof.js";
import { Stage } from "./stage.js";
import { Talk } from "./talk.js";
import { WaitingRoom } from "./waiting_room.js";

const LOCK_TRIES = 5;
const LOCK_WAIT_MS = 200;
const ANSWER_MS = 4_000;
const DRAFT_MS = 300;
/** Whoever pressed a key this short while ago is still writing. */
const WRITING_MS = 8_000;

/** @implements {View} */
export class ChatPage {
  #page;
  #say;
  #stage = new Stage();
  #room;
  #talk;
  #composer;
  /** @type {Conversation | null} */
  #conversation = null;
  /** @type {Connection | null} */
  #connection = null;
  /** @type {() => void} */
  #release = () => {};
  #isOver = false;
  /** @type {any} */
  #draftTimer = null;
  /** When the connection went; 0 while it is there. */
  #lostAt = 0;
  #typedAt = 0;
  #isLeaving = false;
  /** What the page was busy with. @type {"starting" | "returning"} */
  #busyWith = "starting";
  /** How far it came: for the words at its end. @type {"over_both" | "over_waiting" | "over"} */
  #came = "over_both";

  /**
   * @param {PageData} page
   * @param {Say} say
   */
  constructor(page, say) {
    this.#page = page;
    this.#say = say;
    this.#room = new WaitingRoom(say);
    this.#talk = new Talk(say, page.language);
    this.#composer = new Composer(say, (text) => {
      this.#talk.setKept(false);
      this.#conversation?.say(text);
    });
  }

  /** What the exit tells the server: the conversation of this tab, whether or not it is on the page. */
  get ids() {
    if (this.#conversation !== null) return this.#conversation.ids;
    const keep = this.#page.storage && Keep.left(this.#page.storage);
    return keep && { conv: keep.conv, token: keep.token };
  }

  /** Show what belongs here: the conversation that was running in this tab, or the door. */
  begin() {
    this.#listen();
    part("loading", HTMLElement).hidden = true;
    const { storage } = this.#page;
    if (storage === null || !canSeal()) {
      this.#stage.show("failed");
      this.#sayWhy("failed_unsupported", "");
      return;
    }
    part("start", HTMLButtonElement).hidden = false;
    const keep = Keep.left(storage);
    if (keep !== null) this.#comeBack(keep);
    else if (location.hash === "#start") this.openAfterAll();
    else this.#stage.show(part("start", HTMLElement).closest("section")?.hidden ? "shut" : "start");
  }

  /** The page said shut, but there is room now. */
  openAfterAll() {
    this.#stage.show("start");
  }

  /** End it on the socket. */
  leave() {
    this.#conversation?.leave();
  }

  /** Forget everything on this side: the exit, and the end. */
  forget() {
    this.#isOver = true;
    this.#conversation?.drop();
    this.#conversation = null;
    this.#release();
    this.#talk.clear();
    this.#composer.clear();
    this.#room.clear();
  }

  #listen() {
    part("start", HTMLButtonElement).addEventListener("click", () => this.#start());
    this.#onClick("[data-leave]", () => this.#leave());
    this.#onClick("[data-retry]", () => this.#connection?.retryNow());
    this.#onClick("[data-again]", () => location.reload());
    this.#onClick("[data-forget]", () => this.#leave());
    followMenus(document);
    document.addEventListener("input", () => this.#typed());
    followAttention((isAway) => {
      this.#stage.cover(isAway);
      this.#conversation?.look(!isAway);
      // At once: what came meanwhile is not to count as scrolled away from.
      this.#talk.settle();
    });
    // Out of the browser's memory: whatever it shows is old. Reading it again comes back by the keep, or not at all.
    window.addEventListener("pageshow", ({ persisted }) => {
      if (!persisted) return;
      document.body.replaceChildren();
      location.reload();
    });
  }

  #typed() {
    this.#typedAt = Date.now();
    this.#room.showTooMuch(!Composer.fits(this.#room.draft.first));
    this.#draftTimer ??= setTimeout(() => {
      this.#draftTimer = null;
      this.#conversation?.keepDraft();
    }, DRAFT_MS);
  }

  /**
   * @param {string} buttons
   * @param {() => void} act
   */
  #onClick(buttons, act) {
    for (const button of document.querySelectorAll(buttons)) button.addEventListener("click", act);
  }

  async #start() {
    const keys = new HelpSeekerKeys();
    await keys.newEpoch();
    const storage = /** @type {Storage} */ (this.#page.storage);
    const keep = Keep.fresh(storage, b64uEncode(keys.conv));
    this.#stage.show("busy");
    this.#sayBusy(this.#say("starting"));
    await this.#hold(keep, keys);
  }

  /** @param {Keep} keep */
  async #comeBack(keep) {
    this.#busyWith = "returning";
    this.#stage.show("busy");
    this.#sayBusy(this.#say("returning"));
    await this.#hold(keep, null);
  }

  /**
   * Take part, if no other tab does.
   * @param {Keep} keep
   * @param {HelpSeekerKeys | null} keys
   */
  async #hold(keep, keys) {
    try {
      this.#release = await holdPatiently(b64uDecode(keep.conv));
    } catch (error) {
      if (!(error instanceof SealingError)) throw error;
      this.elsewhere();
      return;
    }
    this.#connection = new Connection(socketUrl("/ws/chat/", location));
    followNetwork(this.#connection);
    const { trust, language, solverUrl } = this.#page;
    const connection = this.#connection;
    this.#conversation = new Conversation({
      connection,
      keep,
      keys,
      view: this,
      talk: this.#talk,
      trust,
      language,
      prove: (challenge) => prove(challenge, solverUrl),
    });
    this.#conversation.look(!document.hidden && document.hasFocus());
    this.#conversation.start();
  }

  /** End it, out of sight at once. Where the server is silent this side forgets, and asks until it has erased it. */
  #leave() {
    const { ids } = this;
    this.leave();
    this.#isLeaving = true;
    this.#stage.show("busy");
    this.#sayBusy(this.#say("stopping"));
    const isConnected = this.#connection?.state === "open";
    setTimeout(() => {
      if (this.#isOver) return;
      this.ended(ids === null ? "you" : "unsure");
      if (ids !== null) eraseOnceReached(ids).then(() => this.#sayEnded("after_all", []));
    }, isConnected ? ANSWER_MS : 0);
  }

  // --- what the conversation tells -----------------------------------------------------------------------------

  /** @param {Place | null} place @param {string | null} name */
  waiting(place, name) {
    if (this.#isLeaving) return;
    this.#came = "over_waiting";
    this.#stage.show("waiting");
    this.#room.show(place, name);
  }

  talking() {
    if (this.#stage.name === "talk" || this.#isLeaving) return;
    this.#came = "over";
    const field = document.activeElement;
    const cursor = field instanceof HTMLTextAreaElement ? field.selectionStart : undefined;
    const isWriting = cursor !== undefined && Date.now() - this.#typedAt < WRITING_MS;
    const { first, isToSend } = this.#room.takeFirstMessage();
    this.#stage.show("talk");
    const isEmpty = first.trim() === "";
    const goes = !isEmpty && isToSend && !isWriting && Composer.fits(first);
    if (goes) for (const text of partsOf(first)) this.#conversation?.say(text);
    else this.#composer.put(first);
    this.#talk.setKept(!isEmpty && !goes);
    if (cursor !== undefined) this.#composer.focus(goes ? 0 : cursor);
  }

  draft() {
    return { ...this.#room.draft, say: this.#composer.text };
  }

  /** @param {Draft} draft */
  putDraft(draft) {
    this.#room.putDraft(draft);
    this.#composer.put(draft.say);
  }

  /** @param {string | null} code */
  offerRefused(code) {
    this.#room.showRefused(code !== null);
    this.#talk.setRefused(code !== null);
  }

  /** @param {StateChange} change */
  connection({ state, code }) {
    if (state === "connecting" || this.#isLeaving) return;
    const said = state === "open" ? "" : this.#sayLost(code);
    const isPlain = said === this.#say("lost");
    const { keepMinutes, language } = this.#page;
    this.#lostAt = state === "open" ? 0 : this.#lostAt || Date.now();
    const time = clockTime(new Date(this.#lostAt + keepMinutes * 60_000), language);
    this.#room.showConnection(isPlain ? this.#say("lost_place", { time }) : said);
    this.#talk.setConnection(said, isPlain, time, () => this.#connection?.retryNow());
    if (this.#stage.name === "busy") this.#sayBusy(said || this.#say(this.#busyWith), said !== "");
  }

  /** @param {{why: string, opens: string}} shut */
  shut({ why, opens }) {
    this.#isOver = true;
    this.#release();
    const heading = document.createElement("h1");
    heading.id = "door-title";
    heading.tabIndex = -1;
    heading.textContent = why === "closed" ? opens : this.#say(why);
    const lead = document.createElement("p");
    lead.className = "lead";
    lead.textContent = this.#say(`shut_${why}`);
    part("door-words", HTMLElement).replaceChildren(heading, lead);
    // This attempt was counted already: there is nothing to knock for.
    part("knock-here", HTMLElement).remove();
    this.#stage.show("shut");
    heading.focus({ preventScroll: true });
  }

  /** @param {string} why @param {boolean} [hasUnsent] */
  ended(why, hasUnsent = false) {
    const more = [];
    if (!this.#isLeaving && hasUnsent) more.push("ended_unsent");
    if (!this.#isLeaving && this.#composer.text.trim() !== "") more.push("ended_typing");
    this.forget();
    part("end-title", HTMLElement).textContent = this.#say(this.#came);
    this.#sayEnded(why, more);
    this.#stage.show("ended");
    part("end-title", HTMLElement).focus({ preventScroll: true });
  }

  /**
   * @param {string} why
   * @param {string[]} more keys of further sentences
   */
  #sayEnded(why, more) {
    const { keepMinutes: minutes, language } = this.#page;
    const time = clockTime(new Date(Date.now() + minutes * 60_000), language);
    const sentences = [`ended_${why}`, ...more].map((key) => this.#say(key, { minutes, time }));
    part("end-said", HTMLElement).textContent = sentences.join(" ");
    part("end-erased", HTMLElement).hidden = why === "unsure";
  }

  elsewhere() {
    this.#isOver = true;
    this.#stage.show("elsewhere");
    part("elsewhere-title", HTMLElement).focus({ preventScroll: true });
  }

  /** @param {string} code */
  failed(code) {
    const key = code.startsWith("E_") ? "failed_sealing" : `failed_${code}`;
    if (this.#stage.name === "talk") {
      this.#composer.turnOff();
      this.#talk.setFailed(this.#say(key), code, () => this.#leave());
      return;
    }
    this.#stage.show("failed");
    this.#sayWhy(key, code);
    part("failed-title", HTMLElement).focus({ preventScroll: true });
  }

  /**
   * @param {string} key
   * @param {string} code
   */
  #sayWhy(key, code) {
    part("failed-said", HTMLElement).textContent = this.#say(key);
    part("failed-code", HTMLElement).textContent = code === "" ? "" : this.#say("code", { code });
  }

  /**
   * @param {string} said
   * @param {boolean} [canRetry]
   */
  #sayBusy(said, canRetry = false) {
    part("busy-said", HTMLElement).textContent = said;
    for (const button of document.querySelectorAll("[data-stage~='busy'] [data-retry]")) {
      if (button instanceof HTMLElement) button.hidden = !canRetry;
    }
  }

  /** @param {number | null} code */
  #sayLost(code) {
    const word = closeWord(code);
    return this.#say(word === "close_lost" ? "lost" : word);
  }
}

/** Whether this browser has what sealing needs. */
function canSeal() {
  return "locks" in navigator && "subtle" in crypto && "Worker" in window;
}

/**
 * After a reload the old page may hold the conversation for a moment longer.
 * @param {import("../sealing/bytes.js").Bytes} conv
 * @returns {Promise<() => void>}
 * @throws {SealingError} E_LOCK
 */
async function holdPatiently(conv) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await holdAlone(navigator.locks, conv);
    } catch (error) {
      if (tries === LOCK_TRIES || !(error instanceof SealingError)) throw error;
      await new Promise((resolve) => setTimeout(resolve, LOCK_WAIT_MS));
    }
  }
}
