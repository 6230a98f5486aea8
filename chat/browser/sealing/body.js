// @ts-check
/**
 * What is inside a sealed message: one JSON object of a listed kind. Anything else is refused, also when the keys fit.
 *
 * Ids, seeds and transcripts stand in it as base64url text. Every body carries `s`: what its sender has seen.
 *
 * @typedef {[pid: string, inst: string, q: number]} Seen the highest q seen of one sender's counter
 * @typedef {{k: "text", t: string, at?: number, s: Seen[]}} TextBody at: unix seconds by the sender's clock
 * @typedef {{k: "hello", s: Seen[]}} HelloBody
 * @typedef {{k: "typing", on: boolean, s: Seen[]}} TypingBody
 * @typedef {{k: "hist", e: number, seed: string, T: string, s: Seen[]}} HistBody an earlier epoch, given on purpose
 * @typedef {{k: "left", pid: string, s: Seen[]}} LeftBody
 * @typedef {{k: "bye", q: number, s: Seen[]}} ByeBody q: the sender's last number, this one
 * @typedef {{k: "seen", r: Seen[], s: Seen[]}} SeenBody r: read by a person, not only arrived
 * @typedef {TextBody | HelloBody | TypingBody | HistBody | LeftBody | ByeBody | SeenBody} Body
 */
import { utf8 } from "./bytes.js";
import { SealingError } from "./failure.js";
import { byteField, countField, HIGHEST_EPOCH, HIGHEST_Q } from "./fields.js";
import { HASH_BYTES, INST_BYTES, PID_BYTES, SEED_BYTES } from "./identifiers.js";

export const MOST_TEXT_BYTES = 3500;
const MOST_SEEN = 4;

/** @typedef {(value: unknown) => boolean} Check @typedef {Record<string, Check>} Fields */

/** @type {(length: number) => Check} */
const bytesOf = (length) => (value) => byteField(value, length, "E_PAD").length === length;
const isPid = bytesOf(PID_BYTES);
const isInst = bytesOf(INST_BYTES);
/** @type {Check} */
const isEpoch = (value) => countField(value, HIGHEST_EPOCH, "E_PAD") > 0;
/** @type {Check} */
const isNumber = (value) => countField(value, HIGHEST_Q, "E_PAD") > 0;
/** @type {Check} */
const isText = (value) => typeof value === "string" && utf8(value).length <= MOST_TEXT_BYTES;
/** @type {Check} */
const isBoolean = (value) => typeof value === "boolean";
/** @type {Check} */
const isSeen = (value) =>
  Array.isArray(value) && value.length === 3 && isPid(value[0]) && isInst(value[1]) && isNumber(value[2]);
/** @type {Check} */
const isSeenList = (value) => Array.isArray(value) && value.length <= MOST_SEEN && value.every(isSeen);

/** The fields of each kind, beside k and s. */
const KINDS = new Map(
  /** @type {[unknown, Fields][]} */ ([
    ["text", { t: isText }],
    ["hello", {}],
    ["typing", { on: isBoolean }],
    ["hist", { e: isEpoch, seed: bytesOf(SEED_BYTES), T: bytesOf(HASH_BYTES) }],
    ["left", { pid: isPid }],
    ["bye", { q: isNumber }],
    ["seen", { r: isSeenList }],
  ]),
);
/** Fields that may be left out. */
const OPTIONAL = new Map([["text", { at: isNumber }]]);

/**
 * @param {Body} body
 * @returns {Uint8Array}
 * @throws {SealingError} E_PAD if it is not a body: a text too long, too many seen
 */
export function makeBody(body) {
  return utf8(JSON.stringify(checked(body)));
}

/**
 * @param {Uint8Array} bytes
 * @returns {Body}
 * @throws {SealingError} E_PAD if it is not UTF-8, not JSON, of no listed kind, or a field is missing, wrong or unknown
 */
export function parseBody(bytes) {
  try {
    return checked(JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) throw new SealingError("E_PAD");
    throw error;
  }
}

/**
 * @param {any} body
 * @returns {Body}
 */
function checked(body) {
  const kind = KINDS.get(body?.k);
  if (kind === undefined) throw new SealingError("E_PAD");
  /** @type {Fields} */
  const required = { ...kind, s: isSeenList };
  /** @type {Fields} */
  const allowed = { ...required, ...OPTIONAL.get(body.k), k: () => true };
  const complete = Object.keys(required).every((field) => Object.hasOwn(body, field));
  const known = Object.keys(body).every((field) => Object.hasOwn(allowed, field) && allowed[field](body[field]));
  if (!complete || !known) throw new SealingError("E_PAD");
  return body;
}
