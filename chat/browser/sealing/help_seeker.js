// @ts-check
/**
 * The help-seeker's half. It makes every seed, promises it first, judges offers, and seals to whom it took in.
 * No transport, no clock: frames in, frames out, time as an argument (unix seconds).
 *
 * @import {Bytes} from "./bytes.js"
 * @import {Trust} from "./certificate.js"
 * @import {Member} from "./offer.js"
 * @import {MemberFields} from "./members.js"
 * @import {HistBody} from "./body.js"
 *
 * @typedef {Member & {sameDevice: boolean}} Candidate sameDevice: somebody of the epoch before, after a reload
 * @typedef {object} EpochOpen the frame that starts an epoch
 * @property {1} v
 * @property {"epoch.open"} t
 * @property {string} conv
 * @property {number} e
 * @property {string} commit
 * @property {string} prev
 * @property {MemberFields[]} members
 * @property {{pid: string, s: string}[]} seals
 *
 * @typedef {{e: number, seed: string, T: string, members: MemberFields[]}} KeptEpoch
 * @typedef {{conv: string, e: number, pending: string | null, epochs: KeptEpoch[]}} Kept JSON, for the keep only
 */
import { b64uDecode, b64uEncode, equal } from "./bytes.js";
import { parseCertificate } from "./certificate.js";
import { commitTo } from "./commitment.js";
import { safetyDigits } from "./digits.js";
import { Epochs } from "./epochs.js";
import { SealingError } from "./failure.js";
import { requireVersion } from "./fields.js";
import { HELP_SEEKER_PID, randomConv, randomSeed } from "./identifiers.js";
import { memberFields, parseMember } from "./members.js";
import { verifyOffer } from "./offer.js";
import { sealSeed } from "./seal.js";
import { inOrder, NO_TRANSCRIPT, transcriptOf } from "./transcript.js";

export class HelpSeekerKeys {
  #e = 0;
  /** @type {Bytes | null} the seed promised and not yet used */
  #pending = null;
  /** @type {{e: number, seed: Bytes, T: Bytes, members: Member[]}[]} */
  #opened = [];

  /** @param {Bytes} conv */
  constructor(conv = randomConv()) {
    this.conv = conv;
    this.epochs = new Epochs(conv);
  }

  /** The number last promised; 0 before the first. */
  get e() {
    return this.#e;
  }

  /**
   * Promise the next epoch. A promise not used is abandoned: its number never comes back.
   * @returns {Promise<{e: number, commit: Bytes}>}
   */
  async newEpoch() {
    const seed = randomSeed();
    this.#e += 1;
    this.#pending = seed;
    return { e: this.#e, commit: await commitTo(this.conv, this.#e, seed) };
  }

  /**
   * The commitment of the promise not yet used; null if there is none.
   * @returns {Promise<Bytes | null>}
   */
  async pendingCommit() {
    return this.#pending && commitTo(this.conv, this.#e, this.#pending);
  }

  /**
   * Who an offer for the promised epoch is from, if everything about it holds.
   * @param {Record<string, unknown>} offer the frame
   * @param {Trust} trust
   * @returns {Promise<Candidate>}
   * @throws {SealingError} E_VERSION, E_ROLE, E_CERT, E_EXPIRED, E_SIG, E_COMMIT if nothing was promised
   */
  async considerOffer(offer, trust) {
    requireVersion(offer);
    const commit = await this.pendingCommit();
    if (commit === null) throw new SealingError("E_COMMIT");
    const terms = parseMember(/** @type {Record<keyof MemberFields, unknown>} */ (offer));
    const member = await verifyOffer({ conv: this.conv, e: this.#e, commit, ...terms }, trust);
    return { ...member, sameDevice: this.#wasHere(member.devicePublicKey) };
  }

  /**
   * Use the promise: seal its seed to these members and move to the new epoch.
   * @param {readonly Member[]} members one to three, each from considerOffer()
   * @returns {Promise<{frame: EpochOpen, e: number, T: Bytes, seed: Bytes, digits: {pid: Bytes, digits: string}[]}>}
   * @throws {SealingError} E_COMMIT if nothing was promised, E_OPEN if they cannot be members of one epoch
   */
  async open(members) {
    const [conv, e, seed, prev] = [this.conv, this.#e, this.#pending, this.#lastTranscript()];
    if (seed === null) throw new SealingError("E_COMMIT");
    this.#pending = null;
    const commit = await commitTo(conv, e, seed);
    const sorted = inOrder(members);
    const T = await transcriptOf({ conv, e, commit, prev, members: sorted });
    const seals = [];
    for (const { pid, pk } of sorted) {
      seals.push({ pid: b64uEncode(pid), s: b64uEncode(await sealSeed({ pk, transcript: T, pid, seed })) });
    }
    await this.epochs.change({ e, seed, T, members: sorted });
    this.#opened.push({ e, seed, T, members: sorted });
    const hashes = { conv: b64uEncode(conv), e, commit: b64uEncode(commit), prev: b64uEncode(prev) };
    return {
      frame: { v: 1, t: "epoch.open", ...hashes, members: sorted.map(memberFields), seals },
      e,
      T,
      seed,
      digits: await this.digits(),
    };
  }

  /** A counter of one's own in the epoch in use. */
  sender() {
    return this.epochs.sender(HELP_SEEKER_PID);
  }

  /** Who is in the epoch in use; nobody before the first. */
  get members() {
    return this.#opened.at(-1)?.members ?? [];
  }

  /**
   * The safety digits of everybody in the epoch in use.
   * @returns {Promise<{pid: Bytes, digits: string}[]>}
   */
  async digits() {
    const digits = [];
    for (const { e, seed, members } of this.#opened.slice(-1)) {
      const commit = await commitTo(this.conv, e, seed);
      for (const { role, pid, pk } of members) {
        digits.push({ pid, digits: await safetyDigits({ seed, conv: this.conv, e, commit, role, pid, pk }) });
      }
    }
    return digits;
  }

  /**
   * What gives somebody the earlier messages: bodies to send only after consent, or to a device that was here.
   * @returns {Omit<HistBody, "s">[]}
   */
  history() {
    return this.#opened.slice(0, -1).map(({ e, seed, T }) => ({ k: "hist", e, seed: b64uEncode(seed), T: b64uEncode(T) }));
  }

  /**
   * Everything needed to come back, for the keep and nowhere else.
   * @returns {Kept}
   */
  exportState() {
    const epochs = this.#opened.map(({ e, seed, T, members }) => {
      return { e, seed: b64uEncode(seed), T: b64uEncode(T), members: members.map(memberFields) };
    });
    return { conv: b64uEncode(this.conv), e: this.#e, pending: this.#pending && b64uEncode(this.#pending), epochs };
  }

  /**
   * The half as it was when exported. Its members were verified then and came back under the keep's seal.
   * @param {Kept} kept
   * @param {Pick<Trust, "teamKey">} trust
   * @returns {Promise<HelpSeekerKeys>}
   */
  static async restore(kept, { teamKey }) {
    const half = new HelpSeekerKeys(b64uDecode(kept.conv));
    half.#e = kept.e;
    half.#pending = kept.pending === null ? null : b64uDecode(kept.pending);
    for (const { e, seed, T, members } of kept.epochs) {
      const verified = members.map((fields) => {
        const terms = parseMember(fields);
        const { devicePublicKey } = parseCertificate(terms.cert);
        return { ...terms, devicePublicKey, certified: teamKey !== null };
      });
      const epoch = { e, seed: b64uDecode(seed), T: b64uDecode(T), members: verified };
      half.#opened.push(epoch);
      await half.epochs.change(epoch);
    }
    return half;
  }

  /** Forget everything. */
  drop() {
    this.#pending = null;
    this.#opened = [];
    this.epochs.drop();
  }

  /** @returns {Bytes} T of the last epoch that was opened */
  #lastTranscript() {
    return this.#opened.at(-1)?.T ?? NO_TRANSCRIPT;
  }

  /** @param {Bytes} devicePublicKey */
  #wasHere(devicePublicKey) {
    return this.members.some((member) => equal(member.devicePublicKey, devicePublicKey));
  }
}
