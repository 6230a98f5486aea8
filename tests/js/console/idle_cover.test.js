// @ts-check
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { IDLE_MS, IdleCover } from "../../../chat/browser/console/idle_cover.js";

/** @param {boolean} isOpen whether a conversation is open */
function desk(isOpen) {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  const target = new EventTarget();
  /** @type {boolean[]} */
  const told = [];
  return { target, told, cover: new IdleCover(target, (covered) => told.push(covered), () => isOpen) };
}

test("three minutes without a hand cover an open conversation", () => {
  const { told, cover } = desk(true);
  mock.timers.tick(IDLE_MS - 1);
  assert.equal(cover.covered, false);
  mock.timers.tick(1);
  assert.deepEqual(told, [true]);
});

test("a hand on the keys begins the three minutes anew", () => {
  const { target, cover } = desk(true);
  mock.timers.tick(IDLE_MS - 1);
  target.dispatchEvent(new Event("keydown"));
  mock.timers.tick(IDLE_MS - 1);
  assert.equal(cover.covered, false);
});

test("without an open conversation the queue stays in sight, however long", () => {
  const { told } = desk(false);
  for (let times = 0; times < 5; times += 1) mock.timers.tick(IDLE_MS);
  assert.deepEqual(told, []);
});

test("one press covers at once and another uncovers", () => {
  const { told, cover } = desk(false);
  cover.cover();
  cover.uncover();
  assert.deepEqual(told, [true, false]);
});
