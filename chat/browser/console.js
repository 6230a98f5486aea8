// @ts-check
/**
 * The counsellor's console: the page's parts, wired to one socket.
 *
 * @import {ConsoleFrame, DutyFields, QueueFields, ServerFrame} from "./line/frames.js"
 * @import {Conversation} from "./console/conversation.js"
 * @import {Device} from "./console/device.js"
 * @import {Bytes} from "./sealing/bytes.js"
 */
import { holdConsole } from "./console/browser_lock.js";
import { Conversations } from "./console/conversations.js";
import { readyDevice } from "./console/device.js";
import { DeviceStore, StorageRefused } from "./console/device_store.js";
import { DutyForm, sameAgain } from "./console/duty_form.js";
import { make, part, setText } from "./console/element.js";
import { CONSOLE_TYPES } from "./console/frames.js";
import { IdleCover } from "./console/idle_cover.js";
import { Letters } from "./console/letters.js";
import { pageNow } from "./console/page_clock.js";
import { Pane } from "./console/pane.js";
import { partingWords } from "./console/parting.js";
import { QueuePanel } from "./console/queue_panel.js";
import { Screens } from "./console/screens.js";
import { coverLine, titleOf } from "./console/signs.js";
import { ThreadList } from "./console/thread_list.js";
import { askForCertificate } from "./console/uncertified.js";
import { closeWord, Connection, followNetwork, socketUrl } from "./line/connection.js";
import { readWords } from "./line/words.js";
import { b64uDecode } from "./sealing/bytes.js";

const TICK_MS = 1_000;
const BUILD_TIME = Number(part("desk", HTMLElement).dataset.buildTime);
const say = readWords(document);
const screens = new Screens(say);
const again = () => location.reload();
// Reached when it is used: a browser may refuse even that.
const tabStorage = {
  getItem: (/** @type {string} */ name) => sessionStorage.getItem(name),
  setItem: (/** @type {string} */ name, /** @type {string} */ value) => sessionStorage.setItem(name, value),
  removeItem: (/** @type {string} */ name) => sessionStorage.removeItem(name),
};

class Console {
  #desk = part("desk", HTMLElement);
  #connection = new Connection(socketUrl("/ws/console/", location), { types: CONSOLE_TYPES });
  #conversations;
  #pane;
  #queue = new QueuePanel(say, () => this.#takeNext());
  #threads = new ThreadList(say, (conv) => this.#choose(conv));
  #duty = new DutyForm(say, (action) => this.#beforeStopping(action));
  #letters = new Letters(tabStorage, this.#desk.dataset.person ?? "");
  /** @type {string | null} */
  #current = null;
  #cover = new IdleCover(document, (covered) => this.#covered(covered), () => this.#current !== null);
  /** @type {DutyFields | null} */
  #dutyNow = null;
  #room = 0;
  #asked = false;
  #isOver = false;
  /** @type {Element | null} */
  #focused = null;

  /**
   * @param {{keyPair: CryptoKeyPair, cert: Bytes, certified: boolean}} device
   * @param {Bytes | null} teamKey
   */
  constructor(device, teamKey) {
    const language = this.#desk.dataset.language ?? "nl";
    this.#pane = new Pane(say, language, device.certified, (conv) => this.#dismiss(conv));
    const trust = () => ({ teamKey, revoked: [], now: pageNow(BUILD_TIME), buildTime: BUILD_TIME });
    this.#conversations = new Conversations(
      {
        device,
        trust,
        send: (frame) => this.#connection.send(frame),
        now: () => Date.now(),
        later: (run, ms) => setTimeout(run, ms),
        changed: () => this.#refresh(),
        tell: (one, news) => setText(part("news", HTMLElement), say(news, { letter: one.letter })),
        sheet: (one) => this.#pane.sheetFor(one),
      },
      (conv) => this.#pane.forget(conv),
    );
  }

  start() {
    const connection = this.#connection;
    connection.on("state", ({ state, code }) => this.#connected(state, code));
    connection.on("malformed", () => this.#over("refused", again));
    connection.on("console", (frame) => this.#told(frame));
    connection.on("queue", (frame) => this.#queueChanged(frame));
    connection.on("duty", (frame) => this.#dutyChanged(frame));
    connection.on("err", (frame) => this.#refused(frame));
    for (const type of /** @type {ServerFrame["t"][]} */ (
      ["taken", "conv.accepted", "epoch.open", "epoch.refuse", "msg", "ack", "peer", "conv.closed"]
    )) {
      connection.on(type, (frame) => this.#take(frame));
    }
    part("cover-button", HTMLButtonElement).addEventListener("click", () => this.#cover.cover());
    part("uncover", HTMLButtonElement).addEventListener("click", () => this.#cover.uncover());
    document.addEventListener("visibilitychange", () => this.#refresh());
    window.addEventListener("pagehide", () => {
      this.#letters.stop();
      this.#conversations.drop();
    });
    // Back from the browser's memory: whatever was here is gone, so begin anew.
    window.addEventListener("pageshow", ({ persisted }) => persisted && again());
    setInterval(() => this.#tick(), TICK_MS);
    followNetwork(connection);
    connection.start();
    this.#refresh();
  }

  /**
   * @param {import("./line/connection.js").ConnectionState} state
   * @param {number | null} code
   */
  #connected(state, code) {
    this.#asked = false;
    if (state === "open") this.#connection.send({ t: "console.open" });
    else this.#conversations.disconnected();
    if (state === "lost") this.#sayLost(code);
    if (state === "refused" && !this.#isOver) this.#closedFor(code);
    this.#refresh();
  }

  /** @param {number | null} code */
  #closedFor(code) {
    if (code === 4401) this.#over("signed_out", this.#desk.dataset.signIn ?? "/");
    else if (code === 4403) this.#over("not_allowed");
    else if (code === 4409) this.#over("taken_over", again);
    else this.#over("refused", again);
  }

  /**
   * No console any more on this page: nothing of a conversation stays on it.
   * @param {string} why
   * @param {(() => void) | string | null} [act]
   */
  #over(why, act = null) {
    this.#isOver = true;
    this.#cover.stop();
    this.#conversations.drop();
    document.title = say("title");
    // What it said of the duty may not hold any more, and its buttons act for nobody.
    part("duty", HTMLElement).hidden = true;
    screens.gate(why, act);
  }

  /** @param {number | null} code */
  #sayLost(code) {
    const notice = make("div", "notice");
    notice.dataset.kind = "warn";
    const button = make("button", "button", say("lost_try"));
    button.addEventListener("click", () => this.#connection.retryNow());
    const buttons = make("div", "buttons");
    buttons.append(button);
    notice.append(make("p", "", `${say(closeWord(code))} ${say("nothing_lost")}`), buttons);
    const place = part("connection", HTMLElement);
    if (place.textContent !== notice.textContent) place.replaceChildren(notice);
  }

  /**
   * A conversation that was here before this page was loaded, and is not any more.
   * @param {string} letter
   */
  #sayGone(letter) {
    const notice = make("div", "notice");
    const button = make("button", "button", say("gone_seen"));
    button.addEventListener("click", () => {
      notice.remove();
      part("content", HTMLElement).focus();
    });
    const buttons = make("div", "buttons");
    buttons.append(button);
    notice.append(make("p", "", say("gone_meanwhile", { letter })), buttons);
    part("gone", HTMLElement).append(notice);
  }

  /** @param {ConsoleFrame} frame */
  #told({ duty, queue, capacity, conversations }) {
    part("connection", HTMLElement).replaceChildren();
    if (this.#dutyNow !== null && JSON.stringify(this.#dutyNow) !== JSON.stringify(duty)) this.#duty.reload();
    [this.#dutyNow, this.#room] = [duty, capacity];
    this.#queue.tell(queue, Date.now());
    this.#conversations.listed(conversations);
    for (const letter of this.#letters.begin(conversations.map((one) => one.letter))) this.#sayGone(letter);
    this.#current ??= conversations[0]?.conv ?? null;
    this.#refresh();
  }

  /** @param {QueueFields & {capacity?: number}} queue capacity: room for so many more */
  #queueChanged(queue) {
    this.#queue.tell(queue, Date.now());
    this.#room = queue.capacity ?? this.#room;
    this.#refresh();
  }

  /** @param {DutyFields} duty */
  #dutyChanged(duty) {
    this.#dutyNow = duty;
    this.#duty.reload();
    this.#refresh();
  }

  /** @param {import("./line/frames.js").Err} frame */
  #refused(frame) {
    if (frame.ref) this.#take(frame);
    else if (["unknown_conv", "closed", "not_member"].includes(frame.code)) this.#conversations.endNotKnown();
    else if (this.#asked) {
      this.#asked = false;
      const why = { empty: "next_empty", busy: "next_full", off_duty: "next_off" }[frame.code];
      if (why !== undefined) setText(part("next-why", HTMLElement), say(why));
    }
  }

  /** @param {ServerFrame} frame */
  #take(frame) {
    const fresh = this.#conversations.take(frame);
    if (fresh !== null) this.#arrived(fresh);
    this.#refresh();
  }

  /** @param {Conversation} fresh */
  #arrived(fresh) {
    this.#asked = false;
    setText(part("news", HTMLElement), say("news_accepted", { letter: fresh.letter }));
    const current = this.#conversations.get(this.#current);
    const isWriting = document.activeElement === part("say", HTMLTextAreaElement) && current?.draft !== "";
    // Nothing moves under a hand: whoever is writing goes on where they were.
    if (current === null || current.phase === "ended" || !isWriting) this.#choose(fresh.conv);
  }

  /** @param {string} action of the duty buttons */
  #beforeStopping(action) {
    const { state, channels } = this.#dutyNow ?? { state: "off", channels: [] };
    const self = state === "on" && channels.includes("chat") ? 1 : 0;
    const { waiting, away, onDuty } = this.#queue;
    return partingWords(say, { action, live: this.#conversations.live.length, waiting: waiting + away, others: onDuty - self });
  }

  #takeNext() {
    if (!this.#connection.send({ t: "next" })) return;
    this.#asked = true;
    this.#refresh();
  }

  /** @param {string} conv */
  #choose(conv) {
    this.#conversations.get(this.#current)?.attend(false);
    this.#current = conv;
    this.#refresh();
    this.#pane.toEnd();
  }

  /** @param {string} conv */
  #dismiss(conv) {
    this.#conversations.remove(conv);
    this.#current = this.#conversations.all[0]?.conv ?? null;
    this.#refresh();
    part("content", HTMLElement).focus();
  }

  /** @param {boolean} covered */
  #covered(covered) {
    if (covered) this.#focused = document.activeElement;
    this.#refresh();
    if (covered) return part("uncover", HTMLButtonElement).focus();
    const back = sameAgain(this.#focused);
    if (back instanceof HTMLElement && back !== document.body) back.focus({ preventScroll: true });
    // What had the focus is gone: the duty buttons may have changed under cover.
    if (document.activeElement !== back) part("content", HTMLElement).focus({ preventScroll: true });
  }

  #tick() {
    if (this.#isOver) return;
    this.#conversations.tick();
    this.#refresh();
  }

  #refresh() {
    if (this.#isOver) return;
    const current = this.#conversations.get(this.#current);
    const attended = !this.#cover.covered && document.visibilityState === "visible";
    screens.show(this.#cover.covered ? "covered" : current === null ? "nothing-open" : "open");
    this.#pane.show(current);
    this.#pane.refresh(this.#connection.state !== "open");
    current?.attend(attended);
    const now = Date.now();
    const { all, unread } = this.#conversations;
    this.#threads.show(all, this.#current, now);
    this.#letters.keep(this.#conversations.live.map(({ letter }) => letter));
    const standing = { connected: this.#connection.state === "open", asked: this.#asked, duty: this.#dutyNow };
    this.#queue.show({ ...standing, room: this.#room }, now);
    this.#showSigns(unread, !attended, now);
  }

  /**
   * @param {number} unread
   * @param {boolean} isAway
   * @param {number} now milliseconds
   */
  #showSigns(unread, isAway, now) {
    const { waiting } = this.#queue;
    const title = titleOf(say, { unread, waiting, isAway });
    if (document.title !== title) document.title = title;
    const { who, since } = coverLine(say, { waiting, longest: this.#queue.longest(now) });
    setText(part("covered-waiting", HTMLElement), who);
    setText(part("covered-since", HTMLElement), since);
    setText(part("covered-news", HTMLElement), unread > 0 ? say("covered_new", { count: unread }) : "");
  }
}

/** @returns {Promise<void>} */
async function begin() {
  if (!globalThis.crypto?.subtle || !navigator.locks) return screens.gate("outdated");
  if (!(await holdConsole(navigator.locks))) return screens.gate("locked", again);
  const text = part("desk", HTMLElement).dataset.teamKey;
  const teamKey = text ? b64uDecode(text) : null;
  const store = new DeviceStore(globalThis.indexedDB);
  const device = await deviceOf(store, teamKey);
  if (device === null) return screens.gate("storage", again);
  const { keyPair, cert, certified } = device;
  if (cert !== null) return new Console({ keyPair, cert, certified }, teamKey).start();
  if (teamKey === null) return screens.gate("storage", again);
  await askForCertificate({ store, keyPair, teamKey, now: () => pageNow(BUILD_TIME), say, done: again });
  screens.show("uncertified");
}

/**
 * @param {DeviceStore} store
 * @param {Bytes | null} teamKey
 * @returns {Promise<Device | null>} null if this browser does not keep it
 */
async function deviceOf(store, teamKey) {
  try {
    const device = await readyDevice(store, teamKey, pageNow(BUILD_TIME));
    // Asked, not required: without it the browser may clear the key when its disk is full.
    navigator.storage?.persist?.().catch(() => false);
    return device;
  } catch (error) {
    if (error instanceof StorageRefused) return null;
    throw error;
  }
}

begin();
