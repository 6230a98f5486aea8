// @ts-check
/**
 * What stands in the tab, as it stands there: for every public page, with no key to open it.
 *
 * @typedef {{conv: string, token: string, L: string, iv: string, ct: string}} Stored
 */

export const PLACE = "hlc1";

/** The tab's own storage. Reading the property already throws where site data is blocked: then null. */
export function tabStorage() {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

/**
 * @param {Storage} storage
 * @returns {Stored | null}
 */
export function read(storage) {
  try {
    const stored = JSON.parse(storage.getItem(PLACE) ?? "null");
    const fields = ["conv", "token", "L", "iv", "ct"];
    return fields.every((name) => typeof stored?.[name] === "string") ? stored : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
