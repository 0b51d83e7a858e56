/** The form and the passages of an exported site: elements whose texts are never taken for markup. */

import words from "./words.js";

const KINDS = [
  ["", words.all],
  ["section", words.sections],
  ["note", words.notes],
];
// Characters of a note or sentence that are shown.
const SHOWN = 220;

/** Return a text of the page, with values (texts or elements) for the names in braces. */
export function say(key, values = {}) {
  const pieces = words[key].split(/\{(\w+)\}/);
  const found = pieces.map((piece, at) => (at % 2 ? (values[piece] ?? "") : piece));
  const isText = found.every((piece) => typeof piece === "string");
  return isText ? found.join("") : make("span", {}, ...found);
}

/** Return a number with the noun that goes with it. */
function count(number, key) {
  return say(`${key}_${form(number)}`, { count: number.toLocaleString(words.language) });
}

function form(number) {
  return new Intl.PluralRules(words.language).select(number) === "one" ? "one" : "other";
}

/** Make an element with attributes; its content is text and elements. */
export function make(name, attributes, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value !== undefined && value !== null && value !== false) made.setAttribute(key, value);
  }
  made.append(...content.filter((each) => each !== null && each !== undefined));
  return made;
}

/** Return a text with its spans highlighted. */
function highlight(text, spans) {
  const pieces = document.createDocumentFragment();
  let end = 0;
  for (const [start, stop] of spans ?? []) {
    pieces.append(text.slice(end, start), make("mark", {}, text.slice(start, stop)));
    end = stop;
  }
  pieces.append(text.slice(end));
  return pieces;
}

/** Make a link, or a span if there is no URL. */
function linked(attributes, ...content) {
  return attributes.href ? make("a", attributes, ...content) : make("span", {}, ...content);
}

/** Make the form: the query, and the filters. */
export function makeForm() {
  const id = (name) => `painsci-search-${name}`;
  const input = make("input", {
    id: id("words"),
    type: "search",
    name: "q",
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
    enterkeyhint: "search",
    "aria-describedby": id("help"),
  });
  const kind = ([value, label]) =>
    make(
      "label",
      { class: "kind" },
      make("input", { type: "radio", name: "kind", value }),
      make("span", {}, label),
    );
  const choice = (name, label, ...options) =>
    make(
      "div",
      { class: "choice" },
      make("label", { for: id(name) }, label),
      make("select", { id: id(name), name }, ...options),
    );
  const option = (value, label) => make("option", { value }, label);
  const language = choice("language", words.ofLanguage, option("", words.any));
  language.hidden = true;
  return make(
    "form",
    { role: "search" },
    make("label", { for: id("words"), class: "title" }, words.searchFor),
    make("div", { class: "query-form" }, input, make("button", { type: "submit" }, words.search)),
    make("p", { id: id("help"), class: "help" }, say("help", examples())),
    make(
      "p",
      { class: "help slash", hidden: "" },
      make(
        "label",
        {},
        make("input", { type: "checkbox", checked: "" }),
        say("slash", { key: make("kbd", {}, "/") }),
      ),
    ),
    make(
      "div",
      { class: "fields" },
      make(
        "fieldset",
        {},
        make("legend", {}, words.show),
        make("div", { class: "kinds" }, ...KINDS.map(kind)),
      ),
      choice("author", words.author, option("", words.any)),
      choice("year", words.year, option("", words.any)),
      language,
      choice("sort", words.sortBy, option("", words.bestMatch), option("date", words.latest)),
    ),
  );
}

/** Return the examples of the help, as elements. */
function examples() {
  const code = (text) => make("code", {}, text);
  return { phrase: code('"sham surgery"'), minus: code("-knee"), field: code("title:pain"), beginning: code("sensiti*") };
}

/** Return how much was found, and which words of the query were not. */
export function summary({ query, total, hits, partial, unknown }, isFiltered) {
  const quoted = unknown.map((text) => say("quoted", { text })).join(", ");
  const nowhere = unknown.length ? ` ${say(`nowhere_${form(unknown.length)}`, { words: quoted })}` : "";
  if (!total) return say(isFiltered ? "noneFiltered" : "none", { query }) + nowhere;
  const articles = count(new Set(hits.map((hit) => hit.article.id)).size, "articles");
  const shown = hits.length.toLocaleString(words.language);
  const found = say(hits.length < total ? "foundSome" : "found", { passages: count(total, "passages"), shown, articles });
  return `${partial ? `${words.partial} ` : ""}${found}${nowhere}`;
}

/**
 * Make the passages of one article, under its title.
 *
 * @param {object[]} hits
 * @param {function(string)} [choose] searches this article alone, by its id
 */
export function makeGroup(hits, choose) {
  const { article, title_highlights: spans } = hits[0];
  let only = null;
  if (choose) {
    const label = `${words.onlyThis}: ${article.title}`;
    only = make("button", { type: "button", class: "only", "aria-label": label }, words.onlyThis);
    only.addEventListener("click", () => choose(article.id));
  }
  return make(
    "article",
    { class: "group", lang: article.language },
    make("h2", { dir: "auto" }, linked({ href: article.link }, highlight(article.title, spans))),
    make("div", { class: "about" }, make("p", { class: "byline", dir: "auto" }, byline(article), savedFile(article)), only),
    make("ol", {}, ...hits.map(makeHit)),
  );
}

/** Make the link to the saved file of an article, beside its web page; null for none. */
function savedFile({ file, saved }) {
  if (!file) return null;
  return make("span", {}, " \u00b7 ", make("a", { href: file }, saved ? say("saved", { date: saved }) : words.savedFile));
}

function byline({ authors, published, updated }) {
  const dates = [published, updated && updated !== published ? say("updated", { date: updated }) : null];
  return [authors.join(", "), ...dates].filter(Boolean).join(" \u00b7 ");
}

function makeHit(hit) {
  const path = hit.path.map((heading) => `${heading} \u203a `).join("");
  const heading = headingOf(hit);
  const link = linked({ href: hit.link, class: "open" }, path, heading);
  const { text, highlights } = hit.snippet;
  return make(
    "li",
    { class: "hit" },
    make("h3", { dir: "auto" }, link),
    text ? make("p", { class: "snippet", dir: "auto" }, highlight(text, highlights)) : null,
    hit.kind === "note" ? makeCiting(hit) : makeNotes(hit),
  );
}

/** Return the heading of a passage; an opening, whose heading is the title, is called so. */
function headingOf(hit) {
  if (hit.kind === "article") return words.wholeArticle;
  if (hit.kind === "note") return say("note", { label: hit.notes[0]?.label ?? "" }).trim();
  const isOpening = !hit.path.length && hit.heading === hit.article.title;
  return isOpening ? words.opening : highlight(hit.heading, hit.heading_highlights);
}

/** Make the list of the notes that back a passage, each with the works that it cites. */
function makeNotes({ notes }) {
  if (!notes.length) return null;
  const items = notes.map(({ label, references, text }) =>
    make(
      "li",
      {},
      label ? make("span", { class: "label" }, `[${label}] `) : null,
      ...(references.length ? references.flatMap(makeWork) : [shorten(text)]),
    ),
  );
  return make("ul", { class: "evidence" }, ...items);
}

/** Make the list of the works of a note, and of the sentences that cite it. */
function makeCiting({ claims, notes }) {
  const works = notes
    .flatMap((note) => note.references)
    .filter(({ link, notices, study }) => link || study || notices?.length);
  const cited = claims.map((claim) =>
    make("li", {}, say("citedIn", { section: linked({ href: claim.link }, claim.heading), sentence: shorten(claim.text) })),
  );
  const all = [...works.map((reference) => make("li", {}, ...makeWork(reference, 0))), ...cited];
  return all.length ? make("ul", { class: "evidence" }, ...all) : null;
}

function makeWork({ link, short, full, study }, number) {
  const title = full && full !== short ? full : null;
  const name = linked({ href: link, title }, short);
  // kinds of studies have English names only
  const kind = study ? make("span", { class: "study", lang: "en" }, study) : "";
  return [number ? "; " : "", name, study ? " " : "", kind];
}

function shorten(text) {
  return text.length > SHOWN ? `${text.slice(0, text.lastIndexOf(" ", SHOWN))}\u2026` : text;
}
