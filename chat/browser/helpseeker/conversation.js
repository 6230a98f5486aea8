// @ts-check
/**
 * The help-seeker's side of one conversation, from the proof of work to the erasure. No page: it tells a view.
 *
 * Its parts know each other only downwards: arrival, reading, writing, agreement, line.
 *
 * @import {Connection} from "../line/connection.js"
 * @import {Trust} from "../sealing/certificate.js"
 * @import {HelpSeekerKeys} from "../sealing/help_seeker.js"
 * @import {Keep} from "./keep.js"
 * @import {TalkView, View} from "./views.js"
 */
import { Agreement } from "./agreement.js";
import { Arrival } from "./arrival.js";
import { Line } from "./line.js";
import { Reading } from "./reading.js";
import { Writing } from "./writing.js";

export class Conversation {
  #connection;
  #keep;
  #view;
  #line;
  #agreement;
  #writing;

  /**
   * @param {object} parts
   * @param {Connection} parts.connection
   * @param {Keep} parts.keep
   * @param {HelpSeekerKeys | null} parts.keys null: they are in the keep
   * @param {View} parts.view
   * @param {TalkView} parts.talk
   * @param {() => Trust} parts.trust as of now
   * @param {string} parts.language nl or en
   * @param {(challenge: object) => Promise<string>} parts.prove
   */
  constructor({ connection, keep, keys, view, talk, trust, language, prove }) {
    this.#connection = connection;
    this.#keep = keep;
    this.#view = view;
    const line = new Line(connection, keep.conv, keys === null ? "live" : "opening", (code) => {
      agreement.unsecure();
      view.failed(code);
    });
    const now = () => trust().now;
    const agreement = new Agreement(line, keys, view, talk, trust, () => writing.save());
    const writing = new Writing(line, agreement, talk, now, keep, view);
    const reading = new Reading(line, agreement, writing, talk, now);
    const end = this.#end.bind(this);
    this.#line = line;
    this.#agreement = agreement;
    this.#writing = writing;
    const arrival = new Arrival(line, connection, keep, agreement, reading, writing, view, language, prove, end);
    this.#listen(arrival, reading, talk);
  }

  /** Connect and go on from there. */
  start() {
    this.#connection.start();
  }

  /**
   * Write something. It is sealed as soon as a counsellor is there to read it.
   * @param {string} text
   */
  say(text) {
    this.#writing.say(text, this.#connection.state === "open" ? "sending" : "failed");
  }

  /** What stands in the fields is kept, so that a reload loses no word. */
  keepDraft() {
    this.#line.do(() => this.#writing.save());
  }

  /** Somebody looks at the page, or nobody does. @param {boolean} isLooking */
  look(isLooking) {
    this.#writing.look(isLooking);
  }

  /** End it, and have everything erased. The view hears "ended" when the server has done so. */
  leave() {
    this.#line.send({ t: "conv.close" });
  }

  /** Forget everything on this side. */
  drop() {
    this.#line.enter("over");
    this.#connection.stop();
    this.#keep.clear();
    this.#agreement.drop();
    this.#writing.drop();
  }

  /** What the server needs to end it without a socket. */
  get ids() {
    return { conv: this.#keep.conv, token: this.#keep.token };
  }

  /**
   * @param {Arrival} arrival
   * @param {Reading} reading
   * @param {TalkView} talk
   */
  #listen(arrival, reading, talk) {
    const [connection, line, agreement, writing] = [this.#connection, this.#line, this.#agreement, this.#writing];
    connection.on("state", (change) => arrival.changed(change));
    connection.on("malformed", () => line.fail("server"));
    connection.on("challenge", ({ challenge }) => arrival.prove(challenge));
    connection.on("shut", (frame) => {
      this.drop();
      this.#view.shut(frame);
    });
    connection.on("conv.closed", ({ why }) => this.#end(why));
    line.on("conv.state", (frame) => arrival.arrive(frame));
    line.on("place", (place) => agreement.placed(place));
    line.on("epoch.want", (want) => agreement.promise(want));
    line.on("offer", (offer) => agreement.consider(offer));
    line.on("msg", (frame) => reading.receive(frame));
    line.on("ack", async ({ ref, n }) => {
      writing.acked(ref);
      await reading.note(n);
      await writing.tidy();
    });
    line.on("err", ({ code, ref }) => {
      if (ref) writing.refused(ref, code);
      else arrival.refused(code);
    });
    line.on("peer", ({ on, name }) => talk.peer(name || agreement.name(), on));
    line.on("waiting", () => agreement.dropped());
  }

  /** @param {string} why */
  #end(why) {
    if (this.#line.phase === "over") return;
    const { hasUnsent } = this.#writing;
    this.drop();
    this.#view.ended(why, hasUnsent);
  }
}
