// Words that begin with some letters, and words that are spelt nearly like one.

const NEAR = 2; // letters that may differ, be missing, or be in each other's place

/**
 * Words that begin with a prefix, whatever their case, in their order.
 * @param {string[]} words the commonest first
 * @param {string} prefix
 * @param {number} limit
 */
export function completions(words, prefix, limit) {
  const folded = prefix.toLowerCase();
  /** @type {string[]} */
  const found = [];
  for (let place = 0; place < words.length && found.length < limit; place += 1) {
    if (words[place].toLowerCase().startsWith(folded)) found.push(words[place]);
  }
  return found;
}

/**
 * Up to three words spelt nearly like one, the nearest first, among equals the commonest.
 * @param {string[]} words the commonest first
 * @param {string} word
 */
export function closeSpellings(words, word) {
  const wanted = [...word.toLowerCase()];
  const most = wanted.length < 4 ? 1 : NEAR;
  return words
    .filter((other) => Math.abs(other.length - word.length) <= NEAR * 2)
    .map((other) => ({ other, apart: edits(wanted, [...other.toLowerCase()], most) }))
    .filter(({ apart }) => apart <= most)
    .sort((one, two) => one.apart - two.apart)
    .slice(0, 3)
    .map(({ other }) => other);
}

/**
 * The edits between two words: letters inserted, deleted, replaced, or two exchanged (Damerau 1964).
 * @param {string[]} from
 * @param {string[]} to
 * @param {number} most a larger number is not computed to its end
 */
export function edits(from, to, most) {
  if (Math.abs(from.length - to.length) > most) return most + 1;
  /** @type {number[]} */
  let before = [];
  let above = to.map((_, j) => j).concat(to.length);
  for (let i = 1; i <= from.length; i += 1) {
    const line = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const same = from[i - 1] === to[j - 1] ? 0 : 1;
      line[j] = Math.min(above[j] + 1, line[j - 1] + 1, above[j - 1] + same);
      const exchanged = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (exchanged) line[j] = Math.min(line[j], before[j - 2] + 1);
    }
    if (Math.min(...line) > most) return most + 1;
    [before, above] = [above, line];
  }
  return above[to.length];
}
