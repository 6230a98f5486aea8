// @ts-check
/**
 * The one thing the console keeps in this browser: the device's signing key and its certificate. Never a key of a
 * conversation, never a word of one.
 *
 * @import {Bytes} from "../sealing/bytes.js"
 *
 * @typedef {{keyPair: CryptoKeyPair, cert: Bytes | null}} Stored
 */

const DATABASE = "helpline-device";
const STORE = "device";
const OWN = "own";

/** The browser refuses to keep the key: private window, full disk, storage switched off. */
export class StorageRefused extends Error {
  constructor() {
    super("this browser cannot keep the device key");
    this.name = "StorageRefused";
  }
}

export class DeviceStore {
  #factory;

  /** @param {IDBFactory | undefined} factory indexedDB; undefined where the browser has none */
  constructor(factory) {
    this.#factory = factory;
  }

  /**
   * @returns {Promise<Stored | null>} null on the first visit
   * @throws {StorageRefused}
   */
  async load() {
    const found = await this.#ask("readonly", (store) => store.get(OWN));
    return found ?? null;
  }

  /**
   * @param {Stored} stored
   * @throws {StorageRefused}
   */
  async save(stored) {
    await this.#ask("readwrite", (store) => store.put(stored, OWN));
  }

  /**
   * @param {IDBTransactionMode} mode
   * @param {(store: IDBObjectStore) => IDBRequest} request
   * @returns {Promise<any>} the result, once the transaction is complete
   */
  async #ask(mode, request) {
    const database = await this.#open();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(STORE, mode);
        const asked = request(transaction.objectStore(STORE));
        transaction.oncomplete = () => resolve(asked.result);
        transaction.onabort = () => reject(new StorageRefused());
      });
    } catch (error) {
      throw refused(error);
    } finally {
      database.close();
    }
  }

  /** @returns {Promise<IDBDatabase>} */
  async #open() {
    const factory = this.#factory;
    if (factory === undefined) throw new StorageRefused();
    try {
      return await new Promise((resolve, reject) => {
        const opening = factory.open(DATABASE, 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(new StorageRefused());
        opening.onblocked = () => reject(new StorageRefused());
      });
    } catch (error) {
      throw refused(error);
    }
  }
}

/**
 * @param {unknown} error
 * @returns {unknown} StorageRefused for whatever the browser's storage throws; anything else as it is
 */
function refused(error) {
  return error instanceof DOMException ? new StorageRefused() : error;
}
