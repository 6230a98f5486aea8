// @ts-check
/**
 * The transcript: one hash over who is in an epoch and over every epoch before it.
 *
 * @import {Bytes} from "./bytes.js"
 * @import {MemberTerms} from "./offer.js"
 */
import { hex, sha256, u32, utf8 } from "./bytes.js";
import { SealingError } from "./failure.js";
import { HASH_BYTES, HELP_SEEKER_PID } from "./identifiers.js";

const LABEL = utf8("HLC1 epoch");
const MOST_MEMBERS = 3;

/** What stands for "the epoch before" when there was none. */
export const NO_TRANSCRIPT = new Uint8Array(HASH_BYTES);

/**
 * The members in the order everybody hashes them in: by pid.
 * @template {{pid: Bytes}} T
 * @param {readonly T[]} members
 * @returns {T[]}
 */
export function inOrder(members) {
  return [...members].sort((one, other) => (hex(one.pid) < hex(other.pid) ? -1 : 1));
}

/**
 * T_e = SHA-256("HLC1 epoch" || conv || e || commit || T_(e-1) || n || for each: role || pid || SHA-256(pk) || SHA-256(cert)).
 * @param {object} epoch
 * @param {Bytes} epoch.conv
 * @param {number} epoch.e
 * @param {Bytes} epoch.commit
 * @param {Bytes} epoch.prev
 * @param {readonly Pick<MemberTerms, "role" | "pid" | "pk" | "cert">[]} epoch.members one to three, in any order
 * @returns {Promise<Bytes>} 32 bytes
 * @throws {SealingError} E_OPEN if these cannot be the members of one epoch
 */
export async function transcriptOf({ conv, e, commit, prev, members }) {
  const ids = new Set([HELP_SEEKER_PID, ...members.map((member) => member.pid)].map(hex));
  if (members.length < 1 || members.length > MOST_MEMBERS || ids.size !== members.length + 1) {
    throw new SealingError("E_OPEN");
  }
  const parts = [];
  for (const { role, pid, pk, cert } of inOrder(members)) {
    parts.push(Uint8Array.of(role), pid, await sha256(pk), await sha256(cert));
  }
  return sha256(LABEL, conv, u32(e), commit, prev, Uint8Array.of(members.length), ...parts);
}
