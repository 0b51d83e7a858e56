/**
 * Rank the records that match a query by BM25F, as bm25f.py and boolean.py of the engine do, with
 * the constants of the export.
 *
 * What a node matches is a Map from records to scores.
 */

import { accepted, keyOf, matchLeaf, positionsIn } from "./matching.js";
import { PLACES } from "./postings.js";
import { collect, includedParts } from "./ast.js";
import { partsOf } from "./tokens.js";

const IN_FULL = ["title", "heading", "path", "author"];

/** A query tree, evaluated on an index whose shards for it are loaded. */
export class ScoredQuery {
  constructor(index, tree, stopWords) {
    this.index = index;
    this.tree = tree;
    this.stopWords = stopWords;
    this.resolved = new Map();
    this.results = new Map();
  }

  /** Return the matching records with their scores. */
  evaluate(node = this.tree) {
    if (!this.results.has(node)) this.results.set(node, this.combine(node));
    return this.results.get(node);
  }

  combine(node) {
    switch (node.type) {
      case "and": {
        const { scores, counts } = this.sum(node.parts.map((part) => [part, 1]));
        return filtered(scores, (record) => counts.get(record) === node.parts.length);
      }
      case "or":
        return this.sum(node.parts.map((part) => [part, 1])).scores;
      case "not": {
        const gone = this.evaluate(node.part);
        const kept = this.index.hasText.flatMap((has, record) => (has && !gone.has(record) ? [[record, 0]] : []));
        return new Map(kept);
      }
      case "boost":
        return new Map([...this.evaluate(node.part)].map(([record, score]) => [record, score * node.factor]));
      case "ranked":
        return this.ranked(node);
      default:
        return this.resolve(node).scores;
    }
  }

  /** Add up the scores of parts, each given with its number of repetitions. */
  sum(parts) {
    const scores = new Map();
    const counts = new Map();
    for (const [part, times] of parts) {
      const factor = this.repetition(times);
      for (const [record, score] of this.evaluate(part)) {
        scores.set(record, (scores.get(record) ?? 0) + score * factor);
        counts.set(record, (counts.get(record) ?? 0) + 1);
      }
    }
    return { scores, counts };
  }

  repetition(times) {
    const { k3 } = this.index.head.constants;
    return ((k3 + 1) * times) / (k3 + times);
  }

  /** Add up the parts and lift the records in which all of them match, then apply + and -. */
  ranked(node) {
    const should = this.stopWords.drop(node);
    const parts = countRepeated([...should, ...node.must, ...node.within]);
    const known = parts.filter(([part]) => this.evaluate(part).size);
    const { scores, counts } = this.sum(parts);
    for (const pair of node.pairs ?? []) {
      for (const [record, score] of this.evaluate(pair)) {
        if (scores.has(record)) scores.set(record, scores.get(record) + this.index.head.constants.pair * score);
      }
    }
    if (node === this.tree) {
      this.parts = parts.length;
      this.missing = new Map([...counts].map(([record, count]) => [record, parts.length - count]));
    }
    if (known.length > 1) {
      const floor = Math.max(...known.map(([part, times]) => this.most(part) * this.repetition(times)));
      const { tie } = this.index.head.constants;
      for (const [record, score] of scores) {
        if (counts.get(record) === known.length) scores.set(record, Math.max(score, floor + tie * score));
      }
    }
    const groups = [...node.must, ...node.within].map((part) => [part]);
    if (should.length && node.within.length && !node.must.length) groups.push(should);
    const isIn = (record, group) => group.some((part) => this.evaluate(part).has(record));
    return filtered(
      scores,
      (record) => groups.every((group) => isIn(record, group)) && !isIn(record, node.mustNot),
    );
  }

  /** Return an upper bound of a node's score. */
  most(node) {
    const parts = includedParts(node);
    if (parts === null) return (this.index.head.constants.k1 + 1) * this.resolve(node).idf;
    const bound = parts.reduce((sum, part) => sum + this.most(part), 0);
    return node.type === "boost" ? node.factor * bound : bound;
  }

  /** Return how many parts of the query a record lacks. */
  lacking(record) {
    return this.missing?.get(record) ?? 0;
  }

  /** Return whether a node matches any record of the index. */
  isKnown(node) {
    return this.evaluate(node).size > 0;
  }

  /** Return the leaves that the score is made of, in the order of the query's parts. */
  get scoredLeaves() {
    const partsOfNode = (node) =>
      node.type === "ranked" ? [...this.stopWords.drop(node), ...node.must, ...node.within] : includedParts(node);
    return collect(this.tree, partsOfNode);
  }

  /** Return the scored leaves in the order of the text, each once. */
  get shownLeaves() {
    const leaves = this.scoredLeaves.sort((a, b) => a.start - b.start);
    return [...new Map(leaves.map((leaf) => [keyOf(leaf), leaf])).values()];
  }

  /** Match and score a leaf: { match, scores, idf }. */
  resolve(leaf) {
    const key = keyOf(leaf);
    if (!this.resolved.has(key)) this.resolved.set(key, this.lookUp(leaf));
    return this.resolved.get(key);
  }

  lookUp(leaf) {
    const { index } = this;
    const match = matchLeaf(index, leaf);
    const frequencies = new Map();
    const add = (record, value) => frequencies.set(record, (frequencies.get(record) ?? 0) + value);
    for (const [name, { keys }] of match.fields) {
      for (const key of keys) add(Math.floor(key / PLACES), this.weight(name, Math.floor(key / PLACES)));
    }
    for (const record of match.records) add(record, 1);
    const idf = this.idf(leaf, frequencies);
    const { k1 } = index.head.constants;
    const scores = new Map();
    for (const [record, f] of frequencies) scores.set(record, (idf * (k1 + 1) * f) / (f + k1));
    return { match, scores, idf };
  }

  /** Return the weight of one occurrence in a field of a record, normalised by its length. */
  weight(name, record) {
    const { fields, weights, averages, constants } = this.index.head;
    const weight = weights[this.index.kinds[record]][name] ?? 0;
    const length = this.index.lengths[fields.indexOf(name)][record];
    return weight / (1 - constants.b + (constants.b * length) / averages[name]);
  }

  idf(leaf, frequencies) {
    const words = leaf.type === "phrase" && !leaf.also.length ? partsOf(leaf.text).map(({ word }) => word) : [];
    if (words.length > 1) {
      const distinct = [...new Set(words)].map((text) => ({ ...leaf, type: "word", text, values: [], asSpelled: false, slop: undefined }));
      return distinct.reduce((sum, word) => sum + this.resolve(word).idf, 0);
    }
    const passages = [...frequencies.keys()].filter((record) => this.index.kinds[record] !== "article");
    return meanWeight(this.index, passages);
  }

  /** Return where the leaves match in a field of a record, as { first, last, leaf, weight, accepts }. */
  places(record, field) {
    return this.shownLeaves.flatMap((leaf, number) => {
      const { match, idf } = this.resolve(leaf);
      const weight = Math.max(idf, 0.1);
      // in a title, a heading or a name, a compound that another spelling of a word is found as is marked whole
      const isBody = !IN_FULL.includes(field);
      return positionsIn(match, record, field).map(([first, last, variant]) => {
        const accepts = (word) => accepted(this.index, isBody ? leaf : variant, word);
        return { first, last, leaf: number, weight, accepts };
      });
    });
  }
}

/** Return the inverse document frequency; of several languages the mean, as `Collection.weight`. */
function meanWeight(index, passages) {
  const { languages, passages: all, articles } = index.head;
  const idf = (count, found) => Math.log1p((count - found + 0.5) / (found + 0.5));
  if (Object.keys(languages).length < 2 || !passages.length) return idf(all, passages.length);
  const found = new Map();
  for (const record of passages) {
    const { code } = articles[index.articleOf[record]];
    found.set(code, (found.get(code) ?? 0) + 1);
  }
  const weighed = [...found].map(([code, number]) => number * idf(languages[code], number));
  return weighed.reduce((sum, each) => sum + each, 0) / passages.length;
}

function filtered(scores, isKept) {
  return new Map([...scores].filter(([record]) => isKept(record)));
}

/** Return the distinct parts, each with its count. */
function countRepeated(parts) {
  const counts = new Map();
  for (const part of parts) {
    const key = includedParts(part) === null ? keyOf(part) : part;
    const known = counts.get(key);
    if (known) known[1] += 1;
    else counts.set(key, [part, 1]);
  }
  return [...counts.values()];
}
