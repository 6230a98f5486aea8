// @ts-check
import { test } from "node:test";
import assert from "node:assert/strict";
import { createChallenge, verifySolution } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";
import { solve } from "../../../chat/browser/helpseeker/sum.js";

const hmacSignatureSecret = "a secret of this test";

test("the published library takes our solution of its own challenge", async () => {
  const asked = { algorithm: "PBKDF2/SHA-256", cost: 3, counter: 77, deriveKey, hmacSignatureSecret };
  const challenge = await createChallenge(asked);
  const solution = await solve(/** @type {any} */ (challenge.parameters));
  assert(solution);
  assert.equal(solution.counter, 77);
  const { verified } = await verifySolution({ challenge, solution, deriveKey, hmacSignatureSecret });
  assert.equal(verified, true);
});

test("another algorithm is not tried", async () => {
  const challenge = await createChallenge({ algorithm: "PBKDF2/SHA-512", cost: 1, counter: 1, deriveKey, hmacSignatureSecret });
  assert.equal(await solve(/** @type {any} */ (challenge.parameters)), null);
});

test("a prefix that no try meets ends in a sentence, not in an endless sum", async () => {
  const parameters = { algorithm: "PBKDF2/SHA-256", nonce: "00", salt: "00", cost: 1, keyLength: 32, keyPrefix: "zz" };
  assert.equal(await solve(parameters), null);
});
