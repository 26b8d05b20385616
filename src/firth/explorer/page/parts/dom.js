// Elements. Text goes in as text: nothing here, and nothing elsewhere, makes markup of a word.

/** @typedef {Node | string | null | false | undefined} Child */

/**
 * An element.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [attributes] `onclick` and the like are functions; true is an attribute without a value
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/**
 * An element of a drawing.
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [attributes]
 * @param {...Child} children
 * @returns {SVGElementTagNameMap[T]}
 */
export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

/** @template {Element} E @param {E} element @param {Record<string, any>} attributes @param {Child[]} children @returns {E} */
function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null && value !== undefined)
      element.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

/** Puts other children in; what had the focus gives it to what is now in its place. @param {HTMLElement} element @param {...Child} children */
export function refilled(element, ...children) {
  const buttons = () => Array.from(element.querySelectorAll("button"));
  const focused = buttons().findIndex((button) => button === document.activeElement);
  element.replaceChildren(...children.map((child) => child || ""));
  buttons()[focused]?.focus();
}

/** A word as it is shown: cut if it is very long, and control characters are seen. @param {string} word */
export function shown(word, most = 80) {
  const seen = [...word.slice(0, 2 * most + 2)].map((letter) =>
    letter < " " || letter === "\u007f" ? "\ufffd" : letter,
  );
  return seen.length > most ? `${seen.slice(0, most).join("")}…` : seen.join("");
}

/** A word in a text whose direction it does not turn. @param {string} word @returns {HTMLElement} */
export function bdi(word) {
  return h("bdi", {}, shown(word));
}
