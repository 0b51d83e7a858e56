/** Names that people write for fields: a name in, the field that is meant out, as field_names.py. */

import { FIELDS } from "./ast.js";

const ALIASES = {
  abstract: "body", by: "author", category: "tag", citation: "note", content: "body",
  date: "updated", deck: "body", footnote: "note", id: "article", keyword: "tag",
  language: "lang", metadata: "meta", name: "author", painsciid: "painsci", published: "updated",
  pubmed: "pmid", reference: "note", section: "heading", since: "updated", source: "article",
  text: "body", type: "kind",
};
// How alike a misspelled name must be, from 0 to 1: "autor" is author; "pain" is a word.
const ALIKE = 0.8;

/** Return the field that a name means, also misspelled; null for a word of a text. */
export function fieldMeant(written) {
  const name = written.toLowerCase();
  if (FIELDS.includes(name)) return name;
  const alias = (key) => (Object.hasOwn(ALIASES, key) ? ALIASES[key] : undefined);
  return alias(name) ?? alias(name.replace(/s$/, "")) ?? mostAlike(name);
}

function mostAlike(name) {
  const near = FIELDS.map((field) => [likeness(field, name), field]).filter(([ratio]) => ratio >= ALIKE);
  near.sort(([a, one], [b, other]) => b - a || (one < other ? 1 : -1));
  return near[0]?.[1] ?? null;
}

/** Return how alike two texts are: twice the letters in common runs, by the letters of both. */
function likeness(one, other) {
  return (2 * common(one, other)) / (one.length + other.length);
}

function common(one, other) {
  let [best, at, from] = [0, 0, 0];
  for (let i = 0; i < one.length; i++) {
    for (let j = 0; j < other.length; j++) {
      let length = 0;
      while (one[i + length] !== undefined && one[i + length] === other[j + length]) length += 1;
      if (length > best) [best, at, from] = [length, i, j];
    }
  }
  if (!best) return 0;
  return best + common(one.slice(0, at), other.slice(0, from)) + common(one.slice(at + best), other.slice(from + best));
}
