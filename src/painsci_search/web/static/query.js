/** The parser of the query language: a query in, a tree out, or a QueryError, as parser.py. */

import {
  collect, EXACT_FIELDS, FIELDS, includedParts, leavesOf, QueryError, ranked,
} from "./ast.js";
import { fieldMeant } from "./fieldnames.js";
import { splitQuery } from "./lexer.js";
import { fold, tokenize } from "./tokens.js";
import { valueLeaf, wordValues } from "./values.js";

// Limits on what one query may cost, as on the command line.
const MAX_DEPTH = 50;
export const MAX_WORDS = 500;
export const ONLY_EXCLUDES = "the query only excludes words: add a word to search for";
const MAX_PHRASES = 50;
const MAX_EXPANDED = 20;
const MAX_SLOP = 50;
const MAX_BOOST = 100;
const MAX_DISTANCE = 2;
const [MIN_PATTERN, MIN_ENDING] = [2, 3];
const MAX_STARS = 3;
const BEFORE_VALUE = ["word", "phrase", "open", "quote", "identifier", "range"];
const W = "[\\p{L}\\p{N}_]";
const TILDE = new RegExp(`(?<=${W})~(\\p{Nd}*)[^\\p{L}\\p{N}_]*$`, "u");
const BOOST = new RegExp(`(?<=${W})\\^[,;:!?]*$|(?<=.)\\^(-?[\\d.]+)[,;:!?]*$`, "su");
// A "?" at the end of a word is a question mark.
const PATTERN = new RegExp(`\\*|(?<=${W})\\?(?=[\\p{L}\\p{N}_*])`, "u");
const EXPANDED = new RegExp(`${PATTERN.source}|~`, "u");
const COMMAS = /(?<![,;|\u3001\uff0c\uff1b])(?:[,;|\u3001\uff0c\uff1b]+(?![,;|\u3001\uff0c\uff1b\p{Nd}])|(?<!\p{Nd})[,;|\u3001\uff0c\uff1b]+)(?=[\p{L}\p{N}_])/gu;
// A "?" in an address is not a wildcard.
const ADDRESS = /^(?:[a-z][a-z+.-]*:\/|www\.|[^\s/?*]+\/[^\s?*]*\?|[^\s?*]+\?[^\s=]+=)/i;
const AROUND = ".,;:!?'[]{}<>\u2018\u2019\u201a\u201b\u2026\u00a1\u00bf\u3001\u3002\uff01\uff0c\uff1a\uff1b\uff1f";
const POSSESSIVE_END = /['\u2018\u2019\u02bc][sS](?![\p{L}\p{N}_])/uy;
const ON_ONE_WORD = (sign) => `${sign} works in a single word only, not in a phrase or compound`;

/** Parse a query. */
export function parseQuery(query) {
  return new Parser(query).parse();
}

class Parser {
  constructor(query) {
    this.query = query;
    this.lexemes = splitQuery(query);
    this.next = 0;
  }

  parse() {
    this.checkSize();
    const node = this.items(null, 0);
    if (this.peek()) throw fault("')' without '(': remove it, or open a parenthesis", this.peek());
    if (!node) throw new QueryError("the query has no word to search for", 0);
    if (!leavesOf(node).length) {
      throw fault(ONLY_EXCLUDES, this.lexemes[0]);
    }
    return node;
  }

  checkSize() {
    const texts = this.lexemes.filter(({ kind }) => ["word", "phrase", "identifier"].includes(kind));
    const sizes = [
      [MAX_WORDS, "words", texts.reduce((sum, { text }) => sum + tokenize(text).length, 0)],
      [MAX_PHRASES, "phrases", texts.filter(({ kind }) => kind === "phrase").length],
      [MAX_EXPANDED, "words with *, ? or ~", texts.filter(({ kind, text }) => kind === "word" && EXPANDED.test(text)).length],
    ];
    const over = sizes.find(([most, , number]) => number > most);
    if (over) throw new QueryError(`${over[2]} ${over[1]}: a query may have at most ${over[0]}`, 0);
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

  /** Parse items up to a closing parenthesis or the end, and sort them by their roles. */
  items(field, depth) {
    const [should, must, mustNot, within] = [[], [], [], []];
    for (let lexeme = this.peek(); lexeme && lexeme.kind !== "close"; lexeme = this.peek()) {
      const sign = this.take("sign");
      const node = this.choice(field, depth, isMinus(sign));
      if (!node) continue;
      if (node.type === "not") mustNot.push(node.part);
      else if ((sign && !isMinus(sign)) || isPhrase(node, field)) must.push(node);
      else if (field === null && collect(node, includedParts).every((leaf) => leaf.field)) within.push(node);
      else if (lexeme.kind === "word" && node.type === "ranked") should.push(...node.should);
      else should.push(node);
    }
    const included = [...should, ...must, ...within];
    if (!included.length) return mustNot.length ? { type: "not", part: either(mustNot) } : null;
    if (included.length === 1 && !mustNot.length) return included[0];
    return ranked(should, must, mustNot, within);
  }

  /** Parse units joined by AND into groups, and such groups joined by OR. */
  choice(field, depth, isNegative) {
    const signed = (negative) => {
      const node = this.unit(field, depth);
      return negative && node ? { type: "not", part: node } : node;
    };
    const both = (negative) => group("and", this.joined("AND", signed, negative));
    return group("or", this.joined("OR", both, isNegative));
  }

  /** Parse one operand, and another after each operator. */
  joined(operator, parse, isNegative) {
    const parts = [parse(isNegative)];
    for (let lexeme = this.take("operator", operator); lexeme; lexeme = this.take("operator", operator)) {
      parts.push(this.operandAfter(lexeme, parse));
    }
    return parts.filter(Boolean);
  }

  operandAfter(operator, parse) {
    for (;;) {
      const lexeme = this.peek();
      if (!lexeme || lexeme.kind === "close" || joins(lexeme)) throw fault(`${operator.text} needs a word after it`, operator);
      const node = parse(isMinus(this.take("sign")));
      if (node) return node;
    }
  }

  /** Parse a word, phrase, range, field, NOT or parenthesis; null for a lone sign. */
  unit(field, depth) {
    if (depth > MAX_DEPTH) throw fault(`more than ${MAX_DEPTH} levels of nesting`, this.peek() ?? this.lexemes.at(-1));
    const lexeme = this.peek();
    if (!lexeme || lexeme.kind === "close") return null;
    this.next += 1;
    switch (lexeme.kind) {
      case "operator": {
        if (lexeme.text !== "NOT") throw fault(`${lexeme.text} needs a word before it`, lexeme);
        this.take("sign");
        const part = this.unit(field, depth + 1);
        if (!part) throw fault("NOT needs a word after it", lexeme);
        return { type: "not", part };
      }
      case "open": {
        const node = this.items(field, depth + 1);
        if (!this.take("close")) throw fault("the parenthesis is not closed: add ')'", lexeme);
        return this.boosted(node);
      }
      case "field":
        return this.fielded(lexeme, depth);
      case "quote":
        throw fault("the quote is not closed: add a closing quote", lexeme);
      case "near":
        throw fault(`${lexeme.text} is no operator: for words near each other write "one other"~5`, lexeme);
      default:
        return this.boosted(this.word(lexeme, field));
    }
  }

  /** Apply the boost after a phrase, a range or a parenthesis, if there is one. */
  boosted(node) {
    const lexeme = this.take("boost");
    return lexeme && node ? { type: "boost", part: node, factor: factorOf(lexeme.text.slice(1), lexeme) } : node;
  }

  fielded(lexeme, depth) {
    const name = lexeme.text.slice(0, -1).toLowerCase();
    if (!FIELDS.includes(name)) {
      throw fault(`unknown field '${name}' (did you mean ${fieldMeant(name)}:?)`, lexeme);
    }
    const node = BEFORE_VALUE.includes(this.peek()?.kind) ? this.unit(name, depth + 1) : null;
    if (!node) throw fault(`${name}: needs a word after it`, lexeme);
    return node;
  }

  /** Parse a word, a phrase or a range, and the boost at the end of a word. */
  word(lexeme, field) {
    const boost = lexeme.kind === "word" ? BOOST.exec(lexeme.text) : null;
    const base = boost ? lexeme.text.slice(0, boost.index) : "";
    if (!boost || /^\p{Nd}+$/u.test(base)) return this.listed(lexeme, field); // 10^6 is a number
    const node = this.listed({ ...lexeme, text: base, end: lexeme.start + base.length }, field);
    return node && { type: "boost", part: node, factor: factorOf(boost[1] ?? "", lexeme) };
  }

  /** Parse a word, or several words with only commas between them, as if in parentheses. */
  listed(lexeme, field) {
    const { kind, text, start } = lexeme;
    if (kind !== "word" || field !== null || text.includes("://")) return this.leaf(lexeme, field);
    const pieces = [];
    let low = 0;
    for (const gap of text.matchAll(COMMAS)) {
      pieces.push([low, gap.index]);
      low = gap.index + gap[0].length;
    }
    pieces.push([low, text.length]);
    const parts = pieces
      .map(([from, to]) => this.leaf({ ...lexeme, text: text.slice(from, to), start: start + from, end: start + to }, field))
      .filter(Boolean);
    return parts.length > 1 ? ranked(parts) : (parts[0] ?? null);
  }

  leaf(lexeme, field) {
    if (EXACT_FIELDS.includes(field)) return valueLeaf(field, lexeme);
    const { kind, text, start, end } = lexeme;
    if (kind === "range") throw fault("a range needs a field, such as year:[2015 TO 2020]", lexeme);
    const isAddress = kind === "word" && ADDRESS.test(text);
    if (kind === "word" && PATTERN.test(text) && !isAddress) return patternLeaf(lexeme, field);
    const star = isAddress ? null : /[\p{L}\p{N}_]\*/u.exec(text);
    if (star) throw new QueryError(ON_ONE_WORD("*"), start + (kind === "phrase") + star.index + 1);
    if (!tokenize(text).length) return null;
    if (kind === "phrase") {
      if (lexeme.slop > MAX_SLOP) throw fault(`~ after a phrase allows at most ${MAX_SLOP} positions`, lexeme);
      return { type: "phrase", text, field, start, end, also: [], slop: lexeme.slop };
    }
    const tilde = TILDE.exec(text);
    if (tilde) return fuzzyLeaf(lexeme, field, tilde);
    const [low, high] = kind === "identifier" ? [0, text.length] : surface(text);
    const typed = text.slice(low, high);
    const values = field ? [] : wordValues(typed);
    return { type: "word", text: typed, field, start: start + low, end: start + high, also: [], values, asSpelled: false };
  }
}

function fault(message, lexeme) {
  return new QueryError(message, lexeme.start);
}

function factorOf(digits, lexeme) {
  const factor = digits.trim() === "" ? 0 : Number(digits);
  if (!(factor > 0 && factor <= MAX_BOOST)) throw fault(`^ needs a number after it: above 0, at most ${MAX_BOOST}`, lexeme);
  return factor;
}

/** Return the start of the first word and the end of the last, with a possessive's s. */
function surface(text) {
  const tokens = tokenize(text);
  const end = Math.max(0, ...tokens.map((token) => token.end));
  POSSESSIVE_END.lastIndex = end;
  return [tokens[0]?.start ?? 0, POSSESSIVE_END.test(text) ? end + 2 : end];
}

function fuzzyLeaf(lexeme, field, tilde) {
  const [low, high] = surface(lexeme.text.slice(0, tilde.index));
  const text = lexeme.text.slice(low, high);
  if (tokenize(text).length !== 1 && !/^[\p{L}\p{N}]+$/u.test(text)) throw fault(ON_ONE_WORD("~"), lexeme);
  const distance = Number(tilde[1] || 1);
  if (!(distance > 0 && distance <= MAX_DISTANCE)) {
    throw fault(`~${tilde[1]} is not possible; after a word ~1 and ~2 allow 1 or 2 typos`, lexeme);
  }
  if ([...text].length <= distance) throw fault("~1 and ~2 allow 1 or 2 typos; the word must be longer than that", lexeme);
  const end = lexeme.start + tilde.index + 1 + tilde[1].length;
  return { type: "fuzzy", text, field, start: lexeme.start + low, end, distance };
}

/** Parse a word with "*" or "?" in it. */
function patternLeaf(lexeme, field) {
  const inner = [...lexeme.text];
  while (inner.length && AROUND.includes(inner.at(-1))) inner.pop();
  while (inner.length && AROUND.includes(inner[0])) inner.shift();
  const typed = inner.join("");
  const start = lexeme.start + lexeme.text.indexOf(typed);
  const shared = { field, start, end: start + typed.length };
  if (!tokenize(typed).length) return null;
  if (/^[^*?]+\*+$/.test(typed)) {
    const beginning = typed.replace(/\*+$/, "");
    const words = tokenize(beginning);
    if (words.length === 1 && [...words[0].word].length < MIN_PATTERN) {
      throw fault(`a word with * needs at least ${MIN_PATTERN} letters`, lexeme);
    }
    return { type: "prefix", text: beginning, ...shared };
  }
  const text = fold(typed).replace(/\*+/g, "*");
  const letters = text.replace(/[*?]/g, "");
  if (!/^[\p{L}\p{N}]+$/u.test(letters)) throw fault(ON_ONE_WORD(text.includes("*") ? "*" : "?"), lexeme);
  const needed = text.startsWith("*") ? MIN_ENDING : MIN_PATTERN;
  if ([...letters].length < needed) {
    const where = text.startsWith("*") ? "that begins with" : "with";
    throw fault(`a word ${where} * needs at least ${needed} letters`, lexeme);
  }
  if (text.split("*").length - 1 > MAX_STARS) throw fault(`a word may have at most ${MAX_STARS} *`, lexeme);
  return { type: "wildcard", text, ...shared };
}

/** Return whether a node is a phrase that binds, given the field of the parentheses around it. */
function isPhrase(node, field) {
  const inner = node.type === "boost" ? node.part : node;
  return inner.type === "phrase" && (field !== null || inner.field === null);
}

function isMinus(sign) {
  return sign !== null && sign.text.replaceAll("+", "") !== "";
}

function joins({ kind, text }) {
  return kind === "operator" && text !== "NOT";
}

function group(type, parts) {
  return parts.length > 1 ? { type, parts } : (parts[0] ?? null);
}

function either(parts) {
  return parts.length === 1 ? parts[0] : { type: "or", parts };
}
