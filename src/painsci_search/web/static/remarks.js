/** What an answer is: how much was found, how the query was read, and what has answers instead. */

import { isIdentifier } from "./identifiers.js";
import { count, digits, form, listed, make, quoted, say } from "./parts.js";
import { but, isNarrowed, perArticle, urlOf, withoutFilters, wrongName } from "./state.js";
import { tokenize } from "./tokens.js";
import words from "./words.js";

// Kinds of values of the filters that not every text is.
const WRONG = { kind: "kind", since: "date", until: "date", cited_since: "year" };

/** Return the number of passages found, and which of them are shown. */
export function countLine({ total, complete, hits, left }, state) {
  if (!hits.length) return state.offset ? words.noMore : words.none;
  const all = count(total, "passages");
  const passages = complete && complete < total ? say("withAllWords", { passages: all, complete: digits(complete) }) : all;
  const articles = new Set(hits.map((hit) => hit.article.id)).size;
  if (hits.length === total) return say("found", { passages, articles: count(articles, "articles") });
  const range = left || state.offset ? say("range", { first: digits(state.offset + 1), last: digits(state.offset + hits.length) }) : digits(hits.length);
  const key = !perArticle(state) ? "shown" : left ? "shownAtMost" : "shownRestFolded";
  return say(key, { passages, range, most: digits(perArticle(state)) });
}

/** Return the first filter of a state with a value that it cannot have, in words; null for none. */
export function wrongFilter(state) {
  const name = wrongName(state);
  return name && say(`wrong_${WRONG[name]}`, { name, value: quoted(state[name]) });
}

/** Make the remarks on an answer that is not that to the query as typed. */
export function makeRemarks(found, state) {
  if (found.instead) {
    return [make("p", {}, say("shownInstead", { typed: quoted(state.q), query: queryLink(found.instead, state) }))];
  }
  return [...onReading(found, state), ...onNoAnswer(found, state), ...onWords(found), ...onSpelling(found, state)];
}

function queryLink(query, state) {
  return make("a", { href: urlOf(but(state, { q: query })), dir: "auto", class: "query" }, query);
}

function onReading({ read_as: read, query }, state) {
  if (read === null) return [];
  if (read) return [make("p", {}, say("readAs", { query: queryLink(read, state) }))];
  return [make("p", {}, tokenize(query).length ? words.onlyExcludes : words.noWord)];
}

function onNoAnswer({ hits, offers, unknown, read_as: read, query }, state) {
  const others = offers.filter((offer) => offer.query !== (read || query));
  if (hits.length) return others.length ? [offerRows(others, state)] : [];
  const lines = [];
  if (isNarrowed(state) && (others.length < offers.length || !unknown.length)) {
    const link = make("a", { href: urlOf(withoutFilters(state)) }, words.withoutFilters);
    lines.push(make("p", {}, words.noneFiltered, " ", link, "."));
  } else if (!offers.length && read !== "") {
    lines.push(make("p", {}, words.otherWords));
  }
  if (others.length) lines.push(offerRows(others, state));
  return lines;
}

function offerRows(offers, state) {
  return make("ul", { class: "offers" }, offers.map((offer) => offerRow(offer, state)));
}

function offerRow({ query, key, parts, total, unfiltered }, state) {
  const reason = say(key, { parts: listed(parts, ` ${words.and} `).join("") });
  const text = unfiltered ? `${reason} ${words.and} ${words.offerUnfiltered}` : reason;
  const capital = text.charAt(0).toLocaleUpperCase(words.language) + text.slice(1);
  return make("li", {}, make("a", { href: urlOf(but(unfiltered ? withoutFilters(state) : state, { q: query })), dir: "auto" }, capital), `: ${count(total, "passages")}`);
}

function onWords({ hits, missing, unknown, partial }) {
  const lacking = missing.filter((word) => !unknown.includes(word));
  const lines = [];
  if (hits.length && lacking.length) lines.push(make("p", {}, say("noneHas", { words: make("span", {}, listed(lacking.map(quoted))) })));
  else if (partial) lines.push(make("p", {}, words.partial));
  const identifiers = unknown.filter(isIdentifier);
  const others = unknown.filter((word) => !identifiers.includes(word));
  for (const [key, those] of [["nowhere", others], ["citedNowhere", identifiers]]) {
    if (those.length) lines.push(make("p", {}, say(`${key}_${form(those.length)}`, { words: make("span", {}, listed(those.map(quoted))) })));
  }
  return lines;
}

function onSpelling({ suggestion }, state) {
  return suggestion ? [make("p", {}, say("didYouMean", { query: queryLink(suggestion, state) }))] : [];
}
