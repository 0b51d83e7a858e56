/** Filters and facets of an exported site: fields, links with counts, and the filters in use. */

import { chips, digits, make, say } from "./parts.js";
import { but, toggled, urlOf } from "./state.js";
import words from "./words.js";

const SORTS = [["relevance", "bestMatch"], ["date", "latest"], ["position", "byPosition"]];
const FACETS = [["kind", "kind"], ["article", "article"], ["author", "author"], ["year", "year"], ["language", "ofLanguage"], ["tag", "tag"], ["meta", "metadata"]];
const KINDS = { section: "sections", note: "notes", article: "wholeArticles" };
// Facets whose values are conditions at the end of the query.
const IN_QUERY = { language: "lang", tag: "tag", meta: "meta" };
// Values of a facet that are shown; the others unfold.
const FEW = 6;

/** Make the fields besides the query. */
export function makeFields() {
  const options = SORTS.map(([value, label]) => make("option", { value }, words[label]));
  const box = make("input", { type: "checkbox", id: "exact", name: "exact", value: "true", form: "~search", autocomplete: "off" });
  return make(
    "div", { class: "fields" },
    make("p", {}, make("label", { for: "sort" }, words.sortBy), make("select", { id: "sort", name: "sort", form: "~search", autocomplete: "off" }, options)),
    make("p", { class: "check" }, make("label", {}, box, ` ${words.onlyTyped}`)),
  );
}

/**
 * Make the facets of an answer; each value leads to the search with this filter, or without it.
 *
 * @param {object} facets
 * @param {object} state the search, with the query as it was read
 * @param {function(string): string} titleOf returns the title of an article, by its id
 */
export function makeFacets(facets, state, titleOf) {
  return FACETS.flatMap(([name, label]) => {
    const values = facets[name] ?? [];
    const isOnly = name === "language" && values.length === 1 && !choice(name, values[0].value, state)[0];
    if (!values.length || isOnly) return [];
    const rows = values.map((value) => facetRow(name, value, state, titleOf));
    const isLong = rows.length > FEW + 1;
    const id = `facet-${name}`;
    const rest = say("more_values", { count: digits(rows.length - FEW) });
    return [
      make(
        "section", { class: "facet", "aria-labelledby": id },
        make("h2", { id }, words[label]),
        make("ul", {}, isLong ? rows.slice(0, FEW) : rows),
        isLong ? make("details", {}, make("summary", { "aria-label": `${rest}: ${words[label]}` }, rest), make("ul", {}, rows.slice(FEW))) : null,
      ),
    ];
  });
}

function facetRow(name, { value, count }, state, titleOf) {
  const [isChosen, other] = choice(name, value, state);
  const link = make(
    "a",
    { href: urlOf(other), class: isChosen ? "chosen" : null, "aria-current": isChosen ? "true" : null, "data-key": `${name} ${value}`, dir: "auto" },
    nameOf(name, value, titleOf),
  );
  return make("li", {}, link, " ", make("span", { class: "count" }, digits(count)));
}

function nameOf(name, value, titleOf) {
  if (name === "kind") return words[KINDS[value]] ?? value;
  if (name === "article") return titleOf(value);
  if (name === "language") return languageName(value);
  return name === "meta" ? value.replace("=", ": ") : value;
}

function languageName(tag) {
  try {
    return new Intl.DisplayNames([words.language], { type: "language" }).of(tag);
  } catch {
    return tag;
  }
}

/** Return whether a value is chosen, and the state after a click on it. */
function choice(name, value, state) {
  if (name === "year") {
    const isChosen = state.since === value && state.until === value;
    return [isChosen, but(state, { since: isChosen ? "" : value, until: isChosen ? "" : value })];
  }
  if (name in IN_QUERY) {
    const [q, isChosen] = toggled(state.q, IN_QUERY[name], value);
    return [isChosen, but(state, { q })];
  }
  if (name === "article") {
    const isChosen = state.article.includes(value);
    return [isChosen, but(state, { article: isChosen ? state.article.filter((id) => id !== value) : [...state.article, value] })];
  }
  return [state[name] === value, but(state, { [name]: state[name] === value ? "" : value })];
}

/** Make the filters in use; each leads to the search without it. */
export function makeChosen(state, titleOf) {
  const { kind, article, author, since, until, cited_since } = state;
  const active = [];
  if (kind) active.push([words[KINDS[kind]] ?? kind, { kind: "" }]);
  for (const id of article) active.push([titleOf(id), { article: article.filter((other) => other !== id) }]);
  if (author) active.push([say("byAuthor", { author }), { author: "" }]);
  if (since && since === until) active.push([say("updatedIn", { date: since }), { since: "", until: "" }]);
  else if (since) active.push([say("updatedSince", { date: since }), { since: "", until: "" }]);
  else if (until) active.push([say("updatedUntil", { date: until }), { since: "", until: "" }]);
  if (cited_since) active.push([say("citesSince", { year: cited_since }), { cited_since: "" }]);
  return chips(active.map(([text, values]) => [text, urlOf(but(state, values))]));
}
