// The window over a sentence, and its training samples.

import { bdi, h, refilled, shown } from "../parts/dom.js";
import { sampleOf } from "./windows.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../panels/lesson.js").Lesson} Lesson */
/** @typedef {import("./windows.js").Window} Window */
/** @typedef {{element: HTMLElement, show: (lesson: Lesson) => void | Promise<void>}} Section */

const WIDEST = 10;
export const CBOW = "cbow"; // in the place of a position: the sample of CBOW

/** @param {App} app @returns {Section} */
export function windowSection(app) {
  const take = () => app.set({ sentence: field.value.trim(), center: "0", ...sameKind(app) });
  const field = h("input", { type: "text", dir: "auto", "aria-label": app.t("sentence"), onchange: () => take() });
  const sizes = Array.from({ length: WIDEST }, (_, i) => h("option", {}, String(i + 1)));
  const size = h("select", { onchange: () => app.set({ window: size.value, ...sameKind(app) }) }, ...sizes);
  const go = () => app.set({ center: slider.value, ...sameKind(app) });
  const slider = h("input", { type: "range", min: "0", "aria-label": app.t("center"), oninput: () => go() });
  const sentence = h("p", { class: "sentence" });
  const samples = h("div");
  const element = h(
    "section",
    {},
    h("h3", {}, app.t("lesson window")),
    h("div", { class: "field" }, field),
    sentence,
    h("div", { class: "line sliding" }, slider, h("label", {}, h("span", {}, app.t("window size")), size)),
    samples,
    h("p", { class: "quiet" }, app.t("window note")),
  );
  return {
    element,
    show(lesson) {
      const { words, window } = lesson;
      if (document.activeElement !== field) field.value = lesson.sentence;
      size.value = String(lesson.reach);
      slider.max = String(words.length - 1);
      slider.value = String(window.position);
      slider.setAttribute("aria-valuetext", app.t("center word", { word: shown(window.center, 40) }));
      refilled(sentence, ...words.map((_, position) => wordOf(app, lesson, position)));
      refilled(samples, ...samplesOf(app, lesson));
    },
  };
}

/** The sample to show of another window: one of the same kind. @param {App} app */
function sameKind(app) {
  return { context: app.state.context === CBOW ? CBOW : "" };
}

/** A word of the sentence, which becomes the center when it is pressed. @param {App} app @param {Lesson} lesson @param {number} position */
function wordOf(app, { words, window }, position) {
  const around = position >= window.begin && position <= window.begin + window.context.length;
  const center = position === window.position;
  const go = () => app.set({ center: String(position), ...sameKind(app) });
  return h(
    "button",
    { class: center ? "center" : around ? "around" : "", "aria-pressed": String(center), onclick: go },
    bdi(words[position]),
  );
}

/** @param {App} app @param {Lesson} lesson */
function samplesOf(app, { window, chosen }) {
  /** @param {number | null} sample */
  const button = (sample) =>
    h(
      "button",
      {
        class: "chip",
        "aria-pressed": String(sample === chosen),
        onclick: () => app.set({ context: sample === null ? CBOW : String(sample) }),
      },
      ...sampleShown(window, sample),
    );
  const count = window.context.length;
  if (!count) return [h("p", {}, app.t("no samples"))];
  return [
    h("p", { class: "quiet" }, app.t("skip-gram samples", { count })),
    h("p", { class: "chips" }, ...window.context.map((_, sample) => button(sample))),
    h("p", { class: "quiet" }, app.t("cbow samples")),
    h("p", { class: "chips" }, button(null)),
  ];
}

/** A sample as it is written. @param {Window} window @param {number | null} chosen null for that of CBOW */
export function sampleShown(window, chosen) {
  const { inputs, target } = sampleOf(window, chosen);
  if (chosen !== null) return ["(", bdi(inputs[0]), ", ", bdi(target), ")"];
  return ["[", ...inputs.flatMap((word, i) => [i ? ", " : "", bdi(word)]), "] → ", bdi(target)];
}
