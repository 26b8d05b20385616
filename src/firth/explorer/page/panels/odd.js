// The word that does not go with the others.

import { bdi, h } from "../parts/dom.js";
import { wordField } from "../parts/word_field.js";
import { answerList, beside, unknownNote } from "./answer_list.js";
import { askingPanel } from "./frame.js";

/** @typedef {import("../app.js").App} App */

/** @param {App} app @returns {import("../app.js").Panel} */
export function oddPanel(app) {
  const chips = h("div", { class: "chips" });
  const field = wordField(app, {
    label: app.t("a word"),
    placeholder: app.t("a word"),
    chosen: (word) => {
      field.input.value = "";
      app.set({ odd: [...app.state.odd.filter((each) => each !== word), word] });
    },
  });
  return askingPanel(app, "odd", [chips, h("div", { class: "line" }, field.element)], {
    filled() {
      const words = app.state.odd;
      chips.replaceChildren(...words.map((word) => chip(app, word)));
      return words.length < 3 ? null : words;
    },
    ask: (words) => app.askAll({ question: "odd", words }),
    show: (element, words, found) => show(app, element, words, found),
  });
}

/** @param {App} app @param {string} word */
function chip(app, word) {
  const without = () => app.set({ odd: app.state.odd.filter((each) => each !== word) });
  return h(
    "button",
    { class: "chip", onclick: without, title: app.t("remove") },
    bdi(word),
    h("span", { "aria-hidden": "true" }, " ×"),
  );
}

/** @param {App} app @param {HTMLElement} element @param {string[]} words @param {any[]} found */
function show(app, element, words, found) {
  const parts = found.map((answer, model) => {
    const note = unknownNote(app, model, answer, (wrong, right) =>
      app.set({ odd: words.map((word) => (word === wrong ? right : word)) }),
    );
    if (note) return note;
    const list = words.map((word, i) => ({ word, value: answer.cosines[i] })).sort((one, two) => one.value - two.value);
    return h(
      "div",
      {},
      h("p", { class: "verdict" }, bdi(answer.odd)),
      answerList(app, list, { marked: new Set([answer.odd]) }),
    );
  });
  element.replaceChildren(beside(app, parts), h("p", { class: "quiet" }, app.t("odd note")));
  app.show(
    found.map(({ odd }, model) => ({
      chosen: app.places(model, odd ? [odd] : []),
      near: app.places(model, words),
      lines: [],
    })),
  );
  if (found[0].odd) app.announce(app.t("odd is", { word: found[0].odd }));
}
