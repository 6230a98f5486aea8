// @ts-check
/**
 * Nine digits both ends can read to each other over the phone to see that nobody sits between them.
 * They are not over the transcript: other members would give a relay room to try until they fit.
 *
 * @import {Bytes} from "./bytes.js"
 */
import { concat, sha256, u32, utf8 } from "./bytes.js";

const LABEL = utf8("HLC1 words");

/**
 * The digits of one counsellor in one epoch, like "366 444 413".
 * @param {object} of
 * @param {Bytes} of.seed
 * @param {Bytes} of.conv
 * @param {number} of.e
 * @param {Bytes} of.commit
 * @param {number} of.role
 * @param {Bytes} of.pid
 * @param {Bytes} of.pk
 * @returns {Promise<string>}
 */
export async function safetyDigits({ seed, conv, e, commit, role, pid, pk }) {
  const key = await crypto.subtle.importKey("raw", seed, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const message = concat(LABEL, conv, u32(e), commit, Uint8Array.of(role), pid, await sha256(pk));
  const mac = new DataView(await crypto.subtle.sign("HMAC", key, message));
  const number = (mac.getBigUint64(0) * 10n ** 9n) >> 64n;
  return number.toString().padStart(9, "0").replace(/(\d{3})(?=\d)/g, "$1 ");
}
