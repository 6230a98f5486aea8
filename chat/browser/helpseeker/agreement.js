// @ts-check
/**
 * Whom the help-seeker talks with, and under which keys: the promise, the offers, the epoch and its hello.
 *
 * @import {OfferFrame, ConvState, Place} from "../line/frames.js"
 * @import {Candidate} from "../sealing/help_seeker.js"
 * @import {Trust} from "../sealing/certificate.js"
 * @import {Sender} from "../sealing/sender.js"
 * @import {State} from "./keep.js"
 * @import {Line} from "./line.js"
 * @import {TalkView, View} from "./views.js"
 */
import { b64uEncode } from "../sealing/bytes.js";
import { SealingError } from "../sealing/failure.js";
import { HelpSeekerKeys } from "../sealing/help_seeker.js";
import { historyForMembers } from "./history.js";

const MOST_EPOCHS_AHEAD = 64;
/** The page's word for each reason an offer can be refused for; the other codes are faults of its signature. */
const REFUSALS = /** @type {Record<string, string>} */ ({
  E_CERT: "cert",
  E_ROLE: "role",
  E_EXPIRED: "expired",
});

export class Agreement {
  #line;
  #keys;
  #view;
  #talk;
  #trust;
  #save;
  /** @type {Sender | null} */
  #sender = null;
  /** @type {string} */
  #name = "";
  /** @type {Pick<State, "names" | "opening" | "owesHistory">} */
  #kept = { names: {}, opening: null, owesHistory: false };
  #isSecured = false;
  /** In the queue again: whoever comes next will have other keys. */
  #isQueued = false;
  /** @type {{e: number, why: string} | null} */
  #want = null;

  /**
   * @param {Line} line
   * @param {HelpSeekerKeys | null} keys null until they come back
   * @param {View} view
   * @param {TalkView} talk
   * @param {() => Trust} trust as of now
   * @param {() => Promise<void>} save
   */
  constructor(line, keys, view, talk, trust, save) {
    this.#line = line;
    this.#keys = keys;
    this.#view = view;
    this.#talk = talk;
    this.#trust = trust;
    this.#save = save;
  }

  /** @throws {SealingError} E_OPEN until they came back */
  get keys() {
    if (this.#keys === null) throw new SealingError("E_OPEN");
    return this.#keys;
  }

  /** The counter of the epoch in use; null before the first. */
  get sender() {
    return this.#sender;
  }

  /** Whether a counsellor has shown that they hold the keys: only then is anything sealed. */
  get isSecured() {
    return this.#isSecured;
  }

  /**
   * The counsellor of an epoch, or the one there now.
   * @param {number} [e]
   */
  name(e = 0) {
    return this.#kept.names[e] ?? this.#name;
  }

  /** For the keep. */
  get state() {
    return { keys: this.keys.exportState(), ...this.#kept };
  }

  /** Come back to what was kept. @param {State} kept */
  async restore({ keys, names, opening, owesHistory }) {
    this.#keys = await HelpSeekerKeys.restore(keys, this.#trust());
    this.#kept = { names, opening, owesHistory };
    if (this.#keys.epochs.current > 0) this.#sender = this.#keys.sender();
  }

  /** Go on from where the server is. @param {ConvState} state */
  async resume(state) {
    this.#name = state.name ?? this.#name;
    this.#isQueued = state.state === "waiting";
    this.#showWhereWeAre(state);
    const { opening } = this.#kept;
    if (opening !== null && state.e < opening.e) this.#line.send(opening);
    await this.#goOnWithEpoch(state);
    this.#talk.peer(this.#name, state.peer !== false);
  }

  /** @param {Place} place */
  placed(place) {
    if (this.keys.epochs.current === 0) this.#view.waiting(place, null);
    else this.#talk.requeued(place);
  }

  /**
   * Promise the epoch the server asks for, before anybody makes a key for it.
   * @param {{e: number, why: string, name: string}} want
   */
  async promise({ e, why, name }) {
    const { keys } = this;
    this.#name = name || this.#name;
    const isNew = this.#want?.e !== e;
    this.#want = { e, why };
    this.#isQueued = false;
    if (keys.epochs.current === 0) this.#view.waiting(null, this.#name);
    if (e <= keys.epochs.current) return;
    if (e < keys.e || e > keys.e + MOST_EPOCHS_AHEAD) throw new SealingError("E_COMMIT");
    while (keys.e < e) await keys.newEpoch();
    const commit = await this.commit();
    if (keys.epochs.current > 0 && isNew) {
      this.unsecure();
      if (why === "reload") this.#talk.event("reloaded", this.#name, true);
      else this.#talk.requeued(null);
    }
    await this.#save();
    // The first promise went with conv.open.
    if (e > 1) this.#line.send({ t: "epoch.commit", e, commit });
  }

  /**
   * What was promised and is not used yet.
   * @throws {SealingError} E_COMMIT if there is nothing
   */
  async commit() {
    const commit = await this.keys.pendingCommit();
    if (commit === null) throw new SealingError("E_COMMIT");
    return b64uEncode(commit);
  }

  /** @param {OfferFrame} offer */
  async consider(offer) {
    const { keys } = this;
    if (offer.e !== keys.e || (await keys.pendingCommit()) === null) return;
    if (offer.name) this.#name = offer.name;
    const candidate = await this.#judge(offer);
    if (candidate === null) return;
    if (this.#want?.why === "reload" && !candidate.sameDevice) this.#askAbout(offer, candidate);
    else await this.#takeIn(candidate);
  }

  /**
   * A counsellor says hello: they hold the keys of an epoch.
   * @param {number} e
   * @param {string} name
   * @param {boolean} isNow
   * @returns {Promise<boolean>} whether what was typed may go
   */
  async greeted(e, name, isNow) {
    const { keys } = this;
    this.#talk.event("joined", name, isNow);
    if (e !== keys.epochs.current) return false;
    this.#kept.opening = null;
    this.#view.talking();
    // Read again after a reload: this epoch is over if somebody else is to come, or new keys are asked for.
    if (this.#isQueued || (this.#want?.e ?? 0) > e) return false;
    this.#isSecured = true;
    const digits = (await keys.digits()).map((member) => member.digits).join(", ");
    this.#talk.secured({ name, digits, certified: this.#trust().teamKey !== null });
    if (e > 1 && historyForMembers(keys).length === 0) this.#talk.event("fresh", name, isNow);
    await this.#save();
    return true;
  }

  /** What a device that was here before its reload gets back, told once. */
  history() {
    if (!this.#kept.owesHistory) return [];
    this.#kept.owesHistory = false;
    return historyForMembers(this.keys);
  }

  /** The counsellor did not come back: front of the queue. */
  dropped() {
    this.#want = null;
    this.#isQueued = true;
    if (this.keys.epochs.current === 0) return;
    this.unsecure();
    this.#talk.event("dropped", this.#name, true);
  }

  /** All from before a reload was read again: where the counsellor dropped out, the line is still broken. */
  replayed() {
    const { current } = this.keys.epochs;
    if (this.#isQueued && current > 0) this.#talk.event("dropped", this.name(current), false);
  }

  /** Nothing is sealed until the next hello. */
  unsecure() {
    this.#isSecured = false;
    this.#talk.secured(null);
  }

  /** Forget everything. */
  drop() {
    this.#keys?.drop();
    this.#kept = { names: {}, opening: null, owesHistory: false };
    this.#sender = null;
  }

  /** @param {ConvState} state */
  #showWhereWeAre({ state, place, name }) {
    if (this.keys.epochs.current === 0) {
      this.#view.waiting(place, state === "active" ? name : null);
      return;
    }
    this.#view.talking();
    this.#talk.requeued(this.#isQueued ? place : null);
    if (this.#isQueued) this.unsecure();
  }

  /** @param {ConvState} state */
  async #goOnWithEpoch({ conv, pending, name, offers }) {
    if (pending === null) return;
    const commit = await this.keys.pendingCommit();
    if (pending.commit === null) await this.promise({ ...pending, name: name ?? "" });
    else if (pending.e === this.keys.e && commit !== null && b64uEncode(commit) !== pending.commit) {
      throw new SealingError("E_COMMIT");
    } else this.#want = pending;
    for (const offer of offers) await this.consider({ v: 1, t: "offer", ...offer, conv });
  }

  /**
   * @param {OfferFrame} offer
   * @returns {Promise<Candidate | null>} null: refused, and both sides told
   */
  async #judge(offer) {
    try {
      const candidate = await this.keys.considerOffer({ ...offer }, this.#trust());
      this.#view.offerRefused(null);
      return candidate;
    } catch (error) {
      if (!(error instanceof SealingError)) throw error;
      this.#line.send({ t: "epoch.refuse", e: offer.e, pid: offer.pid, why: REFUSALS[error.code] ?? "sig" });
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
    this.#line.do(async () => {
      if (e !== this.keys.e) return;
      if (may) await this.#takeIn(candidate);
      else this.#line.send({ t: "epoch.refuse", e, pid, why: "consent" });
    });
  }

  /** @param {Candidate} candidate */
  async #takeIn(candidate) {
    const { keys } = this;
    // A second offer, or a yes that came late: the promise is used already.
    if ((await keys.pendingCommit()) === null) return;
    const { frame, e } = await keys.open([candidate]);
    this.#sender = keys.sender();
    this.#isSecured = false;
    this.#kept.opening = frame;
    this.#kept.owesHistory = candidate.sameDevice;
    this.#kept.names[e] = this.#name;
    await this.#save();
    this.#line.send(frame);
  }
}
