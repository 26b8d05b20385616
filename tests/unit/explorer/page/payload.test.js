import assert from "node:assert/strict";
import { test } from "node:test";

import { bytesOf, unpacked, unpackedCodes } from "../../../../src/firth/explorer/page/answers/payload.js";

/** @param {ArrayBufferView} array */
const packed = (array) => Buffer.from(array.buffer).toString("base64");

/** @returns {any} */
const payload = () => ({
  version: 1,
  firth: "0.1",
  served: false,
  differences: null,
  models: [
    {
      name: "small",
      words: ["tea", "茶"],
      rows: packed(Int32Array.of(4, 7)),
      positions: packed(Float32Array.of(0, 0.5, -1, 1)),
      label_zoom: packed(Float32Array.of(-4, Infinity)),
      clusters: packed(Uint8Array.of(0, 200)),
    },
  ],
});

test("all 256 bytes come back", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  assert.deepEqual(new Uint8Array(bytesOf(packed(bytes))), bytes);
});

test("arrays have their types and words their places", () => {
  const [model] = unpacked(payload()).models;
  assert.deepEqual(model.rows, Int32Array.of(4, 7));
  assert.deepEqual(model.positions, Float32Array.of(0, 0.5, -1, 1));
  assert.deepEqual(model.labelZoom, Float32Array.of(-4, Infinity));
  assert.deepEqual(model.clusters, Uint8Array.of(0, 200));
  assert.equal(model.places.get("茶"), 1);
});

test("codes keep their signs", () => {
  const codes = { bytes: packed(Int8Array.of(-127, 0, 127)), scales: packed(Float32Array.of(0.5)), agreement: 1 };
  assert.deepEqual(unpackedCodes(codes).codes, Int8Array.of(-127, 0, 127));
});

test("a payload of another version is refused in words", () => {
  assert.throws(() => unpacked({ ...payload(), version: 2 }), /version 1; this one has version 2/);
});
