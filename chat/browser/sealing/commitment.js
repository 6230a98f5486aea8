// @ts-check
/**
 * The help-seeker's promise of an epoch's seed, made before any counsellor's key for it exists.
 * It stops a relay from choosing keys until the safety digits agree, and from sealing a seed of its own.
 *
 * @import {Bytes} from "./bytes.js"
 */
import { equal, sha256, u32, utf8 } from "./bytes.js";

const LABEL = utf8("HLC1 commit");

/**
 * SHA-256("HLC1 commit" || conv || e || seed).
 * @param {Bytes} conv
 * @param {number} e
 * @param {Bytes} seed
 * @returns {Promise<Bytes>} 32 bytes
 */
export async function commitTo(conv, e, seed) {
  return sha256(LABEL, conv, u32(e), seed);
}

/**
 * Whether the seed is the promised one.
 * @param {Bytes} commit
 * @param {Bytes} conv
 * @param {number} e
 * @param {Bytes} seed
 * @returns {Promise<boolean>}
 */
export async function keepsCommitment(commit, conv, e, seed) {
  return equal(commit, await commitTo(conv, e, seed));
}
