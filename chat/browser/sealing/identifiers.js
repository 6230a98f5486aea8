// @ts-check
/**
 * Random identifiers and seeds, their lengths, and the two roles. None of them says anything about a person.
 *
 * @import {Bytes} from "./bytes.js"
 */

export const VERSION = 1;

/** What a counsellor's certificate may say its holder is. */
export const Role = Object.freeze({ COUNSELLOR: 1, SUPERVISOR: 2 });

export const CONV_BYTES = 16;
export const PID_BYTES = 8;
export const INST_BYTES = 8;
export const HASH_BYTES = 32;
export const SEED_BYTES = 32;

/** The help-seeker's id in every epoch; a counsellor's is random. */
export const HELP_SEEKER_PID = new Uint8Array(PID_BYTES);

/** A conversation's id. @returns {Bytes} */
export const randomConv = () => random(CONV_BYTES);

/** The id of a counsellor's page in one epoch. @returns {Bytes} */
export const randomPid = () => random(PID_BYTES);

/** The id of one sender's counter; fresh, so that no two counters ever share a key. @returns {Bytes} */
export const randomInst = () => random(INST_BYTES);

/** An epoch's seed. @returns {Bytes} */
export const randomSeed = () => random(SEED_BYTES);

/**
 * @param {number} length
 * @returns {Bytes}
 */
export function random(length) {
  return crypto.getRandomValues(new Uint8Array(length));
}
