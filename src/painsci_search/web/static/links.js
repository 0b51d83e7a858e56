/**
 * Links to passages: a section or note and a span of its text in; the fragment "#anchor:~:text=" with
 * the first and the last words of the span out, as links.py and text_fragments.py.
 */

const [MIN_WORDS, MIN_LETTERS] = [5, 16];
const [LONGEST, LONGEST_PREFIX, NEAR] = [400, 2000, 100];
// Pieces at the end of a passage whose last words may end a quote.
const LAST_PIECES = 12;
// From here on scripts are written without spaces.
const UNSPACED = "\u2e80";
const BREAK = /\n+| \| /g;
const STOP = /[\s,;:.!?\u3001\u3002\uff0c\uff1b\uff1a\uff01\uff1f]+/g;
const LETTER = /[\p{L}\p{N}_]/u;
const isAlnum = (char) => char !== undefined && /^[\p{L}\p{N}]$/u.test(char);

/**
 * Return the fragment of a passage.
 *
 * @param {object} part heading, text, sentences; anchor: null where the page has none; unquoted: the
 *   spans that no page shows as they are, flat: start and end of each; markers: offsets at which
 *   the page has more text; shown: of note markers, each as [offset, what the page shows of it as
 *   one word with the word before]; disambiguations: of sentences whose words occur earlier in the
 *   page, each as [start, prefixStart, leastEnd]
 * @param {number} start
 * @param {number} end
 */
export function fragmentOf(part, start, end) {
  const isShown = part.unquoted.every((low, at) => at % 2 || low > end || part.unquoted[at + 1] < start);
  const quoted = isShown ? directive(part, start, end) : "";
  const anchor = part.anchor ? quoteAnchor(part.anchor) : "";
  if (quoted) return `#${anchor}:~:text=${quoted}`;
  return anchor ? `#${anchor}` : "";
}

function quoteAnchor(anchor) {
  return encodeURIComponent(anchor).replace(/%(?:21|24|26|27|28|29|2A|2B|2C|3B|3D|3A|40|2F|3F)/g, decodeURIComponent);
}

function directive(part, from, to) {
  const { text, disambiguations } = part;
  let [start, end] = atWords(text, from, to);
  const find = (at) => disambiguations.find(([each]) => each === at);
  let known = find(start);
  while (known && !known[2]) {
    // the anchor alone leads near the passage, a text fragment would lead elsewhere
    if (known[1] === start) return "";
    start = known[1];
    known = find(start);
  }
  const leastEnd = known?.[2] ?? 0;
  const pieces = quotablePieces(part, start, Math.max(end, leastEnd));
  if (!pieces.length) return "";
  const before = wordsBefore(part, start, pieces[0][0], known);
  const prefix = before ? `${encode(before)}-,` : "";
  const terms = ([first, last]) => prefix + encode(text.slice(...first)) + (last ? `,${encode(text.slice(...last))}` : "");
  const found = edges(text, pieces, leastEnd);
  const word = markedWordAtEnd(part, pieces.at(-1)[1], end);
  const longer = word && withWord(text, pieces.at(-1), found, word);
  if (!longer) return terms(found);
  // the word is whole to browsers if the page shows "help[1]", and longer if it shows "help1"
  return `${terms(found)}&text=${terms(longer)}${word.suffix && `,-${encode(word.suffix)}`}`;
}

/** Return the last word of a passage if it was left out for the marker after it. */
function markedWordAtEnd({ text, markers, shown }, stop, end) {
  const marker = markers.filter((each) => each <= end).at(-1);
  const suffix = shown.find(([offset]) => offset === marker)?.[1];
  if (suffix === undefined) return null;
  const [low, high] = spanAtMarker(text, marker);
  return stop <= low && low < high && high === marker ? { low, high, suffix } : null;
}

/** Return the edges of a quote that ends with one more word; null if no last words lead there. */
function withWord(text, [from, to], [[start, stop], last], { low, high }) {
  const isNext = text.slice(to, low) === " ";
  if (isNext && !last && stop === to) return [[start, high], null];
  const found = lastWords(text, Math.max(isNext ? from : low, stop), high, stop);
  return found && [[start, stop], found];
}

/** Move the ends of a passage to word boundaries, as far as the script shows them. */
function atWords(text, from, to) {
  let [start, end] = [from, to];
  const stops = (low, high) => [...text.slice(low, high).matchAll(STOP)].map(({ 0: stop, index }) => [low + index, low + index + stop.length]);
  if (start > 0 && start < end && isAlnum(text[start - 1]) && isAlnum(text[start])) {
    start = stops(start, end)[0]?.[1] ?? start;
  }
  if (start < end && end < text.length && isAlnum(text[end - 1]) && isAlnum(text[end])) {
    end = stops(start, end).at(-1)?.[0] ?? end;
  }
  return [start, end];
}

/** Return the spans of a passage that one term of a directive can quote. */
function quotablePieces({ text, markers }, from, end) {
  const cuts = markers.filter((marker) => marker >= from && marker <= end).map((marker) => spanAtMarker(text, marker));
  for (const { 0: found, index } of text.slice(from, end).matchAll(BREAK)) cuts.push([from + index, from + index + found.length]);
  cuts.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const pieces = [];
  let start = from;
  for (const [low, high] of [...cuts, [end, end]]) {
    const quotable = stripped(text.slice(start, Math.max(start, Math.min(low, end))));
    if (LETTER.test(quotable)) {
      const begin = text.indexOf(quotable, start);
      pieces.push([begin, begin + quotable.length]);
    }
    start = Math.max(start, high);
  }
  return pieces;
}

function stripped(text) {
  return text.replace(/^[ |\n]+/, "").replace(/[ |\n]+$/, "");
}

/** Return the span of the words that touch a marker; empty if none does. */
function spanAtMarker(text, marker) {
  let [low, high] = [marker, marker];
  const touches = (char) => isAlnum(char) && char < UNSPACED;
  if (touches(text[low - 1])) {
    const first = Math.max(0, low - LONGEST);
    const space = Math.max(text.slice(first, low).lastIndexOf(" "), text.slice(first, low).lastIndexOf("\n"));
    low = space < 0 ? first : first + space + 1;
  }
  if (touches(text[high])) high += /^\S+/.exec(text.slice(high, high + LONGEST))?.[0].length ?? 0;
  return [low, high];
}

/** Return the words before a quote that the fragment needs, as its own words occur earlier. */
function wordsBefore(part, start, quoted, known) {
  const { text, sentences } = part;
  if (known) {
    const [own, prefixStart] = known;
    if (prefixStart === own) return "";
    return stripped(prefixStart < 0 ? part.heading : text.slice(prefixStart, quoted));
  }
  if (start === 0 || sentences.some((each, at) => at % 2 === 0 && each === start)) return "";
  // the passage begins inside a sentence: only starts of sentences are disambiguated
  return wordsAtEnd(text.slice(startOfRun(part, start), start));
}

/** Return the last words of a text. */
function wordsAtEnd(text) {
  return text.split(/\s+/).filter(Boolean).slice(-MIN_WORDS).join(" ");
}

/** Return where the text before an offset starts that has no marker or end of a block in it. */
function startOfRun({ text, markers }, end) {
  const marker = markers.filter((each) => each <= end).at(-1) ?? 0;
  let start = 0;
  for (const length of [NEAR, LONGEST_PREFIX]) {
    start = Math.max(marker, end - length);
    const last = [...text.slice(start, end).matchAll(BREAK)].at(-1);
    if (last) return start + last.index + last[0].length;
  }
  // the text may be cut inside a word
  const word = start > marker ? /^\S+/.exec(text.slice(start, end)) : null;
  return word ? start + word[0].length : start;
}

/** Choose the first and last words of a quote; null for the last if the first are the whole. */
function edges(text, pieces, until) {
  const [start, stop] = pieces[0];
  const edge = Math.min(Math.max(endOfTextStart(text, start, stop), until), stop);
  const isShort = text.slice(edge, stop).split(/\s+/).filter(Boolean).length <= MIN_WORDS;
  if (pieces.length === 1 && isShort) return [[start, stop], null];
  for (const [low, high] of pieces.slice(-LAST_PIECES).reverse()) {
    const last = lastWords(text, Math.max(low, edge), high, edge);
    if (last) return [[start, edge], last];
  }
  return [[start, stop], null];
}

/** Return the end of the shortest first words; a number and its unit stay together. */
function endOfTextStart(text, start, limit) {
  const nextSpace = (from) => {
    const at = text.indexOf(" ", from);
    return at < 0 || at >= limit ? -1 : at;
  };
  let end = start;
  for (let count = 0; count < MIN_WORDS; count++) {
    end = nextSpace(end + 1);
    if (end < 0) return limit;
  }
  while (end - start < MIN_LETTERS || /\p{Nd}/u.test(text[end - 1])) {
    end = nextSpace(end + 1);
    if (end < 0) return limit;
  }
  return end;
}

/** Find last words of a piece that do not occur between the first words and themselves. */
function lastWords(text, low, high, since) {
  for (const count of [MIN_WORDS, 2 * MIN_WORDS, 4 * MIN_WORDS]) {
    const start = back(text, low, high, count);
    if (start < high && !occursIn(text.slice(start, high), text.slice(since, start))) return [start, high];
  }
  return null;
}

/** Return the offset so many words before another, at least `low`. */
function back(text, low, high, count) {
  const atLow = low + (/^\s/.test(text.slice(low, low + 1)) ? 1 : 0);
  let start = high;
  for (let word = 0; word < count; word++) {
    const space = start > low ? text.lastIndexOf(" ", start - (word ? 2 : 1)) : -1;
    if (space < low) return atLow;
    start = space + 1;
  }
  while (/\p{Nd}/u.test(text[start - 2] ?? "")) {
    const space = text.slice(low, start - 1).lastIndexOf(" ");
    if (space < 0) return atLow;
    start = low + space + 1;
  }
  return start;
}

/** Return whether words occur in a text as a browser searches: whole words, any case. */
function occursIn(words, text) {
  const [sought, inside] = [words.toLowerCase(), text.toLowerCase()];
  for (let at = inside.indexOf(sought); at >= 0; at = inside.indexOf(sought, at + 1)) {
    const [before, after] = [inside[at - 1] ?? "", inside[at + sought.length] ?? ""];
    if (!LETTER.test(before) && !LETTER.test(after)) return true;
  }
  return false;
}

/** Percent-encode for a text directive, in which "-" and "," are syntax as well. */
function encode(text) {
  return encodeURIComponent(text).replace(/[!'()*-]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
