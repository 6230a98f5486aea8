// @ts-check
/**
 * What may be said while nobody reads the console: how many wait and how long, how many messages are new. No word of
 * a conversation.
 *
 * @import {Say} from "../line/words.js"
 *
 * @typedef {{waiting: number, longest: number | null}} Waiting longest: milliseconds
 */

const MINUTE_MS = 60_000;

/**
 * The document's title.
 * @param {Say} say
 * @param {{unread: number, waiting: number, isAway: boolean}} now isAway: under cover, or the page is in the background
 * @returns {string}
 */
export function titleOf(say, { unread, waiting, isAway }) {
  const waits = isAway && waiting > 0 ? waitingOf(say, waiting) : "";
  if (waits && unread > 0) return say("title_waits_new", { waits, count: unread });
  if (waits) return say("title_waits", { waits });
  return unread > 0 ? say("title_new", { count: unread }) : say("title");
}

/**
 * The line under the cover.
 * @param {Say} say
 * @param {Waiting} now
 * @returns {{who: string, since: string}} both empty when nobody waits
 */
export function coverLine(say, { waiting, longest }) {
  if (waiting < 1 || longest === null) return { who: "", since: "" };
  const minutes = Math.floor(Math.max(0, longest) / MINUTE_MS);
  const length =
    minutes < 1 ? say("minutes_none") : minutes === 1 ? say("minutes_one") : say("minutes", { count: minutes });
  return { who: waitingOf(say, waiting), since: `, ${length}` };
}

/**
 * @param {Say} say
 * @param {number} count
 */
const waitingOf = (say, count) => (count === 1 ? say("one_waits") : say("some_wait", { count }));
