/**
 * Words of a text, as `tokenize` and `fold` of text.py return them: what was indexed by the one is
 * found by the other. A test compares the two.
 */

// Letters that Unicode does not decompose into a base letter and a mark, or folds to several; the
// last is the Arabic tatweel, which only makes a word longer on the page.
const LETTERS = new Map(Object.entries({
  ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", æ: "ae", œ: "oe", ı: "i", ß: "ss", ς: "σ", "\u0640": "",
}));
/** The names of the Greek letters, in their order. */
export const GREEK_NAMES = (
  "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau " +
  "upsilon phi chi psi omega"
).split(" ");
const GREEK = new Map(GREEK_NAMES.map((name, at) => ["αβγδεζηθικλμνξοπρστυφχψω"[at], name]));
const RAISED = "\u2070\u00b9\u00b2\u00b3\u2074-\u2079";
const POWER = `\\p{Nd}+(?:\\^[-\u2212]?\\p{Nd}+|\u207b?[${RAISED}]+)(?![\\p{L}\\p{N}])`;
const MEASURE = new RegExp(
  `^(\\p{Nd}+)(?!(?:st|nd|rd|th|s)$|[${RAISED}])[\\p{L}\\p{Nl}\\p{No}]+$`, "iu",
);
const EXPONENT = new RegExp(`(?<=\\p{Nd})(?=\u207b?[${RAISED}])`, "gu");
const HYPHENS = "\\-\u2010\u2011";
const APOSTROPHES = "'\u2018\u2019\u02bc";
/** Characters that join the parts of a compound. */
export const JOINERS = "-\u2010\u2011'\u2018\u2019\u02bc./&:,\u2013";
const POSSESSIVE = new RegExp(`[${APOSTROPHES}][sS](?=$|[-./&:\u2010\u2011])`, "gu");
const MICRO = /(?<![\p{L}\p{N}_])\u03bc(?=[a-z]{1,3}(?![\p{L}\p{N}_]))/gu;
const MICRO_UNIT = /^\p{Nd}*[\u00b5\u03bc][a-zA-Z]{1,3}$/u;
const GREEK_ALONE = /(?<![\u0370-\u03ff])[\u0370-\u03ff](?![\u0370-\u03ff])/g;
// In Chinese, Japanese and Thai each character is a word.
const UNSPACED =
  "\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46" +
  "\u3005-\u3007\u3041-\u3096\u309d-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff" +
  "\uff66-\uff9d\u{20000}-\u{3ffff}";
// Marks that make another letter: of a Japanese sound, and of the Cyrillic short i.
const OF_LETTERS = /[\u3099\u309a]|(?<=\u0438)\u0306/g;
const VOICED = "[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u3099\u309a\uff9e\uff9f]*";
const MARK = "(?:\u00ad|(?=[\u0300-\u30ff\ua000-\uabff])[\\p{Mn}\\p{Mc}])";
const LETTER = `(?:(?![${UNSPACED}])[\\p{L}\\p{N}]|${MARK})`;
const PART = `(?:[${UNSPACED}]${VOICED}|${POWER}|(?:[\\p{L}\\p{N}]|${MARK})${LETTER}*)`;
const JOINER = `(?:[${HYPHENS}${APOSTROPHES}./&:]|(?<=\\p{Nd})[,\u2013](?=\\p{Nd}))`;
const COMPOUNDS = new RegExp(`${PART}(?:${JOINER}${PART})*`, "gu");
const PARTS = new RegExp(PART, "gu");
const UNSPACED_ONE = new RegExp(`[${UNSPACED}]`, "uy");
// Parts of a compound that is indexed as a whole, too.
const WHOLE_PARTS = 8;
// Unused positions between paragraphs, so that no phrase crosses a blank line.
const GAP = 8;

const folded = new Map();
const combining = new Map();

/** Return a text in lower case without accents, ligatures, curly quotes and soft hyphens. */
export function fold(text) {
  let found = folded.get(text);
  if (found === undefined) folded.set(text, (found = foldAnew(text)));
  return found;
}

function foldAnew(text) {
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  const lower = text.replace(EXPONENT, "^").normalize("NFKD").toLowerCase();
  const decomposed = [...lower].map((char) => LETTERS.get(char) ?? char).join("");
  const kept = new Set([...decomposed.matchAll(OF_LETTERS)].map(({ index }) => index));
  let plain = "";
  let at = 0;
  for (const char of decomposed) {
    if (kept.has(at) || (char !== "\u00ad" && !isCombining(char))) plain += char;
    at += char.length;
  }
  if (kept.size) plain = plain.normalize("NFC");
  plain = (GREEK.get(plain) ?? plain).replace(MICRO, "u").replace("^\u2212", "^-");
  return plain
    .replace(new RegExp(`[${APOSTROPHES}]`, "g"), "'")
    .replace(new RegExp(`[${HYPHENS}\u2013\u2014]`, "g"), "-");
}

/** Return whether a character has a combining class: whether normalisation reorders it. */
function isCombining(char) {
  if (!/\p{M}/u.test(char)) return false;
  if (!combining.has(char)) {
    const moves = (text) => text.normalize("NFD") !== text;
    combining.set(char, moves(`\u0301${char}`) || moves(`${char}\u0334`));
  }
  return combining.get(char);
}

/**
 * Return the tokens of a text by position: { word, start, end, position, parts }. The whole of a
 * compound follows its first part, at the same position.
 */
export function tokenize(text) {
  const tokens = [];
  let position = 0;
  for (const { 0: compound, index: base } of text.matchAll(COMPOUNDS)) {
    if (/^[A-Za-z0-9]+$/.test(compound) && !measureUnit(compound)) {
      const word = compound.toLowerCase();
      tokens.push({ word, start: base, end: base + compound.length, position, parts: 1 });
      position += 1;
      continue;
    }
    const surface = compound.replace(POSSESSIVE, "  ");
    const written = [...surface.matchAll(PARTS)].filter(([part]) => fold(part));
    const spans = written
      .flatMap(({ 0: part, index }) => splitWord(part, index))
      .filter(([start, end]) => fold(surface.slice(start, end)));
    const words = spans.map(([start, end]) => fold(surface.slice(start, end)));
    spans.forEach(([start, end], at) => {
      tokens.push({ word: words[at], start: base + start, end: base + end, position: position + at, parts: 1 });
      if (at === 0 && spans.length > 1 && written.length <= WHOLE_PARTS) {
        const gaps = spans.slice(1).map(([next], number) => surface.slice(spans[number][1], next));
        const word = join(words, gaps);
        const stop = base + spans.at(-1)[1];
        tokens.push({ word, start: base + start, end: stop, position, parts: spans.length });
      }
    });
    position += spans.length;
  }
  return tokens;
}

/** Return the tokens of a text with paragraphs, whose positions have gaps between them. */
export function tokenizeParagraphs(text) {
  const tokens = [];
  let base = 0;
  for (const [start, paragraph] of paragraphs(text)) {
    let last = -1;
    for (const token of tokenize(paragraph)) {
      last = token.position;
      tokens.push({ ...token, start: token.start + start, end: token.end + start, position: token.position + base });
    }
    base += last + 1 + GAP;
  }
  return tokens;
}

function paragraphs(text) {
  const found = [];
  let start = 0;
  for (const gap of text.matchAll(/\n\s*\n/g)) {
    if (gap.index > 0) found.push([start, text.slice(start, gap.index)]);
    start = gap.index + gap[0].length;
  }
  return [...found, [start, text.slice(start)]];
}

/** Return whether the character at an offset is a word, as in Chinese and Japanese. */
export function isUnspaced(text, at) {
  UNSPACED_ONE.lastIndex = at;
  return UNSPACED_ONE.test(text);
}

/** Return the tokens of a text without the wholes of compounds. */
export function partsOf(text) {
  return tokenize(text).filter((token) => token.parts === 1);
}

function splitWord(word, base) {
  let cuts = [0, word.length];
  if (!/^[\x00-\x7f]*$/.test(word) && !MICRO_UNIT.test(word)) {
    for (const { index } of word.matchAll(GREEK_ALONE)) cuts.push(index, index + 1);
  }
  cuts = pairs(sorted(cuts)).reduce(
    (all, [low, high]) => [...all, low + measureUnit(word.slice(low, high))], cuts,
  );
  return pairs(sorted(cuts)).map(([low, high]) => [base + low, base + high]);
}

function sorted(numbers) {
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function pairs(items) {
  return items.slice(1).map((item, at) => [items[at], item]);
}

/** Return the offset of the unit in a number with a unit, such as "600mg"; 0 in other words. */
export function measureUnit(word) {
  return MEASURE.exec(word)?.[1].length ?? 0;
}

/** Return the spelling of a compound as a whole: joined, with a joiner only between digits. */
function join(words, gaps) {
  const isDigit = (char) => /^[\p{Nd}\u00b2\u00b3\u00b9\u2070-\u2089]$/u.test(char ?? "");
  return words.slice(1).reduce((joined, word, at) => {
    const gap = gaps[at].trim();
    const isNumber = isDigit(joined.at(-1)) && isDigit(word[0]) && gap !== ",";
    return joined + (isNumber ? (gap === "." ? "." : gaps[at] ? "-" : "") : "") + word;
  }, words[0]);
}
