// @ts-check
/**
 * When somebody will be there again, as people say it: today, tomorrow, or by date; in Dutch time.
 *
 * @import {Say} from "../line/words.js"
 */
import { clockTime, ZONE } from "../line/times.js";

/**
 * @param {string | null} opens ISO instant; null when nobody knows
 * @param {Date} now
 * @param {{say: Say, language: string}} how
 */
export function openingSentence(opens, now, { say, language }) {
  if (opens === null) return say("opens_unknown");
  const at = new Date(opens);
  const time = clockTime(at, language);
  const days = (localDay(at) - localDay(now)) / 86_400_000;
  if (days <= 0) return say("opens_today", { time });
  if (days === 1) return say("opens_tomorrow", { time });
  const format = { weekday: "long", day: "numeric", month: "long", timeZone: ZONE };
  const date = new Intl.DateTimeFormat(language, /** @type {Intl.DateTimeFormatOptions} */ (format)).format(at);
  return say("opens_on", { date, time });
}

/** The Dutch calendar day of an instant, as the UTC milliseconds of its midnight. @param {Date} at */
function localDay(at) {
  return Date.parse(new Intl.DateTimeFormat("en-CA", { timeZone: ZONE, dateStyle: "short" }).format(at));
}
