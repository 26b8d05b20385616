// An axis between two words, and the words along it (SemAxis: An, Kwak and Ahn 2018).

import { h, shown } from "../parts/dom.js";
import { wordField } from "../parts/word_field.js";
import { answerList, beside, unknownNote } from "./answer_list.js";
import { askingPanel } from "./frame.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../answers/local.js").Axis} Axis */
/** @typedef {import("../answers/local.js").Scored} Scored */

const LIMIT = 12;

/** @param {App} app @returns {import("../app.js").Panel} */
export function axisPanel(app) {
  const chosen = () => app.set({ from: fields[0].input.value.trim(), to: fields[1].input.value.trim() });
  const fields = /** @type {("from" | "to")[]} */ (["from", "to"]).map((end) =>
    wordField(app, { label: app.t(`axis ${end}`), placeholder: app.t(`axis ${end}`), value: app.state[end], chosen }),
  );
  return askingPanel(app, "axis", [h("div", { class: "line" }, ...fields.map((each) => each.element))], {
    filled() {
      const { from, to } = app.state;
      if (!from || !to) return null;
      [from, to].forEach((word, i) => (fields[i].input.value = word));
      return /** @type {[string, string]} */ ([from, to]);
    },
    ask: ([from, to]) => app.askAll({ question: "axis", from, to, limit: LIMIT }),
    show: (element, ends, found) => show(app, element, ends, found),
  });
}

/** @param {App} app @param {HTMLElement} element @param {[string, string]} ends @param {any[]} found */
function show(app, element, ends, found) {
  const parts = found.map(
    (answer, model) =>
      unknownNote(app, model, answer, (wrong, right) => app.set(ends[0] === wrong ? { from: right } : { to: right })) ??
      along(app, model, answer, ends),
  );
  element.replaceChildren(h("p", { class: "quiet" }, app.t("axis note")), beside(app, parts));
  const pictures = found.map((_, model) => {
    const chosen = app.places(model, ends);
    return { chosen, near: [], lines: chosen.length === 2 ? [{ from: chosen[0], to: chosen[1], arrow: true }] : [] };
  });
  const scores = found.every((answer) => answer.scores) ? { scores: found.map((answer) => answer.scores), ends } : null;
  app.show(pictures, scores);
  if (scores) app.announce(app.t("axis done", { from: shown(ends[0]), to: shown(ends[1]) }));
}

/** The words at both ends, and between them those that are kept. @param {App} app @param {number} model @param {Axis} answer @param {[string, string]} ends */
function along(app, model, { low, high, scores }, [from, to]) {
  const kept = app.state.kept.flatMap((word) =>
    app.places(model, [word]).map((place) => ({ word, score: scores[place] })),
  );
  /** @param {Scored[]} list */
  const listed = (list) =>
    answerList(
      app,
      list.map(({ word, score }) => ({ word, value: score })),
      { both: true },
    );
  return h(
    "div",
    {},
    h("h3", {}, app.t("towards", { word: shown(to, 40) })),
    listed(high),
    kept.length ? h("h3", {}, app.t("tab kept")) : null,
    kept.length ? listed(kept.sort((one, two) => two.score - one.score)) : null,
    h("h3", {}, app.t("towards", { word: shown(from, 40) })),
    listed([...low].reverse()),
  );
}
