// @ts-check
/**
 * A server and a help-seeker's page in one, for the console's half: frames are stored and numbered, never opened.
 *
 * @import {Conversation, Desk} from "../../../chat/browser/console/conversation.js"
 * @import {Entry} from "../../../chat/browser/console/book.js"
 * @import {Body} from "../../../chat/browser/sealing/body.js"
 * @import {MsgFrame} from "../../../chat/browser/sealing/sender.js"
 */
import { Conversation as ConversationClass } from "../../../chat/browser/console/conversation.js";
import { b64uEncode } from "../../../chat/browser/sealing/bytes.js";
import { HelpSeekerKeys } from "../../../chat/browser/sealing/epoch.js";
import { device, NOW, TRUST } from "../sealing/cast.js";

/** What a log shows: [who or event, text, mark]. */
export class Paper {
  /** @type {{id: string, line: [string, string, string | undefined]}[]} */
  lines = [];

  /** @param {Entry} entry @param {string | undefined} mark */
  add(entry, mark) {
    if ("event" in entry) this.lines.push({ id: "", line: ["event", entry.event, undefined] });
    else this.lines.push({ id: entry.id, line: [entry.from, entry.text, mark] });
  }

  /** @param {string} id @param {string} mark */
  mark(id, mark) {
    for (const line of this.lines) if (line.id === id) line.line[2] = mark;
  }

  /** @param {string} before @param {string} after */
  rename(before, after) {
    for (const line of this.lines) if (line.id === before) line.id = after;
  }

  clear() {
    this.lines = [];
  }

  /** Who said what, without events and marks. */
  get said() {
    return this.lines.flatMap(({ line: [who, text] }) => (who === "event" ? [] : [`${who}: ${text}`]));
  }

  get events() {
    return this.lines.flatMap(({ line: [who, text] }) => (who === "event" ? [text] : []));
  }

  get marks() {
    return this.lines.flatMap(({ line: [who, , mark] }) => (who === "self" ? [mark] : []));
  }
}

export class Relay {
  helpSeeker = new HelpSeekerKeys();
  conv = b64uEncode(this.helpSeeker.conv);
  now = NOW * 1000;
  /** Whether what the console sends goes out. */
  isUp = true;
  /** Whether what is stored is acked. */
  acks = true;
  /** @type {any[]} what the console sent */
  sent = [];
  /** @type {any[]} what is stored */
  stored = [];
  /** @type {string[]} */
  news = [];
  /** @type {{run: () => void, at: number}[]} */
  timers = [];
  /** @type {Body[]} what the help-seeker's page read */
  read = [];
  paper = new Paper();
  /** @type {any} */
  #sender = null;

  /** @param {Awaited<ReturnType<typeof device>>} own the console's device */
  constructor(own) {
    this.own = own;
    this.page = this.newPage();
  }

  static async make() {
    return new Relay(await device());
  }

  /** The console, loaded (again). @returns {Conversation} */
  newPage() {
    this.paper = new Paper();
    /** @type {Desk} */
    const desk = {
      send: (frame) => this.#send(frame),
      trust: () => ({ ...TRUST, now: this.now / 1000 }),
      device: { keyPair: this.own.key, cert: this.own.cert },
      now: () => this.now,
      later: (run, ms) => this.timers.push({ run, at: this.now + ms }),
      changed: () => {},
      tell: (_, news) => this.news.push(news),
      sheet: () => this.paper,
    };
    const listed = { conv: this.conv, letter: "B", lang: "nl", since: null };
    this.page = new ConversationClass(listed, desk);
    return this.page;
  }

  /** Everything under way arrives. */
  async settle() {
    for (let before = -1; before !== this.sent.length + this.stored.length; ) {
      before = this.sent.length + this.stored.length;
      await this.page.settled;
    }
  }

  /** @param {number} ms */
  async pass(ms) {
    this.now += ms;
    const due = this.timers.filter(({ at }) => at <= this.now);
    this.timers = this.timers.filter(({ at }) => at > this.now);
    for (const { run } of due) run();
    await this.settle();
  }

  /**
   * The help-seeker's page promises, the console offers, the epoch opens.
   * @param {"accept" | "reload"} [why]
   * @param {Conversation} [page] the one to wait for
   */
  async open(why = "accept", page = this.page) {
    const { e, commit } = await this.helpSeeker.newEpoch();
    const ids = { conv: this.conv, letter: "B", lang: "nl", since: null, n: this.stored.length };
    this.page.accepted({ v: 1, t: "conv.accepted", ...ids, e, commit: b64uEncode(commit), why });
    await page.settled;
    const offer = this.sent.findLast(({ t }) => t === "offer");
    const member = await this.helpSeeker.considerOffer({ v: 1, ...offer }, TRUST);
    const { frame } = await this.helpSeeker.open([member]);
    this.#sender = this.helpSeeker.sender();
    this.page.opened(frame);
    await this.settle();
  }

  /** @param {Body} body from the help-seeker's page */
  async say(body) {
    const frame = await this.#sender.seal(body);
    this.page.receive(this.#store(frame));
    await this.settle();
  }

  /** @param {string} text */
  async write(text) {
    await this.say({ k: "text", t: text, s: [] });
  }

  /** What the help-seeker's page has read of a kind. @param {string} kind */
  async heard(kind) {
    const bodies = [];
    for (const frame of this.stored.filter(({ pid }) => pid !== "AAAAAAAAAAA")) {
      const sealed = this.helpSeeker.epochs.parse(frame);
      bodies.push((await this.helpSeeker.epochs.readHistory(sealed, this.now / 1000)).body);
    }
    return bodies.filter(({ k }) => k === kind);
  }

  /** Every stored frame above n comes. @param {number} n */
  async resendAbove(n) {
    for (const frame of this.stored.slice(n)) this.page.receive(frame);
    await this.settle();
  }

  /**
   * @param {any} frame
   * @returns {boolean}
   */
  #send(frame) {
    if (!this.isUp) return false;
    this.sent.push(frame);
    if (frame.t === "msg") {
      const known = this.stored.find(({ inst, q }) => inst === frame.inst && q === frame.q);
      const { n } = known ?? this.#store(frame);
      const ref = /** @type {[number, string, string, number]} */ ([frame.e, frame.pid, frame.inst, frame.q]);
      if (this.acks) this.page.acked({ ref, n });
    }
    if (frame.t === "fetch") for (const stored of this.stored.slice(frame.n)) this.page.receive(stored);
    return true;
  }

  /** @param {MsgFrame} frame */
  #store(frame) {
    const stored = { ...frame, n: this.stored.length + 1 };
    this.stored.push(stored);
    return stored;
  }
}
