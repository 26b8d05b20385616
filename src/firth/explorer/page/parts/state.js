// What one sees, as a value that a link can hold: everything after the # of the page's address.

/**
 * @typedef {object} State
 * @property {string} word the chosen one
 * @property {string} tab
 * @property {string} view
 * @property {string} colour
 * @property {string} from an end of the axis
 * @property {string} to its other end
 * @property {string[]} analogy three words, some of them perhaps empty
 * @property {string[]} terms of a sum, each with + or - before it
 * @property {string[]} pair two words to compare
 * @property {string[]} odd words, of which one may not belong there
 * @property {string[]} kept
 * @property {string} sentence of the lesson
 * @property {string} center the position of a word in it
 * @property {string} window words on each side
 * @property {string} context the position of a word in the window, or "cbow"
 * @property {string} draws how often noise words were drawn before
 * @property {string} rate of the step
 * @property {string} model of the lesson
 * @property {string} language
 * @property {string} theme
 */

/** @type {State} */
export const START = {
  word: "",
  tab: "word",
  view: "input",
  colour: "clusters",
  from: "",
  to: "",
  analogy: [],
  terms: [],
  pair: [],
  odd: [],
  kept: [],
  sentence: "",
  center: "2",
  window: "2",
  context: "",
  draws: "0",
  rate: "0.025",
  model: "0",
  language: "",
  theme: "",
};

/** @typedef {keyof State} Name */

/** A state as the fragment of an address, without what is as at the start. @param {State} state */
export function fragmentOf(state) {
  const parts = new URLSearchParams();
  for (const name of /** @type {Name[]} */ (Object.keys(START))) {
    const value = state[name];
    if (Array.isArray(value)) value.forEach((each) => parts.append(name, each));
    else if (value !== START[name]) parts.append(name, value);
  }
  return parts.toString();
}

/** The state of a fragment; what it does not tell is as at the start. @param {string} fragment @returns {State} */
export function stateOf(fragment) {
  const parts = new URLSearchParams(fragment.replace(/^#/, ""));
  const named = Object.entries(START).map(([name, start]) => [
    name,
    Array.isArray(start) ? parts.getAll(name) : (parts.get(name) ?? start),
  ]);
  return Object.fromEntries(named);
}

/** A list with a word added at its end, or without it if it was there. @param {string[]} list @param {string} word */
export function toggled(list, word) {
  return list.includes(word) ? list.filter((each) => each !== word) : [...list, word];
}
