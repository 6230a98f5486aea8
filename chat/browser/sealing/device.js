// @ts-check
/**
 * A counsellor's device key: it signs offers and never leaves the browser that made it.
 *
 * @import {Bytes} from "./bytes.js"
 */

export const PUBLIC_KEY_BYTES = 65;
export const SIGNATURE_BYTES = 64;

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const SIGNING = { name: "ECDSA", hash: "SHA-256" };

/**
 * A new signing key whose private half cannot be exported.
 * @returns {Promise<CryptoKeyPair>}
 */
export async function makeDeviceKey() {
  return crypto.subtle.generateKey(CURVE, false, ["sign", "verify"]);
}

/**
 * The public key, uncompressed: 0x04 || x || y.
 * @param {CryptoKeyPair} deviceKey
 * @returns {Promise<Bytes>} 65 bytes
 */
export async function publicKeyOf(deviceKey) {
  return new Uint8Array(await crypto.subtle.exportKey("raw", deviceKey.publicKey));
}

/**
 * An ECDSA P-256/SHA-256 signature, raw r || s.
 * @param {CryptoKeyPair} deviceKey
 * @param {Bytes} message
 * @returns {Promise<Bytes>} 64 bytes
 */
export async function sign(deviceKey, message) {
  return new Uint8Array(await crypto.subtle.sign(SIGNING, deviceKey.privateKey, message));
}

/**
 * Whether the signature over the message is by this key. Bytes that are no point of the curve verify nothing.
 * @param {Bytes} publicKey 65 bytes, uncompressed
 * @param {Bytes} signature 64 bytes, raw r || s
 * @param {Bytes} message
 * @returns {Promise<boolean>}
 */
export async function verify(publicKey, signature, message) {
  try {
    const key = await crypto.subtle.importKey("raw", publicKey, CURVE, false, ["verify"]);
    return await crypto.subtle.verify(SIGNING, key, signature, message);
  } catch (error) {
    if (error instanceof DOMException) return false;
    throw error;
  }
}
