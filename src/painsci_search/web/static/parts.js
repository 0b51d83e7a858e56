/** The form and the passages of an exported site: elements whose texts are never taken for markup. */

const KINDS = [
  ["", "All"],
  ["section", "Sections"],
  ["note", "Notes"],
];
// Characters of a note or sentence that are shown.
const SHOWN = 220;

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
  const language = choice("language", "Language", option("", "Any"));
  language.hidden = true;
  return make(
    "form",
    { role: "search" },
    make("label", { for: id("words"), class: "title" }, "Search for"),
    make("div", { class: "query-form" }, input, make("button", { type: "submit" }, "Search")),
    make(
      "p",
      { id: id("help"), class: "help" },
      "Passages have all the words. ",
      make("code", {}, '"sham surgery"'),
      " finds the phrase, ",
      make("code", {}, "-knee"),
      " excludes a word.",
    ),
    make(
      "p",
      { class: "help slash", hidden: "" },
      make(
        "label",
        {},
        make("input", { type: "checkbox", checked: "" }),
        make("span", {}, "The key ", make("kbd", {}, "/"), " focuses the search field"),
      ),
    ),
    make(
      "div",
      { class: "fields" },
      make(
        "fieldset",
        {},
        make("legend", {}, "Show"),
        make("div", { class: "kinds" }, ...KINDS.map(kind)),
      ),
      choice("author", "Author", option("", "Any")),
      choice("year", "Year", option("", "Any")),
      language,
      choice("sort", "Sort by", option("", "Best match"), option("date", "Latest articles")),
    ),
  );
}

function count(number, word) {
  return `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;
}

/** Return how much was found, and which parts of the query were not. */
export function summary({ query, total, hits, partial, unknown, ignored }, isFiltered) {
  const words = unknown.map((word) => `\u201c${word}\u201d`).join(", ");
  const nowhere = unknown.length ? ` ${words} ${unknown.length === 1 ? "occurs" : "occur"} nowhere.` : "";
  const unsupported = ignored.length ? ` Not supported here, and ignored: ${ignored.join(", ")}.` : "";
  const missing = nowhere + unsupported;
  const where = isFiltered ? " with these filters" : "";
  if (!total) return `No passage${where} matches: ${query}.${missing}`;
  const articles = new Set(hits.map((hit) => hit.article.id)).size;
  const shown = hits.length < total ? `; the best ${hits.length} shown` : "";
  const some = partial ? "No passage has all of the words; these have some of them. " : "";
  return `${some}${count(total, "passage")}${shown}, in ${count(articles, "article")}.${missing}`;
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
    const label = `Only this article: ${article.title}`;
    only = make("button", { type: "button", class: "only", "aria-label": label }, "Only this article");
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
  return make("span", {}, " \u00b7 ", make("a", { href: file }, saved ? `saved ${saved}` : "saved file"));
}

function byline({ authors, published, updated }) {
  const dates = [published, updated && updated !== published ? `updated ${updated}` : null];
  return [authors.join(", "), ...dates].filter(Boolean).join(" \u00b7 ");
}

function makeHit(hit) {
  const isOpening = hit.kind === "section" && !hit.path.length && hit.heading === hit.article.title;
  const path = hit.path.map((heading) => `${heading} \u203a `).join("");
  const heading = isOpening ? "Opening" : highlight(hit.heading, hit.heading_highlights);
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
    .filter(({ link, notices }) => link || notices?.length);
  const cited = claims.map((claim) =>
    make("li", {}, "Cited in ", linked({ href: claim.link }, claim.heading), `: ${shorten(claim.text)}`),
  );
  const all = [...works.map((reference) => make("li", {}, ...makeWork(reference, 0))), ...cited];
  return all.length ? make("ul", { class: "evidence" }, ...all) : null;
}

function makeWork({ link, short, full }, number) {
  const title = full && full !== short ? full : null;
  const name = linked({ href: link, title }, short);
  return [number ? "; " : "", name];
}

function shorten(text) {
  return text.length > SHOWN ? `${text.slice(0, text.lastIndexOf(" ", SHOWN))}\u2026` : text;
}
