// @ts-check
/**
 * Cover: what is on the screen is hidden at one press, or, while a conversation is open, after three minutes without a
 * hand on the keys. Duty and conversations run on.
 */

export const IDLE_MS = 3 * 60_000;
const SIGNS_OF_LIFE = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"];

export class IdleCover {
  #covered = false;
  #isStopped = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #changed;
  #isOpen;

  /**
   * @param {EventTarget} target where a hand shows itself: the document
   * @param {(covered: boolean) => void} changed
   * @param {() => boolean} isOpen whether there is anything to hide; without it the queue stays in sight
   */
  constructor(target, changed, isOpen) {
    this.#changed = changed;
    this.#isOpen = isOpen;
    for (const sign of SIGNS_OF_LIFE) target.addEventListener(sign, () => this.#wait(), { passive: true });
    // In the capture phase and then stopped: the key or click that uncovers does nothing else.
    target.addEventListener("keydown", (event) => this.#uncoverBy(event), { capture: true });
    target.addEventListener("click", (event) => this.#uncoverBy(event), { capture: true });
    this.#wait();
  }

  get covered() {
    return this.#covered;
  }

  cover() {
    if (this.#covered || this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#covered = true;
    this.#changed(true);
  }

  /** Nothing is left to cover. */
  stop() {
    clearTimeout(this.#timer);
    this.#isStopped = true;
    this.#covered = false;
  }

  uncover() {
    if (!this.#covered) return;
    this.#covered = false;
    this.#wait();
    this.#changed(false);
  }

  #wait() {
    clearTimeout(this.#timer);
    if (!this.#covered) this.#timer = setTimeout(() => (this.#isOpen() ? this.cover() : this.#wait()), IDLE_MS);
  }

  /** @param {Event} event */
  #uncoverBy(event) {
    if (!this.#covered) return;
    // The links and buttons of the bar above stay usable under cover.
    const within = event.target instanceof Element && event.target.closest("header, .skip") !== null;
    if (event.type === "click" ? within : within || isForTheBrowser(event)) return;
    event.preventDefault();
    event.stopPropagation();
    this.uncover();
  }
}

/**
 * Keys that move about or belong to the browser or the screen reader do not uncover: Tab, and a modifier alone.
 * @param {Event} event
 */
function isForTheBrowser(event) {
  return event instanceof KeyboardEvent && ["Tab", "Shift", "Control", "Alt", "Meta", "CapsLock"].includes(event.key);
}
