// Answers of the server that gave the page: exact, over all words of the model. The token shows it that the page asks.

import { received } from "./local.js";

/** Nobody answers at the address of the page. */
export class Stopped extends Error {}

/** @typedef {{words?: number, words_total?: number, loss?: number | null, words_per_second?: number}} Training how far it is */
/** @typedef {{work?: string, share?: number, seconds_left?: number, over?: boolean, failed?: string}} Drawing of maps */
/** @typedef {Training & Drawing & {maps: number}} Progress and how many maps there have been */

/**
 * A function that answers questions.
 * @param {string} token
 * @returns {import("./local.js").Ask}
 */
export function remoteAnswers(token) {
  return async (question) => received(await fetched("api/ask", token, JSON.stringify(question)));
}

/**
 * The payload of the page.
 * @param {string} token
 * @returns {Promise<import("./payload.js").Payload>}
 */
export function remotePayload(token) {
  return fetched("api/payload", token);
}

/**
 * How far the work is that the page follows.
 * @param {string} token
 * @returns {Promise<Progress>}
 */
export function remoteProgress(token) {
  return fetched("api/progress", token);
}

/** @param {string} path @param {string} token @param {string} [body] */
async function fetched(path, token, body) {
  const headers = { "X-Firth-Token": token, "Content-Type": "application/json" };
  const response = await fetch(path, { method: body === undefined ? "GET" : "POST", headers, body }).catch((error) => {
    throw new Stopped(error.message);
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}
