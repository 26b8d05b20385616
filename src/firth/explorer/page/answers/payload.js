// The payload as the page uses it: base64 becomes arrays, and each word knows its place in them.

/** @typedef {"training" | "drawing"} Follows the work that goes on while the page is looked at */
/**
 * @typedef {{correlation: number | null, slope: number | null, intercept: number | null, residual_mean: number | null,
 *   residual_deviation: number | null}} Fit
 * @typedef {{theory: [number, number], product: [number, number], columns: number, rows: number, pairs: number[]}} Cells
 * @typedef {{objective: string, pairs: number, min_pair_count: number, passes: number, fit: Fit, cells: Cells,
 *   bands: (Fit & {first: number, last: number | null, pairs: number})[]}} Audit
 */
/** @typedef {{runs: number, by: string, neighbours: string | null, holds: string | null}} PackedRuns */
/**
 * @typedef {{runs: number, width: number, neighbours: Int32Array, holds: Uint16Array}} Runs of the nearest words of each word,
 *   in how many runs they hold
 */
/**
 * @typedef {{bytes: string, scales: string, agreement: number}} Packed one matrix in a byte a number
 * @typedef {{
 *   name: string, total: number, dimensions: number, words: string[], rows: string, counts: number[] | null,
 *   positions: string, label_zoom: string, clusters: string, columns: Record<string, (string | null)[]>,
 *   projection: Record<string, any>, views: string[], codes: Record<string, Packed> | null,
 *   facts: [string, string][], losses: [number, number][] | null, stability?: PackedRuns | null,
 *   noise: import("../lesson/noise.js").Noise | null, huffman: string[] | null, audit?: Audit | null,
 * }} PackedModel
 * @typedef {{word: string, shared: number}} Difference
 * @typedef {{
 *   version: number, firth: string, served: boolean, follows: Follows | null, models: PackedModel[],
 *   differences: Difference[] | null,
 * }} Payload
 *
 * @typedef {{codes: Int8Array, scales: Float32Array}} Codes
 * @typedef {Omit<PackedModel, "rows" | "positions" | "label_zoom" | "clusters" | "codes" | "stability"> & {
 *   places: Map<string, number>, rows: Int32Array, positions: Float32Array, labelZoom: Float32Array, clusters: Uint8Array,
 *   codes: Record<string, Packed> | null, stability: Runs | null,
 * }} Model
 * @typedef {{firth: string, served: boolean, follows: Follows | null, models: Model[], differences: Difference[] | null}} Space
 */

const VERSION = 1;

/**
 * The bytes of a text in base64.
 * @param {string} text
 * @returns {ArrayBuffer}
 */
export function bytesOf(text) {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = characters.charCodeAt(i);
  return bytes.buffer;
}

/**
 * A payload with its arrays.
 * @param {Payload} payload
 * @returns {Space}
 */
export function unpacked(payload) {
  if (payload.version !== VERSION) {
    throw new Error(`This page reads payloads of version ${VERSION}; this one has version ${payload.version}.`);
  }
  const { firth, served, follows, models, differences } = payload;
  return { firth, served, follows, models: models.map(unpackedModel), differences };
}

/** @param {PackedModel} model @returns {Model} */
function unpackedModel(model) {
  return {
    ...model,
    places: new Map(model.words.map((word, place) => [word, place])),
    rows: new Int32Array(bytesOf(model.rows)),
    positions: new Float32Array(bytesOf(model.positions)),
    labelZoom: new Float32Array(bytesOf(model.label_zoom)),
    clusters: new Uint8Array(bytesOf(model.clusters)),
    stability: model.stability ? unpackedRuns(model.stability, model.words.length) : null,
  };
}

/** @param {PackedRuns} runs @param {number} words @returns {Runs | null} */
function unpackedRuns({ runs, neighbours, holds }, words) {
  if (neighbours === null || holds === null) return null;
  const places = new Int32Array(bytesOf(neighbours));
  return { runs, width: places.length / words, neighbours: places, holds: new Uint16Array(bytesOf(holds)) };
}

/**
 * A matrix that was stored in a byte a number.
 * @param {Packed} packed
 * @returns {Codes}
 */
export function unpackedCodes(packed) {
  return { codes: new Int8Array(bytesOf(packed.bytes)), scales: new Float32Array(bytesOf(packed.scales)) };
}
