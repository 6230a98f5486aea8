// @ts-check
/** What every other public page does: the exit, also for a conversation that waits in this tab, and one entry in the history. */
import { keepOneEntry, watchExit } from "../../helpline/common/browser/exit.js";
import { leaveNow } from "./helpseeker/exit.js";
import { read, tabStorage } from "./helpseeker/kept.js";

watchExit((url) => {
  const storage = tabStorage();
  const kept = storage && read(storage);
  const ids = kept && { conv: kept.conv, token: kept.token };
  leaveNow(url, { leave: () => {}, ids, forget: () => {}, storage });
});
keepOneEntry();
