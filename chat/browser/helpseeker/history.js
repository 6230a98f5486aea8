// @ts-check
/**
 * What a counsellor's page gets back after its reload: the keys of the epochs its own device was in, no others.
 *
 * @import {Bytes} from "../sealing/bytes.js"
 * @import {HistBody} from "../sealing/body.js"
 * @import {HelpSeekerKeys} from "../sealing/help_seeker.js"
 */
import { b64uDecode, equal } from "../sealing/bytes.js";
import { parseCertificate } from "../sealing/certificate.js";

/**
 * @param {HelpSeekerKeys} keys
 * @returns {Omit<HistBody, "s">[]} oldest first; empty if its device is new
 */
export function historyForMembers(keys) {
  const present = keys.members.map(({ devicePublicKey }) => devicePublicKey);
  const theirs = keys.exportState().epochs.filter(({ members }) => members.some(({ cert }) => hasOneOf(cert, present)));
  return keys.history().filter(({ e }) => theirs.some((epoch) => epoch.e === e));
}

/**
 * @param {string} cert
 * @param {readonly Bytes[]} devices
 */
function hasOneOf(cert, devices) {
  const { devicePublicKey } = parseCertificate(b64uDecode(cert));
  return devices.some((device) => equal(device, devicePublicKey));
}
