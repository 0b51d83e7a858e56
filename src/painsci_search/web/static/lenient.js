/** Read any text as a query: a text in, a tree and the repaired query out, as lenient.py. */

import { isBareWord, QueryError, ranked } from "./ast.js";
import { fieldMeant } from "./fieldnames.js";
import { QUOTES, splitQuery } from "./lexer.js";
import { MAX_WORDS, ONLY_EXCLUDES, parseQuery } from "./query.js";
import { tokenize } from "./tokens.js";

// Repairs of one text; one that needs more is read as words. Each costs as much as parsing.
const MOST_REPAIRS = 20;
// Signs that have a meaning together with other words, even with spaces between.
const ACROSS_WORDS = new RegExp(`[${QUOTES}()[\\]{}]`, "g");
// Signs that have a meaning at the beginning of a word, or in it.
const BEFORE_WORD = /^[+\-\u2212&|<>=]+/;
const IN_WORD = /[*?~^:,;|]/g;

/** Parse a text as a query, repaired where it is none: { tree, readAs }. */
export function parseLeniently(text) {
  let query = text;
  for (let times = 0; times < MOST_REPAIRS; times++) {
    const { tree, error } = parsed(query);
    if (tree) return { tree, readAs: query === text ? null : query };
    if (error.message === ONLY_EXCLUDES) return { tree: ranked([]), readAs: "" };
    const repaired = words(repair(query, error)).join(" ");
    if (repaired === query) break;
    query = repaired;
  }
  return asWords(query);
}

/** Read a text as its words: { tree, readAs }; the tree of a text without a word matches nothing. */
export function asWords(text) {
  const query = firstWords(escape(text));
  return { tree: query ? parseQuery(query) : ranked([]), readAs: query };
}

/** Return a query for the words of a text, none of which is an operator, a field or a pattern. */
export function escape(text) {
  return words(text.replace(ACROSS_WORDS, " ")).map(escapePiece).filter(Boolean).join(" ");
}

function words(text) {
  return text.split(/\s+/).filter(Boolean);
}

function parsed(query) {
  try {
    return { tree: parseQuery(query) };
  } catch (error) {
    if (error instanceof QueryError) return { error };
    throw error;
  }
}

/** Return a query without one of its errors; the query itself if that has no simple repair. */
function repair(query, error) {
  const lexemes = splitQuery(query);
  const number = lexemes.findIndex(({ start, end }) => start <= error.position && error.position < end);
  if (number < 0) return query;
  const lexeme = lexemes[number];
  const { kind, text, start, end } = lexeme;
  if (kind === "quote" && tokenize(query.slice(end)).length) return `${query}"`;
  if (kind === "open" && isOpen(lexemes)) return `${query})`;
  if (kind === "operator") return replace(query, lexeme, ` ${escape(query.slice(start, end))} `);
  if (kind === "field") return replace(query, lexeme, meant(text.slice(0, -1)));
  if (["word", "phrase", "range"].includes(kind)) {
    const field = lexemes.slice(0, number).findLast((each) => each.kind === "field");
    const escaped = escape(text);
    const changed = replace(query, lexeme, escaped);
    if (field && (field.end === start || escaped === text)) return replace(changed, field, `${field.text.slice(0, -1)} `);
    return changed;
  }
  return replace(query, lexeme, " ");
}

/** Return the field that a name means by another name; else the name as a word. */
function meant(name) {
  const field = fieldMeant(name);
  return field === null || field === name.toLowerCase() ? `${name} ` : `${field}:`;
}

function replace(query, { start, end }, text) {
  return query.slice(0, start) + text + query.slice(end);
}

function isOpen(lexemes) {
  const count = (kind) => lexemes.filter((each) => each.kind === kind).length;
  return count("open") > count("close");
}

/** Return a part of a query without spaces so that it is read as words; "" without a word. */
function escapePiece(piece) {
  if (!tokenize(piece).length) return "";
  const bare = piece.replace(BEFORE_WORD, "");
  const apart = bare.replace(IN_WORD, " ");
  for (const candidate of [bare, apart, apart.toLowerCase()]) {
    const found = words(candidate)
      .filter((word) => tokenize(word).length)
      .map((word) => word.replace(BEFORE_WORD, ""));
    if (found.every(isWords)) return found.join(" ");
  }
  return (piece.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []).filter(isWords).join(" ");
}

/** Return whether a part of a query without spaces is read as words without a field. */
function isWords(piece) {
  const { tree } = parsed(piece);
  if (!tree) return false;
  if (tree.type !== "ranked") return isBareWord(tree);
  return !(tree.must.length || tree.mustNot.length || tree.within.length) && tree.should.every(isBareWord);
}

/** Return the beginning of a query of words, up to as many words as a query may have. */
function firstWords(query) {
  const kept = [];
  let count = 0;
  for (const piece of words(query)) {
    count += tokenize(piece).length;
    if (count > MAX_WORDS) break;
    kept.push(piece);
  }
  return kept.join(" ");
}
