// @ts-check
/**
 * "I wanted to chat now", at a shut door: counted once per tab, and thanked for.
 *
 * @import {Say} from "../line/words.js"
 */
import { Connection, socketUrl } from "../line/connection.js";
import { prove } from "./proof.js";

const PLACE = "hlk1";

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
 * @returns {Promise<string>} why the door is shut, or "open"
 */
function knock({ language, solverUrl }) {
  const connection = new Connection(socketUrl("/ws/chat/", location));
  return new Promise((resolve, reject) => {
    connection.on("state", ({ state }) => {
      if (state === "open") connection.send({ t: "challenge" });
      if (state === "lost" || state === "refused") reject(new Error());
    });
    connection.on("challenge", ({ challenge }) => {
      prove(challenge, solverUrl).then((proof) => connection.send({ t: "knock", lang: language, proof }), reject);
    });
    connection.on("err", () => reject(new Error()));
    connection.on("knocked", ({ why }) => resolve(why));
    connection.start();
  }).finally(() => connection.stop());
}
