// @ts-check
/**
 * One conversation's line to the server: what goes out, what comes in, and how far it is.
 *
 * What comes in is taken one after another, so that opening, reading and sealing never overtake each other.
 *
 * @import {Connection} from "../line/connection.js"
 * @import {ServerFrame} from "../line/frames.js"
 *
 * @typedef {"opening" | "live" | "failed" | "over"} Phase
 */
import { SealingError } from "../sealing/failure.js";

export class Line {
  #connection;
  #conv;
  #phase;
  #failed;
  #turn = Promise.resolve();

  /**
   * @param {Connection} connection
   * @param {string} conv
   * @param {Phase} phase
   * @param {(code: string) => void} failed
   */
  constructor(connection, conv, phase, failed) {
    this.#connection = connection;
    this.#conv = conv;
    this.#phase = phase;
    this.#failed = failed;
  }

  get phase() {
    return this.#phase;
  }

  /** @param {"live" | "over"} phase */
  enter(phase) {
    this.#phase = phase;
  }

  /**
   * @param {{t: string} & Record<string, unknown>} frame
   * @returns {boolean} whether it went out
   */
  send(frame) {
    return this.#connection.send({ ...frame, conv: this.#conv });
  }

  /**
   * Take each frame of a type in its turn.
   * @template {ServerFrame["t"]} T
   * @param {T} type
   * @param {(frame: Extract<ServerFrame, {t: T}>) => void | Promise<void>} take
   */
  on(type, take) {
    this.#connection.on(type, (frame) => this.do(() => take(/** @type {any} */ (frame))));
  }

  /**
   * Do this after everything that was asked for before, if the conversation goes on until then.
   * @param {() => void | Promise<void>} task
   */
  do(task) {
    this.#turn = this.#turn.then(async () => {
      if (this.#isDone) return;
      try {
        await task();
      } catch (error) {
        this.fail(error instanceof SealingError ? error.code : "page");
        if (!(error instanceof SealingError)) throw error;
      }
    });
  }

  /** Nothing is read, sealed or sent after this; leaving still works. @param {string} code */
  fail(code) {
    if (this.#isDone) return;
    this.#phase = "failed";
    this.#failed(code);
  }

  get #isDone() {
    return this.#phase === "over" || this.#phase === "failed";
  }
}
