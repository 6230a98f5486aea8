// @ts-check
/** The worker that does the proof of work. It gets one ALTCHA challenge and answers with its solution, or null. */
import { solveChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";

const LONGEST_MS = 60_000;

self.onmessage = async ({ data }) => {
  self.postMessage(await solveChallenge({ challenge: data, deriveKey, timeout: LONGEST_MS }));
};
