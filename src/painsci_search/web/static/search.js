/**
 * Searches with Pagefind, and returns results in the shape of results.schema.json.
 *
 *   import { search } from "/search/search.js";
 *   const results = await search("sham surgery", { kind: "note", limit: 5 });
 *   for (const hit of results.hits) console.log(hit.heading, hit.link, hit.snippet.text);
 *
 * Nothing here touches the page. Texts are plain text: insert them with textContent.
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
// Weights of words in titles and headings, relative to the text.
const META_WEIGHTS = { title: 1, heading: 3, path: 0.5 };
const FILTERS = ["kind", "article", "author", "year", "language"];
// Most passages skipped because enough of their articles are shown; each costs a request.
const MOST_SKIPPED = 150;

let engine;
const evidence = new Map();

/** Load what every search needs; called by the first search, or earlier to save time. */
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
 * Search.
 *
 * A passage matches if it has all the words, in any inflection; a word may be incomplete. If no
 * passage has all of them, those with some are returned, and `partial` is true. "Words in quotes"
 * are a phrase; -word must not occur. A word that occurs nowhere is ignored and listed in `unknown`.
 *
 * @param {string} text
 * @param {object} [options] kind, article (an id), author, year, language: filters; sort:
 *   "relevance" or "date", the latest first; limit and offset: number of passages to return and to
 *   skip; per_article: most passages of one article, 0 for all.
 * @returns {Promise<object>} query, total, partial, unknown, facets, hits; ignored: parts of the
 *   query language that are not supported here, such as OR and author:; left: whether a larger limit
 *   returns more passages
 */
export async function search(text, options = {}) {
  const pagefind = await prepare();
  const { limit = 10, offset = 0, sort = "relevance", per_article = 0 } = options;
  const queries = new Queries(pagefind, await filtersOf(options), sort);
  const query = parseQuery(text);
  const { ignored } = query;
  const answer = { query: text, total: 0, partial: false, unknown: [], ignored, facets: {}, hits: [], left: false };
  if (!query.words.length && !query.phrases.length) return answer;
  let known = query.words;
  let { found, facets } = await queries.all(known, query.phrases);
  // words that the best passage has are known
  const seen = found.length ? await matchedWords(found[0].result) : [];
  const doubtful = known.filter((word) => !seen.some((each) => isRelated(word, each)));
  const { unknown } = await queries.sortOut(doubtful);
  if (unknown.length) {
    answer.unknown = unknown;
    known = known.filter((word) => !unknown.includes(word));
    ({ found, facets } = await queries.all(known, query.phrases));
  }
  if (!found.length && known.length + query.phrases.length > 1) {
    found = await queries.some(known, query.phrases);
    answer.partial = found.length > 0;
    facets = {};
  }
  found = await queries.without(found, query.excluded);
  answer.total = found.length;
  answer.facets = query.excluded.length ? {} : facets;
  const { picked, left } = await pick(found, per_article, offset + limit);
  answer.left = left;
  const shown = picked.slice(offset);
  const words = [...known, ...query.phrases.flatMap((phrase) => phrase.split(" "))];
  answer.hits = await Promise.all(shown.map((each, at) => makeHit(each, offset + at + 1, words)));
  return answer;
}

/** Return the values of the filters, each with its number of passages. */
export async function facets() {
  return facetsOf(await (await prepare()).filters());
}

/** Return the evidence of an article, by its id: { article, notes, passages }, or null. */
export async function article(id) {
  return (await evidenceOf(id)) ?? null;
}

async function filtersOf(options) {
  const filters = {};
  for (const name of FILTERS) if (options[name]) filters[name] = options[name];
  // a former id of an article
  if (filters.article) filters.article = (await evidenceOf(filters.article))?.article.id ?? filters.article;
  return filters;
}

/** Runs parts of a query in Pagefind and combines their results. */
class Queries {
  constructor(pagefind, filters, sort) {
    this.pagefind = pagefind;
    this.options = { filters };
    this.byDate = sort === "date";
    if (this.byDate) this.options.sort = { date: "desc" };
    this.answers = new Map();
  }

  run(text) {
    if (!this.answers.has(text)) this.answers.set(text, this.pagefind.search(text, this.options));
    return this.answers.get(text);
  }

  /**
   * Split words into those of the index and others. For an unknown word, Pagefind searches the
   * longest beginning that it knows: passages found for "abracadabra" have "a".
   */
  async sortOut(words) {
    const known = [];
    const unknown = [];
    for (const word of words) {
      // without filters: a word that they exclude is not unknown
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
    for (const part of parts) answers.push(await this.run(part));
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

  /** Find passages with some of the parts, those with most parts first. */
  async some(words, phrases) {
    const found = new Map();
    for (const part of [...words, ...phrases.map((phrase) => `"${phrase}"`)]) {
      for (const result of (await this.run(part)).results) {
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
      const term = part.includes(" ") ? `"${part}"` : part;
      const { known } = await this.sortOut(part.split(" "));
      if (!known.length) continue;
      for (const result of (await this.run(term)).results) gone.add(result.id);
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
  const shown = Object.entries(filters ?? {}).filter(([name]) => FILTERS.includes(name));
  return Object.fromEntries(shown.map(facet));
}

/**
 * Pick the first results, up to a number of each article.
 *
 * Pagefind returns the article of a result with its text only, so the number of texts is limited.
 */
async function pick(found, perArticle, end) {
  if (!perArticle) return { picked: found.slice(0, end), left: found.length > end };
  const counts = new Map();
  const picked = [];
  const most = Math.min(found.length, end + MOST_SKIPPED);
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

/** Return the words of a result that matched in its text, and all words of its headings. */
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
  const found = (await evidence.get(name))[id];
  // a former id has only the id of today
  return found?.id === undefined ? found : evidenceOf(found.id);
}

/** Return the file name made of the 32-bit FNV-1a hash of an id in UTF-8, as records.py does. */
export function evidenceName(id) {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(id)) {
    value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  }
  return `${value.toString(16).padStart(8, "0")}.json`;
}

async function makeHit(found, rank, words) {
  const { content, filters } = await found.result.data();
  const id = filters.article[0];
  const { article, notes = {}, passages = [] } = (await evidenceOf(id)) ?? {};
  const passage = passages[Number(filters.passage[0])];
  if (!passage) throw new Error(`no evidence of ${id}: the files are of different exports`);
  // the text of a section without text is its heading
  const places = found.matches.flatMap((result) => result.words);
  const snippet = cutSnippet(content === passage.heading ? "" : content, places);
  const isNote = passage.kind === "note";
  const claims = passage.claims
    .filter((claim) => isNote || overlaps(content, claim.text, snippet))
    .map((claim) => ({ ...claim, link: absolute(claim.link) }));
  const cited = isNote ? [passage.anchor] : claims.flatMap((claim) => claim.notes);
  const citing = new Map(isNote ? claims.map((claim) => [claim.anchor, claim]) : []);
  return {
    rank,
    score: found.score,
    kind: passage.kind,
    article: { ...article, link: absolute(article.link), file: absolute(article.file) ?? "" },
    heading: passage.heading,
    path: passage.path,
    anchor: passage.anchor,
    link: absolute(passage.link),
    snippet: { text: snippet.text, highlights: snippet.highlights, columns: "" },
    notes: [...new Set(cited)].filter((anchor) => notes[anchor]).map((anchor) => notes[anchor]),
    cited_from: [...citing.values()].map(({ anchor, heading, link }) => ({ anchor, heading, link })),
    claims,
    title_highlights: markWords(article.title, words),
    heading_highlights: isNote ? [] : markWords(passage.heading, words),
  };
}

/** Return an absolute http or https URL, relative to this module; null for other links. */
function absolute(link) {
  if (!link) return null;
  try {
    const url = new URL(link, import.meta.url);
    return ["http:", "https:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}
