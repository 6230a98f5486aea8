// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { partsOf } from "../../../chat/browser/helpseeker/composer.js";
import { MOST_TEXT_BYTES } from "../../../chat/browser/sealing/body.js";
import { utf8 } from "../../../chat/browser/sealing/bytes.js";

test("a text that fits is one message, without its trailing space", () => {
  assert.deepEqual(partsOf("hoi\n\nik ben het \n"), ["hoi\n\nik ben het"]);
  assert.deepEqual(partsOf(" \n"), []);
  assert.deepEqual(partsOf("x".repeat(MOST_TEXT_BYTES)).length, 1);
});

test("a longer one is cut between words, and no word is lost", () => {
  const words = Array.from({ length: 1500 }, (_, n) => `woord${n}`).join(" ");
  const parts = partsOf(words);
  assert.equal(parts.length, 4);
  assert.equal(parts.join(" "), words);
  for (const part of parts) assert.equal(utf8(part).length <= MOST_TEXT_BYTES, true);
});

test("a word without end is cut between letters, whole ones", () => {
  const long = "😀é".repeat(2000);
  const parts = partsOf(long);
  assert.equal(parts.join(""), long);
  for (const part of parts) assert.equal(utf8(part).length <= MOST_TEXT_BYTES && !part.includes("\ufffd"), true);
});
