// @ts-check
/** The published vectors, read by the browser's modules. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { XWing } from "@hpke/hybridkem-x-wing";
import { parseBody } from "../../../chat/browser/sealing/body.js";
import { b64uDecode, b64uEncode, concat, hex, sha256, utf8 } from "../../../chat/browser/sealing/bytes.js";
import { parseCertificate } from "../../../chat/browser/sealing/certificate.js";
import { commitTo, keepsCommitment } from "../../../chat/browser/sealing/commitment.js";
import { safetyDigits } from "../../../chat/browser/sealing/digits.js";
import { FAILURE_CODES, SealingError } from "../../../chat/browser/sealing/failure.js";
import { requireVersion } from "../../../chat/browser/sealing/fields.js";
import { HELP_SEEKER_PID } from "../../../chat/browser/sealing/identifiers.js";
import { keepKey, unwrap } from "../../../chat/browser/sealing/keep.js";
import { EpochKeys } from "../../../chat/browser/sealing/keys.js";
import { holdAlone } from "../../../chat/browser/sealing/lock.js";
import { parseMember } from "../../../chat/browser/sealing/members.js";
import { openMessage, sealMessage } from "../../../chat/browser/sealing/message.js";
import { verifyOffer } from "../../../chat/browser/sealing/offer.js";
import { pad, unpad } from "../../../chat/browser/sealing/padding.js";
import { Reader } from "../../../chat/browser/sealing/reader.js";
import { makeSuite, openSeed } from "../../../chat/browser/sealing/seal.js";
import { transcriptOf } from "../../../chat/browser/sealing/transcript.js";
import { refused } from "./cast.js";

/** @param {string} name */
const vectors = (name) => JSON.parse(readFileSync(new URL(`../../vectors/${name}.json`, import.meta.url), "utf8"));
/** @param {number} now */
const trustAt = (now, teamKey = null) => ({ teamKey, revoked: [], now, buildTime: 0 });
/** @param {string} seed */
const kemKey = async (seed) => new XWing().generateKeyPairDerand(b64uDecode(seed));

/** @param {any} said */
const placeOf = ({ conv, e, pid, inst, q }) => {
  return { conv: b64uDecode(conv), e, pid: b64uDecode(pid), inst: b64uDecode(inst), q };
};

/**
 * Open an epoch as CounsellorKeys does, but with the key of the vectors.
 * @param {any} frame
 * @param {{pid: string, kem: string, now: number}} own
 */
async function openWith(frame, { pid, kem, now }) {
  const [conv, commit, prev] = [frame.conv, frame.commit, frame.prev].map(b64uDecode);
  const members = [];
  for (const fields of frame.members) {
    members.push(await verifyOffer({ conv, e: frame.e, commit, ...parseMember(fields) }, trustAt(now)));
  }
  const T = await transcriptOf({ conv, e: frame.e, commit, prev, members });
  const sealed = b64uDecode(frame.seals.find((/** @type {any} */ seal) => seal.pid === pid).s);
  const { privateKey } = await kemKey(kem);
  const seed = await openSeed({ privateKey, transcript: T, pid: b64uDecode(pid), sealed });
  if (!(await keepsCommitment(commit, conv, frame.e, seed))) throw new SealingError("E_COMMIT");
  return { T, seed, members, conv, commit };
}

test("the first epoch comes out byte for byte", async () => {
  const known = vectors("epoch_1");
  const [conv, seed, pid, pk, cert, prev] = ["conv", "seed", "pid", "pk", "cert", "prev"].map((name) => b64uDecode(known[name]));
  const commit = await commitTo(conv, 1, seed);
  assert.equal(b64uEncode(commit), known.commit);
  const { privateKey, publicKey } = await kemKey(known.kem);
  assert.deepEqual(new Uint8Array(await makeSuite().kem.serializePublicKey(publicKey)), pk);
  assert.equal(hex(await sha256(cert)), known.cert_sha256);
  assert.equal(parseCertificate(cert).notAfter, 1_797_776_000);
  const T = await transcriptOf({ conv, e: 1, commit, prev, members: [{ role: 1, pid, pk, cert }] });
  assert.equal(b64uEncode(T), known.T);
  assert.deepEqual(await openSeed({ privateKey, transcript: T, pid, sealed: b64uDecode(known.seal) }), seed);
  const keys = await EpochKeys.from(seed, T);
  const place = { conv, e: 1, pid: HELP_SEEKER_PID, inst: b64uDecode(known.inst), q: 1 };
  assert.equal(b64uEncode(await sealMessage(keys, place, utf8(known.body))), known.message);
  assert.equal(await safetyDigits({ seed, conv, e: 1, commit, role: 1, pid, pk }), known.digits);
});

test("both members of the second epoch open it, read it and show their digits", async () => {
  const { frame, kem, now, ...known } = vectors("epoch_2");
  for (const [pid, seed] of Object.entries(kem)) {
    const opened = await openWith(frame, { pid, kem: seed, now });
    assert.equal(b64uEncode(opened.T), known.T);
    assert.equal(b64uEncode(opened.seed), known.seed);
    const own = opened.members.find((member) => b64uEncode(member.pid) === pid);
    assert(own);
    assert.equal(await safetyDigits({ ...opened, ...own, e: 2 }), known.digits[pid]);
    const keys = await EpochKeys.from(opened.seed, opened.T);
    for (const { frame: said, body } of known.messages) {
      const bytes = await openMessage(keys, placeOf(said), b64uDecode(said.c));
      assert.deepEqual(parseBody(bytes), JSON.parse(body));
    }
  }
});

/** @type {Record<string, (given: any) => unknown>} */
const attempts = {
  version: async ({ frame }) => requireVersion(frame),
  offer: async ({ conv, e, commit, member, now, team_key: teamKey }) => {
    const place = { conv: b64uDecode(conv), e, commit: b64uDecode(commit) };
    const trust = { ...trustAt(now), teamKey: teamKey ? b64uDecode(teamKey) : null };
    return verifyOffer({ ...place, ...parseMember(member) }, trust);
  },
  open: async ({ frame, ...own }) => openWith(frame, own),
  message: async ({ T, seed, place, c }) => {
    return openMessage(await EpochKeys.from(b64uDecode(seed), b64uDecode(T)), placeOf(place), b64uDecode(c));
  },
  order: async ({ numbers }) => {
    const reader = new Reader();
    for (const q of numbers) {
      const numbered = { e: 1, pid: HELP_SEEKER_PID, inst: HELP_SEEKER_PID, q };
      if (reader.consider(numbered).next) reader.read(numbered);
    }
  },
  lock: async ({ conv }) => {
    const taken = /** @type {any} */ ({ request: async (/** @type {any[]} */ ...given) => given[2](null) });
    return holdAlone(taken, b64uDecode(conv));
  },
};

for (const given of vectors("refused")) {
  test(`the vector for ${given.code} is refused with it`, async () => {
    await assert.rejects(async () => attempts[given.does](given), refused(given.code));
  });
}

test("there is a refused vector for every code", () => {
  assert.deepEqual(new Set(vectors("refused").map((/** @type {any} */ each) => each.code)), new Set(FAILURE_CODES));
});

test("the keep of the vectors opens with both halves", async () => {
  const known = vectors("keep");
  const key = await keepKey(b64uDecode(known.local), b64uDecode(known.share));
  const state = await unwrap(key, { iv: b64uDecode(known.iv), ct: b64uDecode(known.ct) });
  assert.equal(new TextDecoder().decode(state), known.state);
});

test("bodies pad to the bytes of the vectors and back", async () => {
  for (const { length, size, sha256: hash } of vectors("padding").padded) {
    const padded = pad(new Uint8Array(length).fill(0x61));
    assert.equal(padded.length, size);
    assert.equal(hex(await sha256(padded)), hash);
    assert.equal(unpad(padded).length, length);
  }
});

for (const { why, head, size, tail } of vectors("padding").refused) {
  test(`padded bytes are refused: ${why}`, () => {
    const [start, end] = [b64uDecode(head), b64uDecode(tail)];
    const padded = concat(start, new Uint8Array(size - start.length - end.length), end);
    assert.throws(() => unpad(padded), refused("E_PAD"));
  });
}

test("every body of the vectors that is allowed is read", () => {
  for (const body of vectors("bodies").accepted) assert(parseBody(b64uDecode(body)));
});

test("every body of the vectors that is not allowed is refused", () => {
  for (const body of vectors("bodies").refused) assert.throws(() => parseBody(b64uDecode(body)), refused("E_PAD"));
});
