// The window that slides over a sentence, and the training samples that it hands to skip-gram and to CBOW: those of
// `firth pairs`.

/** @typedef {{position: number, begin: number, center: string, context: string[]}} Window begin: its first word's position */

/** The words of a text, between blanks. @param {string} text */
export function wordsOf(text) {
  return text.split(/\s+/).filter(Boolean);
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
