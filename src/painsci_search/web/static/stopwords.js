/** Stop words, and the parts of a query without them, as stop_words.py. */

import { isBareWord } from "./ast.js";
import { fold, partsOf } from "./tokens.js";

// The most pairs of adjacent words, and the words that a query needs for them.
const MOST_PAIRS = 20;
const FEWEST_FOR_PAIRS = 5;

/** The stop words of an export. */
export class StopWords {
  /** @param {object} tables lists of words: stop, negated, shortened, afterHow, asking, light, ... */
  constructor({ stop, negated, shortened, afterHow, asking, light, notLightAfter }) {
    this.stop = new Set(stop);
    this.contracted = new Set([...stop, ...negated]);
    this.shortened = new Set(shortened);
    this.afterHow = new Set(afterHow);
    this.asking = new Set(asking);
    this.light = new Set(light);
    this.notLightAfter = new Set(notLightAfter);
  }

  /** Return the optional parts of a ranked node; all of them where nothing else is left. */
  drop({ should, must, within }) {
    let kept = should.filter((part, at) => !this.isStopWord(part) && !this.completesHow(part, should[at - 1]));
    if (isBareWord(should[0]) && this.asking.has(fold(should[0].text))) {
      const heavy = kept.filter((part) => !this.carriesLittle(part, should[should.indexOf(part) - 1]));
      kept = heavy.length ? heavy : kept;
    }
    return kept.length || must.length || within.length ? kept : should;
  }

  /** Return the first adjacent pairs of bare words of a long query, as phrases. */
  pairs(node) {
    const kept = new Set(this.drop(node));
    if (kept.size < FEWEST_FOR_PAIRS) return [];
    const isPlain = (part) => isBareWord(part) && kept.has(part) && !part.asSpelled && partsOf(part.text).length === 1;
    const found = node.should.slice(1).flatMap((other, at) => {
      const one = node.should[at];
      if (!isPlain(one) || !isPlain(other) || fold(one.text) === fold(other.text)) return [];
      const text = `${one.text} ${other.text}`;
      return [{ type: "phrase", text, field: null, start: one.start, end: other.end, also: [], slop: 0 }];
    });
    return found.slice(0, MOST_PAIRS);
  }

  /** Return whether a word of a question carries little, given the part before it. */
  carriesLittle(part, before) {
    if (!isBareWord(part) || !this.light.has(fold(part.text))) return false;
    return !(before?.type === "word" && this.notLightAfter.has(fold(before.text)));
  }

  isStopWord({ type, field, text }) {
    if (type !== "word" || field !== null) return false;
    const [first, rest] = fold(text).split(/'(.*)/s);
    if (rest && this.shortened.has(rest)) return this.contracted.has(first);
    return partsOf(text).every(({ word }) => this.stop.has(word));
  }

  completesHow(part, before) {
    const follows = isBareWord(part) && before?.type === "word";
    return follows && fold(before.text) === "how" && this.afterHow.has(fold(part.text));
  }
}
