// @ts-check
/**
 * The help-seeker's side of one conversation, from the proof of work to the erasure. No page: it tells a view.
 *
 * Frames are handled one after another, so that opening, reading and sealing never overtake each other.
 *
 * @import {Connection, StateChange} from "../line/connection.js"
 * @import {Ack, ConvState, Err, Msg, OfferFrame, Place, Ref} from "../line/frames.js"
 * @import {Mark} from "../line/outbox.js"
 * @import {Body} from "../sealing/body.js"
 * @import {Trust} from "../sealing/certificate.js"
 * @import {Read, Sealed} from "../sealing/epochs.js"
 * @import {Candidate} from "../sealing/help_seeker.js"
 * @import {Sender} from "../sealing/sender.js"
 * @import {Keep, State} from "./keep.js"
 *
 * @typedef {object} Shown
 * @property {string} id
 * @property {"self" | "other"} from
 * @property {string} name of the counsellor; empty for one's own
 * @property {number} [at] unix seconds, by the sender's clock
 * @property {string} text
 * @property {Mark} [mark]
 *
 * @typedef {object} TalkView the conversation in sight
 * @property {(message: Shown) => void} message
 * @property {(id: string, mark: Mark) => void} mark
 * @property {(before: string, after: string) => void} rename
 * @property {(key: "joined" | "fresh" | "reloaded" | "dropped", name: string, isNow: boolean) => void} event
 * @property {(secured: {name: string, digits: string, certified: boolean} | null) => void} secured
 * @property {(name: string, on: boolean) => void} typing
 * @property {(name: string, on: boolean) => void} peer
 * @property {(place: Place | null) => void} requeued null: somebody took over
 * @property {(name: string) => Promise<boolean>} mayAnotherDevice
 *
 * @typedef {object} View the page around it
 * @property {(place: Place | null, name: string | null) => void} waiting in the queue; a name: keys are being agreed
 * @property {() => void} talking
 * @property {(code: string | null) => void} offerRefused null: a good one came after all
 * @property {(change: StateChange) => void} connection
 * @property {(shut: {why: string, opens: string | null}) => void} shut
 * @property {(why: string) => void} ended
 * @property {() => void} elsewhere
 * @property {(code: string) => void} failed
 *
 * @typedef {{id: string, order: number, text: string, at: number}} Unsealed order: as it was typed
 */
import { Inbox } from "../line/inbox.js";
import { Outbox } from "../line/outbox.js";
import { b64uDecode, b64uEncode, sha256 } from "../sealing/bytes.js";
import { SealingError } from "../sealing/failure.js";
import { HelpSeekerKeys } from "../sealing/help_seeker.js";
import { HELP_SEEKER_PID } from "../sealing/identifiers.js";
import { historyForMembers } from "./history.js";
import { SeenList } from "./seen.js";

const OWN_PID = b64uEncode(HELP_SEEKER_PID);
const MOST_PROOFS = 3;
const MOST_EPOCHS_AHEAD = 64;
const SEEN_AFTER_MS = 700;
const RATE_WAIT_MS = 2_000;
/** The page's word for each reason an offer can be refused for; the other codes are faults of its signature. */
const REFUSALS = /** @type {Record<string, string>} */ ({
  E_CERT: "cert",
  E_ROLE: "role",
  E_EXPIRED: "expired",
});

export class Conversation {
  /** @type {"opening" | "live" | "failed" | "over"} */
  #phase = "opening";
  #connection;
  #keep;
  #view;
  #talk;
  #trust;
  #language;
  #prove;
  /** @type {HelpSeekerKeys | null} null until the keep is open */
  #keys;
  /** @type {Promise<void>} */
  #turn = Promise.resolve();
  #outbox;
  #inbox;
  #seen = new SeenList();
  /** @type {Sender | null} */
  #sender = null;
  /** @type {Unsealed[]} typed while nobody can read it yet */
  #unsealed = [];
  /** @type {Map<string, Unsealed>} sealed and not known to be stored, in case its epoch goes before it */
  #resealable = new Map();
  #typed = 0;
  #proofs = 0;
  #hasAsked = false;
  /** @type {string} */
  #name = "";
  /** @type {Record<string, string>} */
  #names = {};
  /** @type {State["opening"]} */
  #opening = null;
  #owesHistory = false;
  #isSecured = false;
  /** In the queue again: whoever comes next will have other keys. */
  #isQueued = false;
  #isLooking = true;
  /** @type {{e: number, why: string} | null} */
  #want = null;
  /** Frames up to this number were stored before this page's first look at them. */
  #historyUpTo = 0;
  /** @type {State["unsent"] | null} left from before the reload, until what the server has was read again */
  #unsentBefore = null;
  #lostAt = 0;
  /** What was stored while the connection was gone is judged as of the moment it went. */
  #away = { upTo: 0, since: 0 };
  /** @type {any} */
  #seenTimer = null;

  /**
   * @param {object} parts
   * @param {Connection} parts.connection
   * @param {Keep} parts.keep
   * @param {HelpSeekerKeys | null} parts.keys null: they are in the keep
   * @param {View} parts.view
   * @param {TalkView} parts.talk
   * @param {() => Trust} parts.trust as of now
   * @param {string} parts.language nl or en
   * @param {(challenge: object) => Promise<string>} parts.prove
   */
  constructor({ connection, keep, keys, view, talk, trust, language, prove }) {
    this.#connection = connection;
    this.#keep = keep;
    this.#keys = keys;
    this.#view = view;
    this.#talk = talk;
    this.#trust = trust;
    this.#language = language;
    this.#prove = prove;
    if (keys === null) this.#phase = "live";
    this.#outbox = new Outbox({
      send: (frame) => this.#phase === "live" && connection.send(frame),
      changed: (id, mark) => talk.mark(id, mark),
    });
    this.#inbox = new Inbox({
      parse: (frame) => this.#ownKeys.epochs.parse(frame),
      isOwn: ({ pid, inst }) => pid === OWN_PID && inst === this.#ownInst,
      open: (sealed, frame) => this.#read(sealed, frame),
      fetch: (n) => this.#send({ t: "fetch", n }),
    });
    this.#listen();
  }

  /** Connect and go on from there. */
  start() {
    this.#connection.start();
  }

  /**
   * Write something. It is sealed as soon as a counsellor is there to read it.
   * @param {string} text
   */
  say(text) {
    const order = (this.#typed += 1);
    const id = `typed ${order}`;
    const at = Math.floor(this.#now());
    const mark = this.#connection.state === "open" ? "sending" : "failed";
    this.#talk.message({ id, from: "self", name: "", at, text, mark });
    this.#unsealed.push({ id, order, text, at });
    this.#do(() => this.#sealTexts());
  }

  /** Somebody looks at the page, or nobody does. @param {boolean} isLooking */
  look(isLooking) {
    this.#isLooking = isLooking;
    if (isLooking) this.#scheduleSeen();
  }

  /** End it, and have everything erased. The view hears "ended" when the server has done so. */
  leave() {
    this.#send({ t: "conv.close" });
  }

  /** Forget everything on this side. */
  drop() {
    this.#phase = "over";
    clearTimeout(this.#seenTimer);
    this.#connection.stop();
    this.#keep.clear();
    this.#keys?.drop();
    this.#outbox.drop();
    this.#unsealed = [];
    this.#resealable.clear();
    this.#names = {};
    this.#opening = null;
    this.#sender = null;
  }

  /** What the server needs to end it without a socket. */
  get ids() {
    return { conv: this.#keep.conv, token: this.#keep.token };
  }

  #listen() {
    const connection = this.#connection;
    connection.on("state", (change) => this.#connectionChanged(change));
    connection.on("malformed", () => this.#fail("server"));
    connection.on("challenge", ({ challenge }) => this.#proveAndOpen(challenge));
    connection.on("shut", (frame) => {
      this.drop();
      this.#view.shut(frame);
    });
    connection.on("conv.closed", ({ why }) => this.#end(why));
    connection.on("conv.state", (frame) => this.#do(() => this.#arrive(frame)));
    connection.on("place", (place) => this.#do(async () => this.#placed(place)));
    connection.on("epoch.want", (want) => this.#do(() => this.#promise(want)));
    connection.on("offer", (offer) => this.#do(() => this.#consider(offer)));
    connection.on("msg", (frame) => this.#do(() => this.#receive(frame)));
    connection.on("ack", (ack) => this.#do(() => this.#acked(ack)));
    connection.on("err", (err) => this.#do(async () => this.#refused(err)));
    connection.on("peer", ({ on, name }) => this.#do(async () => this.#talk.peer(name || this.#name, on)));
    connection.on("waiting", () => this.#do(async () => this.#dropped()));
  }

  /** @param {() => Promise<void>} task */
  #do(task) {
    this.#turn = this.#turn.then(async () => {
      if (this.#phase === "over" || this.#phase === "failed") return;
      try {
        await task();
      } catch (error) {
        this.#fail(error instanceof SealingError ? error.code : "page");
        if (!(error instanceof SealingError)) throw error;
      }
    });
  }

  // --- coming in and coming back -------------------------------------------------------------------------------

  /** @param {StateChange} change */
  #connectionChanged(change) {
    if (this.#phase === "over") return;
    if (change.state === "open") this.#greet();
    if (change.state === "lost") this.#lost();
    if (change.state === "refused" && change.code === 4404) {
      if (this.#phase === "opening") this.#startAnew();
      else this.#end("unknown");
      return;
    }
    if (change.state === "refused" && change.code === 4409) {
      this.#view.elsewhere();
      return;
    }
    if (this.#phase !== "failed") this.#view.connection(change);
  }

  /** The first frame says what this page is here for. */
  #greet() {
    // After conv.open only coming back can tell whether it had arrived.
    if (this.#phase === "opening" && !this.#hasAsked) this.#connection.send({ t: "challenge" });
    else this.#send({ t: "conv.resume", token: this.#keep.token, n: this.#inbox.n });
  }

  /** conv.open had not arrived: ask again, with a new proof. */
  #startAnew() {
    this.#hasAsked = false;
    this.#connection.retryNow();
  }

  #lost() {
    if (this.#phase === "live") this.#lostAt = this.#lostAt || this.#now();
    this.#outbox.connectionLost();
    for (const { id } of this.#unsealed) this.#talk.mark(id, "failed");
  }

  /** @param {object} challenge */
  async #proveAndOpen(challenge) {
    this.#proofs += 1;
    const proof = await this.#prove(challenge).catch(() => null);
    if (this.#phase !== "opening") return;
    if (proof === null) {
      this.#fail("proof");
      return;
    }
    this.#do(() => this.#open(proof));
  }

  /** @param {string} proof */
  async #open(proof) {
    const commit = await this.#ownKeys.pendingCommit();
    if (commit === null) throw new SealingError("E_COMMIT");
    const resume = b64uEncode(await sha256(b64uDecode(this.#keep.token)));
    await this.#save();
    this.#hasAsked = this.#send({
      t: "conv.open",
      commit: b64uEncode(commit),
      share: this.#keep.share,
      resume,
      lang: this.#language,
      proof,
    });
  }

  /**
   * The server's state of the conversation, after the start and after every reconnect.
   * @param {ConvState} state
   */
  async #arrive(state) {
    this.#phase = "live";
    if (this.#keys === null) {
      if (!(await this.#openKeep(state))) return;
    } else if (state.share === null) {
      this.#send({ t: "share", share: this.#keep.share });
    }
    this.#inbox.reconnected();
    if (this.#lostAt > 0) this.#away = { upTo: state.n, since: this.#lostAt };
    this.#lostAt = 0;
    this.#name = state.name ?? this.#name;
    this.#isQueued = state.state === "waiting";
    this.#showWhereWeAre(state);
    if (this.#opening !== null && state.e < this.#opening.e) this.#send(this.#opening);
    await this.#goOnWithEpoch(state);
    this.#talk.peer(this.#name, state.peer !== false);
    for (const { id } of this.#unsealed) this.#talk.mark(id, "sending");
    if (this.#unsentBefore === null) this.#outbox.resend();
    await this.#replayed();
  }

  /**
   * Come back after a reload: the server's half opens what this tab kept.
   * @param {ConvState} state
   * @returns {Promise<boolean>} false: both halves are needed and one is gone
   */
  async #openKeep({ share, n }) {
    if (share === null) {
      this.#send({ t: "conv.close" });
      this.#end("unreadable");
      return false;
    }
    const kept = await this.#keep.open(share);
    this.#keys = await HelpSeekerKeys.restore(kept.keys, this.#trust(), this.#now());
    this.#names = kept.names;
    this.#opening = kept.opening;
    this.#owesHistory = kept.owesHistory;
    this.#unsentBefore = kept.unsent;
    this.#historyUpTo = n;
    if (this.#keys.epochs.current > 0) this.#sender = this.#keys.sender();
    return true;
  }

  /** @param {ConvState} state */
  #showWhereWeAre({ state, place, name }) {
    if (this.#ownKeys.epochs.current === 0) {
      this.#view.waiting(place, state === "active" ? name : null);
      return;
    }
    this.#view.talking();
    this.#talk.requeued(this.#isQueued ? place : null);
    if (this.#isQueued) this.#unsecure();
  }

  /** @param {ConvState} state */
  async #goOnWithEpoch({ conv, pending, name, offers }) {
    if (pending === null) return;
    const commit = await this.#ownKeys.pendingCommit();
    if (pending.commit === null) await this.#promise({ ...pending, name: name ?? "" });
    else if (pending.e === this.#ownKeys.e && commit !== null && b64uEncode(commit) !== pending.commit) {
      throw new SealingError("E_COMMIT");
    } else this.#want = pending;
    for (const offer of offers) await this.#consider({ v: 1, t: "offer", ...offer, conv });
  }

  /** All that was stored before the reload has been read again: what was not stored goes now. */
  async #replayed() {
    if (this.#inbox.n < this.#historyUpTo) return;
    const left = this.#unsentBefore ?? [];
    this.#unsentBefore = null;
    for (const frame of left) {
      if (this.#outbox.markOf(`${frame.inst}.${frame.q}`) !== undefined) continue;
      const { body } = await this.#ownKeys.epochs.readHistory(this.#ownKeys.epochs.parse({ ...frame }));
      const id = this.#outbox.add(frame);
      if (body.k === "text") this.#showOwn(id, body, { id, order: 0, text: body.t, at: body.at ?? 0 });
    }
    await this.#afterHello();
  }

  // --- keys ----------------------------------------------------------------------------------------------------

  /**
   * Promise the epoch the server asks for, before anybody makes a key for it.
   * @param {{e: number, why: string, name: string}} want
   */
  async #promise({ e, why, name }) {
    const keys = this.#ownKeys;
    this.#name = name || this.#name;
    const isNew = this.#want?.e !== e;
    this.#want = { e, why };
    this.#isQueued = false;
    if (keys.epochs.current === 0) this.#view.waiting(null, this.#name);
    if (e <= keys.epochs.current) return;
    if (e < keys.e || e > keys.e + MOST_EPOCHS_AHEAD) throw new SealingError("E_COMMIT");
    while (keys.e < e) await keys.newEpoch();
    const commit = await keys.pendingCommit();
    if (commit === null) throw new SealingError("E_COMMIT");
    if (keys.epochs.current > 0 && isNew) {
      this.#unsecure();
      if (why === "reload") this.#talk.event("reloaded", this.#name, true);
      else this.#talk.requeued(null);
    }
    await this.#save();
    // The first promise went with conv.open.
    if (e > 1) this.#send({ t: "epoch.commit", e, commit: b64uEncode(commit) });
  }

  /** @param {OfferFrame} offer */
  async #consider(offer) {
    const keys = this.#ownKeys;
    if (offer.e !== keys.e || (await keys.pendingCommit()) === null) return;
    if (offer.name) this.#name = offer.name;
    const candidate = await this.#judge(offer);
    if (candidate === null) return;
    if (this.#want?.why === "reload" && !candidate.sameDevice) this.#askAbout(offer, candidate);
    else await this.#takeIn(candidate);
  }

  /**
   * @param {OfferFrame} offer
   * @returns {Promise<Candidate | null>} null: refused, and both sides told
   */
  async #judge(offer) {
    try {
      const candidate = await this.#ownKeys.considerOffer({ ...offer }, this.#trust());
      this.#view.offerRefused(null);
      return candidate;
    } catch (error) {
      if (!(error instanceof SealingError)) throw error;
      this.#send({ t: "epoch.refuse", e: offer.e, pid: offer.pid, why: REFUSALS[error.code] ?? "sig" });
      this.#view.offerRefused(error.code);
      return null;
    }
  }

  /**
   * The same person from another device: only the help-seeker can say yes.
   * @param {OfferFrame} offer
   * @param {Candidate} candidate
   */
  async #askAbout({ e, pid }, candidate) {
    const may = await this.#talk.mayAnotherDevice(this.#name);
    this.#do(async () => {
      if (e !== this.#ownKeys.e) return;
      if (may) await this.#takeIn(candidate);
      else this.#send({ t: "epoch.refuse", e, pid, why: "consent" });
    });
  }

  /** @param {Candidate} candidate */
  async #takeIn(candidate) {
    const keys = this.#ownKeys;
    // A second offer, or a yes that came late: the promise is used already.
    if ((await keys.pendingCommit()) === null) return;
    const { frame, e } = await keys.open([candidate], this.#now());
    this.#sender = keys.sender();
    this.#isSecured = false;
    this.#opening = frame;
    this.#owesHistory = candidate.sameDevice;
    this.#names[e] = this.#name;
    await this.#save();
    this.#send(frame);
  }

  /** A counsellor has shown that they hold the keys: now what was typed may go. */
  async #afterHello() {
    if (!this.#isSecured || this.#isReplaying) return;
    if (this.#owesHistory) {
      this.#owesHistory = false;
      for (const body of historyForMembers(this.#ownKeys)) await this.#seal({ ...body, s: this.#seen.s });
    }
    await this.#sealTexts();
    this.#scheduleSeen();
  }

  // --- messages ------------------------------------------------------------------------------------------------

  /** @param {Msg} frame */
  async #receive(frame) {
    await this.#inbox.receive(frame);
    if (this.#unsentBefore !== null) await this.#replayed();
  }

  /**
   * Open a frame that is next, and show it.
   * @param {Sealed} sealed
   * @param {Msg} frame
   */
  async #read(sealed, frame) {
    const { epochs } = this.#ownKeys;
    const isOld = frame.n <= this.#historyUpTo;
    const judgedAt = frame.n <= this.#away.upTo ? this.#away.since : this.#now();
    const read = isOld ? await epochs.readHistory(sealed) : await epochs.readLive(sealed, judgedAt);
    if (frame.pid === OWN_PID) this.#readOwn(frame, read);
    else await this.#readTheirs(frame, read, !isOld);
  }

  /**
   * Of one's own, from before a reload.
   * @param {Msg} frame
   * @param {Read} read
   */
  #readOwn(frame, { body }) {
    const id = this.#outbox.remember(frame);
    if (body.k === "text") this.#showOwn(id, body, null);
  }

  /**
   * @param {Msg} frame
   * @param {Read} read
   * @param {boolean} isNow
   */
  async #readTheirs(frame, { e, body }, isNow) {
    const name = this.#names[e] ?? this.#name;
    this.#seen.arrived(frame, body.k === "text");
    this.#outbox.delivered(body.s);
    // Whoever writes is there, whatever the last hint said.
    if (isNow) this.#talk.peer(name, true);
    switch (body.k) {
      case "hello":
        await this.#greeted(e, name, isNow);
        break;
      case "text":
        this.#talk.typing(name, false);
        this.#talk.message({ id: `${frame.inst}.${frame.q}`, from: "other", name, at: body.at, text: body.t });
        this.#scheduleSeen();
        break;
      case "typing":
        if (isNow) this.#talk.typing(name, body.on);
        break;
      case "seen":
        this.#outbox.read(body.r);
        break;
      case "hist":
        // Only a help-seeker gives history; from anybody else it is not a body of this protocol.
        throw new SealingError("E_PAD");
      default:
        // left, bye: nothing to show in a conversation of two.
        break;
    }
  }

  /**
   * @param {number} e
   * @param {string} name
   * @param {boolean} isNow
   */
  async #greeted(e, name, isNow) {
    const keys = this.#ownKeys;
    this.#talk.event("joined", name, isNow);
    if (e !== keys.epochs.current) return;
    this.#opening = null;
    this.#view.talking();
    // Read again after a reload: this epoch is over if somebody else is to come, or new keys are asked for.
    if (this.#isQueued || (this.#want?.e ?? 0) > e) return;
    this.#isSecured = true;
    if (e > 1 && historyForMembers(keys).length === 0) this.#talk.event("fresh", name, isNow);
    const digits = (await keys.digits()).map((member) => member.digits).join(", ");
    this.#talk.secured({ name, digits, certified: this.#trust().teamKey !== null });
    await this.#save();
    await this.#afterHello();
  }

  async #sealTexts() {
    if (!this.#isSecured || this.#isReplaying) return;
    for (let text = this.#unsealed.shift(); text !== undefined; text = this.#unsealed.shift()) {
      const id = await this.#seal({ k: "text", t: text.text, at: text.at, s: this.#seen.s });
      this.#resealable.set(id, text);
      this.#talk.rename(text.id, id);
      this.#talk.mark(id, this.#outbox.markOf(id) ?? "sending");
    }
  }

  /**
   * @param {Body} body
   * @returns {Promise<string>} the id of its frame
   */
  async #seal(body) {
    if (this.#sender === null) throw new SealingError("E_OPEN");
    const frame = await this.#sender.seal(body);
    // Kept before it goes: a reload in between must find it either here or there.
    await this.#save([frame]);
    return this.#outbox.add(frame);
  }

  #scheduleSeen() {
    clearTimeout(this.#seenTimer);
    this.#seenTimer = setTimeout(() => this.#do(() => this.#sendSeen()), SEEN_AFTER_MS);
  }

  async #sendSeen() {
    if (!this.#isSecured || this.#isReplaying) return;
    if (this.#isLooking) this.#seen.looked();
    if (!this.#seen.hasNews) return;
    this.#seen.told();
    await this.#seal({ k: "seen", r: this.#seen.r, s: this.#seen.s });
  }

  /** @param {Ack} ack */
  async #acked({ ref, n }) {
    this.#resealable.delete(`${ref[2]}.${ref[3]}`);
    this.#outbox.acked(ref);
    await this.#inbox.note(n);
    if (this.#outbox.unsent().length === 0) await this.#save();
  }

  /** @param {Err} err */
  #refused({ code, ref }) {
    if (ref) this.#frameRefused(ref, code);
    else if (code === "proof" && this.#phase === "opening") this.#proveAgain();
    // A control frame was dropped for its rate: coming back puts both sides in step.
    else if (code === "rate") setTimeout(() => this.#connection.networkLost(), RATE_WAIT_MS);
  }

  /**
   * @param {Ref} ref
   * @param {string} code
   */
  #frameRefused(ref, code) {
    const id = this.#outbox.refused(ref, code);
    if (id === null) return;
    if (code !== "epoch_stale") throw new SealingError("E_GAP");
    const text = this.#resealable.get(id);
    if (text === undefined) return;
    // Its epoch went before it: it is sealed for the next one.
    this.#resealable.delete(id);
    this.#talk.rename(id, text.id);
    this.#unsealed.push(text);
    this.#unsealed.sort((one, other) => one.order - other.order);
    this.#do(() => this.#sealTexts());
  }

  #proveAgain() {
    if (this.#proofs < MOST_PROOFS) this.#connection.send({ t: "challenge" });
    else this.#fail("proof");
  }

  // --- the rest ------------------------------------------------------------------------------------------------

  /** @param {Place} place */
  #placed(place) {
    if (this.#ownKeys.epochs.current === 0) this.#view.waiting(place, null);
    else this.#talk.requeued(place);
  }

  /** The counsellor did not come back: front of the queue. */
  #dropped() {
    this.#want = null;
    this.#isQueued = true;
    if (this.#ownKeys.epochs.current === 0) return;
    this.#unsecure();
    this.#talk.event("dropped", this.#name, true);
  }

  /** Nothing is sealed until the next hello. */
  #unsecure() {
    this.#isSecured = false;
    this.#talk.secured(null);
  }

  /** @param {string} why */
  #end(why) {
    if (this.#phase === "over") return;
    this.drop();
    this.#view.ended(why);
  }

  /** Nothing is read, sealed or sent after this; leaving still works. @param {string} code */
  #fail(code) {
    if (this.#phase === "over" || this.#phase === "failed") return;
    this.#phase = "failed";
    this.#unsecure();
    this.#view.failed(code);
  }

  /**
   * @param {string} id
   * @param {{t: string, at?: number}} body
   * @param {Unsealed | null} resealable
   */
  #showOwn(id, { t, at }, resealable) {
    this.#talk.message({ id, from: "self", name: "", at, text: t, mark: this.#outbox.markOf(id) });
    if (resealable !== null) this.#resealable.set(id, resealable);
  }

  /** @param {State["unsent"]} [more] sealed and about to go */
  #save(more = []) {
    const unsent = [...(this.#unsentBefore ?? []), ...this.#outbox.unsent(), ...more];
    const { names, opening, owesHistory } = { names: this.#names, opening: this.#opening, owesHistory: this.#owesHistory };
    return this.#keep.write({ keys: this.#ownKeys.exportState(), unsent, names, opening, owesHistory });
  }

  /** @param {{t: string} & Record<string, unknown>} frame */
  #send(frame) {
    return this.#connection.send({ ...frame, conv: this.#keep.conv });
  }

  get #isReplaying() {
    return this.#unsentBefore !== null;
  }

  get #ownInst() {
    return this.#sender === null ? null : b64uEncode(this.#sender.inst);
  }

  get #ownKeys() {
    if (this.#keys === null) throw new SealingError("E_OPEN");
    return this.#keys;
  }

  #now() {
    return this.#trust().now;
  }
}
