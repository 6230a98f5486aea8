// @ts-check
/**
 * How a conversation stands, in one line of the list: what matters most now, since when, and whether the reader is
 * waited for.
 *
 * @import {Words} from "./book.js"
 *
 * @typedef {{key: string, since: number | null, due: boolean}} Standing since: milliseconds
 */

/** Ends of one's own part only. */
const ENDS = new Map([
  ["requeued", "thread_requeued"],
  ["gone", "thread_gone"],
]);

/**
 * @param {object} facts
 * @param {"securing" | "open" | "failed" | "ended"} facts.phase
 * @param {string} facts.why it ended
 * @param {number | null} facts.goneSince the help-seeker's connection
 * @param {Pick<Words, "from" | "at"> | null} facts.turn the first of the last words in a row by one side
 * @returns {Standing}
 */
export function standingOf({ phase, why, goneSince, turn }) {
  if (phase === "ended") return calm(ENDS.get(why) ?? "thread_ended");
  if (phase === "failed") return { key: "thread_failed", since: null, due: true };
  if (goneSince !== null) return calm("peer_gone", goneSince);
  if (phase === "securing") return calm("securing");
  if (turn === null) return calm("nothing_written");
  if (turn.from === "self") return calm("you_wrote_last", turn.at);
  return { key: "waits_for_you", since: turn.at, due: true };
}

/**
 * @param {string} key
 * @param {number | null} since
 * @returns {Standing}
 */
const calm = (key, since = null) => ({ key, since, due: false });
