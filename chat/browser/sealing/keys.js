// @ts-check
/**
 * An epoch's message keys: one per sender and counter, derived when first needed, never to be exported.
 *
 * @import {Bytes} from "./bytes.js"
 */
import { concat, hex, utf8 } from "./bytes.js";

const LABEL = utf8("HLC1 key");

export class EpochKeys {
  #root;
  #transcript;
  /** @type {Map<string, Promise<CryptoKey>>} */
  #bySender = new Map();

  /**
   * @param {CryptoKey} root the seed, imported for HKDF
   * @param {Bytes} transcript
   */
  constructor(root, transcript) {
    this.#root = root;
    this.#transcript = transcript;
  }

  /**
   * The keys of the epoch with this seed and transcript.
   * @param {Bytes} seed
   * @param {Bytes} transcript T_e
   * @returns {Promise<EpochKeys>}
   */
  static async from(seed, transcript) {
    return new EpochKeys(await crypto.subtle.importKey("raw", seed, "HKDF", false, ["deriveKey"]), transcript);
  }

  /**
   * K = HKDF-SHA-256(salt = T_e, ikm = seed, info = "HLC1 key" || pid || inst, 32).
   * @param {Bytes} pid
   * @param {Bytes} inst
   * @returns {Promise<CryptoKey>} AES-256-GCM, not extractable
   */
  async keyFor(pid, inst) {
    const sender = hex(concat(pid, inst));
    const known = this.#bySender.get(sender) ?? this.#derive(concat(LABEL, pid, inst));
    this.#bySender.set(sender, known);
    return known;
  }

  /**
   * @param {Bytes} info
   * @returns {Promise<CryptoKey>}
   */
  async #derive(info) {
    const scheme = { name: "HKDF", hash: "SHA-256", salt: this.#transcript, info };
    const key = { name: "AES-GCM", length: 256 };
    return crypto.subtle.deriveKey(scheme, this.#root, key, false, ["encrypt", "decrypt"]);
  }
}
