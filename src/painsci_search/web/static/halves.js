/** Bare compounds that occur nowhere, replaced by their words, as `split_compounds` of looser.py. */

import { isBareWord, ranked } from "./ast.js";
import { isUnspaced, partsOf } from "./tokens.js";

/** Return the tree of a query with its bare compounds that occur nowhere replaced by their words. */
export function splitCompounds(query) {
  const { tree } = query;
  if (tree.type === "word") {
    const words = halves(query, tree);
    return words.length ? ranked(words) : tree;
  }
  if (tree.type !== "ranked") return tree;
  const counted = new Set(query.stopWords.drop(tree));
  const should = tree.should.flatMap((part) => {
    const words = counted.has(part) ? halves(query, part) : [];
    return words.length ? words : [part];
  });
  return should.length === tree.should.length ? tree : { ...tree, should };
}

/** Return the words of a compound that occurs nowhere; [] for any other part. */
function halves(query, part) {
  if (!isBareWord(part) || part.text.includes("://")) return [];
  const parts = partsOf(part.text);
  const isCompound = parts.length > 1 && parts.slice(0, 2).some(({ word }) => /^\p{L}+$/u.test(word));
  return !isCompound || query.isKnown(part) ? [] : wordsOf(part, part.start);
}

/** Return the words of a leaf, whose text begins at an offset of the query. */
export function wordsOf(leaf, at) {
  return pieces(leaf.text).map(({ start, end }) => ({
    type: "word",
    text: leaf.text.slice(start, end),
    field: leaf.field,
    start: at + start,
    end: at + end,
    also: [],
    values: [],
    asSpelled: false,
  }));
}

/** Return the spans of the words of a text; in Chinese and Japanese, of each two characters. */
function pieces(text) {
  const tokens = partsOf(text);
  const found = [];
  let isPaired = false;
  tokens.forEach(({ start, end }, number) => {
    const next = tokens[number + 1];
    const isPair =
      next !== undefined && end === next.start && isUnspaced(text, start) && isUnspaced(text, next.start);
    if (isPair) found.push({ start, end: next.end });
    else if (!isPaired) found.push({ start, end });
    isPaired = isPair;
  });
  return found;
}
