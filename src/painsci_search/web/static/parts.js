/** Elements of an exported site, whose texts are never taken for markup, and its words. */

import words from "./words.js";

/** Return a text of the page, with values (texts or elements) for the names in braces. */
export function say(key, values = {}) {
  const pieces = words[key].split(/\{(\w+)\}/);
  const found = pieces.map((piece, at) => (at % 2 ? (values[piece] ?? "") : piece));
  const isText = found.every((piece) => typeof piece === "string");
  return isText ? found.join("") : make("span", {}, ...found);
}

/** Return a number with the noun that goes with it. */
export function count(number, key) {
  return say(`${key}_${form(number)}`, { count: digits(number) });
}

/** Return a number as it is written in the language of the page. */
export function digits(number) {
  return number.toLocaleString(words.language);
}

/** Return the form of a noun after a number: "one" or "other". */
export function form(number) {
  return new Intl.PluralRules(words.language).select(number) === "one" ? "one" : "other";
}

/** Return a text in quotation marks. */
export function quoted(text) {
  return say("quoted", { text: make("bdi", {}, text) });
}

/** Join texts and elements by a text; the last two by another one. */
export function listed(items, last = ", ") {
  return items.flatMap((item, at) => (at ? [at === items.length - 1 ? last : ", ", item] : [item]));
}

/** Make an element with attributes; its content is text and elements, lists of them, or nothing. */
export function make(name, attributes, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value !== undefined && value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...content.flat(Infinity).filter((each) => each !== null && each !== undefined && each !== false && each !== ""));
  return made;
}

/** Return a text with its spans highlighted. */
export function highlight(text, spans, from = 0, to = text.length) {
  const pieces = document.createDocumentFragment();
  let end = from;
  for (const [start, stop] of spans ?? []) {
    const [low, high] = [Math.max(start, end), Math.min(stop, to)];
    if (low >= high) continue;
    pieces.append(text.slice(end, low), make("mark", {}, text.slice(low, high)));
    end = high;
  }
  pieces.append(text.slice(end, to));
  return pieces;
}

/** Make a link, or a span if there is no URL. */
export function linked(attributes, ...content) {
  return attributes.href ? make("a", attributes, ...content) : make("span", {}, ...content);
}

/** Make a link to another site, without a Referer. */
export function external(href, ...content) {
  return make("a", { href, rel: "noreferrer noopener external" }, ...content);
}

/** Join texts by a middle dot. */
export function dotted(items) {
  return items.filter(Boolean).join(" \u00b7 ");
}

/** Return the authors and the dates of an article. */
export function byline({ authors = [], published, updated }) {
  const dates = [published, updated && updated !== published ? say("updated", { date: updated }) : null];
  return dotted([authors.join(separator(authors)), ...dates]);
}

/** Return where the names of a byline match, by what matches in each name. */
export function bylineSpans({ authors = [] }, highlights) {
  return joinedSpans(authors, highlights, separator(authors));
}

/** Return the spans of some texts in the text that is joined of them. */
export function joinedSpans(texts, highlights, between) {
  let start = 0;
  return texts.flatMap((text, number) => {
    const shift = start;
    start += text.length + between.length;
    return (highlights?.[number] ?? []).map(([low, high]) => [low + shift, high + shift]);
  });
}

/** Return what separates names: a semicolon where one has a comma of its own. */
function separator(names) {
  return names.some((name) => name.includes(",")) ? "; " : ", ";
}

/** Return the URL of the page of a work; of the page of all works without a key. */
export function worksUrl(key, base = import.meta.url) {
  const url = new URL("works.html", base);
  if (key) url.searchParams.set("work", key);
  return url.href;
}

/** Make the badge of the notices about a work, such as a retraction. */
export function badge(words) {
  return words ? [" ", make("strong", { class: "notice", lang: "en" }, words)] : null;
}

/** Make a list of filters in use; each leads to the page without it. */
export function chips(active) {
  if (!active.length) return null;
  const row = ([text, href]) =>
    make(
      "li", {},
      make(
        "a", { href, "data-key": `without ${text}` },
        make("span", { class: "unseen" }, words.removeFilter, " "),
        make("span", { dir: "auto" }, text),
        make("span", { "aria-hidden": "true" }, " \u00d7"),
      ),
    );
  return make("ul", { class: "chips in-use", "aria-label": words.filtersInUse }, active.map(row));
}
