/**
 * The query language of `query`, read leniently: a text in, a tree out, for every text.
 *
 * A node is a leaf { type: "word" | "phrase" | "prefix" | "wildcard" | "fuzzy" | "range", text,
 * field, ... } or a branch: { type: "and" | "or", parts }, { type: "not" | "boost", part }, or
 * { type: "ranked", should, must, mustNot, within } for words side by side. An open quote ends with
 * the text; an operator without an operand is a word.
 */

import { fold, partsOf, tokenize } from "./tokens.js";

export const TEXT_FIELDS = ["title", "heading", "body", "note", "author", "journal"];
const WORKS = ["year", "pmid", "pmcid", "doi", "painsci"];
export const EXACT_FIELDS = [...WORKS, "article", "kind", "has", "lang", "updated"];
const FIELDS = [...TEXT_FIELDS, ...EXACT_FIELDS];
const ORDERED = ["year", "updated"];

const QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02';
const LEXEME = new RegExp(
  [
    "(?<space>\\s+)",
    `(?<phrase>[${QUOTES}](?<words>[^${QUOTES}]*)(?:[${QUOTES}](?:~(?<slop>\\d+))?|$))`,
    "(?<boost>\\^[^\\s()]*)",
    "(?<range>[\\[{]\\s*[^\\s\\]}]+\\s+(?:TO|to)\\s+[^\\s\\]}]+\\s*[\\]}]|(?<=:)[<>]=?\\s*[^\\s()<>=]+)",
    "(?<open>\\()",
    "(?<close>\\))",
    "(?<sign>(?:[+\\-\u2212]|(?<=\\s)\u2013)+(?=[^\\s)+\\-\u2212\u2013]))",
    `(?<operator>(?:AND|OR|NOT)(?=[\\s()${QUOTES}]|$)|&&|\\|\\|)`,
    `(?<field>(?:${FIELDS.join("|")}):(?=\\s*[^\\s:/]))`,
    `(?<word>[^\\s()${QUOTES}]+)`,
  ].join("|"),
  "iuy",
);
const SYNONYMS = { "&&": "AND", "||": "OR" };
const LONGEST_NESTING = 50;
const MOST_SLOP = 50;
const PATTERN = /\*|(?<=[\p{L}\p{N}_])\?(?=[\p{L}\p{N}_*])/u;
const COMMAS = /(?<![,;|\u3001\uff0c\uff1b])(?:[,;|\u3001\uff0c\uff1b]+(?!\p{Nd})|(?<!\p{Nd})[,;|\u3001\uff0c\uff1b]+)(?=[\p{L}\p{N}_])/gu;
const AROUND = /^[.,;:!?'[\]{}<>\u2018-\u201b\u2026\u00a1\u00bf]+|[.,;:!?'[\]{}<>\u2018-\u201b\u2026\u00a1\u00bf]+$/g;
const DATE = /^[12]\d{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$/;

/** Parse a text; null if it has no word to search for. */
export function parseQuery(text) {
  const node = new Parser(text).parse();
  return node && leavesOf(node).length ? node : null;
}

/** Return the leaves that a match may contain, in the order of the text. */
export function leavesOf(node) {
  return collect(node, includedParts).sort((a, b) => a.start - b.start);
}

/** Return the parts of a node that a match may contain; null for a leaf. */
export function includedParts(node) {
  if (node.type === "ranked") return [...node.should, ...node.must, ...node.within];
  if (node.type === "not") return [];
  if (node.type === "boost") return [node.part];
  return node.parts ?? null;
}

/** Return all parts of a node; null for a leaf. */
export function childrenOf(node) {
  if (node.type === "ranked") return [...node.should, ...node.must, ...node.mustNot, ...node.within];
  return node.type === "not" ? [node.part] : includedParts(node);
}

/** Return the leaves below a node, by the function that returns its parts. */
export function collect(node, partsOfNode) {
  const parts = partsOfNode(node);
  return parts === null ? [node] : parts.flatMap((part) => collect(part, partsOfNode));
}

/** Return a node with a function applied to each of its parts. */
export function mapParts(node, change) {
  if (node.type === "ranked") {
    const { should, must, mustNot, within } = node;
    return {
      type: "ranked",
      should: should.map(change),
      must: must.map(change),
      mustNot: mustNot.map(change),
      within: within.map(change),
    };
  }
  if (node.part) return { ...node, part: change(node.part) };
  return node.parts ? { ...node, parts: node.parts.map(change) } : node;
}

/** Split a text into lexemes: { kind, text, start, end, slop }. */
function splitQuery(text) {
  const lexemes = [];
  let at = 0;
  while (at < text.length) {
    LEXEME.lastIndex = at;
    const match = LEXEME.exec(text);
    const previous = lexemes.at(-1)?.end === at ? lexemes.at(-1) : null;
    const groups = match?.groups ?? {};
    let kind = Object.keys(groups).find((name) => !["words", "slop"].includes(name) && groups[name] !== undefined);
    // AND, OR and NOT are operators in capitals only
    if (kind === "operator" && /[a-z]/.test(match[0])) kind = "word";
    if (!match || (kind === "boost" && !["phrase", "close", "range"].includes(previous?.kind))) {
      at += 1;
      continue;
    }
    const start = at;
    let found = match[0];
    at += found.length;
    if (kind === "space") continue;
    if (kind === "phrase") found = groups.words;
    if (kind === "operator") found = SYNONYMS[found] ?? found;
    lexemes.push({ kind, text: found, start, end: at, slop: Number(groups.slop ?? 0) });
  }
  return lexemes;
}

class Parser {
  constructor(text) {
    this.lexemes = splitQuery(text);
    this.next = 0;
  }

  parse() {
    const found = [];
    while (this.next < this.lexemes.length) {
      const node = this.query(null, 0);
      if (node) found.push(node);
      this.next += 1; // a ")" without "("
    }
    return found.length > 1 ? ranked(found) : (found[0] ?? null);
  }

  peek() {
    return this.lexemes[this.next];
  }

  take(kind, text) {
    const lexeme = this.peek();
    if (lexeme?.kind !== kind || (text && lexeme.text !== text)) return null;
    this.next += 1;
    return lexeme;
  }

  query(field, depth) {
    const roles = { should: [], must: [], mustNot: [], within: [] };
    for (let lexeme = this.peek(); lexeme && lexeme.kind !== "close"; lexeme = this.peek()) {
      const sign = this.take("sign");
      const isNegative = isMinus(sign);
      const node = this.joined("OR", isNegative, field, depth);
      if (!node) continue;
      if (node.type === "not") roles.mustNot.push(node.part);
      else if ((sign && !isNegative) || isPhrase(node)) roles.must.push(node);
      else if (field === null && leavesOf(node).every((leaf) => leaf.field)) roles.within.push(node);
      else if (lexeme.kind === "word" && node.type === "ranked") roles.should.push(...node.should);
      else roles.should.push(node);
    }
    const { should, must, mustNot, within } = roles;
    const included = [...should, ...must, ...within];
    if (!included.length) return mustNot.length ? { type: "not", part: either(mustNot) } : null;
    if (included.length === 1 && !mustNot.length) return included[0];
    return { type: "ranked", ...roles };
  }

  /** Parse operands joined by an operator; those of OR are joined by AND. */
  joined(operator, isNegative, field, depth) {
    const parse = (negative) =>
      operator === "OR" ? this.joined("AND", negative, field, depth) : this.signed(negative, field, depth);
    const parts = [parse(isNegative)];
    while (this.peek()?.kind === "operator" && this.peek().text === operator && this.hasOperand()) {
      this.next += 1;
      const sign = this.take("sign");
      parts.push(parse(isMinus(sign)));
    }
    const known = parts.filter(Boolean);
    if (known.length < 2) return known[0] ?? null;
    return { type: operator === "OR" ? "or" : "and", parts: known };
  }

  hasOperand() {
    const following = this.lexemes.slice(this.next + 1).find((each) => each.kind !== "sign");
    return following && !["close"].includes(following.kind) && !(following.kind === "operator" && following.text !== "NOT");
  }

  signed(isNegative, field, depth) {
    const node = this.unit(field, depth);
    return isNegative && node ? { type: "not", part: node } : node;
  }

  unit(field, depth) {
    const lexeme = this.peek();
    if (!lexeme || lexeme.kind === "close") return null;
    this.next += 1;
    if (lexeme.kind === "operator") {
      if (lexeme.text !== "NOT" || !this.peek() || this.peek().kind === "close") {
        return this.leaf({ ...lexeme, kind: "word" }, field);
      }
      this.take("sign");
      const part = this.unit(field, depth + 1);
      return part && { type: "not", part };
    }
    if (lexeme.kind === "open") {
      if (depth > LONGEST_NESTING) return null;
      const node = this.query(field, depth + 1);
      this.take("close");
      return this.boosted(node);
    }
    if (lexeme.kind === "field") {
      if (!["word", "phrase", "open", "range"].includes(this.peek()?.kind)) {
        return this.leaf({ ...lexeme, kind: "word" }, field);
      }
      return this.unit(lexeme.text.slice(0, -1).toLowerCase(), depth + 1);
    }
    return this.boosted(this.word(lexeme, field));
  }

  boosted(node) {
    const factor = Number(this.take("boost")?.text.slice(1));
    return node && factor > 0 && factor <= 100 ? { type: "boost", part: node, factor } : node;
  }

  /** Parse a word, a phrase or a range; words with only commas between them are several. */
  word(lexeme, field) {
    const { kind, text, start } = lexeme;
    const boost = kind === "word" ? /(?<=.)\^([\d.]+)[,;:!?]*$/u.exec(text) : null;
    if (boost && !/^\d+$/.test(text.slice(0, boost.index))) {
      const node = this.word({ ...lexeme, text: text.slice(0, boost.index) }, field);
      const factor = Number(boost[1]);
      return node && factor > 0 && factor <= 100 ? { type: "boost", part: node, factor } : node;
    }
    if (kind !== "word" || field !== null || text.includes("://")) return this.leaf(lexeme, field);
    const pieces = [];
    let low = 0;
    for (const gap of text.matchAll(COMMAS)) {
      pieces.push([low, gap.index]);
      low = gap.index + gap[0].length;
    }
    pieces.push([low, text.length]);
    const parts = pieces
      .map(([from, to]) => this.leaf({ ...lexeme, text: text.slice(from, to), start: start + from, end: start + to }, null))
      .filter(Boolean);
    return parts.length > 1 ? ranked(parts) : (parts[0] ?? null);
  }

  leaf(lexeme, field) {
    if (EXACT_FIELDS.includes(field)) {
      const value = valueLeaf(lexeme, field);
      if (value) return value;
    }
    const scope = TEXT_FIELDS.includes(field) ? field : null;
    const { text, start, end } = lexeme;
    const shared = { field: scope, start, end };
    if (!partsOf(text).length) return null;
    if (lexeme.kind === "phrase") {
      return { type: "phrase", text, slop: Math.min(lexeme.slop, MOST_SLOP), also: [], ...shared };
    }
    if (PATTERN.test(text) && !/:\/|^www\./i.test(text)) {
      const pattern = patternLeaf(text, shared);
      if (pattern) return pattern;
    }
    const fuzzy = /(?<=[\p{L}\p{N}_])~(\d?)[^\p{L}\p{N}_]*$/u.exec(text);
    if (fuzzy) {
      const typed = partsOf(text.slice(0, fuzzy.index));
      const distance = Number(fuzzy[1] || 1);
      if (typed.length === 1 && distance <= 2 && distance >= 1 && typed[0].word.length > distance) {
        return { type: "fuzzy", text: typed[0].word, distance, ...shared };
      }
    }
    const words = tokenize(text);
    const [low, high] = [words[0].start, Math.max(...words.map((each) => each.end))];
    const typed = text.slice(low, high);
    const values = scope ? [] : wordValues(typed);
    return { type: "word", text: typed, also: [], values, asSpelled: false, field: scope, start: start + low, end: start + high };
  }
}

function isMinus(sign) {
  return sign !== null && sign.text.replaceAll("+", "") !== "";
}

/** Return whether a node is a phrase in all text, which binds. */
function isPhrase(node) {
  const inner = node.type === "boost" ? node.part : node;
  return inner.type === "phrase" && inner.field === null;
}

function ranked(should) {
  return { type: "ranked", should, must: [], mustNot: [], within: [] };
}

function either(parts) {
  return parts.length === 1 ? parts[0] : { type: "or", parts };
}

/** Return the leaf of a word with "*" or "?" in it; null if it has too few letters. */
function patternLeaf(typed, shared) {
  const text = typed.replaceAll(AROUND, "");
  if (/^[^*?]+\*+$/.test(text)) {
    const beginning = text.replace(/\*+$/, "");
    const words = tokenize(beginning);
    const longest = words.reduce((a, b) => (b.parts > a.parts ? b : a), words[0]);
    if (!longest || longest.word.length < 2) return null;
    return { type: "prefix", text: longest.word, ...shared };
  }
  const pattern = fold(text).replace(/\*+/g, "*");
  const letters = pattern.replace(/[*?]/g, "");
  const least = pattern.startsWith("*") ? 3 : 2;
  if (!/^[\p{L}\p{N}]+$/u.test(letters) || letters.length < least) return null;
  return pattern.split("*").length > 4 ? null : { type: "wildcard", text: pattern, ...shared };
}

/** Return the leaf of a value of an exact field; null if the value is none. */
function valueLeaf(lexeme, field) {
  const { text, start, end } = lexeme;
  const shared = { text, field, start, end };
  if (ORDERED.includes(field)) {
    const bounds = boundsOf(field, text);
    if (!bounds) return null;
    if (field === "year" && bounds[0][0] === "=") return { ...shared, type: "word", text: bounds[0][1], also: [], values: [] };
    return { ...shared, type: "range", bounds };
  }
  const value = normalValue(field, text);
  return value && lexeme.kind !== "range" ? { ...shared, type: "word", text: value, also: [], values: [] } : null;
}

function normalValue(field, text) {
  const value = fold(text).replace(/^[ #]+/, "").replace(/[ .,;:!?]+$/, "");
  switch (field) {
    case "pmid":
    case "painsci":
      return /^\d+$/.test(value) ? value : null;
    case "pmcid":
      return /^(?:pmc)?\d+$/.test(value) ? `pmc${value.replace("pmc", "")}` : null;
    case "doi":
      return /10\.\d{4,9}\/\S+/.exec(value)?.[0] ?? null;
    case "kind":
      return /^(?:article|section|note)s?$/.test(value) ? value.replace(/s$/, "") : null;
    case "has":
      return /^(?:note|reference)s?$/.test(value) ? value.replace(/s$/, "") : null;
    case "lang":
      return /^[a-z]{2,3}(?:-[a-z0-9]+)*$/.test(value) ? value : null;
    default:
      return text.trim().replace(/[,;]+$/, "");
  }
}

function boundsOf(field, typed) {
  const text = typed.trim();
  const brackets = /^([[{])\s*(\S+)\s+to\s+([^\s\]}]+)\s*([\]}])$/i.exec(text);
  const compared = /^([<>]=?)\s*(.+)$/.exec(text);
  const between = /^(.+?)\.\.(.+)$/.exec(text) ?? (field === "year" ? /^([12]\d{3})[-\u2013]([12]\d{3})$/.exec(text) : null);
  let bounds = [["=", text.replace(/[ .,;:!?]+$/, "")]];
  if (brackets) {
    const [, opening, low, high, closing] = brackets;
    bounds = [[opening === "{" ? ">" : ">=", low], [closing === "}" ? "<" : "<=", high]].filter(([, value]) => value !== "*");
    if (!bounds.length) bounds = [[">=", "1000"]];
  } else if (compared) {
    bounds = [[compared[1], compared[2]]];
  } else if (between) {
    bounds = [[">=", between[1]], ["<=", between[2]]];
  }
  const isValue = (value) => (field === "year" ? /^[12]\d{3}$/ : DATE).test(value);
  return bounds.every(([, value]) => isValue(value)) ? bounds : null;
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

/** Return the identifiers that a word without a field may be, each as [field, value]. */
function wordValues(text) {
  const value = fold(text);
  if (/^\d{5,8}$/.test(value)) return [["pmid", value]];
  if (/^pmc\d+$/.test(value)) return [["pmcid", value]];
  const doi = /10\.\d{4,9}\/\S+/.exec(value);
  return doi ? [["doi", doi[0]]] : [];
}
