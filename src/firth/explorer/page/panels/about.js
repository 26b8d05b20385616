// What is known of the models: which words the page holds, how far the picture is true, settings, the loss curve.

import { bdi, h, shown, svg } from "../parts/dom.js";
import { valueOf } from "../parts/facts.js";
import { auditOf } from "./audit.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../answers/payload.js").Model} Model */

const [WIDTH, HEIGHT] = [320, 110];

/** @param {App} app @returns {import("../app.js").Panel} */
export function aboutPanel(app) {
  const element = h("div", { class: "panel" });
  return {
    title: app.t("tab about"),
    element,
    refresh() {
      element.replaceChildren(
        ...app.space.models.map((model) => about(app, model)),
        h("h3", {}, app.t("keyboard")),
        h("p", {}, app.t("keys")),
        h("p", { class: "quiet" }, app.t("made by", { version: app.space.firth })),
      );
      app.show([]);
    },
  };
}

/** @param {App} app @param {Model} model */
function about(app, model) {
  return h(
    "section",
    { class: "about" },
    h("h2", {}, bdi(model.name)),
    h("p", {}, holdings(app, model)),
    h("h3", {}, app.t("picture")),
    ...distortion(app, model),
    ...losses(app, model),
    ...auditOf(app, model.audit),
    h("h3", {}, app.t("facts")),
    h(
      "dl",
      {},
      ...model.facts.flatMap(([name, value]) => [
        h("dt", {}, app.t(`fact ${name}`)),
        h("dd", {}, factShown(app, valueOf(app.language, name, value))),
      ]),
    ),
  );
}

/** A value as people write it. @param {App} app @param {string} value */
function factShown(app, value) {
  if (value === "yes" || value === "no") return app.t(value);
  return /^\d(\.\d+)?e\+\d+$/.test(value) ? app.number(Number(value)) : shown(value, 200);
}

/** Which words there are, and how exact the answers. @param {App} app @param {Model} model */
export function holdings(app, { words, total, dimensions, codes }) {
  const values = { words: app.number(words.length), total: app.number(total), dimensions };
  const size = app.t(words.length < total ? "holds some" : "holds all", values);
  if (app.space.served) return `${size} ${app.t("exact")}`;
  const shares = Object.entries(codes ?? {}).map(([view, { agreement }]) =>
    app.t("share of view", { share: (100 * agreement).toFixed(1), view: app.t(`view ${view}`) }),
  );
  return `${size} ${app.t("stored", { shares: shares.join(app.t("comma")) })}`;
}

/** In a line, how much the picture lies. @param {App} app @param {Model} model */
export function truth(app, { projection: { trustworthiness: trust, continuity } }) {
  return typeof trust === "number"
    ? app.t("picture true", { trust: trust.toFixed(2), continuity: continuity.toFixed(2) })
    : "";
}

/** The same with its meaning. @param {App} app @param {Model} model */
function distortion(app, { projection }) {
  const { method, trustworthiness, continuity, neighbours, view } = projection;
  const drawn = view ? app.t("drawn of", { view: app.t(`view ${view}`) }) : "";
  const made = h("p", {}, drawn, app.t("projected", { method: METHODS[method] ?? method }));
  if (typeof trustworthiness !== "number") return [made];
  const measures = Object.entries({ trustworthiness, continuity }).map(([name, value]) =>
    h(
      "p",
      {},
      `${app.t(name)} `,
      h("b", {}, value.toFixed(3)),
      h("span", { class: "quiet" }, ` ${app.t(`${name} means`, { neighbours })}`),
    ),
  );
  return [made, ...measures];
}

/** @type {Record<string, string>} */
const METHODS = { pca: "PCA", tsne: "t-SNE", umap: "UMAP" };

/** @param {App} app @param {Model} model */
function losses(app, { losses: points }) {
  if (!points || points.length < 2) return [];
  const highest = points.reduce((top, [, loss]) => Math.max(top, loss), -Infinity);
  const lowest = points.reduce((least, [, loss]) => Math.min(least, loss), Infinity);
  const last = points[points.length - 1][0] || 1;
  const line = points.map(([words, loss]) => {
    const share = (loss - lowest) / (highest - lowest || 1);
    return `${((WIDTH * words) / last).toFixed(1)},${(HEIGHT - 4 - (HEIGHT - 8) * share).toFixed(1)}`;
  });
  const label = app.t("loss from to", {
    first: points[0][1].toFixed(3),
    last: points[points.length - 1][1].toFixed(3),
  });
  const curve = svg(
    "svg",
    {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      class: "curve",
      role: "img",
      "aria-label": label,
      preserveAspectRatio: "none",
    },
    svg("polyline", { points: line.join(" ") }),
  );
  return [h("h3", {}, app.t("losses")), curve, h("p", { class: "quiet" }, label)];
}
