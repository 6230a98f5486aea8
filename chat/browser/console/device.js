// @ts-check
/**
 * The device a counsellor works on: its key is made on the first visit; its certificate is its own, or the team's
 * where a team key is pinned. A device without a fitting certificate takes no conversation.
 *
 * @import {Bytes} from "../sealing/bytes.js"
 * @import {Trust} from "../sealing/certificate.js"
 * @import {DeviceStore} from "./device_store.js"
 *
 * @typedef {{keyPair: CryptoKeyPair, cert: Bytes | null, certified: boolean}} Device
 *     cert null: waits for the team's; certified: by the team
 */
import { b64uDecode, b64uEncode, equal } from "../sealing/bytes.js";
import { makeSelfSigned, parseCertificate, verifyCertificate } from "../sealing/certificate.js";
import { makeDeviceKey, publicKeyOf } from "../sealing/device.js";
import { SealingError } from "../sealing/failure.js";
import { Role } from "../sealing/identifiers.js";

export const CERTIFICATE_DAYS = 35;
export const RENEW_DAYS = 7;
const DAY_SECONDS = 86_400;

/**
 * This browser's device, made or renewed where needed.
 * @param {Pick<DeviceStore, "load" | "save">} store
 * @param {Bytes | null} teamKey
 * @param {number} now unix seconds, not before the page was built
 * @returns {Promise<Device>}
 */
export async function readyDevice(store, teamKey, now) {
  const stored = (await store.load()) ?? { keyPair: await makeDeviceKey(), cert: null };
  const { keyPair } = stored;
  if (stored.cert && (await holds(stored.cert, keyPair, teamKey, now))) {
    return { keyPair, cert: stored.cert, certified: teamKey !== null };
  }
  const terms = { role: Role.COUNSELLOR, now, days: CERTIFICATE_DAYS };
  const cert = teamKey === null ? await makeSelfSigned(keyPair, terms) : null;
  await store.save({ keyPair, cert });
  return { keyPair, cert, certified: false };
}

/**
 * The file by which a device asks for the team's certificate: its public key and nothing else.
 * @param {CryptoKeyPair} keyPair
 * @returns {Promise<string>} JSON
 */
export async function deviceRequest(keyPair) {
  return JSON.stringify({ v: 1, t: "device.request", device: b64uEncode(await publicKeyOf(keyPair)) });
}

/**
 * Keep a certificate that the team made for this device.
 * @param {Pick<DeviceStore, "save">} store
 * @param {CryptoKeyPair} keyPair
 * @param {Bytes} teamKey
 * @param {string} file JSON: {"v":1,"t":"device.certificate","cert":…}
 * @param {number} now unix seconds, not before the page was built
 * @returns {Promise<boolean>} false if it is not one for this device, by this team, valid now
 */
export async function takeCertificate(store, keyPair, teamKey, file, now) {
  const cert = certificateIn(file);
  if (cert === null || !(await holds(cert, keyPair, teamKey, now))) return false;
  await store.save({ keyPair, cert });
  return true;
}

/**
 * Whether this certificate is for this key, of a trusted maker, and lasts; one's own is renewed a week early.
 * @param {Bytes} cert
 * @param {CryptoKeyPair} keyPair
 * @param {Bytes | null} teamKey
 * @param {number} now
 */
async function holds(cert, keyPair, teamKey, now) {
  const trust = { teamKey, revoked: [], now, buildTime: now, role: Role.COUNSELLOR };
  try {
    const { devicePublicKey } = await verifyCertificate(cert, trust);
    const until = parseCertificate(cert).notAfter - (teamKey === null ? RENEW_DAYS * DAY_SECONDS : 0);
    return equal(devicePublicKey, await publicKeyOf(keyPair)) && now < until;
  } catch (error) {
    if (error instanceof SealingError) return false;
    throw error;
  }
}

/**
 * @param {string} file
 * @returns {Bytes | null}
 */
function certificateIn(file) {
  try {
    const { v, t, cert } = JSON.parse(file);
    return v === 1 && t === "device.certificate" ? b64uDecode(cert) : null;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError || error instanceof TypeError) return null;
    throw error;
  }
}
