import assert from "node:assert/strict";
import { test } from "node:test";

import { pathOf } from "../../../../src/firth/explorer/page/lesson/path.js";
import { windowAt, wordsOf } from "../../../../src/firth/explorer/page/lesson/windows.js";

test("a window ends where its sentence does, and knows where it begins", () => {
  const words = wordsOf("  A B  C D ");
  assert.deepEqual(windowAt(words, 0, 2), { position: 0, begin: 0, center: "A", context: ["B", "C"] });
  assert.deepEqual(windowAt(words, 3, 2), { position: 3, begin: 1, center: "D", context: ["B", "C"] });
  assert.deepEqual(windowAt(["A"], 0, 5).context, []);
});

test("a path goes up for 0 and down for 1, and the turn not taken goes the other way", () => {
  const { turns } = pathOf("0110");
  assert.equal(turns.map(({ digit }) => digit).join(""), "0110");
  for (const { digit, from, to, other } of turns) {
    assert.equal(to.y < from.y, digit === "0");
    assert.equal(other.y - from.y, from.y - to.y);
    assert.equal(to.x, other.x);
  }
  turns.slice(1).forEach(({ from }, i) => assert.deepEqual(from, turns[i].to));
});

for (const code of ["", "0", "1", "0000000", "1".repeat(60), "0110".repeat(5)]) {
  test(`the drawing holds all of the path ${code}`, () => {
    const { turns, width, height } = pathOf(code);
    const points = turns.flatMap(({ from, to, other }) => [from, to, other]);
    assert.equal(turns.length, code.length);
    assert.ok(points.every(({ x, y }) => x >= 0 && x <= width + 1e-9 && y >= 0 && y <= height));
  });
}

test("a word that holds blanks is one where it is known, the longest first", () => {
  const known = new Set(["New York", "New York City", "in"]);
  assert.deepEqual(wordsOf(" in New  York City New York today", known), ["in", "New York City", "New York", "today"]);
  assert.deepEqual(wordsOf("in New York"), ["in", "New", "York"]);
  assert.deepEqual(wordsOf("", known), []);
});
