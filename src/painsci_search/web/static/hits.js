/** A record and a query in; the hit, with snippet, evidence and links, out, as hits.py. */

import { fragmentOf } from "./links.js";
import { cutSnippet, locate, locateInNote, spansOf } from "./snippets.js";

// The fields whose values are visible in the text of a note.
const VISIBLE_IN_NOTES = ["author", "journal", "year", "pmid", "pmcid", "doi", "painsci"];
// What is between the headings above a passage, and between the authors of an article, in their fields.
const [PATH, AUTHORS] = [" / ", ", "];

/** Make the hit of a record, in the shape of results.schema.json. */
export async function makeHit(index, query, record, score, rank) {
  const about = index.head.articles[index.articleOf[record]];
  const number = record - about.first;
  const [first, name] = about.parts.findLast(([start]) => start <= number);
  const part = await index.load(name, "json");
  const passage = part.passages[number - first];
  const info = withLinks(part.article);
  const matches = matchesIn(query, record, passage);
  const snippet = cutSnippet(passage.text, passage.sentences, matches);
  const isNote = passage.kind === "note";
  const linked = linkable(passage);
  const refs = (passage.refs ?? []).filter(([offset]) => snippet.start < offset && offset <= snippet.end);
  const claims = isNote
    ? passage.claims.map((claim) => ({ ...claim, link: absolute(claim.link) }))
    : claimsAt(refs, linked, passage, info);
  const cited = isNote ? [passage.anchor] : refs.map(([, anchor]) => anchor);
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
    link: linkTo(linked, passage, snippet, info),
    snippet: { text: snippet.text, highlights: snippet.highlights, columns: columnsAt(passage, snippet.start) },
    notes: [...new Set(cited)].filter((anchor) => part.notes[anchor]).map((anchor) => part.notes[anchor]),
    cited_from: passage.cited_from.map((from) => ({ ...from, link: absolute(from.link) })),
    claims,
    title_highlights: titleHighlights,
    path_highlights: inParts(passage.path, locate(passage.path.join(PATH), query.places(record, "path")), PATH),
    author_highlights: inParts(info.authors ?? [], inAuthors(query, record, passage, info), AUTHORS),
    heading_highlights: isTitled ? titleHighlights : isNote ? [] : highlights(passage.heading, "heading"),
  };
}

/** Return where a query matches in the authors of a passage's article, joined to one text. */
function inAuthors(query, record, { kind, text }, { authors = [] }) {
  const names = authors.join(AUTHORS);
  if (kind === "note") return [];
  const named = locate(names, query.places(record, "author"));
  if (kind === "section") return named;
  // the text of an article as a whole is its subtitle, and below it its authors
  const shift = text.length + 2;
  const below = locate(`${text}\n\n${names}`, query.places(record, "body")).filter(({ start }) => start >= shift);
  const shifted = below.map((each) => ({ ...each, start: each.start - shift, end: each.end - shift }));
  return [...named, ...shifted].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** Return the spans of matches in a joined text in each of its parts; none without matches. */
function inParts(parts, matches, separator) {
  const spans = spansOf(matches);
  if (!spans.length) return [];
  let start = 0;
  return parts.map((part) => {
    const [low, high] = [start, start + part.length];
    start = high + separator.length;
    const inside = spans.filter(([from, to]) => from < high && to > low);
    return inside.map(([from, to]) => [Math.max(from, low) - low, Math.min(to, high) - low]);
  });
}

/** Return where a query matches in the text of a passage, by offset. */
function matchesIn(query, record, { kind, text }) {
  if (kind !== "note") return locate(text, query.places(record, "body"));
  const visible = query.shownLeaves.flatMap((leaf, number) => {
    if (!VISIBLE_IN_NOTES.includes(leaf.field)) return [];
    return locateInNote(text, leaf, number, Math.max(query.resolve(leaf).idf, 0.1));
  });
  const found = [...locate(text, query.places(record, "note")), ...visible];
  return found.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** Return what a link to a part of a passage is made of. */
function linkable({ heading, text, sentences, anchor, unanchored, ...rest }) {
  const { unquoted = [], markers = [], shown = [], disambiguations = [] } = rest;
  return { heading, text, sentences, anchor: unanchored ? null : anchor, unquoted, markers, shown, disambiguations };
}

/** Return the link to the sentences of a snippet; to an article as a whole. */
function linkTo(linked, passage, { start, end }, info) {
  if (!info.link || passage.kind === "article") return info.link;
  return absolute(info.link.split("#")[0] + fragmentOf(linked, start, end));
}

/** Return the sentences of a section that have some of its note markers, as claims. */
function claimsAt(refs, linked, passage, info) {
  const found = new Map();
  for (const [offset, anchor] of refs) {
    const number = sentenceBefore(passage.sentences, offset);
    if (number >= 0) found.set(number, new Set([...(found.get(number) ?? []), anchor]));
  }
  return [...found].map(([number, anchors]) => {
    const [start, end] = passage.sentences.slice(2 * number, 2 * number + 2);
    return {
      text: passage.text.slice(start, end).replaceAll("\n", " "),
      anchor: passage.anchor,
      heading: passage.heading,
      link: linkTo(linked, passage, { start, end }, info),
      notes: [...anchors],
    };
  });
}

/** Return the number of the sentence of a marker: around it, or ending right before it. */
function sentenceBefore(sentences, offset) {
  if (!sentences.length) return -1;
  let number = 0;
  while (2 * number + 2 < sentences.length && sentences[2 * number + 2] < offset) number += 1;
  return number;
}

/** Return the column headers of the table that has a row at an offset; "" for none. */
function columnsAt({ rows = [] }, offset) {
  return rows.find(([start, end]) => start <= offset && offset < end)?.[2] ?? "";
}

/** Return what is known of an article, with absolute links. */
export function withLinks(info) {
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
