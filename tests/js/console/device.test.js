// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { b64uEncode, concat, u64, utf8 } from "../../../chat/browser/sealing/bytes.js";
import { parseCertificate } from "../../../chat/browser/sealing/certificate.js";
import { makeDeviceKey, publicKeyOf, sign } from "../../../chat/browser/sealing/device.js";
import { deviceRequest, readyDevice, takeCertificate } from "../../../chat/browser/console/device.js";

const NOW = 1_795_000_000;
const DAY = 86_400;

/** @import {Stored} from "../../../chat/browser/console/device_store.js" */

/** A store in memory. */
const shelf = () => ({
  /** @type {Stored | null} */ kept: null,
  saves: 0,
  async load() {
    return this.kept;
  },
  /** @param {Stored} stored */
  async save(stored) {
    this.kept = stored;
    this.saves += 1;
  },
});

/**
 * A certificate as a team makes it.
 * @param {CryptoKeyPair} team
 * @param {CryptoKeyPair} device
 * @param {number} [role]
 */
async function certify(team, device, role = 1) {
  const terms = [u64(NOW - DAY), u64(NOW + 20 * DAY)];
  const signed = concat(utf8("HLC1 cert"), new Uint8Array(8), Uint8Array.of(role), ...terms, await publicKeyOf(device));
  return concat(signed, await sign(team, signed));
}

/** @param {Uint8Array} cert */
const fileOf = (cert) => JSON.stringify({ v: 1, t: "device.certificate", cert: b64uEncode(cert) });

test("the first visit makes a key and a certificate of its own for 35 days", async () => {
  const store = shelf();
  const device = await readyDevice(store, null, NOW);
  const { notAfter } = parseCertificate(/** @type {any} */ (device.cert));
  assert.equal(notAfter, NOW + 35 * DAY);
  assert.equal(device.certified, false);
  assert.equal(device.keyPair.privateKey.extractable, false);
});

test("a later visit finds the same key and certificate", async () => {
  const store = shelf();
  const first = await readyDevice(store, null, NOW);
  const later = await readyDevice(store, null, NOW + 27 * DAY);
  assert.equal(later.keyPair, first.keyPair);
  assert.equal(later.cert, first.cert);
  assert.equal(store.saves, 1);
});

test("less than seven days before its end a device renews its own certificate and keeps its key", async () => {
  const store = shelf();
  const first = await readyDevice(store, null, NOW);
  const later = await readyDevice(store, null, NOW + 28 * DAY);
  assert.equal(later.keyPair, first.keyPair);
  assert.equal(parseCertificate(/** @type {any} */ (later.cert)).notAfter, NOW + 63 * DAY);
});

test("with a team key a certificate of one's own does not count", async () => {
  const [store, team] = [shelf(), await publicKeyOf(await makeDeviceKey())];
  await readyDevice(store, null, NOW);
  const device = await readyDevice(store, team, NOW);
  assert.equal(device.cert, null);
});

test("the team's certificate for this device counts until it ends", async () => {
  const [store, team] = [shelf(), await makeDeviceKey()];
  const teamKey = await publicKeyOf(team);
  const { keyPair } = await readyDevice(store, teamKey, NOW);
  assert.equal(await takeCertificate(store, keyPair, teamKey, fileOf(await certify(team, keyPair)), NOW), true);
  assert.equal((await readyDevice(store, teamKey, NOW + 19 * DAY)).certified, true);
  assert.equal((await readyDevice(store, teamKey, NOW + 20 * DAY)).cert, null);
});

for (const [what, make] of /** @type {[string, (team: CryptoKeyPair, own: CryptoKeyPair) => Promise<string>][]} */ ([
  ["for another device", async (team) => fileOf(await certify(team, await makeDeviceKey()))],
  ["by another team", async (_, own) => fileOf(await certify(await makeDeviceKey(), own))],
  ["for another role", async (team, own) => fileOf(await certify(team, own, 2))],
  ["that is no certificate", async () => fileOf(utf8("hello"))],
  ["that is not JSON", async () => "certificate"],
  ["of another kind", async () => '{"v":1,"t":"device.request","device":""}'],
  ["without a certificate", async () => '{"v":1,"t":"device.certificate"}'],
  ["that is null", async () => "null"],
])) {
  test(`a file ${what} is refused and nothing is kept`, async () => {
    const [store, team, own] = [shelf(), await makeDeviceKey(), await makeDeviceKey()];
    const file = await make(team, own);
    assert.equal(await takeCertificate(store, own, await publicKeyOf(team), file, NOW), false);
    assert.equal(store.saves, 0);
  });
}

test("a request holds the public key and nothing else", async () => {
  const own = await makeDeviceKey();
  const request = JSON.parse(await deviceRequest(own));
  assert.deepEqual(request, { v: 1, t: "device.request", device: b64uEncode(await publicKeyOf(own)) });
});
