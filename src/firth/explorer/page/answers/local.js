// Answers of the page that is one file, from the stored codes of the words on the map. The questions and answers are those
// of the server (`firth.explorer.answering`).

import { matrixOf } from "./matrix.js";
import { bytesOf } from "./payload.js";
import { closeSpellings, completions } from "./spelling.js";

/** @typedef {import("./matrix.js").Matrix} Matrix */
/** @typedef {import("./payload.js").Model} Model */
/** @typedef {{word: string, cosine: number, count: number | null, row: number, runs?: number | null}} Neighbour */
/** @typedef {{neighbours: Neighbour[], unknown: string[], close: Record<string, string[]>}} Neighbours */
/** @typedef {{odd: string, cosines: number[], unknown: string[], close: Record<string, string[]>}} Odd */
/** @typedef {{word: string, score: number}} Scored */
/** @typedef {{scores: Float32Array, low: Scored[], high: Scored[], unknown: string[], close: Record<string, string[]>}} Axis */
/** @typedef {{rows: number[][], unknown: string[], close: Record<string, string[]>}} Rows */
/** @typedef {{code: string | null, unknown: string[], close: Record<string, string[]>}} Path */
/** @typedef {{words: {word: string, count: number | null}[]}} Completions */
/** @typedef {Record<string, any> & {question: string, model: number}} Question */
/** @typedef {(question: Question) => Promise<any>} Ask */

const NO_DIRECTION = 1e-6; // so short a sum of unit rows is rounding

/**
 * A function that answers questions.
 * @param {Model[]} models
 * @returns {Ask}
 */
export function localAnswers(models) {
  /** @type {Map<string, Matrix>} */
  const matrices = new Map();
  /** @param {number} model @param {string} view */
  const matrix = (model, view) => {
    const key = `${model} ${view}`;
    const made = matrices.get(key) ?? matrixOf(models[model], view);
    matrices.set(key, made);
    return made;
  };
  return async (question) => {
    const model = models[question.model];
    if (question.question === "complete") return completed(model, question.prefix, question.limit);
    const unknown = asked(question).filter((word) => !model.places.has(word));
    if (unknown.length) return missing(model, unknown);
    return ANSWERS[question.question](model, (view) => matrix(question.model, view), question);
  };
}

/** @typedef {(view: string) => Matrix} Views */
/** @type {Record<string, (model: Model, views: Views, question: Question) => any>} */
const ANSWERS = { neighbours, odd, axis, rows: rowsOf, contexts, path };

/** @param {Question} question @returns {string[]} its words */
function asked({ add = [], subtract = [], words = [], from, to, word }) {
  return [...add, ...subtract, ...words, ...[from, to, word].filter((each) => each !== undefined)];
}

/** @param {Model} model @param {string[]} unknown */
function missing(model, unknown) {
  const close = Object.fromEntries(unknown.map((word) => [word, closeSpellings(model.words, word)]));
  return { unknown, close, neighbours: [] };
}

/** @param {Model} model @param {string} word */
const placeOf = (model, word) => /** @type {number} */ (model.places.get(word));

/** @param {Model} model @param {Views} views @param {Question} question @returns {Neighbours} */
function neighbours(model, views, { view, add, subtract = [], limit }) {
  const matrix = views(view);
  const query = new Float64Array(matrix.width);
  /** @param {string[]} words @param {number} sign */
  const plus = (words, sign) =>
    words.forEach((word) => matrix.unit(placeOf(model, word)).forEach((value, i) => (query[i] += sign * value)));
  plus(add, 1);
  plus(subtract, -1);
  if (query.every((value) => Math.abs(value) < NO_DIRECTION)) {
    throw new Error("The words cancel each other out, which leaves no direction to look in.");
  }
  const scores = matrix.cosines(query);
  const sure = view === "input" && add.length === 1 && !subtract.length ? inRuns(model, placeOf(model, add[0])) : null;
  const left = new Set([...add, ...subtract].map((word) => placeOf(model, word)));
  const best = highest(scores, limit, left).map((place) => ({
    word: model.words[place],
    cosine: scores[place],
    count: model.counts && model.counts[place],
    row: model.rows[place],
    ...(sure && { runs: sure.get(place) ?? null }),
  }));
  return { neighbours: best, unknown: [], close: {} };
}

/** The share of the runs in which each of a word's nearest words is among the nearest. @param {Model} model @param {number} place */
function inRuns({ stability }, place) {
  if (!stability?.neighbours) return null;
  const { runs, neighbours: found, holds, width } = stability;
  const [from, to] = [place * width, (place + 1) * width];
  const shares = Array.from(holds.subarray(from, to), (number) => number / runs);
  return new Map(shares.map((share, i) => [found[from + i], share]));
}

/** @param {Model} model @param {Views} views @param {Question} question @returns {Odd} */
function odd(model, views, { view, words }) {
  const matrix = views(view);
  const rows = /** @type {string[]} */ (words).map((word) => matrix.unit(placeOf(model, word)));
  const mean = new Float64Array(matrix.width);
  for (const row of rows) row.forEach((value, i) => (mean[i] += value / rows.length));
  const scores = matrix.cosines(mean);
  const cosines = /** @type {string[]} */ (words).map((word) => scores[placeOf(model, word)]);
  return { odd: words[cosines.indexOf(Math.min(...cosines))], cosines, unknown: [], close: {} };
}

/** @param {Model} model @param {Views} views @param {Question} question @returns {Axis} */
function axis(model, views, { view, from, to, limit }) {
  const matrix = views(view);
  const low = matrix.unit(placeOf(model, from));
  const scores = matrix.cosines(matrix.unit(placeOf(model, to)).map((value, i) => value - low[i]));
  /** @param {Float32Array} by */
  const ends = (by) =>
    highest(by, limit, new Set()).map((place) => ({ word: model.words[place], score: scores[place] }));
  return { scores, low: ends(scores.map((score) => -score)), high: ends(scores), unknown: [], close: {} };
}

/** @param {Model} model @param {Views} views @param {Question} question @returns {Rows} */
function rowsOf(model, views, { view, words }) {
  const matrix = views(view);
  const numbers = /** @type {string[]} */ (words).map((word) => Array.from(matrix.row(placeOf(model, word))));
  return { rows: numbers, unknown: [], close: {} };
}

/** The Huffman code of a word. @param {Model} model @param {Views} _ @param {Question} question @returns {Path} */
function path(model, _, { word }) {
  return { code: model.huffman && model.huffman[placeOf(model, word)], unknown: [], close: {} };
}

/** Words expected next to a word. @param {Model} model @param {Views} views @param {Question} question */
function contexts(model, views, { word, limit }) {
  const [query, outputs] = [views("input").row(placeOf(model, word)), views("output")];
  const scores = Float32Array.from({ length: outputs.size }, (_, place) => outputs.product(query, place));
  const best = highest(scores, limit, new Set());
  return {
    contexts: best.map((place) => ({ word: model.words[place], score: scores[place] })),
    unknown: [],
    close: {},
  };
}

/** @param {Model} model @param {string} prefix @param {number} limit @returns {Completions} */
function completed(model, prefix, limit) {
  const words = completions(model.words, prefix, limit);
  return { words: words.map((word) => ({ word, count: model.counts && model.counts[placeOf(model, word)] })) };
}

/**
 * The places of the highest scores, the highest first, equals in their order.
 * @param {Float32Array} scores
 * @param {number} limit
 * @param {Set<number>} left out
 */
export function highest(scores, limit, left) {
  /** @type {number[]} */
  const best = [];
  for (let place = 0; place < scores.length; place += 1) {
    if (best.length === limit && scores[place] <= scores[best[limit - 1]]) continue;
    if (left.has(place)) continue;
    let at = best.length;
    while (at > 0 && scores[best[at - 1]] < scores[place]) at -= 1;
    best.splice(at, 0, place);
    best.length = Math.min(best.length, limit);
  }
  return best;
}

/** An answer of the server, whose scores are base64, as the page uses it. @param {any} answer */
export function received(answer) {
  return typeof answer.scores === "string" ? { ...answer, scores: new Float32Array(bytesOf(answer.scores)) } : answer;
}
