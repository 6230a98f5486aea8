// @ts-check
/**
 * What one conversation tells the page: types only, so that whoever tells need not know who listens.
 *
 * @import {StateChange} from "../line/connection.js"
 * @import {Draft} from "./keep.js"
 * @import {Place} from "../line/frames.js"
 * @import {Mark} from "../line/outbox.js"
 *
 * @typedef {object} Shown
 * @property {string} id
 * @property {"self" | "other"} from
 * @property {string} name of the counsellor; empty for one's own
 * @property {number} [at] unix seconds, by the sender's clock
 * @property {string} text
 * @property {Mark} [mark]
 *
 * @typedef {object} TalkView the conversation in sight
 * @property {(message: Shown) => void} message
 * @property {(id: string, mark: Mark) => void} mark
 * @property {(before: string, after: string) => void} rename
 * @property {(key: "joined" | "fresh" | "reloaded" | "dropped", name: string, isNow: boolean) => void} event
 * @property {(secured: {name: string, digits: string, certified: boolean} | null) => void} secured
 * @property {(name: string, on: boolean) => void} typing
 * @property {(name: string, on: boolean) => void} peer
 * @property {(place: Place | null) => void} requeued null: somebody took over
 * @property {(name: string) => Promise<boolean>} mayAnotherDevice
 *
 * @typedef {object} View the page around it
 * @property {() => Draft} draft
 * @property {(draft: Draft) => void} putDraft what stood in the fields before a reload
 * @property {(place: Place | null, name: string | null) => void} waiting in the queue; a name: keys are being agreed
 * @property {() => void} talking
 * @property {(code: string | null) => void} offerRefused null: a good one came after all
 * @property {(change: StateChange) => void} connection
 * @property {(shut: {why: string, opens: string}) => void} shut
 * @property {(why: string, hasUnsent?: boolean) => void} ended
 * @property {() => void} elsewhere
 * @property {(code: string) => void} failed
 */
export {};
