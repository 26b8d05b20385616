// One map: points below, links and labels above, and what happens when one points at a word.

import { shown } from "../parts/dom.js";
import { between, closer, inSight, mixed, scaleOf, toPlane, wholeMap, zoomed } from "./camera.js";
import { colourBytes, radiiOf } from "./colours.js";
import { flatPoints } from "./flat_points.js";
import { listenToGestures } from "./gestures.js";
import { glPoints } from "./gl_points.js";
import { NOTHING, Overlay } from "./labels.js";
import { PointGrid } from "./nearest_point.js";
import { Pace } from "./thinning.js";

/** @typedef {import("./camera.js").Camera} Camera */
/** @typedef {import("./labels.js").Picture} Picture */
/** @typedef {import("./labels.js").Inks} Inks */
/** @typedef {import("../answers/payload.js").Model} Model */
/** @typedef {{points: HTMLCanvasElement, labels: HTMLCanvasElement, tip: HTMLElement}} Surfaces */
/** @typedef {{choose: (place: number) => void, tip: (place: number) => string}} Doings */

const REACH = 10; // pixels around the pointer
const BEHIND = 0.35; // opacity of all words while some stand out
const BORDER = 70; // pixels
const CROWD = 5; // neighbours that may crowd
const JOURNEY = 450; // milliseconds
const WANDERING = 900; // the same, of words that move
const APART = 1.5; // the zoom from which points that were upon each other are apart
const NEARER = 0.5; // powers of two from the whole map on, to be looking at a part of it

/** A map of the words of a model. */
export class WordMap {
  /** @param {Model} model @param {Surfaces} surfaces @param {Inks} inks @param {Doings} doings */
  constructor(model, surfaces, inks, doings) {
    this.model = model;
    this.surfaces = surfaces;
    this.inks = inks;
    this.doings = doings;
    const points = glPoints(surfaces.points, model.positions);
    this.flat = points === null;
    this.points = points ?? flatPoints(surfaces.points, model.positions);
    this.overlay = new Overlay(surfaces.labels, model);
    this.grid = new PointGrid(model.positions);
    this.picture = NOTHING;
    this.radii = radiiOf(model.words.length);
    this.colours = new Uint8Array(4 * model.words.length);
    this.opacity = 1;
    this.pace = new Pace(() => this.redraw());
    this.asked = 0; // the frame that was asked for
    this.view = wholeMap(1, 1);
    this.fitted = false; // whether the size on the page is known
    this.moving = model; // the map that the words are on their way to
    this.resized = new ResizeObserver(() => this.fit());
    this.resized.observe(surfaces.labels);
    listenToGestures(surfaces.labels, {
      camera: () => this.view,
      look: (camera) => this.look(camera),
      whole: () => this.whole(),
      click: (left, top) => this.click(left, top),
      hover: (left, top) => this.hover(left, top),
      leave: () => this.tip(-1),
    });
  }

  /** The canvases are as large as the page has room for. */
  fit() {
    const { clientWidth: width, clientHeight: height } = this.surfaces.labels;
    const ratio = window.devicePixelRatio;
    for (const canvas of [this.surfaces.points, this.surfaces.labels]) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    if (!width || !height) return;
    const by = Math.log2(Math.min(width, height) / Math.min(this.view.width, this.view.height));
    this.look(this.fitted ? { ...this.view, width, height, zoom: this.view.zoom + by } : wholeMap(width, height));
    const first = !this.fitted;
    this.fitted = true;
    if (first && this.picture.chosen.length && !this.picture.still)
      this.goTo(this.picture.chosen[0], this.picture.near);
    this.draw(); // at once: a canvas is empty when its size has changed
  }

  /** Looks where another map of these words looked. @param {Camera} camera */
  restore(camera) {
    this.view = camera;
    this.fitted = true;
  }

  /** @param {Camera} camera */
  look(camera) {
    this.view = camera;
    this.pace.move();
    this.tip(-1);
    this.redraw();
  }

  whole() {
    this.look(wholeMap(this.view.width, this.view.height));
  }

  /** @param {number} by powers of two */
  zoom(by) {
    this.look(zoomed(this.view, by));
  }

  /** @param {import("./colours.js").Colouring} colours */
  colour(colours) {
    this.colours = colourBytes(colours, this.model.words.length);
    this.redraw();
  }

  /**
   * Lets some words stand out, and goes there if they are out of sight.
   * @param {Picture} picture
   * @param {boolean} behind whether the others step back
   */
  show(picture, behind) {
    const [first] = picture.chosen;
    const news = first !== undefined && first !== this.picture.chosen[0];
    this.picture = picture;
    this.opacity = behind && picture.chosen.length ? BEHIND : 1;
    this.redraw();
    if (news && this.fitted && !picture.still) this.goTo(first, picture.near);
  }

  /** @param {number} place */
  position(place) {
    return /** @type {[number, number]} */ ([this.model.positions[2 * place], this.model.positions[2 * place + 1]]);
  }

  /** Goes to a word that is out of sight, and nearer to one whose neighbours crowd. @param {number} place @param {number[]} near */
  goTo(place, near) {
    const [x, y] = this.position(place);
    const there = inSight(this.view, x, y, BORDER) ? this.view : { ...this.view, x, y };
    const neighbours = near.map((each) => this.position(each));
    this.travel(near.length < CROWD ? there : closer(there, [x, y], neighbours));
  }

  /** Moves there in a moment, or at once for those who want no motion. @param {Camera} to */
  travel(to) {
    const from = this.view;
    const began = performance.now();
    const step = () => {
      if (this.view !== last) return; // somebody moved the map
      const share = still ? 1 : Math.min(1, (performance.now() - began) / JOURNEY);
      this.look(between(from, to, share * (2 - share)));
      last = this.view;
      if (share < 1) requestAnimationFrame(step);
    };
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    let last = from;
    if (to !== from) step();
  }

  /** Moves the same words to other places, in a moment. @param {Model} model */
  move(model) {
    const before = this.model.positions;
    const began = performance.now();
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const step = () => {
      if (this.moving !== model) return; // they are on their way to a newer map
      const share = still ? 1 : Math.min(1, (performance.now() - began) / WANDERING);
      this.put({ ...model, positions: mixed(before, model.positions, share * share * (3 - 2 * share)) });
      if (share < 1) requestAnimationFrame(step);
      else this.arrive();
    };
    this.moving = model;
    step();
  }

  /** The words are where they were to go; a chosen one that left the window is followed. */
  arrive() {
    this.grid = new PointGrid(this.model.positions);
    const { chosen, near, still } = this.picture;
    if (chosen.length && !still && !inSight(this.view, ...this.position(chosen[0]))) this.goTo(chosen[0], near);
  }

  /** Puts the words where a model has them. One that is looked at from near stays where it is on the screen. @param {Model} model */
  put(model) {
    const [first] = this.picture.chosen;
    const near = this.view.zoom > wholeMap(this.view.width, this.view.height).zoom + NEARER;
    const held = near && first !== undefined && inSight(this.view, ...this.position(first)) ? first : -1;
    const [x, y] = held < 0 ? [0, 0] : this.position(held);
    this.model = model;
    this.overlay.model = model;
    this.points.move(model.positions);
    const [newX, newY] = held < 0 ? [0, 0] : this.position(held);
    this.look({ ...this.view, x: this.view.x + newX - x, y: this.view.y + newY - y });
  }

  redraw() {
    this.asked ||= requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.asked = 0;
    if (!this.fitted) return; // its size is not known yet
    const { colours, radii, opacity } = this;
    const size = Math.min(2.4, Math.max(0.6, 2 ** (this.view.zoom / 5)));
    const few = this.pace.frame(performance.now()) && this.view.zoom < APART;
    this.points.draw(this.view, { colours, radii, opacity, size, few, paper: this.inks.paper });
    this.overlay.draw(this.view, this.picture, this.inks, this.points.limit);
  }

  /** The word at a pixel, or -1. @param {number} left @param {number} top */
  at(left, top) {
    const found = this.grid.nearest(...toPlane(this.view, left, top), REACH / scaleOf(this.view));
    return found < this.points.limit ? found : -1;
  }

  /** @param {number} left @param {number} top */
  click(left, top) {
    const place = this.at(left, top);
    if (place >= 0) this.doings.choose(place);
  }

  /** @param {number} left @param {number} top */
  hover(left, top) {
    this.tip(this.at(left, top), left, top);
  }

  /** @param {number} place -1: none */
  tip(place, left = 0, top = 0) {
    const { tip, labels } = this.surfaces;
    tip.hidden = place < 0;
    labels.style.cursor = place < 0 ? "grab" : "pointer";
    if (place < 0) return;
    tip.textContent = this.doings.tip(place);
    tip.style.left = `${Math.max(4, Math.min(left + 14, this.view.width - tip.offsetWidth - 8))}px`;
    tip.style.top = `${Math.min(top + 14, this.view.height - tip.offsetHeight - 8)}px`;
  }

  /** The map as a picture, on paper. @returns {Promise<Blob | null>} */
  image() {
    this.pace.moves = false;
    this.draw();
    const { labels } = this.surfaces;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [labels.width, labels.height];
    const pencil = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    pencil.fillStyle = this.inks.paper;
    pencil.fillRect(0, 0, canvas.width, canvas.height);
    for (const each of [this.points.canvas, labels]) pencil.drawImage(each, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => {
      canvas.toBlob(resolve);
    });
  }

  /** A word as the map writes it. @param {number} place */
  name(place) {
    return shown(this.model.words[place], 40);
  }

  remove() {
    this.resized.disconnect();
    this.pace.end();
    this.points.remove();
  }
}
