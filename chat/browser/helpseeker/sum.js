// @ts-check
/**
 * The sum a start costs: ALTCHA's protocol, version 2, with PBKDF2. Counters are tried until the key derived from
 * nonce and counter begins as the challenge wants. Written out here because the published solver weighs three times
 * as much; tests/js/chat/sum.test.js holds it against that one.
 *
 * @typedef {object} Parameters
 * @property {string} algorithm PBKDF2/SHA-256 and no other
 * @property {string} nonce hexadecimal
 * @property {string} salt hexadecimal
 * @property {number} cost rounds of one try
 * @property {number} keyLength bytes
 * @property {string} keyPrefix hexadecimal
 */
import { hex } from "../sealing/bytes.js";

/** The server asks for fewer than 1,024; whoever asks for more than this wants something else of the reader's battery. */
const MOST_TRIES = 4_096;

/**
 * @param {Parameters} parameters
 * @returns {Promise<{counter: number, derivedKey: string} | null>} null: it cannot be solved here
 */
export async function solve({ algorithm, nonce, salt, cost, keyLength, keyPrefix }) {
  if (algorithm !== "PBKDF2/SHA-256") return null;
  const password = new DataView(new ArrayBuffer(nonce.length / 2 + 4));
  unhex(nonce).forEach((byte, index) => password.setUint8(index, byte));
  const scheme = { name: "PBKDF2", hash: "SHA-256", salt: unhex(salt), iterations: cost };
  for (let counter = 0; counter < MOST_TRIES; counter += 1) {
    password.setUint32(nonce.length / 2, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const derivedKey = hex(new Uint8Array(await crypto.subtle.deriveBits(scheme, key, keyLength * 8)));
    if (derivedKey.startsWith(keyPrefix)) return { counter, derivedKey };
  }
  return null;
}

/** @param {string} text hexadecimal */
function unhex(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
