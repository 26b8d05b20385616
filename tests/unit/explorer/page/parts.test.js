import assert from "node:assert/strict";
import { test } from "node:test";

import { csv } from "../../../../src/firth/explorer/page/parts/csv.js";
import { shown } from "../../../../src/firth/explorer/page/parts/dom.js";
import { phrase } from "../../../../src/firth/explorer/page/parts/phrases.js";
import { START, fragmentOf, stateOf, toggled } from "../../../../src/firth/explorer/page/parts/state.js";

test("a link holds any word", () => {
  const words = ["a&b", "x=y", "#", "+1", "国王", "👑", "a b", "%41", "\u202eabc"];
  const state = { ...START, word: "tea & cup", tab: "axis", terms: ["+king", "-man"], kept: words };
  assert.deepEqual(stateOf(`#${fragmentOf(state)}`), state);
});

test("a link is short where all is as at the start", () => {
  assert.equal(fragmentOf(START), "");
  assert.equal(fragmentOf({ ...START, word: "tea" }), "word=tea");
  assert.deepEqual(stateOf("#stranger=1"), START);
});

test("a word is kept once, and let go", () => {
  assert.deepEqual(toggled(["tea"], "cup"), ["tea", "cup"]);
  assert.deepEqual(toggled(["tea", "cup"], "tea"), ["cup"]);
});

test("commas, quotes and line ends stay within their cell", () => {
  assert.equal(csv([["a,b", 'say "tea"', "two\nlines", 1.5, null]]), '"a,b","say ""tea""","two\nlines",1.5,\r\n');
});

test("a word is no formula of a spreadsheet", () => {
  assert.equal(csv([["=1+1", "-man", "@x", -1]]), "'=1+1,'-man,'@x,-1\r\n");
});

test("a long word is cut between letters, and control characters are seen", () => {
  assert.equal(shown("👑".repeat(50), 3), "👑👑👑…");
  assert.equal(shown("a\u0000b\n"), "a\ufffdb\ufffd");
  assert.equal(shown("tea"), "tea");
});

test("a phrase takes its values, and what is not translated is shown as it is", () => {
  assert.equal(phrase("english", "rank", { rank: 5 }), "Rank 5.");
  assert.equal(phrase("chinese", "fact rare_fact"), "rare fact");
  assert.equal(phrase("chinese", "colour column part_of_speech"), "part of speech");
});
