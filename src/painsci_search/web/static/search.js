/**
 * Asks Pagefind, and answers in the shape of results.schema.json.
 *
 *   import { search } from "/search/search.js";
 *   const results = await search("sham surgery", { kind: "note", limit: 5 });
 *   for (const hit of results.hits) console.log(hit.heading, hit.link, hit.snippet.text);
 *
 * Nothing here touches the page. Texts are texts, never markup: show them as textContent.
 */

import {
  cutSnippet,
  isRelated,
  markWords,
  overlaps,
  parseQuery,
  splitWords,
  wordsOf,
} from "./texts.js";

const PAGEFIND = new URL("pagefind/pagefind.js", import.meta.url).href;
const EVIDENCE = new URL("articles/", import.meta.url).href;
// What a word in a title or heading counts, relative to Pagefind's measure for texts.
const META_WEIGHTS = { title: 1, heading: 3, path: 0.5 };
const NARROWING = ["kind", "article", "author", "year", "language"];
// How many passages are passed over at most because there are enough of their articles.
const MOST_PASSED_OVER = 150;

let engine;
const evidence = new Map();

/** Load what every search needs. Called by the first search, or earlier, to spare it the time. */
export function prepare() {
  engine ??= start().catch((error) => {
    engine = undefined;
    throw error;
  });
  return engine;
}

async function start() {
  const pagefind = await import(PAGEFIND);
  await pagefind.options({ ranking: { metaWeights: META_WEIGHTS } });
  await pagefind.init();
  return pagefind;
}

/**
 * Answer a query.
 *
 * A passage must have all the words; words may end in other ways, and may be only begun. Where no
 * passage has all of them, those that have some are given, and `partial` is true. "Words between
 * quotes" stand together; -word must not occur. A word that occurs nowhere is named in `unknown`
 * and left out.
 *
 * @param {string} text
 * @param {object} [options] kind, article (an id), author, year, language: only such passages;
 *   sort: "relevance" or "date", the latest first; limit and offset: how many passages, and how
 *   many to pass over first; per_article: the most of one article, 0 for any number.
 * @returns {Promise<object>} query, total, partial, unknown, facets, hits; ignored: parts of the
 *   query that are understood elsewhere and not here, such as OR and author:; left: whether a larger
 *   limit would give more of them
 */
export async function search(text, options = {}) {
  const pagefind = await prepare();
  const { limit = 10, offset = 0, sort = "relevance", per_article = 0 } = options;
  const asking = new Asking(pagefind, narrowing(options), sort);
  const query = parseQuery(text);
  const { ignored } = query;
  const answer = { query: text, total: 0, partial: false, unknown: [], ignored, facets: {}, hits: [], left: false };
  if (!query.words.length && !query.phrases.length) return answer;
  let known = query.words;
  let { found, facets } = await asking.all(known, query.phrases);
  // what the best passage answers needs no look of its own
  const seen = found.length ? await matchedWords(found[0].result) : [];
  const doubtful = known.filter((word) => !seen.some((each) => isRelated(word, each)));
  const { unknown } = await asking.sortOut(doubtful);
  if (unknown.length) {
    answer.unknown = unknown;
    known = known.filter((word) => !unknown.includes(word));
    ({ found, facets } = await asking.all(known, query.phrases));
  }
  if (!found.length && known.length + query.phrases.length > 1) {
    found = await asking.some(known, query.phrases);
    answer.partial = found.length > 0;
    facets = {};
  }
  found = await asking.without(found, query.excluded);
  answer.total = found.length;
  answer.facets = query.excluded.length ? {} : facets;
  const { picked, left } = await pick(found, per_article, offset + limit);
  answer.left = left;
  const shown = picked.slice(offset);
  const asked = [...known, ...query.phrases.flatMap((phrase) => phrase.split(" "))];
  answer.hits = await Promise.all(shown.map((each, at) => makeHit(each, offset + at + 1, asked)));
  return answer;
}

/** Give the values by which answers can be narrowed, each with its number of passages. */
export async function facets() {
  return facetsOf(await (await prepare()).filters());
}

/** Give what a site tells of an article, by its id: { article, notes, passages }, or null. */
export async function article(id) {
  return (await evidenceOf(id)) ?? null;
}

function narrowing(options) {
  const filters = {};
  for (const name of NARROWING) if (options[name]) filters[name] = options[name];
  return filters;
}

/** Asks Pagefind for parts of a query and puts the answers together. */
class Asking {
  constructor(pagefind, filters, sort) {
    this.pagefind = pagefind;
    this.options = { filters };
    this.byDate = sort === "date";
    if (this.byDate) this.options.sort = { date: "desc" };
    this.asked = new Map();
  }

  ask(text) {
    if (!this.asked.has(text)) this.asked.set(text, this.pagefind.search(text, this.options));
    return this.asked.get(text);
  }

  /**
   * Tell words of the index from others. For a word that it does not have, Pagefind takes the
   * longest beginning that it has: what is found for "abracadabra" then has "a".
   */
  async sortOut(words) {
    const known = [];
    const unknown = [];
    for (const word of words) {
      // what narrows an answer must not make a word unknown
      const { results } = await this.pagefind.search(word);
      const best = results.length ? await matchedWords(results[0]) : [];
      (best.some((each) => isRelated(word, each)) ? known : unknown).push(word);
    }
    return { known, unknown };
  }

  async all(words, phrases) {
    if (!words.length && !phrases.length) return { found: [], facets: {} };
    const parts = phrases.map((phrase) => `"${phrase}"`);
    if (words.length) parts.unshift(words.join(" "));
    const answers = [];
    for (const part of parts) answers.push(await this.ask(part));
    const [first, ...others] = answers.map((answer) => answer.results);
    const found = first.map((result) => ({ result, score: result.score, matches: [result] }));
    const scores = others.map((results) => new Map(results.map((each) => [each.id, each])));
    const both = found.filter((each) => {
      const more = scores.map((known) => known.get(each.result.id));
      if (more.includes(undefined)) return false;
      each.score += more.reduce((sum, result) => sum + result.score, 0);
      each.matches.push(...more);
      return true;
    });
    if (others.length && !this.byDate) both.sort((a, b) => b.score - a.score);
    return { found: both, facets: others.length ? {} : facetsOf(answers[0].totalFilters) };
  }

  /** What has some of the parts: the more parts, the better. */
  async some(words, phrases) {
    const found = new Map();
    for (const part of [...words, ...phrases.map((phrase) => `"${phrase}"`)]) {
      for (const result of (await this.ask(part)).results) {
        const each = found.get(result.id) ?? { result, score: 0, matches: [] };
        each.score += result.score;
        each.matches.push(result);
        found.set(result.id, each);
      }
    }
    const better = (a, b) => b.matches.length - a.matches.length || b.score - a.score;
    return [...found.values()].sort(better);
  }

  async without(found, excluded) {
    const gone = new Set();
    for (const part of excluded) {
      const asked = part.includes(" ") ? `"${part}"` : part;
      const { known } = await this.sortOut(part.split(" "));
      if (!known.length) continue;
      for (const result of (await this.ask(asked)).results) gone.add(result.id);
    }
    return gone.size ? found.filter((each) => !gone.has(each.result.id)) : found;
  }
}

function facetsOf(filters) {
  const facet = ([name, values]) => [
    name,
    Object.entries(values)
      .filter(([, count]) => count > 0)
      .map(([value, count]) => ({ value, count, label: value })),
  ];
  const shown = Object.entries(filters ?? {}).filter(([name]) => NARROWING.includes(name));
  return Object.fromEntries(shown.map(facet));
}

/**
 * Pick the first of what was found, but no more of one article than are wanted.
 *
 * Pagefind tells the article of a result only with its text, so it looks at no more than so many.
 */
async function pick(found, perArticle, end) {
  if (!perArticle) return { picked: found.slice(0, end), left: found.length > end };
  const counts = new Map();
  const picked = [];
  const most = Math.min(found.length, end + MOST_PASSED_OVER);
  for (let at = 0; at < most; at += end) {
    const batch = found.slice(at, Math.min(at + end, most));
    const texts = await Promise.all(batch.map(({ result }) => result.data()));
    for (const [number, { filters }] of texts.entries()) {
      const [id] = filters.article;
      const count = (counts.get(id) ?? 0) + 1;
      counts.set(id, count);
      if (count > perArticle) continue;
      if (picked.length === end) return { picked, left: true };
      picked.push(batch[number]);
    }
  }
  return { picked, left: false };
}

/** The words of a result that Pagefind says have matched, or may have: those of its headings. */
async function matchedWords(result) {
  const data = await result.data();
  const words = splitWords(data.content);
  const texts = result.words.map((at) => words[at]?.text ?? "");
  return wordsOf([...texts, ...Object.values(data.meta)].join(" "));
}

async function evidenceOf(id) {
  const name = evidenceName(id);
  if (!evidence.has(name)) {
    const loading = fetch(EVIDENCE + name).then((answer) => (answer.ok ? answer.json() : {}));
    evidence.set(name, loading);
    loading.catch(() => evidence.delete(name));
  }
  return (await evidence.get(name))[id];
}

/** The 32-bit FNV-1a hash of an id in UTF-8, as records.py reckons it. */
export function evidenceName(id) {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(id)) {
    value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  }
  return `${value.toString(16).padStart(8, "0")}.json`;
}

async function makeHit(found, rank, asked) {
  const { content, filters } = await found.result.data();
  const id = filters.article[0];
  const { article, notes = {}, passages = [] } = (await evidenceOf(id)) ?? {};
  const place = passages[Number(filters.passage[0])];
  if (!place) throw new Error(`no evidence of ${id}: these files are not of one export`);
  // a mere heading is no passage
  const places = found.matches.flatMap((result) => result.words);
  const snippet = cutSnippet(content === place.heading ? "" : content, places);
  const isNote = place.kind === "note";
  const claims = place.claims
    .filter((claim) => isNote || overlaps(content, claim.text, snippet))
    .map((claim) => ({ ...claim, link: absolute(claim.link) }));
  const cited = isNote ? [place.anchor] : claims.flatMap((claim) => claim.notes);
  const citing = new Map(isNote ? claims.map((claim) => [claim.anchor, claim]) : []);
  return {
    rank,
    score: found.score,
    kind: place.kind,
    article: { ...article, link: absolute(article.link) },
    heading: place.heading,
    path: place.path,
    anchor: place.anchor,
    link: absolute(place.link),
    snippet: { text: snippet.text, highlights: snippet.highlights },
    notes: [...new Set(cited)].filter((anchor) => notes[anchor]).map((anchor) => notes[anchor]),
    cited_from: [...citing.values()].map(({ anchor, heading, link }) => ({ anchor, heading, link })),
    claims,
    title_highlights: markWords(article.title, asked),
    heading_highlights: isNote ? [] : markWords(place.heading, asked),
  };
}

/** Make a link of the site one that holds in any page; null for what is no address of a page. */
function absolute(link) {
  if (!link) return null;
  try {
    const url = new URL(link, import.meta.url);
    return ["http:", "https:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}
