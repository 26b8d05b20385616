// Tables as files.

import { h } from "./dom.js";

/** Rows as CSV (RFC 4180). @param {(string | number | null)[][]} rows */
export function csv(rows) {
  return rows.map((row) => row.map(cell).join(",") + "\r\n").join("");
}

/** A cell. A spreadsheet takes a text that begins so for a formula, which a word must not be. @param {string | number | null} value */
function cell(value) {
  if (typeof value !== "string") return value === null ? "" : String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Lets the browser save a file. @param {Blob} contents @param {string} name */
export function saved(contents, name) {
  const link = h("a", { href: URL.createObjectURL(contents), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
