// @ts-check
/**
 * Members as they stand in frames: base64url fields, read strictly.
 *
 * @import {Member, MemberTerms} from "./offer.js"
 *
 * @typedef {{role: number, pid: string, pk: string, cert: string, sig: string}} MemberFields
 */
import { b64uEncode } from "./bytes.js";
import { CERTIFICATE_BYTES } from "./certificate.js";
import { SIGNATURE_BYTES } from "./device.js";
import { countField, byteField } from "./fields.js";
import { PID_BYTES, Role } from "./identifiers.js";
import { KEM_PUBLIC_KEY_BYTES } from "./seal.js";

/**
 * @param {MemberTerms} member
 * @returns {MemberFields}
 */
export function memberFields({ role, pid, pk, cert, sig }) {
  return { role, pid: b64uEncode(pid), pk: b64uEncode(pk), cert: b64uEncode(cert), sig: b64uEncode(sig) };
}

/**
 * @param {Record<keyof MemberFields, unknown>} fields
 * @returns {MemberTerms}
 * @throws {SealingError} E_ROLE, E_SIG, E_CERT for the field that is malformed
 */
export function parseMember(fields) {
  return {
    role: countField(fields.role, Role.SUPERVISOR, "E_ROLE"),
    pid: byteField(fields.pid, PID_BYTES, "E_SIG"),
    pk: byteField(fields.pk, KEM_PUBLIC_KEY_BYTES, "E_SIG"),
    cert: byteField(fields.cert, CERTIFICATE_BYTES, "E_CERT"),
    sig: byteField(fields.sig, SIGNATURE_BYTES, "E_SIG"),
  };
}
