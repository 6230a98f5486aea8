// @ts-check
/**
 * Seal with chosen randomness, for the vectors only: reads [{pk, transcript, pid, seed, ekm}] and prints the seals.
 * Neither the browser modules nor the Python package offer this on purpose.
 */
import { readFileSync } from "node:fs";
import { b64uDecode, b64uEncode, concat } from "../../../chat/browser/sealing/bytes.js";
import { makeSuite, sealInfo } from "../../../chat/browser/sealing/seal.js";

const seals = [];
for (const wanted of JSON.parse(readFileSync(0, "utf8"))) {
  const [pk, transcript, pid, seed, ekm] = ["pk", "transcript", "pid", "seed", "ekm"].map((name) => b64uDecode(wanted[name]));
  const suite = makeSuite();
  const recipientPublicKey = await suite.kem.deserializePublicKey(pk.buffer);
  const info = sealInfo(transcript, pid);
  const context = await suite.createSenderContext({ recipientPublicKey, info, ekm: ekm.buffer });
  seals.push(b64uEncode(concat(new Uint8Array(context.enc), new Uint8Array(await context.seal(seed)))));
}
process.stdout.write(JSON.stringify(seals));
