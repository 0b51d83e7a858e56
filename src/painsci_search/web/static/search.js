/**
 * Searches an exported index, and returns results in the shape of results.schema.json.
 *
 *   import { search } from "/search/search.js";
 *   const results = await search("sham surgery", { kind: "note", limit: 5 });
 *   for (const hit of results.hits) console.log(hit.heading, hit.link, hit.snippet.text);
 *
 * Nothing here touches the page. Texts are plain text: insert them with textContent.
 */

import { Expander } from "./expansion.js";
import { loadLeaves } from "./matching.js";
import { SiteIndex } from "./postings.js";
import { childrenOf, collect, leavesOf, parseQuery } from "./query.js";
import { ScoredQuery } from "./ranking.js";
import { cutSnippet, locate, locateInNote, spansOf } from "./snippets.js";
import { findSuggestion, unknownWords } from "./suggestion.js";
import { isUnspaced, partsOf } from "./tokens.js";

// The fields whose values are visible in the text of a note.
const VISIBLE_IN_NOTES = ["author", "journal", "year", "pmid", "pmcid", "doi", "painsci"];
const FILTERS = ["kind", "article", "author", "year", "language"];

let opened;

/** Load what every search needs; called by the first search, or earlier to save time. */
export function prepare() {
  opened ??= open().catch((error) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

async function open() {
  const index = await new SiteIndex(new URL(".", import.meta.url)).open();
  return { index, expander: new Expander(index.words) };
}

/**
 * Search, by the query language of the command line and with its ranking.
 *
 * @param {string} text
 * @param {object} [options] kind, article (an id), author, year, language: filters; sort:
 *   "relevance", "date" (the latest first) or "position"; limit and offset: number of passages to
 *   return and to skip; per_article: most passages of one article, 0 for all; exact: without
 *   synonyms and other spellings.
 * @returns {Promise<object>} query, total, partial, unknown, suggestion, facets, hits; left: whether
 *   a larger limit returns more passages
 */
export async function search(text, options = {}) {
  const { index, expander } = await prepare();
  const { limit = 10, offset = 0, sort = "relevance", per_article = 0, exact = false } = options;
  const answer = {
    query: text,
    total: 0,
    partial: false,
    unknown: [],
    missing: [],
    suggestion: null,
    offers: [],
    read_as: null,
    // a site has no vectors
    without_vectors: 0,
    facets: {},
    hits: [],
    left: false,
  };
  const isChosen = await filterOf(index, options);
  const evaluate = async (typed) => {
    const tree = parseQuery(typed);
    if (!tree) return null;
    return evaluated(index, expander.localise(exact ? tree : expander.expand(tree)), isChosen);
  };
  const asked = await evaluate(text);
  if (!asked) return answer;
  const { typed, query, matches } = asked;
  const order = ordered(index, matches, sort);
  const picked = pick(index, order, per_article);
  answer.total = matches.size;
  const isComplete = query === typed && [...matches.keys()].some((record) => !query.lacking(record));
  answer.partial = matches.size > 0 && !isComplete;
  answer.unknown = unknownWords(typed);
  answer.missing = answer.unknown;
  answer.suggestion = await findSuggestion(index, text, asked, evaluate);
  answer.facets = facetsOf(index, matches.keys());
  answer.left = picked.length > offset + limit;
  const shown = picked.slice(offset, offset + limit);
  answer.hits = await Promise.all(
    shown.map((record, at) => makeHit(index, query, record, matches.get(record), offset + at + 1)),
  );
  return answer;
}

/** Return the values of the filters, each with its number of passages. */
export async function facets() {
  const { index } = await prepare();
  return facetsOf(index, index.hasText.flatMap((has, record) => (has ? [record] : [])));
}

/** Return an article by its id or a former id: title, authors, dates, link; null for none. */
export async function article(id) {
  const { index } = await prepare();
  const [number] = await articlesNamed(index, id);
  if (number === undefined) return null;
  const part = await index.load(index.head.articles[number].parts[0][1], "json");
  return withLinks(part.article);
}

async function evaluated(index, tree, isChosen) {
  await loadLeaves(index, collect(tree, childrenOf));
  const typed = new ScoredQuery(index, tree);
  const split = splitCompounds(typed);
  let query = typed;
  if (split !== tree) {
    await loadLeaves(index, collect(split, childrenOf));
    query = new ScoredQuery(index, split);
  }
  const matches = new Map([...query.evaluate()].filter(([record]) => isChosen(record)));
  return { typed, query, matches, leaves: leavesOf(tree) };
}

/** Return the tree of a query with its bare compounds that occur nowhere replaced by their words. */
function splitCompounds(query) {
  const { tree } = query;
  if (tree.type === "word") {
    const should = wordsOfUnknown(query, tree);
    return should ? { type: "ranked", should, must: [], mustNot: [], within: [] } : tree;
  }
  if (tree.type !== "ranked") return tree;
  const counted = query.withoutStopWords(tree);
  const should = tree.should.flatMap((part) => (counted.includes(part) && wordsOfUnknown(query, part)) || [part]);
  return should.length === tree.should.length ? tree : { ...tree, should };
}

/** Return the words of a compound that occurs nowhere; null for any other part. */
function wordsOfUnknown(query, part) {
  if (part.type !== "word" || part.field !== null || part.text.includes("://")) return null;
  const tokens = partsOf(part.text);
  const isCompound = tokens.length > 1 && tokens.slice(0, 2).some(({ word }) => /^\p{L}+$/u.test(word));
  if (!isCompound || query.resolve(part).scores.size) return null;
  return pieces(part.text, tokens).map(({ start, end }) => ({
    ...part,
    text: part.text.slice(start, end),
    start: part.start + start,
    end: part.start + end,
    also: [],
    values: [],
    asSpelled: false,
  }));
}

/** Return the spans of the words of a text; in Chinese and Japanese, of each two characters. */
function pieces(text, tokens) {
  const found = [];
  let isPaired = false;
  tokens.forEach(({ start, end }, number) => {
    const next = tokens[number + 1];
    const isPair =
      next !== undefined && end === next.start && isUnspaced(text, start) && isUnspaced(text, next.start);
    if (isPair) found.push({ start, end: next.end });
    else if (!isPaired) found.push({ start, end });
    isPaired = isPair;
  });
  return found;
}

/** Return the numbers of the articles with an id or a former id. */
async function articlesNamed(index, id) {
  const found = index.head.articles.findIndex((each) => each.id === id);
  if (found >= 0) return [found];
  const { alias = {} } = await index.values();
  const folded = id.normalize("NFC").toLowerCase();
  return (alias[folded] ?? []).map((record) => index.articleOf[record]);
}

/** Return a function that returns whether a record passes the filters. */
async function filterOf(index, options) {
  const { articles } = index.head;
  const named = options.article ? new Set(await articlesNamed(index, options.article)) : null;
  const { kind, author, year, language } = options;
  return (record) => {
    const number = index.articleOf[record];
    const about = articles[number];
    return (
      (!kind || index.kinds[record] === kind) &&
      (!named || named.has(number)) &&
      (!author || about.authors.includes(author)) &&
      (!year || about.date?.slice(0, 4) === year) &&
      (!language || about.language === language)
    );
  };
}

/** Return the matching records in order; ties are ordered by article and position in it. */
function ordered(index, matches, sort) {
  const dateOf = (record) => (index.head.articles[index.articleOf[record]].date ?? "").replaceAll("-", "").padEnd(8, "0");
  const records = [...matches.keys()].sort((a, b) => a - b);
  if (sort === "date") return records.sort((a, b) => Number(dateOf(b)) - Number(dateOf(a)));
  return sort === "position" ? records : records.sort((a, b) => matches.get(b) - matches.get(a));
}

/** Return the records with at most so many of each article; all of them for 0. */
function pick(index, records, perArticle) {
  if (!perArticle) return records;
  const counts = new Map();
  return records.filter((record) => {
    const number = index.articleOf[record];
    counts.set(number, (counts.get(number) ?? 0) + 1);
    return counts.get(number) <= perArticle;
  });
}

/** Count records by the values of the filters, the most frequent first. */
function facetsOf(index, records) {
  const counts = Object.fromEntries(FILTERS.map((name) => [name, new Map()]));
  const add = (name, value) => value && counts[name].set(value, (counts[name].get(value) ?? 0) + 1);
  for (const record of records) {
    const about = index.head.articles[index.articleOf[record]];
    add("kind", index.kinds[record]);
    add("article", about.id);
    add("year", about.date?.slice(0, 4));
    add("language", about.language);
    for (const author of new Set(about.authors)) add("author", author);
  }
  const facet = ([name, values]) => [
    name,
    [...values]
      .sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
      .map(([value, count]) => ({ value, count, label: value })),
  ];
  return Object.fromEntries(Object.entries(counts).map(facet));
}

async function makeHit(index, query, record, score, rank) {
  const about = index.head.articles[index.articleOf[record]];
  const number = record - about.first;
  const [first, name] = about.parts.findLast(([start]) => start <= number);
  const part = await index.load(name, "json");
  const passage = part.passages[number - first];
  const info = withLinks(part.article);
  const matches = matchesIn(query, record, passage);
  const snippet = cutSnippet(passage.text, passage.sentences, matches);
  const isNote = passage.kind === "note";
  const claims = passage.claims
    .filter(({ at }) => !at || (at[0] < snippet.end && at[1] > snippet.start))
    .map(({ at, ...claim }) => ({ ...claim, link: absolute(claim.link) }));
  const cited = isNote ? [passage.anchor] : claims.flatMap((claim) => claim.notes);
  const highlights = (text, field) => spansOf(locate(text, query.places(record, field)));
  const titleHighlights = highlights(info.title, "title");
  const isTitled = passage.heading === info.title;
  return {
    rank,
    score,
    kind: passage.kind,
    by_meaning: false,
    article: info,
    heading: passage.heading,
    path: passage.path,
    anchor: passage.anchor,
    link: absolute(linkOf(passage, snippet, info)),
    snippet: { text: snippet.text, highlights: snippet.highlights, columns: "" },
    notes: [...new Set(cited)].filter((anchor) => part.notes[anchor]).map((anchor) => part.notes[anchor]),
    cited_from: passage.cited_from.map((from) => ({ ...from, link: absolute(from.link) })),
    claims,
    title_highlights: titleHighlights,
    heading_highlights: isTitled ? titleHighlights : isNote ? [] : highlights(passage.heading, "heading"),
  };
}

/** Return where a query matches in the text of a passage, by offset. */
function matchesIn(query, record, { kind, text }) {
  if (kind !== "note") return locate(text, query.places(record, "body"));
  const visible = query.scoredLeaves.flatMap((leaf, number) => {
    if (!VISIBLE_IN_NOTES.includes(leaf.field)) return [];
    return locateInNote(text, leaf, number, Math.max(query.resolve(leaf).idf, 0.1));
  });
  const found = [...locate(text, query.places(record, "note")), ...visible];
  return found.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** Return the link to the first sentence of a snippet; to the passage as a whole without one. */
function linkOf(passage, snippet, info) {
  if (!info.link) return null;
  const fragment = passage.links[snippet.sentence] ?? passage.link;
  return fragment.startsWith("#") ? info.link.split("#")[0] + fragment : fragment || info.link;
}

function withLinks(info) {
  return { ...info, link: absolute(info.link), file: absolute(info.file) ?? "" };
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
