// @ts-check
/**
 * The letters of the open conversations, kept in this tab over a reload, so that one that is gone by then can be named
 * instead of missing silently. Letters only: they lead to nothing, not even on the server.
 */

const NAME = "helpline-letters";

export class Letters {
  #storage;
  #owner;
  #isKeeping = false;
  /** Null: not known. @type {string | null} */
  #written = null;

  /**
   * @param {Pick<Storage, "getItem" | "setItem" | "removeItem">} storage the tab's; it may refuse
   * @param {string} owner whose letters: another person in the same tab is told nothing of them
   */
  constructor(storage, owner) {
    this.#storage = storage;
    this.#owner = owner;
  }

  /**
   * From now on the letters are kept.
   * @param {readonly string[]} listed the letters of the conversations that are there
   * @returns {string[]} the letters of those that were there before and are gone
   */
  begin(listed) {
    if (this.#isKeeping) return [];
    this.#isKeeping = true;
    const [owner, letters = ""] = (attempt(() => this.#storage.getItem(NAME)) ?? "").split(":");
    this.keep(listed);
    return owner === this.#owner ? [...letters].filter((letter) => !listed.includes(letter)) : [];
  }

  /** @param {readonly string[]} letters */
  keep(letters) {
    const text = letters.length > 0 ? `${this.#owner}:${letters.join("")}` : "";
    if (!this.#isKeeping || text === this.#written) return;
    this.#written = text;
    attempt(() => (text ? this.#storage.setItem(NAME, text) : this.#storage.removeItem(NAME)));
  }

  /** The page goes: what is kept stays as it is. */
  stop() {
    this.#isKeeping = false;
  }
}

/**
 * @template T
 * @param {() => T} act
 * @returns {T | null} null where the browser keeps nothing: then nothing is named
 */
function attempt(act) {
  try {
    return act();
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
