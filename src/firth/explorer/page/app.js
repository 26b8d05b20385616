// What all parts of the page share: the models, the state, the questions, and what the maps are told.

import { Stopped } from "./answers/remote.js";
import { fragmentOf } from "./parts/state.js";
import { phrase } from "./parts/phrases.js";

/** @typedef {import("./answers/payload.js").Space} Space */
/** @typedef {import("./answers/local.js").Ask} Ask */
/** @typedef {import("./map/labels.js").Picture} Picture */
/** @typedef {import("./parts/state.js").State} State */
/** @typedef {{scores: Float32Array[], ends: [string, string]}} Scores of the words of each map */
/** @typedef {{title: string, element: HTMLElement, refresh: () => void | Promise<void>}} Panel */

/** The page. */
export class App extends EventTarget {
  /** @param {Space} space @param {Ask} ask @param {State} state @param {string} token of the server, or none */
  constructor(space, ask, state, token) {
    super();
    this.space = space;
    this.ask = ask;
    this.state = state;
    this.token = token;
    this.turn = 0;
    /** @type {Picture[]} */
    this.pictures = [];
    /** @type {Scores | null} */
    this.scores = null;
    /** @type {import("./answers/remote.js").Progress | null} of the work that the page follows; null when its server has stopped */
    this.progress = { maps: 1 };
  }

  /** @returns {"english" | "chinese"} */
  get language() {
    return (this.state.language || navigator.language).startsWith("zh") ? "chinese" : "english";
  }

  /** @returns {"light" | "dark"} */
  get theme() {
    if (this.state.theme === "dark" || this.state.theme === "light") return this.state.theme;
    return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }

  /** The address at which the page is seen as it is now. */
  get link() {
    const token = this.token && `token=${this.token}&`;
    return `${location.href.split("#")[0]}#${token}${fragmentOf(this.state)}`;
  }

  /** Views that all models have. */
  get views() {
    const [first, ...others] = this.space.models;
    return first.views.filter((view) => others.every(({ views }) => views.includes(view)));
  }

  /** A phrase in the reader's language. @param {string} key @param {Record<string, string | number>} [values] */
  t(key, values) {
    return phrase(this.language, key, values);
  }

  /** A count as the reader writes it; nothing where there is none. @param {number | null | undefined} value */
  number(value) {
    return value === null || value === undefined ? "" : value.toLocaleString(this.language === "chinese" ? "zh" : "en");
  }

  /** Changes the state; every part hears of it. @param {Partial<State>} changes */
  set(changes) {
    this.state = { ...this.state, ...changes };
    history.replaceState(null, "", `#${fragmentOf(this.state)}`);
    this.dispatchEvent(new Event("change"));
  }

  /** Chooses a word and shows its neighbours. @param {string} word */
  choose(word) {
    this.set({ word, tab: "word" });
  }

  /**
   * Asks every model, in the chosen view. A newer question makes an older one's answer null, and so does an error, which the
   * page tells.
   * @param {Record<string, any> & {question: string}} question
   * @returns {Promise<any[] | null>}
   */
  async askAll(question) {
    const mine = (this.turn += 1);
    const { view } = this.state;
    try {
      const answers = await Promise.all(this.space.models.map((_, model) => this.ask({ ...question, model, view })));
      return mine === this.turn ? answers : null;
    } catch (error) {
      if (mine === this.turn) this.fail(error);
      return null;
    }
  }

  /** Lets words stand out on the maps. @param {Picture[]} pictures one for each map @param {Scores | null} [scores] */
  show(pictures, scores = null) {
    this.pictures = pictures;
    this.scores = scores;
    this.dispatchEvent(new Event("picture"));
  }

  /** Says something to those who do not see the page, or to all. @param {string} text */
  announce(text, seen = false) {
    this.dispatchEvent(new CustomEvent("announce", { detail: { text, seen } }));
  }

  /** Tells why a question has no answer. What the panel shows is of an older one: it steps back, and its words no longer stand out. @param {unknown} error */
  fail(error) {
    this.announce(error instanceof Stopped ? this.t("server stopped") : reasonOf(error), true);
    this.show([]);
    this.dispatchEvent(new Event("failed"));
  }

  /** Where words are on a map, each once, without those that it has not. @param {number} model @param {string[]} words */
  places(model, words) {
    const { places } = this.space.models[model];
    return [...new Set(words)].flatMap((word) => places.get(word) ?? []);
  }
}

/** What an error says. @param {unknown} error */
export function reasonOf(error) {
  return error instanceof Error ? error.message : String(error);
}
