/** Suggest another spelling of a query, whose matches have more of its words. */

import { nearestWords } from "./nearwords.js";
import { partsOf } from "./tokens.js";

const WORDS = ["word", "phrase"];
// A query with more unknown words is a sentence in another language.
const MOST = 5;
const CHOICES = 3;

/** List the words of a query, as typed, that occur nowhere in the index. */
export function unknownWords(query) {
  const words = query.scoredLeaves
    .filter((leaf) => !query.resolve(leaf).scores.size)
    .flatMap((leaf) => {
      const parts = WORDS.includes(leaf.type) ? partsOf(leaf.text) : [];
      const unknown = parts
        .filter(({ word }) => !query.index.isKnown(word))
        .map(({ start, end }) => leaf.text.slice(start, end));
      if (leaf.type === "phrase") return unknown;
      // of a compound with one wrong half that half, of any other word the whole
      if (leaf.field === null && unknown.length && unknown.length < parts.length) return unknown;
      return [leaf.field ? `${leaf.field}:${leaf.text}` : leaf.text];
    });
  return [...new Set(words)];
}

/**
 * Return the likeliest correction of a query that is better than the query, or null.
 *
 * @param {object} index
 * @param {string} text
 * @param {object} asked the query as evaluated: { typed, query, matches, leaves }
 * @param {function(string): Promise<object>} evaluate evaluates another query
 */
export async function findSuggestion(index, text, asked, evaluate) {
  const typed = asked.leaves
    .filter((leaf) => WORDS.includes(leaf.type) && !asked.typed.resolve(leaf).scores.size)
    .flatMap((leaf) => wordsOf(text, leaf))
    .filter(({ word }) => !index.isKnown(word));
  if (!typed.length || typed.length > MOST) return null;
  const choices = await Promise.all(typed.map(({ word }) => nearestWords(index, word, CHOICES)));
  const before = closeness(asked);
  for (let choice = 0; choice < CHOICES; choice++) {
    const changes = typed.flatMap((each, at) => {
      const other = choices[at][Math.min(choice, choices[at].length - 1)];
      return other ? [{ ...each, other }] : [];
    });
    const candidate = changes.reduceRight((done, { start, end, other }) => done.slice(0, start) + other + done.slice(end), text);
    const corrected = candidate === text ? null : await evaluate(candidate);
    if (corrected && isBetter(closeness(corrected), before, corrected.query.parts ?? 1)) return candidate;
  }
  return null;
}

function wordsOf(text, leaf) {
  const base = text.indexOf(leaf.text, leaf.start);
  if (base < 0) return [];
  return partsOf(leaf.text).map(({ word, start, end }) => ({ word, start: base + start, end: base + end }));
}

/** Return how many parts the best matches lack, and how many matches these are. */
function closeness({ query, matches }) {
  const lacking = [...matches.keys()].map((record) => query.lacking(record));
  const missing = lacking.length ? Math.min(...lacking) : Infinity;
  return { missing, matches: lacking.filter((each) => each === missing).length };
}

function isBetter(after, before, parts) {
  const isClose = after.missing === 0 || parts - after.missing > 1 || !before.matches;
  return isClose && (after.missing < before.missing || (after.missing === before.missing && after.matches > before.matches));
}
