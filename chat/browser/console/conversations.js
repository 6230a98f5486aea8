// @ts-check
/**
 * All conversations of this console, in the order they came; each keeps its place until it is taken off the list.
 *
 * @import {ListedConversation, ServerFrame} from "../line/frames.js"
 * @import {Desk} from "./conversation.js"
 */
import { Conversation } from "./conversation.js";

export class Conversations {
  #desk;
  /** @type {Map<string, Conversation>} */
  #byConv = new Map();
  #removed;

  /**
   * @param {Desk} desk
   * @param {(conv: string) => void} removed
   */
  constructor(desk, removed) {
    this.#desk = desk;
    this.#removed = removed;
  }

  get all() {
    return [...this.#byConv.values()];
  }

  /** Those that take up room. */
  get live() {
    return this.all.filter(({ phase }) => phase !== "ended");
  }

  get unread() {
    return this.all.reduce((sum, { unread }) => sum + unread, 0);
  }

  /** @param {string | null} conv */
  get(conv) {
    return this.#byConv.get(conv ?? "") ?? null;
  }

  /**
   * What the server says is mine: anything else I had has ended.
   * @param {readonly ListedConversation[]} list
   */
  listed(list) {
    const convs = new Set(list.map(({ conv }) => conv));
    for (const one of this.live) if (!convs.has(one.conv)) one.closed("gone");
    for (const fields of list) this.#known(fields).listed(fields);
  }

  disconnected() {
    for (const one of this.live) one.disconnected();
  }

  tick() {
    for (const one of this.live) one.tick();
  }

  /** The server does not know (any more) what was to be ended. */
  endNotKnown() {
    for (const one of this.live) if (one.ending) one.closed("gone");
  }

  /**
   * A frame about one conversation.
   * @param {ServerFrame} frame
   * @returns {Conversation | null} one that is new here
   */
  take(frame) {
    if (frame.t === "taken") return this.#add({ ...frame, letter: letterOf(frame), lang: "", since: null });
    if (frame.t === "conv.accepted") {
      const fresh = this.#add(frame);
      this.get(frame.conv)?.accepted(frame);
      return fresh;
    }
    const one = "conv" in frame ? this.get(frame.conv) : null;
    if (frame.t === "epoch.open") one?.opened(frame);
    else if (frame.t === "epoch.refuse") one?.refused(frame);
    else if (frame.t === "msg") one?.receive(frame);
    else if (frame.t === "ack") one?.acked(frame);
    else if (frame.t === "peer") one?.peer(frame.on);
    else if (frame.t === "conv.closed") one?.closed(frame.why);
    else if (frame.t === "err" && frame.ref) this.#notTaken(frame.ref, frame.code);
    return null;
  }

  /** @param {string} conv one that has ended */
  remove(conv) {
    this.#byConv.delete(conv);
    this.#removed(conv);
  }

  /** Erase everything: the page goes, or somebody else took over. */
  drop() {
    for (const { conv } of this.all) {
      this.get(conv)?.closed("gone");
      this.remove(conv);
    }
  }

  /**
   * @param {import("../line/frames.js").Ref} ref
   * @param {string} code
   */
  #notTaken(ref, code) {
    this.live.some((one) => one.notTaken(ref, code));
  }

  /**
   * @param {Pick<ListedConversation, "conv" | "letter" | "lang" | "since">} fields
   * @returns {Conversation | null} null if it was here already
   */
  #add(fields) {
    const known = this.get(fields.conv);
    const made = this.#known(fields);
    return made === known ? null : made;
  }

  /**
   * @param {Pick<ListedConversation, "conv" | "letter" | "lang" | "since">} fields
   * @returns {Conversation}
   */
  #known(fields) {
    const known = this.get(fields.conv);
    if (known !== null && known.phase !== "ended") return known;
    // One that came back from the queue begins anew. And the server gives a letter again once it is free: two
    // threads of one name would be confused.
    for (const { conv, letter, phase } of this.all) {
      if (phase === "ended" && (conv === fields.conv || letter === fields.letter)) this.remove(conv);
    }
    const conversation = new Conversation(fields, this.#desk);
    this.#byConv.set(fields.conv, conversation);
    return conversation;
  }
}

/** @param {object} frame */
const letterOf = (frame) => ("letter" in frame && typeof frame.letter === "string" ? frame.letter : "");
