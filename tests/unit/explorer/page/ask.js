// Asks the page's own code: `node ask.js payload.json questions.json` prints the answers as JSON.

import { readFileSync } from "node:fs";

import { localAnswers } from "../../../../src/firth/explorer/page/answers/local.js";
import { unpacked } from "../../../../src/firth/explorer/page/answers/payload.js";

const [payload, questions] = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, "utf-8")));
const ask = localAnswers(unpacked(payload).models);
const answers = [];
for (const question of questions) {
  const { scores, ...answer } = await ask(question).catch((error) => ({ error: error.message }));
  answers.push(scores ? { ...answer, scores: Array.from(scores) } : answer);
}
console.log(JSON.stringify(answers));
