// Noise words, drawn in proportion to a power of their counts (Mikolov et al. 2013, section 2.2).

/** @typedef {{power: number, total: number, tokens: number}} Noise of all words of a model: the sums of powers and of counts */

const ALL = (1n << 64n) - 1n;

/** 64 random bits: number n of a stream (SplitMix64), as `firth.kernels.reference.bits`. @param {bigint} key @param {bigint} n */
export function bits(key, n) {
  let z = (key + n * 0x9e3779b97f4a7c15n) & ALL;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & ALL;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & ALL;
  return z ^ (z >> 31n);
}

/** The words of a map on a line, each with a stretch as long as its chance; behind them those that the map has not. */
export class NoiseLine {
  /** @param {number[]} counts of the map's words @param {Noise} noise */
  constructor(counts, { power, total, tokens }) {
    this.counts = counts;
    this.power = power;
    this.total = total;
    this.tokens = tokens;
    let end = 0;
    this.ends = Float64Array.from(counts, (count) => (end += this.weight(count)));
  }

  /** @param {number} count */
  weight(count) {
    return count ** this.power;
  }

  /** The chance of a word. @param {number} place */
  chance(place) {
    return this.weight(this.counts[place]) / this.total;
  }

  /** What it would be by the counts alone. @param {number} place */
  share(place) {
    return this.counts[place] / this.tokens;
  }

  /** The place of the word at a point of the line, null behind the map's words. @param {number} point from 0 to 1 */
  at(point) {
    const place = this.ends.findIndex((end) => point * this.total < end);
    return place < 0 ? null : place;
  }

  /** The places of some draws, one after another, of a stream that is the same each time. @param {number} first @param {number} size */
  draws(first, size) {
    return Array.from({ length: size }, (_, i) => this.at(Number(bits(1n, BigInt(first + i)) >> 11n) / 2 ** 53));
  }
}
