/** Filters, order and counts of matching records, as filters.py, top_k.py and facets.py. */

import { loadLeaves, matchLeaf } from "./matching.js";
import { foldId, liesWithin } from "./values.js";

// The filters, and the most values of a facet.
export const FILTERS = ["kind", "article", "author", "year", "language", "since", "until", "cited_since"];
const MOST_VALUES = 20;

/** Return whether any filter is set. */
export function isFiltered(options) {
  return FILTERS.some((name) => (Array.isArray(options[name]) ? options[name].length : options[name]));
}

/** Return a function that returns whether a record passes the filters. */
export async function filterOf(index, options) {
  const { kind, year, language, since, until } = options;
  const { articles } = index.head;
  const sets = [await ofIds(index, options.article), await ofAuthor(index, options.author), await citing(index, options.cited_since)];
  const chosen = sets.filter(Boolean);
  const bounds = [[">=", since], ["<=", until]].filter(([, date]) => date);
  return (record) => {
    const number = index.articleOf[record];
    const { date, language: own } = articles[number];
    return (
      (!kind || index.kinds[record] === kind) &&
      chosen.every((numbers) => numbers.has(number)) &&
      (!bounds.length || (Boolean(date) && liesWithin(date, bounds))) &&
      (!year || date?.slice(0, 4) === year) &&
      (!language || `${own}-`.toLowerCase().startsWith(`${language}-`))
    );
  };
}

/** Return the numbers of the articles with one of some ids; null without a filter. */
async function ofIds(index, ids) {
  const wanted = [ids ?? []].flat().filter(Boolean);
  if (!wanted.length) return null;
  return new Set((await Promise.all(wanted.map((id) => articlesNamed(index, id)))).flat());
}

/** Return the numbers of the articles with an id or a former id. */
export async function articlesNamed(index, id) {
  const found = index.head.articles.findIndex((each) => each.id === id);
  if (found >= 0) return [found];
  const { alias = {} } = await index.values(["alias"]);
  return (alias[foldId(id)] ?? []).map((record) => index.articleOf[record]);
}

/** Return the numbers of the articles by an author, by words of the name; null without a filter. */
async function ofAuthor(index, author) {
  if (!author) return null;
  const leaf = { type: "phrase", text: author, field: "author", start: 0, end: 0, also: [], slop: 0 };
  await loadLeaves(index, [leaf]);
  const keys = matchLeaf(index, leaf).fields.get("author")?.keys ?? [];
  const records = keys.map((key) => index.recordOf(key)).filter((record) => index.kinds[record] === "article");
  return new Set(records.map((record) => index.articleOf[record]));
}

/** Return the numbers of the articles that cite a work of a year or later; null without a filter. */
async function citing(index, year) {
  if (!year) return null;
  const { year: years = {} } = await index.values(["year"]);
  const bounds = [[">=", String(year).padStart(4, "0")]];
  const records = Object.entries(years).flatMap(([value, found]) => (liesWithin(value, bounds) ? found : []));
  return new Set(records.filter((record) => index.kinds[record] === "note").map((record) => index.articleOf[record]));
}

/** Return the matching records in order; ties are ordered by article and position in it. */
export function ordered(index, matches, sort) {
  const dateOf = (record) => (index.head.articles[index.articleOf[record]].date ?? "").replaceAll("-", "").padEnd(8, "0");
  const records = [...matches.keys()].sort((a, b) => a - b);
  if (sort === "date") return records.sort((a, b) => Number(dateOf(b)) - Number(dateOf(a)));
  return sort === "position" ? records : records.sort((a, b) => matches.get(b) - matches.get(a));
}

/** Return the records with at most so many of each article; all of them for 0. */
export function pick(index, records, perArticle) {
  if (!perArticle) return records;
  const counts = new Map();
  return records.filter((record) => {
    const number = index.articleOf[record];
    counts.set(number, (counts.get(number) ?? 0) + 1);
    return counts.get(number) <= perArticle;
  });
}

/** Count records by kind, and by the metadata of their articles, the most frequent first. */
export function facetsOf(index, records) {
  const names = ["kind", "article", "author", "year", "language", "tag", "meta"];
  const counts = Object.fromEntries(names.map((name) => [name, new Map()]));
  const add = (name, value) => value && counts[name].set(value, (counts[name].get(value) ?? 0) + 1);
  for (const record of records) {
    const about = index.head.articles[index.articleOf[record]];
    add("kind", index.kinds[record]);
    add("article", about.id);
    add("year", about.date?.slice(0, 4));
    // as the field finds it: lang:de finds de-AT
    add("language", about.language?.toLowerCase().split("-")[0]);
    for (const author of new Set(about.authors)) add("author", author);
    for (const name of ["tag", "meta"]) for (const label of about[name] ?? []) add(name, label);
  }
  const facet = ([name, values]) => [
    name,
    [...values]
      .sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
      .slice(0, MOST_VALUES)
      .map(([value, count]) => ({ value, count, label: value })),
  ];
  return Object.fromEntries(Object.entries(counts).map(facet));
}
