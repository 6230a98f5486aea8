// @ts-check
/**
 * "I wanted to chat now", at a shut door: counted once per tab, and thanked for.
 *
 * @import {Say} from "../line/words.js"
 */
import { Connection, socketUrl } from "../line/connection.js";
import { prove } from "./proof.js";

const PLACE = "hlk1";
// Less than a proof is valid for.
const PROOF_MS = 9 * 60_000;

/** The proof of a knock whose answer did not come. @type {{proof: string, at: number} | null} */
let unanswered = null;

/**
 * @param {HTMLElement} section
 * @param {object} how
 * @param {Say} how.say
 * @param {string} how.language
 * @param {string} how.solverUrl
 * @param {Storage | null} how.storage
 * @param {() => void} how.opened the door is open after all
 */
export function setUpKnock(section, { say, language, solverUrl, storage, opened }) {
  const button = /** @type {HTMLButtonElement} */ (section.querySelector("[data-knock-button]"));
  const ask = /** @type {HTMLElement} */ (section.querySelector("[data-knock-ask]"));
  const said = /** @type {HTMLElement} */ (section.querySelector("[data-knock-said]"));
  section.hidden = storage?.getItem(PLACE) === "1";
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    said.textContent = say("knocking");
    knock({ language, solverUrl }).then(
      (why) => {
        ask.hidden = true;
        said.tabIndex = -1;
        said.focus({ preventScroll: true });
        if (why === "open") opened();
        else {
          storage?.setItem(PLACE, "1");
          said.textContent = say("knocked");
        }
      },
      () => {
        button.removeAttribute("aria-disabled");
        said.textContent = say("knock_failed");
      },
    );
  });
}

/**
 * @param {{language: string, solverUrl: string}} how
 * @returns {Promise<string>} why the door is shut, "open", or "counted" when it is only known that it was
 */
function knock({ language, solverUrl }) {
  const connection = new Connection(socketUrl("/ws/chat/", location));
  const again = unanswered && Date.now() - unanswered.at < PROOF_MS ? unanswered : null;
  return new Promise((resolve, reject) => {
    connection.on("state", ({ state }) => {
      if (state === "open") {
        if (again) connection.send({ t: "knock", lang: language, proof: again.proof });
        else connection.send({ t: "challenge" });
      }
      if (state === "lost" || state === "refused") reject(new Error());
    });
    connection.on("challenge", ({ challenge }) => {
      const at = Date.now();
      prove(challenge, solverUrl).then((proof) => {
        unanswered = { proof, at };
        connection.send({ t: "knock", lang: language, proof });
      }, reject);
    });
    connection.on("err", ({ code }) => {
      if (code === "proof") unanswered = null;
      // Spent: the first one had arrived and was counted.
      if (again && code === "proof") resolve("counted");
      else reject(new Error());
    });
    connection.on("knocked", ({ why }) => {
      unanswered = null;
      resolve(why);
    });
    connection.start();
  }).finally(() => connection.stop());
}
