// The window that slides over a sentence, and the training samples that it hands to skip-gram and to CBOW: those of
// `firth pairs`.

const LONGEST = 6; // parts of a word that holds blanks

/** @typedef {{position: number, begin: number, center: string, context: string[]}} Window begin: its first word's position */

/**
 * The words of a text, between blanks. A word that itself holds blanks, such as "New York", is one where it is known.
 * @param {string} text
 * @param {{has: (word: string) => boolean}} [known]
 */
export function wordsOf(text, known) {
  const parts = text.split(/\s+/).filter(Boolean);
  const words = [];
  for (let start = 0; start < parts.length;) {
    let end = Math.min(parts.length, start + LONGEST);
    while (end > start + 1 && !known?.has(parts.slice(start, end).join(" "))) end -= 1;
    words.push(parts.slice(start, end).join(" "));
    start = end;
  }
  return words;
}

/**
 * The window around a word.
 * @param {string[]} words of a sentence
 * @param {number} position of the center
 * @param {number} reach words on each side
 * @returns {Window}
 */
export function windowAt(words, position, reach) {
  const begin = Math.max(0, position - reach);
  const context = [...words.slice(begin, position), ...words.slice(position + 1, position + reach + 1)];
  return { position, begin, center: words[position], context };
}

/**
 * A sample of a window: the words whose rows of E it takes, and the word that is to be guessed from them.
 * @param {Window} window
 * @param {number | null} chosen the position of skip-gram's context word; null for the sample of CBOW
 * @returns {{inputs: string[], target: string}}
 */
export function sampleOf({ center, context }, chosen) {
  return chosen === null ? { inputs: context, target: center } : { inputs: [center], target: context[chosen] };
}
