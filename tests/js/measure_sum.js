// @ts-check
/** Prints how long the browser's solver takes for the product's proof of work: `node tests/js/measure_sum.js`. */
import { readFileSync } from "node:fs";
import { createChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";
import { solve } from "../../chat/browser/helpseeker/sum.js";

const RUNS = 21;
const read = (/** @type {string} */ path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const number = (/** @type {string | undefined} */ text) => Number(text?.replace("_", ""));
const cost = number(read("helpline/settings.py").match(/^PROOF_COST = ([\d_]+)$/m)?.[1]);
const tries = read("chat/services/arrival.py").match(/^FEWEST_TRIES, MOST_TRIES = ([\d_]+), ([\d_]+)$/m);
const counter = (number(tries?.[1]) + number(tries?.[2])) / 2;
const took = [];
for (let run = 0; run < RUNS; run += 1) {
  const hmacSignatureSecret = `of run ${run}`;
  const challenge = await createChallenge({ algorithm: "PBKDF2/SHA-256", cost, counter, deriveKey, hmacSignatureSecret });
  const began = performance.now();
  await solve(/** @type {any} */ (challenge.parameters));
  took.push(performance.now() - began);
}
took.sort((one, other) => one - other);
console.log(`${counter} tries of ${cost} rounds: median ${took[(RUNS - 1) / 2].toFixed(0)} ms, longest ${took[RUNS - 1].toFixed(0)} ms`);
