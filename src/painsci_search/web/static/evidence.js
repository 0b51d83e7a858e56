/** The evidence of a passage: a hit in; its snippet with markers, and a card that unfolds, out. */

import { badge, count, external, form, highlight, linked, make, say, worksUrl } from "./parts.js";
import words from "./words.js";

// Notes in the line, and works of a note; characters of a note without works in it.
const [NOTES_SHOWN, WORKS_SHOWN, WORDS_SHOWN] = [4, 4, 60];

/** Return a snippet with its matches highlighted, and the markers of its notes after claims. */
export function snippetOf(hit) {
  const { text, highlights } = hit.snippet;
  const pieces = [];
  let done = 0;
  for (const [end, claim] of claimsIn(hit)) {
    pieces.push(highlight(text, highlights, done, end), markers(hit, claim));
    done = end;
  }
  return [...pieces, highlight(text, highlights, done)];
}

/** Return the claims that the snippet has as a whole, each with the offset of its end. */
function claimsIn({ kind, claims, snippet }) {
  const places = kind === "section" ? claims.map((claim) => [snippet.text.indexOf(claim.text), claim]) : [];
  const found = places.filter(([at, { text }]) => at >= 0 && text);
  return found.map(([at, claim]) => [at + claim.text.length, claim]).sort(([a], [b]) => a - b);
}

function markers(hit, claim) {
  const notes = hit.notes.filter(({ anchor }) => claim.notes.includes(anchor));
  if (!notes.length) return null;
  const links = notes.map((note) => linked({ href: noteUrl(hit, note), "aria-label": nameOf(note) }, note.label || "*"));
  return make("sup", { class: "marker" }, links.flatMap((link, at) => (at ? [", ", link] : [link])));
}

function noteUrl({ article }, { anchor, anchor_in_page }) {
  if (!article.link) return null;
  return article.link.split("#")[0] + (anchor_in_page ? `#${encodeURIComponent(anchor)}` : "");
}

function nameOf({ label }) {
  return say("note", { label }).trim();
}

/** Make the evidence in a line, which unfolds to the works, or to the citing sentences. */
export function makeCard(hit) {
  if (hit.kind === "article") return null;
  const body = hit.kind === "note" ? bodyOfNote(hit) : bodyOfSection(hit);
  if (!body.length) return null;
  const line = hit.kind === "note" ? lineOfNote(hit) : lineOfSection(hit);
  return make(
    "details", { class: "card" },
    make("summary", {}, make("span", { class: "unseen" }, words.evidence, " "), line.flatMap((each) => [each, " "])),
    body,
  );
}

function brief(...content) {
  return make("span", { class: "brief" }, ...content);
}

function lineOfSection({ notes }) {
  if (!notes.length) return [brief(words.markerAlone)];
  const rows = notes.slice(0, NOTES_SHOWN).map(lineOf);
  const more = notes.length - NOTES_SHOWN;
  return more > 0 ? [...rows, brief(count(more, "moreNotes"))] : rows;
}

/** Name a note's works by author and year, with the kinds of study that their titles name. */
function lineOf({ label, references, text }) {
  const works = references.slice(0, WORKS_SHOWN).map(({ name, study, notice }) => [
    make("bdi", {}, name),
    study ? [" ", make("span", { class: "study", lang: "en" }, study)] : null,
    badge(notice),
  ]);
  if (references.length > WORKS_SHOWN) works.push("\u2026 ");
  if (!works.length) works.push(make("bdi", {}, shorten(text, WORDS_SHOWN)));
  const named = works.flatMap((work, at) => (at ? ["; ", work] : [work]));
  return brief(label ? make("span", { class: "label" }, `[${label}]`) : null, " ", named);
}

function lineOfNote(hit) {
  const works = hit.notes.filter(({ references }) => references.length).map(lineOf);
  const from = hit.claims.length ? hit.claims : hit.cited_from;
  const where = [...new Set(from.map(({ heading }) => headingIn(hit, heading)))];
  return where.length ? [...works, brief(say("citedInSections", { sections: where.join("; ") }))] : works;
}

function headingIn(hit, heading) {
  return heading === hit.article.title ? words.opening : heading;
}

function bodyOfSection(hit) {
  const notes = new Map(hit.notes.map((note) => [note.anchor, note]));
  const visible = new Set(claimsIn(hit).map(([, claim]) => claim));
  const shown = new Set();
  const parts = [];
  for (const claim of hit.claims) {
    const backed = claim.notes.filter((anchor) => notes.has(anchor)).map((anchor) => notes.get(anchor));
    const missing = claim.notes.length - backed.length;
    if (!visible.has(claim)) parts.push(make("blockquote", { dir: "auto" }, make("p", {}, claim.text)));
    for (const note of backed) {
      const isAgain = shown.has(note.anchor);
      if (!isAgain || !visible.has(claim)) parts.push(isAgain ? noteAgain(hit, note) : noteCard(hit, note));
      shown.add(note.anchor);
    }
    if (missing) parts.push(make("p", { class: "gone" }, say(`markersAlone_${form(missing)}`, { count: missing })));
  }
  return parts;
}

function noteLabel(hit, note) {
  return make("p", { class: "label" }, linked({ href: noteUrl(hit, note) }, nameOf(note)));
}

function noteAgain(hit, note) {
  return make("div", { class: "backing" }, noteLabel(hit, note), words.asAbove);
}

function noteCard(hit, note) {
  const { references, text } = note;
  const lead = references.length ? text.split(references[0].raw, 1)[0].trim() : "";
  const shown = references.length ? references.map((work) => workCard(work)) : [make("p", { dir: "auto" }, text)];
  const before = lead && lead !== text.trim() ? make("p", { dir: "auto" }, lead) : null;
  return make("div", { class: "backing" }, noteLabel(hit, note), make("div", {}, before, shown));
}

/** Make a work with its kind of study, its links, and the note's remarks on it. */
function workCard(work, isBrief = false) {
  return [
    make("p", { class: "work", dir: "auto" }, linked({ href: work.key && worksUrl(work.key) }, isBrief ? work.name : work.full), badge(work.notice)),
    work.kind ? make("p", { class: "kind", lang: "en" }, work.kind) : null,
    workLinks(work),
    work.commentary && !isBrief ? make("p", { class: "commentary", dir: "auto" }, work.commentary) : null,
  ];
}

function workLinks({ links, key, full }) {
  const items = links.map(([text, href]) => (href ? external(href, text) : make("span", {}, text)));
  if (key) items.push(make("a", { href: worksUrl(key) }, words.whoCites));
  items.push(make("button", { type: "button", "data-copy": "citation", "data-text": full }, words.copyCitation));
  return make("ul", { class: "ways" }, items.map((item) => make("li", {}, item)));
}

function bodyOfNote(hit) {
  const claims = hit.claims.map((claim) =>
    make(
      "blockquote", { dir: "auto" },
      make("p", {}, claim.text),
      make("p", { class: "where" }, say("inSection", { section: linked({ href: claim.link }, headingIn(hit, claim.heading)) })),
    ),
  );
  const from = hit.claims.length ? [] : hit.cited_from;
  const sections = from.map(({ heading, link }) =>
    make("p", { class: "where" }, say("citedInSections", { sections: linked({ href: link, dir: "auto" }, headingIn(hit, heading)) })),
  );
  return [...claims, ...sections, ...hit.notes.map((note) => itself(hit, note)).filter(Boolean)];
}

/** Make the works of a note, in full where the snippet does not show them. */
function itself(hit, note) {
  const { text } = hit.snippet;
  const works = note.references.map((work) => workCard(work, text.includes(work.raw)));
  const shown = works.length ? works : text === note.text ? [] : [make("p", { dir: "auto" }, note.text)];
  return shown.length ? make("div", { class: "backing" }, noteLabel(hit, note), make("div", {}, shown)) : null;
}

/** Cut a text between words to a length. */
export function shorten(text, length) {
  return text.length > length ? `${text.slice(0, text.lastIndexOf(" ", length))}\u2026` : text;
}
