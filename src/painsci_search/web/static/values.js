/** The values of exact fields: a field and the text of its value in, a leaf out, as fields.py. */

import { ORDERED, QueryError } from "./ast.js";
import { normalise, parseIdentifier } from "./identifiers.js";
import { isDate } from "./dates.js";
import { fold } from "./tokens.js";

const KINDS = ["article", "section", "note"];
const HAVING = ["note", "reference"];
const YEAR = /^[12]\d{3}$/;
// Punctuation of the sentence around a value.
const PUNCTUATION = /[ .,;:!?]+$/;
// A shorter number without a field is a year or a count, not an identifier.
const FEWEST_DIGITS = 5;
const NEEDS = {
  year: "a year such as 2018, or a range: [2015 TO 2020], >=2018",
  updated: "a date such as 2024 or 2024-06, or a range: [2023 TO 2024-06], >=2024",
  pmid: "a number such as 30397584",
  pmcid: "a number such as PMC2844363",
  doi: "a DOI such as 10.1136/bmj.h2747",
  painsci: "a number such as 53324",
  article: "the id of an article, such as asmr or asm*",
  kind: "article, section or note",
  has: "note or reference",
  lang: "a language such as en or pt-BR",
  tag: 'a tag such as guideline or "low back", or the beginning of one: guide*',
  meta: "a name and a text, such as topic=knee or topic=kn*, or a name alone: topic",
};

/** Return an id in the form in which it is compared. */
export function foldId(id) {
  return id.normalize("NFC").toLowerCase().normalize("NFC");
}

/** Return a tag or a text of metadata in the form in which it is compared. */
export function foldLabel(text) {
  return foldId(text.split(/\s+/).filter(Boolean).join(" ").replace(PUNCTUATION, ""));
}

/** Return a URL in the form in which it is compared. */
export function foldUrl(url) {
  const address = url.split("#")[0].trim().toLowerCase();
  return address.replace(/^(?:https?:\/\/)?(?:www\.)?/, "").replace(/\/+$/, "");
}

/** Parse the value of an exact field. */
export function valueLeaf(field, { kind, text, start, end }) {
  const word = (value) => ({ type: "word", text: value, field, start, end, also: [], values: [], asSpelled: false });
  if (ORDERED.includes(field)) {
    const bounds = boundsOf(field, text);
    if (bounds.length === 1 && field === "year" && bounds[0][0] === "=") return word(bounds[0][1]);
    if (isBackwards(bounds)) throw new QueryError(`${field}: a range that ends before it begins`, start);
    if (bounds.length) return { type: "range", text, field, start, end, bounds };
  } else if (kind !== "range") {
    const value = normalValue(field, text);
    if (value) return word(value);
  }
  throw new QueryError(`${field}: needs ${NEEDS[field]}`, start);
}

/** Return the identifiers, and the URL of an article, that a word without a field may be. */
export function wordValues(text) {
  if ((/^\d+$/.test(text) && text.length < FEWEST_DIGITS) || /^[A-Za-z]+$/.test(text)) return [];
  const found = parseIdentifier(text).map(([kind, value]) => [kind, value.toLowerCase()]);
  if (/^(?:https?:\/\/|www\.)/i.test(text)) found.push(["url", foldUrl(text)]);
  return found;
}

function normalValue(field, text) {
  const value = fold(text).replace(/^[ #]+/, "").replace(/[ #]+$/, "").replace(PUNCTUATION, "");
  switch (field) {
    case "pmid":
    case "pmcid":
    case "doi":
    case "painsci":
      return text.includes("*") ? "" : (normalise(field, text)?.toLowerCase() ?? "");
    case "kind":
      return KINDS.includes(value.replace(/s$/, "")) ? value.replace(/s$/, "") : "";
    case "has":
      return HAVING.includes(value.replace(/s$/, "")) ? value.replace(/s$/, "") : "";
    case "lang":
      return /^[a-z]{2,3}(?:-[a-z0-9]+)*$/.test(value) ? value : "";
    case "tag":
    case "meta": {
      const label = foldLabel(text.replace(/^[ #]+/, "").replace(/[ #]+$/, ""));
      return field === "meta" && label && !label.includes("=") ? `${label}=*` : label;
    }
    default:
      return text.trim().replace(/[,;]+$/, "");
  }
}

/** Return the bounds of a range, each as [sign, value]; [] if it is invalid. */
function boundsOf(field, typed) {
  let text = typed.trim();
  if (!text.endsWith("..")) text = text.replace(PUNCTUATION, "");
  const brackets = /^([[{])\s*(\S+)\s+to\s+([^\s\]}]+)\s*([\]}])$/i.exec(text);
  const compared = /^([<>]=?)\s*(.+)$/.exec(text);
  const between = /^(.+?)\.\.(.+)$/.exec(text) ?? (field === "year" ? /^([12]\d{3})[-\u2013]([12]\d{3})$/.exec(text) : null);
  let bounds = [["=", text]];
  if (brackets) {
    const [, opening, low, high, closing] = brackets;
    bounds = [[opening === "{" ? ">" : ">=", low], [closing === "}" ? "<" : "<=", high]].filter(([, value]) => value !== "*");
    if (!bounds.length) bounds = [[">=", "1000"]];
  } else if (compared) {
    bounds = [[compared[1], compared[2]]];
  } else if (between) {
    bounds = [[">=", between[1]], ["<=", between[2]]];
  }
  const isRight = field === "year" ? (value) => YEAR.test(value) : isDate;
  return bounds.every(([, value]) => isRight(value)) ? bounds : [];
}

function isBackwards(bounds) {
  if (bounds.length < 2) return false;
  const known = Math.min(bounds[0][1].length, bounds[1][1].length);
  return bounds[0][1].slice(0, known) > bounds[1][1].slice(0, known);
}

/** Return whether a date or year may lie within bounds, as precisely as both are known. */
export function liesWithin(value, bounds) {
  return bounds.every(([sign, bound]) => {
    const known = Math.min(value.length, bound.length);
    const [mine, other] = [value.slice(0, known), bound.slice(0, known)];
    switch (sign) {
      case "=":
        return mine === other;
      case ">=":
        return mine >= other;
      case ">":
        return mine > other;
      case "<=":
        return mine <= other;
      default:
        return mine < other;
    }
  });
}
