// @ts-check
/**
 * What this page has seen of the others, for the marks at their side: arrived at once, read once it was looked at.
 *
 * @import {Seen} from "../sealing/body.js"
 */
const MOST = 4;

export class SeenList {
  /** @type {Map<string, Seen>} by counter, the latest last */
  #arrived = new Map();
  /** @type {Map<string, Seen>} */
  #read = new Map();
  #toldOf = "";

  /**
   * Something of theirs was opened.
   * @param {{pid: string, inst: string, q: number}} frame
   * @param {boolean} isText only a text asks for a mark
   */
  arrived({ pid, inst, q }, isText) {
    put(this.#arrived, [pid, inst, q]);
    if (isText) this.#latestText = [pid, inst, q];
  }

  /** Somebody looks at the page: all texts that arrived are read. */
  looked() {
    if (this.#latestText !== null) put(this.#read, this.#latestText);
  }

  /** For the `s` of every body. */
  get s() {
    return [...this.#arrived.values()];
  }

  /** For the `r` of a `seen` body. */
  get r() {
    return [...this.#read.values()];
  }

  /** Whether a `seen` body would tell them anything new about their texts. */
  get hasNews() {
    return this.#latestText !== null && this.#news() !== this.#toldOf;
  }

  told() {
    this.#toldOf = this.#news();
  }

  /** @type {Seen | null} */
  #latestText = null;

  #news() {
    return JSON.stringify([this.#latestText, this.r]);
  }
}

/**
 * @param {Map<string, Seen>} list
 * @param {Seen} seen
 */
function put(list, seen) {
  const counter = `${seen[0]} ${seen[1]}`;
  list.delete(counter);
  list.set(counter, seen);
  for (const oldest of [...list.keys()].slice(0, -MOST)) list.delete(oldest);
}
