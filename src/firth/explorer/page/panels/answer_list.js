// Answers as lists: words with bars, what is close to a word that is not there, and two models beside each other.

import { bdi, h, shown } from "../parts/dom.js";
import { toggled } from "../parts/state.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {{word: string, value: number, count?: number | null, runs?: number | null}} Answer */

/**
 * Words with bars.
 * @param {App} app
 * @param {Answer[]} answers
 * @param {{marked?: Set<string>, aside?: Set<string>, both?: boolean}} [options] words that stand out, words that step back,
 *   and whether bars go to both sides of zero
 */
export function answerList(app, answers, { marked = new Set(), aside = new Set(), both = false } = {}) {
  const most = answers.reduce((top, { value }) => Math.max(top, Math.abs(value)), both ? 1e-9 : 1);
  const rows = answers.map((answer) => {
    const { word, value, count } = answer;
    return h(
      "li",
      { class: marked.has(word) ? "marked" : aside.has(word) ? "aside" : "" },
      wordButton(app, word),
      bar(value / most, both),
      h("span", { class: "figure" }, value.toFixed(3).replace("-", "−")),
      h("span", { class: "count" }, answer.runs === undefined ? app.number(count) : percent(answer.runs)),
      keepButton(app, word),
    );
  });
  return h("ol", { class: both ? "answers both" : "answers" }, ...rows);
}

/** A share in percent, or a dash where it is not known. @param {number | null} runs */
function percent(runs) {
  return runs === null ? "–" : `${Math.round(100 * runs)} %`;
}

/** A word to click on. @param {App} app @param {string} word */
export function wordButton(app, word) {
  return h("button", { class: "word", title: shown(word, 300), onclick: () => app.choose(word) }, bdi(word));
}

/** @param {App} app @param {string} word */
export function keepButton(app, word) {
  const is = app.state.kept.includes(word);
  const button = h(
    "button",
    {
      class: "keep",
      "aria-pressed": String(is),
      "aria-label": app.t("keep word", { word: shown(word) }),
      title: app.t(is ? "kept already" : "keep"),
      onclick: () => {
        app.state.kept.includes(word) || button.classList.add("new");
        button.setAttribute("aria-pressed", String(!app.state.kept.includes(word)));
        app.set({ kept: toggled(app.state.kept, word) });
      },
    },
    h("span", { "aria-hidden": "true" }),
  );
  return button;
}

/** @param {number} share from -1 to 1 @param {boolean} both */
function bar(share, both) {
  const inner = h("i");
  const width = Math.min(1, Math.abs(share)) * (both ? 50 : 100);
  inner.style.width = `${width}%`;
  if (both) inner.style.marginInlineStart = `${share < 0 ? 50 - width : 50}%`;
  return h("span", { class: share < 0 ? "bar below" : "bar", "aria-hidden": "true" }, inner);
}

/**
 * The answers of all models, beside each other where there are two.
 * @param {App} app
 * @param {(HTMLElement | null)[]} elements one for each model
 */
export function beside(app, elements) {
  if (elements.length === 1) return h("div", {}, elements[0]);
  const columns = elements.map((element, model) =>
    h("section", {}, h("h3", {}, shown(app.space.models[model].name, 40)), element),
  );
  return h("div", { class: "beside" }, ...columns);
}

/**
 * What to say of words that a model has not, with those close to them to choose from; null if it has all.
 * @param {App} app
 * @param {number} model
 * @param {{unknown?: string[], close?: Record<string, string[]>}} answer
 * @param {(wrong: string, right: string) => void} replace
 */
export function unknownNote(app, model, { unknown = [], close = {} }, replace) {
  if (!unknown.length) return null;
  const notes = unknown.map((wrong) => {
    const offers = (close[wrong] ?? []).map((right) =>
      h("button", { class: "word", onclick: () => replace(wrong, right) }, bdi(right)),
    );
    const closer = offers.length ? h("span", {}, ` ${app.t("did you mean")} `, ...offers) : null;
    return h("p", {}, app.t("not here before"), bdi(wrong), app.t("not here after"), closer);
  });
  const { words, total } = app.space.models[model];
  const values = { words: app.number(words.length), total: app.number(total) };
  const some =
    !app.space.served && words.length < total && h("p", { class: "quiet" }, app.t("file holds some", values));
  return h("div", { class: "unknown" }, ...notes, some);
}

/** Tells a screen reader the first answers. @param {App} app @param {Answer[][]} lists */
export function announceAnswers(app, lists) {
  const first = lists[0].slice(0, 5).map(({ word, value }) => `${shown(word, 40)} ${value.toFixed(2)}`);
  app.announce(first.length ? app.t("answers are", { words: first.join(", ") }) : app.t("no answers"));
}

/** @param {{neighbours: import("../answers/local.js").Neighbour[]}} answer @returns {Answer[]} */
export function answersOf({ neighbours }) {
  return neighbours.map(({ cosine, ...rest }) => ({ value: cosine, ...rest }));
}
