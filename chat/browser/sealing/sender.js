// @ts-check
/**
 * A sender's counter. It makes its own random `inst` and only counts up, so no key and number are ever used twice:
 * not in a copied tab, not in a page that came back from an older state.
 *
 * @import {Bytes} from "./bytes.js"
 * @import {EpochKeys} from "./keys.js"
 * @import {Body} from "./body.js"
 *
 * @typedef {{v: 1, t: "msg", conv: string, e: number, pid: string, inst: string, q: number, c: string}} MsgFrame
 */
import { makeBody } from "./body.js";
import { b64uEncode } from "./bytes.js";
import { randomInst } from "./identifiers.js";
import { sealMessage } from "./message.js";

export class Sender {
  #keys;
  #q = 0;

  /**
   * @param {EpochKeys} keys
   * @param {{conv: Bytes, e: number, pid: Bytes}} place
   */
  constructor(keys, { conv, e, pid }) {
    this.#keys = keys;
    this.conv = conv;
    this.e = e;
    this.pid = pid;
    this.inst = randomInst();
  }

  /** The last number used; 0 if none. */
  get q() {
    return this.#q;
  }

  /**
   * The frame of one more message. To send it again, send the same frame: never seal the same thing twice.
   * @param {Body} body
   * @returns {Promise<MsgFrame>}
   * @throws {SealingError} E_PAD if it is not a body; no number is used up then
   */
  async seal(body) {
    const bytes = makeBody(body);
    this.#q += 1;
    const { conv, e, pid, inst, q } = this;
    const ciphertext = await sealMessage(this.#keys, { conv, e, pid, inst, q }, bytes);
    const ids = { conv: b64uEncode(conv), e, pid: b64uEncode(pid), inst: b64uEncode(inst), q };
    return { v: 1, t: "msg", ...ids, c: b64uEncode(ciphertext) };
  }
}
