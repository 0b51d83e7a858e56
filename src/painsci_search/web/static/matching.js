/** Match the leaves of a query in the postings of an exported index, as postings.py of the engine. */

import { asTyped, EXACT_FIELDS, QueryError } from "./ast.js";
import { PLACES } from "./postings.js";
import { fold, partsOf, tokenize } from "./tokens.js";
import { foldId, liesWithin } from "./values.js";

/** The fields of words without a field of their own. */
export const ALL_TEXT = ["title", "heading", "path", "body", "note"];
const FIELDS = { heading: ["heading", "path"] };
// The most words that a pattern may stand for, and all patterns of a query together: with more they
// match nearly everything.
const MOST_FORMS = 2000;
const MOST_ALTOGETHER = 10_000;
// Words of a query whose compounds are looked for; a longer one is a text, and finds enough without.
const MOST_COMPOUNDED = 50;

/**
 * Load what leaves need, so that `matchLeaf` can match them.
 *
 * @throws {QueryError} where patterns stand for too many words
 */
export async function loadLeaves(index, leaves) {
  const words = new Set();
  const isShort = leaves.filter(({ type }) => type === "word").length <= MOST_COMPOUNDED;
  let expanded = 0;
  for (const leaf of leaves) {
    if (EXACT_FIELDS.includes(leaf.field)) {
      await index.values([leaf.field, ...(leaf.field === "article" ? ["alias"] : [])]);
    } else if (["prefix", "wildcard", "fuzzy"].includes(leaf.type)) {
      leaf.forms = await formsOf(index, leaf);
      expanded += leaf.forms.length;
      if (leaf.forms.length > MOST_FORMS || expanded > MOST_ALTOGETHER) {
        throw new QueryError(`${asTyped(leaf)}: it matches more than ${MOST_FORMS} words; add letters to it`, leaf.start);
      }
      for (const form of leaf.forms) words.add(form);
    } else {
      if (isShort) await addCompounds(index, leaf);
      for (const form of leaf.compounds ?? []) words.add(form);
      if (leaf.values?.length) await index.values(leaf.values.map(([field]) => field));
      for (const text of [leaf.text, ...leaf.also]) {
        for (const { word } of tokenize(text)) words.add(word);
      }
    }
  }
  await index.loadWords(words);
}

/** Add the compounds with a word to its leaf: "Therapie" is in "Schmerztherapie". */
async function addCompounds(index, leaf) {
  const parts = leaf.type === "word" && !leaf.asSpelled ? partsOf(leaf.text) : [];
  if (parts.length !== 1 || ["author", "journal"].includes(leaf.field)) return;
  leaf.compounds = await index.compoundsOf(parts[0].word);
}

/** Return the forms of the index that a pattern or a fuzzy word stands for. */
async function formsOf(index, leaf) {
  if (leaf.type === "fuzzy") {
    const forms = await index.forms();
    const typed = oneWord(leaf);
    return forms.map(([form]) => form).filter((form) => isNear(typed, form, leaf.distance));
  }
  const beginning = leaf.type === "prefix" ? oneWord(leaf) : /^[^*?]*/.exec(leaf.text)[0];
  const forms = (await index.forms(beginning)).map(([form]) => form);
  return leaf.type === "prefix" ? forms : forms.filter((form) => patternOf(leaf.text).test(form));
}

/** Return the folded word of a prefix or fuzzy leaf; of a compound the whole. */
function oneWord({ text }) {
  return tokenize(text).reduce((longest, token) => (token.parts > longest.parts ? token : longest)).word;
}

function patternOf(text) {
  const signs = { "*": ".*", "?": "." };
  const escaped = text.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll(/[*?]/g, (sign) => signs[sign]);
  return new RegExp(`^${escaped}$`, "su");
}

/** Return whether two words differ by at most so many letters wrong, missing, extra or swapped. */
export function isNear(one, other, distance) {
  if (Math.abs(one.length - other.length) > distance) return false;
  let before = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      row[j] = Math.min(last[j - 1] + (same ? 0 : 1), last[j] + 1, row[j - 1] + 1);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        row[j] = Math.min(row[j], before[j - 2] + 1);
      }
    }
    [before, last] = [last, row];
  }
  return last[other.length] <= distance;
}

/**
 * Match a leaf.
 *
 * @returns {object} fields: for each field in which it matches { keys, found }, the occurrences and
 *   where each variant of the leaf matches; records: those with an exact value
 */
export function matchLeaf(index, leaf) {
  if (EXACT_FIELDS.includes(leaf.field)) return { fields: new Map(), records: recordsWith(index, leaf) };
  const names = leaf.field === null ? ALL_TEXT : (FIELDS[leaf.field] ?? [leaf.field]);
  const variants = alternatives(index, leaf);
  const fields = new Map();
  for (const name of names) {
    const found = variants
      .flatMap((variant) => occurrences(index, name, variant).map((each) => ({ ...each, variant })))
      .filter(({ keys }) => keys.length);
    if (found.length) fields.set(name, { keys: union(found.map(({ keys }) => keys)), found });
  }
  const records = (leaf.values ?? []).flatMap(([field, value]) => index.exact[field]?.[value] ?? []);
  return { fields, records };
}

/** Return the positions of a leaf's matches in a field of a record, as [first, last, variant]. */
export function positionsIn(match, record, name) {
  const spans = [];
  for (const { keys, width, words, variant } of match.fields.get(name)?.found ?? []) {
    const chosen = words ?? keys;
    for (let at = lowerBound(chosen, record * PLACES); chosen[at] < (record + 1) * PLACES; at++) {
      const position = chosen[at] % PLACES;
      spans.push([position, position + (words ? 1 : width) - 1, variant]);
    }
  }
  return spans;
}

/** Return whether a folded word of a text matches a leaf, or one of the leaf's words. */
export function accepted(index, leaf, word) {
  if (leaf.forms) return leaf.forms.includes(word);
  const words = [leaf.text, ...leaf.also].flatMap(partsOf);
  return words.some((part) => index.termsOf(part.word).some(({ forms }) => forms.includes(word)));
}

/** Return a leaf itself and its other spellings and synonyms, without those of no record. */
function alternatives(index, leaf) {
  if (!leaf.also?.length) return [leaf];
  const others = leaf.also.filter((text) => partsOf(text).every(({ word }) => index.isKnown(word)));
  return [
    { ...leaf, also: [] },
    ...others.map((text) => {
      const isPhrase = partsOf(text).length > 1;
      const asSpelled = !isPhrase && /^\p{Lu}+$/u.test(text) && text.endsWith("S");
      return { ...leaf, type: isPhrase ? "phrase" : "word", text, also: [], asSpelled, slop: 0, values: [], compounds: [] };
    }),
  ];
}

/** Return the occurrences of a variant of a leaf in a field: { keys, width, words }. */
function occurrences(index, name, leaf) {
  if (leaf.forms) return [{ keys: keysOfForms(index, name, leaf.forms), width: 1 }];
  const tokens = tokenize(leaf.text);
  const parts = tokens.filter((token) => token.parts === 1);
  if (leaf.type === "phrase" && leaf.slop && parts.length > 1) {
    // a word that is repeated, in any of its forms, counts once
    const named = parts.map(({ word }) => [index.termsOf(word)[0] ?? word, word]);
    const distinct = [...new Map(named.reverse()).values()].reverse();
    const [keys, words] = near(distinct.map((word) => keysOf(index, name, word)), leaf.slop);
    return [{ keys, width: 1, words }];
  }
  if (leaf.type === "word" && leaf.asSpelled) {
    return [{ keys: keysOfForms(index, name, parts.map(({ word }) => word)), width: 1 }];
  }
  const found = [{ keys: adjacent(parts.map(({ word }) => keysOf(index, name, word))), width: parts.length }];
  if (leaf.type === "word") {
    for (const whole of tokens.filter((token) => token.parts > 1)) {
      found.push({ keys: keysOf(index, name, whole.word), width: 1 });
    }
    if (leaf.compounds?.length) found.push({ keys: keysOfForms(index, name, leaf.compounds), width: 1 });
  }
  return found;
}

/** Return the occurrences of a folded word in a field; of an author, as spelled. */
function keysOf(index, name, word) {
  if (name === "author") return keysOfForms(index, name, [word]);
  return union(index.termsOf(word).map((term) => term.fields.get(name)?.all.keys ?? []));
}

function keysOfForms(index, name, forms) {
  const codes = new Map();
  for (const form of forms) {
    for (const term of index.termsOf(form)) {
      const code = term.forms.indexOf(form);
      if (code >= 0) codes.set(term, [...(codes.get(term) ?? []), code]);
    }
  }
  const found = [...codes].map(([term, chosen]) => {
    const all = term.fields.get(name)?.all;
    return all ? all.keys.filter((_, at) => chosen.includes(all.codes[at])) : [];
  });
  return union(found);
}

/** Return the starts of a phrase, from the occurrences of each of its words. */
function adjacent(words) {
  if (words.some((keys) => !keys.length)) return [];
  const moved = words.map((keys, offset) => [keys, offset]).sort((a, b) => a[0].length - b[0].length);
  const [[rarest, first], ...others] = moved;
  return others.reduce(
    (starts, [keys, offset]) => starts.filter((start) => has(keys, start + offset)),
    rarest.map((key) => key - first),
  );
}

/** Return the ends of a phrase whose words are at most `slop` positions out of place, and the words. */
function near(words, slop) {
  const moved = words.map((keys, at) => keys.map((key) => key + words.length - at));
  if (moved.some((keys) => !keys.length)) return [[], []];
  const ends = [];
  const inside = [];
  for (const keys of moved) {
    for (const key of keys) {
      const nearest = moved.map((other) => lowerBound(other, key));
      if (moved.some((other, at) => !(other[nearest[at]] - key <= slop))) continue;
      ends.push(key);
      inside.push(...nearest.map((place, at) => words[at][place]));
    }
  }
  return [union([ends]), union([inside])];
}

/** Return the records with the value or in the range of a leaf, ascending. */
function recordsWith(index, leaf) {
  const values = index.exact;
  const { articles } = index.head;
  const ofArticles = (isChosen) =>
    index.kinds.map((_, record) => record).filter((record) => index.hasText[record] && isChosen(index.articleOf[record]));
  const byValue = (field, isChosen) =>
    Object.entries(values[field] ?? {}).flatMap(([value, records]) => (isChosen(value) ? records : []));
  switch (leaf.field) {
    case "kind":
      return index.kinds.flatMap((kind, record) => (kind === leaf.text && index.hasText[record] ? [record] : []));
    case "article": {
      const pattern = patternOf(foldId(leaf.text));
      const aliased = new Set(byValue("alias", (value) => pattern.test(value)).map((record) => index.articleOf[record]));
      return ofArticles((number) => aliased.has(number) || pattern.test(foldId(articles[number].id)));
    }
    case "lang": {
      const isOf = (value) => value === leaf.text || value.startsWith(`${leaf.text}-`);
      const chosen = new Set(byValue("lang", (value) => isOf(value.toLowerCase())).map((record) => index.articleOf[record]));
      return ofArticles((number) => chosen.has(number));
    }
    case "updated": {
      const bounds = leaf.bounds ?? [["=", leaf.text]];
      const chosen = new Set(byValue("updated", (value) => liesWithin(value, bounds)).map((record) => index.articleOf[record]));
      return ofArticles((number) => chosen.has(number));
    }
    case "tag":
    case "meta": {
      const pattern = patternOf(leaf.text);
      return union([byValue(leaf.field, (value) => pattern.test(value))]);
    }
    default: {
      const isChosen = leaf.bounds ? (value) => liesWithin(value, leaf.bounds) : (value) => value === leaf.text;
      return union([byValue(leaf.field, isChosen)]);
    }
  }
}

/** Return sorted numbers without duplicates. */
export function union(lists) {
  if (!lists.length) return [];
  if (lists.length === 1 && lists[0].every((key, at) => !at || key > lists[0][at - 1])) return lists[0];
  return [...new Set(lists.flat())].sort((a, b) => a - b);
}

function lowerBound(keys, value) {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keys[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function has(keys, key) {
  return keys[lowerBound(keys, key)] === key;
}

/** Return a text of a leaf as it is compared with others of the same query. */
export function keyOf(leaf) {
  const { type, text, field, also = [], slop, distance, asSpelled, bounds, values = [] } = leaf;
  return JSON.stringify([type, fold(text), field, also, slop, distance, asSpelled, bounds, values]);
}
