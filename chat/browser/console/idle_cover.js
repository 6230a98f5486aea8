// @ts-check
/**
 * Cover: what is on the screen is hidden at one press, or, while a conversation is open, after three minutes without a
 * hand on the keys. Duty and conversations run on. Any key shows it again and does nothing else.
 */

export const IDLE_MS = 3 * 60_000;
const SIGNS_OF_LIFE = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"];
const MODIFIERS = ["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "NumLock", "ScrollLock", "Fn"];

export class IdleCover {
  #covered = false;
  #isStopped = false;
  /** The key that uncovered, while it is held down. @type {string | null} */
  #held = null;
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
    // In the capture phase and then stopped: the key that uncovers reaches nothing on the page.
    target.addEventListener("keydown", (event) => this.#pressed(event), { capture: true });
    target.addEventListener("keyup", (event) => this.#released(event), { capture: true });
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
  #pressed(event) {
    const key = keyOf(event);
    const isHeldOn = !this.#covered && key === this.#held && "repeat" in event && event.repeat === true;
    if (!isHeldOn) this.#held = null;
    if (!isHeldOn && (!this.#covered || isForTheBrowser(event))) return;
    event.preventDefault();
    event.stopPropagation();
    this.#held = key;
    this.uncover();
  }

  /** @param {Event} event */
  #released(event) {
    if (this.#held === null || keyOf(event) !== this.#held) return;
    this.#held = null;
    // Letting go of the space bar would press the button that has the focus again.
    event.preventDefault();
    event.stopPropagation();
  }
}

/** @param {Event} event */
const keyOf = (event) => ("key" in event ? String(event.key) : "");

/**
 * Modifiers alone, and what is pressed with one of them: they change windows and tabs, and must not show anything.
 * @param {Event} event
 */
function isForTheBrowser(event) {
  const isCombined = ["ctrlKey", "altKey", "metaKey"].some((name) => Reflect.get(event, name) === true);
  return isCombined || MODIFIERS.includes(keyOf(event));
}
