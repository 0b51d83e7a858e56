/**
 * Offers where a query matches nothing: its tree in; looser queries, each with its difference, out,
 * as looser.py, offers.py and formatting.py.
 *
 * The difference is given as { key, parts } for the words of the page, and as a text in English.
 */

import { asTyped, EXACT_FIELDS, isBareWord, leavesOf, QueryError, ranked } from "./ast.js";
import { wordsOf } from "./halves.js";
import { parseQuery } from "./query.js";
import { partsOf } from "./tokens.js";

// Offers of an answer, and looser queries that are counted for them.
const [MOST, TRIALS] = [4, 8];
// Positions by which the words of a phrase may be off in an offer: in one sentence or two.
const NEAR = 10;
// Fields whose words may be looked for in all text instead.
const IN_ALL_TEXT = ["title", "heading", "body", "note"];

/**
 * Return looser queries that have matches, the nearest first: { query, reason, total, key, parts }.
 *
 * @param {object} tree
 * @param {function(object): boolean} isKnown whether a part of the tree matches any record
 * @param {Array<string>} dois of the index
 * @param {function(string): Promise<string>} lettersWithin returns the letters of a word that longer ones have in them
 * @param {function(object): Promise<number>} count returns the number of matches of a tree
 */
export async function findOffers(tree, isKnown, dois, lettersWithin, count) {
  const within = await withinWords(tree, isKnown, lettersWithin);
  return counted([...within, ...loosen(tree, isKnown, dois)], count, 0);
}

/** Return the query with its excluded words only in the text, where it has more matches then. */
export async function offerInText(tree, count, total) {
  return counted(withoutInText(tree), count, total);
}

/** Return the first trees with more matches than `least`. */
async function counted(trees, count, least) {
  const offers = [];
  const trials = new Set();
  for (const { key, parts, tree: looser } of trees) {
    const query = formatQuery(looser);
    if (trials.has(query) || trials.size === TRIALS || offers.length === MOST) continue;
    trials.add(query);
    const parsed = parsedOrNull(query);
    const total = parsed ? await count(parsed) : 0;
    if (total > least) offers.push({ query, reason: reasonOf(key, parts), total, key, parts });
  }
  return offers;
}

/** Return the query itself without its filters, where it has matches then. */
export function offerUnfiltered(query, total) {
  return total ? [{ query, reason: reasonOf("offerUnfiltered", []), total, key: "offerUnfiltered", parts: [], unfiltered: true }] : [];
}

/** Return an offer whose matches do not pass the filters. */
export function withoutFilters(offer) {
  return { ...offer, reason: `${offer.reason} and without the filters`, unfiltered: true };
}

/** Return a difference in English, as the command line names it. */
function reasonOf(key, parts) {
  switch (key) {
    case "offerWithout":
      return `without ${listed(parts)}`;
    case "offerWithin":
      return `with ${listed(parts)} in longer words`;
    case "offerDoi":
      return "with a DOI that is nearly the same";
    case "offerInText":
      return `without ${listed(parts)} in the passage itself`;
    case "offerInAllText":
      return `in all text, not only in ${listed(parts)}`;
    case "offerWith":
      return `with ${parts[0]}`;
    case "offerNear":
      return `with the words of ${parts[0]} near each other`;
    case "offerWords":
      return "as words instead of a phrase";
    case "offerUnfiltered":
      return "without the filters";
    default:
      return "with any of the words instead of all";
  }
}

function listed(names) {
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names[0];
}

function parsedOrNull(query) {
  try {
    return parseQuery(query);
  } catch (error) {
    if (error instanceof QueryError) return null; // such as a lone exclusion
    throw error;
  }
}

/** Yield looser trees, the nearest to the tree first. */
function* loosen(tree, isKnown, dois) {
  const [needed, excluded] = [[...required(tree)], [...excludedIn(tree)]];
  const unknown = needed.filter((part) => !isKnown(part));
  for (const part of unknown.filter(isDoi)) {
    for (const text of doisLike(part.text, dois)) {
      const other = replace(tree, part, { ...part, text, field: "doi" });
      if (other) yield { key: "offerDoi", parts: [], tree: other };
    }
  }
  yield* inAllText(tree, unknown);
  if (unknown.length) yield* without(tree, unknown);
  for (const part of needed) {
    if (part.type === "phrase" && partsOf(part.text).length > 1) yield* asWords(tree, part);
  }
  for (const part of needed) {
    if (unknown.length !== 1 || unknown[0] !== part) yield* without(tree, [part]);
  }
  yield* withoutInText(tree);
  for (const part of excluded) {
    const rest = replace(tree, part, null);
    if (rest) yield { key: "offerWith", parts: [nameOf(part)], tree: rest };
  }
  const words = needed.filter((part) => !unknown.includes(part) && isBareWord(part));
  if (words.length > 1) yield { key: "offerAny", parts: [], tree: ranked(words) };
}

/** Return the tree with the words that occur in longer ones alone as patterns for these, if there are any. */
async function withinWords(tree, isKnown, lettersWithin) {
  const words = leavesOf(tree).filter((leaf) => isBareWord(leaf) && !isKnown(leaf));
  const found = await Promise.all(words.map(async (word) => [word, await lettersWithin(word.text)]));
  const parts = found.filter(([, letters]) => letters);
  const toPattern = (left, [word, letters]) => left && replace(left, word, { ...word, type: "wildcard", text: `*${letters}*` });
  const looser = parts.reduce(toPattern, tree);
  return parts.length && looser ? [{ key: "offerWithin", parts: parts.map(([word]) => nameOf(word)), tree: looser }] : [];
}

/** Yield the tree with the words that their field lacks looked for in all text. */
function* inAllText(tree, unknown) {
  const named = unknown.filter(({ type, field }) => ["word", "phrase"].includes(type) && IN_ALL_TEXT.includes(field));
  const looser = named.reduce((left, part) => left && replace(left, part, { ...part, field: null }), tree);
  const fields = [...new Set(named.map(({ field }) => field))];
  if (fields.length && looser) yield { key: "offerInAllText", parts: fields, tree: looser };
}

function isDoi({ type, field, values }) {
  return type === "word" && (field === "doi" || Boolean(values?.some(([kind]) => kind === "doi")));
}

/** Return the first DOIs that begin with another, or differ in one character. */
function doisLike(doi, dois) {
  const sorted = [...dois].sort();
  const begin = sorted.filter((each) => each.startsWith(doi));
  return [...new Set([...begin, ...sorted.filter((each) => differInOne(doi, each))])].slice(0, MOST);
}

/** Return whether two texts are one edit apart; two neighbours swapped are one edit. */
function differInOne(one, other) {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  const [left, right] = [one.slice(at), other.slice(at)];
  const isSwapped = left.length > 1 && left[0] === right[1] && left[1] === right[0] && left.slice(2) === right.slice(2);
  return isSwapped || left.slice(1) === right || left === right.slice(1) || left.slice(1) === right.slice(1);
}

/** Yield the tree with all its bare excluded words looked for in the text of sections only. */
function* withoutInText(tree) {
  const bare = [...excludedIn(tree)].filter(namesNoField);
  const rest = bare.reduce((left, part) => left && replace(left, part, { ...part, field: "body" }), tree);
  if (bare.length && rest) yield { key: "offerInText", parts: bare.map(nameOf), tree: rest };
}

/** Yield the parts of a tree without which a record does not match. */
function* required(node) {
  switch (node.type) {
    case "and":
      for (const part of node.parts) yield* required(part);
      break;
    case "ranked":
      for (const part of [...node.must, ...node.within]) yield* required(part);
      break;
    case "boost":
      yield* required(node.part);
      break;
    case "not":
      break;
    default:
      yield node;
  }
}

function* excludedIn(node) {
  if (node.type === "not") {
    yield node.part;
  } else if (node.type === "ranked") {
    yield* node.mustNot;
    for (const part of [...node.must, ...node.within]) yield* excludedIn(part);
  } else if (node.type === "and") {
    for (const part of node.parts) yield* excludedIn(part);
  }
}

/** Yield the tree without some of its parts, if anything is left. */
function* without(tree, parts) {
  const rest = parts.reduce((left, part) => left && replace(left, part, null), tree);
  if (rest) yield { key: "offerWithout", parts: parts.map(nameOf), tree: rest };
}

function* asWords(tree, phrase) {
  if (phrase.slop < NEAR) {
    const near = replace(tree, phrase, { ...phrase, slop: NEAR });
    if (near) yield { key: "offerNear", parts: [nameOf(phrase)], tree: near };
  }
  const words = replace(tree, phrase, ranked(wordsOf(phrase, phrase.start + 1)));
  if (words) yield { key: "offerWords", parts: [], tree: words };
}

/** Return a tree with another part in place of one, or without it; null if nothing is left. */
function replace(node, part, other) {
  if (node === part) return other;
  if (node.type === "ranked") return replaceInRoles(node, part, other);
  if (node.type === "and" || node.type === "or") {
    const kept = node.parts.map((each) => replace(each, part, other)).filter(Boolean);
    if (kept.length > 1) return { type: node.type, parts: kept };
    return kept.length && kept[0].type !== "not" ? kept[0] : null;
  }
  if (node.part) {
    const found = replace(node.part, part, other);
    return found && { ...node, part: found };
  }
  return node;
}

/** Replace a part of words side by side; words in place of a phrase are optional. */
function replaceInRoles(node, part, other) {
  const should = node.should.map((each) => replace(each, part, other)).filter(Boolean);
  const [must, mustNot, within] = [node.must, node.mustNot, node.within].map((parts) =>
    parts.flatMap((each) => {
      const found = replace(each, part, other);
      if (each === part && found?.type === "ranked") {
        should.push(...found.should);
        return [];
      }
      return found ? [found] : [];
    }),
  );
  const included = [...should, ...must, ...within];
  if (!included.length) return null;
  if (included.length === 1 && !mustNot.length) return included[0];
  // a part of `within` that names no field any more must match as before
  const [free, named] = [within.filter(namesNoField), within.filter((each) => !namesNoField(each))];
  return ranked(should, [...must, ...free], mustNot, named);
}

function namesNoField({ type, field }) {
  return ["word", "phrase"].includes(type) && field === null;
}

/** Return a part in quotation marks; a phrase without its own. */
function nameOf(node) {
  const isLeaf = node.text !== undefined;
  if (isLeaf && node.field === null) return `\u201c${node.text.trim()}\u201d`;
  if (node.type === "word" && !EXACT_FIELDS.includes(node.field)) return `${node.field}:\u201c${node.text}\u201d`;
  return formatQuery(node);
}

/** Write a query tree as a query. */
function formatQuery(node) {
  switch (node.type) {
    case "and":
      return node.parts.map(operand).join(" AND ");
    case "or":
      return node.parts.map(operand).join(" OR ");
    case "not":
      return `NOT ${operand(node.part)}`;
    case "boost":
      return `${operand(node.part)}^${Number(node.factor.toPrecision(6))}`;
    case "ranked":
      return formatRanked(node);
    default:
      return asTyped(node);
  }
}

function operand(node) {
  const text = formatQuery(node);
  return node.text !== undefined || node.type === "boost" ? text : `(${text})`;
}

/** Return the parts with their signs, in the order of the query. */
function formatRanked({ should, must, mustNot, within }) {
  const signed = [
    ...should.map((part) => [part, ""]),
    ...must.map((part) => [part, "+"]),
    ...mustNot.map((part) => [part, "-"]),
    ...within.map((part) => [part, ""]),
  ];
  signed.sort(([a], [b]) => startOf(a) - startOf(b));
  return signed.map(([part, sign]) => sign + operand(part)).join(" ");
}

function startOf(node) {
  if (node.text !== undefined) return node.start;
  const leaves = node.type === "not" ? leavesOf(node.part) : leavesOf(node);
  return leaves.length ? Math.min(...leaves.map(({ start }) => start)) : 0;
}
