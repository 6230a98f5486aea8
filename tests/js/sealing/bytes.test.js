// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { b64uDecode, b64uEncode, concat, equal, hex, u32, u64 } from "../../../chat/browser/sealing/bytes.js";
import { byteField, countField } from "../../../chat/browser/sealing/fields.js";
import { refused } from "./cast.js";

test("integers are big-endian", () => {
  assert.equal(hex(concat(u32(258), u64(2 ** 53 - 1))), "00000102001fffffffffffff");
});

test("an integer that does not fit is refused", () => {
  for (const value of [-1, 1.5, 2 ** 32, NaN]) assert.throws(() => u32(value), RangeError);
  assert.throws(() => u64(2 ** 53), RangeError);
});

test("base64url goes there and back for every length", () => {
  for (let length = 0; length < 70; length += 1) {
    const bytes = crypto.getRandomValues(new Uint8Array(length));
    assert.deepEqual(b64uDecode(b64uEncode(bytes)), bytes);
  }
});

test("base64url has one spelling only", () => {
  assert.equal(hex(b64uDecode("-_8")), "fbff");
  for (const text of ["+/8", "-_8=", "-_9", "A", " AAA", "AAAA\n", 7, null, undefined, ["AAAA"]]) {
    assert.throws(() => b64uDecode(text), RangeError);
  }
});

test("byte strings are equal only if length and every byte are", () => {
  assert(equal(u32(7), u32(7)));
  assert(!equal(u32(7), u32(8)));
  assert(!equal(u32(7), u64(7)));
});

test("a field of another length or type is refused with the code given", () => {
  assert.deepEqual(byteField("AAAA", 3, "E_TAG"), new Uint8Array(3));
  assert.throws(() => byteField("AAAA", 4, "E_TAG"), refused("E_TAG"));
  assert.throws(() => byteField(7, 4, "E_SIG"), refused("E_SIG"));
});

test("a count starts at one", () => {
  assert.equal(countField(1, 3, "E_TAG"), 1);
  for (const value of [0, 4, -1, 1.5, "1", null, undefined]) {
    assert.throws(() => countField(value, 3, "E_TAG"), refused("E_TAG"));
  }
});
