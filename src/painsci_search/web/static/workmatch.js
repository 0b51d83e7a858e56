/** A query in; whether a work of the list of works matches it, out: the fields of lookup.py. */

import { childrenOf, collect } from "./ast.js";
import { parseIdentifier } from "./identifiers.js";
import { parseLeniently } from "./lenient.js";
import { isNear } from "./matching.js";
import { stem } from "./stems.js";
import { fold, partsOf } from "./tokens.js";
import { liesWithin } from "./values.js";

const TEXTS = ["title", "author", "journal"];
const IDENTIFIERS = ["pmid", "pmcid", "doi", "painsci"];
export const WORK_FIELDS = [...TEXTS, "year", ...IDENTIFIERS];

/** Return { isFound, wrong }: whether a work matches all of a query; the field that no work has. */
export function matcherOf(query) {
  if (!query.trim()) return { isFound: () => true };
  const identifiers = parseIdentifier(query).map(([, value]) => value.toLowerCase());
  const isNamed = (work) => identifiers.some((value) => idsOf(work).includes(value));
  if (identifiers.length && !/^\d{4}$/.test(query.trim())) return { isFound: isNamed };
  const { tree, readAs } = parseLeniently(query);
  const wrong = collect(tree, childrenOf).find(({ field }) => field && !WORK_FIELDS.includes(field))?.field;
  if (wrong || readAs === "") return { isFound: () => false, wrong };
  return { isFound: (work) => isNamed(work) || matches(tree, work) };
}

function matches(node, work) {
  const has = (part) => matches(part, work);
  switch (node.type) {
    case "and":
      return node.parts.every(has);
    case "or":
      return node.parts.some(has);
    case "not":
      return !has(node.part);
    case "boost":
      return has(node.part);
    case "ranked":
      return [...node.should, ...node.must, ...node.within].every(has) && !node.mustNot.some(has);
    default:
      return hasLeaf(node, work);
  }
}

function hasLeaf(leaf, work) {
  const { field, text } = leaf;
  if (field === "year") return Boolean(work.year) && liesWithin(String(work.year), leaf.bounds ?? [["=", text]]);
  if (IDENTIFIERS.includes(field)) return work.ids?.[field]?.toLowerCase() === text.toLowerCase();
  if (!field && [...idsOf(work), work.key.toLowerCase()].includes(text.toLowerCase())) return true;
  return hasWords(leaf, wordsOf(work, field));
}

function hasWords({ type, text, slop, distance }, words) {
  const typed = fold(text);
  if (type === "prefix") return words.some((word) => word.startsWith(typed));
  if (type === "fuzzy") return words.some((word) => isNear(typed, word, distance));
  if (type === "wildcard") {
    const pattern = new RegExp(`^${typed.replaceAll("*", ".*").replaceAll("?", ".")}$`, "u");
    return words.some((word) => pattern.test(word));
  }
  const sought = partsOf(text).map(({ word }) => stem(word));
  const stems = words.map((word) => stem(word));
  if (slop) return sought.every((each) => stems.includes(each));
  return sought.length > 0 && stems.some((_, at) => sought.every((each, after) => stems[at + after] === each));
}

function idsOf({ ids = {} }) {
  return Object.values(ids).map((id) => id.toLowerCase());
}

/** Return the words of a field of a work; without a field, those of its citation and its key. */
function wordsOf(work, field) {
  work.words ??= {};
  work.words[field] ??= partsOf((field ? work[field] : `${work.name} ${work.key}`) ?? "").map(({ word }) => word);
  return work.words[field];
}
