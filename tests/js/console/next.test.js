// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { whyNotNext } from "../../../chat/browser/console/next.js";

/** @import {Standing} from "../../../chat/browser/console/next.js" */

/** @type {Standing} */
const READY = { connected: true, asked: false, duty: { state: "on", channels: ["chat"] }, waiting: 1, away: 0, room: 1 };

for (const [what, change, reason] of /** @type {[string, Partial<Standing>, string | null][]} */ ([
  ["on duty with room and somebody waiting", {}, null],
  ["without a connection", { connected: false }, "next_lost"],
  ["before the server said anything", { duty: null }, "next_lost"],
  ["off duty", { duty: { state: "off", channels: [] } }, "next_off"],
  ["on a break", { duty: { state: "paused", channels: ["chat"] } }, "next_paused"],
  ["not answering", { duty: { state: "not_answering", channels: ["chat"] } }, "next_not_answering"],
  ["on duty for the phone", { duty: { state: "on", channels: ["phone"] } }, "next_no_chat"],
  ["on duty before the seat begins, or to lead", { duty: { state: "on", channels: [] } }, "next_no_contacts"],
  ["on duty for both", { duty: { state: "on", channels: ["chat", "phone"] } }, null],
  ["with no room", { room: 0 }, "next_full"],
  ["with nobody waiting", { waiting: 0 }, "next_empty"],
  ["with only those waiting who have no connection", { waiting: 0, away: 2 }, "next_away"],
  ["with one waiting behind others without a connection", { waiting: 1, away: 2 }, null],
  ["after pressing", { asked: true }, "next_asked"],
])) {
  test(`${what}: ${reason ?? "take"}`, () => assert.equal(whyNotNext({ ...READY, ...change }), reason));
}
