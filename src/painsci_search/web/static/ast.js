/**
 * The nodes of a query tree, the fields that a query may name, and walks over a tree.
 *
 * A node is a leaf { type: "word" | "phrase" | "prefix" | "wildcard" | "fuzzy" | "range", text,
 * field, ... } or a branch: { type: "and" | "or", parts }, { type: "not" | "boost", part }, or
 * { type: "ranked", should, must, mustNot, within } for words side by side.
 */

export const TEXT_FIELDS = ["title", "heading", "body", "note", "author", "journal"];
export const EXACT_FIELDS = [
  "year", "pmid", "pmcid", "doi", "painsci", "article", "kind", "has", "lang", "updated", "tag", "meta",
];
export const FIELDS = [...TEXT_FIELDS, ...EXACT_FIELDS];
/** The fields that take a range. */
export const ORDERED = ["year", "updated"];

/** What is wrong with a query, and the offset at which it is. */
export class QueryError extends Error {
  constructor(message, position) {
    super(message);
    this.position = position;
  }
}

export function ranked(should, must = [], mustNot = [], within = []) {
  return { type: "ranked", should, must, mustNot, within };
}

/** Return the leaves that a match may contain, in the order of the text. */
export function leavesOf(node) {
  return collect(node, includedParts).sort((a, b) => a.start - b.start);
}

/** Return the parts of a node that a match may contain; null for a leaf. */
export function includedParts(node) {
  if (node.type === "ranked") return [...node.should, ...node.must, ...node.within];
  if (node.type === "not") return [];
  if (node.type === "boost") return [node.part];
  return node.parts ?? null;
}

/** Return all parts of a node; null for a leaf. */
export function childrenOf(node) {
  if (node.type === "ranked") return [...node.should, ...node.must, ...node.mustNot, ...node.within];
  return node.type === "not" ? [node.part] : includedParts(node);
}

/** Return the leaves below a node, by the function that returns its parts. */
export function collect(node, partsOfNode) {
  const parts = partsOfNode(node);
  return parts === null ? [node] : parts.flatMap((part) => collect(part, partsOfNode));
}

/** Return a node with a function applied to each of its parts. */
export function mapParts(node, change) {
  if (node.type === "ranked") {
    const { should, must, mustNot, within } = node;
    return {
      ...node,
      should: should.map(change),
      must: must.map(change),
      mustNot: mustNot.map(change),
      within: within.map(change),
    };
  }
  if (node.part) return { ...node, part: change(node.part) };
  return node.parts ? { ...node, parts: node.parts.map(change) } : node;
}

/** Return whether a part is a word in all text. */
export function isBareWord(part) {
  return part?.type === "word" && part.field === null;
}

/** Format a leaf as it is typed in a query, without its field. */
export function spelled({ type, text, slop, distance }) {
  switch (type) {
    case "phrase":
      return slop ? `"${text}"~${slop}` : `"${text}"`;
    case "prefix":
      return `${text}*`;
    case "fuzzy":
      return `${text}~${distance}`;
    default:
      return text;
  }
}

/** Format a leaf as it is typed, with its field. */
export function asTyped(leaf) {
  return leaf.field ? `${leaf.field}:${spelled(leaf)}` : spelled(leaf);
}
