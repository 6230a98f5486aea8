// @ts-check
/**
 * Leaving at once: the server is told without waiting, and nothing stays in this tab.
 *
 * @typedef {{conv: string, token: string}} Ids
 */
import { leavePage } from "../../../helpline/common/browser/exit.js";

const LEAVE = "/chat/leave";
const AGAIN_MS = 5_000;

/**
 * @param {string} url
 * @param {object} what
 * @param {() => void} what.leave end it on the socket, where the end cannot overtake the start
 * @param {Ids | null} what.ids of a conversation that may still run
 * @param {() => void} what.forget drop keys, texts and connection
 * @param {Storage | null} what.storage
 */
export function leaveNow(url, { leave, ids, forget, storage }) {
  leave();
  if (ids !== null) tellServer(ids);
  forget();
  storage?.clear();
  leavePage(url);
}

/**
 * Ask the server to erase it, again and again until it has: for whoever stops without a connection.
 * @param {Ids} ids
 */
export async function eraseOnceReached(ids) {
  for (;;) {
    const answer = await fetch(LEAVE, { method: "POST", body: JSON.stringify(ids) }).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

/**
 * A beacon outlives the page, and a socket that only looks open. Its body carries the token, so nothing stands in an address.
 * @param {Ids} ids
 */
export function tellServer(ids) {
  navigator.sendBeacon(LEAVE, JSON.stringify(ids));
}
