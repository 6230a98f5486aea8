// @ts-check
/**
 * What was written in one conversation, in order, while it lasts: in memory only.
 *
 * What comes late (earlier messages, readable once their epoch's keys are given) goes to its place in the order; the
 * page's log is then written anew. Everything else is added at the end.
 *
 * @import {Mark} from "../line/outbox.js"
 *
 * @typedef {{id: string, from: "self" | "other", text: string, at: number, inst: string, q: number}} Words
 *     at: milliseconds, by whoever's clock there is
 * @typedef {{event: string, at: number, broken?: boolean}} Happening event: the key of its sentence
 * @typedef {Words | Happening} Entry
 *
 * @typedef {object} Sheet the page's log
 * @property {(entry: Entry, mark: Mark | undefined) => void} add
 * @property {(id: string, mark: Mark) => void} mark
 * @property {(before: string, after: string) => void} rename
 * @property {() => void} clear
 */

export class Book {
  /** @type {{place: number, entry: Entry}[]} */
  #entries = [];
  #sheet;
  #markOf;
  #isClosed = false;

  /**
   * @param {Sheet} sheet
   * @param {(id: string) => Mark | undefined} markOf
   */
  constructor(sheet, markOf) {
    this.#sheet = sheet;
    this.#markOf = markOf;
  }

  /**
   * @param {Entry} entry
   * @param {number} place the server's number of it, or between two of them
   */
  add(entry, place) {
    if (this.#isClosed) return;
    const after = this.#entries.findLastIndex((before) => before.place <= place);
    this.#entries.splice(after + 1, 0, { place, entry });
    if (after + 2 === this.#entries.length) this.#write(entry);
    else this.#rewrite();
  }

  /**
   * @param {string} before
   * @param {Words} after the same words, sealed again
   */
  replace(before, after) {
    const found = this.#entries.find(({ entry }) => "id" in entry && entry.id === before);
    if (found === undefined) return;
    found.entry = after;
    this.#sheet.rename(before, after.id);
  }

  /** @param {string} id @returns {Words | undefined} */
  find(id) {
    return this.words.find((entry) => entry.id === id);
  }

  /** All that was written, in order. */
  get words() {
    return this.#entries.flatMap(({ entry }) => ("id" in entry ? [entry] : []));
  }

  /** Who waits for whom: the first of the last words in a row by one side; null before any. */
  get turn() {
    const { words } = this;
    const last = words.at(-1);
    if (last === undefined) return null;
    const otherwise = words.findLastIndex(({ from }) => from !== last.from);
    return last.from === "self" ? last : words[otherwise + 1];
  }

  /** Erase everything, and take no more: what was just being opened comes too late. */
  close() {
    this.#isClosed = true;
    this.#entries = [];
    this.#sheet.clear();
  }

  /** @param {Entry} entry */
  #write(entry) {
    this.#sheet.add(entry, "id" in entry ? this.#markOf(entry.id) : undefined);
  }

  #rewrite() {
    this.#sheet.clear();
    for (const { entry } of this.#entries) this.#write(entry);
  }
}
