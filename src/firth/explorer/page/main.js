// The page begins here.

import { localAnswers } from "./answers/local.js";
import { unpacked } from "./answers/payload.js";
import { Stopped, remoteAnswers, remotePayload, remoteProgress } from "./answers/remote.js";
import { App, reasonOf } from "./app.js";
import { mapsOf, searchField, tabs, topBar, workNote } from "./layout.js";
import { aboutPanel } from "./panels/about.js";
import { axisPanel } from "./panels/axis.js";
import { comparePanel } from "./panels/compare.js";
import { differPanel } from "./panels/differ.js";
import { keptPanel } from "./panels/kept.js";
import { lessonPanel } from "./panels/lesson.js";
import { oddPanel } from "./panels/odd.js";
import { sumPanel } from "./panels/sum.js";
import { wordPanel } from "./panels/word.js";
import { h } from "./parts/dom.js";
import { phrase } from "./parts/phrases.js";
import { stateOf } from "./parts/state.js";

/** @typedef {import("./answers/payload.js").Payload} Payload */

const PAUSE = 1_000; // milliseconds between two looks at the work
const TOKEN = "firth-token"; // where a tab of the browser remembers it, so that the page can be loaded again

/** The space, and what answers about it. */
async function opened() {
  const written = document.getElementById("payload")?.textContent ?? "";
  const payload = /** @type {Payload} */ (JSON.parse(written));
  if (!payload.served) {
    const space = unpacked(payload);
    return { space, ask: localAnswers(space.models), token: "" };
  }
  const token = new URLSearchParams(location.hash.slice(1)).get("token") ?? sessionStorage.getItem(TOKEN) ?? "";
  sessionStorage.setItem(TOKEN, token);
  return { space: unpacked(await remotePayload(token)), ask: remoteAnswers(token), token };
}

/** @param {App} app */
function built(app) {
  document.documentElement.lang = app.language === "chinese" ? "zh" : "en";
  document.documentElement.dataset.theme = app.theme;
  document.title = `${app.space.models.map(({ name }) => name).join(" / ")} – ${app.t("title")}`;
  const panels = {
    word: wordPanel(app),
    sum: sumPanel(app),
    compare: comparePanel(app),
    odd: oddPanel(app),
    axis: axisPanel(app),
    ...(app.space.differences && { differ: differPanel(app) }),
    lesson: lessonPanel(app),
    kept: keptPanel(app),
    about: aboutPanel(app),
  };
  const search = searchField(app);
  const tabbed = tabs(app, panels);
  const said = h("p", { class: "said", role: "status", "aria-live": "polite" });
  const maps = mapsOf(app);
  const asking = h(
    "section",
    { class: "asking", "aria-label": app.t("answers") },
    search.element,
    tabbed.list,
    said,
    tabbed.panel,
  );
  document.body.replaceChildren(topBar(app), h("main", {}, maps.element, asking));
  return { maps, tabbed, search, said };
}

/** @param {App} app */
function started(app) {
  let page = built(app);
  let look = [app.language, app.theme, app.state.view].join();
  let colour = app.state.colour;
  const rebuilt = () => {
    const cameras = page.maps.cameras();
    page.maps.remove();
    page = built(app);
    page.maps.restore(cameras);
  };
  app.addEventListener("change", () => {
    const now = [app.language, app.theme, app.state.view].join();
    if (now !== look) rebuilt();
    if (app.state.colour !== colour) page.maps.colour();
    [look, colour] = [now, app.state.colour];
    page.said.textContent = "";
    page.tabbed.panel.classList.remove("old");
    page.tabbed.open();
  });
  app.addEventListener("failed", () => page.tabbed.panel.classList.add("old"));
  let scores = app.scores;
  app.addEventListener("picture", () => {
    if (scores !== app.scores) page.maps.colour();
    scores = app.scores;
    page.maps.show();
  });
  app.addEventListener("moved", () => {
    page.maps.move();
    app.announce(app.t("maps moved"));
    page.tabbed.open();
  });
  app.addEventListener("image", () => page.maps.save());
  app.addEventListener("announce", (event) => {
    const { text, seen } = /** @type {CustomEvent} */ (event).detail;
    page.said.classList.toggle("seen", seen);
    page.said.textContent = text;
  });
  listenToKeys(app, () => page.search.input.focus());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => app.set({}));
  addEventListener("hashchange", () => app.set(stateOf(location.hash)));
  page.tabbed.open();
}

/** Follows the work that goes on: how far it is, and each new map. @param {App} app */
async function follow(app) {
  let maps = 1;
  for (;;) {
    await new Promise((resolve) => {
      setTimeout(resolve, PAUSE);
    });
    app.progress = await remoteProgress(app.token).catch(() => null);
    document.getElementById("work")?.replaceChildren(workNote(app));
    if (!app.progress) return;
    if (app.progress.maps > maps) {
      const payload = await remotePayload(app.token).catch(() => null);
      if (!payload) continue; // the server has just stopped, as the next look tells
      maps = app.progress.maps;
      app.space = unpacked(payload);
      app.dispatchEvent(new Event("moved"));
    }
    if (app.progress.over) return;
  }
}

/** @param {App} app @param {() => void} search */
function listenToKeys(app, search) {
  addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLInputElement;
    if (event.key === "/" && !typing) search();
    else if (event.key === "Escape" && app.state.word) app.set({ word: "" });
    else return;
    event.preventDefault();
  });
}

try {
  const { space, ask, token } = await opened();
  const app = new App(space, ask, stateOf(location.hash), token);
  started(app);
  if (space.follows) follow(app);
} catch (error) {
  const language = navigator.language.startsWith("zh") ? "chinese" : "english";
  const reason = error instanceof Stopped ? phrase(language, "server stopped") : reasonOf(error);
  document.body.replaceChildren(h("p", { class: "broken", role: "alert" }, phrase(language, "no payload", { reason })));
}
