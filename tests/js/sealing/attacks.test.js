// @ts-check
/** Each attack of docs/sealing.md, tried on the browser's modules. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { b64uDecode, b64uEncode, concat } from "../../../chat/browser/sealing/bytes.js";
import { parseCertificate } from "../../../chat/browser/sealing/certificate.js";
import { commitTo } from "../../../chat/browser/sealing/commitment.js";
import { makeDeviceKey, publicKeyOf, sign } from "../../../chat/browser/sealing/device.js";
import { safetyDigits } from "../../../chat/browser/sealing/digits.js";
import { CounsellorKeys, HelpSeekerKeys } from "../../../chat/browser/sealing/epoch.js";
import { randomPid, randomSeed, Role } from "../../../chat/browser/sealing/identifiers.js";
import { holdAlone } from "../../../chat/browser/sealing/lock.js";
import { Reader } from "../../../chat/browser/sealing/reader.js";
import { makeKemKey, sealSeed } from "../../../chat/browser/sealing/seal.js";
import { device, NOW, offered, refused, talking, tampered, TRUST } from "./cast.js";

/** @type {(t: string) => {k: "text", t: string, s: []}} */
const text = (t) => ({ k: "text", t, s: [] });

/** One counsellor, two messages from the help-seeker, and a way to read them as a page does: in order. */
async function twoMessages() {
  const made = await talking();
  const sender = made.helpSeeker.sender();
  const [first, second] = [await sender.seal(text("eerst")), await sender.seal(text("dan"))];
  const reader = new Reader();
  /** @param {Record<string, unknown>} frame */
  const read = async (frame) => {
    const sealed = made.counsellor.epochs.parse(frame);
    const verdict = reader.consider(sealed);
    if (!verdict.next) return verdict;
    const { body } = await made.counsellor.epochs.readLive(sealed, NOW);
    reader.read(sealed);
    return body;
  };
  return { ...made, sender, first, second, read };
}

test("T01 a swapped KEM key is refused", async () => {
  const { helpSeeker, offers, commit } = await offered();
  const { pk } = await makeKemKey(commit);
  const swapped = { ...offers[0], pk: b64uEncode(pk) };
  await helpSeeker.considerOffer(offers[0], TRUST);
  await assert.rejects(helpSeeker.considerOffer(swapped, TRUST), refused("E_SIG"));
});

test("T02 a ghost with its own certificate is refused once a team key is pinned", async () => {
  const { helpSeeker, offers } = await offered();
  const teamKey = await publicKeyOf(await makeDeviceKey());
  await helpSeeker.considerOffer(offers[0], TRUST);
  await assert.rejects(helpSeeker.considerOffer(offers[0], { ...TRUST, teamKey }), refused("E_CERT"));
});

test("T02 a ghost among the members is refused by the counsellor too", async () => {
  const team = await makeDeviceKey();
  const teamKey = await publicKeyOf(team);
  const [asha, ghost] = [await device(), await device()];
  const { signed } = parseCertificate(asha.cert);
  asha.cert = concat(signed, await sign(team, signed));
  const { helpSeeker, counsellors, offers } = await offered({ devices: [asha, ghost] });
  const members = [await helpSeeker.considerOffer(offers[0], { ...TRUST, teamKey })];
  members.push(await helpSeeker.considerOffer(offers[1], TRUST));
  const { frame } = await helpSeeker.open(members);
  await assert.rejects(counsellors[0].openEpoch(frame, { ...TRUST, teamKey }), refused("E_CERT"));
});

test("T03 a counsellor's certificate is no supervisor's", async () => {
  const { helpSeeker, offers } = await offered();
  const raised = { ...offers[0], role: Role.SUPERVISOR };
  await assert.rejects(helpSeeker.considerOffer(raised, TRUST), refused("E_ROLE"));
});

test("T04 an offer replayed into another conversation is refused", async () => {
  const [one, other] = [await offered(), await offered()];
  await one.helpSeeker.considerOffer(one.offers[0], TRUST);
  await assert.rejects(other.helpSeeker.considerOffer(one.offers[0], TRUST), refused("E_SIG"));
});

test("T05 an offer replayed into a later epoch is refused", async () => {
  const { helpSeeker, offers } = await offered();
  await helpSeeker.newEpoch();
  await assert.rejects(helpSeeker.considerOffer(offers[0], TRUST), refused("E_SIG"));
});

test("T06 a member list changed after sealing is refused", async () => {
  const { helpSeeker, counsellors, offers } = await offered({ devices: [await device(), await device()] });
  const members = [await helpSeeker.considerOffer(offers[0], TRUST)];
  const { frame } = await helpSeeker.open(members);
  const { v: _v, t: _t, conv: _conv, e: _e, ...added } = offers[1];
  const changed = { ...frame, members: [...frame.members, added] };
  await assert.rejects(counsellors[0].openEpoch(changed, TRUST), refused("E_OPEN"));
});

test("T06 a counsellor who is not on the list does not open", async () => {
  const { helpSeeker, counsellors, offers } = await offered({ devices: [await device(), await device()] });
  const { frame } = await helpSeeker.open([await helpSeeker.considerOffer(offers[0], TRUST)]);
  await assert.rejects(counsellors[1].openEpoch(frame, TRUST), refused("E_OPEN"));
});

test("T07 a seed the server sealed itself is refused", async () => {
  const { helpSeeker, counsellors, offers } = await offered();
  const [member] = [await helpSeeker.considerOffer(offers[0], TRUST)];
  const { frame, T } = await helpSeeker.open([member]);
  const own = await sealSeed({ pk: member.pk, transcript: T, pid: member.pid, seed: randomSeed() });
  const changed = { ...frame, seals: [{ pid: frame.seals[0].pid, s: b64uEncode(own) }] };
  await assert.rejects(counsellors[0].openEpoch(changed, TRUST), refused("E_COMMIT"));
});

test("T07 a promise exchanged for another after the offer is refused", async () => {
  const { counsellors, e, helpSeeker } = await offered();
  const other = await commitTo(helpSeeker.conv, e, randomSeed());
  await assert.rejects(counsellors[0].accept(e, other), refused("E_COMMIT"));
});

test("T08 a replayed message is dropped without a word", async () => {
  const { first, read } = await twoMessages();
  assert.deepEqual(await read(first), text("eerst"));
  assert.deepEqual(await read(first), { duplicate: true });
});

test("T09 a message ahead of its turn is not read", async () => {
  const { first, second, read } = await twoMessages();
  assert.deepEqual(await read(second), { gap: true });
  assert.deepEqual(await read(first), text("eerst"));
  assert.deepEqual(await read(second), text("dan"));
});

test("T10 a dropped message shows once asking again has not brought it", async () => {
  const { second, read } = await twoMessages();
  assert.deepEqual(await read(second), { gap: true });
  await assert.rejects(read(second), refused("E_GAP"));
});

test("T11 messages with exchanged numbers do not open", async () => {
  const { first, second, read } = await twoMessages();
  await assert.rejects(read({ ...second, q: first.q }), refused("E_TAG"));
});

test("T12 one's own message sent back does not open as the other's", async () => {
  const { helpSeeker, members, first } = await twoMessages();
  const reflected = helpSeeker.epochs.parse({ ...first, pid: b64uEncode(members[0].pid) });
  await assert.rejects(helpSeeker.epochs.readLive(reflected, NOW), refused("E_TAG"));
});

test("T13 a message of another epoch does not open", async () => {
  const { helpSeeker, devices, counsellors, first } = await twoMessages();
  const later = await talking({ helpSeeker, devices, counsellors });
  const moved = later.counsellor.epochs.parse({ ...first, e: later.e });
  await assert.rejects(later.counsellor.epochs.readLive(moved, NOW), refused("E_TAG"));
});

test("T14 a message with one bit changed does not open", async () => {
  const { first, read } = await twoMessages();
  const bytes = b64uDecode(first.c);
  bytes[500] ^= 1;
  await assert.rejects(read({ ...first, c: b64uEncode(bytes) }), refused("E_TAG"));
  assert.deepEqual(await read(first), text("eerst"));
});

test("T15 no key can be made before the promise, so no digits can be tried", async () => {
  await assert.rejects(new CounsellorKeys(randomSeed()).offer(await makeDeviceKey(), randomSeed()), refused("E_COMMIT"));
  await assert.rejects(makeKemKey(new Uint8Array(0)), refused("E_COMMIT"));
});

test("T15 somebody in the middle cannot make both ends show the same digits", async () => {
  const { helpSeeker, offers } = await offered();
  const toHelpSeeker = await helpSeeker.open([await helpSeeker.considerOffer(offers[0], TRUST)]);
  const toCounsellor = await talking({ helpSeeker: new HelpSeekerKeys(helpSeeker.conv) });
  assert.match(toHelpSeeker.digits[0].digits, /^\d{3} \d{3} \d{3}$/);
  assert.equal(toCounsellor.theirs[0].digits, toCounsellor.opened.digits[0].digits);
  assert.notEqual(toHelpSeeker.digits[0].digits, toCounsellor.theirs[0].digits);
});

test("T15 the digits change with the seed and with the key", async () => {
  const { opened, members, helpSeeker } = await talking();
  const fixed = { conv: helpSeeker.conv, e: 1, commit: b64uDecode(opened.frame.commit), role: 1, pid: members[0].pid };
  const of = { ...fixed, seed: opened.seed, pk: members[0].pk };
  const shown = await safetyDigits(of);
  assert.equal(shown, opened.digits[0].digits);
  assert.notEqual(shown, await safetyDigits({ ...of, seed: randomSeed() }));
  assert.notEqual(shown, await safetyDigits({ ...of, pk: new Uint8Array(1216) }));
});

test("T16 two tabs from one state never share a key and number", async () => {
  const { helpSeeker, counsellor } = await talking();
  const copy = await HelpSeekerKeys.restore(helpSeeker.exportState(), TRUST);
  const [one, two] = [await helpSeeker.sender().seal(text("zelfde")), await copy.sender().seal(text("zelfde"))];
  assert.equal(one.q, two.q);
  assert.notEqual(one.inst, two.inst);
  assert.notEqual(one.c, two.c);
  const { body } = await counsellor.epochs.readLive(counsellor.epochs.parse(two), NOW);
  assert.deepEqual(body, text("zelfde"));
});

test("T16 a second tab of the same conversation is told so", async () => {
  const { helpSeeker } = await offered();
  const locks = /** @type {Pick<LockManager, "request">} */ (
    /** @type {unknown} */ ({ request: async (/** @type {any[]} */ ...given) => given[2](null) })
  );
  await assert.rejects(holdAlone(locks, helpSeeker.conv), refused("E_LOCK"));
});

test("a seal, promise or pid tampered with on the way is refused", async () => {
  const { helpSeeker, counsellors, offers } = await offered();
  const { frame } = await helpSeeker.open([await helpSeeker.considerOffer(offers[0], TRUST)]);
  const [{ pid, s }] = frame.seals;
  await assert.rejects(counsellors[0].openEpoch({ ...frame, commit: tampered(frame.commit) }, TRUST), refused("E_COMMIT"));
  const renamed = { ...frame, members: [{ ...frame.members[0], pid: b64uEncode(randomPid()) }] };
  await assert.rejects(counsellors[0].openEpoch(renamed, TRUST), refused("E_SIG"));
  await assert.rejects(counsellors[0].openEpoch({ ...frame, seals: [{ pid, s: tampered(s) }] }, TRUST), refused("E_OPEN"));
});
