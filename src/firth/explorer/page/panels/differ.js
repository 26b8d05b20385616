// Two models: the words whose neighbours differ most.

import { h } from "../parts/dom.js";
import { wordButton } from "./answer_list.js";

/** @param {import("../app.js").App} app @returns {import("../app.js").Panel} */
export function differPanel(app) {
  const differences = app.space.differences ?? [];
  const element = h("div", { class: "panel" });
  return {
    title: app.t("tab differ"),
    element,
    refresh() {
      const shares = differences.map(({ shared }) => `${Math.round(100 * shared)} %`);
      const same = shares.length > 1 && shares.every((share) => share === shares[0]);
      const list = differences.map(({ word }, i) =>
        h("li", {}, wordButton(app, word), !same && h("span", { class: "count" }, shares[i])),
      );
      element.replaceChildren(
        h("h2", {}, app.t("tab differ")),
        h("p", { class: "quiet" }, same ? app.t("differ alike", { share: shares[0] }) : app.t("differ note")),
        h("ol", { class: "plain" }, ...list),
      );
      const words = differences.map(({ word }) => word);
      app.show(app.space.models.map((_, model) => ({ chosen: [], near: app.places(model, words), lines: [] })));
    },
  };
}
