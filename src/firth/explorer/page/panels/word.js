// A word: its neighbours, and whether the picture shows them near.

import { nearestInPicture } from "../map/nearest_point.js";
import { bdi, h } from "../parts/dom.js";
import { holdings, truth } from "./about.js";
import { announceAnswers, answerList, answersOf, beside, keepButton, unknownNote, wordButton } from "./answer_list.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("./answer_list.js").Answer} Answer */

const LIMIT = 20;
const CONTEXTS = 12;
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
  const shared = new Set(lists[0].map((each) => each.word).filter((each) => lists.every((list) => holds(list, each))));
  const besides = answers.map(() => h("div"));
  const parts = answers.map((answer, model) => {
    const list = lists[model];
    const aside = new Set(list.map((each) => each.word).filter((each) => !shared.has(each)));
    const note = unknownNote(app, model, answer, (_, right) => app.choose(right));
    return note ?? h("div", {}, answerList(app, list, { aside }), ...notes(app, model, word, list), besides[model]);
  });
  const known = answers.some(({ unknown = [] }) => !unknown.length);
  const sharing = lists.length > 1 && known && app.t("shared neighbours", { shared: shared.size, of: LIMIT });
  element.replaceChildren(
    h("header", { class: "chosen" }, h("h2", {}, bdi(word)), known && keepButton(app, word)),
    ...standing(app, word).map((text) => h("p", { class: "quiet" }, text)),
    sharing ? h("p", { class: "quiet" }, sharing) : "",
    beside(app, parts),
  );
  app.show(lists.map((list, model) => picture(app, model, word, list)));
  announceAnswers(app, lists);
  void addContexts(app, besides, word);
}

/** The words that occur next to it, where the models have output vectors. @param {App} app @param {HTMLElement[]} elements @param {string} word */
async function addContexts(app, elements, word) {
  if (!app.views.includes("output")) return;
  const answers = await app.askAll({ question: "contexts", word, limit: CONTEXTS });
  answers?.forEach(({ contexts = [] }, model) => {
    const words = /** @type {{word: string}[]} */ (contexts).map((each) => wordButton(app, each.word));
    if (words.length)
      elements[model].replaceChildren(h("h3", {}, app.t("contexts")), h("p", { class: "tries" }, ...words));
  });
}

/** @param {Answer[]} list @param {string} word */
function holds(list, word) {
  return list.some((each) => each.word === word);
}

/** How common a word is, in each model, once if it is the same. @param {App} app @param {string} word */
function standing(app, word) {
  const texts = app.space.models.flatMap(({ places, counts }) => {
    const place = places.get(word);
    if (place === undefined) return [];
    const rank = app.number(place + 1);
    return [counts ? app.t("count and rank", { count: app.number(counts[place]), rank }) : app.t("rank", { rank })];
  });
  return [...new Set(texts)];
}

/** What is to be said below the neighbours. @param {App} app @param {number} model @param {string} word @param {Answer[]} list */
function notes(app, model, word, list) {
  const runs = list.some((each) => each.runs !== undefined) && h("p", { class: "quiet" }, app.t("in runs"));
  return [list.length ? pictureNote(app, model, word, list) : "", runs];
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

/** What is known of a model, with its name if there are two. @param {App} app @param {import("../answers/payload.js").Model} model */
function standingOf(app, model) {
  const name = app.space.models.length > 1 && h("b", {}, bdi(model.name), " ");
  return h("p", { class: "quiet" }, name, holdings(app, model), " ", truth(app, model));
}

/** @param {App} app */
function examples(app) {
  const { words } = app.space.models[0];
  const some = EXAMPLES.flatMap((rank) => words[rank] ?? []);
  const tried = some.length ? some : words.slice(0, 6);
  return [
    h("p", { class: "invitation" }, app.t("invitation")),
    h("p", { class: "tries" }, ...tried.map((word) => wordButton(app, word))),
    ...app.space.models.map((model) => standingOf(app, model)),
    h("p", { class: "quiet" }, app.t("keys")),
  ];
}
