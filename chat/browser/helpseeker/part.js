// @ts-check
/** The parts of the page that the modules fill. */

/**
 * The element of that id.
 * @template {Element} T
 * @param {string} id
 * @param {{new (): T}} type
 * @returns {T}
 * @throws {Error} if the page lacks it: page and script do not belong together then
 */
export function part(id, type) {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`the page lacks #${id}`);
}

/**
 * Say it, unless it is said already: a live region would say it again.
 * @param {HTMLElement} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * A copy of the first element of a template.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function copyOf(id) {
  const { content } = part(id, HTMLTemplateElement);
  return /** @type {HTMLElement} */ (/** @type {Element} */ (content.firstElementChild).cloneNode(true));
}

/**
 * Put text where a copied template has a place for it.
 * @param {HTMLElement} copy
 * @param {string} place a data attribute's name
 * @param {string} text
 */
export function fill(copy, place, text) {
  const found = copy.querySelector(`[data-${place}]`);
  if (found !== null) found.textContent = text;
}
