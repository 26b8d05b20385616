// Two models: the words whose neighbours differ most.

import { h } from "../parts/dom.js";
import { wordButton } from "./answer_list.js";
import { framed } from "./frame.js";

/** @param {import("../app.js").App} app @returns {import("../app.js").Panel} */
export function differPanel(app) {
  const differences = app.space.differences ?? [];
  const lists = h("div");
  const note = h("p", { class: "quiet" }, app.t("differ note"));
  return framed(app, "differ", [note, lists], () => {
    const shares = [...new Set(differences.map(({ shared }) => shared))];
    const parts = shares.flatMap((share) => [
      h("h3", {}, app.t("in common", { share: Math.round(100 * share) })),
      h(
        "ol",
        { class: "plain" },
        ...differences.filter(({ shared }) => shared === share).map(({ word }) => h("li", {}, wordButton(app, word))),
      ),
    ]);
    lists.replaceChildren(...parts);
    const words = differences.map(({ word }) => word);
    app.show(app.space.models.map((_, model) => ({ chosen: [], near: app.places(model, words), lines: [] })));
  });
}
