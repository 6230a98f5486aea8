// @ts-check
/**
 * Whether the next one can be taken now, and why not.
 *
 * @typedef {{state: "off" | "on" | "paused" | "not_answering", channels: string[]}} Duty
 * @typedef {object} Standing
 * @property {boolean} connected
 * @property {boolean} asked the button was pressed and the server has not answered yet
 * @property {Duty | null} duty null: not told yet
 * @property {number} waiting
 * @property {number} away how many have a place in the queue and no connection now
 * @property {number} room how many more conversations there is room for
 */

/**
 * @param {Standing} standing
 * @returns {string | null} the key of the reason; null: it can be taken
 */
export function whyNotNext({ connected, asked, duty, waiting, away, room }) {
  if (!connected || duty === null) return "next_lost";
  if (duty.state === "off") return "next_off";
  if (duty.state === "paused") return "next_paused";
  if (duty.state === "not_answering") return "next_not_answering";
  if (duty.channels.length === 0) return "next_no_contacts";
  if (!duty.channels.includes("chat")) return "next_no_chat";
  if (room < 1) return "next_full";
  if (asked) return "next_asked";
  if (waiting > 0) return null;
  return away > 0 ? "next_away" : "next_empty";
}
