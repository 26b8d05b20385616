// What the lesson of the page computes: `node lesson.js asked.json` prints it as JSON.

import { readFileSync } from "node:fs";

import { NoiseLine, bits } from "../../../../src/firth/explorer/page/lesson/noise.js";
import { lossOf, meanOf, reachOf, stepOf } from "../../../../src/firth/explorer/page/lesson/step.js";
import { sampleOf, windowAt, wordsOf } from "../../../../src/firth/explorer/page/lesson/windows.js";

/** @type {Record<string, (of: any) => any>} */
const PARTS = {
  samples: ({ text, reach }) => {
    const words = wordsOf(text);
    const windows = words.map((_, position) => windowAt(words, position, reach));
    return {
      skipgram: windows.flatMap((each) => each.context.map((_, i) => sampleOf(each, i))),
      cbow: windows.filter(({ context }) => context.length).map((each) => sampleOf(each, null)),
    };
  },
  bits: ({ key, n }) => String(bits(BigInt(key), BigInt(n))),
  noise: ({ counts, noise, draws }) => {
    const line = new NoiseLine(counts, noise);
    const places = Array.from(counts.keys());
    return {
      chances: places.map((place) => line.chance(place)),
      shares: places.map((place) => line.share(place)),
      draws: line.draws(0, draws),
    };
  },
  step: ({ words, inputs, outputs, labels, rates }) => stepOf(meanOf(inputs), outputs, labels, rates, reachOf(words)),
  loss: ({ scores, labels, times }) => lossOf(scores, labels, times),
};

const { part, of } = JSON.parse(readFileSync(process.argv[2], "utf-8"));
console.log(JSON.stringify(PARTS[part](of)));
