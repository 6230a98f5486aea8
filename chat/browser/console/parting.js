// @ts-check
/**
 * What to say before somebody stops taking contacts: what becomes of their conversations, and who is left for those
 * who wait. Nothing to say: they just stop.
 *
 * @import {Say} from "../line/words.js"
 *
 * @typedef {object} Parting
 * @property {string} action "pause" or "check_out"; any other says nothing
 * @property {number} live conversations that go on
 * @property {number} waiting also those who have no connection at the moment
 * @property {number} others who take chats, beside this person
 */

/**
 * @param {Say} say
 * @param {Parting} parting
 * @returns {string[]} sentences
 */
export function partingWords(say, { action, live, waiting, others }) {
  const sentences = [];
  if (action === "check_out" && live > 0) {
    sentences.push(live === 1 ? say("stop_with_one") : say("stop_with_some", { count: live }), say("stop_rule"));
  }
  if (["pause", "check_out"].includes(action) && waiting > 0 && others < 1) {
    sentences.push(waiting === 1 ? say("last_one_waits") : say("last_some_wait", { count: waiting }));
  }
  return sentences;
}
