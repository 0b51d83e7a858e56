/** Add synonyms and other spellings to the words of a query, from tables that the export made. */

import { joinedWords, notations } from "./notation.js";
import { EXACT_FIELDS, mapParts } from "./ast.js";
import { Spelling } from "./spelling.js";
import { stem } from "./stems.js";
import { fold, measureUnit, partsOf, tokenize } from "./tokens.js";

const AS_TYPED = ["author", "journal", ...EXACT_FIELDS];
const ELISION = /^(\p{L}{1,8})['\u2018\u2019\u02bc](?=[\p{L}\p{N}_])/u;
// The stop words of a language that a query needs to be in it; a single one may be another word.
const FEWEST_STOPS = 2;

/** Return the stems of a text's words, without the wholes of compounds. */
export function stemsOf(text) {
  return partsOf(text).map((token) => stem(token.word));
}

/** Expands queries by the tables of an export: spelling, synonyms, names, longest, most. */
export class Expander {
  constructor(tables) {
    this.spelling = new Spelling(tables.spelling);
    this.synonyms = new Map(Object.entries(tables.synonyms));
    this.names = new Set(tables.names);
    this.known = new Set(tables.terms);
    this.longest = tables.longest;
    this.most = tables.most;
    this.stop = new Set(tables.stop);
    this.languages = Object.values(tables.languages).map(({ stop, light, beforeNoun, elided }) => ({
      stop: new Set(stop),
      light: new Set(light),
      little: new Set([...stop, ...light]),
      beforeNoun: new Set(beforeNoun),
      elided: new Set(elided),
    }));
  }

  /** Apply the rules of the languages of the index to a tree, as localising.py does. */
  localise(node) {
    if (!this.languages.length) return node;
    if (node.type === "word") return this.withoutElision(node);
    const changed = node.type === "ranked" ? this.withoutStopWords(node) : node;
    return mapParts(changed, (part) => this.localise(part));
  }

  /** Let "l'arthrose" match "arthrose", too. */
  withoutElision(leaf) {
    const elision = ELISION.exec(leaf.text);
    const isElided = elision && this.languages.some(({ elided }) => elided.has(fold(elision[1])));
    if (!isElided || leaf.asSpelled || AS_TYPED.includes(leaf.field)) return leaf;
    return { ...leaf, also: [...leaf.also, leaf.text.slice(elision[0].length)] };
  }

  /** Leave out the words that carry little in the language of a query, if it is not English. */
  withoutStopWords(node) {
    const words = node.should.map((part) => (part.type === "word" && part.field === null ? partsOf(part.text).map(({ word }) => word) : [""]));
    const isIn = (parts, set) => parts.every((word) => set.has(word));
    const count = (set) => words.filter((parts) => isIn(parts, set)).length;
    const counts = this.languages.map(({ little }) => count(little));
    const most = Math.max(...counts);
    const { stop, light, beforeNoun } = this.languages[counts.lastIndexOf(most)];
    if (most < FEWEST_STOPS || most <= count(this.stop) || !count(stop)) return node;
    const isLight = (at) => isIn(words[at], light) && !(words[at - 1] ?? []).some((word) => beforeNoun.has(word));
    const kept = node.should.map((_, at) => at).filter((at) => !isIn(words[at], stop));
    const heavy = kept.filter((at) => !isLight(at));
    const should = (heavy.length ? heavy : kept).map((at) => node.should[at]);
    return should.length || node.must.length || node.within.length ? { ...node, should } : node;
  }

  expand(node, ofTerms = new Map()) {
    if (node.type === "word" || node.type === "phrase") {
      return AS_TYPED.includes(node.field) ? node : this.expandLeaf(node, ofTerms);
    }
    if (node.type === "ranked") {
      const terms = this.termsOfAdjacentWords(node);
      return mapParts(node, (part) => this.expand(part, terms));
    }
    return mapParts(node, (part) => this.expand(part, ofTerms));
  }

  expandLeaf(node, ofTerms) {
    const { type, text, start } = node;
    if (type === "phrase") {
      const others = [...this.synonymsWithin(text, false), ...this.respelled(text), ...notations(text)];
      return { ...node, also: this.alternatives(text, others) };
    }
    const wholes = tokenize(text).filter((token) => token.parts > 1).map(({ word }) => word);
    const isMeasure = measureUnit(fold(text)) > 0;
    const own = [
      ...this.respelled(text),
      ...notations(text).filter((other) => !wholes.includes(other)),
      ...this.synonymsWithin(text, !isMeasure),
    ];
    const also = this.alternatives(text, [...own, ...(ofTerms.get(start) ?? [])]);
    return { ...node, also, asSpelled: this.names.has(fold(text)) };
  }

  /** Return the synonyms of terms of several adjacent words, by the start of each word. */
  termsOfAdjacentWords({ should, must, within }) {
    const found = new Map();
    const parts = [...should, ...must, ...within].sort((a, b) => (a.start ?? 0) - (b.start ?? 0));
    let run = [];
    const finish = () => {
      const pieces = run.map((word) => partsOf(word.text));
      const folded = pieces.map((piece) => (piece.length === 1 ? piece[0].word : ""));
      for (const [first, last, others] of run.length > 1 ? [...this.terms(pieces), ...joinedWords(folded)] : []) {
        if (last - first < 2) continue;
        for (const word of run.slice(first, last)) {
          found.set(word.start, [...(found.get(word.start) ?? []), ...others]);
        }
      }
      run = [];
    };
    for (const part of parts) {
      const goesOn = part.type === "word" && (!run.length || run.at(-1).field === part.field);
      if (!goesOn) finish();
      if (part.type === "word") run.push(part);
    }
    finish();
    return found;
  }

  /** Return the runs of words that form a term, the longest first: [first, end, synonyms]. */
  terms(words) {
    const runs = [];
    words.forEach((_, first) => {
      const run = [];
      for (let last = first; last < words.length; last++) {
        run.push(...words[last].map((piece) => piece.word));
        if (run.length > this.longest) break;
        const others = this.others(run);
        if (others.length) runs.push([first, last + 1, others]);
      }
    });
    return runs.sort((a, b) => b[1] - b[0] - (a[1] - a[0]));
  }

  /** Return the synonyms of a term, given as its folded words. */
  others(words) {
    const mine = words.map(stem).join(" ");
    const keys = words.length === 1 ? [`=${words[0]}`, mine] : [mine];
    keys.push(words.map((word) => stem(this.spelling.variants(word)[0] ?? word)).join(" "));
    const found = new Set(keys.flatMap((key) => this.synonyms.get(key) ?? []));
    return [...found].filter((term) => stemsOf(term).join(" ") !== mine);
  }

  synonymsWithin(text, isWhole) {
    const tokens = tokenize(text);
    const pieces = tokens.filter((token) => token.parts === 1);
    const wholes = tokens.filter((token) => token.parts > 1 && token.parts === pieces.length);
    const found = wholes.flatMap((token) => this.others([token.word]));
    for (const [first, last, others] of this.terms(pieces.map((piece) => [piece]))) {
      if (isWhole && last - first < pieces.length) continue;
      const [start, end] = [pieces[first].start, pieces[last - 1].end];
      for (const other of others) {
        found.push(`${text.slice(0, start)} ${other} ${text.slice(end)}`.trim().split(/\s+/).join(" "));
      }
    }
    return found;
  }

  /** Return the other spellings of a text: all its words changed at once, then each alone. */
  respelled(text) {
    const changes = partsOf(text)
      .map((piece) => [piece, this.spelling.variants(piece.word)])
      .filter(([, others]) => others.length);
    if (!changes.length) return [];
    const together = replace(text, changes.map(([piece, others]) => [piece, others[0]]));
    return [together, ...changes.flatMap(([piece, others]) => others.map((other) => replace(text, [[piece, other]])))];
  }

  /** Return the first of the others that match more than a text. */
  alternatives(text, others) {
    const mine = stemsOf(text);
    const found = new Map();
    for (const other of [...others, ...others.flatMap((each) => this.respelled(each).slice(0, 1))]) {
      const theirs = stemsOf(other);
      if (!contains(theirs, mine) && found.size < this.most && !found.has(theirs.join(" "))) {
        found.set(theirs.join(" "), other);
      }
    }
    return [...found.values()];
  }
}

function replace(text, changes) {
  return changes.reduceRight((done, [piece, other]) => done.slice(0, piece.start) + other + done.slice(piece.end), text);
}

function contains(words, run) {
  return words.some((_, at) => run.every((word, number) => words[at + number] === word));
}
