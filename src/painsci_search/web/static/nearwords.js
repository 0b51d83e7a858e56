/** Words of the index that may be meant by one that it does not have, as lexicon.py finds them. */

import { isNear } from "./matching.js";
import { stem } from "./stems.js";

// Costs in errors, as in lexicon.py: swapped letters, a letter doubled, one that sounds alike, a
// silent h; more for the first letter, less for a plural.
export const ERROR = 5;
const [SWAPPED, DOUBLED, ALIKE, SILENT, FIRST, PLURAL] = [0.6, 0.5, 0.6, 0.7, 0.7, 0.4];
const SOUNDS = [["f", "ph", 0.5], ["k", "ch", 0.6], ["s", "ps", 0.6], ["k", "ck", 0.6], ["z", "x", 0.6]];
const LIKE = ["aeiouy", "ckq", "csz", "gj", "mn", "dt", "bp", "fv"];
const [SHORTEST, LONGEST] = [3, 30];

// The highest cost of a candidate by the greatest length of the word, and the edit distances to try;
// a distance is tried only if none before it had a candidate.
const ALLOWED = [[4, 1, [1]], [7, 1.75, [2, 3]], [LONGEST, 2.3, [2, 3]]];

/**
 * Return the likeliest words for a folded word, each as [score, word], at most one of each stem.
 *
 * @param {object} index
 * @param {string} word
 * @param {string|null} field "author" for names, which are compared as spelled
 * @param {number} most
 */
export async function nearestWords(index, word, field, most) {
  if (!/^\p{L}+$/u.test(word) || word.length < SHORTEST || word.length > LONGEST) return [];
  const [, allowed, distances] = ALLOWED.find(([length]) => word.length <= length);
  const uses = await index.uses();
  for (const distance of distances) {
    const byStem = new Map();
    for (const [score, form] of near(uses, word, distance, allowed)) {
      const key = field === "author" ? form : stem(form);
      if (byStem.has(key)) continue;
      await index.loadWords(new Set([form]));
      if (index.occurs(form, field)) byStem.set(key, [score, form]);
      if (byStem.size === most) break;
    }
    if (byStem.size) return [...byStem.values()];
  }
  return [];
}

/** Return the forms within an edit distance whose cost is at most `allowed`, best first. */
function near(uses, word, distance, allowed) {
  const isPlain = /^[a-z]+$/.test(word);
  const firsts = firstLetters(word);
  const found = [];
  for (const [form, count] of uses) {
    if (form === word || form.length < SHORTEST || Math.abs(form.length - word.length) > distance) continue;
    if (!(isPlain ? /^[a-z]+$/ : /^\p{L}+$/u).test(form)) continue;
    // with more than one error, the first letter is right, or sounds like it
    const most = isPlain && !firsts.includes(form[0]) ? 1 : distance;
    if (isPlain && differentLetters(word, form) > most) continue;
    if (sharedLetters(word, form) < word.length - distance || !isNear(word, form, distance)) continue;
    const cost = costInAnyNumber(word, form);
    if (cost <= allowed) found.push([Math.log(Math.max(count, 1)) - ERROR * cost, form]);
  }
  return found.sort(([a, one], [b, other]) => b - a || (one < other ? 1 : -1));
}

/** Return how many letters only one of two words has: a lower bound of their distance. */
function differentLetters(one, other) {
  const lacks = (text, letters) => new Set([...letters].filter((letter) => !text.includes(letter))).size;
  return Math.max(lacks(one, other), lacks(other, one));
}

function firstLetters(word) {
  const alike = LIKE.filter((group) => group.includes(word[0]));
  const sounds = SOUNDS.filter(([letter]) => letter === word[0]).map(([, letters]) => letters[0]);
  return [word.slice(0, 2), ...alike, ...sounds].join("");
}

function sharedLetters(word, form) {
  const left = [...form];
  return [...word].filter((letter) => {
    const at = left.indexOf(letter);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  }).length;
}

function costInAnyNumber(typed, meant) {
  const cost = errorCost(typed, meant);
  if (typed.endsWith("s") === meant.endsWith("s")) return cost;
  return Math.min(cost, PLURAL + errorCost(typed.replace(/s$/, ""), meant.replace(/s$/, "")));
}

/** Return the cost of the errors between a word as typed and the meant word. */
export function errorCost(typed, meant) {
  const rows = Array.from({ length: typed.length + 1 }, () => new Array(meant.length + 1).fill(0));
  for (let i = 0; i <= typed.length; i++) {
    for (let j = 0; j <= meant.length; j++) {
      if (i || j) rows[i][j] = Math.min(...steps(rows, typed.slice(0, i), meant.slice(0, j)));
    }
  }
  return rows[typed.length][meant.length];
}

function steps(rows, typed, meant) {
  const [i, j] = [typed.length, meant.length];
  const first = Math.min(i, j) <= 1 ? FIRST : 0;
  const found = [];
  if (i && j) found.push(rows[i - 1][j - 1] + (typed[i - 1] === meant[j - 1] ? 0 : unlike(typed[i - 1], meant[j - 1]) + first));
  if (i) found.push(rows[i - 1][j] + lone(typed) + (i === 1 ? first : 0));
  if (j) found.push(rows[i][j - 1] + lone(meant) + (j === 1 ? first : 0));
  if (i > 1 && j > 1 && typed[i - 1] === meant[j - 2] && typed[i - 2] === meant[j - 1]) found.push(rows[i - 2][j - 2] + SWAPPED);
  for (const [one, two, cost] of SOUNDS) {
    if (typed.endsWith(one) && meant.endsWith(two) && j > 1) found.push(rows[i - 1][j - 2] + cost);
    if (meant.endsWith(one) && typed.endsWith(two) && i > 1) found.push(rows[i - 2][j - 1] + cost);
  }
  return found;
}

function unlike(one, other) {
  return LIKE.some((group) => group.includes(one) && group.includes(other)) ? ALIKE : 1;
}

function lone(word) {
  if (word.at(-2) === word.at(-1)) return DOUBLED;
  return word.at(-1) === "h" ? SILENT : 1;
}
