// Fewer points while a map moves, where the computer is too slow for all of them: those that others lie upon are left out.

const CELLS = 160; // along each side of the map: at first sight about five pixels each
const SLOW = 30; // milliseconds from one frame to the next
const LATE = 3; // slow frames, more than swift ones, until fewer points are drawn
const REST = 150; // milliseconds without a move

/**
 * Places of points of which no two are at the same spot, as far as there are so many; then the second ones of each spot, and so on.
 * @param {Float32Array} positions
 * @param {number} most
 * @returns {Uint32Array} in their order
 */
export function thinned(positions, most) {
  const count = positions.length / 2;
  const depths = new Uint32Array(count);
  const cells = new Uint32Array(CELLS * CELLS);
  /** @type {number[]} points of each depth */
  const sizes = [];
  for (let place = 0; place < count; place += 1) {
    const depth = (cells[cellOf(positions, place)] += 1) - 1;
    depths[place] = depth;
    sizes[depth] = (sizes[depth] ?? 0) + 1;
  }
  let room = most;
  const last = sizes.findIndex((size) => (room -= size) <= 0); // of it, the first ones only
  if (last < 0) return Uint32Array.from(depths.keys());
  room += sizes[last];
  return Uint32Array.from(depths.keys()).filter(
    (place) => depths[place] < last || (depths[place] === last && room-- > 0),
  );
}

/** @param {Float32Array} positions @param {number} place */
function cellOf(positions, place) {
  return cellAlong(positions[2 * place + 1]) * CELLS + cellAlong(positions[2 * place]);
}

/** @param {number} position from -1 to 1 */
function cellAlong(position) {
  return Math.min(CELLS - 1, Math.max(0, Math.floor(((position + 1) / 2) * CELLS)));
}

/** Whether a map moves, and whether all points are too many for it to move smoothly. */
export class Pace {
  /** @param {() => void} rested called when the map has come to rest */
  constructor(rested) {
    this.rested = rested;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.resting = undefined;
    this.moves = false;
    this.before = -Infinity; // when the last frame of a move was drawn
    this.late = 0;
  }

  /** The map moves. */
  move() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      this.moves = false;
      this.before = -Infinity;
      this.rested();
    }, REST);
    this.moves = true;
  }

  /** A frame is drawn. @param {number} now @returns {boolean} whether with few points */
  frame(now) {
    if (!this.moves) return false;
    if (this.before > -Infinity && this.late < LATE)
      this.late = Math.max(0, this.late + (now - this.before > SLOW ? 1 : -1));
    this.before = now;
    return this.late >= LATE;
  }

  end() {
    clearTimeout(this.resting);
  }
}
