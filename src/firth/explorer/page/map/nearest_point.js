// Which word lies under the pointer: the points in cells of a grid, so that few are looked at.

const CELLS = 128; // on a side

/** Points of a map, found by where they are. */
export class PointGrid {
  /** @param {Float32Array} positions x and y of each, within -1 to 1 */
  constructor(positions) {
    this.positions = positions;
    const size = positions.length / 2;
    const cells = Int32Array.from(
      { length: size },
      (_, i) => cell(positions[2 * i]) + CELLS * cell(positions[2 * i + 1]),
    );
    this.starts = new Int32Array(CELLS * CELLS + 1);
    for (const each of cells) this.starts[each + 1] += 1;
    for (let i = 0; i < CELLS * CELLS; i += 1) this.starts[i + 1] += this.starts[i];
    const next = this.starts.slice();
    this.points = new Int32Array(size); // those of a cell side by side
    cells.forEach((each, point) => {
      this.points[next[each]] = point;
      next[each] += 1;
    });
  }

  /**
   * The point nearest to a place, or -1 if there is none within reach.
   * @param {number} x
   * @param {number} y
   * @param {number} reach
   */
  nearest(x, y, reach) {
    let best = -1;
    let least = reach * reach;
    for (let row = cell(y - reach); row <= cell(y + reach); row += 1) {
      const first = this.starts[row * CELLS + cell(x - reach)];
      const last = this.starts[row * CELLS + cell(x + reach) + 1];
      for (const point of this.points.subarray(first, last)) {
        const apart = (this.positions[2 * point] - x) ** 2 + (this.positions[2 * point + 1] - y) ** 2;
        if (apart < least || (apart === least && best < 0)) [best, least] = [point, apart];
      }
    }
    return best;
  }
}

/** @param {number} value */
function cell(value) {
  return Math.min(CELLS - 1, Math.max(0, Math.floor(((value + 1) / 2) * CELLS)));
}

/**
 * The points that lie nearest to one of them in the picture.
 * @param {Float32Array} positions
 * @param {number} point
 * @param {number} limit
 */
export function nearestInPicture(positions, point, limit) {
  const apart = Float32Array.from({ length: positions.length / 2 }, (_, i) =>
    Math.hypot(positions[2 * i] - positions[2 * point], positions[2 * i + 1] - positions[2 * point + 1]),
  );
  apart[point] = Infinity;
  return Array.from(apart.keys())
    .sort((one, two) => apart[one] - apart[two])
    .slice(0, limit);
}
