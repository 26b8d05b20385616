// One step of negative sampling, with its numbers, as in `firth.kernels.reference`: `gradients` of one input row, or
// `cbow_sequential` of the mean of several.

/** @typedef {{score: number, sigmoid: number, error: number, after: number}} Output what a step does to the score with an output row */

/**
 * A step. Both sides move by the numbers from before it.
 * @param {number[]} input the center's row of E, or the mean of the window's rows
 * @param {number[][]} outputs rows of E', no word twice
 * @param {number[]} labels 1 for the context word, 0 for a noise word
 * @param {number[]} rates the learning rate of each, times how often it was drawn
 * @param {number} [reach] how far the input moves for each length that its words' rows are moved, see `reachOf`
 * @returns {Output[]}
 */
export function stepOf(input, outputs, labels, rates, reach = 1) {
  const scores = outputs.map((row) => product(input, row));
  const errors = scores.map((score, i) => labels[i] - sigmoid(score));
  const moved = input.map((value, d) =>
    outputs.reduce((sum, row, i) => sum + reach * rates[i] * errors[i] * row[d], value),
  );
  return outputs.map((row, i) => ({
    score: scores[i],
    sigmoid: sigmoid(scores[i]),
    error: errors[i],
    after: product(
      moved,
      row.map((value, d) => value + rates[i] * errors[i] * input[d]),
    ),
  }));
}

/** The mean of rows. @param {number[][]} rows */
export function meanOf(rows) {
  return rows[0].map((_, d) => rows.reduce((sum, row) => sum + row[d] / rows.length, 0));
}

/**
 * How far a mean of words' rows moves when each word's row is moved once for each time that it is there, as in word2vec.c.
 * @param {string[]} words
 */
export function reachOf(words) {
  return words.reduce((sum, word) => sum + words.filter((other) => other === word).length, 0) / words.length;
}

/**
 * The loss whose gradient the step follows: the sum of -log sigmoid(score), of noise words -log sigmoid(-score).
 * @param {number[]} scores
 * @param {number[]} labels
 * @param {number[]} times how often each counts
 */
export function lossOf(scores, labels, times) {
  return scores.reduce((sum, score, i) => sum + times[i] * softplus(labels[i] ? -score : score), 0);
}

/** @param {number} score */
function sigmoid(score) {
  return 1 / (1 + Math.exp(-score));
}

/** log(1 + exp(x)), without overflow. @param {number} x */
function softplus(x) {
  return Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** @param {number[]} one @param {number[]} other */
function product(one, other) {
  return one.reduce((sum, value, d) => sum + value * other[d], 0);
}
