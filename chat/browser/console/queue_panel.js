// @ts-check
/**
 * The queue in numbers, and the one button that takes the next.
 *
 * @import {Standing} from "./next.js"
 * @import {Say} from "../line/words.js"
 *
 * @typedef {{waiting: number, away: number, over5: number, longest: number | null, on_duty: number}} Queue longest: in seconds
 */
import { part, setText } from "./element.js";
import { lengthOf } from "./lengths.js";
import { whyNotNext } from "./next.js";

export class QueuePanel {
  #say;
  #button = part("next", HTMLButtonElement);
  #why = part("next-why", HTMLElement);
  #room = part("room", HTMLElement);
  /** @type {Queue | null} */
  #queue = null;
  #told = 0;

  /**
   * @param {Say} say
   * @param {() => void} take
   */
  constructor(say, take) {
    this.#say = say;
    this.#button.addEventListener("click", () => {
      if (this.#button.getAttribute("aria-disabled") === "false") take();
    });
  }

  /**
   * @param {Queue} queue
   * @param {number} now milliseconds
   */
  tell(queue, now) {
    [this.#queue, this.#told] = [queue, now];
  }

  /** How many wait and can be taken, as told last. */
  get waiting() {
    return this.#queue?.waiting ?? 0;
  }

  /** How many keep a place without a connection, as told last. */
  get away() {
    return this.#queue?.away ?? 0;
  }

  /** How many take chats now, as told last. */
  get onDuty() {
    return this.#queue?.on_duty ?? 0;
  }

  /**
   * How long the first of them waits by now, in milliseconds; null if nobody does.
   * @param {number} now milliseconds
   */
  longest(now) {
    const told = this.#queue?.longest ?? null;
    return told === null ? null : told * 1000 + now - this.#told;
  }

  /**
   * @param {Omit<Standing, "waiting" | "away">} standing
   * @param {number} now milliseconds
   */
  show(standing, now) {
    if (this.#queue) {
      const { waiting, over5, on_duty } = this.#queue;
      setText(part("queue-waiting", HTMLElement), String(waiting));
      setText(part("queue-over5", HTMLElement), String(over5));
      setText(part("queue-duty", HTMLElement), String(on_duty));
      const longest = this.longest(now);
      setText(part("queue-longest", HTMLElement), longest === null ? "–" : lengthOf(longest));
    }
    const why = whyNotNext({ ...standing, waiting: this.waiting, away: this.away });
    this.#button.setAttribute("aria-disabled", String(why !== null));
    setText(this.#why, why === null ? "" : this.#say(why));
    const { duty, room } = standing;
    const isOn = duty?.state === "on" && duty.channels.includes("chat");
    setText(this.#room, !isOn ? "" : room > 0 ? this.#say("room", { count: room }) : this.#say("room_none"));
  }
}
