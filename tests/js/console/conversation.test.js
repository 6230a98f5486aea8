// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { b64uEncode } from "../../../chat/browser/sealing/bytes.js";
import { device } from "../sealing/cast.js";
import { Relay } from "./relay.js";

const HELP_SEEKER = "AAAAAAAAAAA";

/** A conversation that is open on both sides. */
async function talking() {
  const relay = await Relay.make();
  await relay.open();
  return relay;
}

test("an accepted conversation is offered a key, opened and greeted", async () => {
  const relay = await talking();
  assert.deepEqual(relay.sent.map(({ t }) => t), ["offer", "msg"]);
  assert.equal((await relay.heard("hello")).length, 1);
  assert.equal(relay.page.phase, "open");
  assert.deepEqual(relay.paper.events, ["event_opened"]);
});

test("both sides see the same nine digits", async () => {
  const relay = await talking();
  assert.equal(relay.page.digits, (await relay.helpSeeker.digits())[0].digits);
});

test("words go both ways, and the last speaker is known", async () => {
  const relay = await talking();
  assert.equal(relay.page.standing.key, "nothing_written");
  await relay.write("ik weet niet hoe ik moet beginnen");
  assert.equal(relay.page.standing.key, "waits_for_you");
  relay.page.write("Neem de tijd.");
  await relay.settle();
  assert.equal(relay.page.standing.key, "you_wrote_last");
  assert.deepEqual(relay.paper.said, ["other: ik weet niet hoe ik moet beginnen", "self: Neem de tijd."]);
});

test("what is written while sealing keeps its order", async () => {
  const relay = await talking();
  for (const text of ["een", "twee", "drie"]) relay.page.write(text);
  await relay.settle();
  const heard = await relay.heard("text");
  assert.deepEqual(heard.map((body) => body.k === "text" && body.t), ["een", "twee", "drie"]);
});

test("somebody has been waiting since the first of their last words", async () => {
  const relay = await talking();
  await relay.write("hallo");
  const since = relay.now;
  await relay.pass(60_000);
  await relay.write("ben je er nog");
  assert.equal(relay.page.standing.since, since);
});

test("unread until it is looked at; then the help-seeker is told so, once", async () => {
  const relay = await talking();
  await relay.write("hallo");
  assert.equal(relay.page.unread, 1);
  relay.page.attend(true);
  assert.equal(relay.page.unread, 0);
  await relay.pass(1_000);
  relay.page.attend(true);
  await relay.pass(5_000);
  const [seen, ...more] = await relay.heard("seen");
  assert.deepEqual(seen.k === "seen" && seen.r.map(([pid, , q]) => [pid, q]), [[HELP_SEEKER, 1]]);
  assert.equal(more.length, 0);
});

test("what arrived unread is told as arrived, not as read", async () => {
  const relay = await talking();
  await relay.write("hallo");
  await relay.pass(1_000);
  const [seen] = await relay.heard("seen");
  assert.deepEqual(seen.k === "seen" && [seen.r.length, seen.s[0][2]], [0, 1]);
});

test("a seen body is not answered by another", async () => {
  const relay = await talking();
  await relay.say({ k: "seen", r: [], s: [] });
  await relay.pass(10_000);
  assert.equal((await relay.heard("seen")).length, 0);
});

test("one's words are marked as stored, as arrived and as read", async () => {
  const relay = await talking();
  relay.page.write("Hallo");
  await relay.settle();
  assert.deepEqual(relay.paper.marks, ["sent"]);
  const { pid, inst, q } = relay.stored.at(-1);
  await relay.say({ k: "seen", r: [], s: [[pid, inst, q]] });
  assert.deepEqual(relay.paper.marks, ["delivered"]);
  await relay.say({ k: "seen", r: [[pid, inst, q]], s: [[pid, inst, q]] });
  assert.deepEqual(relay.paper.marks, ["read"]);
});

test("the server is told once that the help-seeker spoke, also while nobody looks at it", async () => {
  const relay = await talking();
  assert.equal(relay.sent.filter(({ t }) => t === "spoke").length, 0);
  await relay.write("hallo");
  await relay.write("is daar iemand?");
  relay.page.attend(true);
  assert.equal(relay.sent.filter(({ t }) => t === "spoke").length, 1);
});

test("typing is said at most once in ten seconds", async () => {
  const relay = await talking();
  for (let pressed = 0; pressed < 5; pressed += 1) relay.page.typing();
  await relay.settle();
  assert.equal((await relay.heard("typing")).length, 1);
  await relay.pass(10_000);
  relay.page.typing();
  await relay.settle();
  assert.equal((await relay.heard("typing")).length, 2);
});

test("without a connection words wait and go out once, as the same bytes", async () => {
  const relay = await talking();
  relay.isUp = false;
  relay.page.disconnected();
  relay.page.write("Ben je er nog?");
  await relay.settle();
  relay.isUp = true;
  relay.page.listed({ e: 1, n: relay.stored.length, peer: true });
  relay.page.listed({ e: 1, n: relay.stored.length, peer: true });
  await relay.settle();
  assert.equal((await relay.heard("text")).length, 1);
  assert.deepEqual(relay.paper.said, ["self: Ben je er nog?"]);
});

test("a console that was away keeps what another device of the same person agreed on, sealed", async () => {
  const relay = await talking();
  const first = relay.page;
  first.disconnected();
  relay.own = await device();
  await relay.open("reload", relay.newPage());
  await relay.write("twee");
  relay.page = first;
  first.listed({ e: 2, n: relay.stored.length, peer: true });
  await relay.settle();
  assert.equal(first.phase, "open");
});

test("what came while the connection was gone is asked for", async () => {
  const relay = await talking();
  relay.page.disconnected();
  const { page } = relay;
  relay.page = /** @type {any} */ ({ receive() {}, acked() {}, settled: Promise.resolve() });
  await relay.write("ik ben er");
  relay.page = page;
  page.listed({ e: 1, n: relay.stored.length, peer: true });
  await relay.settle();
  assert.deepEqual(relay.paper.said, ["other: ik ben er"]);
});

test("words refused with their epoch are sealed again in the next", async () => {
  const relay = await talking();
  relay.acks = false;
  relay.page.write("Hallo");
  await relay.settle();
  const { e, pid, inst, q } = relay.stored.pop();
  relay.acks = true;
  assert.equal(relay.page.notTaken([e, pid, inst, q], "epoch_stale"), true);
  await relay.open("reload");
  assert.deepEqual(relay.paper.said, ["self: Hallo"]);
  assert.deepEqual(relay.paper.marks, ["sent"]);
});

test("a loaded console reads again what both wrote, in order, and knows what was read", async () => {
  const relay = await talking();
  await relay.write("hallo");
  relay.page.attend(true);
  await relay.pass(1_000);
  relay.page.write("Hallo, ik ben er.");
  await relay.settle();
  await relay.write("fijn");
  relay.newPage().listed({ e: 1, n: relay.stored.length, peer: true });
  await relay.open("reload");
  assert.deepEqual(relay.paper.said, []);
  for (const hist of relay.helpSeeker.history()) await relay.say({ ...hist, s: [] });
  assert.deepEqual(relay.paper.said, ["other: hallo", "self: Hallo, ik ben er.", "other: fijn"]);
  assert.equal(relay.page.unread, 1);
  assert.equal(relay.page.phase, "open");
});

test("a console loaded twice reads both earlier epochs", async () => {
  const relay = await talking();
  await relay.write("een");
  relay.newPage().listed({ e: 1, n: relay.stored.length, peer: true });
  await relay.open("reload");
  for (const hist of relay.helpSeeker.history()) await relay.say({ ...hist, s: [] });
  await relay.write("twee");
  relay.newPage().listed({ e: 1, n: relay.stored.length, peer: true });
  await relay.open("reload");
  for (const hist of relay.helpSeeker.history()) await relay.say({ ...hist, s: [] });
  assert.deepEqual(relay.paper.said, ["other: een", "other: twee"]);
});

test("earlier messages without their keys are said to be unreadable", async () => {
  const relay = await talking();
  await relay.write("hallo");
  relay.newPage().listed({ e: 1, n: relay.stored.length, peer: true });
  await relay.open("reload");
  await relay.pass(8_000);
  assert.deepEqual(relay.paper.events, ["event_unreadable", "event_reopened"]);
  assert.equal(relay.page.phase, "open");
});

test("a conversation taken over from the queue begins where it is", async () => {
  const relay = await talking();
  await relay.write("hallo");
  relay.own = await device();
  relay.newPage();
  await relay.open("accept");
  await relay.write("is daar weer iemand");
  assert.deepEqual(relay.paper.said, ["other: is daar weer iemand"]);
  assert.deepEqual(relay.paper.events, ["event_taken"]);
});

test("a connection gone for ten seconds is said, and that it is back", async () => {
  const relay = await talking();
  relay.page.peer(false);
  await relay.pass(9_000);
  relay.page.tick();
  assert.equal(relay.page.goneSince, null);
  await relay.pass(1_000);
  relay.page.tick();
  relay.page.tick();
  assert.equal(relay.page.standing.key, "peer_gone");
  relay.page.peer(true);
  assert.deepEqual(relay.paper.events, ["event_opened", "event_peer_gone", "event_peer_back"]);
});

test("a short absence is not spoken of", async () => {
  const relay = await talking();
  relay.page.peer(false);
  await relay.pass(3_000);
  relay.page.peer(true);
  assert.deepEqual(relay.paper.events, ["event_opened"]);
});

test("after the end nothing written is left and nothing is sent", async () => {
  const relay = await talking();
  await relay.write("hallo");
  relay.page.draft = "half een antwoord";
  relay.page.end("abuse");
  assert.deepEqual(relay.sent.at(-1), { t: "conv.close", conv: relay.conv, mark: "abuse" });
  relay.page.write("nog iets");
  relay.page.closed("you");
  await relay.settle();
  assert.deepEqual([relay.paper.lines, relay.page.draft, relay.page.digits], [[], "", ""]);
  assert.deepEqual([relay.page.phase, relay.page.why], ["ended", "abuse"]);
  assert.equal((await relay.heard("text")).length, 0);
});

test("an end asked for without a connection is asked for again", async () => {
  const relay = await talking();
  relay.isUp = false;
  relay.page.end(null);
  relay.isUp = true;
  relay.page.listed({ e: 1, n: relay.stored.length, peer: true });
  assert.equal(relay.sent.find(({ t }) => t === "conv.close")?.mark, null);
});

test("what was refused for its rate is asked again when the console is back: spoke, fetch and the end", async () => {
  const relay = await talking();
  await relay.write("hallo");
  relay.page.attend(true);
  relay.page.end("abuse");
  relay.sent.length = 0;
  relay.page.disconnected();
  relay.page.listed({ e: 1, n: relay.stored.length + 1, peer: true });
  const [end, spoke, fetch] = relay.sent;
  assert.deepEqual([end.t, end.mark, spoke.t, fetch.t], ["conv.close", "abuse", "spoke", "fetch"]);
});

test("what cannot be sent is said, each with its reason", async () => {
  const relay = await Relay.make();
  assert.equal(relay.page.problemWith("hallo"), "not_secured");
  await relay.open();
  assert.equal(relay.page.problemWith("hallo"), null);
  assert.equal(relay.page.problemWith("é".repeat(1751)), "too_long");
  relay.page.closed("help_seeker");
  assert.equal(relay.page.problemWith("hallo"), "cannot_send");
});

test("a message changed on its way stops the conversation, and it can still be ended", async () => {
  const relay = await talking();
  await relay.write("hallo");
  const { c } = relay.stored[0];
  relay.page.receive({ ...relay.stored.at(-1), q: 2, n: relay.stored.length + 1, c });
  await relay.settle();
  assert.deepEqual([relay.page.phase, relay.page.why], ["failed", "E_TAG"]);
  relay.page.end(null);
  assert.equal(relay.sent.at(-1).t, "conv.close");
  assert.deepEqual(relay.news, ["news_message", "news_failed"]);
});

test("a missing message is asked for once and then stops the conversation", async () => {
  const relay = await talking();
  await relay.write("een");
  const gone = relay.stored.length;
  await relay.write("twee");
  const last = { ...relay.stored.at(-1), n: gone + 2 };
  relay.page.receive({ ...last, q: last.q + 2 });
  await relay.settle();
  assert.equal(relay.sent.at(-1).t, "fetch");
  relay.page.receive({ ...last, q: last.q + 2 });
  await relay.settle();
  assert.equal(relay.page.why, "E_GAP");
});

test("another promise for the same number is refused", async () => {
  const relay = await talking();
  const ids = { conv: relay.conv, letter: "B", lang: "nl", since: null, n: 1 };
  const commit = b64uEncode(new Uint8Array(32));
  relay.page.accepted({ v: 1, t: "conv.accepted", ...ids, e: 1, commit, why: "reload" });
  await relay.settle();
  assert.equal(relay.page.why, "E_COMMIT");
});

test("an offer that the help-seeker's page refuses stops the conversation", async () => {
  const relay = await talking();
  relay.page.refused({ v: 1, t: "epoch.refuse", conv: relay.conv, e: 1, pid: "", why: "cert" });
  assert.deepEqual([relay.page.phase, relay.page.why], ["failed", "refused_cert"]);
});

test("an epoch opened for the page before this one is passed over", async () => {
  const relay = await talking();
  const offer = relay.sent.find(({ t }) => t === "offer");
  const frame = { v: /** @type {const} */ (1), t: /** @type {const} */ ("epoch.open"), conv: relay.conv, e: 1 };
  relay.newPage().opened({ ...frame, commit: "", prev: "", members: [offer], seals: [] });
  relay.page.refused({ v: 1, t: "epoch.refuse", conv: relay.conv, e: 1, pid: "", why: "sig" });
  await relay.settle();
  assert.equal(relay.page.phase, "securing");
  await relay.open("reload");
  assert.equal(relay.page.phase, "open");
});

test("what was written in an epoch this page missed is read once its keys are given", async () => {
  const relay = await talking();
  const { page } = relay;
  relay.page = /** @type {any} */ ({ receive() {}, acked() {}, opened() {}, accepted: (/** @type {any} */ f) => page.accepted(f), settled: Promise.resolve() });
  await page.settled;
  await relay.open("reload", page);
  await relay.write("ben je er nog");
  relay.page = page;
  page.listed({ e: 1, n: relay.stored.length, peer: true });
  await relay.settle();
  assert.deepEqual([page.phase, relay.paper.said], ["open", []]);
  await relay.open("reload");
  for (const hist of relay.helpSeeker.history()) await relay.say({ ...hist, s: [] });
  assert.deepEqual(relay.paper.said, ["other: ben je er nog"]);
});

/** A device whose key does not sign: a fault that is none of the sealing. */
async function broken() {
  const relay = await Relay.make();
  relay.own = { ...relay.own, key: /** @type {any} */ ({ privateKey: null, publicKey: null }) };
  relay.newPage();
  return relay;
}

test("a fault of the page is said once, and what comes after it is not skipped in silence", async () => {
  const relay = await broken();
  await assert.rejects(relay.open());
  assert.deepEqual([relay.page.phase, relay.page.why, relay.news], ["failed", "page", ["news_failed"]]);
  await relay.page.settled;
});

test("words that could not be sealed are in the box again, in their order", async () => {
  const relay = await talking();
  const { encrypt } = crypto.subtle;
  crypto.subtle.encrypt = () => Promise.reject(new TypeError("out of memory"));
  for (const text of ["een", "twee"]) relay.page.write(text);
  await relay.settle();
  crypto.subtle.encrypt = encrypt;
  assert.deepEqual([relay.page.phase, relay.page.why, relay.page.draft], ["failed", "page", "een\n\ntwee"]);
  assert.deepEqual(relay.paper.said, []);
  relay.page.closed("help_seeker");
  assert.equal(relay.page.draft, "");
});
