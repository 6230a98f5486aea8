// @ts-check
/**
 * My conversations as a list. A thread keeps its letter and its place; only words and numbers in it change, so that
 * nothing moves under a hand. No word of a message is shown here.
 *
 * @import {Conversation} from "./conversation.js"
 * @import {Say} from "../line/words.js"
 */
import { make, part, setText } from "./element.js";
import { lengthOf } from "./lengths.js";

/** @typedef {{link: HTMLElement, title: HTMLElement, mark: HTMLElement, state: HTMLElement}} Thread */

export class ThreadList {
  #say;
  #choose;
  #list = part("threads", HTMLUListElement);
  #none = part("no-threads", HTMLElement);
  /** @type {Map<string, Thread & {item: HTMLElement}>} */
  #threads = new Map();

  /**
   * @param {Say} say
   * @param {(conv: string) => void} choose
   */
  constructor(say, choose) {
    this.#say = say;
    this.#choose = choose;
  }

  /**
   * @param {readonly Conversation[]} conversations
   * @param {string | null} current
   * @param {number} now milliseconds
   */
  show(conversations, current, now) {
    const convs = new Set(conversations.map(({ conv }) => conv));
    for (const [conv, { item }] of this.#threads) {
      if (convs.has(conv)) continue;
      item.remove();
      this.#threads.delete(conv);
    }
    for (const conversation of conversations) {
      const thread = this.#threads.get(conversation.conv) ?? this.#add(conversation);
      this.#fill(thread, conversation, conversation.conv === current, now);
      if (conversation.conv === current) thread.link.setAttribute("aria-current", "true");
      else thread.link.removeAttribute("aria-current");
    }
    this.#none.hidden = conversations.length > 0;
  }

  /** @param {Conversation} conversation */
  #add({ conv, letter }) {
    const link = document.createElement("a");
    link.className = "thread";
    link.href = "#content";
    link.addEventListener("click", (event) => {
      // Not to the top of it: the end, where the box to write in is, is what one comes for.
      event.preventDefault();
      this.#choose(conv);
      part("content", HTMLElement).focus({ preventScroll: true });
    });
    const letterMark = make("span", "thread-mark", letter);
    letterMark.setAttribute("aria-hidden", "true");
    const title = make("span", "thread-title");
    const mark = make("span", "");
    const state = make("span", "thread-state");
    link.append(letterMark, " ", title, " ", mark, " ", state);
    const item = document.createElement("li");
    item.append(link);
    this.#list.append(item);
    const thread = { item, link, title, mark, state };
    this.#threads.set(conv, thread);
    return thread;
  }

  /**
   * @param {Thread} thread
   * @param {Conversation} conversation
   * @param {boolean} isCurrent
   * @param {number} now
   */
  #fill({ title, mark, state }, conversation, isCurrent, now) {
    const { letter, unread, draft } = conversation;
    setText(title, this.#say("conversation", { letter }));
    const hasDraft = draft.trim() !== "" && !isCurrent;
    mark.className = unread > 0 ? "count" : hasDraft ? "tag" : "";
    setText(mark, unread > 0 ? this.#say("new", { count: unread }) : hasDraft ? this.#say("draft") : "");
    const { key, since, due } = conversation.standing;
    if (due) state.dataset.kind = "due";
    else delete state.dataset.kind;
    setText(state, this.#say(key, { length: since === null ? "" : lengthOf(now - since) }));
  }
}
