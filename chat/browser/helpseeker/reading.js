// @ts-check
/**
 * What arrives, opened and shown: now, or once more after a reload.
 *
 * @import {Msg} from "../line/frames.js"
 * @import {Read, Sealed} from "../sealing/epochs.js"
 * @import {Agreement} from "./agreement.js"
 * @import {Line} from "./line.js"
 * @import {TalkView} from "./views.js"
 * @import {Writing} from "./writing.js"
 */
import { Inbox } from "../line/inbox.js";
import { b64uEncode } from "../sealing/bytes.js";
import { GRACE_SECONDS } from "../sealing/epochs.js";
import { SealingError } from "../sealing/failure.js";
import { HELP_SEEKER_PID } from "../sealing/identifiers.js";

const OWN_PID = b64uEncode(HELP_SEEKER_PID);

export class Reading {
  #agreement;
  #writing;
  #talk;
  #now;
  #inbox;
  /** Frames up to this number were stored before this page's first look at them. */
  #historyUpTo = 0;
  #lostAt = 0;
  /** What was stored while the connection was gone is judged as of the moment it went, if it comes soon after. */
  #away = { upTo: 0, since: 0, until: 0 };

  /**
   * @param {Line} line
   * @param {Agreement} agreement
   * @param {Writing} writing
   * @param {TalkView} talk
   * @param {() => number} now unix seconds
   */
  constructor(line, agreement, writing, talk, now) {
    this.#agreement = agreement;
    this.#writing = writing;
    this.#talk = talk;
    this.#now = now;
    this.#inbox = new Inbox({
      parse: (frame) => agreement.keys.epochs.parse(frame),
      isOwn: ({ pid, inst }) => pid === OWN_PID && agreement.sender !== null && inst === b64uEncode(agreement.sender.inst),
      open: (sealed, frame) => this.#read(sealed, frame),
      fetch: (n) => line.send({ t: "fetch", n }),
    });
  }

  /** The highest number up to which nothing is missing. */
  get n() {
    return this.#inbox.n;
  }

  lost() {
    this.#lostAt = this.#lostAt || this.#now();
  }

  /** The connection is back. @param {number} n the last number the server has */
  resume(n) {
    this.#inbox.reconnected();
    if (this.#lostAt > 0) this.#away = { upTo: n, since: this.#lostAt, until: this.#now() + GRACE_SECONDS };
    this.#lostAt = 0;
  }

  /** After a reload. @param {number} n the last number the server has */
  restore(n) {
    this.#historyUpTo = n;
  }

  /** @param {Msg} frame */
  async receive(frame) {
    await this.#inbox.receive(frame);
    if (this.#writing.isReplaying) await this.replayed();
  }

  /** What is written may go on, if all from before the reload was read again. */
  async replayed() {
    if (this.#inbox.n >= this.#historyUpTo) await this.#writing.replayed();
  }

  /** One of one's own was stored under this number. @param {number} n */
  note(n) {
    return this.#inbox.note(n);
  }

  /**
   * Open a frame that is next, and show it.
   * @param {Sealed} sealed
   * @param {Msg} frame
   */
  async #read(sealed, frame) {
    const { epochs } = this.#agreement.keys;
    const isOld = frame.n <= this.#historyUpTo;
    const [now, { upTo, since, until }] = [this.#now(), this.#away];
    const judgedAt = frame.n <= upTo && now < until ? since : now;
    const read = await (isOld ? epochs.readHistory(sealed, judgedAt) : epochs.readLive(sealed, judgedAt));
    if (frame.pid === OWN_PID) this.#writing.remember(frame, read.body);
    else await this.#readTheirs(frame, read, !isOld);
  }

  /**
   * @param {Msg} frame
   * @param {Read} read
   * @param {boolean} isNow
   */
  async #readTheirs(frame, { e, body }, isNow) {
    const name = this.#agreement.name(e);
    this.#writing.heard(frame, body);
    // Whoever writes is there, whatever the last hint said.
    if (isNow) this.#talk.peer(name, true);
    switch (body.k) {
      case "hello":
        if (await this.#agreement.greeted(e, name, isNow)) await this.#writing.release();
        break;
      case "text":
        this.#talk.typing(name, false);
        this.#talk.message({ id: `${frame.inst}.${frame.q}`, from: "other", name, at: body.at, text: body.t });
        break;
      case "typing":
        if (isNow) this.#talk.typing(name, body.on);
        break;
      case "hist":
        // Only a help-seeker gives history; from anybody else it is not a body of this protocol.
        throw new SealingError("E_PAD");
      default:
        // seen: a mark for the writing. left, bye: nothing to show in a conversation of two.
        break;
    }
  }
}
