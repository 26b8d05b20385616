// The audit of a model: its inner products beside their values at the optimum, as a figure and as numbers.

import { h, svg } from "../parts/dom.js";
import { table } from "../parts/table.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../answers/payload.js").Audit} Audit */

const [WIDTH, HEIGHT, LEFT, BELOW] = [320, 240, 34, 34]; // of the drawing, and of what is beside and below its cells
const FAINTEST = 0.2;
let drawings = 0;

/** @param {App} app @param {Audit | null | undefined} audit */
export function auditOf(app, audit) {
  if (!audit) return [];
  const { fit, pairs, min_pair_count: least, passes, objective } = audit;
  const said = app.t("audit pairs", { pairs: app.number(pairs), least, passes });
  const bands = audit.bands.map((band) => numbers(app, ranks(app, band), band.pairs, band));
  const rows = [numbers(app, app.t("all pairs"), pairs, fit), ...bands];
  const heading = ["audit rank", "pairs", "r", "slope", "residual"].map((key) => app.t(key));
  return [
    h("h3", {}, app.t("audit")),
    h("p", {}, app.t(`audit ${objective}`)),
    h("p", { class: "quiet" }, said),
    drawing(app, audit),
    h("p", { class: "quiet" }, app.t("audit lines")),
    table(heading, rows),
  ];
}

/** @param {App} app @param {string} name @param {number} pairs @param {Audit["fit"]} fit */
function numbers(app, name, pairs, { correlation, slope, residual_mean: mean, residual_deviation: deviation }) {
  return [name, app.number(pairs), written(correlation), written(slope), `${written(mean)} ± ${written(deviation)}`];
}

/** @param {App} app @param {{first: number, last: number | null}} band */
function ranks(app, { first, last }) {
  return last === null ? `${app.number(first)} +` : `${app.number(first)}–${app.number(last)}`;
}

/** @param {number | null} value */
function written(value) {
  return value === null ? "–" : value.toFixed(2).replace("-", "−");
}

/** @param {App} app @param {Audit} audit */
function drawing(app, { cells, fit }) {
  const [across, up] = [cells.theory, cells.product].map(([low, high], side) => {
    const [from, to] = side ? [HEIGHT - BELOW, 4] : [LEFT, WIDTH - 4];
    return (/** @type {number} */ value) => from + ((value - low) / (high - low)) * (to - from);
  });
  const [low, high] = cells.theory;
  const clip = `cells-${(drawings += 1)}`;
  /** @param {string} name @param {(theory: number) => number} at */
  const line = (name, at) =>
    svg("line", { class: name, x1: across(low), y1: up(at(low)), x2: across(high), y2: up(at(high)) });
  const fitted = fit.slope !== null && fit.intercept !== null;
  const label = app.t("audit figure", { r: written(fit.correlation), slope: written(fit.slope) });
  return svg(
    "svg",
    { class: "audit", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label },
    svg("clipPath", { id: clip }, svg("rect", { x: LEFT, y: 4, width: WIDTH - LEFT - 4, height: HEIGHT - BELOW - 4 })),
    ...squares(cells, across, up),
    svg(
      "g",
      { "clip-path": `url(#${clip})` },
      line("identity", (theory) => theory),
      fitted && line("fitted", (theory) => Number(fit.slope) * theory + Number(fit.intercept)),
    ),
    ...cells.theory.map((value, i) => text(across(value), HEIGHT - BELOW + 14, value.toFixed(1), i ? "end" : "start")),
    ...cells.product.map((value, i) => text(LEFT - 4, up(value) + (i ? 8 : 0), value.toFixed(1), "end")),
    text((LEFT + WIDTH) / 2, HEIGHT - 4, app.t("at the optimum"), "middle"),
    svg(
      "text",
      { transform: `translate(10 ${(HEIGHT - BELOW) / 2}) rotate(-90)`, "text-anchor": "middle" },
      app.t("inner product"),
    ),
  );
}

/** @param {import("../answers/payload.js").Cells} cells @param {(value: number) => number} across @param {(value: number) => number} up */
function squares({ theory, product, columns, rows, pairs }, across, up) {
  const most = Math.log1p(pairs.reduce((top, number) => Math.max(top, number), 1));
  const width = (across(theory[1]) - across(theory[0])) / columns;
  const height = (up(product[0]) - up(product[1])) / rows;
  return pairs.flatMap((number, i) => {
    if (!number) return [];
    const [row, column] = [Math.floor(i / columns), i % columns];
    const opacity = FAINTEST + ((1 - FAINTEST) * Math.log1p(number)) / most;
    const [x, y] = [across(theory[0]) + column * width, up(product[0]) - (row + 1) * height];
    return svg("rect", { x: x.toFixed(2), y: y.toFixed(2), width, height, opacity: opacity.toFixed(2) });
  });
}

/** @param {number} x @param {number} y @param {string} content @param {string} anchor */
function text(x, y, content, anchor) {
  return svg("text", { x, y, "text-anchor": anchor }, content.replace("-", "−"));
}
