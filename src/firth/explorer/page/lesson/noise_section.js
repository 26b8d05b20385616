// Noise words, drawn by chance, and what their chances are.

import { bdi, h } from "../parts/dom.js";
import { table } from "../parts/table.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../panels/lesson.js").Lesson} Lesson */
/** @typedef {import("./noise.js").NoiseLine} NoiseLine */

/** @param {App} app @returns {import("./window_section.js").Section} */
export function noiseSection(app) {
  const answer = h("div");
  let draws = 0;
  const draw = h("button", { onclick: () => app.set({ draws: String(draws + 1) }) }, app.t("draw"));
  const actions = h("div", { class: "actions" }, draw);
  return {
    element: h("section", {}, h("h3", {}, app.t("lesson noise")), answer, actions),
    show(lesson) {
      const { line } = lesson;
      draws = lesson.draws;
      actions.hidden = !line;
      answer.replaceChildren(...(line ? drawn(app, lesson, line) : [h("p", { class: "quiet" }, app.t("no counts"))]));
    },
  };
}

/** @param {number} share */
function percent(share) {
  return `${(100 * share).toLocaleString("en", { minimumSignificantDigits: 3, maximumSignificantDigits: 3 })} %`;
}

/** @param {App} app @param {Lesson} lesson @param {NoiseLine} line */
function drawn(app, { model, drawn: places }, line) {
  const rows = places.map((place) =>
    place === null
      ? [h("i", {}, app.t("off the map"))]
      : [
          bdi(model.words[place]),
          app.number(line.counts[place]),
          percent(line.chance(place)),
          percent(line.share(place)),
        ],
  );
  const [share, chance] = [percent(line.share(0)), percent(line.chance(0))];
  const [before, after] = app.t("noise note", { power: line.power, share, chance }).split("{word}");
  return [
    h("p", { class: "quiet" }, before, bdi(model.words[0]), after),
    table(
      ["word", "count", "chance", "plain chance"].map((key) => app.t(key)),
      rows,
    ),
  ];
}
