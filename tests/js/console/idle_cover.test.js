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
  const cover = new IdleCover(target, (covered) => told.push(covered), () => isOpen);
  /** @param {string} type @param {string} key @param {object} [more] */
  const press = (type, key, more = {}) => {
    const event = Object.assign(new Event(type, { cancelable: true }), { key, repeat: false, ...more });
    target.dispatchEvent(event);
    return event.defaultPrevented;
  };
  return { target, told, cover, press };
}

test("three minutes without a hand cover an open conversation", () => {
  const { told, cover } = desk(true);
  mock.timers.tick(IDLE_MS - 1);
  assert.equal(cover.covered, false);
  mock.timers.tick(1);
  assert.deepEqual(told, [true]);
});

test("a hand on the keys begins the three minutes anew", () => {
  const { press, cover } = desk(true);
  mock.timers.tick(IDLE_MS - 1);
  press("keydown", "a");
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

for (const key of ["a", " ", "Enter", "Tab", "Escape", "ArrowDown"]) {
  test(`the key "${key}" uncovers and does nothing else, not even while it is held or let go`, () => {
    const { cover, press } = desk(true);
    cover.cover();
    const prevented = [press("keydown", key), press("keydown", key, { repeat: true }), press("keyup", key)];
    assert.deepEqual([cover.covered, prevented], [false, [true, true, true]]);
    assert.deepEqual([press("keydown", key), press("keyup", key)], [false, false]);
  });
}

test("modifiers, and what is pressed with one, do not uncover: they change windows", () => {
  const { cover, press } = desk(true);
  cover.cover();
  const prevented = [
    ...["Shift", "Control", "Alt", "Meta", "CapsLock"].map((key) => press("keydown", key)),
    press("keydown", "Tab", { altKey: true }),
    press("keydown", "t", { ctrlKey: true }),
    press("keydown", "w", { metaKey: true }),
  ];
  assert.deepEqual([cover.covered, new Set(prevented)], [true, new Set([false])]);
});

test("a click somewhere does not uncover", () => {
  const { cover, target } = desk(true);
  cover.cover();
  target.dispatchEvent(new Event("click"));
  assert.equal(cover.covered, true);
});
