// @ts-check
/**
 * Byte strings: joining, integers, text and base64url. Everything the protocol hashes or signs is built here.
 *
 * @typedef {Uint8Array<ArrayBuffer>} Bytes
 */

/**
 * The parts, one after another.
 * @param {...Uint8Array} parts
 * @returns {Bytes}
 */
export function concat(...parts) {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/**
 * Four bytes, big-endian.
 * @param {number} value
 * @returns {Bytes}
 * @throws {RangeError} unless 0 <= value < 2^32
 */
export function u32(value) {
  return integer(value, 4, 2 ** 32 - 1);
}

/**
 * Eight bytes, big-endian. The value stays below 2^53, where a JavaScript number is exact.
 * @param {number} value
 * @returns {Bytes}
 * @throws {RangeError} unless 0 <= value < 2^53
 */
export function u64(value) {
  return integer(value, 8, Number.MAX_SAFE_INTEGER);
}

/**
 * @param {string} text
 * @returns {Bytes}
 */
export function utf8(text) {
  return new TextEncoder().encode(text);
}

/**
 * Base64url without padding.
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function b64uEncode(bytes) {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * The bytes of one base64url text.
 * @param {unknown} text
 * @returns {Bytes}
 * @throws {RangeError} if b64uRead() does not read it
 */
export function b64uDecode(text) {
  const bytes = b64uRead(text);
  if (bytes === null) throw new RangeError();
  return bytes;
}

/**
 * The bytes of one base64url text, or null. Only the one spelling b64uEncode() makes is read: no padding, no white
 * space, no stray bits at the end (RFC 4648, 3.5), so that two different texts never stand for the same id.
 * @param {unknown} text
 * @returns {Bytes | null}
 */
export function b64uRead(text) {
  if (typeof text !== "string" || !/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  return b64uEncode(bytes) === text ? bytes : null;
}

/**
 * Whether two byte strings are the same; takes equally long whichever byte differs.
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 * @returns {boolean}
 */
export function equal(one, other) {
  if (one.length !== other.length) return false;
  let difference = 0;
  for (let index = 0; index < one.length; index += 1) difference |= one[index] ^ other[index];
  return difference === 0;
}

/**
 * Lower-case hexadecimal.
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * SHA-256 of the parts, joined.
 * @param {...Uint8Array} parts
 * @returns {Promise<Bytes>}
 */
export async function sha256(...parts) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", concat(...parts)));
}

/**
 * @param {number} value
 * @param {number} length
 * @param {number} highest
 * @returns {Bytes}
 */
function integer(value, length, highest) {
  if (!Number.isInteger(value) || value < 0 || value > highest) throw new RangeError();
  const bytes = new Uint8Array(length);
  for (let index = length - 1, rest = value; index >= 0; index -= 1) {
    bytes[index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return bytes;
}
