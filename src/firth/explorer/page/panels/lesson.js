// How training works, to play with: the window, the noise words, a step, the Huffman path. Each part goes on from the one
// before it.

import { noiseSection } from "../lesson/noise_section.js";
import { NoiseLine } from "../lesson/noise.js";
import { pathSection } from "../lesson/path_section.js";
import { stepSection } from "../lesson/step_section.js";
import { CBOW, windowSection } from "../lesson/window_section.js";
import { windowAt, wordsOf } from "../lesson/windows.js";
import { h, shown } from "../parts/dom.js";
import { framed } from "./frame.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../answers/payload.js").Model} Model */
/** @typedef {import("../lesson/window_section.js").Section} Section */
/**
 * @typedef {object} Lesson
 * @property {Model} model
 * @property {number} number of the model
 * @property {string} sentence
 * @property {string[]} words of it
 * @property {number} reach words on each side of the center
 * @property {import("../lesson/windows.js").Window} window
 * @property {number | null} chosen the position of a word in the window's context; null for the sample of CBOW
 * @property {NoiseLine | null} line of the noise words
 * @property {number} draws how often noise words were drawn before
 * @property {(number | null)[]} drawn places of noise words, null for one that is not on the map
 */

const NOISE = 5; // words for each sample, as is usual
const MOST_DRAWS = 1e9;
const SENTENCES = [
  "king and queen lived in an old castle by the sea",
  "国王 和 王后 住 在 海边 的 一 座 古老 城堡 里",
  "国王 喜欢 城堡 女王 喜欢 城堡",
];

/** @param {App} app @returns {import("../app.js").Panel} */
export function lessonPanel(app) {
  const sections = [windowSection(app), noiseSection(app), stepSection(app), pathSection(app)];
  if (app.space.models.length > 1) sections.unshift(modelSection(app));
  const lines = app.space.models.map(({ counts, noise }) => (counts && noise ? new NoiseLine(counts, noise) : null));
  let draws = app.state.draws;
  const elements = sections.map((section) => section.element);
  return framed(app, "lesson", elements, async () => {
    const lesson = lessonOf(app, lines);
    app.show(app.space.models.map((_, number) => picture(app, number, lesson)));
    app.announce(app.state.draws === draws ? samples(app, lesson) : drawnWords(app, lesson));
    draws = app.state.draws;
    await shownAll(app, sections, lesson);
  });
}

/** Fills all sections; what goes wrong, such as a server that has ended, is told. @param {App} app @param {Section[]} sections @param {Lesson} lesson */
async function shownAll(app, sections, lesson) {
  try {
    await Promise.all(sections.map((section) => section.show(lesson)));
  } catch (error) {
    app.fail(error);
  }
}

/** The choice of one of two models. @param {App} app @returns {Section} */
function modelSection(app) {
  const options = app.space.models.map(({ name }, i) => h("option", { value: String(i) }, shown(name, 40)));
  const select = h("select", { onchange: () => app.set({ model: select.value }) }, ...options);
  return {
    element: h("label", {}, h("span", {}, app.t("lesson model")), select),
    show: ({ number }) => void (select.value = String(number)),
  };
}

/** @param {App} app @param {(NoiseLine | null)[]} lines @returns {Lesson} */
function lessonOf(app, lines) {
  const { state, space } = app;
  const number = whole(state.model, space.models.length - 1);
  const model = space.models[number];
  const sentence = wordsOf(state.sentence).length ? state.sentence : example(model);
  const words = wordsOf(sentence, model.places);
  const draws = whole(state.draws, MOST_DRAWS);
  const reach = Math.max(1, whole(state.window, 10));
  const window = windowAt(words, whole(state.center, words.length - 1), reach);
  const line = lines[number];
  return {
    model,
    number,
    sentence,
    words,
    reach,
    window,
    chosen: chosenOf(state.context, model, window),
    line,
    draws,
    drawn: line ? line.draws(draws * NOISE, NOISE) : [],
  };
}

/** A number of a link, within 0 and the most that makes sense. @param {string} text @param {number} most */
function whole(text, most) {
  return Math.min(Math.max(0, Math.trunc(Number(text)) || 0), most);
}

/** The sample that a link names; where it names none, one of the kind that the model learnt from. @param {string} name @param {Model} model @param {import("../lesson/windows.js").Window} window */
function chosenOf(name, { facts }, { context }) {
  const learnt = facts.some(([fact, value]) => fact === "architecture" && value === CBOW);
  return name === CBOW || (!name && learnt) ? null : whole(name, Math.max(0, context.length - 1));
}

/** A sentence of words that the model knows. @param {Model} model */
function example({ places, words }) {
  const known = SENTENCES.find((sentence) => wordsOf(sentence).every((word) => places.has(word)));
  return (
    known ??
    (words
      .filter((word) => wordsOf(word, places)[0] === word)
      .slice(0, 8)
      .join(" ") ||
      "A B C D")
  );
}

/** The center with lines to the words of its window. @param {App} app @param {number} number @param {Lesson} lesson */
function picture(app, number, { window: { center, context } }) {
  const chosen = app.places(number, [center]);
  const near = app.places(number, context);
  return { chosen, near, lines: chosen.flatMap((from) => near.map((to) => ({ from, to }))), still: true };
}

/** @param {App} app @param {Lesson} lesson */
function samples(app, { window: { center, context } }) {
  return app.t("samples are", { center: shown(center, 40), context: context.map((word) => shown(word, 40)).join(" ") });
}

/** @param {App} app @param {Lesson} lesson */
function drawnWords(app, { model, drawn }) {
  const words = drawn.map((place) => (place === null ? app.t("off the map") : shown(model.words[place], 40)));
  return app.t("drawn words", { words: words.join(", ") });
}
