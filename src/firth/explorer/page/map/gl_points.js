// The points by deck.gl, in WebGL. What it has no need of is left out: we move the map and find the word under the pointer
// ourselves, so that the map without WebGL does the same, and labels are drawn by the browser (labels.js).

import { scaleOf } from "./camera.js";

/** @typedef {import("./camera.js").Camera} Camera */
/** @typedef {{canvas: HTMLCanvasElement, draw: (camera: Camera, look: Look) => void, move: (positions: Float32Array) => void, remove: () => void, limit: number}} Points */
/** @typedef {{colours: Uint8Array, radii: Float32Array, opacity: number, size: number}} Look */

/** Whether this browser draws with WebGL. */
export function hasWebGl() {
  return Boolean(document.createElement("canvas").getContext("webgl2"));
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} positions
 * @returns {Points}
 */
export function glPoints(canvas, positions) {
  const { Deck, OrthographicView, ScatterplotLayer } = /** @type {any} */ (globalThis).deck;
  const view = new OrthographicView({ id: "map", flipY: false });
  const deck = new Deck({
    canvas,
    width: null, // as large as its style makes it
    height: null,
    views: view,
    viewState: { target: [0, 0, 0], zoom: 0 },
    layers: [],
    controller: false,
    deviceProps: { type: "webgl", webgl: { preserveDrawingBuffer: true } }, // for the picture that one can keep
  });
  return {
    canvas,
    limit: Infinity,
    draw(camera, { colours, radii, opacity, size }) {
      const layer = new ScatterplotLayer({
        id: "points",
        data: {
          length: positions.length / 2,
          attributes: {
            getPosition: { value: positions, size: 2 },
            getFillColor: { value: colours, size: 4, normalized: true },
            getRadius: { value: radii, size: 1 },
          },
        },
        radiusUnits: "pixels",
        radiusScale: size,
        opacity: opacity ** 2.2, // deck.gl takes the root of it
      });
      deck.setProps({
        viewState: { target: [camera.x, camera.y, 0], zoom: Math.log2(scaleOf(camera)) },
        layers: [layer],
      });
      deck.redraw("moved"); // at once, in the same frame as the labels
    },
    move(moved) {
      positions = moved;
    },
    remove: () => deck.finalize(),
  };
}
