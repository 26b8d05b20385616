// The path of the center word in the Huffman tree of all words.

import { bdi, h, shown, svg } from "../parts/dom.js";
import { pathOf } from "./path.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../panels/lesson.js").Lesson} Lesson */
/** @typedef {import("./path.js").Point} Point */

const EDGE = 8; // around the drawing, for its dots

/** @param {App} app @returns {import("./window_section.js").Section} */
export function pathSection(app) {
  const answer = h("div");
  let turn = 0;
  return {
    element: h("section", {}, h("h3", {}, app.t("lesson path")), answer),
    async show(lesson) {
      const mine = (turn += 1);
      const made = await parts(app, lesson);
      if (mine === turn) answer.replaceChildren(...made);
    },
  };
}

/** @param {App} app @param {Lesson} lesson */
async function parts(app, { model, number, window: { center } }) {
  if (!model.noise) return [h("p", { class: "quiet" }, app.t("no counts"))];
  const { code } = await app.ask({ question: "path", model: number, word: center });
  if (!code) return [h("p", { class: "quiet" }, app.t("path of unknown"), " ", bdi(center))];
  return [
    h("p", { class: "code" }, bdi(center), h("code", {}, code)),
    drawing(code, app.t("path of", { word: shown(center, 40), code })),
    h("p", { class: "quiet" }, app.t("path note", { turns: code.length, total: app.number(model.total) })),
  ];
}

/** @param {string} code @param {string} label */
function drawing(code, label) {
  const { turns, width, height } = pathOf(code);
  const [full, high] = [width + 2 * EDGE, height + 2 * EDGE];
  const box = { viewBox: `${-EDGE} ${-EDGE} ${full} ${high}`, width: full, height: high };
  return svg(
    "svg",
    { class: "path", role: "img", "aria-label": label, ...box },
    ...turns.map(({ from, other }) => line("other", from, other)),
    ...turns.map(({ other }) => dot("other", other)),
    ...turns.map(({ from, to }) => line("taken", from, to)),
    ...turns.map(({ from }) => dot("taken", from)),
    ...turns.map(({ digit, from, to }) => digitAt(digit, from, to)),
    ...turns.slice(-1).map(({ to }) => dot("word-end", to)),
  );
}

/** @param {string} name @param {Point} from @param {Point} to */
function line(name, from, to) {
  return svg("line", { class: name, x1: from.x, y1: from.y, x2: to.x, y2: to.y });
}

/** @param {string} name @param {Point} at */
function dot(name, { x, y }) {
  return svg("circle", { class: name, cx: x, cy: y, r: name === "word-end" ? 5 : 2.5 });
}

/** A digit beside the middle of its turn. @param {string} digit @param {Point} from @param {Point} to */
function digitAt(digit, from, to) {
  const y = (from.y + to.y) / 2 + (digit === "0" ? -3 : 11);
  return svg("text", { x: (from.x + to.x) / 2 - 5, y }, digit);
}
