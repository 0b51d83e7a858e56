/** A query in; its words, phrases, fields, operators and signs out, as lexer.py. */

import { fieldMeant } from "./fieldnames.js";
import { parseIdentifier, trimEnd } from "./identifiers.js";

export const QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02';
// A space may follow these fields; others occur in pasted titles ("Body: a review").
const SPACED = "title heading note author journal year kind has lang pmid pmcid doi painsci".split(" ");
// Characters of no width, which come with pasted text: no part of a word, and none between words.
const UNSEEN = "\u200b\u2060\ufeff";
const SYNONYMS = { "&&": "AND", "||": "OR" };
// Begins as identifiers with signs in them do: a URL or a DOI. It may be in angle brackets.
const IDENTIFIER = new RegExp(
  `<?((?:https?[:%]|www\\.|(?:dx\\.)?doi\\.org/|arxiv(?::|\\.org/)|10\\.\\d)[^\\s${QUOTES}]+)`, "iuy",
);
// Letters in any case, in a pattern that distinguishes case.
const anyCase = (text) => text.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
const LEXEME = new RegExp(
  [
    `(?<space>[\\s${UNSEEN}]+)`,
    `(?<labelled>(?<=[mM][eE][tT][aA]:)(?<label>[^\\s()${QUOTES}=]+=)[${QUOTES}](?<value>[^${QUOTES}]*)[${QUOTES}])`,
    `(?<phrase>[${QUOTES}](?<words>[^${QUOTES}]*)[${QUOTES}](?:~(?<slop>\\p{Nd}+))?)`,
    `(?<quote>[${QUOTES}])`,
    "(?<boost>\\^[^\\s()]*)",
    "(?<range>[\\[{]\\s*[^\\s\\]}]+\\s+[tT][oO]\\s+[^\\s\\]}]+\\s*[\\]}]|(?<=:)[<>]=?\\s*[^\\s()<>=]+)",
    "(?<open>\\()",
    "(?<close>\\))",
    "(?<sign>(?:[+\\-]|\u2212(?!\\.?\\p{Nd})|(?<=\\s)\u2013(?!\\.?\\p{Nd}))+(?=[^\\s)+\\-\u2212\u2013]))",
    `(?<operator>(?:AND|OR|NOT)(?=[\\s()${QUOTES}]|$)|&&|\\|\\|)`,
    `(?<near>NEAR(?:\\/\\p{Nd}+)?(?=\\()|(?:NEAR|PRE|W)\\/\\p{Nd}+(?=[\\s()${QUOTES}]|$))`,
    `(?<field>(?:${SPACED.map(anyCase).join("|")}):|(?:[mM][eE][tT][aA]|[tT][aA][gG]):(?=\\s*$)|[A-Za-z_]+:(?=[^\\s:/]))`,
    `(?<word>[^\\s()${QUOTES}]+)`,
  ].join("|"),
  "uy",
);
const KINDS = ["space", "labelled", "phrase", "quote", "boost", "range", "open", "close", "sign", "operator", "near", "field", "word"];
const WORD = new RegExp(`[^\\s()${QUOTES}]+`, "uy");
// A boost follows one of these directly; after a word it is part of the word.
const BOOSTED = ["phrase", "close", "range"];
// Punctuation of the sentence around an identifier. A "*" is not: it would change the query.
const AFTER_IDENTIFIER = ".,;:?!'\u2019";

/** Split a query into lexemes { kind, text, start, end, slop }. */
export function splitQuery(query) {
  const lexemes = [];
  let at = 0;
  while (at < query.length) {
    const identifier = identifierAt(query, at);
    if (identifier) {
      lexemes.push(identifier);
      at = identifier.end;
      continue;
    }
    let match = matchAt(LEXEME, query, at);
    let kind = match && KINDS.find((name) => match.groups[name] !== undefined);
    if (kind === "field" && !fieldMeant(match[0].slice(0, -1))) {
      [match, kind] = [matchAt(WORD, query, at), "word"]; // as in "Backs:a review"
    }
    const previous = lexemes.at(-1)?.end === at ? lexemes.at(-1).kind : null;
    if (!match || (kind === "boost" && !BOOSTED.includes(previous))) {
      at += 1;
      continue;
    }
    const start = at;
    at += match[0].length;
    if (kind === "space") continue;
    const lexeme = { kind, text: match[0], start, end: at, slop: 0 };
    if (kind === "phrase") {
      lexeme.text = match.groups.words;
      lexeme.slop = Math.min(Number(match.groups.slop ?? 0), 1_000_000);
    }
    if (kind === "labelled") {
      // meta:topic="knee pain" is meta:"topic=knee pain"
      lexeme.kind = "phrase";
      lexeme.text = match.groups.label + match.groups.value;
    }
    if (kind === "operator") lexeme.text = SYNONYMS[match[0]] ?? match[0];
    lexeme.text = seen(lexeme.text);
    lexemes.push(lexeme);
  }
  return lexemes;
}

function matchAt(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Return the identifier or the URL of a work that begins at an offset, if one does. */
function identifierAt(query, at) {
  const match = matchAt(IDENTIFIER, query, at);
  if (!match) return null;
  const typed = trimEnd(match[1], AFTER_IDENTIFIER + UNSEEN);
  const text = seen(typed);
  if (!text || !parseIdentifier(text).length) return null;
  const start = at + match[0].length - match[1].length;
  return { kind: "identifier", text, start, end: start + typed.length, slop: 0 };
}

function seen(text) {
  return [...text].filter((char) => !UNSEEN.includes(char)).join("");
}
