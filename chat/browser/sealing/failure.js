// @ts-check
/**
 * The one error of this protocol. Every code ends the conversation's encryption: there is no way on without it.
 * A message never repeats what was read.
 */

const SENTENCES = Object.freeze({
  E_VERSION: "not this version of the protocol",
  E_SIG: "a signature does not fit",
  E_CERT: "a certificate is not acceptable",
  E_ROLE: "a certificate is for another role",
  E_EXPIRED: "a certificate is not valid now",
  E_COMMIT: "a seed or commitment is not the promised one",
  E_OPEN: "an epoch cannot be opened",
  E_TAG: "a message is not from whom it says",
  E_PAD: "a message is not well formed",
  E_GAP: "messages are missing",
  E_LOCK: "the conversation is open in another tab",
});

/** @typedef {keyof typeof SENTENCES} FailureCode */

/** The closed list of codes. */
export const FAILURE_CODES = /** @type {FailureCode[]} */ (Object.keys(SENTENCES));

export class SealingError extends Error {
  /** @param {FailureCode} code */
  constructor(code) {
    super(SENTENCES[code]);
    this.name = "SealingError";
    this.code = code;
  }
}
