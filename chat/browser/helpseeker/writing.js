// @ts-check
/**
 * What the help-seeker writes: it waits until a counsellor can read it, is sealed, kept and sent; and the marks both
 * sides give each other for it.
 *
 * @import {Msg, Ref} from "../line/frames.js"
 * @import {Mark} from "../line/outbox.js"
 * @import {Body, TextBody} from "../sealing/body.js"
 * @import {Agreement} from "./agreement.js"
 * @import {Keep, State} from "./keep.js"
 * @import {Line} from "./line.js"
 * @import {TalkView, View} from "./views.js"
 *
 * @typedef {{id: string, order: number, text: string, at: number}} Unsealed order: as it was typed
 */
import { Outbox } from "../line/outbox.js";
import { SealingError } from "../sealing/failure.js";
import { SeenList } from "./seen.js";

const SEEN_AFTER_MS = 700;

export class Writing {
  #line;
  #agreement;
  #talk;
  #now;
  #keep;
  #view;
  #outbox;
  #seen = new SeenList();
  /** @type {Unsealed[]} typed while nobody can read it yet */
  #unsealed = [];
  /** @type {Map<string, Unsealed>} sealed and not known to be stored, in case its epoch goes before it */
  #resealable = new Map();
  #typed = 0;
  /** @type {Pick<State, "unsent" | "typed"> | null} left from before the reload, until what the server has was read again */
  #before = null;
  #isLooking = true;
  /** @type {any} */
  #seenTimer = null;

  /**
   * @param {Line} line
   * @param {Agreement} agreement
   * @param {TalkView} talk
   * @param {() => number} now unix seconds
   * @param {Keep} keep
   * @param {View} view
   */
  constructor(line, agreement, talk, now, keep, view) {
    this.#line = line;
    this.#agreement = agreement;
    this.#talk = talk;
    this.#now = now;
    this.#keep = keep;
    this.#view = view;
    this.#outbox = new Outbox({
      send: (frame) => line.phase === "live" && line.send(frame),
      changed: (id, mark) => talk.mark(id, mark),
    });
  }

  /** Whether what the server has from before the reload is still being read: nothing is sealed until then. */
  get isReplaying() {
    return this.#before !== null;
  }

  /**
   * Show it, and seal it as soon as a counsellor is there to read it.
   * @param {string} text
   * @param {Mark} mark until then
   * @param {number} [at]
   */
  say(text, mark, at = Math.floor(this.#now())) {
    const order = (this.#typed += 1);
    const id = `typed ${order}`;
    this.#show(id, { t: text, at }, mark);
    this.#unsealed.push({ id, order, text, at });
    this.#line.do(() => this.#sealTexts());
  }

  /** Whether something that was written may never have reached anybody. */
  get hasUnsent() {
    return this.#unsealed.length + this.#resealable.size > 0;
  }

  /** Somebody looks at the page, or nobody does. @param {boolean} isLooking */
  look(isLooking) {
    this.#isLooking = isLooking;
    if (isLooking) this.#scheduleSeen();
  }

  /** A counsellor has shown that they hold the keys: now what was typed may go. */
  async release() {
    if (this.#mustWait) return;
    for (const body of this.#agreement.history()) await this.#seal({ ...body, s: this.#seen.s });
    await this.#sealTexts();
    this.#scheduleSeen();
  }

  lost() {
    this.#outbox.connectionLost();
    for (const { id } of this.#unsealed) this.#talk.mark(id, "failed");
  }

  /** The connection is back. */
  resume() {
    for (const { id } of this.#unsealed) this.#talk.mark(id, "sending");
    if (!this.isReplaying) this.#outbox.resend();
  }

  /** After a reload. @param {State} before */
  restore(before) {
    this.#before = before;
    this.#view.putDraft(before.draft);
  }

  /** All that was stored before the reload has been read again: what was not stored goes now. */
  async replayed() {
    const before = this.#before;
    this.#before = null;
    const { epochs } = this.#agreement.keys;
    for (const frame of before?.unsent ?? []) {
      if (this.#outbox.markOf(`${frame.inst}.${frame.q}`) !== undefined) continue;
      const { body } = await epochs.readHistory(epochs.parse({ ...frame }), this.#now());
      const id = this.#outbox.add(frame);
      if (body.k !== "text") continue;
      this.#show(id, body);
      this.#resealable.set(id, { id, order: 0, text: body.t, at: body.at ?? 0 });
    }
    if (before !== null) this.#agreement.replayed();
    for (const { text, at } of before?.typed ?? []) this.say(text, "sending", at);
    await this.release();
  }

  /**
   * One of one's own, from before a reload, which the server has.
   * @param {Msg} frame
   * @param {Body} body
   */
  remember(frame, body) {
    const id = this.#outbox.remember(frame);
    if (body.k === "text") this.#show(id, body);
  }

  /**
   * One of theirs was opened: it says what they have seen, and asks to be seen.
   * @param {Msg} frame
   * @param {Body} body
   */
  heard(frame, body) {
    this.#seen.arrived(frame, body.k === "text");
    this.#outbox.delivered(body.s);
    if (body.k === "seen") this.#outbox.read(body.r);
    if (body.k === "text") this.#scheduleSeen();
  }

  /**
   * Keep all that is needed to come back.
   * @param {State["unsent"]} [more] sealed and about to go
   */
  save(more = []) {
    const unsent = [...(this.#before?.unsent ?? []), ...this.#outbox.unsent(), ...more];
    const typed = [...(this.#before?.typed ?? []), ...this.#unsealed];
    return this.#keep.write({ ...this.#agreement.state, unsent, typed, draft: this.#view.draft() });
  }

  /** The server has stored it. @param {Ref} ref */
  acked(ref) {
    this.#resealable.delete(`${ref[2]}.${ref[3]}`);
    this.#outbox.acked(ref);
  }

  /** Once all that was sent is stored, it need not be kept. */
  async tidy() {
    if (this.#outbox.unsent().length === 0) await this.save();
  }

  /**
   * The server did not store it.
   * @param {Ref} ref
   * @param {string} code
   */
  refused(ref, code) {
    const id = this.#outbox.refused(ref, code);
    if (id === null) return;
    if (code !== "epoch_stale") throw new SealingError("E_GAP");
    // The epoch in use is over, though nobody has said so yet: nothing more is sealed in it.
    if (ref[0] === this.#agreement.sender?.e) this.#agreement.unsecure();
    const text = this.#resealable.get(id);
    if (text === undefined) return;
    // Its epoch went before it: it is sealed for the next one.
    this.#resealable.delete(id);
    this.#talk.rename(id, text.id);
    this.#unsealed.push(text);
    this.#unsealed.sort((one, other) => one.order - other.order);
    this.#line.do(() => this.#sealTexts());
  }

  /** Forget everything. */
  drop() {
    clearTimeout(this.#seenTimer);
    this.#outbox.drop();
    this.#unsealed = [];
    this.#resealable.clear();
  }

  get #mustWait() {
    return !this.#agreement.isSecured || this.isReplaying;
  }

  async #sealTexts() {
    if (this.#mustWait) {
      await this.save();
      return;
    }
    for (let text = this.#unsealed.shift(); text !== undefined; text = this.#unsealed.shift()) {
      const id = await this.#seal({ k: "text", t: text.text, at: text.at, s: this.#seen.s });
      this.#resealable.set(id, text);
      this.#talk.rename(text.id, id);
      this.#talk.mark(id, this.#outbox.markOf(id) ?? "sending");
    }
  }

  /**
   * @param {Body} body
   * @returns {Promise<string>} the id of its frame
   */
  async #seal(body) {
    const { sender } = this.#agreement;
    if (sender === null) throw new SealingError("E_OPEN");
    const frame = await sender.seal(body);
    // Kept before it goes: a reload in between must find it either here or there.
    await this.save([frame]);
    return this.#outbox.add(frame);
  }

  #scheduleSeen() {
    clearTimeout(this.#seenTimer);
    this.#seenTimer = setTimeout(() => this.#line.do(() => this.#sendSeen()), SEEN_AFTER_MS);
  }

  async #sendSeen() {
    if (this.#mustWait) return;
    if (this.#isLooking) this.#seen.looked();
    if (!this.#seen.hasNews) return;
    this.#seen.told();
    await this.#seal({ k: "seen", r: this.#seen.r, s: this.#seen.s });
  }

  /**
   * @param {string} id
   * @param {Pick<TextBody, "t" | "at">} body
   * @param {Mark} [mark]
   */
  #show(id, { t, at }, mark = this.#outbox.markOf(id)) {
    this.#talk.message({ id, from: "self", name: "", at, text: t, mark });
  }
}
