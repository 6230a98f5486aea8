// @ts-check
/**
 * One conversation as the console holds it: its keys, what is on its way, what was written. Everything in memory.
 *
 * Frames are taken one after another. A failure, of the sealing or of this page, ends the writing for good; ending it
 * stays possible.
 *
 * @import {Ack, ConvAccepted, EpochOpenFrame, EpochRefuse, ListedConversation, Msg, Ref} from "../line/frames.js"
 * @import {Body} from "../sealing/body.js"
 * @import {Bytes} from "../sealing/bytes.js"
 * @import {Trust} from "../sealing/certificate.js"
 * @import {Read, Sealed} from "../sealing/epochs.js"
 * @import {Sheet, Words} from "./book.js"
 *
 * @typedef {"securing" | "open" | "failed" | "ended"} Phase
 * @typedef {object} Desk what a conversation is given
 * @property {(frame: {t: string} & Record<string, unknown>) => boolean} send whether it went out
 * @property {() => Trust} trust
 * @property {{keyPair: CryptoKeyPair, cert: Bytes}} device
 * @property {() => number} now milliseconds
 * @property {(run: () => void, ms: number) => unknown} later
 * @property {(conversation: Conversation) => void} changed
 * @property {(conversation: Conversation, news: string) => void} tell news: the key of its sentence
 * @property {(conversation: Conversation) => Sheet} sheet
 */
import { Inbox } from "../line/inbox.js";
import { idOf } from "../line/outbox.js";
import { MOST_TEXT_BYTES } from "../sealing/body.js";
import { b64uDecode, b64uEncode, utf8 } from "../sealing/bytes.js";
import { CounsellorKeys } from "../sealing/counsellor.js";
import { byteField } from "../sealing/fields.js";
import { HASH_BYTES, HELP_SEEKER_PID } from "../sealing/identifiers.js";
import { Book } from "./book.js";
import { History } from "./history.js";
import { Presence } from "./presence.js";
import { Receipts } from "./receipts.js";
import { standingOf } from "./standing.js";
import { Turns } from "./turns.js";
import { Voice } from "./voice.js";

/** The help-seeker's page gives earlier keys right after the hello; later than this, it did not. */
export const HISTORY_MS = 8_000;
const HELP_SEEKER = b64uEncode(HELP_SEEKER_PID);

export class Conversation {
  /** @type {Phase} */
  phase = "securing";
  /** The failure's code, or why it ended. */
  why = "";
  /** When it ended, milliseconds. */
  endedAt = 0;
  digits = "";
  /** What is in the box and not sent. */
  draft = "";
  /** Whether the end was asked for and the server has not confirmed it. */
  ending = false;

  #desk;
  #keys;
  #history;
  #book;
  #voice;
  #receipts = new Receipts();
  #presence = new Presence();
  /** @type {Inbox | null} */
  #inbox = null;
  /** The highest number known to be stored. */
  #stored = 0;
  /** What was stored when the epoch in use began. */
  #storedBefore = 0;
  /** The epoch this page last made a key for; and the last one opened with any page, beyond which no message can be. */
  #offered = 0;
  #highest = 0;
  /** What to say when a conversation opens in which something was written before. */
  #beginning = "event_reopened";
  #saidLocked = false;
  #spoke = false;
  #attended = false;
  /** @type {"abuse" | null} */
  #mark = null;
  #turns;

  /**
   * @param {Pick<ListedConversation, "conv" | "letter" | "lang" | "since">} listed
   * @param {Desk} desk
   */
  constructor({ conv, letter, lang, since }, desk) {
    this.conv = conv;
    this.letter = letter;
    /** Empty until it is known. */
    this.language = lang;
    this.since = since === null ? null : Date.parse(since);
    this.#desk = desk;
    this.#turns = new Turns({
      isDone: () => this.phase === "ended" || this.phase === "failed",
      failed: (code) => this.#fail(code),
      changed: () => desk.changed(this),
    });
    this.#keys = new CounsellorKeys(b64uDecode(conv));
    this.#history = new History(this.#keys.epochs);
    const sheet = desk.sheet(this);
    this.#voice = new Voice({
      desk,
      sheet,
      receipts: this.#receipts,
      inOrder: (step) => this.#turns.do(step),
      written: (words, before) => this.#written(words, before),
    });
    this.#book = new Book(sheet, (id) => this.#voice.markOf(id));
  }

  /** Settles when everything handed over so far is done. */
  get settled() {
    return this.#turns.settled;
  }

  /** How many of the help-seeker's messages were not read here. */
  get unread() {
    return this.#book.words.filter((entry) => entry.from === "other" && !this.#receipts.isRead(entry)).length;
  }

  /** Since when the help-seeker's connection is gone; null while it is there. */
  get goneSince() {
    return this.#presence.goneSince(this.#desk.now());
  }

  get standing() {
    return standingOf({ phase: this.phase, why: this.why, goneSince: this.goneSince, turn: this.#book.turn });
  }

  /**
   * The console is connected, and the server lists this conversation.
   * @param {Pick<ListedConversation, "e" | "n" | "peer">} listed
   */
  listed({ e, n, peer }) {
    this.#stored = Math.max(this.#stored, n);
    this.#highest = Math.max(this.#highest, e);
    this.peer(peer);
    if (this.ending) this.#sendEnd();
    if (this.#spoke) this.#desk.send({ t: "spoke", conv: this.conv });
    if (this.phase !== "open") return;
    this.#inbox?.reconnected();
    this.#fetchMissing();
    this.#voice.resend();
  }

  /** The console has lost its connection. */
  disconnected() {
    this.#voice.pause();
  }

  /** @param {ConvAccepted} frame the promise is there: make a key, offer it */
  accepted({ lang, since, e, commit, why, n }) {
    this.language = lang;
    this.since = since === null ? null : Date.parse(since);
    this.#turns.do(async () => {
      this.#stored = Math.max(this.#stored, n);
      // Of a conversation that came to us anew, nothing earlier can be read here.
      this.#inbox ??= this.#newInbox(why === "reload" ? 0 : n);
      this.#beginning = why === "reload" ? "event_reopened" : "event_taken";
      await this.#keys.accept(e, byteField(commit, HASH_BYTES, "E_COMMIT"));
      this.#offered = e;
      this.#desk.send({ ...(await this.#keys.offer(this.#desk.device.keyPair, this.#desk.device.cert)) });
    });
  }

  /** @param {EpochOpenFrame} frame */
  opened(frame) {
    this.#turns.do(async () => {
      // Of a page that was here before this one: the epoch after it is on its way.
      if (frame.e !== this.#offered) return;
      const { e, digits } = await this.#keys.openEpoch(frame, this.#desk.trust());
      this.#history.know(e);
      this.#storedBefore = this.#stored;
      [this.phase, this.digits] = ["open", digits];
      if (!this.#voice.canSpeak) this.#happen(this.#stored === 0 ? "event_opened" : this.#beginning);
      this.#desk.later(() => this.#noticeLocked(), HISTORY_MS);
      await this.#voice.begin(this.#keys.sender());
      this.#fetchMissing();
    });
  }

  /** @param {EpochRefuse} frame */
  refused({ e, why }) {
    if (e === this.#offered) this.#fail(`refused_${why}`);
  }

  /** @param {Msg} frame */
  receive(frame) {
    this.#turns.do(async () => {
      this.#stored = Math.max(this.#stored, frame.n);
      // Before the keys are here it could not be opened; it is asked for when they are.
      if (this.#voice.canSpeak) await this.#inbox?.receive(frame);
    });
  }

  /** @param {Pick<Ack, "ref" | "n">} frame */
  acked({ ref, n }) {
    this.#turns.do(async () => {
      this.#stored = Math.max(this.#stored, n);
      this.#voice.acked(ref);
      await this.#inbox?.note(n);
    });
  }

  /**
   * The server did not take a frame.
   * @param {Ref} ref
   * @param {string} code
   * @returns {boolean} whether it was one of this conversation
   */
  notTaken(ref, code) {
    if (!this.#voice.isOwn(ref[2])) return false;
    this.#turns.do(() => this.#voice.notTaken(ref, code, (id) => this.#book.find(id)));
    return true;
  }

  /** @param {boolean} on whether the help-seeker's page is connected */
  peer(on) {
    if (this.#presence.hint(on, this.#desk.now())) this.#happen("event_peer_back", "news_peer_back");
  }

  /** Time passes. */
  tick() {
    if (this.phase === "ended" || !this.#presence.becameGone(this.#desk.now())) return;
    this.#happen("event_peer_gone", "news_peer_gone");
  }

  /** @param {string} why of conv.closed, or "gone" when the server does not list it as mine any more */
  closed(why) {
    if (this.phase === "ended") return;
    this.why = why === "you" && this.#mark !== null ? this.#mark : why;
    [this.phase, this.endedAt, this.ending, this.draft, this.digits] = ["ended", this.#desk.now(), false, "", ""];
    this.drop();
    this.#book.close();
    this.#desk.tell(this, { requeued: "news_requeued", gone: "news_gone" }[why] ?? "news_ended");
    this.#desk.changed(this);
  }

  /**
   * Why this cannot be sent now; null: it can.
   * @param {string} text
   * @returns {string | null} the key of the sentence
   */
  problemWith(text) {
    if (utf8(text).length > MOST_TEXT_BYTES) return "too_long";
    if (this.phase === "securing") return "not_secured";
    return this.phase === "open" && !this.ending ? null : "cannot_send";
  }

  /** @param {string} text for which problemWith() has nothing to say; what could not be sealed is in the box again */
  write(text) {
    this.#turns.do(() => this.#voice.write(text), () => this.#putBack(text));
  }

  /** A key was pressed in the box: the help-seeker may see that, once in a while. */
  typing() {
    if (this.phase === "open") this.#voice.typing();
  }

  /** @param {boolean} attended whether somebody looks at it now */
  attend(attended) {
    this.#attended = attended;
    const theirs = this.#book.words.filter(({ from }) => from === "other");
    if (!attended || theirs.length === 0) return;
    for (const { inst, q } of theirs) this.#receipts.read({ pid: HELP_SEEKER, inst, q });
    this.#voice.planReceipt();
  }

  /** @param {"abuse" | null} mark */
  end(mark) {
    [this.ending, this.#mark] = [true, mark];
    this.#sendEnd();
    this.#desk.changed(this);
  }

  /** Forget every key and everything on its way: at the end, and when the page goes. */
  drop() {
    this.#keys.drop();
    this.#voice.drop();
    this.#history.drop();
  }

  /** @param {string} text */
  #putBack(text) {
    if (this.phase !== "ended") this.draft = [this.draft, text].filter((words) => words !== "").join("\n\n");
  }

  #sendEnd() {
    this.#desk.send({ t: "conv.close", conv: this.conv, mark: this.#mark });
  }

  #noticeLocked() {
    if (this.phase !== "open" || this.#saidLocked || !this.#history.isLocked) return;
    this.#saidLocked = true;
    this.#book.add({ event: "event_unreadable", at: 0, broken: true }, 0);
  }

  /** @param {number} cursor */
  #newInbox(cursor) {
    return new Inbox({
      parse: (frame) => this.#keys.epochs.parse({ ...frame }),
      isOwn: (frame) => this.#voice.isOwn(frame.inst),
      open: (sealed, frame) => this.#open(sealed, frame.n),
      fetch: (n) => this.#desk.send({ t: "fetch", conv: this.conv, n }),
      cursor,
    });
  }

  #fetchMissing() {
    if (this.#inbox === null || this.#inbox.n >= this.#stored) return;
    this.#desk.send({ t: "fetch", conv: this.conv, n: this.#inbox.n });
  }

  /**
   * @param {Sealed} sealed
   * @param {number} n
   */
  async #open(sealed, n) {
    if (this.#history.putBy({ sealed, n }, Math.max(this.#offered, this.#highest))) return;
    const { epochs } = this.#keys;
    const isEarlier = n <= this.#storedBefore;
    const { now } = this.#desk.trust();
    const read = await (isEarlier ? epochs.readHistory(sealed, now) : epochs.readLive(sealed, now));
    await this.#take(read, n, isEarlier);
  }

  /**
   * @param {Read} read
   * @param {number} n
   * @param {boolean} isEarlier
   */
  async #take({ pid, inst, q, body }, n, isEarlier) {
    const frame = { pid: b64uEncode(pid), inst: b64uEncode(inst), q };
    if (frame.pid === HELP_SEEKER) await this.#takeTheirs(frame, body);
    else if (body.k === "seen") {
      for (const [pid, inst, q] of body.r) this.#receipts.read({ pid, inst, q }, true);
    }
    if (body.k !== "text") return;
    const at = Math.min(isEarlier && body.at ? body.at * 1000 : Infinity, this.#desk.now());
    const from = frame.pid === HELP_SEEKER ? "other" : "self";
    const id = from === "self" ? this.#voice.remember(frame) : idOf(frame);
    this.#book.add({ id, from, text: body.t, at, inst: frame.inst, q }, n);
    if (from === "self") return;
    // Also when nobody looks at it yet: they wrote, and may leave before anybody does.
    if (!this.#spoke) this.#desk.send({ t: "spoke", conv: this.conv });
    this.#spoke = true;
    if (this.#attended) this.attend(true);
    else if (!isEarlier) this.#desk.tell(this, "news_message");
    this.#voice.planReceipt();
  }

  /**
   * @param {{pid: string, inst: string, q: number}} frame
   * @param {Body} body
   */
  async #takeTheirs(frame, body) {
    this.#receipts.arrive(frame, body.k === "text");
    this.#voice.theyHave(body.s, body.k === "seen" ? body.r : []);
    // Among what was put by there is the history given before: its keys are here by now.
    if (body.k !== "hist" || this.#history.knows(body.e)) return;
    for (const { read, n } of await this.#history.unlock(body, this.#desk.trust().now)) await this.#take(read, n, true);
  }

  /**
   * @param {Words} words of one's own
   * @param {Words} [before] the same words, sealed in vain
   */
  #written(words, before) {
    if (before) this.#book.replace(before.id, words);
    else this.#book.add(words, this.#place);
  }

  /** Where something that happens now stands among the numbered messages. */
  get #place() {
    return Math.max(this.#stored, this.#inbox?.n ?? 0) + 0.5;
  }

  /**
   * @param {string} event
   * @param {string} [news]
   */
  #happen(event, news) {
    this.#book.add({ event, at: this.#desk.now(), broken: event === "event_peer_gone" }, this.#place);
    if (news !== undefined) this.#desk.tell(this, news);
    this.#desk.changed(this);
  }

  /** @param {string} code */
  #fail(code) {
    if (this.phase === "ended") return;
    [this.phase, this.why] = ["failed", code];
    this.#voice.pause();
    this.#desk.tell(this, "news_failed");
    this.#desk.changed(this);
  }
}
