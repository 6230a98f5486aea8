// @ts-check
/**
 * One WebSocket that comes back: back-off with jitter, a heartbeat, and what each close code means.
 *
 * It says nothing of its own. Whoever uses it sends the first frame on the state "open", each time anew.
 *
 * @import {Check, ServerFrame} from "./frames.js"
 *
 * @typedef {"connecting" | "open" | "lost" | "refused"} ConnectionState
 *   lost: trying again; refused: over, until retryNow()
 * @typedef {{state: ConnectionState, code: number | null}} StateChange code: the close code that led here
 * @typedef {Pick<WebSocket, "send" | "close" | "onopen" | "onmessage" | "onclose">} Socket
 *
 * @typedef {object} Surroundings what a test replaces
 * @property {(url: string) => Socket} [connect]
 * @property {() => number} [random] from 0 to 1
 * @property {(run: () => void, ms: number) => unknown} [later]
 * @property {(timer: any) => void} [cancel]
 * @property {Record<string, Check>} [types] frames that only this page hears
 */
import { MalformedFrame, parseServerFrame } from "./frames.js";

export const BEAT_MS = 15_000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;
const CONNECT_MS = 20_000;
const RATE_WAIT_MS = 2_000;

/** After these there is no coming back by itself; after any other there is. */
const FINAL = [4401, 4403, 4404, 4409];
const FLOODED = 1008;
/** The codes that have a sentence of their own in chat/line_words.py; any other just means "lost". */
const SAID = [FLOODED, 1012, 4400, ...FINAL, 4408, 4410, 4413];

/**
 * The key of the sentence that says why a connection went.
 * @param {number | null} code
 */
export function closeWord(code) {
  return code !== null && SAID.includes(code) ? `close_${code}` : "close_lost";
}

export class Connection {
  #url;
  #connect;
  #random;
  #later;
  #cancel;
  #types;
  /** @type {Socket | null} */
  #socket = null;
  /** @type {ConnectionState} */
  #state = "lost";
  #attempt = 0;
  #unanswered = 0;
  /** @type {any} */
  #retryTimer = null;
  /** @type {any} */
  #beatTimer = null;
  /** @type {Map<string, ((value: any) => void)[]>} */
  #listeners = new Map();

  /**
   * @param {string} url
   * @param {Surroundings} [surroundings]
   */
  constructor(url, { connect, random = Math.random, later, cancel, types } = {}) {
    this.#types = types;
    this.#url = url;
    this.#connect = connect ?? ((address) => new WebSocket(address));
    this.#random = random;
    this.#later = later ?? ((run, ms) => setTimeout(run, ms));
    this.#cancel = cancel ?? ((timer) => clearTimeout(timer));
  }

  get state() {
    return this.#state;
  }

  /**
   * Call back for each frame of a type; "state" is called with a StateChange, "malformed" when a frame is none.
   * @template {ServerFrame["t"] | "state" | "malformed"} T
   * @param {T} type
   * @param {(value: T extends "state" ? StateChange : Extract<ServerFrame, {t: T}>) => void} listener
   */
  on(type, listener) {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  /** Connect, unless that is under way or done. */
  start() {
    if (this.#socket !== null) return;
    this.#cancel(this.#retryTimer);
    const socket = this.#connect(this.#url);
    this.#socket = socket;
    this.#become("connecting", null);
    socket.onopen = () => this.#opened(socket);
    socket.onmessage = ({ data }) => this.#received(socket, data);
    socket.onclose = ({ code }) => this.#closed(socket, code);
    // A network that swallows the handshake would otherwise hold us for minutes.
    this.#beatTimer = this.#later(() => this.#giveUpOn(socket), CONNECT_MS);
  }

  /** Go now instead of waiting for the next try; also after "refused". */
  retryNow() {
    this.#attempt = 0;
    this.start();
  }

  /** The network says that it is gone: do not wait for the heartbeat to notice. */
  networkLost() {
    if (this.#socket !== null) this.#giveUpOn(this.#socket);
  }

  /** End for good. */
  stop() {
    this.#cancel(this.#retryTimer);
    this.#cancel(this.#beatTimer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(1000);
    this.#become("refused", 1000);
  }

  /**
   * @param {{t: string} & Record<string, unknown>} fields
   * @returns {boolean} whether it went out; nothing is kept here
   */
  send(fields) {
    if (this.#state !== "open" || this.#socket === null) return false;
    this.#socket.send(JSON.stringify({ v: 1, ...fields }));
    return true;
  }

  /** @param {Socket} socket */
  #opened(socket) {
    if (socket !== this.#socket) return;
    this.#unanswered = 0;
    this.#become("open", null);
    this.#scheduleBeat(socket);
  }

  /**
   * @param {Socket} socket
   * @param {unknown} data
   */
  #received(socket, data) {
    if (socket !== this.#socket) return;
    const awaited = this.#unanswered > 0;
    this.#unanswered = 0;
    this.#attempt = 0;
    try {
      const frame = parseServerFrame(data, this.#types);
      if (frame !== null) this.#tell(frame.t, frame);
      // A beat that answers none of ours asks: the timers of a tab in the background sleep, its messages do not.
      if (frame?.t === "beat" && !awaited) this.#beat();
      // A frame of no message was dropped for its rate: coming back puts both sides in step.
      if (frame?.t === "err" && frame.code === "rate" && !frame.ref) this.#later(() => this.#giveUpOn(socket), RATE_WAIT_MS);
    } catch (error) {
      if (!(error instanceof MalformedFrame)) throw error;
      this.stop();
      this.#tell("malformed", null);
    }
  }

  /**
   * @param {Socket} socket
   * @param {number} code
   */
  #closed(socket, code) {
    if (socket !== this.#socket) return;
    this.#socket = null;
    this.#cancel(this.#beatTimer);
    if (FINAL.includes(code)) {
      this.#become("refused", code);
      return;
    }
    this.#become("lost", code);
    // 1000 is among them: whoever knows that all is over calls stop().
    this.#retryTimer = this.#later(() => this.start(), code === FLOODED ? LONGEST_RETRY_MS : this.#backOff());
  }

  /** Half of the doubling wait is fixed, half by chance, so that a restart does not bring all back at once. */
  #backOff() {
    const most = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#attempt);
    this.#attempt += 1;
    return most / 2 + (this.#random() * most) / 2;
  }

  /** @param {Socket} socket */
  #scheduleBeat(socket) {
    this.#cancel(this.#beatTimer);
    this.#beatTimer = this.#later(() => {
      if (this.#unanswered >= 2) {
        this.#giveUpOn(socket);
        return;
      }
      this.#beat();
      this.#scheduleBeat(socket);
    }, BEAT_MS);
  }

  #beat() {
    this.#unanswered += 1;
    this.send({ t: "beat" });
  }

  /** @param {Socket} socket */
  #giveUpOn(socket) {
    if (socket !== this.#socket) return;
    socket.close();
    // Its close event may never come; nothing of it is heard from here on.
    this.#closed(socket, 1006);
  }

  /**
   * @param {ConnectionState} state
   * @param {number | null} code
   */
  #become(state, code) {
    if (state === this.#state && state !== "lost") return;
    this.#state = state;
    this.#tell("state", { state, code });
  }

  /**
   * @param {string} type
   * @param {unknown} value
   */
  #tell(type, value) {
    for (const listener of this.#listeners.get(type) ?? []) listener(value);
  }
}

/**
 * The address of a socket of the page's own server.
 * @param {string} path
 * @param {Pick<Location, "protocol" | "host">} place
 */
export function socketUrl(path, place) {
  return `${place.protocol === "https:" ? "wss:" : "ws:"}//${place.host}${path}`;
}

/**
 * Let the connection know when the device's network goes or comes, or the page is looked at again.
 * @param {Connection} connection
 */
export function followNetwork(connection) {
  window.addEventListener("offline", () => connection.networkLost());
  window.addEventListener("online", () => retryIfLost(connection));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) retryIfLost(connection);
  });
}

/** @param {Connection} connection */
function retryIfLost(connection) {
  if (connection.state === "lost") connection.retryNow();
}
