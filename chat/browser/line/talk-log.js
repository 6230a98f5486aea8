// @ts-check
/**
 * <talk-log>: the messages and events of one conversation, in order. Text enters by textContent only, links stay
 * text, focus never moves, and the view follows the newest only for somebody who was reading it, whatever a phone's
 * keyboard or a growing box takes from the screen.
 *
 * Before anything is added, `say` and `language` are set by the page.
 *
 * @import {Say} from "./words.js"
 * @import {Mark} from "./outbox.js"
 *
 * @typedef {object} Message
 * @property {string} [id] to change its mark later
 * @property {"self" | "other"} from
 * @property {string} by who wrote it, as it is shown
 * @property {string} time as it is shown; may be empty
 * @property {string} text
 * @property {Mark} [mark]
 */

export class TalkLog extends HTMLElement {
  /** @type {Say} */
  say = (key) => key;
  #list = document.createElement("ol");
  #typing = document.createElement("p");
  /** @type {Map<string, {item: HTMLElement, by: HTMLElement, head: string}>} */
  #byId = new Map();
  /** What it stands in. */
  #pane = /** @type {HTMLElement} */ (this);
  /** Whether the newest was in sight when somebody last scrolled. Only they change that: a new size does not. */
  #isFollowing = true;
  /** What they scrolled, and how far. */
  #scrolled = { box: this.#pane, top: 0 };
  #sizes = new ResizeObserver(() => this.settle());
  #gone = new AbortController();

  connectedCallback() {
    this.#pane = /** @type {HTMLElement} */ (this.parentElement);
    const region = document.createElement("div");
    region.setAttribute("role", "log");
    // Additions only: otherwise each "delivered" and "read" would be read out.
    region.setAttribute("aria-relevant", "additions");
    region.append(this.#list);
    this.#typing.className = "event";
    this.#typing.dataset.kind = "typing";
    this.#typing.hidden = true;
    this.append(region, this.#typing);
    const { signal } = this.#gone;
    for (const scrolls of [this.#pane, document]) scrolls.addEventListener("scroll", () => this.#noteScroll(), { signal });
    // A page that scrolls itself has no other size for a smaller window.
    window.addEventListener("resize", () => this.settle(), { signal });
    for (const sized of [this.#pane, this]) this.#sizes.observe(sized);
  }

  disconnectedCallback() {
    this.#gone.abort();
    this.#sizes.disconnect();
  }

  /** @param {Message} message */
  addMessage({ id, from, by, time, text, mark }) {
    const item = document.createElement("li");
    item.className = "message";
    item.dataset.from = from;
    item.dataset.new = "";
    const head = time ? `${by}, ${time}` : by;
    const line = paragraph("message-by", head);
    item.append(line, paragraph("message-body", text));
    if (id !== undefined) this.#byId.set(id, { item, by: line, head });
    this.#append(item, from === "self");
    if (id !== undefined && mark !== undefined) this.setMark(id, mark);
  }

  /**
   * @param {string} id a message's; one not shown is no harm
   * @param {Mark} mark
   */
  setMark(id, mark) {
    const shown = this.#byId.get(id);
    if (shown === undefined) return;
    shown.item.dataset.state = mark;
    // Changed, not added: a mark is not read out.
    /** @type {Text} */ (shown.by.firstChild).data = `${shown.head}, ${this.say(`mark_${mark}`)}`;
  }

  /**
   * The same message under another id: it had to be sealed again.
   * @param {string} before
   * @param {string} after
   */
  rename(before, after) {
    const shown = this.#byId.get(before);
    if (shown === undefined) return;
    this.#byId.delete(before);
    this.#byId.set(after, shown);
  }

  /**
   * @param {string} text
   * @param {"gap"} [kind] gap: the line is broken here
   */
  addEvent(text, kind) {
    const item = document.createElement("li");
    item.className = "event";
    if (kind !== undefined) item.dataset.kind = kind;
    item.textContent = text;
    this.#append(item, false);
    return item;
  }

  /** An event above one's own messages that have not gone yet. @param {string} text */
  addEventBeforeUnsent(text) {
    const event = this.addEvent(text);
    const unsent = this.#list.querySelector(":is([data-state=sending], [data-state=failed])");
    if (unsent !== null) this.#list.insertBefore(event, unsent);
  }

  /**
   * A notice or a question, made by the page: it stays at the end of the log until it is taken away.
   * @param {HTMLElement} item an <li>
   */
  addItem(item) {
    item.dataset.last = "";
    this.#append(item, false);
  }

  /**
   * The line under the messages; empty takes it away.
   * @param {string} text
   */
  setTyping(text) {
    this.#typing.textContent = text;
    this.#typing.hidden = text === "";
    this.settle();
  }

  clear() {
    this.#list.replaceChildren();
    this.#byId.clear();
    this.setTyping("");
  }

  toEnd() {
    this.#isFollowing = true;
    const box = this.#box();
    box.scrollTop = box.scrollHeight;
  }

  /** The newest stays in sight, or what somebody reads further up: also where another box scrolls from now on. */
  settle() {
    if (!this.#isInSight) return;
    const box = this.#box();
    if (this.#isFollowing) this.toEnd();
    else if (box !== this.#scrolled.box) box.scrollTop = this.#scrolled.top;
  }

  /**
   * @param {HTMLElement} item
   * @param {boolean} isOwn
   */
  #append(item, isOwn) {
    this.#isFollowing ||= isOwn;
    const last = item.dataset.last === undefined ? this.#list.querySelector("[data-last]") : null;
    this.#list.insertBefore(item, last);
    this.settle();
  }

  #noteScroll() {
    if (!this.#isInSight) return;
    const box = this.#box();
    const { scrollTop: top, scrollHeight, clientHeight } = box;
    this.#scrolled = { box, top };
    this.#isFollowing = scrollHeight - top - clientHeight < 80;
  }

  /** Out of sight it has no size, and what scrolls is moved by something else. */
  get #isInSight() {
    return this.offsetHeight > 0;
  }

  /** What scrolls: the pane, or on a low screen the page. */
  #box() {
    const page = /** @type {HTMLElement} */ (document.scrollingElement ?? document.documentElement);
    return this.#pane.scrollHeight > this.#pane.clientHeight ? this.#pane : page;
  }
}

/**
 * @param {string} name
 * @param {string} text
 */
function paragraph(name, text) {
  const made = document.createElement("p");
  made.className = name;
  made.textContent = text;
  return made;
}

customElements.define("talk-log", TalkLog);
