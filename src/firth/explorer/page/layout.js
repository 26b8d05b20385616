// The page around the panels: the bar on top, the maps with their legends, the search field and the tabs.

import { colouring, colourings, ofScores } from "./map/colours.js";
import { NOTHING } from "./map/labels.js";
import { WordMap } from "./map/word_map.js";
import { saved } from "./parts/csv.js";
import { truth } from "./panels/about.js";
import { bdi, h, shown } from "./parts/dom.js";
import { wordField } from "./parts/word_field.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./app.js").Panel} Panel */
/** @typedef {import("./map/colours.js").Colouring} Colouring */

/** The bar on top. @param {App} app */
export function topBar(app) {
  const { models } = app.space;
  const sizes = models.map(({ words }) => app.number(words.length)).join(" / ");
  const names = models.flatMap(({ name }, i) => [i ? h("span", { class: "and" }, " / ") : null, bdi(name)]);
  return h(
    "header",
    { class: "top" },
    h("h1", {}, ...names),
    h("p", { class: "quiet" }, app.t(sizes === "1" ? "one word" : "words", { count: sizes })),
    app.space.follows && h("p", { class: "quiet", id: "work" }, workNote(app)),
    h("div", { class: "choices" }, viewChoice(app), languageButton(app), themeButton(app)),
  );
}

/** How far the work is that the page follows. @param {App} app */
export function workNote(app) {
  return app.space.follows === "training" ? trainingNote(app) : drawingNote(app);
}

/** @param {App} app */
function trainingNote(app) {
  const { progress } = app;
  if (!progress) return app.t("training ended");
  const { words = 0, words_total: total, loss, words_per_second: speed = 0 } = progress;
  if (!total) return "";
  const values = { share: Math.floor((100 * words) / total), speed: app.number(Math.round(speed)) };
  return app.t("training", { ...values, loss: loss?.toFixed(3) ?? "–" });
}

/** @param {App} app */
function drawingNote(app) {
  if (!app.progress) return "";
  const { work, share = 0, seconds_left: left, failed, over, maps: drawn } = app.progress;
  if (failed) return app.t("drawing failed", { reason: failed });
  if (!work || over) return "";
  const { models } = app.space;
  const name = models.length > 1 ? models[drawn - 1]?.name : null;
  const done = {
    share: Math.floor(100 * share),
    of: name ? app.t("map of", { name: shown(name, 40) }) : app.t("a map"),
  };
  return left === undefined
    ? app.t(`drawing ${work}`, done)
    : app.t(`drawing ${work} left`, { ...done, left: Math.ceil(left) });
}

/** @param {App} app */
function viewChoice(app) {
  if (app.views.length < 2) return null;
  return choice(
    app.t("view"),
    app.views,
    (view) => app.t(`view ${view}`),
    app.state.view,
    (view) => app.set({ view }),
  );
}

/** @param {App} app */
function languageButton(app) {
  const to = app.language === "chinese" ? "en" : "zh";
  return h("button", { lang: to, onclick: () => app.set({ language: to }) }, app.t("other language"));
}

/** @param {App} app */
function themeButton(app) {
  const to = app.theme === "dark" ? "light" : "dark";
  return h("button", { onclick: () => app.set({ theme: to }) }, app.t(`to ${to}`));
}

/** @param {string} label @param {string[]} values @param {(value: string) => string} name @param {string} now @param {(value: string) => void} chosen */
function choice(label, values, name, now, chosen) {
  const options = values.map((value) => h("option", { value, selected: value === now }, name(value)));
  const select = h("select", { onchange: () => chosen(select.value) }, ...options);
  return h("label", {}, h("span", {}, label), select);
}

/** The maps; what they show follows from the app. @param {App} app */
export function mapsOf(app) {
  const maps = app.space.models.map((_, model) => oneMap(app, model));
  const element = h("div", { class: maps.length > 1 ? "maps two" : "maps" }, ...maps.map((each) => each.element));
  return {
    element,
    colour: () => maps.forEach((each) => each.colour()),
    show: () => maps.forEach((each, model) => each.map.show(app.pictures[model] ?? NOTHING, !app.scores)),
    save: () =>
      maps.forEach(async (each, model) => saved(/** @type {Blob} */ (await each.map.image()), `map-${model + 1}.png`)),
    cameras: () => maps.map((each) => each.map.view),
    restore: (/** @type {import("./map/camera.js").Camera[]} */ cameras) =>
      maps.forEach((each, model) => each.map.restore(cameras[model])),
    move: () => maps.forEach((each, model) => each.move(app.space.models[model])),
    remove: () => maps.forEach((each) => each.map.remove()),
  };
}

/** @param {App} app @param {number} number */
function oneMap(app, number) {
  const model = app.space.models[number];
  const points = h("canvas", { class: "points", "aria-hidden": "true" });
  const labels = h("canvas", {
    class: "labels",
    tabindex: "0",
    role: "application",
    "aria-label": app.t("map", { name: shown(model.name) }),
  });
  const tip = h("div", { class: "tip", hidden: true, "aria-hidden": "true" });
  const legend = h("div", { class: "legend" });
  const name = app.space.models.length > 1 ? h("h2", { class: "name" }, bdi(model.name)) : null;
  const element = h("div", { class: "map" }, points, labels, name, legend, tip);
  const map = new WordMap(model, { points, labels, tip }, inks(app), {
    choose: (place) => app.choose(model.words[place]),
    tip: (place) => tipOf(app, number, place),
  });
  if (map.flat)
    element.append(
      h("p", { class: "flat" }, app.t("flat", { count: app.number(Math.min(map.points.limit, model.words.length)) })),
    );
  element.append(mapButtons(app, map));
  const colour = () => {
    const { scores } = app;
    const colours = scores
      ? ofScores(scores.scores[number], app.theme, scores.ends)
      : colouring(app.space.models[number], app.state.colour, app.theme);
    map.inks = inks(app);
    map.colour(colours);
    legend.replaceChildren(...legendOf(app, number, colours));
  };
  colour();
  /** @param {import("./answers/payload.js").Model} to */
  const move = (to) => {
    map.move(to);
    colour(); // the legend tells how true the picture is
  };
  return { element, map, colour, move };
}

/** @param {App} app @param {WordMap} map */
function mapButtons(app, map) {
  /** @param {string} key @param {string} sign @param {() => void} act */
  const button = (key, sign, act) => h("button", { "aria-label": app.t(key), title: app.t(key), onclick: act }, sign);
  return h(
    "div",
    { class: "zoom" },
    button("zoom in", "+", () => map.zoom(1)),
    button("zoom out", "−", () => map.zoom(-1)),
    button("whole map", "⤢", () => map.whole()),
  );
}

/** The colours of the theme, for what is drawn and not styled. @param {App} app */
function inks(app) {
  const style = getComputedStyle(document.documentElement);
  /** @param {string} name */
  const ink = (name) => style.getPropertyValue(`--${name}-${app.theme}`).trim();
  return {
    ink: ink("ink"),
    paper: ink("paper"),
    accent: ink("accent"),
    quiet: ink("quiet"),
    font: getComputedStyle(document.body).fontFamily,
  };
}

/** @param {App} app @param {number} number @param {number} place */
function tipOf(app, number, place) {
  const { words, counts, columns } = app.space.models[number];
  const more = Object.entries(columns).flatMap(([name, values]) =>
    values[place] === null ? [] : `${name}: ${values[place]}`,
  );
  const count = counts ? app.number(counts[place]) : "";
  return [shown(words[place], 60), count, ...more.map((text) => shown(text, 60))].filter(Boolean).join("  ·  ");
}

/** What the colours mean, and the choice of others. @param {App} app @param {number} number @param {Colouring} colours */
function legendOf(app, number, { keys, scale, ends }) {
  const model = app.space.models[number];
  const ways = colourings(model);
  const choose =
    number || app.scores || !ways.length
      ? null
      : choice(
          app.t("colour"),
          ways,
          (by) => app.t(`colour ${by}`),
          app.state.colour,
          (colour) => app.set({ colour }),
        );
  const list = keys.length
    ? h(
        "ul",
        {},
        ...keys.map(({ label, colour, rest }) => h("li", {}, swatch(colour), bdi(rest ? app.t(label) : label))),
      )
    : null;
  const line = h("p", { class: "quiet" }, truth(app, model));
  const folded = list && h("details", {}, h("summary", {}, app.t("legend")), list);
  return [choose, folded, scale && ends ? scaleBar(scale, ends) : null, line].filter((each) => each !== null);
}

/** @param {import("./map/colours.js").Colour} colour */
function swatch(colour) {
  const mark = h("i", { "aria-hidden": "true" });
  mark.style.background = `rgb(${colour.join(",")})`;
  return mark;
}

/** @param {import("./map/colours.js").Colour[]} scale @param {[string, string]} ends */
function scaleBar(scale, ends) {
  const bar = h("i", { "aria-hidden": "true" });
  bar.style.background = `linear-gradient(to right, ${scale.map((colour) => `rgb(${colour.join(",")})`).join(", ")})`;
  return h("p", { class: "scale" }, bdi(shown(ends[0], 20)), bar, bdi(shown(ends[1], 20)));
}

/** The field that chooses a word. @param {App} app */
export function searchField(app) {
  const field = wordField(app, {
    label: app.t("search"),
    placeholder: app.t("search"),
    big: true,
    value: "",
    chosen: (word) => {
      field.input.value = "";
      app.choose(word);
    },
  });
  return { element: h("search", {}, field.element, h("kbd", { "aria-hidden": "true" }, "/")), input: field.input };
}

/** The tabs and the panel that is open. @param {App} app @param {Record<string, Panel>} panels */
export function tabs(app, panels) {
  const names = Object.keys(panels);
  const buttons = names.map((name) =>
    h(
      "button",
      { role: "tab", id: `tab-${name}`, "aria-controls": "panel", onclick: () => app.set({ tab: name }) },
      panels[name].title,
    ),
  );
  const list = h(
    "div",
    {
      role: "tablist",
      class: "tabs",
      "aria-label": app.t("questions"),
      onkeydown: (/** @type {KeyboardEvent} */ event) => go(event),
    },
    ...buttons,
  );
  /** @param {KeyboardEvent} event */
  const go = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = (names.indexOf(app.state.tab) + step + names.length) % names.length;
    app.set({ tab: names[next] });
    buttons[next].focus();
  };
  const panel = h("div", { id: "panel", role: "tabpanel", tabindex: "-1" });
  const open = () => {
    const name = panels[app.state.tab] ? app.state.tab : names[0];
    buttons.forEach((button, i) => {
      button.setAttribute("aria-selected", String(names[i] === name));
      button.tabIndex = names[i] === name ? 0 : -1;
    });
    panel.setAttribute("aria-labelledby", `tab-${name}`);
    if (panel.firstChild !== panels[name].element) panel.replaceChildren(panels[name].element);
    void panels[name].refresh();
  };
  return { list, panel, open };
}
