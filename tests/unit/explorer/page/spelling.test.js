import assert from "node:assert/strict";
import { test } from "node:test";

import { closeSpellings, completions, edits } from "../../../../src/firth/explorer/page/answers/spelling.js";

const WORDS = ["the", "king", "Kingdom", "kin", "sing", "queen", "国王", "国家"];

test("completions go by the first letters in any case, the commonest first", () => {
  assert.deepEqual(completions(WORDS, "KIN", 10), ["king", "Kingdom", "kin"]);
  assert.deepEqual(completions(WORDS, "国", 1), ["国王"]);
  assert.deepEqual(completions(WORDS, "x", 10), []);
});

test("edits are letters inserted, deleted, replaced and exchanged", () => {
  /** @param {string} from @param {string} to */
  const apart = (from, to) => edits([...from], [...to], 3);
  assert.equal(apart("king", "king"), 0);
  assert.equal(apart("king", "kings"), 1);
  assert.equal(apart("king", "kng"), 1);
  assert.equal(apart("king", "ring"), 1);
  assert.equal(apart("king", "knig"), 1);
  assert.equal(apart("king", "queen"), 4); // more than asked for
  assert.equal(apart("", "ab"), 2);
});

test("close spellings are at most three, the nearest first", () => {
  assert.deepEqual(closeSpellings(WORDS, "kingg"), ["king", "kin", "sing"]);
  assert.deepEqual(closeSpellings(WORDS, "QUEN"), ["queen"]);
  assert.deepEqual(closeSpellings(WORDS, "zebra"), []);
});
