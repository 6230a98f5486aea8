// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { b64uDecode, b64uEncode, equal, hex } from "../../../chat/browser/sealing/bytes.js";
import { CounsellorKeys, HelpSeekerKeys } from "../../../chat/browser/sealing/epoch.js";
import { randomConv, randomPid, randomSeed, Role } from "../../../chat/browser/sealing/identifiers.js";
import { openSeed, sealSeed, makeKemKey } from "../../../chat/browser/sealing/seal.js";
import { transcriptOf } from "../../../chat/browser/sealing/transcript.js";
import { DAY, device, NOW, offered, refused, talking, TRUST } from "./cast.js";

/** @type {{k: "hello", s: []}} */
const HELLO = { k: "hello", s: [] };

/**
 * @param {HelpSeekerKeys | CounsellorKeys} to
 * @param {Record<string, unknown>} frame
 */
const live = (to, frame, now = NOW) => to.epochs.readLive(to.epochs.parse(frame), now);
/**
 * @param {HelpSeekerKeys | CounsellorKeys} to
 * @param {Record<string, unknown>} frame
 */
const old = (to, frame) => to.epochs.readHistory(to.epochs.parse(frame), NOW);
/**
 * The first message of a counsellor in the epoch in use arrives.
 * @param {HelpSeekerKeys} helpSeeker
 * @param {CounsellorKeys} counsellor
 */
const greet = async (helpSeeker, counsellor, now = NOW) => live(helpSeeker, await counsellor.sender().seal(HELLO), now);

test("a help-seeker and a counsellor read each other", async () => {
  const { helpSeeker, counsellor, opened, theirs } = await talking();
  assert.deepEqual((await live(counsellor, await helpSeeker.sender().seal(HELLO))).body, HELLO);
  assert.deepEqual((await live(helpSeeker, await counsellor.sender().seal(HELLO))).body, HELLO);
  assert.deepEqual(theirs[0].T, opened.T);
  assert.equal(b64uEncode(/** @type {any} */ (counsellor.pid)), opened.frame.members[0].pid);
});

test("three members read the help-seeker and each other", async () => {
  const devices = [await device(), await device(), await device(Role.SUPERVISOR)];
  const { helpSeeker, counsellors, opened } = await talking({ devices });
  const pids = opened.frame.members.map(({ pid }) => hex(b64uDecode(pid)));
  assert.deepEqual(pids, [...pids].sort());
  const fromOmar = await counsellors[2].sender().seal(HELLO);
  for (const reader of [helpSeeker, counsellors[0], counsellors[1]]) {
    assert.deepEqual((await live(reader, fromOmar)).body, HELLO);
  }
});

test("nobody is a member twice and there are never four", async () => {
  const { helpSeeker, offers } = await offered();
  const asha = await helpSeeker.considerOffer(offers[0], TRUST);
  await assert.rejects(helpSeeker.open([asha, asha]), refused("E_OPEN"));
  const epoch = { conv: helpSeeker.conv, e: 1, commit: randomSeed(), prev: randomSeed() };
  const four = [1, 2, 3, 4].map(() => ({ ...asha, pid: randomPid() }));
  for (const members of [[], four, [{ ...asha, pid: new Uint8Array(8) }]]) {
    await assert.rejects(transcriptOf({ ...epoch, members }), refused("E_OPEN"));
  }
});

test("the transcript does not depend on the order members are named in", async () => {
  const { helpSeeker, offers } = await offered({ devices: [await device(), await device()] });
  const members = [];
  for (const offer of offers) members.push(await helpSeeker.considerOffer(offer, TRUST));
  const epoch = { conv: helpSeeker.conv, e: 1, commit: randomSeed(), prev: randomSeed() };
  const [one, other] = [members, members.toReversed()].map((each) => transcriptOf({ ...epoch, members: each }));
  assert.deepEqual(await one, await other);
});

test("before any promise there is no offer, no epoch and no sender", async () => {
  const [helpSeeker, { offers }] = [new HelpSeekerKeys(), await offered()];
  assert.equal(helpSeeker.e, 0);
  await assert.rejects(helpSeeker.considerOffer(offers[0], TRUST), refused("E_COMMIT"));
  await assert.rejects(helpSeeker.open([]), refused("E_COMMIT"));
  assert.throws(() => helpSeeker.sender(), refused("E_OPEN"));
  assert.throws(() => new CounsellorKeys(randomConv()).sender(), refused("E_OPEN"));
  assert.deepEqual(await helpSeeker.digits(), []);
  assert.equal(new CounsellorKeys(randomConv()).pid, null);
});

test("a promise is used once and its number never comes back", async () => {
  const { helpSeeker, members, e } = await talking();
  await assert.rejects(helpSeeker.open(members), refused("E_COMMIT"));
  await helpSeeker.newEpoch();
  assert.equal((await helpSeeker.newEpoch()).e, e + 2);
});

test("the same promise again changes nothing, an older one is refused", async () => {
  const { counsellors: [counsellor], devices: [{ key, cert }], offers, e, commit } = await offered();
  await counsellor.accept(e, commit);
  assert.equal((await counsellor.offer(key, cert)).pk, offers[0].pk);
  await counsellor.accept(e + 1, commit);
  await assert.rejects(counsellor.accept(e, commit), refused("E_COMMIT"));
  await assert.rejects(counsellor.accept(0, commit), refused("E_COMMIT"));
});

test("a one-use key opens one epoch", async () => {
  const { counsellor, opened } = await talking();
  await assert.rejects(counsellor.openEpoch(opened.frame, TRUST), refused("E_COMMIT"));
});

test("frames of another version are refused", async () => {
  const { helpSeeker, counsellors, offers } = await offered();
  await assert.rejects(helpSeeker.considerOffer({ ...offers[0], v: 2 }, TRUST), refused("E_VERSION"));
  const { frame } = await helpSeeker.open([await helpSeeker.considerOffer(offers[0], TRUST)]);
  await assert.rejects(counsellors[0].openEpoch({ ...frame, v: "1" }, TRUST), refused("E_VERSION"));
  const said = await helpSeeker.sender().seal(HELLO);
  assert.throws(() => counsellors[0].epochs.parse({ ...said, v: undefined }), refused("E_VERSION"));
});

test("an offer with a malformed field is refused", async () => {
  const { helpSeeker, offers } = await offered();
  /** @type {[object, import("../../../chat/browser/sealing/failure.js").FailureCode][]} */
  const cases = [[{ role: 3 }, "E_ROLE"], [{ pid: "AAAA" }, "E_SIG"], [{ pk: 7 }, "E_SIG"], [{ cert: "" }, "E_CERT"], [{ sig: null }, "E_SIG"]];
  for (const [change, code] of cases) {
    await assert.rejects(helpSeeker.considerOffer({ ...offers[0], ...change }, TRUST), refused(code));
  }
});

test("an expired certificate is refused in an offer and in an epoch", async () => {
  const { helpSeeker, counsellors, offers } = await offered();
  const later = { ...TRUST, now: NOW + 40 * DAY };
  await assert.rejects(helpSeeker.considerOffer(offers[0], later), refused("E_EXPIRED"));
  const { frame } = await helpSeeker.open([await helpSeeker.considerOffer(offers[0], TRUST)]);
  await assert.rejects(counsellors[0].openEpoch(frame, later), refused("E_EXPIRED"));
});

test("an epoch.open with a malformed field is refused", async () => {
  const { helpSeeker, counsellors, offers } = await offered();
  const { frame } = await helpSeeker.open([await helpSeeker.considerOffer(offers[0], TRUST)]);
  /** @type {[object, import("../../../chat/browser/sealing/failure.js").FailureCode][]} */
  const cases = [
    [{ conv: b64uEncode(randomConv()) }, "E_COMMIT"], [{ e: 2 }, "E_COMMIT"], [{ commit: "" }, "E_COMMIT"],
    [{ prev: "" }, "E_OPEN"], [{ members: {} }, "E_OPEN"], [{ members: [] }, "E_OPEN"], [{ seals: null }, "E_OPEN"],
  ];
  for (const [change, code] of cases) {
    await assert.rejects(counsellors[0].openEpoch({ ...frame, ...change }, TRUST), refused(code));
  }
});

test("an epoch without one's own seal is refused", async () => {
  for (const seals of [[], [null], [{ pid: "AAAAAAAAAAA", s: "" }]]) {
    const { helpSeeker, counsellors, offers } = await offered();
    const { frame } = await helpSeeker.open([await helpSeeker.considerOffer(offers[0], TRUST)]);
    await assert.rejects(counsellors[0].openEpoch({ ...frame, seals }, TRUST), refused("E_OPEN"));
  }
});

test("a key that is none cannot be sealed to, and no bytes of another length are opened", async () => {
  const to = { transcript: randomSeed(), pid: randomPid(), seed: randomSeed() };
  await assert.rejects(sealSeed({ ...to, pk: new Uint8Array(1216).fill(255) }), refused("E_OPEN"));
  await assert.rejects(sealSeed({ ...to, pk: new Uint8Array(7) }), refused("E_OPEN"));
  const { privateKey } = await makeKemKey(randomSeed());
  await assert.rejects(openSeed({ ...to, privateKey, sealed: new Uint8Array(1167) }), refused("E_OPEN"));
});

test("a mistake in calling is not taken for a seal that does not fit", async () => {
  const nothing = /** @type {any} */ (undefined);
  await assert.rejects(sealSeed({ pk: nothing, transcript: randomSeed(), pid: randomPid(), seed: randomSeed() }), TypeError);
});

test("a counsellor who reloads makes a new offer from the same device and is known by it", async () => {
  const { helpSeeker, devices } = await talking();
  const again = await offered({ helpSeeker, devices: [devices[0], await device()] });
  const candidates = [];
  for (const offer of again.offers) candidates.push(await helpSeeker.considerOffer(offer, TRUST));
  assert.deepEqual(candidates.map(({ sameDevice }) => sameDevice), [true, false]);
});

test("history given opens what was said before, and only as history", async () => {
  const first = await talking();
  const said = await first.helpSeeker.sender().seal(HELLO);
  const again = await talking({ helpSeeker: first.helpSeeker, devices: first.devices });
  await assert.rejects(old(again.counsellor, said), refused("E_TAG"));
  const [hist] = first.helpSeeker.history();
  await again.counsellor.epochs.learn(hist);
  assert.deepEqual((await old(again.counsellor, said)).body, HELLO);
  await assert.rejects(live(again.counsellor, said), refused("E_TAG"));
});

test("history of the epoch in use, a later one or a known one is refused", async () => {
  const { helpSeeker, devices, counsellors } = await talking();
  const { counsellor, e } = await talking({ helpSeeker, devices, counsellors });
  const [hist] = helpSeeker.history();
  for (const number of [1, e, e + 1]) {
    await assert.rejects(counsellor.epochs.learn({ ...hist, e: number }), refused("E_COMMIT"));
  }
});

test("the epoch before counts for a minute, from those who stay", async () => {
  const devices = [await device(), await device()];
  const { helpSeeker, counsellors } = await talking({ devices });
  const late = await Promise.all([helpSeeker, ...counsellors].map((each) => each.sender().seal(HELLO)));
  await talking({ helpSeeker, devices: [devices[0]], counsellors: [counsellors[0]] });
  await greet(helpSeeker, counsellors[0]);
  assert.deepEqual((await live(helpSeeker, late[1], NOW + 59)).body, HELLO);
  assert.deepEqual((await live(counsellors[0], late[0], NOW + 59)).body, HELLO);
  await assert.rejects(live(helpSeeker, late[2], NOW + 59), refused("E_TAG"));
  await assert.rejects(live(helpSeeker, late[1], NOW + 60), refused("E_TAG"));
});

test("an epoch before the last does not count, also not within the minute", async () => {
  const { helpSeeker, devices, counsellors } = await talking();
  const late = await counsellors[0].sender().seal(HELLO);
  for (let round = 0; round < 2; round += 1) {
    await talking({ helpSeeker, devices, counsellors });
    await greet(helpSeeker, counsellors[0]);
  }
  await assert.rejects(live(helpSeeker, late), refused("E_TAG"));
  assert.deepEqual((await old(helpSeeker, late)).body, HELLO);
});

test("an epoch that only this page knows to be open ends nothing: the minute begins with the first message in it", async () => {
  const { helpSeeker, devices, counsellors } = await talking();
  await greet(helpSeeker, counsellors[0]);
  const late = await Promise.all([1, 2, 3].map(() => counsellors[0].sender().seal(HELLO)));
  await talking({ helpSeeker, devices, counsellors });
  assert.deepEqual((await live(helpSeeker, late[0], NOW + 600)).body, HELLO);
  await greet(helpSeeker, counsellors[0], NOW + 900);
  assert.deepEqual((await live(helpSeeker, late[1], NOW + 959)).body, HELLO);
  await assert.rejects(live(helpSeeker, late[2], NOW + 960), refused("E_TAG"));
});

test("whoever is not in the last settled epoch is heard neither now nor in what is read again", async () => {
  const devices = [await device(), await device()];
  const { helpSeeker, counsellors } = await talking({ devices });
  const late = await Promise.all([1, 2].map(() => counsellors[1].sender().seal(HELLO)));
  await talking({ helpSeeker, devices: [devices[0]], counsellors: [counsellors[0]] });
  assert.deepEqual((await live(helpSeeker, late[0])).body, HELLO);
  await greet(helpSeeker, counsellors[0]);
  await assert.rejects(live(helpSeeker, late[1]), refused("E_TAG"));
  await assert.rejects(old(helpSeeker, late[1]), refused("E_TAG"));
});

test("an epoch opened in vain for another device leaves the one in force to whoever is in it", async () => {
  const { helpSeeker, counsellors } = await talking();
  await greet(helpSeeker, counsellors[0]);
  const said = await counsellors[0].sender().seal(HELLO);
  const lost = await offered({ helpSeeker, devices: [await device()] });
  await helpSeeker.open([await helpSeeker.considerOffer(lost.offers[0], TRUST)]);
  assert.deepEqual((await live(helpSeeker, said, NOW + 600)).body, HELLO);
});

test("an epoch that was opened here and reached nobody is no epoch before", async () => {
  const { helpSeeker, devices, counsellors } = await talking();
  await greet(helpSeeker, counsellors[0]);
  const late = await Promise.all([1, 2].map(() => counsellors[0].sender().seal(HELLO)));
  const lost = await offered({ helpSeeker, devices, counsellors });
  await helpSeeker.open([await helpSeeker.considerOffer(lost.offers[0], TRUST)]);
  await talking({ helpSeeker, devices, counsellors });
  assert.deepEqual((await live(helpSeeker, late[0], NOW + 600)).body, HELLO);
  await greet(helpSeeker, counsellors[0], NOW + 900);
  assert.deepEqual((await live(helpSeeker, late[1], NOW + 959)).body, HELLO);
});

test("what was read again after a reload settles an epoch as well", async () => {
  const { helpSeeker, devices, counsellors } = await talking();
  const hello = [await counsellors[0].sender().seal(HELLO)];
  const late = await Promise.all([1, 2].map(() => counsellors[0].sender().seal(HELLO)));
  await talking({ helpSeeker, devices, counsellors });
  hello.push(await counsellors[0].sender().seal(HELLO));
  const back = await HelpSeekerKeys.restore(helpSeeker.exportState(), TRUST);
  for (const said of hello) await old(back, said);
  assert.deepEqual((await live(back, late[0], NOW + 59)).body, HELLO);
  await assert.rejects(live(back, late[1], NOW + 60), refused("E_TAG"));
});

test("a counsellor's page takes the epoch before until the first message in the new one", async () => {
  const { helpSeeker, devices, counsellors, counsellor } = await talking();
  await live(counsellor, await helpSeeker.sender().seal(HELLO));
  const late = await Promise.all([1, 2].map(() => helpSeeker.sender().seal(HELLO)));
  await talking({ helpSeeker, devices, counsellors });
  assert.deepEqual((await live(counsellor, late[0], NOW + 600)).body, HELLO);
  await live(counsellor, await helpSeeker.sender().seal(HELLO), NOW + 900);
  await assert.rejects(live(counsellor, late[1], NOW + 960), refused("E_TAG"));
});

test("an abandoned number between two epochs breaks nothing", async () => {
  const { helpSeeker, devices, counsellors } = await talking();
  const late = await counsellors[0].sender().seal(HELLO);
  await helpSeeker.newEpoch();
  const { e, counsellor } = await talking({ helpSeeker, devices, counsellors });
  assert.equal(e, 3);
  assert.deepEqual((await live(helpSeeker, late)).body, HELLO);
  assert.deepEqual((await live(helpSeeker, await counsellor.sender().seal(HELLO))).body, HELLO);
});

test("a page that was in the epoch before notices another past", async () => {
  const { helpSeeker, devices, counsellors } = await talking();
  const again = await offered({ helpSeeker, devices, counsellors });
  const { frame } = await helpSeeker.open([await helpSeeker.considerOffer(again.offers[0], TRUST)]);
  const forged = { ...frame, prev: b64uEncode(randomSeed()) };
  await assert.rejects(counsellors[0].openEpoch(forged, TRUST), refused("E_OPEN"));
  await counsellors[0].openEpoch(frame, TRUST);
});

test("a message from nobody, of no epoch or for elsewhere is refused", async () => {
  const { helpSeeker, counsellor } = await talking();
  const said = await counsellor.sender().seal(HELLO);
  for (const change of [{ pid: b64uEncode(randomPid()) }, { e: 7 }]) {
    await assert.rejects(live(helpSeeker, { ...said, ...change }), refused("E_TAG"));
    await assert.rejects(old(helpSeeker, { ...said, ...change }), refused("E_TAG"));
  }
  for (const change of [{ conv: b64uEncode(randomConv()) }, { e: 0 }, { q: "1" }, { inst: "" }]) {
    assert.throws(() => helpSeeker.epochs.parse({ ...said, ...change }), refused("E_TAG"));
  }
  assert.throws(() => helpSeeker.epochs.parse({ ...said, c: "=" }), refused("E_PAD"));
});

test("a member cannot write under an id that is nobody's", async () => {
  const { helpSeeker, counsellor } = await talking();
  const said = await counsellor.epochs.sender(randomPid()).seal(HELLO);
  await assert.rejects(live(helpSeeker, said), refused("E_TAG"));
  await assert.rejects(old(helpSeeker, said), refused("E_TAG"));
});

test("a page that comes back reads on, answers offers for its promise and shows the same digits", async () => {
  const { helpSeeker, counsellors, devices, opened } = await talking();
  const said = await counsellors[0].sender().seal(HELLO);
  const { offers } = await offered({ helpSeeker, devices, counsellors });
  const kept = JSON.parse(JSON.stringify(helpSeeker.exportState()));
  const back = await HelpSeekerKeys.restore(kept, TRUST);
  assert.deepEqual((await old(back, said)).body, HELLO);
  assert.deepEqual(await back.digits(), opened.digits);
  assert.equal((await back.considerOffer(offers[0], TRUST)).sameDevice, true);
  assert.deepEqual(back.exportState(), kept);
});

test("a page that comes back before any epoch keeps its promise", async () => {
  const { helpSeeker, offers, e } = await offered();
  const teamKey = randomSeed();
  const back = await HelpSeekerKeys.restore(helpSeeker.exportState(), { teamKey });
  assert.equal(back.e, e);
  await back.considerOffer(offers[0], TRUST);
  const { helpSeeker: open } = await talking();
  const restored = await HelpSeekerKeys.restore(open.exportState(), { teamKey });
  assert.equal(await restored.pendingCommit(), null);
  assert.equal(restored.members[0].certified, true);
});

test("after dropping, neither half reads or writes any more", async () => {
  const { helpSeeker, counsellor } = await talking();
  const said = await helpSeeker.sender().seal(HELLO);
  for (const half of [helpSeeker, counsellor]) {
    half.drop();
    assert.equal(half.epochs.current, 0);
    assert.throws(() => half.sender(), refused("E_OPEN"));
    await assert.rejects(old(half, said), refused("E_TAG"));
  }
  assert.deepEqual(helpSeeker.exportState().epochs, []);
  assert(equal(helpSeeker.conv, counsellor.conv));
});
