/** The files of an exported index: names in, postings and tables out; each is loaded once. */

import { ALL_TEXT } from "./matching.js";
import { stem } from "./stems.js";

/** An occurrence is one number: record * PLACES + position. */
export const PLACES = 2 ** 22;

/** Reads unsigned integers in LEB128 and texts, as varints.py writes them. */
export class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  number() {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.bytes[this.at++];
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
  }

  slice() {
    const length = this.number();
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  text() {
    return new TextDecoder().decode(this.slice());
  }
}

/** The occurrences of a stem in a field, decoded when they are first needed. */
class Postings {
  constructor(bytes, forms) {
    this.bytes = bytes;
    this.forms = forms;
  }

  /** Return { keys, codes }: the occurrences, ascending, and the number of the form of each. */
  get all() {
    if (!this.decoded) {
      const reader = new Reader(this.bytes);
      const [keys, codes] = [[], []];
      let record = 0;
      for (let left = reader.number(); left > 0; left--) {
        record += reader.number();
        let position = 0;
        for (let more = reader.number(); more > 0; more--) {
          const value = reader.number();
          position += Math.floor(value / this.forms);
          keys.push(record * PLACES + position);
          codes.push(value % this.forms);
        }
      }
      this.decoded = { keys, codes };
    }
    return this.decoded;
  }
}

// Letters of the stem of a word that is likely no part of others by chance.
const SHORTEST_WITHIN = 5;

/** The index of an export. */
export class SiteIndex {
  /** @param {string} base the URL of the folder of the export */
  constructor(base) {
    this.base = base;
    this.loading = new Map();
    this.terms = new Map();
    this.keys = new Map();
    this.exact = {};
  }

  /** Load what every search needs. */
  async open() {
    // the names of all other files have digests: only this one may be out of date in a cache
    const [head] = await Promise.all([this.load("search.json", "json", { cache: "no-cache" })]);
    const [words, records] = await Promise.all([this.load(head.words, "json"), this.load(head.records, "bytes")]);
    this.head = head;
    this.words = words;
    this.joined = new Set(words.joined);
    this.readRecords(records);
    return this;
  }

  readRecords(bytes) {
    const { fields, articles, kinds } = this.head;
    const reader = new Reader(bytes);
    this.kinds = [];
    this.lengths = fields.map(() => []);
    this.hasText = [];
    this.articleOf = [];
    articles.forEach((article, number) => {
      article.first = this.kinds.length;
      for (let left = article.records; left > 0; left--) {
        this.kinds.push(kinds[reader.number()]);
        const lengths = fields.map(() => reader.number());
        lengths.forEach((length, at) => this.lengths[at].push(length));
        this.hasText.push(lengths.some(Boolean));
        this.articleOf.push(number);
      }
    });
    this.size = this.kinds.length;
  }

  /** Load a file of the export once: as "json", "text" or "bytes". */
  load(name, form, options) {
    if (!this.loading.has(name)) {
      const loading = fetch(new URL(name, this.base), options).then(async (answer) => {
        if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
        if (form === "bytes") return new Uint8Array(await answer.arrayBuffer());
        return answer[form]();
      });
      this.loading.set(name, loading);
      loading.catch(() => this.loading.delete(name));
    }
    return this.loading.get(name);
  }

  /** Load the postings of stems, so that `term` finds them. */
  async loadTerms(stems) {
    const shards = new Set([...stems].map((each) => shardOf(this.head.terms, each)));
    shards.delete(undefined);
    await Promise.all([...shards].map((name) => this.loadShard(name)));
  }

  async loadShard(name) {
    const reader = new Reader(await this.load(name, "bytes"));
    if (this.terms.has(name)) return;
    this.terms.set(name, true);
    while (reader.at < reader.bytes.length) {
      const stemmed = reader.text();
      const forms = Array.from({ length: reader.number() }, () => reader.text());
      const fields = new Map();
      for (let left = reader.number(); left > 0; left--) {
        const field = this.head.fields[reader.number()];
        fields.set(field, new Postings(reader.slice(), forms.length));
      }
      this.terms.set(`=${stemmed}`, { forms, fields });
    }
  }

  /** Load the postings of folded words in each language, so that `termsOf` finds them. */
  async loadWords(words) {
    const others = Object.entries(this.words.languages);
    if (others.length) await Promise.all([...words].map((word) => this.loadKeys(word, others)));
    await this.loadTerms([...words].flatMap((word) => this.keysOf(word)));
  }

  /** Look up the keys of a word in the languages other than English. */
  async loadKeys(word, languages) {
    if (this.keys.has(word)) return;
    const line = (await this.linesFrom(word)).find(([form]) => form === word);
    const known = line?.slice(2) ?? [];
    const guessed = languages
      .filter(([code]) => !known.some((key) => key.startsWith(`${code}:`)))
      .flatMap(([code, { endings }]) => guessKeys(word, code, endings));
    await this.loadTerms(guessed);
    const first = new Map();
    for (const key of guessed) {
      const code = key.split(":")[0];
      if (!first.has(code) && this.term(key)) first.set(code, key);
    }
    this.keys.set(word, [...known, ...first.values()]);
  }

  /** Return the compounds of the index that have a folded word in them. */
  async compoundsOf(word) {
    if (!this.head.compounds.length || !/^\p{L}+$/u.test(word)) return [];
    const languages = Object.entries(this.words.languages);
    await this.loadKeys(word, languages);
    const known = this.keys.get(word);
    const keys = languages.flatMap(([code, { endings }]) => {
      const own = known.filter((key) => key.startsWith(`${code}:`));
      return own.length ? own : guessKeys(word, code, endings);
    });
    const names = new Set(keys.map((key) => shardOf(this.head.compounds, key)));
    names.delete(undefined);
    const texts = await Promise.all([...names].map((name) => this.load(name, "text")));
    const lines = texts.flatMap((text) => text.split("\n")).map((line) => line.split("\t"));
    return [...new Set(lines.filter(([key]) => keys.includes(key)).flatMap(([, ...words]) => words))];
  }

  /**
   * Return the letters of a folded word that words of a language with compounds have in them: the
   * word, or its stem where no such word has all of it; "" for none.
   */
  async lettersWithinWords(word) {
    const languages = Object.entries(this.words.languages).filter(([, { hasCompounds }]) => hasCompounds);
    if (!languages.length || !/^\p{L}+$/u.test(word)) return "";
    const lines = await this.linesFrom("");
    for (const [code, { endings }] of languages.sort()) {
      const [key = `${code}:${word}`] = guessKeys(word, code, endings);
      const stemmed = key.slice(code.length + 1);
      const isIn = ([form, , ...keys]) => form.includes(stemmed) && keys.some((each) => each.startsWith(`${code}:`));
      const found = stemmed.length >= SHORTEST_WITHIN ? lines.filter(isIn) : [];
      if (found.length) return found.some(([form]) => form.includes(word)) ? word : stemmed;
    }
    return "";
  }

  /** Return the keys of a folded word: its stem in English, and in the languages of the index. */
  keysOf(word) {
    return [stem(word), ...(this.keys.get(word) ?? [])];
  }

  /** Return what the index has of a folded word in each language; its words must be loaded. */
  termsOf(word) {
    return this.keysOf(word).map((key) => this.term(key)).filter(Boolean);
  }

  /** Return { forms, fields } of a key whose shard is loaded; undefined for one of no record. */
  term(key) {
    return this.terms.get(`=${key}`);
  }

  /** Return whether a folded word occurs, in any form; it must be loaded. */
  isKnown(word) {
    return this.termsOf(word).length > 0;
  }

  /** Return whether a folded word occurs in the text, or as spelled among authors. */
  occurs(word, field) {
    const terms = this.termsOf(word);
    if (field !== "author") return terms.some(({ fields }) => ALL_TEXT.some((name) => fields.has(name)));
    return terms.some(({ forms, fields }) => {
      const code = forms.indexOf(word);
      return code >= 0 && Boolean(fields.get("author")?.all.codes.includes(code));
    });
  }

  /** Return the record that an occurrence is in. */
  recordOf(key) {
    return Math.floor(key / PLACES);
  }

  /** Load the number of uses of each form, by form. */
  async uses() {
    this.usesOfForms ??= new Map(await this.forms());
    return this.usesOfForms;
  }

  /** Load the forms that begin with a text, as [form, uses]; all of them for "". */
  async forms(beginning = "") {
    const lines = await this.linesFrom(beginning);
    return lines.map(([form, uses]) => [form, Number(uses)]);
  }

  async linesFrom(beginning) {
    const { forms } = this.head;
    const last = forms.findLastIndex(([first]) => first <= beginning);
    const chosen = forms.filter(([first], at) => at >= Math.max(last, 0) && (at <= last || first.startsWith(beginning)));
    const texts = await Promise.all((beginning ? chosen : forms).map(([, name]) => this.load(name, "text")));
    return texts
      .flatMap((text) => text.split("\n").filter(Boolean))
      .map((line) => line.split("\t"))
      .filter(([form]) => form.startsWith(beginning));
  }

  /** Load the exact values of some fields into `exact`: by field, then by value, the records. */
  async values(fields) {
    const known = fields.filter((field) => this.head.values[field]);
    const loaded = await Promise.all(known.map((field) => this.load(this.head.values[field], "json")));
    known.forEach((field, at) => {
      this.exact[field] = loaded[at];
    });
    return this.exact;
  }
}

/** Return the keys that a word may have in a language, by how the words of the index end. */
function guessKeys(word, code, endings) {
  return endings
    .filter(([ending]) => word.endsWith(ending) && word.length > ending.length)
    .map(([ending, other]) => `${code}:${word.slice(0, word.length - ending.length)}${other}`);
}

/** Return the name of the shard that a key is in; undefined if it comes before all of them. */
function shardOf(shards, key) {
  let [low, high] = [0, shards.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (shards[middle][0] <= key) low = middle + 1;
    else high = middle;
  }
  return shards[low - 1]?.[1];
}
