// One step of training on the chosen pair and the drawn noise words, with its numbers.

import { unknownNote } from "../panels/answer_list.js";
import { bdi, h } from "../parts/dom.js";
import { lossOf, stepOf } from "./step.js";
import { table } from "./table.js";

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
  const targets = targetsOf(lesson);
  const [input, output] = await rowsOf(app, lesson, targets);
  /** @param {string} wrong @param {string} right */
  const replace = (wrong, right) =>
    app.set({ sentence: words.map((word) => (word === wrong ? right : word)).join(" ") });
  const note = unknownNote(app, input, replace) ?? unknownNote(app, output, replace);
  if (note) return [note];
  const used = targets.reduce((sum, { times }) => sum + times, -1);
  return [
    h("p", {}, app.t("step before"), " (", bdi(window.center), ", ", bdi(window.context[chosen]), ")"),
    ...numbers(app, targets, input.rows[0], output.rows, rate),
    quiet(app.t("step note")),
    used < drawn.length ? quiet(app.t("step left out")) : "",
  ];
}

/** The center's row of E, and the targets' rows of E'. @param {App} app @param {Lesson} lesson @param {Target[]} targets */
async function rowsOf(app, { number: model, window }, targets) {
  const words = targets.map(({ word }) => word);
  return Promise.all([
    app.ask({ question: "rows", model, view: "input", words: [window.center] }),
    app.ask({ question: "rows", model, view: "output", words }),
  ]);
}

/** The step as a table. @param {App} app @param {Target[]} targets @param {number[]} input @param {number[][]} outputs @param {number} rate */
function numbers(app, targets, input, outputs, rate) {
  const labels = targets.map(({ label }) => label);
  const times = targets.map((target) => target.times);
  const step = stepOf(
    input,
    outputs,
    labels,
    times.map((each) => each * rate),
  );
  const rows = step.map(({ score, sigmoid, error, after }, i) => [
    h("span", {}, bdi(targets[i].word), times[i] > 1 ? ` ×${times[i]}` : ""),
    String(labels[i]),
    ...[score, sigmoid, error, after].map((value) => value.toFixed(3)),
  ]);
  const heading = [app.t("word"), app.t("label"), app.t("score"), "σ", app.t("error"), app.t("score after")];
  const [before, after] = [step.map(({ score }) => score), step.map((each) => each.after)].map((scores) =>
    lossOf(scores, labels, times).toFixed(4),
  );
  return [table(heading, rows), quiet(app.t("loss step", { before, after }))];
}

/** The context word and the noise words, each once. @param {Lesson} lesson @returns {Target[]} */
function targetsOf({ model, drawn, window, chosen }) {
  const context = window.context[chosen];
  const noise = drawn.flatMap((place) => (place === null ? [] : model.words[place])).filter((word) => word !== context);
  const times = [...new Set(noise)].map((word) => ({
    word,
    label: 0,
    times: noise.filter((other) => other === word).length,
  }));
  return [{ word: context, label: 1, times: 1 }, ...times];
}

/** @param {string} text */
function quiet(text) {
  return h("p", { class: "quiet" }, text);
}
