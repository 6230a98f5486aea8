// @ts-check
/**
 * What the tab keeps so that a reload brings everything back: ids, half a key, and a blob that the other half, in
 * the server's memory, opens. Nothing in it can be read without that half.
 *
 * @import {Bytes} from "../sealing/bytes.js"
 * @import {Kept} from "../sealing/help_seeker.js"
 * @import {MsgFrame} from "../line/outbox.js"
 * @import {EpochOpenFrame} from "../line/frames.js"
 * @import {Stored} from "./kept.js"
 *
 * @typedef {{first: string, isToSend: boolean, say: string}} Draft what stands in the page's fields: the first message,
 *   whether it goes by itself, and the message under the conversation
 *
 * @typedef {object} State inside the blob
 * @property {Kept} keys
 * @property {MsgFrame[]} unsent sealed frames the server is not known to have
 * @property {{text: string, at: number}[]} typed messages nobody could read yet, as they were typed
 * @property {Draft} draft
 * @property {Record<string, string>} names whom the help-seeker talked with, by epoch
 * @property {EpochOpenFrame | null} opening the epoch.open frame until its hello came
 * @property {boolean} owesHistory
 */
import { b64uDecode, b64uEncode, utf8 } from "../sealing/bytes.js";
import { keepKey, randomHalf, unwrap, wrap } from "../sealing/keep.js";
import { random } from "../sealing/identifiers.js";
import { PLACE, read } from "./kept.js";

const TOKEN_BYTES = 32;

export class Keep {
  #storage;
  #ids;
  #local;
  /** @type {Bytes | null} */
  #share;
  /** @type {Promise<void>} writes one after another: the last one must win */
  #writing = Promise.resolve();
  #isCleared = false;

  /**
   * @param {Storage} storage
   * @param {{conv: string, token: string}} ids
   * @param {Bytes} local
   * @param {Bytes | null} share
   */
  constructor(storage, ids, local, share) {
    this.#storage = storage;
    this.#ids = ids;
    this.#local = local;
    this.#share = share;
  }

  /**
   * @param {Storage} storage
   * @param {string} conv
   */
  static fresh(storage, conv) {
    return new Keep(storage, { conv, token: b64uEncode(random(TOKEN_BYTES)) }, randomHalf(), randomHalf());
  }

  /**
   * The keep of a page that was here before the reload; null if there is none, or none that can be read.
   * @param {Storage} storage
   */
  static left(storage) {
    const stored = read(storage);
    if (stored === null) return null;
    return new Keep(storage, { conv: stored.conv, token: stored.token }, b64uDecode(stored.L), null);
  }

  get conv() {
    return this.#ids.conv;
  }

  get token() {
    return this.#ids.token;
  }

  /** The server's half, as this page knows it; null until the server gave it. */
  get share() {
    return this.#share && b64uEncode(this.#share);
  }

  /**
   * Open what was kept with the half the server gave.
   * @param {string} share
   * @returns {Promise<State>}
   * @throws {SealingError} E_TAG if the halves do not fit
   */
  async open(share) {
    const stored = /** @type {Stored} */ (read(this.#storage));
    const half = b64uDecode(share);
    const key = await keepKey(this.#local, half);
    const state = await unwrap(key, { iv: b64uDecode(stored.iv), ct: b64uDecode(stored.ct) });
    this.#share = half;
    return JSON.parse(new TextDecoder().decode(state));
  }

  /**
   * Keep this state instead of the one before.
   * @param {State} state
   */
  write(state) {
    this.#writing = this.#writing.then(() => this.#write(state));
    return this.#writing;
  }

  /** Take everything out of the tab; nothing is written any more. */
  clear() {
    this.#isCleared = true;
    this.#storage.removeItem(PLACE);
  }

  /** @param {State} state */
  async #write(state) {
    if (this.#share === null || this.#isCleared) return;
    const { iv, ct } = await wrap(await keepKey(this.#local, this.#share), utf8(JSON.stringify(state)));
    if (this.#isCleared) return;
    const sealed = { L: b64uEncode(this.#local), iv: b64uEncode(iv), ct: b64uEncode(ct) };
    this.#storage.setItem(PLACE, JSON.stringify({ ...this.#ids, ...sealed }));
  }
}
