// @ts-check
/**
 * One sealed message: AES-256-GCM over padded bytes, bound to its conversation, epoch, sender, counter and number.
 *
 * @import {Bytes} from "./bytes.js"
 * @import {EpochKeys} from "./keys.js"
 *
 * @typedef {object} Place where a message stands; a ciphertext opens nowhere else
 * @property {Bytes} conv
 * @property {number} e
 * @property {Bytes} pid
 * @property {Bytes} inst
 * @property {number} q from 1
 */
import { concat, u32, u64, utf8 } from "./bytes.js";
import { SealingError } from "./failure.js";
import { pad, SIZES, unpad } from "./padding.js";

const LABEL = utf8("HLC1 msg");
const TAG_BYTES = 16;

/** The only lengths a ciphertext may have. */
export const CIPHERTEXT_SIZES = Object.freeze(SIZES.map((size) => size + TAG_BYTES));

/**
 * @param {EpochKeys} keys
 * @param {Place} place never used before with this key: see sender.js
 * @param {Uint8Array} body
 * @returns {Promise<Bytes>} 1040 or 4112 bytes
 * @throws {RangeError} if the body is longer than 4094 bytes
 */
export async function sealMessage(keys, place, body) {
  const key = await keys.keyFor(place.pid, place.inst);
  return new Uint8Array(await crypto.subtle.encrypt(scheme(place), key, pad(body)));
}

/**
 * @param {EpochKeys} keys
 * @param {Place} place
 * @param {Bytes} ciphertext
 * @returns {Promise<Bytes>} the body
 * @throws {SealingError} E_PAD for another length or padding, E_TAG if it was sealed by another key or for another place
 */
export async function openMessage(keys, place, ciphertext) {
  if (!CIPHERTEXT_SIZES.includes(ciphertext.length)) throw new SealingError("E_PAD");
  const key = await keys.keyFor(place.pid, place.inst);
  const padded = await crypto.subtle.decrypt(scheme(place), key, ciphertext).catch((error) => {
    throw error instanceof DOMException ? new SealingError("E_TAG") : error;
  });
  return unpad(new Uint8Array(padded));
}

/**
 * @param {Place} place
 * @returns {AesGcmParams}
 */
function scheme({ conv, e, pid, inst, q }) {
  return {
    name: "AES-GCM",
    iv: concat(new Uint8Array(4), u64(q)),
    additionalData: concat(LABEL, conv, u32(e), pid, inst, u64(q)),
  };
}
