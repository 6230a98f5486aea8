// @ts-check
/**
 * A counsellor's offer: a one-use key, signed by the device for one conversation, one epoch and one commitment.
 *
 * @import {Bytes} from "./bytes.js"
 * @import {Trust} from "./certificate.js"
 *
 * @typedef {object} OfferTerms what the signature binds the key to
 * @property {Bytes} conv
 * @property {number} e
 * @property {number} role
 * @property {Bytes} pid
 * @property {Bytes} commit
 * @property {Bytes} pk 1216 bytes
 *
 * @typedef {object} MemberTerms
 * @property {number} role
 * @property {Bytes} pid
 * @property {Bytes} pk
 * @property {Bytes} cert
 * @property {Bytes} sig
 *
 * @typedef {MemberTerms & {devicePublicKey: Bytes, certified: boolean}} Member somebody whose offer holds
 */
import { concat, sha256, u32, utf8 } from "./bytes.js";
import { verifyCertificate } from "./certificate.js";
import { sign, verify } from "./device.js";
import { SealingError } from "./failure.js";

const LABEL = utf8("HLC1 offer");

/**
 * The device's signature over an offer.
 * @param {CryptoKeyPair} deviceKey
 * @param {OfferTerms} terms
 * @returns {Promise<Bytes>} 64 bytes
 */
export async function makeOffer(deviceKey, terms) {
  return sign(deviceKey, await signedBytes(terms));
}

/**
 * The member an offer stands for, if its certificate and signature hold here and now.
 * @param {OfferTerms & {cert: Bytes, sig: Bytes}} offer
 * @param {Trust} trust
 * @returns {Promise<Member>}
 * @throws {SealingError} E_CERT, E_ROLE, E_EXPIRED, E_SIG
 */
export async function verifyOffer(offer, trust) {
  const { role, pid, pk, cert, sig } = offer;
  const { devicePublicKey, certified } = await verifyCertificate(cert, { ...trust, role });
  if (!(await verify(devicePublicKey, sig, await signedBytes(offer)))) throw new SealingError("E_SIG");
  return { role, pid, pk, cert, sig, devicePublicKey, certified };
}

/**
 * @param {OfferTerms} terms
 * @returns {Promise<Bytes>}
 */
async function signedBytes({ conv, e, role, pid, commit, pk }) {
  return concat(LABEL, conv, u32(e), Uint8Array.of(role), pid, commit, await sha256(pk));
}
