// @ts-check
/**
 * The sentences of a page. They come from the page itself, `<script type="application/json" id="words">`, so that
 * Dutch and English live in one place; a {name} in a sentence is filled in here.
 *
 * The modules of this folder need the keys of chat/line_words.py; each page adds its own.
 *
 * @typedef {(key: string, values?: Record<string, string | number>) => string} Say
 */

/**
 * @param {ParentNode} page
 * @returns {Say} throws an Error for a key the page does not have
 */
export function readWords(page) {
  return sayFrom(JSON.parse(page.querySelector("#words")?.textContent ?? "{}"));
}

/**
 * @param {Record<string, string>} sentences
 * @returns {Say}
 */
export function sayFrom(sentences) {
  return (key, values = {}) => {
    if (!Object.hasOwn(sentences, key)) throw new Error(`no words for ${key}`);
    return sentences[key].replace(/\{(\w+)\}/g, (whole, name) => {
      return Object.hasOwn(values, name) ? String(values[name]) : whole;
    });
  };
}
