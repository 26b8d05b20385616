// Two words: which neighbours they share, and which each has alone.

import { bdi, h } from "../parts/dom.js";
import { wordField } from "../parts/word_field.js";
import { answerList, answersOf, beside, unknownNote } from "./answer_list.js";
import { askingPanel } from "./frame.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("./answer_list.js").Answer} Answer */

const LIMIT = 25;

/** @param {App} app @returns {import("../app.js").Panel} */
export function comparePanel(app) {
  /** @param {number} i */
  const field = (i) =>
    wordField(app, {
      label: app.t(i ? "second word" : "first word"),
      placeholder: app.t(i ? "second word" : "first word"),
      value: app.state.pair[i] ?? (i ? "" : app.state.word),
      chosen: () => app.set({ pair: fields.map(({ input }) => input.value.trim()) }),
    });
  const fields = [field(0), field(1)];
  return askingPanel(app, "compare", [h("div", { class: "line" }, ...fields.map((each) => each.element))], {
    filled() {
      const { pair } = app.state;
      if (pair.length < 2 || pair.includes("")) return null;
      fields.forEach(({ input }, i) => (input.value = pair[i]));
      return pair;
    },
    ask: (pair) => askBoth(app, pair),
    show: (element, pair, found) => show(app, element, pair, found),
  });
}

/** The answers about both words, by word and then by model. @param {App} app @param {string[]} pair @returns {Promise<any[][] | null>} */
async function askBoth(app, pair) {
  const first = await app.askAll({ question: "neighbours", add: [pair[0]], limit: LIMIT });
  const second = first && (await app.askAll({ question: "neighbours", add: [pair[1]], limit: LIMIT }));
  return second && [first, second];
}

/** @param {App} app @param {HTMLElement} element @param {string[]} pair @param {any[][]} found */
function show(app, element, pair, found) {
  const models = app.space.models.map((_, model) => found.map((answers) => answersOf(answers[model])));
  const parts = models.map((lists, model) => {
    const notes = found.map((answers) =>
      unknownNote(app, model, answers[model], (wrong, right) =>
        app.set({ pair: pair.map((word) => (word === wrong ? right : word)) }),
      ),
    );
    return notes.find(Boolean) ?? groups(app, pair, lists);
  });
  element.replaceChildren(beside(app, parts));
  app.show(models.map((lists, model) => picture(app, model, pair, lists)));
  app.announce(app.t("share of two", { shared: shares(models[0]).size, of: LIMIT }));
}

/** @param {Answer[][]} lists */
function shares([one, other]) {
  const there = new Set(other.map(({ word }) => word));
  return new Set(one.map(({ word }) => word).filter((word) => there.has(word)));
}

/** @param {App} app @param {string[]} pair @param {Answer[][]} lists */
function groups(app, pair, lists) {
  const shared = shares(lists);
  const known = lists[0].find(({ word }) => word === pair[1]);
  return h(
    "div",
    {},
    known ? h("p", { class: "quiet" }, app.t("cosine of two", { cosine: known.value.toFixed(3) })) : null,
    h("h3", {}, app.t("share of two", { shared: shared.size, of: LIMIT })),
    answerList(
      app,
      lists[0].filter(({ word }) => shared.has(word)),
    ),
    ...lists.flatMap((list, i) => [
      h("h3", {}, app.t("only before"), bdi(pair[i]), app.t("only after")),
      answerList(app, list.filter(({ word }) => !shared.has(word)).slice(0, 10)),
    ]),
  );
}

/** @param {App} app @param {number} model @param {string[]} pair @param {Answer[][]} lists */
function picture(app, model, pair, lists) {
  const lines = pair.flatMap((word, i) =>
    app.places(model, [word]).flatMap((from) =>
      app
        .places(
          model,
          lists[i].map((each) => each.word),
        )
        .map((to) => ({ from, to, faint: true })),
    ),
  );
  const near = app.places(
    model,
    lists.flat().map(({ word }) => word),
  );
  return { chosen: app.places(model, pair), near, lines };
}
