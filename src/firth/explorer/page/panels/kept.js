// The words that one kept, and what can be taken along: a link, a table, a picture.

import { csv, saved } from "../parts/csv.js";
import { bdi, h } from "../parts/dom.js";
import { toggled } from "../parts/state.js";
import { framed } from "./frame.js";

/** @typedef {import("../app.js").App} App */

const NEIGHBOURS = 10; // of each word, in the table

/** @param {App} app @returns {import("../app.js").Panel} */
export function keptPanel(app) {
  const list = h("ul", { class: "words" });
  const table = h("button", { onclick: () => saveTable(app).catch((error) => app.fail(error)) }, app.t("save csv"));
  const actions = h(
    "div",
    { class: "actions" },
    h("button", { onclick: () => copyLink(app) }, app.t("copy link")),
    table,
    h("button", { onclick: () => app.dispatchEvent(new Event("image")) }, app.t("save png")),
  );
  const note = h("p", { class: "quiet" }, app.t("kept note"));
  return framed(app, "kept", [list, actions, note], () => {
    const { kept } = app.state;
    const nothing = h("li", { class: "quiet" }, app.t("nothing kept"));
    list.replaceChildren(...(kept.length ? kept.map((word) => keptWord(app, word)) : [nothing]));
    table.disabled = !kept.length;
    app.show(app.space.models.map((_, model) => ({ chosen: app.places(model, kept), near: [], lines: [] })));
  });
}

/** @param {App} app @param {string} word */
function keptWord(app, word) {
  const away = () => app.set({ kept: toggled(app.state.kept, word) });
  return h(
    "li",
    {},
    h("button", { class: "word", onclick: () => app.choose(word) }, bdi(word)),
    h(
      "button",
      { class: "away", "aria-label": app.t("remove word", { word }), title: app.t("remove"), onclick: away },
      "×",
    ),
  );
}

/** @param {App} app */
async function copyLink(app) {
  try {
    await navigator.clipboard.writeText(app.link);
    app.announce(app.t(app.space.served ? "served link copied" : "link copied"), true);
  } catch {
    app.announce(app.t("link is above"), true);
  }
}

/** The kept words with their neighbours in the view. @param {App} app */
async function saveTable(app) {
  const { kept, view } = app.state;
  /** @type {(string | number | null)[][]} */
  const rows = [["model", "view", "word", "neighbour", "cosine", "count"]];
  for (const word of kept) {
    for (const [model, { name }] of app.space.models.entries()) {
      const answer = await app.ask({ question: "neighbours", model, view, add: [word], limit: NEIGHBOURS });
      for (const each of answer.neighbours)
        rows.push([name, view, word, each.word, each.cosine.toFixed(6), each.count]);
    }
  }
  saved(new Blob(["\ufeff", csv(rows)], { type: "text/csv" }), "words.csv"); // the mark tells Excel that it is UTF-8
}
