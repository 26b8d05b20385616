// A field for a word, with a list of words that go on as what was typed (the combobox pattern of WAI-ARIA).

import { bdi, h } from "./dom.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {{element: HTMLElement, input: HTMLInputElement}} WordField */

const LIMIT = 8;
let fields = 0;

/**
 * @param {App} app
 * @param {{label: string, placeholder?: string, value?: string, big?: boolean, chosen: (word: string) => void}} options
 * @returns {WordField}
 */
export function wordField(app, { label, placeholder = "", value = "", big = false, chosen }) {
  const id = `words-${(fields += 1)}`;
  const list = h("ul", { id, role: "listbox", class: "completions", "aria-label": label, hidden: true });
  const input = h("input", {
    type: "text",
    role: "combobox",
    class: big ? "big" : "",
    "aria-label": label,
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": id,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    dir: "auto",
    placeholder,
    value,
  });
  const completions = new Completions(input, list, chosen);
  input.addEventListener("input", () => completions.ask(app));
  input.addEventListener("keydown", (event) => completions.key(event));
  input.addEventListener("focusout", () => completions.close());
  return { element: h("div", { class: "field" }, input, list), input };
}

/** The list under a field. */
class Completions {
  /** @param {HTMLInputElement} input @param {HTMLElement} list @param {(word: string) => void} chosen */
  constructor(input, list, chosen) {
    this.input = input;
    this.list = list;
    this.chosen = chosen;
    /** @type {string[]} */
    this.words = [];
    this.active = -1;
  }

  /** @param {App} app */
  async ask(app) {
    const prefix = this.input.value.trim();
    if (!prefix) {
      this.close();
      return;
    }
    const { words } = await app.ask({ question: "complete", model: 0, prefix, limit: LIMIT }).catch((error) => {
      app.fail(error);
      return { words: [] };
    });
    if (this.input.value.trim() === prefix && document.activeElement === this.input) this.open(words, app);
  }

  /** @param {{word: string, count: number | null}[]} words @param {App} app */
  open(words, app) {
    this.words = words.map(({ word }) => word);
    this.active = -1;
    this.list.replaceChildren(...words.map(({ word, count }, i) => this.option(word, app.number(count), i)));
    this.unfolded(words.length > 0);
  }

  /** @param {string} word @param {string} count @param {number} i */
  option(word, count, i) {
    const take = (/** @type {Event} */ event) => {
      event.preventDefault(); // the field keeps the focus
      this.take(word);
    };
    const id = `${this.list.id}-${i}`;
    return h(
      "li",
      { role: "option", id, "aria-selected": "false", onmousedown: take },
      bdi(word),
      h("span", {}, count),
    );
  }

  close() {
    this.words = [];
    this.active = -1;
    this.unfolded(false);
  }

  /** @param {boolean} open */
  unfolded(open) {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    this.input.removeAttribute("aria-activedescendant");
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing) return; // Enter ends the writing of a Chinese word
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.words.length) this.go(step);
    else if (event.key === "Enter") this.take(this.words[this.active] ?? this.input.value.trim());
    else if (event.key === "Escape" && !this.list.hidden) this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {number} step */
  go(step) {
    const size = this.words.length;
    this.active = this.active < 0 && step < 0 ? size - 1 : (this.active + step + size) % size;
    [...this.list.children].forEach((each, i) => each.setAttribute("aria-selected", String(i === this.active)));
    this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.active}`);
    this.list.children[this.active].scrollIntoView({ block: "nearest" });
  }

  /** @param {string} word */
  take(word) {
    if (!word) return;
    this.input.value = word;
    this.close();
    this.chosen(word);
  }
}
