// @ts-check
/**
 * A counsellor's half for one conversation. It makes a one-use key only after the promise, checks everybody in an
 * epoch before it opens it, and the seed against the promise afterwards. No transport, no clock.
 *
 * @import {Bytes} from "./bytes.js"
 * @import {Trust} from "./certificate.js"
 * @import {Member} from "./offer.js"
 * @import {MemberFields} from "./members.js"
 *
 * @typedef {{e: number, commit: Bytes, pid: Bytes, pk: Bytes, privateKey: CryptoKey}} Pending
 * @typedef {MemberFields & {v: 1, t: "offer", conv: string, e: number}} OfferFrame
 * @typedef {{e: number, T: Bytes, members: Member[], digits: string}} OpenedEpoch digits: one's own
 */
import { b64uEncode, equal } from "./bytes.js";
import { parseCertificate } from "./certificate.js";
import { keepsCommitment } from "./commitment.js";
import { safetyDigits } from "./digits.js";
import { Epochs } from "./epochs.js";
import { SealingError } from "./failure.js";
import { byteField, countField, HIGHEST_EPOCH, requireVersion } from "./fields.js";
import { CONV_BYTES, HASH_BYTES, randomPid } from "./identifiers.js";
import { memberFields, parseMember } from "./members.js";
import { makeOffer, verifyOffer } from "./offer.js";
import { makeKemKey, openSeed, SEALED_SEED_BYTES } from "./seal.js";
import { transcriptOf } from "./transcript.js";

export class CounsellorKeys {
  /** @type {Pending | null} */
  #pending = null;
  #promised = 0;
  /** @type {{e: number, T: Bytes, pid: Bytes} | null} */
  #opened = null;

  /** @param {Bytes} conv */
  constructor(conv) {
    this.conv = conv;
    this.epochs = new Epochs(conv);
  }

  /**
   * Take note of a promise and make the key for it. The same promise again changes nothing; another one for a
   * number already promised is refused.
   * @param {number} e
   * @param {Bytes} commit
   * @throws {SealingError} E_COMMIT
   */
  async accept(e, commit) {
    if (this.#pending?.e === e && equal(this.#pending.commit, commit)) return;
    if (countField(e, HIGHEST_EPOCH, "E_COMMIT") <= this.#promised) throw new SealingError("E_COMMIT");
    const key = await makeKemKey(commit);
    this.#promised = e;
    this.#pending = { e, commit, pid: randomPid(), ...key };
  }

  /**
   * The offer frame for the promise accepted last.
   * @param {CryptoKeyPair} deviceKey
   * @param {Bytes} cert of this device
   * @returns {Promise<OfferFrame>}
   * @throws {SealingError} E_COMMIT if nothing was promised
   */
  async offer(deviceKey, cert) {
    const { e, commit, pid, pk } = this.#promise();
    const { role } = parseCertificate(cert);
    const sig = await makeOffer(deviceKey, { conv: this.conv, e, role, pid, commit, pk });
    return { v: 1, t: "offer", conv: b64uEncode(this.conv), e, ...memberFields({ role, pid, pk, cert, sig }) };
  }

  /**
   * Check everybody in the epoch, open it and move to it. The one-use key is gone after the try, whatever comes of it.
   * @param {Record<string, any>} frame epoch.open
   * @param {Trust} trust
   * @returns {Promise<OpenedEpoch>}
   * @throws {SealingError} E_VERSION, E_COMMIT, E_CERT, E_ROLE, E_EXPIRED, E_SIG, E_OPEN
   */
  async openEpoch(frame, trust) {
    requireVersion(frame);
    const { e, commit, pid, pk, privateKey } = this.#promise();
    const conv = byteField(frame.conv, CONV_BYTES, "E_COMMIT");
    const theirs = byteField(frame.commit, HASH_BYTES, "E_COMMIT");
    if (frame.e !== e || !equal(conv, this.conv) || !equal(theirs, commit)) throw new SealingError("E_COMMIT");
    const prev = this.#checkedPrev(frame);
    const members = await this.#verified(frame, { conv, e, commit }, trust);
    const own = members.find((member) => equal(member.pid, pid) && equal(member.pk, pk));
    if (own === undefined) throw new SealingError("E_OPEN");
    const T = await transcriptOf({ conv, e, commit, prev, members });
    this.#pending = null;
    const seed = await openSeed({ privateKey, transcript: T, pid, sealed: sealFor(frame, b64uEncode(pid)) });
    if (!(await keepsCommitment(commit, conv, e, seed))) throw new SealingError("E_COMMIT");
    await this.epochs.change({ e, seed, T, members });
    this.#opened = { e, T, pid };
    return { e, T, members, digits: await safetyDigits({ seed, conv, e, commit, role: own.role, pid, pk }) };
  }

  /** One's own id in the epoch in use; null before the first. */
  get pid() {
    return this.#opened?.pid ?? null;
  }

  /**
   * A counter of one's own in the epoch in use.
   * @throws {SealingError} E_OPEN before the first
   */
  sender() {
    if (this.#opened === null) throw new SealingError("E_OPEN");
    return this.epochs.sender(this.#opened.pid);
  }

  /** Forget everything: on leaving, at the end, when the page goes. */
  drop() {
    this.#pending = null;
    this.#opened = null;
    this.epochs.drop();
  }

  /** @returns {Pending} */
  #promise() {
    if (this.#pending === null) throw new SealingError("E_COMMIT");
    return this.#pending;
  }

  /**
   * The transcript this epoch builds on; who was in the epoch before knows it.
   * @param {Record<string, any>} frame
   */
  #checkedPrev({ e, prev }) {
    const bytes = byteField(prev, HASH_BYTES, "E_OPEN");
    if (this.#opened?.e === e - 1 && !equal(this.#opened.T, bytes)) throw new SealingError("E_OPEN");
    return bytes;
  }

  /**
   * @param {Record<string, any>} frame
   * @param {{conv: Bytes, e: number, commit: Bytes}} epoch
   * @param {Trust} trust
   * @returns {Promise<Member[]>}
   */
  async #verified({ members }, epoch, trust) {
    if (!Array.isArray(members)) throw new SealingError("E_OPEN");
    const verified = [];
    for (const fields of members) verified.push(await verifyOffer({ ...epoch, ...parseMember(fields) }, trust));
    return verified;
  }
}

/**
 * @param {Record<string, any>} frame
 * @param {string} pid
 * @returns {Bytes}
 */
function sealFor({ seals }, pid) {
  const own = Array.isArray(seals) ? seals.find((seal) => seal?.pid === pid) : undefined;
  return byteField(own?.s, SEALED_SEED_BYTES, "E_OPEN");
}
