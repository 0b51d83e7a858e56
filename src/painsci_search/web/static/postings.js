/** The files of an exported index: names in, postings and tables out; each is loaded once. */

import { stem } from "./stems.js";

/** An occurrence is one number: record * PLACES + position. */
export const PLACES = 2 ** 22;

/** Reads unsigned integers in LEB128 and texts, as varints.py writes them. */
class Reader {
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

/** The index of an export. */
export class SiteIndex {
  /** @param {string} base the URL of the folder of the export */
  constructor(base) {
    this.base = base;
    this.loading = new Map();
    this.terms = new Map();
    this.formLists = [];
  }

  /** Load what every search needs. */
  async open() {
    // the names of all other files have digests: only this one may be out of date in a cache
    const [head] = await Promise.all([this.load("search.json", "json", { cache: "no-cache" })]);
    const [words, records] = await Promise.all([this.load(head.words, "json"), this.load(head.records, "bytes")]);
    this.head = head;
    this.words = words;
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

  /** Return { forms, fields } of a stem whose shard is loaded; undefined for one of no record. */
  term(stemmed) {
    return this.terms.get(`=${stemmed}`);
  }

  /** Return whether a folded word occurs, in any form; its stem must be loaded. */
  isKnown(word) {
    return this.term(stem(word)) !== undefined;
  }

  /** Load the forms that begin with a text, as [form, uses]; all of them for "". */
  async forms(beginning = "") {
    const { forms } = this.head;
    const last = forms.findLastIndex(([first]) => first <= beginning);
    const chosen = forms.filter(([first], at) => at >= Math.max(last, 0) && (at <= last || first.startsWith(beginning)));
    const texts = await Promise.all((beginning ? chosen : forms).map(([, name]) => this.load(name, "text")));
    return texts
      .flatMap((text) => text.split("\n").filter(Boolean))
      .map((line) => line.split("\t"))
      .filter(([form]) => form.startsWith(beginning))
      .map(([form, uses]) => [form, Number(uses)]);
  }

  /** Load the exact values: by field, then by value, the records. */
  values() {
    return this.load(this.head.values, "json");
  }
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
