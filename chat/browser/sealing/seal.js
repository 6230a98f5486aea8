// @ts-check
/**
 * Sealing an epoch's seed to one counsellor: HPKE base mode, KEM 0x647A (ML-KEM-768 with X25519, "X-Wing"),
 * KDF HKDF-SHA-256, AEAD AES-256-GCM. Everything bound to it goes into `info`; one message per key.
 *
 * @import {Bytes} from "./bytes.js"
 */
import { Aes256Gcm, CipherSuite, HkdfSha256, HpkeError } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { concat, utf8 } from "./bytes.js";
import { SealingError } from "./failure.js";
import { HASH_BYTES, SEED_BYTES } from "./identifiers.js";

export const KEM_PUBLIC_KEY_BYTES = 1216;
export const KEM_ENC_BYTES = 1120;
export const SEALED_SEED_BYTES = KEM_ENC_BYTES + SEED_BYTES + 16;

const LABEL = utf8("HLC1 seal");

/** A fresh suite: its X25519 state is its own. */
export const makeSuite = () =>
  new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/**
 * A one-use key pair for one epoch. It takes the commitment, so that no key can exist before the promise does.
 * The library's deriveKeyPair() is not the draft's: a key is always made from fresh randomness.
 * @param {Bytes} commit the epoch's commitment, already received
 * @returns {Promise<{pk: Bytes, privateKey: CryptoKey}>}
 * @throws {SealingError} E_COMMIT
 */
export async function makeKemKey(commit) {
  if (commit.length !== HASH_BYTES) throw new SealingError("E_COMMIT");
  const { kem } = makeSuite();
  const { privateKey, publicKey } = await kem.generateKeyPair();
  return { pk: new Uint8Array(await kem.serializePublicKey(publicKey)), privateKey };
}

/**
 * The seed, sealed to one member of the epoch with this transcript.
 * @param {{pk: Bytes, transcript: Bytes, pid: Bytes, seed: Bytes}} to
 * @returns {Promise<Bytes>} enc || ct, 1168 bytes
 * @throws {SealingError} E_OPEN if the key cannot be sealed to
 */
export async function sealSeed({ pk, transcript, pid, seed }) {
  const suite = makeSuite();
  return refuseHpke(async () => {
    const recipientPublicKey = await suite.kem.deserializePublicKey(pk.slice().buffer);
    const sealed = await suite.seal({ recipientPublicKey, info: sealInfo(transcript, pid) }, seed);
    return concat(new Uint8Array(sealed.enc), new Uint8Array(sealed.ct));
  });
}

/**
 * The seed that was sealed to this key in the epoch with this transcript.
 * @param {{privateKey: CryptoKey, transcript: Bytes, pid: Bytes, sealed: Bytes}} from
 * @returns {Promise<Bytes>} 32 bytes
 * @throws {SealingError} E_OPEN
 */
export async function openSeed({ privateKey, transcript, pid, sealed }) {
  if (sealed.length !== SEALED_SEED_BYTES) throw new SealingError("E_OPEN");
  const [enc, ct] = [sealed.slice(0, KEM_ENC_BYTES), sealed.slice(KEM_ENC_BYTES)];
  return refuseHpke(async () => {
    const info = sealInfo(transcript, pid);
    return new Uint8Array(await makeSuite().open({ recipientKey: privateKey, enc: enc.buffer, info }, ct));
  });
}

/**
 * @param {Bytes} transcript
 * @param {Bytes} pid
 * @returns {Bytes}
 */
export function sealInfo(transcript, pid) {
  return concat(LABEL, transcript, pid);
}

/**
 * @param {() => Promise<Bytes>} work
 * @returns {Promise<Bytes>}
 */
async function refuseHpke(work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HpkeError) throw new SealingError("E_OPEN");
    throw error;
  }
}
