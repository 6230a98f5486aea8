// @ts-check
/**
 * The frames a server sends, and the one place that reads them. Byte strings stay base64url text here: the sealing
 * modules decode them strictly, each with its own length.
 *
 * @typedef {{role: number, pid: string, pk: string, cert: string, sig: string}} OfferTerms
 * @typedef {OfferTerms & {v: 1, t: "offer", conv: string, e: number, name?: string}} OfferFrame
 * @typedef {[e: number, pid: string, inst: string, q: number]} Ref which sealed frame an answer is about
 * @typedef {{v: 1, t: "msg", conv: string, e: number, pid: string, inst: string, q: number, c: string, n: number}} Msg
 * @typedef {{v: 1, t: "ack", conv: string, ref: Ref, n: number}} Ack
 * @typedef {{v: 1, t: "err", code: string, ref: Ref | null}} Err
 * @typedef {{v: 1, t: "beat"}} Beat
 * @typedef {{v: 1, t: "challenge", challenge: object}} Challenge
 * @typedef {{v: 1, t: "shut", why: "closed" | "unstaffed" | "full", opens: string}} Shut
 * @typedef {{v: 1, t: "knocked", why: string}} Knocked
 * @typedef {{position: number, wait: [number, number] | null, soon: boolean, away: boolean}} Place
 * @typedef {Place & {v: 1, t: "place"}} PlaceFrame
 * @typedef {{e: number, why: "accept" | "reload", commit: string | null}} PendingEpoch
 * @typedef {{e: number, commit: string, prev: string, members: OfferTerms[]}} OpenedEpoch
 * @typedef {object} ConvState
 * @property {1} v
 * @property {"conv.state"} t
 * @property {string} conv
 * @property {"waiting" | "active"} state
 * @property {number} e
 * @property {PendingEpoch | null} pending
 * @property {string | null} share
 * @property {Place | null} place
 * @property {string | null} name
 * @property {OpenedEpoch[]} opened
 * @property {(OfferTerms & {e: number})[]} offers
 * @property {number} n
 * @property {boolean} [peer]
 *
 * @typedef {{v: 1, t: "epoch.want", conv: string, e: number, role: number, why: "accept" | "reload", name: string}} Want
 * @typedef {{v: 1, t: "peer", conv: string, on: boolean, name?: string}} Peer
 * @typedef {{v: 1, t: "waiting", conv: string, front: boolean}} Waiting
 * @typedef {{v: 1, t: "conv.closed", conv: string, why: string}} ConvClosed
 *
 * @typedef {{state: "off" | "on" | "paused" | "not_answering", channels: string[], since: string | null, until: string | null}} DutyFields
 * @typedef {{v: 1, t: "duty"} & DutyFields} DutyFrame
 * @typedef {{waiting: number, away: number, over5: number, longest: number | null, on_duty: number, phone_waiting: number}} QueueFields
 * @typedef {{v: 1, t: "queue"} & QueueFields} QueueFrame
 * @typedef {object} ListedConversation
 * @property {string} conv
 * @property {string} letter
 * @property {string} lang
 * @property {number} e
 * @property {number} n
 * @property {string | null} since
 * @property {boolean} peer
 * @property {string} state
 * @typedef {object} ConsoleFrame
 * @property {1} v
 * @property {"console"} t
 * @property {DutyFields} duty
 * @property {QueueFields} queue
 * @property {number} capacity
 * @property {ListedConversation[]} conversations
 * @typedef {{v: 1, t: "taken", conv: string}} Taken
 * @typedef {object} ConvAccepted
 * @property {1} v
 * @property {"conv.accepted"} t
 * @property {string} conv
 * @property {string} letter
 * @property {string} lang
 * @property {string | null} since
 * @property {number} e
 * @property {string} commit
 * @property {"accept" | "reload"} why
 * @property {number} n
 * @typedef {object} EpochOpenFrame
 * @property {1} v
 * @property {"epoch.open"} t
 * @property {string} conv
 * @property {number} e
 * @property {string} commit
 * @property {string} prev
 * @property {OfferTerms[]} members
 * @property {{pid: string, s: string}[]} seals
 * @typedef {{v: 1, t: "epoch.refuse", conv: string, e: number, pid: string, why: string}} EpochRefuse
 *
 * @typedef {Msg | Ack | Err | Beat | Challenge | Shut | Knocked | PlaceFrame | ConvState | Want | OfferFrame | Peer
 *   | Waiting | ConvClosed | DutyFrame | QueueFrame | ConsoleFrame | Taken | ConvAccepted | EpochOpenFrame
 *   | EpochRefuse} ServerFrame
 */

/** A frame of a listed type whose fields are not what they must be, or no frame at all. */
export class MalformedFrame extends Error {
  constructor() {
    super();
    this.name = "MalformedFrame";
  }
}

/** @typedef {(value: any) => boolean} Check */
/** @type {Check} */
export const text = (value) => typeof value === "string";
/** @type {Check} */
export const count = (value) => Number.isSafeInteger(value) && value >= 0;
/** @type {Check} */
export const flag = (value) => typeof value === "boolean";
/** @type {(check: Check) => Check} */
export const orNull = (check) => (value) => value === null || check(value);
/** @type {(check: Check) => Check} */
export const listOf = (check) => (value) => Array.isArray(value) && value.every(check);
/** @type {(...values: string[]) => Check} */
export const oneOf = (...values) => (value) => values.includes(value);
/** @type {(fields: Record<string, Check>) => Check} */
export const object = (fields) => (value) =>
  value !== null && typeof value === "object" && Object.entries(fields).every(([name, check]) => check(value[name]));

/** @type {Check} */
const ref = (value) =>
  Array.isArray(value) && value.length === 4 && count(value[0]) && text(value[1]) && text(value[2]) && count(value[3]);
/** @type {Check} */
const range = (value) => Array.isArray(value) && value.length === 2 && value.every(count);
const terms = { role: count, pid: text, pk: text, cert: text, sig: text };
const place = { position: count, wait: orNull(range), soon: flag, away: flag };
export const reason = oneOf("accept", "reload");

/** @type {Record<string, Check>} what each type must carry; more is no harm */
const TYPES = {
  beat: object({}),
  challenge: object({ challenge: object({}) }),
  shut: object({ why: oneOf("closed", "unstaffed", "full"), opens: text }),
  knocked: object({ why: text }),
  msg: object({ conv: text, e: count, pid: text, inst: text, q: count, c: text, n: count }),
  ack: object({ ref, n: count }),
  err: object({ code: text, ref: (value) => value === undefined || value === null || ref(value) }),
  place: object(place),
  "conv.state": object({
    conv: text,
    state: oneOf("waiting", "active"),
    e: count,
    pending: orNull(object({ e: count, why: reason, commit: orNull(text) })),
    share: orNull(text),
    place: orNull(object(place)),
    name: orNull(text),
    opened: listOf(object({ e: count })),
    offers: listOf(object({ ...terms, e: count })),
    n: count,
  }),
  "epoch.want": object({ conv: text, e: count, why: reason, name: text }),
  offer: object({ ...terms, conv: text, e: count }),
  peer: object({ on: flag }),
  waiting: object({ front: flag }),
  "conv.closed": object({ conv: text, why: text }),
};

/**
 * One frame of the server; null for a type this page does not know, which is no harm.
 * @param {unknown} data
 * @param {Record<string, Check>} [more] types that only this page hears
 * @returns {ServerFrame | null}
 * @throws {MalformedFrame}
 */
export function parseServerFrame(data, more = {}) {
  const types = { ...TYPES, ...more };
  const frame = fromJson(data);
  if (frame === null || typeof frame !== "object" || frame.v !== 1 || typeof frame.t !== "string") throw new MalformedFrame();
  if (!Object.hasOwn(types, frame.t)) return null;
  if (!types[frame.t](frame)) throw new MalformedFrame();
  return frame;
}

/**
 * @param {unknown} data
 * @returns {any}
 */
function fromJson(data) {
  try {
    return JSON.parse(/** @type {string} */ (data));
  } catch {
    throw new MalformedFrame();
  }
}
