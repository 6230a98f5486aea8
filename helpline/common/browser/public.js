// @ts-check
/** What every public page does: the exit, and one entry in the history. */
import { keepOneEntry, leavePage, watchExit } from "./exit.js";

watchExit(leavePage);
keepOneEntry();
