// @ts-check
/** By how much a message is too long, as its writer can count it. */
import { MOST_TEXT_BYTES } from "../sealing/body.js";
import { utf8 } from "../sealing/bytes.js";

/**
 * @param {string} text
 * @param {number} [most] bytes of UTF-8
 * @returns {{over: number, parts: number}} over: characters to take off its end; parts: messages it fits in
 */
export function tooLong(text, most = MOST_TEXT_BYTES) {
  const bytes = utf8(text).length;
  let left = bytes;
  let over = 0;
  for (const character of [...text].reverse()) {
    if (left <= most) break;
    left -= utf8(character).length;
    over += 1;
  }
  return { over, parts: Math.max(1, Math.ceil(bytes / most)) };
}
