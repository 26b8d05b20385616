// A table: words at the left, numbers at the right.

import { h } from "./dom.js";

/**
 * @param {string[]} heading
 * @param {(string | HTMLElement)[][]} rows a row that is short goes on to the end
 */
export function table(heading, rows) {
  const head = h("tr", {}, ...heading.map((text) => h("th", { scope: "col" }, text)));
  const body = rows.map((cells) =>
    h(
      "tr",
      {},
      ...cells.map((cell, i) => {
        const rest = i === cells.length - 1 ? heading.length - i : 1;
        return h(i ? "td" : "th", { scope: !i && "row", colspan: rest > 1 && String(rest) }, cell);
      }),
    ),
  );
  return h("table", { class: "numbers" }, h("thead", {}, head), h("tbody", {}, ...body));
}
