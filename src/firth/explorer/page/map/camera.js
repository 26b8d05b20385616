// Where one looks: from the plane of the map, whose words lie within -1 to 1, to pixels of the screen, and back.

/** @typedef {{x: number, y: number, zoom: number, width: number, height: number}} Camera */

const FIRST_SIGHT = 800; // pixels across the whole map at zoom 0
const MARGIN = 0.9;
const ROOM = 90; // pixels between a word and half of its neighbours
const [LEAST_CLOSER, MOST_CLOSER] = [0.5, 4]; // powers of two
export const FARTHEST = -3;
export const NEAREST = 12;

/** Pixels to a unit of the plane. @param {Camera} camera */
export function scaleOf(camera) {
  return (FIRST_SIGHT / 2) * 2 ** camera.zoom;
}

/** The whole map in a window. @param {number} width @param {number} height @returns {Camera} */
export function wholeMap(width, height) {
  return { x: 0, y: 0, zoom: Math.log2((MARGIN * Math.max(1, Math.min(width, height))) / FIRST_SIGHT), width, height };
}

/** A point of the plane on the screen. @param {Camera} camera @param {number} x @param {number} y @returns {[number, number]} */
export function toScreen(camera, x, y) {
  const scale = scaleOf(camera);
  return [camera.width / 2 + (x - camera.x) * scale, camera.height / 2 - (y - camera.y) * scale];
}

/** A pixel in the plane. @param {Camera} camera @param {number} left @param {number} top @returns {[number, number]} */
export function toPlane(camera, left, top) {
  const scale = scaleOf(camera);
  return [camera.x + (left - camera.width / 2) / scale, camera.y - (top - camera.height / 2) / scale];
}

/** The map moved by some pixels. @param {Camera} camera @param {number} right @param {number} down @returns {Camera} */
export function moved(camera, right, down) {
  const scale = scaleOf(camera);
  return { ...camera, x: camera.x - right / scale, y: camera.y + down / scale };
}

/**
 * The map larger or smaller, while what lies under a pixel stays there.
 * @param {Camera} camera
 * @param {number} by powers of two
 * @param {number} left
 * @param {number} top
 * @returns {Camera}
 */
export function zoomed(camera, by, left = camera.width / 2, top = camera.height / 2) {
  const zoom = Math.min(NEAREST, Math.max(FARTHEST, camera.zoom + by));
  const [x, y] = toPlane(camera, left, top);
  const there = { ...camera, zoom };
  const [newX, newY] = toPlane(there, left, top);
  return { ...there, x: camera.x + x - newX, y: camera.y + y - newY };
}

/**
 * A place to look from where half of some neighbours have room for their labels: nearer if they crowd, else as before.
 * @param {Camera} camera
 * @param {[number, number]} middle the point whose neighbours they are
 * @param {[number, number][]} neighbours
 * @returns {Camera}
 */
export function closer(camera, [x, y], neighbours) {
  const apart = neighbours.map(([left, top]) => Math.hypot(left - x, top - y)).sort((one, two) => one - two);
  const median = apart[Math.floor(apart.length / 2)] * scaleOf(camera);
  const by = Math.min(MOST_CLOSER, Math.log2(ROOM / Math.max(median, 1e-9)));
  return by > LEAST_CLOSER ? { ...camera, x, y, zoom: Math.min(NEAREST, camera.zoom + by) } : camera;
}

/** A camera on its way. @param {Camera} from @param {Camera} to @param {number} share from 0 to 1 @returns {Camera} */
export function between(from, to, share) {
  const zoom = from.zoom + (to.zoom - from.zoom) * share;
  const [far, near, now] = [from, to, { zoom }].map((each) => 2 ** -each.zoom);
  const left = far === near ? 1 - share : (now - near) / (far - near); // so that what lies ahead stays in sight
  return { ...to, zoom, x: to.x + (from.x - to.x) * left, y: to.y + (from.y - to.y) * left };
}

/** Places on their way. @param {Float32Array} from @param {Float32Array} to @param {number} share from 0 to 1 */
export function mixed(from, to, share) {
  return share === 1 ? to : to.map((end, i) => from[i] + (end - from[i]) * share);
}

/** Whether a point can be seen, some pixels from the border. @param {Camera} camera @param {number} x @param {number} y */
export function inSight(camera, x, y, border = 0) {
  const [left, top] = toScreen(camera, x, y);
  return left >= border && top >= border && left <= camera.width - border && top <= camera.height - border;
}
