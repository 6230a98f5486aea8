// @ts-check
/**
 * The one error of this protocol. Every code ends the conversation's encryption: there is no way on without it.
 * A message never repeats what was read.
 */

/**
 * The closed list of codes: not this version of the protocol; a signature that does not fit; a certificate that is not
 * acceptable, for another role, or not valid now; a seed or commitment that is not the promised one; an epoch that
 * cannot be opened; a message that is not from whom it says, or not well formed; messages that are missing; the
 * conversation is open in another tab.
 */
export const FAILURE_CODES = Object.freeze(
  /** @type {const} */ ([
    "E_VERSION",
    "E_SIG",
    "E_CERT",
    "E_ROLE",
    "E_EXPIRED",
    "E_COMMIT",
    "E_OPEN",
    "E_TAG",
    "E_PAD",
    "E_GAP",
    "E_LOCK",
  ]),
);

/** @typedef {(typeof FAILURE_CODES)[number]} FailureCode */

export class SealingError extends Error {
  /** @param {FailureCode} code */
  constructor(code) {
    super(code);
    this.name = "SealingError";
    this.code = code;
  }
}
