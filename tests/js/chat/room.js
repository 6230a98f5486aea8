// @ts-check
/**
 * A server and a counsellor's page in one, for the help-seeker's half: frames are stored and numbered, the words of the
 * counsellor are sealed for real, and what the page is told is written down.
 *
 * @import {Connection} from "../../../chat/browser/line/connection.js"
 * @import {Body} from "../../../chat/browser/sealing/body.js"
 */
import { Conversation } from "../../../chat/browser/helpseeker/conversation.js";
import { Keep } from "../../../chat/browser/helpseeker/keep.js";
import { b64uDecode, b64uEncode } from "../../../chat/browser/sealing/bytes.js";
import { CounsellorKeys, HelpSeekerKeys } from "../../../chat/browser/sealing/epoch.js";
import { device, NOW, TRUST } from "../sealing/cast.js";

export const PLACE = { position: 2, wait: null, soon: false, away: false };

/** @type {{run: () => void, ms: number}[]} what waits for half a second or longer: it is due when a test says so */
let waits = [];
const { setTimeout: soon, clearTimeout: cancel } = globalThis;
/** @type {any} */ (globalThis).setTimeout = (/** @type {() => void} */ run, /** @type {number} */ ms) => {
  if (ms < 500) return soon(run, ms);
  const wait = { run, ms };
  waits.push(wait);
  return wait;
};
/** @type {any} */ (globalThis).clearTimeout = (/** @type {any} */ timer) => {
  if (!waits.includes(timer)) cancel(timer);
  waits = waits.filter((wait) => wait !== timer);
};

/** The storage of one tab. @returns {Storage} */
function storage() {
  const items = new Map();
  const store = {
    getItem: (/** @type {string} */ name) => items.get(name) ?? null,
    setItem: (/** @type {string} */ name, /** @type {string} */ text) => items.set(name, text),
    removeItem: (/** @type {string} */ name) => items.delete(name),
  };
  return /** @type {any} */ (store);
}

export class Room {
  now = NOW;
  storage = storage();
  /** @type {any[]} what the page sent, in all its lives */
  sent = [];
  /** @type {any[]} what is stored */
  stored = [];
  /** @type {[string, ...any[]][]} what the page was told */
  told = [];
  /** Whether what is stored is acked. */
  acks = true;
  /** What the help-seeker says of another device. @type {boolean | Promise<boolean>} */
  mayAnother = true;
  /** What stands in the page's fields. */
  draft = { first: "", isToSend: true, say: "" };
  /** What the solver finds. @type {() => Promise<string>} */
  prove = async () => "proof";
  /** @type {CounsellorKeys | null} */
  counsellor = null;
  /** The server's state, as conv.state says it. @type {any} */
  state = { state: "waiting", e: 0, pending: null, share: null, place: PLACE, name: null, opened: [], offers: [] };
  /** @type {any} */
  #sender = null;
  /** @type {Map<string, ((value: any) => void)[]>} */
  #listeners = new Map();
  #line = "lost";
  #hints = 0;

  /**
   * @param {Awaited<ReturnType<typeof device>>} own the counsellor's device
   * @param {HelpSeekerKeys} keys
   */
  constructor(own, keys) {
    waits = [];
    this.own = own;
    this.conv = b64uEncode(keys.conv);
    this.page = this.#load(Keep.fresh(this.storage, this.conv), keys);
  }

  /** A page that has started, with nobody there yet. */
  static async make() {
    const keys = new HelpSeekerKeys();
    await keys.newEpoch();
    return new Room(await device(), keys);
  }

  /** A conversation that waits in the queue. */
  static async waiting() {
    const room = await Room.make();
    await room.connect();
    await room.hear({ t: "challenge", challenge: {} });
    const { commit, share } = room.last("conv.open");
    Object.assign(room.state, { pending: { e: 1, why: "accept", commit }, share });
    await room.arrive();
    return room;
  }

  /** A conversation in which a counsellor has said hello. */
  static async talking() {
    const room = await Room.waiting();
    await room.accept();
    await room.say({ k: "hello", s: [] });
    return room;
  }

  /** The tab is loaded again. */
  async reload() {
    waits = [];
    this.#listeners.clear();
    this.page = this.#load(/** @type {Keep} */ (Keep.left(this.storage)), null);
    this.told = [];
    await this.connect();
  }

  async connect() {
    await this.become("open");
  }

  /** @param {string} state @param {number | null} [code] */
  async become(state, code = null) {
    this.#line = state;
    this.#tell("state", { state, code });
    await this.settle();
  }

  /** A frame of the server. @param {{t: string} & Record<string, unknown>} frame */
  async hear(frame) {
    this.#tell(frame.t, { v: 1, conv: this.conv, ...frame });
    await this.settle();
  }

  /** The server says where the conversation is. @param {object} [change] */
  async arrive(change = {}) {
    Object.assign(this.state, change);
    await this.hear({ t: "conv.state", n: this.stored.length, ...this.state });
  }

  /** A counsellor offers keys for the promised epoch and opens it. @param {{own?: any, why?: string}} [given] */
  async accept(given = {}) {
    await this.offer(given);
    await this.open();
  }

  /** @param {{own?: any, why?: string}} given own: another device */
  async offer({ own = this.own, why = "accept" } = {}) {
    const e = this.state.e + 1;
    await this.hear({ t: "epoch.want", e, role: 1, why, name: "Asha" });
    const { commit } = this.last(e > 1 ? "epoch.commit" : "conv.open");
    if (this.counsellor === null || own !== this.own) this.counsellor = new CounsellorKeys(b64uDecode(this.conv));
    await this.counsellor.accept(e, b64uDecode(commit));
    const offer = await this.counsellor.offer(own.key, own.cert);
    this.state.pending = { e, why, commit };
    await this.hear({ ...offer, name: "Asha" });
  }

  /** The counsellor's page opens the epoch. */
  async open() {
    const frame = this.last("epoch.open");
    const counsellor = /** @type {CounsellorKeys} */ (this.counsellor);
    await counsellor.openEpoch({ v: 1, ...frame }, TRUST);
    this.#sender = counsellor.sender();
    Object.assign(this.state, { state: "active", e: frame.e, pending: null, name: "Asha" });
  }

  /** What was to happen within this time happens. @param {number} ms */
  async pass(ms) {
    const due = waits.filter((wait) => wait.ms <= ms);
    waits = waits.filter((wait) => wait.ms > ms);
    for (const { run } of due) run();
    await this.settle();
  }

  /** A frame of the counsellor's page. @param {Body} body @returns {Promise<any>} */
  seal(body) {
    return this.#sender.seal(body);
  }

  /** @param {Body} body from the counsellor's page */
  async say(body) {
    await this.hear(this.store(await this.seal(body)));
  }

  /** @param {any} frame */
  store(frame) {
    const stored = { ...frame, n: this.stored.length + 1 };
    this.stored.push(stored);
    return stored;
  }

  /** What the counsellor's page reads of a kind. @param {string} kind @returns {Promise<any[]>} */
  async read(kind) {
    const { epochs } = /** @type {CounsellorKeys} */ (this.counsellor);
    const bodies = [];
    for (const frame of this.stored.filter(({ pid }) => pid === "AAAAAAAAAAA")) {
      if (frame.e === epochs.current) bodies.push((await epochs.readHistory(epochs.parse(frame), this.now)).body);
    }
    return bodies.filter(({ k }) => k === kind);
  }

  /** The last frame of a type that the page sent. @param {string} type */
  last(type) {
    return this.sent.findLast(({ t }) => t === type);
  }

  /** What the page was told of one thing. @param {string} what */
  heard(what) {
    return this.told.flatMap(([name, ...how]) => (name === what ? [how] : []));
  }

  /** Everything under way is done: frames are taken in turn, so a hint that comes through is the last of them. */
  async settle() {
    for (let before = -1; before !== this.sent.length + this.told.length; ) {
      before = this.sent.length + this.told.length;
      await new Promise((resolve) => soon(resolve, 0));
      await this.#hint();
    }
  }

  async #hint() {
    if (this.#isOver) return;
    this.#hints += 1;
    const name = `hint ${this.#hints}`;
    this.#tell("peer", { on: true, name });
    while (!this.#isOver && !this.told.some(([, first]) => first === name)) {
      await new Promise((resolve) => soon(resolve, 1));
    }
    this.told = this.told.filter(([, first]) => first !== name);
  }

  get #isOver() {
    return this.told.some(([what]) => ["failed", "ended", "shut"].includes(what));
  }

  /**
   * @param {Keep} keep
   * @param {HelpSeekerKeys | null} keys
   */
  #load(keep, keys) {
    const connection = {
      on: (/** @type {string} */ type, /** @type {(value: any) => void} */ listener) =>
        this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]),
      send: (/** @type {any} */ frame) => this.#send(frame),
      start: () => this.#note("start"),
      stop: () => (this.#line = "refused"),
      retryNow: () => this.#note("retry"),
    };
    Object.defineProperty(connection, "state", { get: () => this.#line });
    return new Conversation({
      connection: /** @type {any} */ (connection),
      keep,
      keys,
      view: {
        ...this.#notes(["waiting", "talking", "offerRefused", "connection", "shut", "ended", "elsewhere", "failed", "putDraft"]),
        draft: () => this.draft,
      },
      talk: {
        ...this.#notes(["message", "mark", "rename", "event", "secured", "typing", "peer", "requeued"]),
        mayAnotherDevice: async () => this.mayAnother,
      },
      trust: () => ({ ...TRUST, now: this.now }),
      language: "nl",
      prove: () => this.prove(),
    });
  }

  /** @param {string[]} names @returns {any} */
  #notes(names) {
    return Object.fromEntries(names.map((name) => [name, (/** @type {unknown[]} */ ...how) => this.#note(name, ...how)]));
  }

  /** @param {string} name @param {unknown[]} how */
  #note(name, ...how) {
    this.told.push([name, ...how]);
  }

  /** @param {string} type @param {unknown} value */
  #tell(type, value) {
    for (const listener of this.#listeners.get(type) ?? []) listener(value);
  }

  /** @param {any} frame */
  #send(frame) {
    if (this.#line !== "open") return false;
    this.sent.push(frame);
    if (frame.t === "fetch") for (const stored of this.stored.slice(frame.n)) this.#tell("msg", stored);
    if (frame.t !== "msg" || !this.acks) return true;
    const { n } = this.stored.find(({ inst, q }) => inst === frame.inst && q === frame.q) ?? this.store(frame);
    this.#tell("ack", { ref: [frame.e, frame.pid, frame.inst, frame.q], n });
    return true;
  }
}
