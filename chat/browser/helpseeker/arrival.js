// @ts-check
/**
 * Coming in with a proof of work, and coming back: after a lost connection, or after a reload by the split keep.
 *
 * @import {Connection, StateChange} from "../line/connection.js"
 * @import {ConvState} from "../line/frames.js"
 * @import {Agreement} from "./agreement.js"
 * @import {Keep} from "./keep.js"
 * @import {Line} from "./line.js"
 * @import {Reading} from "./reading.js"
 * @import {View} from "./views.js"
 * @import {Writing} from "./writing.js"
 */
import { b64uDecode, b64uEncode, sha256 } from "../sealing/bytes.js";

const MOST_PROOFS = 3;
/** Close codes. */
const UNKNOWN = 4404;
const ELSEWHERE = 4409;

export class Arrival {
  #line;
  #connection;
  #keep;
  #agreement;
  #reading;
  #writing;
  #view;
  #language;
  #prove;
  #end;
  #proofs = 0;
  #hasAsked = false;

  /**
   * @param {Line} line
   * @param {Connection} connection
   * @param {Keep} keep
   * @param {Agreement} agreement
   * @param {Reading} reading
   * @param {Writing} writing
   * @param {View} view
   * @param {string} language nl or en
   * @param {(challenge: object) => Promise<string>} prove
   * @param {(why: string) => void} end
   */
  constructor(line, connection, keep, agreement, reading, writing, view, language, prove, end) {
    this.#line = line;
    this.#connection = connection;
    this.#keep = keep;
    this.#agreement = agreement;
    this.#reading = reading;
    this.#writing = writing;
    this.#view = view;
    this.#language = language;
    this.#prove = prove;
    this.#end = end;
  }

  /** @param {StateChange} change */
  changed(change) {
    const { phase } = this.#line;
    if (phase === "over") return;
    const { state, code } = change;
    if (state === "open") this.#greet();
    if (state === "lost") {
      if (phase === "live") this.#reading.lost();
      this.#writing.lost();
    }
    if (code === UNKNOWN && phase === "opening") {
      // conv.open had not arrived: ask again, with a new proof.
      this.#hasAsked = false;
      this.#connection.retryNow();
    } else if (code === UNKNOWN) this.#end("unknown");
    else if (code === ELSEWHERE) this.#view.elsewhere();
    else if (phase !== "failed") this.#view.connection(change);
  }

  /** @param {object} challenge */
  async prove(challenge) {
    this.#proofs += 1;
    const proof = await this.#prove(challenge).catch(() => null);
    if (this.#line.phase !== "opening") return;
    if (proof === null) this.#line.fail("proof");
    else this.#line.do(() => this.#open(proof));
  }

  /** The server did not take a frame of no message. @param {string} code */
  refused(code) {
    if (code === "proof" && this.#line.phase === "opening") {
      if (this.#proofs < MOST_PROOFS) this.#connection.send({ t: "challenge" });
      else this.#line.fail("proof");
    }
  }

  /**
   * The server's state of the conversation, after the start and after every reconnect.
   * @param {ConvState} state
   */
  async arrive(state) {
    this.#line.enter("live");
    const { share } = this.#keep;
    if (share === null && state.share === null) {
      // Both halves are needed and one is gone.
      this.#line.send({ t: "conv.close" });
      this.#end("unreadable");
      return;
    }
    if (share === null) await this.#openKeep(state);
    else if (state.share === null) this.#line.send({ t: "share", share });
    this.#reading.resume(state.n);
    await this.#agreement.resume(state);
    this.#writing.resume();
    await this.#reading.replayed();
  }

  /** The first frame says what this page is here for. */
  #greet() {
    // After conv.open only coming back can tell whether it had arrived.
    if (this.#line.phase === "opening" && !this.#hasAsked) this.#connection.send({ t: "challenge" });
    else this.#line.send({ t: "conv.resume", token: this.#keep.token, n: this.#reading.n });
  }

  /** @param {string} proof */
  async #open(proof) {
    const commit = await this.#agreement.commit();
    const resume = b64uEncode(await sha256(b64uDecode(this.#keep.token)));
    await this.#writing.save();
    this.#hasAsked = this.#line.send({
      t: "conv.open",
      commit,
      share: this.#keep.share,
      resume,
      lang: this.#language,
      proof,
    });
  }

  /**
   * Come back after a reload: the server's half opens what this tab kept.
   * @param {ConvState} state
   */
  async #openKeep({ share, n }) {
    const kept = await this.#keep.open(/** @type {string} */ (share));
    await this.#agreement.restore(kept);
    this.#writing.restore(kept);
    this.#reading.restore(n);
  }
}
