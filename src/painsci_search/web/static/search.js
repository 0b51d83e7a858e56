/**
 * Searches an exported index, and returns results in the shape of results.schema.json.
 *
 *   import { search } from "/search/search.js";
 *   const results = await search("sham surgery", { kind: "note", limit: 5 });
 *   for (const hit of results.hits) console.log(hit.heading, hit.link, hit.snippet.text);
 *
 * Nothing here touches the page. Texts are plain text: insert them with textContent.
 */

import { asTyped, childrenOf, collect, leavesOf, QueryError } from "./ast.js";
import { Expander } from "./expansion.js";
import { articlesNamed, facetsOf, filterOf, isFiltered, ordered, pick } from "./filters.js";
import { splitCompounds } from "./halves.js";
import { makeHit, withLinks } from "./hits.js";
import { loadLeaves } from "./matching.js";
import { SiteIndex } from "./postings.js";
import { parseQuery } from "./query.js";
import { ScoredQuery } from "./ranking.js";
import { StopWords } from "./stopwords.js";
import { fold, partsOf } from "./tokens.js";
import { unknownIn, unknownWords } from "./unknown.js";

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
  return { index, expander: new Expander(index.words), stopWords: new StopWords(index.words) };
}

/**
 * Search, by the query language of the command line and with its ranking. A text that is no valid
 * query is read as words.
 *
 * @param {string} text
 * @param {object} [options] kind, article (an id or several), author (words of a name), year,
 *   language, since, until (dates), cited_since (a year): filters; sort: "relevance", "date" (the
 *   latest first) or "position"; limit and offset: number of passages to return and to skip;
 *   per_article: most passages of one article, 0 for all; exact: without synonyms and other
 *   spellings.
 * @returns {Promise<object>} query, read_as, total, partial, unknown, missing, suggestion, offers,
 *   facets, hits; left: whether a larger limit returns more passages; citing: the records whose works
 *   are those of the answer, see citing.js
 */
export async function search(text, options = {}) {
  const site = await prepare();
  const { tree, readAs } = await read(text);
  try {
    return await answered(site, { text, tree, readAs, options });
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    // too expensive: without patterns and synonyms any words can be answered
    const { escape, parseLeniently } = await import("./lenient.js");
    const words = escape(readAs ?? text);
    const plain = parseLeniently(words);
    const asked = { text, tree: plain.tree, readAs: plain.readAs ?? words, options: { ...options, exact: true } };
    return answered(site, asked);
  }
}

/** Parse a text: { tree, readAs }. */
async function read(text) {
  try {
    return { tree: parseQuery(text), readAs: null };
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const { parseLeniently } = await import("./lenient.js");
    return parseLeniently(text);
  }
}

async function answered(site, { text, tree, readAs, options }) {
  const { index } = site;
  const { limit = 10, offset = 0, sort = "relevance", per_article = 0, exact = false } = options;
  const isChosen = await filterOf(index, options);
  const chosenIn = (query) => new Map([...query.evaluate()].filter(([record]) => isChosen(record)));
  const typed = await evaluated(site, expanded(site, tree, exact, true));
  const query = await relaxed(site, typed);
  const matches = chosenIn(query);
  const order = ordered(index, matches, sort);
  const picked = pick(index, order, per_article);
  const shown = picked.slice(offset, offset + limit);
  const whole = [...matches.keys()].filter((record) => !query.lacking(record)).length;
  const hasAll = whole > 0;
  const complete = query === typed ? whole : 0;
  const partial = matches.size > 0 && !complete;
  const unknown = await unknownWords(typed, matches.size > 0);
  const [best] = hasAll ? [] : ordered(index, matches, "relevance");
  const lacking = hasAll ? [] : query.scoredLeaves.filter((leaf) => !query.evaluate(leaf).has(best));
  const missing = lacking.flatMap((leaf) => {
    const words = unknownIn(query, leaf);
    return words.length ? words : [asTyped(leaf)];
  });
  const parsedAndFound = async (other) => evaluated(site, expanded(site, other, exact, false));
  return {
    query: text,
    total: matches.size,
    complete,
    partial,
    unknown,
    missing: partial ? [...new Set([...unknown, ...missing])] : unknown,
    suggestion: await suggested(site, readAs ?? text, typed, { isChosen, find: parsedAndFound }, matches.size),
    offers: await offersFor(site, readAs ?? text, typed, { options, isChosen, find: parsedAndFound }, matches.size),
    read_as: readAs,
    // a site has no vectors
    without_vectors: 0,
    facets: facetsOf(index, matches.keys()),
    hits: await Promise.all(
      shown.map((record, at) => makeHit(index, query, record, matches.get(record), offset + at + 1)),
    ),
    left: picked.length > offset + limit,
    citing: order.filter((record) => (partial ? shown.includes(record) : !query.lacking(record))),
  };
}

/** Add synonyms and other spellings to a tree, and the rules of the languages of the index. */
function expanded({ expander, stopWords }, tree, exact, hasPairs) {
  const full = exact ? tree : expander.expand(tree);
  const paired = hasPairs && full.type === "ranked" && full.should.length > 1;
  return expander.localise(paired ? { ...full, pairs: stopWords.pairs(full) } : full);
}

/** Load what a tree needs, and return it as a query. */
async function evaluated({ index, stopWords }, tree) {
  await loadLeaves(index, [...collect(tree, childrenOf), ...(tree.pairs ?? [])]);
  return new ScoredQuery(index, tree, stopWords);
}

/** Return a query without bare compounds that occur nowhere. */
async function relaxed(site, typed) {
  const tree = splitCompounds(typed);
  return tree === typed.tree ? typed : evaluated(site, tree);
}

/** Suggest a query; where nothing passes the filters, one that has matches without them. */
async function suggested(site, text, typed, how, total) {
  const found = await suggestion(site, text, typed, how);
  return found ?? (total ? null : suggestion(site, text, typed, { ...how, isChosen: () => true }));
}

/** Return the likeliest correction of a query that is better, or null. */
async function suggestion(site, text, typed, { isChosen, find }) {
  const words = partsOf(text).map(({ word }) => word);
  const isJoined = words.some((word, at) => site.index.joined.has(word + words[at + 1]));
  const isUnknown = (leaf) => ["word", "phrase"].includes(leaf.type) && !typed.isKnown(leaf);
  if (!isJoined && !leavesOf(typed.tree).some(isUnknown)) return null;
  const { suggestQuery } = await import("./suggestion.js");
  return suggestQuery(site, text, typed, { isChosen, find });
}

/** Return other queries that have matches, where a query has none, or more, where it excludes too much. */
async function offersFor(site, text, typed, { options, isChosen, find }, found) {
  if (found && !hasExcluded(typed.tree)) return [];
  const { findOffers, offerInText, offerUnfiltered, withoutFilters } = await import("./offers.js");
  const total = async (query, isKept) => [...(await relaxed(site, query)).evaluate().keys()].filter(isKept).length;
  const counting = (isKept) => async (tree) => total(await find(tree), isKept);
  if (found) return offerInText(typed.tree, counting(isChosen), found);
  const { doi = {} } = await site.index.values(["doi"]);
  const within = (word) => site.index.lettersWithinWords(fold(word));
  const looser = (isKept) =>
    findOffers(typed.tree, (node) => typed.isKnown(node), Object.keys(doi), within, counting(isKept));
  const kept = await looser(isChosen);
  if (!isFiltered(options)) return kept;
  const others = [...offerUnfiltered(text, await total(typed, () => true)), ...kept];
  return others.length ? others : (await looser(() => true)).map(withoutFilters);
}

function hasExcluded(tree) {
  return collect(tree, childrenOf).length > leavesOf(tree).length;
}

/** Return the values of the filters, each with its number of passages. */
export async function facets() {
  const { index } = await prepare();
  return facetsOf(index, index.hasText.flatMap((has, record) => (has ? [record] : [])));
}

/** Return what the page without a query shows: the articles updated last, and headings to ask. */
export async function home() {
  const { index } = await prepare();
  return { ...(await index.load(index.head.home, "json")), total: index.head.articles.length };
}

/** Return the titles of all articles, by id. */
export async function titles() {
  const { index } = await prepare();
  const found = await index.load(index.head.titles, "json");
  return new Map(index.head.articles.map(({ id }, number) => [id, found[number]]));
}

/** Return an article by its id or a former id: title, authors, dates, link; null for none. */
export async function article(id) {
  const { index } = await prepare();
  const [number] = await articlesNamed(index, id);
  if (number === undefined) return null;
  const part = await index.load(index.head.articles[number].parts[0][1], "json");
  return withLinks(part.article);
}
