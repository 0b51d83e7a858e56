/** Queries and texts: parse a query, compare words, cut a snippet and highlight it. */

// Words of a snippet, and words before the first match within which its sentence may begin.
const SNIPPET_WORDS = 45;
const BACK_WORDS = 25;
// Searched in phrases, or if a query has no other words: Pagefind is slow for frequent words.
const FREQUENT = new Set(
  "a an and are as at be by for from in is it of on or that the this to was were with".split(" "),
);

// The fields of the query language, which are not supported here.
const FIELD =
  /(^|[\s(+-])((?:title|heading|body|note|author|journal|year|pmid|pmcid|doi|painsci|kind|article|has|lang|meta|tag|updated):)(?=\S)/gi;

/**
 * Parse a query into words, phrases, and words that must not occur.
 *
 * AND is the default; NOT is the same as "-". OR and fields are listed in `ignored`.
 */
export function parseQuery(text) {
  const query = { words: [], phrases: [], excluded: [], ignored: [] };
  const ignore = (part) => query.ignored.includes(part) || query.ignored.push(part);
  const plain = text.replaceAll(FIELD, (_, before, field) => {
    ignore(field);
    return before;
  });
  let not = false;
  for (const [, sign, phrase, bare] of plain.matchAll(/([-+]?)(?:["“”„]([^"“”„]*)["“”„]?|(\S+))/g)) {
    if (bare === "NOT" || bare === "AND" || bare === "OR") {
      if (bare === "OR") ignore(bare);
      not = bare === "NOT";
      continue;
    }
    const words = wordsOf(phrase ?? bare.replaceAll(/["“”„]/g, " "));
    if (!words.length) continue;
    if (sign === "-" || not) query.excluded.push(words.join(" "));
    else if (phrase !== undefined && words.length > 1) query.phrases.push(words.join(" "));
    else query.words.push(...words);
    not = false;
  }
  const rare = query.words.filter((word) => !FREQUENT.has(word));
  query.words = [...new Set(rare.length || query.phrases.length ? rare : query.words)];
  return query;
}

/** Return the words of a text, in lower case. */
export function wordsOf(text) {
  return text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu) ?? [];
}

// Endings of English inflections; words that differ otherwise are different words.
const ENDINGS = new Set(
  (
    " s es ed d er ers est r rs y ies ied ier ly ily ing ings ingly e ve ive ives ively ion ions " +
    "ation ations ative ate ates ated ating atory ity ities ic ics ical ically al als ally ism " +
    "ist ists ise ises ised ising isation ize izes ized izing ization ment ments ness iness ful " +
    "fully able ably ance ances ant ants ence ences ent ents edly 's"
  ).split(" "),
);

/** Return whether a word of a text matches one of the query: the same, its start, or inflected. */
export function isRelated(queried, word) {
  const [a, b] = [fold(queried), fold(word)];
  if (b.startsWith(a)) return true;
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same++;
  const isInflection = (end) => ENDINGS.has(end) || (end[0] === a[same - 1] && ENDINGS.has(end.slice(1)));
  return same >= 3 && isInflection(a.slice(same)) && isInflection(b.slice(same));
}

function fold(text) {
  return text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase().replaceAll("’", "'");
}

/** Split a text at white space, as Pagefind counts words, with their offsets. */
export function splitWords(text) {
  return [...text.matchAll(/\S+/g)].map(({ 0: word, index }) => ({
    text: word,
    start: index,
    end: index + word.length,
  }));
}

/**
 * Cut the part with the most matching words, from the start of a sentence if possible.
 *
 * @param {string} content
 * @param {number[]} places numbers of the words that match
 * @returns {object} text, highlights, and start and end in the content
 */
export function cutSnippet(content, places) {
  const words = splitWords(content);
  if (!words.length) return { text: "", highlights: [], start: 0, end: 0 };
  const matching = [...new Set(places)].filter((at) => at < words.length).sort((a, b) => a - b);
  const first = densest(words, matching);
  let begin = first;
  while (begin > 0 && !endsSentence(words[begin - 1].text) && first - begin < BACK_WORDS) begin--;
  if (begin > 0 && !endsSentence(words[begin - 1].text)) begin = Math.max(first - 6, 0);
  let stop = Math.min(begin + SNIPPET_WORDS, words.length);
  const last = matching.filter((at) => at < stop).at(-1) ?? begin;
  for (let at = stop; at > Math.max(last, begin + SNIPPET_WORDS / 3); at--) {
    if (at === words.length || endsSentence(words[at - 1].text)) {
      stop = at;
      break;
    }
  }
  const { start } = words[begin];
  const { end } = words[stop - 1];
  const before = begin > 0 && !endsSentence(words[begin - 1].text) ? "\u2026" : "";
  const after = stop < words.length && !endsSentence(words[stop - 1].text) ? "\u2026" : "";
  const highlights = matching
    .filter((at) => at >= begin && at < stop)
    .map((at) => trimmed(words[at]))
    .map(([from, to]) => [from - start + before.length, to - start + before.length]);
  return { text: before + content.slice(start, end) + after, highlights, start, end };
}

/** Return the matching word that is followed by the most different ones nearby. */
function densest(words, matching) {
  let [best, most] = [matching[0] ?? 0, 0];
  matching.forEach((first, at) => {
    const near = [];
    for (let next = at; matching[next] < first + SNIPPET_WORDS - 10; next++) near.push(matching[next]);
    const different = new Set(near.map((each) => fold(words[each].text).slice(0, 4)));
    const value = different.size * 4 + near.length;
    if (value > most) [best, most] = [first, value];
  });
  return best;
}

function endsSentence(word) {
  return /[.!?]["'”’)\]]*$/.test(word) && !/^(?:\p{Lu}|vs|e\.g|i\.e|Dr|al|et)\.$/u.test(word);
}

function trimmed({ text, start }) {
  const found = text.match(/[\p{L}\p{N}].*[\p{L}\p{N}\p{M}]|[\p{L}\p{N}]/u);
  return found ? [start + found.index, start + found.index + found[0].length] : [start, start];
}

/** Return whether a sentence overlaps a span of the content. */
export function overlaps(content, sentence, { start, end }) {
  for (let at = content.indexOf(sentence); at >= 0; at = content.indexOf(sentence, at + 1)) {
    if (at < end && at + sentence.length > start) return true;
  }
  return false;
}

/** Return the spans of the words of a text that match the query. */
export function markWords(text, queried) {
  const words = [...text.matchAll(/[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu)];
  return words
    .filter(([word]) => queried.some((each) => isRelated(each, word)))
    .map(({ 0: word, index }) => [index, index + word.length]);
}
