// @ts-check
/**
 * The epochs one page holds keys of, and which of them a message may come from.
 *
 * @import {Bytes} from "./bytes.js"
 * @import {Body} from "./body.js"
 *
 * @typedef {object} Epoch
 * @property {number} e
 * @property {EpochKeys} keys
 * @property {Map<string, string> | null} devices device key of each pid, hexadecimal; null: given as history
 *
 * @typedef {{e: number, pid: Bytes, inst: Bytes, q: number, c: Bytes}} Sealed a msg frame, its fields decoded
 * @typedef {{e: number, pid: Bytes, inst: Bytes, q: number, body: Body}} Read
 */
import { parseBody } from "./body.js";
import { b64uDecode, b64uRead, equal, hex } from "./bytes.js";
import { SealingError } from "./failure.js";
import { byteField, countField, HIGHEST_EPOCH, HIGHEST_Q, requireVersion } from "./fields.js";
import { CONV_BYTES, HELP_SEEKER_PID, INST_BYTES, PID_BYTES } from "./identifiers.js";
import { EpochKeys } from "./keys.js";
import { openMessage } from "./message.js";
import { Sender } from "./sender.js";

/** How long the epoch before still counts once the next one is settled. */
export const GRACE_SECONDS = 60;

export class Epochs {
  /** @type {Map<number, Epoch>} */
  #known = new Map();
  /** @type {number} */
  #current = 0;
  /**
   * The latest epoch in which a message was opened, when that was first so, and the one that was settled before it. A
   * message proves that the server has the epoch: what it took in the one before came earlier, or in the grace.
   */
  #settled = { e: 0, at: 0, before: 0 };

  /** @param {Bytes} conv */
  constructor(conv) {
    this.conv = conv;
  }

  /** The epoch now in use; 0 before the first. */
  get current() {
    return this.#current;
  }

  /**
   * From now on this is the epoch in use.
   * @param {object} epoch
   * @param {number} epoch.e
   * @param {Bytes} epoch.seed
   * @param {Bytes} epoch.T
   * @param {readonly {pid: Bytes, devicePublicKey: Bytes}[]} epoch.members
   */
  async change({ e, seed, T, members }) {
    const devices = new Map(members.map(({ pid, devicePublicKey }) => [hex(pid), hex(devicePublicKey)]));
    devices.set(hex(HELP_SEEKER_PID), ""); // No device: the same in every epoch, so the help-seeker always stays.
    this.#known.set(e, { e, keys: await EpochKeys.from(seed, T), devices });
    this.#current = e;
  }

  /**
   * Keys of an earlier epoch, given by the help-seeker; its messages open with readHistory() only.
   * @param {{e: number, seed: string, T: string}} hist a parsed hist body
   * @throws {SealingError} E_COMMIT if it is not an earlier epoch, or one already known
   */
  async learn({ e, seed, T }) {
    if (e >= this.#current || this.#known.has(e)) throw new SealingError("E_COMMIT");
    this.#known.set(e, { e, keys: await EpochKeys.from(b64uDecode(seed), b64uDecode(T)), devices: null });
  }

  /**
   * A counter of one's own in the epoch in use.
   * @param {Bytes} pid
   * @returns {Sender}
   * @throws {SealingError} E_OPEN before the first epoch
   */
  sender(pid) {
    const epoch = this.#known.get(this.#current);
    if (epoch === undefined) throw new SealingError("E_OPEN");
    return new Sender(epoch.keys, { conv: this.conv, e: epoch.e, pid });
  }

  /**
   * The ids and ciphertext of a msg frame, each of the right type and length.
   * @param {Record<string, unknown>} frame
   * @returns {Sealed}
   * @throws {SealingError} E_VERSION, E_TAG, E_PAD
   */
  parse(frame) {
    requireVersion(frame);
    if (!equal(byteField(frame.conv, CONV_BYTES, "E_TAG"), this.conv)) throw new SealingError("E_TAG");
    const e = countField(frame.e, HIGHEST_EPOCH, "E_TAG");
    const pid = byteField(frame.pid, PID_BYTES, "E_TAG");
    const inst = byteField(frame.inst, INST_BYTES, "E_TAG");
    const q = countField(frame.q, HIGHEST_Q, "E_TAG");
    const c = b64uRead(frame.c);
    if (c === null) throw new SealingError("E_PAD");
    return { e, pid, inst, q, c };
  }

  /**
   * Open a message that arrives now: of the last settled epoch or one opened after it, from whoever is in that epoch;
   * within the grace also of the epoch settled before it, from whoever is in both.
   * @param {Sealed} sealed
   * @param {number} now unix seconds
   * @returns {Promise<Read>}
   * @throws {SealingError} E_TAG, E_PAD
   */
  async readLive(sealed, now) {
    const { e, at, before } = this.#settled;
    const isOver = sealed.e < e && (sealed.e < before || now >= at + GRACE_SECONDS);
    if (isOver || !this.#isHeard(sealed)) throw new SealingError("E_TAG");
    return this.#read(sealed, now);
  }

  /**
   * Open a message of any epoch whose keys are here: what the server kept from before a reload, or history given.
   * It says nothing about when that was; whoever is not in the last settled epoch is not heard here either.
   * @param {Sealed} sealed
   * @param {number} now unix seconds
   * @returns {Promise<Read>}
   * @throws {SealingError} E_TAG, E_PAD
   */
  async readHistory(sealed, now) {
    if (this.#known.get(sealed.e)?.devices !== null && !this.#isHeard(sealed)) throw new SealingError("E_TAG");
    return this.#read(sealed, now);
  }

  /** Forget every key. */
  drop() {
    this.#known.clear();
    this.#current = 0;
    this.#settled = { e: 0, at: 0, before: 0 };
  }

  /**
   * Whether the sender is in the message's epoch, and in the last settled one if that came after it.
   * @param {Sealed} sealed
   */
  #isHeard({ e, pid }) {
    const device = this.#known.get(e)?.devices?.get(hex(pid));
    if (device === undefined) return false;
    const settled = this.#known.get(this.#settled.e)?.devices;
    return e >= this.#settled.e || [...(settled?.values() ?? [])].includes(device);
  }

  /**
   * @param {Sealed} sealed
   * @param {number} now unix seconds
   * @returns {Promise<Read>}
   */
  async #read({ c, ...place }, now) {
    const { keys, devices } = /** @type {Epoch} */ (this.#known.get(place.e));
    const body = parseBody(await openMessage(keys, { conv: this.conv, ...place }, c));
    const { e } = this.#settled;
    if (devices !== null && place.e > e) this.#settled = { e: place.e, at: now, before: e };
    return { ...place, body };
  }
}
