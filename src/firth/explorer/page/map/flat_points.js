// The points without WebGL: by the browser's own pencil, and fewer of them, because it draws them one by one.

import { toScreen } from "./camera.js";

const LIMIT = 5_000;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} positions
 * @returns {import("./gl_points.js").Points}
 */
export function flatPoints(canvas, positions) {
  const pencil = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const count = Math.min(LIMIT, positions.length / 2);
  return {
    canvas,
    limit: count,
    draw(camera, { colours, radii, opacity, size }) {
      const ratio = canvas.width / Math.max(1, camera.width);
      pencil.setTransform(ratio, 0, 0, ratio, 0, 0);
      pencil.clearRect(0, 0, camera.width, camera.height);
      pencil.globalAlpha = opacity;
      for (let i = 0; i < count; i += 1) {
        const [left, top] = toScreen(camera, positions[2 * i], positions[2 * i + 1]);
        if (left < 0 || top < 0 || left > camera.width || top > camera.height) continue;
        const radius = radii[i] * size;
        pencil.fillStyle = `rgba(${colours[4 * i]},${colours[4 * i + 1]},${colours[4 * i + 2]},${colours[4 * i + 3] / 255})`;
        pencil.fillRect(left - radius, top - radius, 2 * radius, 2 * radius);
      }
    },
    move(moved) {
      positions = moved;
    },
    remove: () => undefined,
  };
}
