/**
 * Other ways to write names with Greek letters and numbers, as notation.py of the query language:
 * "TNFalpha" is "TNF alpha", and "5HT3" is "5-HT3"; "p<.05" is "p<0.05".
 */

import { GREEK_NAMES, JOINERS, measureUnit, partsOf } from "./tokens.js";

// Names of Greek letters that are looked for in longer words have at least so many letters.
const SHORTEST_NAME = 4;
const NAMES = new Set(GREEK_NAMES);
const LONG_NAMES = GREEK_NAMES.filter((name) => name.length >= SHORTEST_NAME).join("|");
const INSIDE = new RegExp(`^(?:${LONG_NAMES})|(?:${LONG_NAMES})$`);
const PIECES = /\p{Nd}+|[\p{L}\p{Nl}\p{No}]+/gu;
// The point of a number that is written without its zero, as in APA style.
const BARE_POINT = /(?<![\p{L}\p{N}_.])\.(?=\p{Nd})/gu;
// A probability with its zero. Of another quantity, "0.5 mg", the number without it is another one.
const PROBABILITY = /(?<![\p{L}\p{N}_])(p\s?[<>=\u2264\u2265]\s?)0\.(?=\p{Nd})/giu;
// A unit before that by which it is divided; alone, it has a synonym.
const MICROGRAM = /(?<![\p{L}\p{Nl}\p{No}])(?:mcg|[u\u00b5\u03bc]g)(?=\/)/giu;
const LINK = /^[-\u2010\u2011 \xa0\u202f]?$/;
const MOST_PARTS = 4;
const MOST_DIGITS = 3;

// Letters with a number after them.
const MIXED = /^\p{L}+\p{Nd}{1,3}\p{L}?$/u;

const isDigits = (word) => /^\p{Nd}+$/u.test(word);
const isLetters = (word) => /^\p{L}+$/u.test(word);

const isNumber = (word) => isDigits(word) && word.length <= MOST_DIGITS;

/** Return other ways to write a text, each with one name in it written otherwise. */
export function notations(text) {
  if (/^[A-Za-z]+$/.test(text) && !INSIDE.test(text.toLowerCase())) return [];
  const found = namesIn(text, partsOfNames(text)).flatMap((name) => {
    const [start, end] = [name[0].start, name.at(-1).end];
    const mine = partsOf(text.slice(start, end)).map(({ word }) => word).join(" ");
    return joinings(name.map(({ word }) => word))
      .map((words) => words.join(" "))
      .filter((words) => words !== mine)
      .map((words) => text.slice(0, start) + words + text.slice(end));
  });
  const others = [
    text.replace(BARE_POINT, "0."),
    text.replace(PROBABILITY, "$1."),
    text.replace(MICROGRAM, (unit) => (unit.toLowerCase() === "mcg" ? "ug" : "mcg")),
  ].filter((other) => other !== text);
  return [...new Set([...others, ...found])];
}

/** Return runs of adjacent folded words that are also written as one: [first, end, spellings]. */
export function joinedWords(words) {
  const found = [];
  words.forEach((word, at) => {
    const [first, number] = [words[at - 2] ?? "", words[at - 1] ?? ""];
    if (!NAMES.has(word)) {
      if (isNumber(number) && MIXED.test(word)) found.push([at - 1, at + 1, [number + word]]);
      return;
    }
    if (at > 1 && isDigits(number) && isLetters(first)) {
      found.push([at - 2, at + 1, [`${first}${number}${word}`, `${first}${number} ${word}`]]);
    } else if (at && isLetters(number)) {
      found.push([at - 1, at + 1, [number + word]]);
    }
    const following = words[at + 1];
    if (following !== undefined && !NAMES.has(following)) found.push([at, at + 2, [word + following]]);
  });
  return found;
}

function partsOfNames(text) {
  return partsOf(text).flatMap(({ word, start, end }) =>
    (word.includes("^") ? [word] : split(word)).map((part) => ({ word: part, start, end })),
  );
}

/** Split a folded word at its numbers, and before and after the name of a Greek letter. */
function split(word) {
  const isOrdinal = /^\p{Nd}.*\p{L}$/su.test(word) && !measureUnit(word) && isDigits(word.slice(0, -2));
  if (isOrdinal) return [word];
  return [...word.matchAll(PIECES)].flatMap(([piece]) => {
    const name = INSIDE.exec(piece);
    const cut = name ? name.index || name[0].length : 0;
    return [piece.slice(0, cut), piece.slice(cut)].filter(Boolean);
  });
}

/** Return the runs of parts that are a name: those with a Greek letter, or letters and digits. */
function namesIn(text, parts) {
  const ends = parts.map((_, at) => at).filter((at) => at > 0 && !areLinked(text, ...parts.slice(at - 1, at + 2)));
  const edges = [0, ...ends, parts.length];
  return edges.slice(1).flatMap((end, number) => {
    const run = parts.slice(edges[number], end);
    const [low, high] = core(text, run);
    const runs = [run.slice(low, high), run.slice(0, high), run.slice(low), run];
    return runs.filter((name) => isName(name) && isAlone(text, name));
  });
}

function isName(name) {
  const numbers = name.filter(({ word }) => isDigits(word));
  const isMixed = numbers.length > 0 && numbers.length < name.length;
  const isShort = numbers.every(({ word }) => word.length <= MOST_DIGITS);
  const isKnown = isMixed || name.some(({ word }) => NAMES.has(word));
  return name.length > 1 && name.length <= MOST_PARTS && isShort && isKnown;
}

/** Return whether a name is no part of a longer compound. */
function isAlone(text, name) {
  const around = text.slice(0, name[0].start).slice(-1) + text.slice(name.at(-1).end, name.at(-1).end + 1);
  return ![...around].some((char) => JOINERS.includes(char));
}

/** Return the slice of a run without a word before and after it that only a space joins. */
function core(text, run) {
  const isApart = (one, other, word) =>
    isLetters(word.word) && !NAMES.has(word.word) && one.start !== other.start && isSpace(text.slice(one.end, other.start));
  const low = run.length > 1 && isApart(run[0], run[1], run[0]) ? 1 : 0;
  const isLast = run.length - low > 1 && isApart(run.at(-2), run.at(-1), run.at(-1));
  return [low, run.length - (isLast ? 1 : 0)];
}

function isSpace(text) {
  return /^\s+$/.test(text);
}

/** Return whether two adjacent parts may belong to one name, given the part after them. */
function areLinked(text, one, other, after) {
  if (one.start === other.start) return true;
  const gap = text.slice(one.end, other.start);
  if (!LINK.test(gap)) return false;
  if (isNumber(text.slice(one.start, one.end)) && MIXED.test(text.slice(other.start, other.end))) return true;
  const isBefore = isDigits(other.word) && after !== undefined && NAMES.has(after.word);
  return !isSpace(gap) || NAMES.has(one.word) || NAMES.has(other.word) || isBefore;
}

/** Return the ways to join adjacent parts, that of one word first. */
function joinings(words) {
  let all = [[words[0]]];
  words.slice(1).forEach((word, at) => {
    all = all.flatMap((found) => {
      const joined = isDigits(words[at]) && isDigits(word) ? [] : [[...found.slice(0, -1), found.at(-1) + word]];
      return [...joined, [...found, word]];
    });
  });
  // the index splits a measure
  return all.filter((found) => !found.some(measureUnit));
}
