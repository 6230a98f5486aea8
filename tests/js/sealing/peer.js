// @ts-check
/**
 * One half of a conversation made of the browser's modules, for the Python twin to talk with: a line of JSON in, a
 * line of JSON out.
 */
import { createInterface } from "node:readline";
import { b64uDecode, b64uEncode, utf8 } from "../../../chat/browser/sealing/bytes.js";
import { makeSelfSigned } from "../../../chat/browser/sealing/certificate.js";
import { makeDeviceKey } from "../../../chat/browser/sealing/device.js";
import { CounsellorKeys, HelpSeekerKeys } from "../../../chat/browser/sealing/epoch.js";
import { keepKey, unwrap, wrap } from "../../../chat/browser/sealing/keep.js";

/** @type {HelpSeekerKeys | CounsellorKeys} */
let half;
/** @type {HelpSeekerKeys} */
let helpSeeker;
/** @type {CounsellorKeys} */
let counsellor;
/** @type {Awaited<ReturnType<HelpSeekerKeys["sender"]>>} */
let sender;

/** @param {number} now */
const trustAt = (now) => ({ teamKey: null, revoked: [], now, buildTime: 0 });

/** @type {Record<string, (given: any) => Promise<unknown>>} */
const steps = {
  async promise() {
    half = helpSeeker = new HelpSeekerKeys();
    const { e, commit } = await helpSeeker.newEpoch();
    return { conv: b64uEncode(helpSeeker.conv), e, commit: b64uEncode(commit) };
  },
  async take({ offers, now }) {
    const members = [];
    for (const offer of offers) members.push(await helpSeeker.considerOffer(offer, trustAt(now)));
    const { frame, T, digits } = await helpSeeker.open(members);
    sender = helpSeeker.sender();
    const shown = Object.fromEntries(digits.map((each) => [b64uEncode(each.pid), each.digits]));
    return { frame, T: b64uEncode(T), digits: shown };
  },
  async offer({ conv, e, commit, role, now }) {
    half = counsellor = new CounsellorKeys(b64uDecode(conv));
    const deviceKey = await makeDeviceKey();
    await counsellor.accept(e, b64uDecode(commit));
    return counsellor.offer(deviceKey, await makeSelfSigned(deviceKey, { role, now, days: 35 }));
  },
  async open({ frame, now }) {
    const { T, digits } = await counsellor.openEpoch(frame, trustAt(now));
    sender = counsellor.sender();
    return { T: b64uEncode(T), digits };
  },
  say: async ({ body }) => sender.seal(body),
  hear: async ({ frame, now }) => (await half.epochs.readLive(half.epochs.parse(frame), now)).body,
  async wrap({ local, share, state }) {
    const { iv, ct } = await wrap(await keepKey(b64uDecode(local), b64uDecode(share)), utf8(state));
    return { iv: b64uEncode(iv), ct: b64uEncode(ct) };
  },
  async unwrap({ local, share, iv, ct }) {
    const key = await keepKey(b64uDecode(local), b64uDecode(share));
    return new TextDecoder().decode(await unwrap(key, { iv: b64uDecode(iv), ct: b64uDecode(ct) }));
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { does, ...given } = JSON.parse(line);
  const answer = await steps[does](given).catch((error) => ({ refused: error.code ?? String(error) }));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
