// @ts-check
import { test } from "node:test";
import assert from "node:assert/strict";
import { BEAT_MS, closeWord, Connection } from "../../../chat/browser/line/connection.js";

/** A socket and a clock that do what the test says. */
function world() {
  /** @type {any[]} */
  const sockets = [];
  /** @type {{run: () => void, ms: number}[]} */
  let timers = [];
  const connection = new Connection("ws://here/", {
    connect: () => {
      const socket = { sent: /** @type {any[]} */ ([]), closed: 0, send: (/** @type {string} */ text) => socket.sent.push(JSON.parse(text)), close: () => (socket.closed += 1) };
      sockets.push(socket);
      return /** @type {any} */ (socket);
    },
    random: () => 1,
    later: (run, ms) => {
      const timer = { run, ms };
      timers.push(timer);
      return timer;
    },
    cancel: (timer) => (timers = timers.filter((one) => one !== timer)),
  });
  /** @type {string[]} */
  const states = [];
  connection.on("state", ({ state, code }) => states.push(code === null ? state : `${state} ${code}`));
  const tick = (/** @type {number} */ ms) => {
    const due = timers.find((timer) => timer.ms === ms);
    assert(due, `nothing is due after ${ms}, only after ${timers.map((timer) => timer.ms)}`);
    timers = timers.filter((timer) => timer !== due);
    due.run();
  };
  return { connection, sockets, states, tick, waits: () => timers.map(({ ms }) => ms) };
}

test("a connection says when it is open and sends with the version", () => {
  const { connection, sockets, states } = world();
  connection.start();
  assert.equal(connection.send({ t: "beat" }), false);
  sockets[0].onopen();
  assert.equal(connection.send({ t: "challenge" }), true);
  assert.deepEqual(sockets[0].sent, [{ v: 1, t: "challenge" }]);
  assert.deepEqual(states, ["connecting", "open"]);
});

test("a lost connection comes back after a wait that doubles", () => {
  const { connection, sockets, states, tick } = world();
  connection.start();
  for (const ms of [500, 1000, 2000, 4000, 8000, 15000, 15000]) {
    sockets.at(-1).onclose({ code: 1006 });
    tick(ms);
  }
  assert.equal(sockets.length, 8);
  assert.equal(states.at(-2), "lost 1006");
});

test("an answer of the server makes the next wait short again", () => {
  const { connection, sockets, waits, tick } = world();
  connection.start();
  sockets[0].onclose({ code: 1006 });
  tick(500);
  sockets[1].onopen();
  sockets[1].onmessage({ data: '{"v":1,"t":"beat"}' });
  sockets[1].onclose({ code: 1012 });
  assert.deepEqual(waits(), [500]);
});

for (const code of [4401, 4403, 4404, 4409]) {
  test(`close code ${code} is not tried again until asked`, () => {
    const { connection, sockets, states, waits } = world();
    connection.start();
    sockets[0].onclose({ code });
    assert.deepEqual(waits(), []);
    assert.equal(states.at(-1), `refused ${code}`);
    connection.retryNow();
    assert.equal(sockets.length, 2);
  });
}

test("a server that lets a silent page go is called again", () => {
  const { connection, sockets, waits } = world();
  connection.start();
  sockets[0].onclose({ code: 1000 });
  assert.deepEqual(waits(), [500]);
});

test("a server that is full is called again, ever later", () => {
  const { connection, sockets, states, tick, waits } = world();
  connection.start();
  sockets[0].onclose({ code: 1013 });
  assert.equal(states.at(-1), "lost 1013");
  assert.equal(closeWord(1013), "close_lost");
  tick(500);
  sockets[1].onclose({ code: 1006 });
  assert.deepEqual(waits(), [1000]);
});

test("any frame but a message refused for its rate is asked anew on a new connection, once", () => {
  const { connection, sockets, states, waits, tick } = world();
  connection.start();
  sockets[0].onopen();
  sockets[0].onmessage({ data: '{"v":1,"t":"err","code":"rate","ref":null}' });
  sockets[0].onmessage({ data: '{"v":1,"t":"err","code":"rate","ref":null}' });
  assert.equal(states.at(-1), "open");
  tick(2_000);
  assert.equal(states.at(-1), "lost 1006");
  tick(500);
  tick(2_000);
  assert.equal(states.at(-1), "connecting");
  assert.equal(sockets.length, 2);
  assert(!waits().includes(2_000));
});

test("a message refused for its rate keeps the connection: the outbox sends it again", () => {
  const { connection, sockets, waits } = world();
  connection.start();
  sockets[0].onopen();
  sockets[0].onmessage({ data: '{"v":1,"t":"err","code":"rate","ref":[1,"p","i",1]}' });
  assert.deepEqual(waits(), [BEAT_MS]);
});

test("whoever floods waits longest", () => {
  const { connection, sockets, waits } = world();
  connection.start();
  sockets[0].onclose({ code: 1008 });
  assert.deepEqual(waits(), [15000]);
});

test("two beats without an answer are a lost connection", () => {
  const { connection, sockets, states, tick } = world();
  connection.start();
  sockets[0].onopen();
  tick(BEAT_MS);
  tick(BEAT_MS);
  assert.equal(states.at(-1), "open");
  tick(BEAT_MS);
  assert.equal(states.at(-1), "lost 1006");
  assert.equal(sockets[0].closed, 1);
});

test("a beat that answers none of ours is answered, once", () => {
  const { connection, sockets } = world();
  connection.start();
  sockets[0].onopen();
  const beat = { data: '{"v":1,"t":"beat"}' };
  sockets[0].onmessage(beat);
  assert.deepEqual(sockets[0].sent, [{ v: 1, t: "beat" }]);
  sockets[0].onmessage(beat);
  assert.equal(sockets[0].sent.length, 1);
});

test("any frame counts as an answer", () => {
  const { connection, sockets, states, tick } = world();
  connection.start();
  sockets[0].onopen();
  tick(BEAT_MS);
  tick(BEAT_MS);
  sockets[0].onmessage({ data: '{"v":1,"t":"peer","on":true}' });
  tick(BEAT_MS);
  assert.equal(states.at(-1), "open");
});

test("a handshake that is swallowed is given up", () => {
  const { connection, states, tick } = world();
  connection.start();
  tick(20_000);
  assert.equal(states.at(-1), "lost 1006");
});

test("an old socket's late words are not heard", () => {
  const { connection, sockets, states } = world();
  connection.start();
  connection.networkLost();
  connection.retryNow();
  sockets[0].onclose({ code: 4409 });
  sockets[0].onopen();
  assert.equal(states.at(-1), "connecting");
});

test("frames reach those who listen for their type", () => {
  const { connection, sockets } = world();
  /** @type {boolean[]} */
  const heard = [];
  connection.on("peer", ({ on }) => heard.push(on));
  connection.start();
  sockets[0].onmessage({ data: '{"v":1,"t":"peer","on":false}' });
  sockets[0].onmessage({ data: '{"v":1,"t":"invented later"}' });
  assert.deepEqual(heard, [false]);
});

for (const data of ["", "{", "null", "[]", '{"t":"beat"}', '{"v":2,"t":"beat"}', '{"v":1,"t":"peer","on":1}', '{"v":1,"t":"msg"}']) {
  test(`the page stops at a malformed frame: ${data}`, () => {
    const { connection, sockets, states } = world();
    let isMalformed = false;
    connection.on("malformed", () => (isMalformed = true));
    connection.start();
    sockets[0].onopen();
    sockets[0].onmessage({ data });
    assert(isMalformed);
    assert.equal(states.at(-1), "refused 1000");
  });
}

test("stopping closes and tries no more", () => {
  const { connection, sockets, waits } = world();
  connection.start();
  sockets[0].onopen();
  connection.stop();
  sockets[0].onclose({ code: 1006 });
  assert.deepEqual(waits(), []);
  assert.equal(connection.send({ t: "beat" }), false);
});

test("each listed close code has a sentence, and any other means lost", () => {
  assert.equal(closeWord(4409), "close_4409");
  assert.equal(closeWord(1006), "close_lost");
  assert.equal(closeWord(null), "close_lost");
});
