// Words added and subtracted; an analogy is such a sum: a is to b as c is to b - a + c.

import { bdi, h } from "../parts/dom.js";
import { wordField } from "../parts/word_field.js";
import { announceAnswers, answerList, answersOf, beside, unknownNote } from "./answer_list.js";
import { framed } from "./frame.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("./answer_list.js").Answer} Answer */

const LIMIT = 15;

/** @param {App} app @returns {import("../app.js").Panel} */
export function sumPanel(app) {
  const answers = h("div");
  const terms = h("div", { class: "chips" });
  const analogy = h("div", { class: "analogy" });
  const free = wordField(app, {
    label: app.t("a word"),
    placeholder: app.t("a word"),
    chosen: (word) => add("+", word),
  });
  /** @param {string} sign @param {string} word */
  const add = (sign, word) => {
    if (!word) return;
    free.input.value = "";
    app.set({ terms: [...app.state.terms, sign + word], analogy: [] });
  };
  /** @param {string} sign @param {string} key */
  const button = (sign, key) =>
    h(
      "button",
      { class: "sign", "aria-label": app.t(key), onclick: () => add(sign, free.input.value.trim()) },
      sign === "-" ? "−" : "+",
    );
  const parts = [
    h("h3", {}, app.t("analogy")),
    analogy,
    h("h3", {}, app.t("free sum")),
    terms,
    h("div", { class: "line" }, free.element, button("+", "add"), button("-", "subtract")),
    answers,
  ];
  let fields = analogyFields(app, analogy);
  return framed(app, "sum", parts, async () => {
    fields = fields.filled() ? fields : analogyFields(app, analogy);
    terms.replaceChildren(...app.state.terms.map((term, i) => chip(app, term, i)));
    await answer(app, answers);
  });
}

/** The three fields of an analogy; `filled` is false if they hold other words than the state. @param {App} app @param {HTMLElement} element */
function analogyFields(app, element) {
  const fields = ["a", "b", "c"].map((name, i) =>
    wordField(app, {
      label: app.t(`analogy ${name}`),
      placeholder: name,
      value: app.state.analogy[i] ?? "",
      chosen: (word) => {
        const words = fields.map(({ input }, j) => (i === j ? word : input.value.trim()));
        app.set({
          analogy: words,
          terms: words.every(Boolean) ? [`+${words[1]}`, `-${words[0]}`, `+${words[2]}`] : app.state.terms,
        });
        const empty = fields.find(({ input }) => !input.value);
        empty?.input.focus();
      },
    }),
  );
  const between = [app.t("is to"), app.t("as"), app.t("is to what")];
  element.replaceChildren(...fields.flatMap((field, i) => [field.element, h("span", {}, between[i])]));
  return {
    filled: () =>
      fields.every(({ input }, i) => input.value === (app.state.analogy[i] ?? "") || document.activeElement === input),
  };
}

/** A term that can be taken away. @param {App} app @param {string} term @param {number} i */
function chip(app, term, i) {
  const without = () => app.set({ terms: app.state.terms.filter((_, j) => j !== i), analogy: [] });
  const sign = term[0] === "-" ? "−" : "+";
  return h(
    "button",
    { class: "chip", onclick: without, title: app.t("remove") },
    `${sign} `,
    bdi(term.slice(1)),
    h("span", { "aria-hidden": "true" }, " ×"),
  );
}

/** @param {App} app @param {HTMLElement} element */
async function answer(app, element) {
  const { terms } = app.state;
  /** @param {string} sign */
  const signed = (sign) => terms.filter((term) => term[0] === sign).map((term) => term.slice(1));
  const [plus, minus] = [signed("+"), signed("-")];
  if (!terms.length) {
    element.replaceChildren(h("p", { class: "quiet" }, app.t("sum help")));
    app.show([]);
    return;
  }
  const answers = await app.askAll({ question: "neighbours", add: plus, subtract: minus, limit: LIMIT });
  if (!answers) return;
  const lists = answers.map(answersOf);
  const parts = answers.map(
    (each, model) => unknownNote(app, model, each, replacing(app)) ?? answerList(app, lists[model]),
  );
  element.replaceChildren(beside(app, parts));
  app.show(lists.map((list, model) => picture(app, model, plus, minus, list)));
  announceAnswers(app, lists);
}

/** @param {App} app @returns {(wrong: string, right: string) => void} */
function replacing(app) {
  return (wrong, right) =>
    app.set({
      terms: app.state.terms.map((term) => (term.slice(1) === wrong ? term[0] + right : term)),
      analogy: app.state.analogy.map((word) => (word === wrong ? right : word)),
    });
}

/**
 * The arithmetic on the map: for an analogy an arrow from a to b, and beside it one from c to the answer; for other sums
 * lines from the terms to the answer.
 * @param {App} app @param {number} model @param {string[]} plus @param {string[]} minus @param {Answer[]} list
 */
function picture(app, model, plus, minus, list) {
  const [best] = app.places(
    model,
    list.slice(0, 1).map(({ word }) => word),
  );
  const near = app.places(model, [...plus, ...minus]);
  if (best === undefined) return { chosen: [], near, lines: [] };
  const [b, c] = app.places(model, plus);
  const [a] = app.places(model, minus);
  const parallel = plus.length === 2 && minus.length === 1 && near.length === 3;
  const arrows = [
    { from: a, to: b, arrow: true },
    { from: c, to: best, arrow: true },
  ];
  return {
    chosen: [best],
    near,
    lines: parallel ? arrows : near.map((from) => ({ from, to: best, arrow: true, faint: true })),
  };
}
