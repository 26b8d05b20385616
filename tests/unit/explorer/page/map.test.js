import assert from "node:assert/strict";
import { test } from "node:test";

import {
  NEAREST,
  between,
  closer,
  moved,
  scaleOf,
  toPlane,
  toScreen,
  wholeMap,
  zoomed,
} from "../../../../src/firth/explorer/page/map/camera.js";
import { colouring, colourings, ofScores } from "../../../../src/firth/explorer/page/map/colours.js";
import { Pace, thinned } from "../../../../src/firth/explorer/page/map/thinning.js";
import { PointGrid, nearestInPicture } from "../../../../src/firth/explorer/page/map/nearest_point.js";

/** @param {number[]} one @param {number[]} other */
const close = (one, other) =>
  one.forEach((value, i) => assert.ok(Math.abs(value - other[i]) < 1e-6, `${one} ${other}`));

test("the plane goes to the screen and back", () => {
  const camera = { ...wholeMap(800, 600), x: 0.1, y: -0.2, zoom: 1.5 };
  close(toPlane(camera, ...toScreen(camera, 0.3, 0.4)), [0.3, 0.4]);
  assert.ok(toScreen(camera, 0, 1)[1] < toScreen(camera, 0, 0)[1], "y goes up");
});

test("zooming keeps what lies under the pointer, and ends somewhere", () => {
  const camera = wholeMap(800, 600);
  const before = toPlane(camera, 700, 50);
  close(toPlane(zoomed(camera, 2.3, 700, 50), 700, 50), before);
  assert.equal(zoomed(camera, 99).zoom, NEAREST);
});

test("moving takes the map along with the pointer", () => {
  const camera = wholeMap(800, 600);
  const before = toScreen(camera, 0.2, 0.2);
  close(toScreen(moved(camera, 30, -10), 0.2, 0.2), [before[0] + 30, before[1] - 10]);
});

test("one looks closer at a crowd, and stays where there is room", () => {
  const camera = wholeMap(800, 800);
  const crowd = /** @type {[number, number][]} */ ([
    [0.5, 0.51],
    [0.5, 0.52],
    [0.9, 0.9],
  ]);
  const there = closer(camera, [0.5, 0.5], crowd);
  close([there.x, there.y, 0.02 * scaleOf(there)], [0.5, 0.5, 90]);
  assert.equal(closer(there, [0.5, 0.5], crowd), there);
});

test("a journey begins where one is and ends where one goes", () => {
  const [from, to] = [wholeMap(800, 800), { ...wholeMap(800, 800), x: 0.5, y: -0.5, zoom: 3 }];
  assert.deepEqual(between(from, to, 0), from);
  assert.deepEqual(between(from, to, 1), to);
  const flat = { ...from, x: 1 };
  assert.equal(between(from, flat, 0.25).x, 0.25);
});

test("the grid finds the same point as a look at all of them", () => {
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const positions = Float32Array.from({ length: 2000 }, () => 2 * random() - 1);
  const grid = new PointGrid(positions);
  for (let turn = 0; turn < 300; turn += 1) {
    const [x, y, reach] = [2.2 * random() - 1.1, 2.2 * random() - 1.1, 0.1 * random()];
    const apart = Array.from({ length: 1000 }, (_, i) => Math.hypot(positions[2 * i] - x, positions[2 * i + 1] - y));
    const best = apart.indexOf(Math.min(...apart));
    assert.equal(grid.nearest(x, y, reach), apart[best] < reach ? best : -1);
  }
});

test("the nearest in the picture leave out the point itself", () => {
  assert.deepEqual(nearestInPicture(Float32Array.of(0, 0, 0.5, 0, 0.1, 0, -0.2, 0), 0, 2), [2, 3]);
});

/** @param {any} parts @returns {any} */
const model = (parts) => ({
  words: ["a", "b", "c"],
  counts: [9, 5, 1],
  clusters: Uint8Array.of(0, 1, 0),
  columns: {},
  ...parts,
});

test("a column of numbers is a scale, one of texts has a colour for each", () => {
  const columns = { year: ["1900", null, "2000"], kind: ["noun", "verb", null] };
  const year = colouring(model({ columns }), "column year", "light");
  assert.deepEqual(year.ends, ["1,900", "2,000"]);
  assert.notDeepEqual(year.of(0), year.of(2));
  const kind = colouring(model({ columns }), "column kind", "light");
  assert.deepEqual(
    kind.keys.map(({ label }) => label),
    ["noun", "verb", "no value"],
  );
  assert.deepEqual(kind.of(2), year.of(1), "what has no value is grey");
});

test("values without a colour of their own have one in common", () => {
  const column = [..."abcdefghij"];
  const colours = colouring(model({ columns: { letter: column } }), "column letter", "light");
  assert.equal(colours.keys.at(-1)?.label, "other values");
  assert.deepEqual(colours.of(8), colours.of(9));
  assert.notDeepEqual(colours.of(0), colours.of(9));
});

test("where all words are of one cluster, their frequency gives the colour", () => {
  const one = model({ clusters: new Uint8Array(3) });
  assert.deepEqual(colourings(one), ["frequency"]);
  assert.deepEqual(colouring(one, "clusters", "light").ends, ["1", "9"]);
  assert.deepEqual(colouring(model({ clusters: new Uint8Array(3), counts: null }), "clusters", "light").keys, []);
});

test("a column that a link names and the model lacks gives the clusters", () => {
  const colours = colouring(model({}), "column gone", "dark");
  assert.deepEqual(
    colours.keys.map(({ label }) => label),
    ["a, c", "b"],
  );
});

test("scores of an axis have two sides", () => {
  const colours = ofScores(Float32Array.of(-1, 0, 1), "light", ["man", "woman"]);
  assert.equal(new Set([0, 1, 2].map((place) => String(colours.of(place)))).size, 3);
});

test("of points that lie upon each other the first is drawn while the map moves, then the second", () => {
  const positions = new Float32Array([0, 0, 0, 0, 0.5, 0.5, 0, 0, 1, 1, -1, -1, 0.5, 0.5]);
  assert.deepEqual([...thinned(positions, 4)], [0, 2, 4, 5]);
  assert.deepEqual([...thinned(positions, 5)], [0, 1, 2, 4, 5]);
  assert.deepEqual([...thinned(positions, 6)], [0, 1, 2, 4, 5, 6]);
  assert.deepEqual([...thinned(positions, 2)], [0, 2]);
  for (const most of [7, 8]) assert.deepEqual([...thinned(positions, most)], [0, 1, 2, 3, 4, 5, 6]);
});

test("few points are drawn only after slow frames, and all of them at rest", async () => {
  let rests = 0;
  const pace = new Pace(() => (rests += 1));
  assert.equal(pace.frame(0), false);
  const framed = (/** @type {number[]} */ ...times) =>
    times.map((time) => {
      pace.move();
      return pace.frame(time);
    });
  assert.deepEqual(framed(0, 16, 32, 80, 96, 150, 166), Array(7).fill(false));
  assert.deepEqual(framed(200, 250, 300, 310, 320), [false, false, true, true, true]);
  assert.equal(rests, 0);
  await new Promise((resolve) => {
    setTimeout(resolve, 400);
  });
  assert.equal(rests, 1);
  assert.equal(pace.frame(1000), false);
  assert.deepEqual(framed(2000, 2016), [true, true], "this computer is slow");
});
