// What is drawn over the points: links, arrows, rings and labels. The browser writes the labels: it joins Arabic letters, turns
// their direction and colours emoji, which text in WebGL does not.

import { shown } from "../parts/dom.js";
import { inSight, toScreen } from "./camera.js";

/** @typedef {import("./camera.js").Camera} Camera */
/** @typedef {import("../answers/payload.js").Model} Model */
/** @typedef {{from: number, to: number, arrow?: boolean, faint?: boolean}} Line between two words */
/**
 * @typedef {{chosen: number[], near: number[], lines: Line[], still?: boolean}} Picture words that stand out, by their places, and
 *   whether the map stays where it is even if they are out of sight
 */
/** @typedef {{ink: string, paper: string, accent: string, quiet: string, font: string}} Inks */
/** @typedef {[number, number, number, number]} Box left, top, right, bottom */

const LINE = 12; // pixels, the height of a label's letters
const GAP = 3;
const BESIDE = [0]; // pixels that a label may be below its point
const ANYWHERE = [0, 18, -18, 36, -36]; // those of the chosen words, which are all to be named
const LONGEST = 30; // characters, as `firth.explorer.maps.labels` has it
const MOST = 600; // labels at a time

/** @type {Picture} */
export const NOTHING = { chosen: [], near: [], lines: [] };

/** Draws over the points of one map. */
export class Overlay {
  /** @param {HTMLCanvasElement} canvas @param {Model} model */
  constructor(canvas, model) {
    this.canvas = canvas;
    this.model = model;
    this.pencil = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    /** @type {Map<string, number>} */
    this.widths = new Map();
  }

  /** @param {Camera} camera @param {Picture} picture @param {Inks} inks @param {number} limit words that have a point */
  draw(camera, picture, inks, limit) {
    const { pencil, canvas } = this;
    const ratio = canvas.width / Math.max(1, camera.width);
    pencil.setTransform(ratio, 0, 0, ratio, 0, 0);
    pencil.clearRect(0, 0, camera.width, camera.height);
    for (const line of picture.lines) this.#line(camera, line, inks);
    for (const place of picture.near) if (!picture.chosen.includes(place)) this.#ring(camera, place, 3, inks.ink);
    for (const place of picture.chosen) this.#ring(camera, place, 5, inks.accent);
    this.#labels(camera, picture, inks, limit);
  }

  /** @param {Camera} camera @param {number} place */
  #at(camera, place) {
    const { positions } = this.model;
    return toScreen(camera, positions[2 * place], positions[2 * place + 1]);
  }

  /** @param {Camera} camera @param {Line} line @param {Inks} inks */
  #line(camera, { from, to, arrow, faint }, inks) {
    const { pencil } = this;
    const start = this.#at(camera, from);
    const end = this.#at(camera, to);
    pencil.strokeStyle = inks.accent;
    pencil.globalAlpha = faint ? 0.45 : 0.9;
    pencil.lineWidth = arrow ? 2 : 1.2;
    pencil.beginPath();
    pencil.moveTo(...start);
    pencil.lineTo(...end);
    pencil.stroke();
    if (arrow) this.#head(start, end, inks.accent);
    pencil.globalAlpha = 1;
  }

  /** @param {[number, number]} start @param {[number, number]} end @param {string} colour */
  #head(start, end, colour) {
    const { pencil } = this;
    const way = Math.atan2(end[1] - start[1], end[0] - start[0]);
    pencil.fillStyle = colour;
    pencil.beginPath();
    pencil.moveTo(end[0] - 5 * Math.cos(way), end[1] - 5 * Math.sin(way));
    for (const side of [-0.42, 0.42]) {
      pencil.lineTo(end[0] - 17 * Math.cos(way + side), end[1] - 17 * Math.sin(way + side));
    }
    pencil.fill();
  }

  /** @param {Camera} camera @param {number} place @param {number} radius @param {string} colour */
  #ring(camera, place, radius, colour) {
    const { pencil } = this;
    pencil.beginPath();
    pencil.arc(...this.#at(camera, place), radius, 0, 2 * Math.PI);
    pencil.fillStyle = colour;
    pencil.fill();
  }

  /** @param {Camera} camera @param {Picture} picture @param {Inks} inks @param {number} limit */
  #labels(camera, picture, inks, limit) {
    const taken = picture.chosen.map((place) => around(this.#at(camera, place)));
    const out = new Set([...picture.chosen, ...picture.near]);
    this.pencil.textBaseline = "middle";
    this.pencil.lineJoin = "round";
    for (const place of picture.chosen)
      this.#label(camera, place, `600 15px ${inks.font}`, inks.accent, inks.paper, taken, ANYWHERE);
    for (const place of picture.near)
      if (!picture.chosen.includes(place))
        this.#label(camera, place, `500 13px ${inks.font}`, inks.ink, inks.paper, taken);
    const colour = out.size ? inks.quiet : inks.ink;
    for (const place of this.#ordinary(camera, limit)) {
      if (!out.has(place)) this.#label(camera, place, `${LINE}px ${inks.font}`, colour, inks.paper, taken);
    }
  }

  /** The words whose labels have room at this zoom, the commonest first. @param {Camera} camera @param {number} limit */
  #ordinary(camera, limit) {
    const { positions, labelZoom } = this.model;
    const found = [];
    for (let place = 0; place < labelZoom.length && place < limit && found.length < MOST; place += 1) {
      if (labelZoom[place] > camera.zoom) continue;
      if (inSight(camera, positions[2 * place], positions[2 * place + 1])) found.push(place);
    }
    return found;
  }

  /**
   * Draws a label beside its point, on the side where there is room; if there is none, it is left out.
   * @param {Camera} camera
   * @param {number} place
   * @param {string} font
   * @param {string} colour
   * @param {string} paper
   * @param {Box[]} taken
   * @param {number[]} below
   */
  #label(camera, place, font, colour, paper, taken, below = BESIDE) {
    const { pencil } = this;
    const text = shown(this.model.words[place], LONGEST);
    pencil.font = font;
    const width = this.#width(font, text);
    const [x, y] = this.#at(camera, place);
    const boxes = below.flatMap((down) =>
      [x + 6, x - 6 - width].map(
        (left) => /** @type {Box} */ ([left, y + down - LINE / 2 - 1, left + width, y + down + LINE / 2 + 1]),
      ),
    );
    const free = boxes.find(
      (each) => each[0] >= 0 && each[2] <= camera.width && !taken.some((other) => covers(each, other)),
    );
    if (!free) return;
    taken.push(free);
    pencil.strokeStyle = paper;
    pencil.lineWidth = 3;
    const middle = (free[1] + free[3]) / 2;
    pencil.strokeText(text, free[0], middle);
    pencil.fillStyle = colour;
    pencil.fillText(text, free[0], middle);
  }

  /** @param {string} font @param {string} text */
  #width(font, text) {
    const key = `${font} ${text}`;
    const known = this.widths.get(key) ?? this.pencil.measureText(text).width;
    this.widths.set(key, known);
    return known;
  }
}

/** What other labels leave free around a chosen point. @param {[number, number]} at @returns {Box} */
function around([x, y]) {
  return [x - 2, y - 5, x + 2, y + 5];
}

/** @param {Box} one @param {Box} other */
function covers(one, other) {
  return one[0] < other[2] + GAP && other[0] < one[2] + GAP && one[1] < other[3] && other[1] < one[3];
}
