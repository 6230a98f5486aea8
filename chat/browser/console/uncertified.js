// @ts-check
/**
 * A device that waits for its team's certificate: it hands out its request and takes the certificate in.
 *
 * @import {Say} from "../line/words.js"
 * @import {Bytes} from "../sealing/bytes.js"
 * @import {DeviceStore} from "./device_store.js"
 */
import { deviceRequest, takeCertificate } from "./device.js";
import { part, setText } from "./element.js";

const LARGEST_FILE_BYTES = 4096;

/**
 * @param {object} of
 * @param {DeviceStore} of.store
 * @param {CryptoKeyPair} of.keyPair
 * @param {Bytes} of.teamKey
 * @param {() => number} of.now unix seconds, not before the page was built
 * @param {Say} of.say
 * @param {() => void} of.done
 */
export async function askForCertificate({ store, keyPair, teamKey, now, say, done }) {
  const request = new Blob([await deviceRequest(keyPair)], { type: "application/json" });
  part("device-request", HTMLAnchorElement).href = URL.createObjectURL(request);
  const [field, error] = [part("certificate-file", HTMLInputElement), part("certificate-error", HTMLElement)];
  part("device-certificate", HTMLFormElement).addEventListener("submit", async (event) => {
    event.preventDefault();
    const file = field.files?.[0];
    const text = file && file.size <= LARGEST_FILE_BYTES ? await file.text() : "";
    if (await takeCertificate(store, keyPair, teamKey, text, now())) return done();
    field.setAttribute("aria-invalid", "true");
    setText(error, say("certificate_refused"));
  });
}
