// @ts-check
/**
 * The split keep: what lets a help-seeker's page come back after a reload. The blob and half of its key stay in the
 * tab, the other half in the server's memory; with either half gone the blob is dead.
 *
 * @import {Bytes} from "./bytes.js"
 *
 * @typedef {{iv: Bytes, ct: Bytes}} Blob
 */
import { concat, utf8 } from "./bytes.js";
import { SealingError } from "./failure.js";
import { random } from "./identifiers.js";

export const HALF_BYTES = 32;
const IV_BYTES = 12;
const LABEL = utf8("HLC1 keep");

/** One half of a keep's key. @returns {Bytes} */
export const randomHalf = () => random(HALF_BYTES);

/**
 * KW = HKDF-SHA-256(ikm = local || share, salt = 32 zero bytes, info = "HLC1 keep", 32).
 * @param {Bytes} local the half in the tab
 * @param {Bytes} share the half at the server
 * @returns {Promise<CryptoKey>} AES-256-GCM, not extractable
 */
export async function keepKey(local, share) {
  if (local.length !== HALF_BYTES || share.length !== HALF_BYTES) throw new SealingError("E_TAG");
  const root = await crypto.subtle.importKey("raw", concat(local, share), "HKDF", false, ["deriveKey"]);
  const scheme = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info: LABEL };
  return crypto.subtle.deriveKey(scheme, root, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/**
 * The state, sealed under a new iv each time.
 * @param {CryptoKey} key
 * @param {Bytes} state
 * @returns {Promise<Blob>}
 */
export async function wrap(key, state) {
  const iv = random(IV_BYTES);
  return { iv, ct: new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, state)) };
}

/**
 * @param {CryptoKey} key
 * @param {Blob} blob
 * @returns {Promise<Bytes>} the state
 * @throws {SealingError} E_TAG if the halves do not belong to this blob
 */
export async function unwrap(key, { iv, ct }) {
  if (iv.length !== IV_BYTES) throw new SealingError("E_TAG");
  const state = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, ct).catch((error) => {
    throw error instanceof DOMException ? new SealingError("E_TAG") : error;
  });
  return new Uint8Array(state);
}
