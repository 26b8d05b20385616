// What the points look like. The palettes are safe for eyes that do not tell red from green: the seven of groups are Paul
// Tol's "bright", the scales go by lightness.

/** @typedef {import("../answers/payload.js").Model} Model */
/** @typedef {[number, number, number]} Colour */
/** @typedef {{label: string, colour: Colour, rest?: boolean}} Key `rest`: its label is a key of the page's phrases */
/** @typedef {{of: (place: number) => Colour, keys: Key[], scale: Colour[] | null, ends: [string, string] | null}} Colouring */

/** @type {Colour[]} */
const GROUPS = [
  [68, 119, 170],
  [238, 102, 119],
  [34, 136, 51],
  [204, 187, 68],
  [102, 204, 238],
  [170, 51, 119],
];
/** @type {Key} */
const OTHER = { label: "other values", colour: [110, 110, 110], rest: true };
/** @type {Key} */
const NONE = { label: "no value", colour: [175, 175, 175], rest: true };
/** @type {Record<string, Colour[]>} */
const SCALES = {
  light: [
    [198, 208, 214],
    [116, 155, 186],
    [29, 78, 128],
  ],
  dark: [
    [62, 72, 82],
    [92, 142, 182],
    [222, 238, 250],
  ],
};
/** @type {Record<string, Colour[]>} */
const SIDES = {
  light: [
    [200, 90, 20],
    [205, 203, 198],
    [0, 104, 168],
  ],
  dark: [
    [240, 140, 70],
    [80, 80, 80],
    [80, 170, 240],
  ],
};
const SPREADS = 2.5; // of the scores of an axis
const MANY = 8; // values of a column that have a colour
const NAMED = 3; // words that tell what a cluster is about
const EVERYWHERE = 100; // words such as "the", which tell nothing
const BOLDEST = 4.2; // pixels, the radius of the commonest word
const FINEST = 1.5;

/** The ways in which a model's words can be coloured. @param {Model} model */
export function colourings(model) {
  const [first] = model.clusters;
  return [
    ...(model.clusters.some((cluster) => cluster !== first) ? ["clusters"] : []),
    ...(model.counts ? ["frequency"] : []),
    ...Object.keys(model.columns).map((name) => `column ${name}`),
  ];
}

/**
 * @param {Model} model
 * @param {string} by one of `colourings`; the first of them stands for what is not
 * @param {"light" | "dark"} theme
 * @returns {Colouring}
 */
export function colouring(model, by, theme) {
  const ways = colourings(model);
  const way = ways.includes(by) ? by : ways[0];
  if (way === "frequency" && model.counts) {
    const ranks = model.words.length - 1 || 1;
    const counts = model.counts;
    const values = counts.map((_, place) => 1 - Math.log1p(place) / Math.log1p(ranks));
    const ends = [counts[counts.length - 1], counts[0]].map((count) => count.toLocaleString());
    return scaled(values, SCALES[theme], /** @type {[string, string]} */ (ends));
  }
  return way?.startsWith("column ") ? ofColumn(model.columns[way.slice("column ".length)], theme) : ofClusters(model);
}

/**
 * Colours of the scores of an axis. Most lie near 0, so the scale ends where few are further out.
 * @param {Float32Array} scores
 * @param {"light" | "dark"} theme
 * @param {[string, string]} ends
 */
export function ofScores(scores, theme, ends) {
  const most = SPREADS * Math.sqrt(scores.reduce((sum, score) => sum + score * score, 1e-18) / (scores.length || 1));
  return scaled(
    Array.from(scores, (score) => 0.5 + score / most / 2),
    SIDES[theme],
    ends,
  );
}

/** @param {Model} model @returns {Colouring} */
function ofClusters({ clusters, words }) {
  const places = [...words.keys()];
  if (words.length > 10 * EVERYWHERE) places.push(...places.splice(0, EVERYWHERE));
  /** @type {Map<number, string[]>} the commonest words of each */
  const names = new Map();
  for (const place of places) {
    const named = names.get(clusters[place]) ?? [];
    if (named.length < NAMED) names.set(clusters[place], [...named, words[place]]);
  }
  const numbered = [...names].sort(([one], [other]) => one - other);
  const keys = numbered.map(([cluster, named]) => ({ label: named.join(", "), colour: groupColour(cluster) }));
  return {
    of: (place) => groupColour(clusters[place]),
    keys: keys.length > 1 ? keys : [],
    scale: null,
    ends: null,
  };
}

/** @param {(string | null)[]} column @param {"light" | "dark"} theme @returns {Colouring} */
function ofColumn(column, theme) {
  const numbers = column.map((value) => (value === null || value.trim() === "" ? NaN : Number(value)));
  if (numbers.every((value, i) => column[i] === null || !Number.isNaN(value))) return ofNumbers(numbers, theme);
  /** @type {Map<string, number>} */
  const times = new Map();
  for (const value of column) if (value !== null) times.set(value, (times.get(value) ?? 0) + 1);
  const named = [...times].sort((one, two) => two[1] - one[1]).slice(0, MANY);
  const colours = new Map(named.map(([value], group) => [value, groupColour(group)]));
  /** @type {Key[]} */
  const keys = [...colours].map(([label, colour]) => ({ label, colour }));
  if (times.size > MANY) keys.push(OTHER);
  if (column.includes(null)) keys.push(NONE);
  /** @param {string | null} value */
  const of = (value) => (value === null ? NONE.colour : (colours.get(value) ?? OTHER.colour));
  return { of: (place) => of(column[place]), keys, scale: null, ends: null };
}

/** @param {number[]} numbers @param {"light" | "dark"} theme */
function ofNumbers(numbers, theme) {
  const known = numbers.filter((value) => !Number.isNaN(value));
  const low = known.reduce((least, value) => Math.min(least, value), Infinity);
  const high = known.reduce((most, value) => Math.max(most, value), -Infinity);
  const values = numbers.map((value) => (value - low) / (high - low || 1));
  const colours = scaled(values, SCALES[theme], [low.toLocaleString(), high.toLocaleString()]);
  return { ...colours, keys: known.length < numbers.length ? [NONE] : [] };
}

/** @param {number[]} values from 0 to 1, or NaN @param {Colour[]} scale @param {[string, string]} ends @returns {Colouring} */
function scaled(values, scale, ends) {
  return {
    of: (place) => (Number.isNaN(values[place]) ? NONE.colour : between(scale, values[place])),
    keys: [],
    scale,
    ends,
  };
}

/** A colour for any number of groups: after one round they are paler. @param {number} group @returns {Colour} */
function groupColour(group) {
  const round = Math.floor(group / GROUPS.length) % 3;
  const colour = GROUPS[group % GROUPS.length];
  return /** @type {Colour} */ (colour.map((part) => Math.round(part + ((150 - part) * round) / 3)));
}

/** @param {Colour[]} scale @param {number} share @returns {Colour} */
function between(scale, share) {
  const at = Math.min(1, Math.max(0, share)) * (scale.length - 1);
  const first = Math.min(scale.length - 2, Math.floor(at));
  return /** @type {Colour} */ (
    scale[first].map((part, i) => Math.round(part + (scale[first + 1][i] - part) * (at - first)))
  );
}

/** The bytes that the points are drawn from. @param {Colouring} colours @param {number} size */
export function colourBytes(colours, size) {
  const bytes = new Uint8Array(4 * size);
  for (let place = 0; place < size; place += 1) bytes.set([...colours.of(place), 210], 4 * place);
  return bytes;
}

/** The commoner a word, the larger its point. @param {number} size @returns {Float32Array} pixels */
export function radiiOf(size) {
  const ranks = Math.log1p(size);
  return Float32Array.from({ length: size }, (_, place) => BOLDEST - ((BOLDEST - FINEST) * Math.log1p(place)) / ranks);
}
