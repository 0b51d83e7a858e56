/** Suggest a better spelling of a query: words mistyped, run together, or split, as suggest.py. */

import { EXACT_FIELDS, leavesOf, QueryError } from "./ast.js";
import { matchLeaf } from "./matching.js";
import { ERROR, errorCost, nearestWords } from "./nearwords.js";
import { parseQuery } from "./query.js";
import { fold, partsOf } from "./tokens.js";

// A query with more unknown words is a sentence in another language and gets no suggestion.
const MOST_CORRECTIONS = 5;
// The most corrections of one word, and the most candidates that are evaluated as queries.
const [CHOICES, TRIALS] = [3, 6];
// Letters of a word in which a single error is surely one.
const LONG = 9;
// The cost of an extra or missing space, as a fraction of an error.
const SPACE = 0.7;
// The least letters of each half of a word that is split, and of the whole.
const [SHORTEST_HALF, SHORTEST_WHOLE] = [2, 5];

/**
 * Return the likeliest correction of a query that is better than the query, or null.
 *
 * @param {object} site its index and its expander
 * @param {string} text the query as read
 * @param {object} query the query as evaluated
 * @param {object} how isChosen: whether a record passes the filters; find: evaluates another tree
 */
export async function suggestQuery(site, text, query, { isChosen, find }) {
  const candidates = await candidatesFor(site, text, query);
  const before = closeness(query, isChosen);
  for (const [candidate, isSure] of candidates) {
    const corrected = await foundOrNull(candidate, find);
    if (corrected && isBetter(closeness(corrected, isChosen), before, isSure ? Infinity : (corrected.parts ?? 1))) return candidate;
  }
  return null;
}

async function foundOrNull(candidate, find) {
  try {
    return await find(parseQuery(candidate));
  } catch (error) {
    if (error instanceof QueryError) return null; // a word has become part of an operator or a field
    throw error;
  }
}

/** Return how many parts the best matches lack, and how many matches these are. */
function closeness(query, isChosen) {
  const lacking = [...query.evaluate().keys()].filter(isChosen).map((record) => query.lacking(record));
  const missing = lacking.reduce((least, each) => Math.min(least, each), Infinity);
  return { missing, matches: lacking.filter((each) => each === missing).length };
}

function isBetter(after, before, parts) {
  const isClose = after.missing === 0 || parts - after.missing > 1 || !before.matches;
  return isClose && (after.missing < before.missing || (after.missing === before.missing && after.matches > before.matches));
}

/** List corrected queries to try, the likeliest first. */
async function candidatesFor({ index, expander, stopWords }, text, query) {
  const typed = typedWords(text, query.tree);
  const unknown = typed.filter((each) => !query.isKnown(each.leaf) && !isFound(index, expander, query, each));
  if (unknown.length > MOST_CORRECTIONS) return [];
  const choices = [];
  for (const each of unknown) {
    const changes = isSpelledRight(expander, each) ? [] : await corrections(index, each, stopWords);
    if (changes.length) choices.push(changes);
  }
  const trials = choices.length ? product(choices) : [];
  const likeliest = trials.reduce((best, each) => (!best || scoreOf(each) > scoreOf(best) ? each : best), null) ?? [];
  for (const joined of await joinedWords(index, text, typed, unknown)) {
    trials.push([joined, ...likeliest.filter((one) => one.end <= joined.start || joined.end <= one.start)]);
  }
  const nowhere = unknown.filter(({ leaf }) => query.scoredLeaves.includes(leaf));
  const whole = trials.filter((changes) => replaceAll(nowhere, changes));
  whole.sort((a, b) => scoreOf(b) - scoreOf(a));
  return whole.slice(0, TRIALS).map((changes) => [apply(text, changes), changes.every(({ isSure }) => isSure)]);
}

/** Return whether every word is in a part of the query that is replaced. */
function replaceAll(words, changes) {
  return words.every((word) => changes.some(({ start, end }) => start <= word.start && word.end <= end));
}

function product(lists) {
  return lists.reduce((all, list) => all.flatMap((found) => list.map((each) => [...found, each])), [[]]);
}

/** Return the mean score of some changes, so that one change is worth as much as several. */
function scoreOf(changes) {
  return changes.reduce((sum, { score }) => sum + score, 0) / changes.length;
}

function apply(text, changes) {
  const last = [...changes].sort((a, b) => b.start - a.start);
  return last.reduce((done, change) => done.slice(0, change.start) + change.text + done.slice(change.end), text);
}

/** Return the words of a query in their order; the parts of a compound one by one. */
function typedWords(text, tree) {
  const free = tree.type === "ranked" ? tree.should : [tree];
  return leavesOf(tree).flatMap((leaf) => {
    if (!["word", "phrase"].includes(leaf.type) || EXACT_FIELDS.includes(leaf.field)) return [];
    const base = text.indexOf(leaf.text, leaf.start);
    if (base < 0 || base + leaf.text.length > leaf.end) return [];
    const maySplit = leaf.type === "phrase" || (leaf.field === null && free.includes(leaf));
    return partsOf(leaf.text).map(({ word, start, end }) => ({ word, start: base + start, end: base + end, leaf, maySplit }));
  });
}

/** Return whether a word, another spelling or a synonym of it occurs in the index. */
function isFound(index, expander, query, { word, leaf }) {
  if ([word, ...expander.spelling.variants(word)].some((each) => index.occurs(each, leaf.field))) return true;
  return leaf.also.length > 0 && query.isKnown(leaf);
}

/** Return whether a word is certainly spelled right: it has synonyms or another spelling. */
function isSpelledRight(expander, { word, leaf }) {
  const withS = (text) => text.replaceAll("z", "s");
  const others = expander.spelling.variants(word);
  if (others.some((other) => withS(other) !== withS(word))) return true;
  const isWhole = leaf.type === "word" && fold(leaf.text) === word;
  return isWhole && (expander.known.has(word) || leaf.also.some((other) => !others.includes(other)));
}

/** List corrections of an unknown word, the likeliest first. */
async function corrections(index, typed, stopWords) {
  const { word, start, end, leaf } = typed;
  const near = await nearestWords(index, word, leaf.field, CHOICES);
  // a stop word would only leave the word out
  const found = near
    .filter(([, text]) => !stopWords.stop.has(text))
    .map(([score, text]) => ({ score, start, end, text, isSure: text.length >= LONG && errorCost(word, text) <= 1 }));
  if (leaf.field !== "author") found.push(...(await splits(index, typed)));
  return found.sort((a, b) => b.score - a.score).slice(0, CHOICES);
}

/** Return splits of a word into two that are adjacent somewhere in the index. */
async function splits(index, { word, start, end, maySplit }) {
  if (word.length < SHORTEST_WHOLE || !/^\p{L}+$/u.test(word)) return [];
  const uses = await index.uses();
  const found = [];
  for (let at = SHORTEST_HALF; at <= word.length - SHORTEST_HALF; at++) {
    const [first, second] = [word.slice(0, at), word.slice(at)];
    if (!uses.has(first) || !uses.has(second)) continue;
    const together = await usesTogether(index, first, second);
    if (!together) continue;
    const text = maySplit ? `${first} ${second}` : `"${first} ${second}"`;
    found.push({ score: Math.log(together) - ERROR * SPACE, start, end, text });
  }
  return found;
}

/** Return how often two words occur as a phrase. */
async function usesTogether(index, first, second) {
  await index.loadWords(new Set([first, second]));
  const leaf = { type: "phrase", text: `${first} ${second}`, field: null, also: [], slop: 0 };
  return [...matchLeaf(index, leaf).fields.values()].reduce((sum, { keys }) => sum + keys.length, 0);
}

/** Return adjacent words joined to one that the index has; not two that it has as adjacent. */
async function joinedWords(index, text, typed, unknown) {
  const found = [];
  for (let at = 1; at < typed.length; at++) {
    const [one, other] = [typed[at - 1], typed[at]];
    if (!/^\s+$/.test(text.slice(one.end, other.start)) || one.leaf.field !== other.leaf.field) continue;
    const word = one.word + other.word;
    if (Math.min(one.word.length, other.word.length) < SHORTEST_HALF || word.length < SHORTEST_WHOLE) continue;
    const areKnown = !unknown.includes(one) && !unknown.includes(other);
    // the export lists the words that are made of two which the index has
    if (areKnown && !index.joined.has(word)) continue;
    const uses = (await index.uses()).get(word);
    if (!uses) continue;
    await index.loadWords(new Set([word]));
    if (!index.occurs(word, one.leaf.field)) continue;
    if (areKnown && (await usesTogether(index, one.word, other.word))) continue;
    found.push({ score: Math.log(uses) - ERROR * SPACE, start: one.start, end: other.end, text: word });
  }
  return found;
}
