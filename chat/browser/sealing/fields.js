// @ts-check
/**
 * Fields of a frame that came from outside: exact types and lengths, or the code that refuses them.
 *
 * @import {Bytes} from "./bytes.js"
 * @import {FailureCode} from "./failure.js"
 */
import { b64uRead } from "./bytes.js";
import { SealingError } from "./failure.js";
import { VERSION } from "./identifiers.js";

/**
 * The bytes of one base64url field.
 * @param {unknown} value
 * @param {number} length
 * @param {FailureCode} code what to refuse it with
 * @returns {Bytes}
 */
export function byteField(value, length, code) {
  const bytes = b64uRead(value);
  if (bytes?.length !== length) throw new SealingError(code);
  return bytes;
}

/**
 * A counting number from 1 that fits the given highest value.
 * @param {unknown} value
 * @param {number} highest
 * @param {FailureCode} code
 * @returns {number}
 */
export function countField(value, highest, code) {
  if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= highest) return Number(value);
  throw new SealingError(code);
}

/**
 * Refuse a frame of any other version; nothing is negotiated.
 * @param {{v?: unknown}} frame
 */
export function requireVersion(frame) {
  if (frame.v !== VERSION) throw new SealingError("E_VERSION");
}

export const HIGHEST_EPOCH = 2 ** 32 - 1;
export const HIGHEST_Q = Number.MAX_SAFE_INTEGER;
