// A word: its neighbours, and whether the picture shows them near.

import { nearestInPicture } from "../map/nearest_point.js";
import { bdi, h } from "../parts/dom.js";
import { announceAnswers, answerList, answersOf, beside, keepButton, unknownNote, wordButton } from "./answer_list.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("./answer_list.js").Answer} Answer */

const LIMIT = 20;
const EXAMPLES = [150, 300, 500, 800, 1200, 1700]; // ranks of words that are neither "the" nor unheard of

/** @param {App} app @returns {import("../app.js").Panel} */
export function wordPanel(app) {
  const element = h("div", { class: "panel" });
  return {
    title: app.t("tab word"),
    element,
    async refresh() {
      const { word } = app.state;
      if (!word) {
        element.replaceChildren(...examples(app));
        app.show([]);
        return;
      }
      const answers = await app.askAll({ question: "neighbours", add: [word], limit: LIMIT });
      if (answers) show(app, element, word, answers);
    },
  };
}

/** @param {App} app @param {HTMLElement} element @param {string} word @param {any[]} answers */
function show(app, element, word, answers) {
  const lists = answers.map(answersOf);
  const shared = new Set(lists.length > 1 ? inAll(lists) : []);
  const parts = answers.map((answer, model) => {
    const note = unknownNote(app, answer, (_, right) => app.choose(right));
    return (
      note ??
      h("div", {}, answerList(app, lists[model], { marked: shared }), pictureNote(app, model, word, lists[model]))
    );
  });
  const found = answers.some(({ unknown = [] }) => !unknown.length);
  const sharing = lists.length > 1 && found ? app.t("shared neighbours", { shared: shared.size, of: LIMIT }) : null;
  element.replaceChildren(
    h("header", { class: "chosen" }, h("h2", {}, bdi(word)), found && keepButton(app, word)),
    h("p", { class: "quiet" }, found ? standing(app, word) : "", sharing && h("span", {}, ` ${sharing}`)),
    beside(app, parts),
  );
  app.show(lists.map((list, model) => picture(app, model, word, list)));
  announceAnswers(app, lists);
}

/** How common a word is. @param {App} app @param {string} word */
function standing(app, word) {
  return app.space.models
    .flatMap(({ places, counts }) => {
      const place = places.get(word);
      if (place === undefined) return [];
      const rank = app.t("rank", { rank: app.number(place + 1) });
      return [counts ? `${app.t("occurrences", { count: app.number(counts[place]) })}, ${rank}` : rank];
    })
    .filter((text, i, all) => all.indexOf(text) === i)
    .join(" / ");
}

/** @param {Answer[][]} lists */
function inAll([first, ...others]) {
  return first
    .map(({ word }) => word)
    .filter((word) => others.every((list) => list.some((each) => each.word === word)));
}

/** @param {App} app @param {number} model @param {string} word @param {Answer[]} list */
function pictureNote(app, model, word, list) {
  const { positions, words, places } = app.space.models[model];
  const place = places.get(word);
  if (place === undefined) return h("p", { class: "quiet" }, app.t("not drawn"));
  const near = new Set(nearestInPicture(positions, place, LIMIT).map((other) => words[other]));
  const both = list.filter((answer) => near.has(answer.word)).length;
  return h("p", { class: "quiet" }, app.t("in picture", { both, of: list.length, limit: LIMIT }));
}

/** A word with lines to its neighbours, near or far. @param {App} app @param {number} model @param {string} word @param {Answer[]} list */
function picture(app, model, word, list) {
  const chosen = app.places(model, [word]);
  const near = app.places(
    model,
    list.map((answer) => answer.word),
  );
  return { chosen, near, lines: chosen.flatMap((from) => near.map((to) => ({ from, to, faint: true }))) };
}

/** @param {App} app */
function examples(app) {
  const { words } = app.space.models[0];
  const some = EXAMPLES.flatMap((rank) => words[rank] ?? []);
  const tried = some.length ? some : words.slice(0, 6);
  return [
    h("p", { class: "invitation" }, app.t("invitation")),
    h("p", { class: "tries" }, ...tried.map((word) => wordButton(app, word))),
    h("p", { class: "quiet" }, app.t("keys")),
  ];
}
