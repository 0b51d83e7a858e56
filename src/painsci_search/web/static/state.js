/** The state of a search as parameters of the page's URL; what the page shows is all in there. */

import { isDate } from "./dates.js";

export const PAGE_SIZE = 20;
const PER_ARTICLE = 3;
const NAMES = ["q", "kind", "author", "since", "until", "cited_since", "sort", "exact"];
// The filters that are in the URL alone, and not in the form.
const BESIDE = ["kind", "author", "since", "until"];
const PLAIN = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u;
const isKind = (value) => ["article", "section", "note"].includes(value);
const isYear = (value) => /^\d{1,4}$/.test(value);
const VALUES = { kind: isKind, since: isDate, until: isDate, cited_since: isYear };

/** Read the state of a URL. */
export function readState(url = location.href) {
  const given = new URL(url).searchParams;
  const state = Object.fromEntries(NAMES.map((name) => [name, (given.get(name) ?? "").trim()]));
  const offset = given.get("offset") ?? "";
  return {
    ...state,
    q: given.get("q") ?? "",
    article: given.getAll("article").filter(Boolean),
    offset: /^\d{1,6}$/.test(offset) ? Number(offset) : 0,
  };
}

/** Return the page's URL with a state; parameters that are not the search's stay. */
export function urlOf(state) {
  const url = new URL(location.href);
  url.hash = "";
  for (const name of [...NAMES, "article", "offset"]) url.searchParams.delete(name);
  for (const name of NAMES) if (state[name] && state[name] !== "relevance") url.searchParams.set(name, state[name]);
  for (const id of state.article) url.searchParams.append("article", id);
  if (state.offset) url.searchParams.set("offset", state.offset);
  return url.href;
}

/** Return a state with other values, at the first passage. */
export function but(state, values) {
  return { ...state, offset: 0, ...values };
}

/** Return a state without its filters. */
export function withoutFilters(state) {
  return but(state, { kind: "", author: "", since: "", until: "", cited_since: "", article: [] });
}

/** Return whether a state has a filter. */
export function isNarrowed(state) {
  return Boolean([...BESIDE, "cited_since"].some((name) => state[name]) || state.article.length);
}

/** Return the name of the first filter with a value that it cannot have; undefined for none. */
export function wrongName(state) {
  return Object.keys(VALUES).find((name) => state[name] && !VALUES[name](state[name]));
}

/** Return the most passages of one article; 0 for all. */
export function perArticle({ article, sort }) {
  return article.length || sort === "position" ? 0 : PER_ARTICLE;
}

/** Return the options with which a state is searched. */
export function optionsOf(state) {
  const { kind, author, since, until, cited_since, article, sort, exact } = state;
  return { kind, author, since, until, cited_since, article, sort: sort || "relevance", exact: exact === "true" };
}

/** Return a query with a condition at its end, or without it: [query, whether it was there]. */
export function toggled(query, field, value) {
  const condition = `${field}:${PLAIN.test(value) ? value : `"${value.replaceAll('"', " ")}"`}`;
  const pieces = query.split(/(?<=^|\s)\+?([a-z]+:(?:"[^"]*"|\S+))(?=\s|$)/);
  if (!pieces.includes(condition)) return [`${query.trim()} +${condition}`.trim(), false];
  return [pieces.filter((piece) => piece !== condition).join(" ").split(/\s+/).join(" ").trim(), true];
}
