// What panels have in common: a title, what one asks with, and answers below it.

import { h } from "../parts/dom.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../app.js").Panel} Panel */

/**
 * A panel with its title.
 * @param {App} app
 * @param {string} name of the tab
 * @param {(Node | null)[]} parts below the title
 * @param {() => void | Promise<void>} refresh
 * @returns {Panel}
 */
export function framed(app, name, parts, refresh) {
  const title = app.t(`tab ${name}`);
  return { title, element: h("div", { class: `panel ${name}` }, h("h2", {}, title), ...parts), refresh };
}

/**
 * A panel that asks as soon as its fields are filled; before that, it says how to.
 * @template T
 * @param {App} app
 * @param {string} name of the tab
 * @param {(Node | null)[]} fields
 * @param {object} question
 * @param {() => T | null} question.filled fills the fields from the state, and tells what to ask about, if anything
 * @param {(about: T) => Promise<any[] | null>} question.ask
 * @param {(element: HTMLElement, about: T, found: any[]) => void} question.show
 * @returns {Panel}
 */
export function askingPanel(app, name, fields, { filled, ask, show }) {
  const answers = h("div");
  return framed(app, name, [...fields, answers], async () => {
    const about = filled();
    if (about === null) {
      answers.replaceChildren(h("p", { class: "quiet" }, app.t(`${name} help`)));
      app.show([]);
      return;
    }
    const found = await ask(about);
    if (found) show(answers, about, found);
  });
}
