// @ts-check
/**
 * The frames that only a console hears, and what each must carry.
 *
 * @import {Check} from "../line/frames.js"
 */
import { count, flag, listOf, object, oneOf, orNull, reason, text } from "../line/frames.js";

const queue = { waiting: count, away: count, over5: count, longest: orNull(count), on_duty: count, phone_waiting: count };
const duty = {
  state: oneOf("off", "on", "paused", "not_answering"),
  channels: listOf(text),
  since: orNull(text),
  until: orNull(text),
};

/** @type {Record<string, Check>} */
export const CONSOLE_TYPES = {
  console: object({ duty: object(duty), queue: object(queue), capacity: count, conversations: listOf(object({ conv: text, letter: text, lang: text, e: count, n: count, peer: flag })) }),
  queue: object(queue),
  duty: object(duty),
  taken: object({ conv: text }),
  "conv.accepted": object({ conv: text, letter: text, lang: text, e: count, commit: text, why: reason, n: count }),
  // CounsellorKeys.openEpoch() reads the rest of it, field by field.
  "epoch.open": object({ conv: text, e: count }),
  "epoch.refuse": object({ conv: text, e: count, why: text }),
};
