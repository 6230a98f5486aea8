// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { concat, hex, u64 } from "../../../chat/browser/sealing/bytes.js";
import { makeSelfSigned, parseCertificate, verifyCertificate } from "../../../chat/browser/sealing/certificate.js";
import { makeDeviceKey, publicKeyOf, sign, verify } from "../../../chat/browser/sealing/device.js";
import { Role } from "../../../chat/browser/sealing/identifiers.js";
import { DAY, device, NOW, refused, TRUST } from "./cast.js";

const EXPECTED = { ...TRUST, role: Role.COUNSELLOR };

/**
 * The certificate with other terms, signed again by a key.
 * @param {CryptoKeyPair} by
 * @param {Uint8Array<ArrayBuffer>} cert
 * @param {{from?: number, until?: number}} [terms]
 */
async function signedAgain(by, cert, { from, until } = {}) {
  const { notBefore, notAfter } = parseCertificate(cert);
  const times = concat(u64(from ?? notBefore), u64(until ?? notAfter));
  const signed = concat(cert.slice(0, 18), times, cert.slice(34, 99));
  return concat(signed, await sign(by, signed));
}

test("a device vouches for itself while no team key is pinned", async () => {
  const { key, cert } = await device();
  const { devicePublicKey, serial, certified } = await verifyCertificate(cert, EXPECTED);
  assert.equal(cert.length, 163);
  assert.deepEqual(devicePublicKey, await publicKeyOf(key));
  assert.deepEqual(serial, cert.slice(9, 17));
  assert.equal(certified, false);
});

test("a pinned team key vouches for devices and nobody else does", async () => {
  const [team, { cert }] = [await makeDeviceKey(), await device()];
  const pinned = { ...EXPECTED, teamKey: await publicKeyOf(team) };
  const { certified } = await verifyCertificate(await signedAgain(team, cert), pinned);
  assert.equal(certified, true);
  await assert.rejects(verifyCertificate(cert, pinned), refused("E_CERT"));
});

test("without a pinned team key a certificate by somebody else is refused", async () => {
  const [team, { cert }] = [await makeDeviceKey(), await device()];
  await assert.rejects(verifyCertificate(await signedAgain(team, cert), EXPECTED), refused("E_CERT"));
});

test("a supervisor's certificate is no counsellor's", async () => {
  const { cert } = await device(Role.SUPERVISOR);
  await verifyCertificate(cert, { ...EXPECTED, role: Role.SUPERVISOR });
  await assert.rejects(verifyCertificate(cert, EXPECTED), refused("E_ROLE"));
});

test("a certificate holds from a day before to a day after its time", async () => {
  const { cert } = await device();
  for (const now of [NOW - DAY, NOW + 31 * DAY - 1]) await verifyCertificate(cert, { ...EXPECTED, now });
  await assert.rejects(verifyCertificate(cert, { ...EXPECTED, now: NOW + 31 * DAY }), refused("E_EXPIRED"));
  const early = { ...EXPECTED, now: NOW - DAY - 1, buildTime: 0 };
  await assert.rejects(verifyCertificate(cert, early), refused("E_EXPIRED"));
});

test("a clock set back does not bring an old certificate to life", async () => {
  const { cert } = await device();
  const setBack = { ...EXPECTED, now: NOW, buildTime: NOW + 40 * DAY };
  await assert.rejects(verifyCertificate(cert, setBack), refused("E_EXPIRED"));
});

test("a certificate for more than 35 days is refused", async () => {
  const { key, cert } = await device();
  await verifyCertificate(await signedAgain(key, cert, { until: NOW + 35 * DAY }), EXPECTED);
  const long = await signedAgain(key, cert, { until: NOW + 35 * DAY + 1 });
  await assert.rejects(verifyCertificate(long, EXPECTED), refused("E_CERT"));
});

test("a certificate that ends before it begins never holds", async () => {
  const { key, cert } = await device();
  const inverted = await signedAgain(key, cert, { from: NOW + 5 * DAY, until: NOW - 5 * DAY });
  await assert.rejects(verifyCertificate(inverted, EXPECTED), refused("E_EXPIRED"));
});

test("a revoked serial is refused", async () => {
  const { cert } = await device();
  const revoked = [hex(parseCertificate(cert).serial)];
  await assert.rejects(verifyCertificate(cert, { ...EXPECTED, revoked }), refused("E_CERT"));
});

test("bytes that are no certificate are refused", async () => {
  const { cert } = await device();
  const [renamed, offCurve] = [cert.slice(), cert.slice()];
  renamed[0] ^= 1;
  offCurve[40] ^= 1;
  for (const bytes of [renamed, offCurve, cert.slice(1), new Uint8Array(0)]) {
    await assert.rejects(verifyCertificate(bytes, EXPECTED), refused("E_CERT"));
  }
});

test("a device does not sign itself another role or a longer time", async () => {
  const { key } = await device();
  await assert.rejects(makeSelfSigned(key, { role: 3, now: NOW, days: 30 }), refused("E_ROLE"));
  for (const days of [0, 36, NaN]) {
    await assert.rejects(makeSelfSigned(key, { role: 1, now: NOW, days }), refused("E_CERT"));
  }
});

test("a device key cannot be exported", async () => {
  const { privateKey } = await makeDeviceKey();
  await assert.rejects(crypto.subtle.exportKey("pkcs8", privateKey), DOMException);
});

test("a mistake in calling is not taken for a false signature", async () => {
  const nothing = /** @type {any} */ (undefined);
  await assert.rejects(verify(nothing, nothing, nothing), TypeError);
});
