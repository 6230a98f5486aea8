// @ts-check
/** The worker that does the proof of work: it gets one ALTCHA challenge and answers with its solution, or null. */
import { solve } from "./helpseeker/sum.js";

self.onmessage = async ({ data }) => self.postMessage(await solve(data.parameters));
