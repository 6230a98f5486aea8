// @ts-check
/**
 * What the server wrote into the page for its script.
 *
 * @import {Bytes} from "../sealing/bytes.js"
 * @import {Trust} from "../sealing/certificate.js"
 *
 * @typedef {object} PageData
 * @property {string} language
 * @property {string} solverUrl
 * @property {number} keepMinutes how long a place is kept through a lost connection
 * @property {Storage | null} storage the tab's own; null where the browser refuses it
 * @property {() => Trust} trust as of now
 */
import { b64uDecode } from "../sealing/bytes.js";
import { tabStorage } from "./kept.js";

/**
 * @param {Document} document
 * @returns {PageData}
 */
export function readPage(document) {
  const data = JSON.parse(document.getElementById("page")?.textContent ?? "{}");
  const teamKey = data.team_key ? b64uDecode(data.team_key) : null;
  return {
    language: data.language,
    solverUrl: data.solver,
    keepMinutes: data.keep_minutes,
    storage: tabStorage(),
    trust: () => ({ teamKey, revoked: [], now: Date.now() / 1000, buildTime: data.build_time }),
  };
}
