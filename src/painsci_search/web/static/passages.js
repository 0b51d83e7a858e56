/** Passages under their articles, each with its evidence and what can be copied of it. */

import { makeCard, snippetOf } from "./evidence.js";
import { byline, bylineSpans, count, digits, form, highlight, joinedSpans, linked, make, say } from "./parts.js";
import words from "./words.js";

// Words of a run, the fewest runs of a text, and the share of runs of a near-copy, as in copies.py.
const [RUN, LEAST_RUNS, NEAR] = [4, 8, 0.8];
const ARROW = " \u203a ";

/**
 * Make the passages of an answer under their articles.
 *
 * @param {object} found the answer
 * @param {object} how totals: numbers of matching passages, by article; isSorted: whether by another
 *   order than the best match; allOf: returns the URL of all passages of an article, by its id
 */
export function makeGroups(found, { totals, isSorted, allOf }) {
  const copies = nearCopies(found.hits);
  const folded = new Set([...copies.values()].flat());
  const groups = [];
  for (const hit of found.hits.filter((each) => !folded.has(each))) {
    const isSame = (group) => group[0].article.id === hit.article.id;
    const group = isSorted ? [groups.at(-1)].filter(Boolean).find(isSame) : groups.find(isSame);
    if (group) group.push(hit);
    else groups.push([hit]);
  }
  return groups.map((hits) => makeGroup(hits, copies, totals.get(hits[0].article.id) ?? 0, allOf));
}

function makeGroup(hits, copies, total, allOf) {
  const { article } = hits[0];
  const spans = ofAny(hits, "title_highlights");
  const title = article.title || article.id;
  const about = byline(article);
  const saved = article.file
    ? [about ? " \u00b7 " : "", make("a", { href: article.file }, article.saved ? say("saved", { date: article.saved }) : words.savedFile)]
    : null;
  const href = total > hits.length && allOf ? allOf(article.id) : null;
  const more = href
    ? make(
        "p", { class: "more" },
        make("a", { href, "aria-label": say("allInArticle", { count: digits(total), title }) }, say(`allHere_${form(total)}`, { count: digits(total) })),
      )
    : null;
  return make(
    "section", { class: "group", "data-source": article.citation, lang: article.language },
    make("h2", { dir: "auto" }, linked({ href: article.link }, highlight(title, spans))),
    about || saved ? make("p", { class: "byline" }, make("bdi", {}, highlight(about, bylineSpans(article, ofAny(hits, "author_highlights")))), saved) : null,
    make("ol", {}, hits.map((hit) => makeHit(hit, copies.get(hit) ?? []))),
    more,
  );
}

/** Return what matched in a field of the article of some hits, from the first hit that has any. */
function ofAny(hits, name) {
  return hits.map((hit) => hit[name] ?? []).find((spans) => spans.length) ?? [];
}

function makeHit(hit, copies) {
  const link = linked({ href: hit.link, class: "open" }, highlight(pathOf(hit), pathSpans(hit)), headingOf(hit));
  const { columns, text } = hit.snippet;
  return make(
    "li", { class: "hit" },
    make("div", { class: "head" }, make("h3", { dir: "auto" }, link), ways(hit)),
    columns ? make("p", { class: "columns", dir: "auto" }, columns) : null,
    text ? make("p", { class: "snippet", dir: "auto" }, snippetOf(hit)) : null,
    makeCard(hit),
    copies.length ? copiesOf(copies) : null,
  );
}

function pathSpans(hit) {
  return joinedSpans(hit.path, hit.path_highlights, ARROW);
}

function pathOf(hit) {
  return hit.path.map((heading) => `${heading}${ARROW}`).join("");
}

/** Return the heading of a passage; an opening, whose heading is the title, is called so. */
function headingOf(hit) {
  if (hit.kind === "article") return words.wholeArticle;
  if (hit.kind === "note") return say("note", { label: hit.notes[0]?.label ?? "" }).trim();
  const isOpening = !hit.path.length && hit.heading === hit.article.title;
  return isOpening ? words.opening : highlight(hit.heading, hit.heading_highlights);
}

/** Make the menu of what can be copied of a passage. */
function ways(hit) {
  const button = (what, label, text) => make("button", { type: "button", "data-copy": what, "data-text": text }, label);
  return make(
    "div", { class: "original" },
    make(
      "details", { class: "menu copy", name: "~menu" },
      make("summary", { "aria-label": `${words.menu}: ${hit.heading}` }, words.menu),
      make(
        "div", {},
        button("quotation", words.copyQuotation),
        button("citation", words.copyArticle, hit.article.citation),
        hit.link ? button("link", words.copyLink) : null,
      ),
    ),
  );
}

function copiesOf(copies) {
  const rows = copies.map((hit) =>
    make("li", { dir: "auto" }, linked({ href: hit.link }, hit.article.title, ARROW, pathOf(hit), headingOf(hit))),
  );
  return make("details", { class: "card copies" }, make("summary", {}, count(copies.length, "copies")), make("ul", {}, rows));
}

/** Return the near-copies of passages, by the passage that they repeat. */
function nearCopies(hits) {
  const found = new Map();
  const kept = [];
  for (const hit of hits) {
    const runs = runsOf(hit);
    if (runs.size < LEAST_RUNS) continue;
    const original = kept.find(([, others]) => isNear(runs, others));
    if (original) found.set(original[0], [...(found.get(original[0]) ?? []), hit]);
    else kept.push([hit, runs]);
  }
  return found;
}

function runsOf({ kind, snippet }) {
  const text = kind === "section" ? snippet.text.toLowerCase().replace(/^[\u2026 ]+|[\u2026 ]+$/g, "") : "";
  const each = text.split(/\s+/).filter(Boolean);
  return new Set(each.slice(RUN - 1).map((_, at) => each.slice(at, at + RUN).join(" ")));
}

function isNear(runs, others) {
  const shared = [...runs].filter((run) => others.has(run)).length;
  return shared >= NEAR * (runs.size + others.size - shared);
}
