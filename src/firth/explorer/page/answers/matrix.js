// The rows of a view, made of the stored codes, and cosines with them.

import { unpackedCodes } from "./payload.js";

/** @typedef {import("./payload.js").Model} Model */
/** @typedef {import("./payload.js").Codes} Codes */

/** Of which matrices a view is made, and whether they stand side by side or their mean is taken. */
const PARTS = /** @type {Record<string, {parts: string[], beside: boolean}>} */ ({
  input: { parts: ["input"], beside: false },
  output: { parts: ["output"], beside: false },
  mean: { parts: ["input", "output"], beside: false },
  concatenated: { parts: ["input", "output"], beside: true },
});

/** The rows of a view. They are made when they are asked for: floats of all would take four times the memory. */
export class Matrix {
  /**
   * @param {Codes[]} parts one or two matrices
   * @param {number} dimensions of each
   * @param {boolean} beside whether they stand side by side; else the mean of them is taken
   */
  constructor(parts, dimensions, beside) {
    this.parts = parts;
    this.dimensions = dimensions;
    this.step = beside ? dimensions : 0;
    this.share = beside ? 1 : 1 / parts.length;
    this.width = beside ? dimensions * parts.length : dimensions;
    this.size = parts[0].scales.length;
    this.lengths = Float64Array.from({ length: this.size }, (_, place) => lengthOf(this.row(place)));
  }

  /** @param {number} place @returns {Float64Array} the numbers of a row */
  row(place) {
    const row = new Float64Array(this.width);
    this.parts.forEach(({ codes, scales }, part) => {
      const start = place * this.dimensions;
      for (let i = 0; i < this.dimensions; i += 1)
        row[part * this.step + i] += codes[start + i] * scales[place] * this.share;
    });
    return row;
  }

  /** @param {number} place @returns {Float64Array} a row of length 1; zeros stay zeros */
  unit(place) {
    return this.row(place).map((value) => value / (this.lengths[place] || 1));
  }

  /** @param {Float64Array} query of any length @returns {Float32Array} its cosine with every row, 0 with a row of zeros */
  cosines(query) {
    const scale = lengthOf(query) || 1;
    const { lengths } = this;
    return Float32Array.from(
      { length: this.size },
      (_, place) => this.product(query, place) / (scale * (lengths[place] || 1)),
    );
  }

  /** The inner product with a row. @param {Float64Array} query @param {number} place */
  product(query, place) {
    let total = 0;
    for (let part = 0; part < this.parts.length; part += 1) {
      const { codes, scales } = this.parts[part];
      const start = place * this.dimensions;
      const shift = part * this.step;
      let sum = 0;
      for (let i = 0; i < this.dimensions; i += 1) sum += codes[start + i] * query[shift + i];
      total += sum * scales[place];
    }
    return total * this.share;
  }
}

/**
 * The matrix of a view of a model.
 * @param {Model} model
 * @param {string} view
 */
export function matrixOf(model, view) {
  const { parts, beside } = PARTS[view];
  const packed = /** @type {Record<string, import("./payload.js").Packed>} */ (model.codes);
  return new Matrix(
    parts.map((part) => unpackedCodes(packed[part])),
    model.dimensions,
    beside,
  );
}

/** @param {Float64Array} row */
export function lengthOf(row) {
  return Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
}
