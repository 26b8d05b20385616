// Moving a map: by mouse, finger, wheel and keys, the same with and without WebGL.

import { moved, zoomed } from "./camera.js";

/** @typedef {import("./camera.js").Camera} Camera */
/**
 * @typedef {object} Moves what a map lets itself be told
 * @property {() => Camera} camera
 * @property {(camera: Camera) => void} look
 * @property {() => void} whole shows the whole map
 * @property {(left: number, top: number) => void} click
 * @property {(left: number, top: number) => void} hover
 * @property {() => void} leave
 */

const STILL = 4; // pixels that a finger trembles
const STEP = 60; // pixels that an arrow key moves
const WHEEL = 0.0022; // powers of two for a unit of a wheel

/** @type {Record<string, (camera: Camera) => Camera>} */
const KEYS = {
  ArrowLeft: (camera) => moved(camera, STEP, 0),
  ArrowRight: (camera) => moved(camera, -STEP, 0),
  ArrowUp: (camera) => moved(camera, 0, STEP),
  ArrowDown: (camera) => moved(camera, 0, -STEP),
  "+": (camera) => zoomed(camera, 0.5),
  "=": (camera) => zoomed(camera, 0.5),
  "-": (camera) => zoomed(camera, -0.5),
};

/** @param {HTMLElement} surface @param {Moves} map */
export function listenToGestures(surface, map) {
  listenToPointers(surface, map);
  surface.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      const by = Math.min(0.6, Math.max(-0.6, -event.deltaY * unit * WHEEL));
      map.look(zoomed(map.camera(), by, ...within(surface, event)));
    },
    { passive: false },
  );
  surface.addEventListener("dblclick", (event) => map.look(zoomed(map.camera(), 1, ...within(surface, event))));
  surface.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "0") map.whole();
    else if (KEYS[event.key]) map.look(KEYS[event.key](map.camera()));
    else return;
    event.preventDefault();
  });
}

/** @param {HTMLElement} surface @param {Moves} map */
function listenToPointers(surface, map) {
  /** @type {Map<number, [number, number]>} those that are down */
  const down = new Map();
  let travelled = 0;
  surface.addEventListener("pointerdown", (event) => {
    surface.setPointerCapture(event.pointerId);
    if (!down.size) travelled = 0;
    down.set(event.pointerId, within(surface, event));
    map.leave();
  });
  surface.addEventListener("pointermove", (event) => {
    const now = within(surface, event);
    const before = down.get(event.pointerId);
    if (!before) {
      if (event.pointerType === "mouse") map.hover(...now);
      return;
    }
    const others = [...down.entries()].filter(([id]) => id !== event.pointerId);
    travelled += Math.hypot(now[0] - before[0], now[1] - before[1]);
    down.set(event.pointerId, now);
    if (others.length) map.look(pinched(map.camera(), before, now, others[0][1]));
    else if (travelled > STILL) map.look(moved(map.camera(), now[0] - before[0], now[1] - before[1]));
  });
  /** @param {PointerEvent} event */
  const up = (event) => {
    const was = down.get(event.pointerId);
    down.delete(event.pointerId);
    if (was && !down.size && travelled <= STILL && event.type === "pointerup") map.click(...was);
  };
  surface.addEventListener("pointerup", up);
  surface.addEventListener("pointercancel", up);
  surface.addEventListener("pointerleave", () => map.leave());
}

/**
 * One of two fingers moved: what lies between them stays there.
 * @param {Camera} camera
 * @param {[number, number]} before
 * @param {[number, number]} now
 * @param {[number, number]} other
 */
function pinched(camera, before, now, other) {
  const apart = (/** @type {[number, number]} */ at) => Math.hypot(at[0] - other[0], at[1] - other[1]) || 1;
  const shifted = moved(camera, (now[0] - before[0]) / 2, (now[1] - before[1]) / 2);
  return zoomed(shifted, Math.log2(apart(now) / apart(before)), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
}

/** @param {HTMLElement} surface @param {MouseEvent} event @returns {[number, number]} */
function within(surface, event) {
  const box = surface.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}
