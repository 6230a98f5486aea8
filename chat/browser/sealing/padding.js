// @ts-check
/**
 * Two sizes only, so that a ciphertext's length says next to nothing: length u16 || body || zeros to 1024 or 4096.
 *
 * @import {Bytes} from "./bytes.js"
 */
import { SealingError } from "./failure.js";

export const SIZES = Object.freeze([1024, 4096]);
const LENGTH_BYTES = 2;

/**
 * @param {Uint8Array} body at most 4094 bytes
 * @returns {Bytes}
 * @throws {RangeError} if it is longer
 */
export function pad(body) {
  const size = SIZES.find((candidate) => LENGTH_BYTES + body.length <= candidate);
  if (size === undefined) throw new RangeError("body too long");
  const padded = new Uint8Array(size);
  new DataView(padded.buffer).setUint16(0, body.length);
  padded.set(body, LENGTH_BYTES);
  return padded;
}

/**
 * @param {Bytes} padded
 * @returns {Bytes}
 * @throws {SealingError} E_PAD if the bytes were not made by pad()
 */
export function unpad(padded) {
  if (!SIZES.includes(padded.length)) throw new SealingError("E_PAD");
  const end = LENGTH_BYTES + padded[0] * 256 + padded[1];
  if (end > padded.length || padded.subarray(end).some((byte) => byte !== 0)) throw new SealingError("E_PAD");
  return padded.slice(LENGTH_BYTES, end);
}
