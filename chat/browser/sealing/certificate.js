// @ts-check
/**
 * A device's certificate, 163 bytes: a role, a time and a device key, no name.
 *
 *     "HLC1 cert" || serial 8 || role 1 || not_before u64 || not_after u64 || device key 65 || signature 64
 *
 * With a team key pinned in the page only its signature counts; without one a device signs for itself.
 *
 * @import {Bytes} from "./bytes.js"
 *
 * @typedef {object} Certificate
 * @property {Bytes} serial 8 bytes
 * @property {number} role 1 counsellor, 2 supervisor
 * @property {number} notBefore unix seconds
 * @property {number} notAfter unix seconds
 * @property {Bytes} devicePublicKey 65 bytes, uncompressed
 * @property {Bytes} signed the bytes the signature is over
 * @property {Bytes} signature 64 bytes
 *
 * @typedef {object} Trust what a page trusts
 * @property {Bytes | null} teamKey the pinned public key, 65 bytes uncompressed; null: devices sign for themselves
 * @property {readonly string[]} revoked serials, lower-case hexadecimal
 * @property {number} now own clock, unix seconds
 * @property {number} buildTime when the page was built, unix seconds
 */
import { concat, equal, hex, u64, utf8 } from "./bytes.js";
import { PUBLIC_KEY_BYTES, publicKeyOf, sign, SIGNATURE_BYTES, verify } from "./device.js";
import { SealingError } from "./failure.js";
import { random, Role } from "./identifiers.js";

const LABEL = utf8("HLC1 cert");
const SERIAL_BYTES = 8;
const DAY_SECONDS = 86_400;
const LONGEST_DAYS = 35;
export const CERTIFICATE_BYTES = LABEL.length + SERIAL_BYTES + 1 + 8 + 8 + PUBLIC_KEY_BYTES + SIGNATURE_BYTES;

/**
 * A certificate a device signs for itself, valid from now on.
 * @param {CryptoKeyPair} deviceKey
 * @param {{role: number, now: number, days: number}} terms now in unix seconds, days at most 35
 * @returns {Promise<Bytes>}
 * @throws {SealingError} E_ROLE, E_CERT
 */
export async function makeSelfSigned(deviceKey, { role, now, days }) {
  if (role !== Role.COUNSELLOR && role !== Role.SUPERVISOR) throw new SealingError("E_ROLE");
  if (!(days > 0 && days <= LONGEST_DAYS)) throw new SealingError("E_CERT");
  const from = Math.floor(now);
  const until = from + Math.floor(days * DAY_SECONDS);
  const device = await publicKeyOf(deviceKey);
  const signed = concat(LABEL, random(SERIAL_BYTES), Uint8Array.of(role), u64(from), u64(until), device);
  return concat(signed, await sign(deviceKey, signed));
}

/**
 * The fields of a certificate; says nothing about whether it holds.
 * @param {Bytes} bytes
 * @returns {Certificate}
 * @throws {SealingError} E_CERT
 */
export function parseCertificate(bytes) {
  if (bytes.length !== CERTIFICATE_BYTES || !equal(bytes.subarray(0, LABEL.length), LABEL)) {
    throw new SealingError("E_CERT");
  }
  let offset = LABEL.length;
  /** @param {number} length */
  const take = (length) => bytes.slice(offset, (offset += length));
  return {
    serial: take(SERIAL_BYTES),
    role: take(1)[0],
    notBefore: seconds(take(8)),
    notAfter: seconds(take(8)),
    devicePublicKey: take(PUBLIC_KEY_BYTES),
    signature: take(SIGNATURE_BYTES),
    signed: bytes.slice(0, CERTIFICATE_BYTES - SIGNATURE_BYTES),
  };
}

/**
 * The device a certificate vouches for, if it holds now and for this role.
 * A page whose own clock is wrong still refuses what was already old when the page was built.
 * @param {Bytes} bytes
 * @param {Trust & {role: number}} expected
 * @returns {Promise<{devicePublicKey: Bytes, serial: Bytes, certified: boolean}>} certified: by the team key
 * @throws {SealingError} E_CERT, E_ROLE, E_EXPIRED
 */
export async function verifyCertificate(bytes, { teamKey, revoked, now, buildTime, role }) {
  const { serial, devicePublicKey, signed, signature, ...terms } = parseCertificate(bytes);
  if (!(await verify(teamKey ?? devicePublicKey, signature, signed))) throw new SealingError("E_CERT");
  if (terms.role !== role) throw new SealingError("E_ROLE");
  if (terms.notAfter - terms.notBefore > LONGEST_DAYS * DAY_SECONDS) throw new SealingError("E_CERT");
  if (revoked.includes(hex(serial))) throw new SealingError("E_CERT");
  const clock = Math.max(now, buildTime);
  if (clock < terms.notBefore - DAY_SECONDS || clock >= terms.notAfter + DAY_SECONDS) {
    throw new SealingError("E_EXPIRED");
  }
  return { devicePublicKey, serial, certified: teamKey !== null };
}

/**
 * @param {Bytes} bytes 8 bytes, big-endian; far beyond any date a number is no longer exact, and no longer valid
 * @returns {number}
 */
function seconds(bytes) {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}
