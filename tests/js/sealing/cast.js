// @ts-check
/**
 * The cast of these tests: Asha and Ben are counsellors, Omar is a supervisor, the help-seeker has no name.
 *
 * @import {Trust} from "../../../chat/browser/sealing/certificate.js"
 * @import {FailureCode} from "../../../chat/browser/sealing/failure.js"
 */
import { makeSelfSigned } from "../../../chat/browser/sealing/certificate.js";
import { makeDeviceKey } from "../../../chat/browser/sealing/device.js";
import { CounsellorKeys, HelpSeekerKeys } from "../../../chat/browser/sealing/epoch.js";
import { Role } from "../../../chat/browser/sealing/identifiers.js";

/** 24 November 2026, 19:12 UTC. */
export const NOW = 1_795_547_520;
export const DAY = 86_400;

/** @type {Trust} */
export const TRUST = { teamKey: null, revoked: [], now: NOW, buildTime: NOW - 10 * DAY };

/** @param {FailureCode} code */
export const refused = (code) => ({ name: "SealingError", code });

/**
 * A device with the certificate it signed itself.
 * @param {number} role
 */
export async function device(role = Role.COUNSELLOR) {
  const key = await makeDeviceKey();
  return { key, cert: await makeSelfSigned(key, { role, now: NOW, days: 30 }) };
}

/**
 * A help-seeker waiting and counsellors who have each made an offer for the promised epoch.
 * @param {{devices?: Awaited<ReturnType<typeof device>>[], helpSeeker?: HelpSeekerKeys, counsellors?: CounsellorKeys[]}} [given]
 */
export async function offered(given = {}) {
  const helpSeeker = given.helpSeeker ?? new HelpSeekerKeys();
  const devices = given.devices ?? [await device()];
  const { e, commit } = await helpSeeker.newEpoch();
  const counsellors = given.counsellors ?? devices.map(() => new CounsellorKeys(helpSeeker.conv));
  const offers = [];
  for (const [index, { key, cert }] of devices.entries()) {
    await counsellors[index].accept(e, commit);
    offers.push(await counsellors[index].offer(key, cert));
  }
  return { helpSeeker, devices, counsellors, offers, e, commit };
}

/**
 * A conversation whose epoch everybody has opened.
 * @param {Parameters<typeof offered>[0]} [given]
 */
export async function talking(given = {}) {
  const made = await offered(given);
  const members = [];
  for (const offer of made.offers) members.push(await made.helpSeeker.considerOffer(offer, TRUST));
  const opened = await made.helpSeeker.open(members);
  const theirs = [];
  for (const counsellor of made.counsellors) theirs.push(await counsellor.openEpoch(opened.frame, TRUST));
  return { ...made, members, opened, theirs, counsellor: made.counsellors[0] };
}

/**
 * The base64url text with its first byte changed.
 * @param {string} text
 */
export function tampered(text) {
  return (text[0] === "A" ? "B" : "A") + text.slice(1);
}
