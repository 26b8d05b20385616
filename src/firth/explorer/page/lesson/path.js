// Where the path of a Huffman code is drawn: from the root at the left to the word at the right, up for 0 and down for 1.

/** @typedef {{x: number, y: number}} Point */
/** @typedef {{digit: string, from: Point, to: Point, other: Point}} Turn other: where the turn not taken leads */

const [WIDTH, WIDEST, NARROWEST] = [340, 46, 18];
const RISE = 15;

/**
 * The turns of a path, all to the right of 0 and below 0, and the size of the drawing.
 * @param {string} code of 0s and 1s
 * @returns {{turns: Turn[], width: number, height: number}}
 */
export function pathOf(code) {
  const step = Math.max(NARROWEST, Math.min(WIDEST, WIDTH / code.length));
  /** @type {Turn[]} */
  const turns = [];
  let from = { x: 0, y: 0 };
  for (const [i, digit] of [...code].entries()) {
    const [x, rise] = [(i + 1) * step, digit === "0" ? -RISE : RISE];
    const to = { x, y: from.y + rise };
    turns.push({ digit, from, to, other: { x, y: from.y - rise } });
    from = to;
  }
  const heights = turns.flatMap(({ to, other }) => [to.y, other.y]);
  const top = Math.min(0, ...heights);
  /** @param {Point} point */
  const below = ({ x, y }) => ({ x, y: y - top });
  return {
    turns: turns.map(({ digit, ...points }) => ({
      digit,
      from: below(points.from),
      to: below(points.to),
      other: below(points.other),
    })),
    width: code.length * step,
    height: Math.max(0, ...heights) - top,
  };
}
