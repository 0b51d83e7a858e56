/** The parts of a page that shows hits: elements, made of texts that are never taken for markup. */

/** Make an element: text and elements go into it, and its attributes are set. */
export function make(name, attributes, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value !== undefined && value !== null && value !== false) made.setAttribute(key, value);
  }
  made.append(...content.filter((each) => each !== null && each !== undefined));
  return made;
}

/** A text whose spans stand out. */
export function marked(text, spans) {
  const pieces = document.createDocumentFragment();
  let at = 0;
  for (const [start, end] of spans ?? []) {
    pieces.append(text.slice(at, start), make("mark", {}, text.slice(start, end)));
    at = end;
  }
  pieces.append(text.slice(at));
  return pieces;
}

/** A link, or its content where there is nothing to link to. */
export function linked(address, ...content) {
  return address ? make("a", { href: address }, ...content) : make("span", {}, ...content);
}

function count(number, word) {
  return `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;
}

/** Say in a sentence or two what was found. */
export function summary({ query, total, hits, partial, unknown, ignored }, isNarrowed) {
  const words = unknown.map((word) => `\u201c${word}\u201d`).join(", ");
  const nowhere = unknown.length ? ` ${words} ${unknown.length === 1 ? "occurs" : "occur"} nowhere.` : "";
  const passedOver = ignored.length ? ` Not understood here, and left out: ${ignored.join(", ")}.` : "";
  const missing = nowhere + passedOver;
  const where = isNarrowed ? " of what is chosen here" : "";
  if (!total) return `No passage${where} matches: ${query}.${missing}`;
  const articles = new Set(hits.map((hit) => hit.article.id)).size;
  const shown = hits.length < total ? `; the best ${hits.length} shown` : "";
  const some = partial ? "No passage has all of the words; these have some of them. " : "";
  return `${some}${count(total, "passage")}${shown}, in ${count(articles, "article")}.${missing}`;
}

/** Name the authors and the dates of an article. */
export function byline({ authors, published, updated }) {
  const dates = [published, updated && updated !== published ? `updated ${updated}` : null];
  return [authors.join(", "), ...dates].filter(Boolean).join(" \u00b7 ");
}

/** The notes behind a passage, each with its works. */
export function evidence({ notes }) {
  if (!notes.length) return null;
  const items = notes.map((note) =>
    make(
      "li",
      {},
      note.label ? make("span", { class: "label" }, `[${note.label}] `) : null,
      ...(note.references.length ? note.references.flatMap(work) : [shorten(note.text)]),
    ),
  );
  return make("ul", { class: "evidence" }, ...items);
}

function work(reference, at) {
  const short = linked(reference.link, reference.short);
  if (reference.full && reference.full !== reference.short) short.setAttribute("title", reference.full);
  return [at ? "; " : "", short];
}

/** The works of a note, and the sentences that cite it. */
export function citedIn({ claims, notes }) {
  const works = notes.flatMap((note) => note.references).filter((reference) => reference.link);
  const leads = works.map((reference) => make("li", {}, ...work(reference, 0)));
  const items = claims.map((claim) =>
    make("li", {}, "Cited in ", linked(claim.link, claim.heading), `: ${shorten(claim.text)}`),
  );
  const all = [...leads, ...items];
  return all.length ? make("ul", { class: "evidence" }, ...all) : null;
}

function shorten(text) {
  return text.length > 220 ? `${text.slice(0, text.lastIndexOf(" ", 220))}\u2026` : text;
}
