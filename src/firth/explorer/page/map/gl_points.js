// The points by WebGL: one vertex each, which the graphics card makes a disc. Libraries for such maps draw each point as an
// instance of a square, which takes a computer without a graphics card many times as long (docs/exploring.md).

import { scaleOf } from "./camera.js";
import { thinned } from "./thinning.js";

/** @typedef {import("./camera.js").Camera} Camera */
/**
 * @typedef {object} Look
 * @property {Uint8Array} colours
 * @property {Float32Array} radii pixels, to be multiplied by size
 * @property {number} size
 * @property {number} opacity
 * @property {boolean} few whether points may be left out that others lie upon
 * @property {string} paper a colour such as #ffffff
 */
/**
 * @typedef {object} Points
 * @property {HTMLCanvasElement} canvas
 * @property {number} limit words that have a point
 * @property {(camera: Camera, look: Look) => void} draw
 * @property {(positions: Float32Array) => void} move the same words to other places
 * @property {() => void} remove
 */

const FEW = 20_000; // points

const VERTEX = `#version 300 es
uniform vec2 centre, scale;
uniform float size, opacity;
in vec2 position;
in vec4 colour;
in float radius;
out vec4 tint;
out float diameter;
void main() {
  gl_Position = vec4((position - centre) * scale, 0, 1);
  gl_PointSize = diameter = max(2.0 * radius * size, 1.0);
  tint = vec4(colour.rgb, 1) * colour.a * opacity;
}`;

const FRAGMENT = `#version 300 es
precision mediump float;
in vec4 tint;
in float diameter;
out vec4 pixel;
void main() {
  float inside = (0.5 - length(gl_PointCoord - 0.5)) * diameter; // pixels from the edge
  pixel = tint * clamp(inside + 0.5, 0.0, 1.0);
}`;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} positions
 * @returns {Points | null} null where there is no WebGL
 */
export function glPoints(canvas, positions) {
  const gl = canvas.getContext("webgl2", { alpha: false, antialias: false, depth: false }); // a tenth more frames
  if (!gl) return null;
  let card = onCard(gl, positions);
  let chosen = 0; // points to be drawn alone in this move; 0 if they have not been found
  canvas.addEventListener("webglcontextlost", (event) => event.preventDefault()); // it shall come back
  canvas.addEventListener("webglcontextrestored", () => {
    card = onCard(gl, positions);
    chosen = 0;
  });
  return {
    canvas,
    limit: Infinity,
    draw(camera, { colours, radii, opacity, size, few, paper }) {
      const scale = 2 * scaleOf(camera);
      card.send(colours, radii);
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.clearColor(channel(paper, 0), channel(paper, 1), channel(paper, 2), 1);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.uniform2f(card.uniform("centre"), camera.x, camera.y);
      gl.uniform2f(card.uniform("scale"), scale / camera.width, scale / camera.height);
      gl.uniform1f(card.uniform("size"), (size * canvas.width) / camera.width);
      gl.uniform1f(card.uniform("opacity"), opacity);
      if (!few || positions.length <= 2 * FEW) {
        gl.drawArrays(gl.POINTS, 0, positions.length / 2);
        chosen = 0;
        return;
      }
      if (!chosen) {
        const places = thinned(positions, FEW);
        card.choose(places);
        chosen = places.length;
      }
      gl.drawElements(gl.POINTS, chosen, gl.UNSIGNED_INT, 0);
    },
    move(moved) {
      positions = moved;
      card.move(moved);
    },
    remove: () => gl.getExtension("WEBGL_lose_context")?.loseContext(), // a browser has few of them
  };
}

/** Red, green or blue of a colour, from 0 to 1. @param {string} colour @param {number} which */
function channel(colour, which) {
  return parseInt(colour.slice(1 + 2 * which, 3 + 2 * which), 16) / 255;
}

/** The program that draws, in use. @param {WebGL2RenderingContext} gl */
function linked(gl) {
  const program = gl.createProgram();
  for (const [kind, source] of /** @type {const} */ ([
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ])) {
    const shader = /** @type {WebGLShader} */ (gl.createShader(kind));
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  gl.useProgram(program);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  return program;
}

/** What lies on the graphics card. @param {WebGL2RenderingContext} gl @param {Float32Array} positions */
function onCard(gl, positions) {
  const program = linked(gl);
  /** @param {string} name @param {number} size @param {number} type @param {boolean} share whether bytes mean 0 to 1 */
  const attribute = (name, size, type, share = false) => {
    const buffer = gl.createBuffer();
    const place = gl.getAttribLocation(program, name);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, size, type, share, 0, 0);
    return (/** @type {AllowSharedBufferSource} */ values) => {
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW);
    };
  };
  const move = attribute("position", 2, gl.FLOAT);
  move(positions);
  const sendColours = attribute("colour", 4, gl.UNSIGNED_BYTE, true);
  const sendRadii = attribute("radius", 1, gl.FLOAT);
  gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
  /** @type {Uint8Array | null} */
  let sent = null;
  return {
    move,
    /** @param {Uint32Array} places of the points that are drawn while the map moves */
    choose: (places) => gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, places, gl.STATIC_DRAW),
    /** @param {string} name */
    uniform: (name) => gl.getUniformLocation(program, name),
    /** @param {Uint8Array} colours @param {Float32Array} radii */
    send(colours, radii) {
      if (sent === colours) return;
      sent = colours;
      sendColours(colours);
      sendRadii(radii);
    },
  };
}
