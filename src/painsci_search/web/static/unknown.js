/** The words of a query that occur nowhere in the index, as `unknown_words` of answer.py. */

import { asTyped, EXACT_FIELDS } from "./ast.js";
import { fold, partsOf } from "./tokens.js";

const WORDS = ["word", "phrase"];

/**
 * List the words of a query, as and in the order typed, that occur nowhere in the index; those in
 * longer words, of a language that writes compounds so, only where nothing matches.
 */
export async function unknownWords(query, isAnswered) {
  const leaves = query.scoredLeaves.filter((leaf) => !query.isKnown(leaf)).sort((a, b) => a.start - b.start);
  const words = [...new Set(leaves.flatMap((leaf) => unknownIn(query, leaf)))];
  if (!isAnswered) return words;
  const within = await Promise.all(words.map((word) => query.index.lettersWithinWords(fold(word))));
  return words.filter((_, at) => !within[at]);
}

/** List the unknown words of a leaf that matches nothing; of a compound at least the whole. */
export function unknownIn({ index }, leaf) {
  const isDoi = leaf.values?.some(([field]) => field === "doi");
  if (!WORDS.includes(leaf.type) || EXACT_FIELDS.includes(leaf.field) || isDoi) return [asTyped(leaf)];
  const parts = partsOf(leaf.text);
  const words = parts
    .filter(({ word }) => !index.occurs(word, leaf.field))
    .map(({ start, end }) => leaf.text.slice(start, end));
  if (leaf.type === "phrase") return words;
  return leaf.field === null && words.length && words.length < parts.length ? words : [asTyped(leaf)];
}
