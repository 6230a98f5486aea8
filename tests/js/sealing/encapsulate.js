// @ts-check
/**
 * The KEM alone, with chosen randomness, for the vectors only: reads [{skRm, ikmE}] and prints what comes of it, all
 * hexadecimal.
 */
import { readFileSync } from "node:fs";
import { XWing } from "@hpke/hybridkem-x-wing";
import { hex } from "../../../chat/browser/sealing/bytes.js";
import { makeSuite } from "../../../chat/browser/sealing/seal.js";

const unhex = (/** @type {string} */ text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

const results = [];
for (const { skRm, ikmE } of JSON.parse(readFileSync(0, "utf8"))) {
  const { kem } = makeSuite();
  const { privateKey, publicKey } = await new XWing().generateKeyPairDerand(unhex(skRm));
  const { enc, sharedSecret } = await kem.encap({ recipientPublicKey: publicKey, ekm: unhex(ikmE).buffer });
  const opened = await kem.decap({ recipientKey: privateKey, enc });
  const said = { pkRm: await kem.serializePublicKey(publicKey), enc, shared_secret: sharedSecret, opened };
  results.push(Object.fromEntries(Object.entries(said).map(([name, bytes]) => [name, hex(new Uint8Array(bytes))])));
}
process.stdout.write(JSON.stringify(results));
