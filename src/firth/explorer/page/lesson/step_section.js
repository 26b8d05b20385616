// One step of training on the chosen sample and the drawn noise words, with its numbers.

import { unknownNote } from "../panels/answer_list.js";
import { bdi, h } from "../parts/dom.js";
import { lossOf, meanOf, reachOf, stepOf } from "./step.js";
import { table } from "../parts/table.js";
import { sampleShown } from "./window_section.js";
import { sampleOf } from "./windows.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../panels/lesson.js").Lesson} Lesson */
/** @typedef {{word: string, label: number, times: number}} Target a word whose score is to go up or down */

const RATES = ["0.001", "0.01", "0.025", "0.05", "0.1", "0.5"];
const USUAL = "0.025";

/** @param {App} app @returns {import("./window_section.js").Section} */
export function stepSection(app) {
  const answer = h("div");
  const options = RATES.map((each) => h("option", {}, each));
  const rate = h("select", { onchange: () => app.set({ rate: rate.value }) }, ...options);
  const choice = h("label", {}, h("span", {}, app.t("rate")), rate);
  let turn = 0;
  return {
    element: h("section", {}, h("h3", {}, app.t("lesson step")), choice, answer),
    async show(lesson) {
      const mine = (turn += 1);
      const lacking = lackOf(lesson);
      choice.hidden = lacking !== null;
      rate.value = RATES.includes(app.state.rate) ? app.state.rate : USUAL;
      const parts = lacking ? [quiet(app.t(lacking))] : await stepped(app, lesson, Number(rate.value));
      if (mine === turn) answer.replaceChildren(...parts);
    },
  };
}

/** Why there can be no step: the key of a phrase. @param {Lesson} lesson */
function lackOf({ model, window }) {
  if (!model.views.includes("output")) return "no step";
  return window.context.length ? null : "no samples";
}

/** @param {App} app @param {Lesson} lesson @param {number} rate */
async function stepped(app, lesson, rate) {
  const { words, window, chosen, drawn } = lesson;
  const { inputs, target } = sampleOf(window, chosen);
  const targets = targetsOf(lesson, target);
  const [input, output] = await rowsOf(app, lesson.number, inputs, targets);
  /** @param {string} wrong @param {string} right */
  const replace = (wrong, right) =>
    app.set({ sentence: words.map((word) => (word === wrong ? right : word)).join(" ") });
  const note = unknownNote(app, lesson.number, input, replace) ?? unknownNote(app, lesson.number, output, replace);
  if (note) return [note];
  const [labels, times] = [targets.map(({ label }) => label), targets.map((each) => each.times)];
  const rates = times.map((each) => each * rate);
  const step = stepOf(meanOf(input.rows), output.rows, labels, rates, reachOf(inputs));
  const [before, after] = [step.map(({ score }) => score), step.map((each) => each.after)].map((scores) =>
    lossOf(scores, labels, times).toFixed(4),
  );
  const used = times.reduce((sum, each) => sum + each, -1);
  return [
    h("p", {}, app.t("step before"), " ", ...sampleShown(window, chosen)),
    numbers(app, targets, step),
    quiet(app.t("loss step", { before, after })),
    quiet(app.t("step note")),
    used < drawn.length ? quiet(app.t("step left out")) : "",
  ];
}

/** The inputs' rows of E, and the targets' rows of E'. @param {App} app @param {number} model @param {string[]} inputs @param {Target[]} targets */
async function rowsOf(app, model, inputs, targets) {
  const words = targets.map(({ word }) => word);
  return Promise.all([
    app.ask({ question: "rows", model, view: "input", words: inputs }),
    app.ask({ question: "rows", model, view: "output", words }),
  ]);
}

/** The step as a table. @param {App} app @param {Target[]} targets @param {import("./step.js").Output[]} step */
function numbers(app, targets, step) {
  const heading = [app.t("word"), app.t("label"), app.t("score"), "σ", app.t("error"), app.t("score after")];
  const rows = step.map(({ score, sigmoid, error, after }, i) => {
    const { word, label, times } = targets[i];
    const name = h("span", {}, bdi(word), times > 1 ? ` ×${times}` : "");
    return [name, String(label), ...[score, sigmoid, error, after].map((value) => value.toFixed(3))];
  });
  return table(heading, rows);
}

/** The word to be guessed and the noise words, each once. @param {Lesson} lesson @param {string} target @returns {Target[]} */
function targetsOf({ model, drawn }, target) {
  const noise = drawn.flatMap((place) => (place === null ? [] : model.words[place])).filter((word) => word !== target);
  const times = [...new Set(noise)].map((word) => ({
    word,
    label: 0,
    times: noise.filter((other) => other === word).length,
  }));
  return [{ word: target, label: 1, times: 1 }, ...times];
}

/** @param {string} text */
function quiet(text) {
  return h("p", { class: "quiet" }, text);
}
