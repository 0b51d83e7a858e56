/**
 * Asks Pagefind, and answers in the shape of results.schema.json.
 *
 *   import { search } from "/search/search.js";
 *   const results = await search("sham surgery", { kind: "note", limit: 5 });
 *   for (const hit of results.hits) console.log(hit.heading, hit.link, hit.snippet.text);
 *
 * Nothing here touches the page. Texts are texts, never markup: show them as textContent.
 */

const PAGEFIND = new URL("pagefind/pagefind.js", import.meta.url).href;
const EVIDENCE = new URL("articles/", import.meta.url).href;
// What a word in a title or heading counts, relative to Pagefind's measure for texts.
const META_WEIGHTS = { title: 1, heading: 3, path: 0.5 };
const NARROWING = ["kind", "article", "author", "year", "language"];
// A snippet has about so many words, and goes back to where its sentence begins if that is near.
const SNIPPET_WORDS = 45;
const BACK_WORDS = 25;

let engine;
const evidence = new Map();

/** Load what every search needs. Called by the first search, or earlier, to spare it the time. */
export function prepare() {
  engine ??= start().catch((error) => {
    engine = undefined;
    throw error;
  });
  return engine;
}

async function start() {
  const pagefind = await import(PAGEFIND);
  await pagefind.options({ ranking: { metaWeights: META_WEIGHTS } });
  await pagefind.init();
  return pagefind;
}

/**
 * Answer a query.
 *
 * A passage must have all the words; words may end in other ways, and may be only begun. Where no
 * passage has all of them, those that have some are given, and `partial` is true. "Words between
 * quotes" stand together; -word must not occur. A word that occurs nowhere is named in `unknown`
 * and left out.
 *
 * @param {string} text
 * @param {object} [options] kind, article (an id), author, year, language: only such passages;
 *   sort: "relevance" or "date", the latest first; limit and offset: how many passages, and how
 *   many to pass over first.
 * @returns {Promise<object>} query, total, partial, unknown, facets, hits
 */
export async function search(text, options = {}) {
  const pagefind = await prepare();
  const { limit = 10, offset = 0, sort = "relevance" } = options;
  const asking = new Asking(pagefind, narrowing(options), sort);
  const query = parseQuery(text);
  const answer = { query: text, total: 0, partial: false, unknown: [], facets: {}, hits: [] };
  if (!query.words.length && !query.phrases.length) return answer;
  let known = query.words;
  let { found, facets } = await asking.all(known, query.phrases);
  // what the best passage answers needs no look of its own
  const seen = found.length ? await matchedWords(found[0].result) : [];
  const doubtful = known.filter((word) => !seen.some((each) => isRelated(word, each)));
  const { unknown } = await asking.sortOut(doubtful);
  if (unknown.length) {
    answer.unknown = unknown;
    known = known.filter((word) => !unknown.includes(word));
    ({ found, facets } = await asking.all(known, query.phrases));
  }
  if (!found.length && known.length + query.phrases.length > 1) {
    found = await asking.some(known, query.phrases);
    answer.partial = found.length > 0;
    facets = {};
  }
  found = await asking.without(found, query.excluded);
  answer.total = found.length;
  answer.facets = query.excluded.length ? {} : facets;
  const shown = found.slice(offset, offset + limit);
  const asked = [...known, ...query.phrases.flatMap((phrase) => phrase.split(" "))];
  answer.hits = await Promise.all(shown.map((each, at) => makeHit(each, offset + at + 1, asked)));
  return answer;
}

/** Give the values by which answers can be narrowed, each with its number of passages. */
export async function facets() {
  return facetsOf(await (await prepare()).filters());
}

/** Give what a site tells of an article, by its id: { article, notes, passages }, or null. */
export async function article(id) {
  return (await evidenceOf(id)) ?? null;
}

/**
 * Part a query into words, phrases and what must not occur.
 *
 * AND is what is done anyway; NOT is written as a "-", too.
 */
export function parseQuery(text) {
  const query = { words: [], phrases: [], excluded: [] };
  let not = false;
  for (const [, sign, phrase, bare] of text.matchAll(/([-+]?)(?:["“”„]([^"“”„]*)["“”„]?|(\S+))/g)) {
    if (bare === "NOT" || bare === "AND" || bare === "OR") {
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
  query.words = [...new Set(query.words)];
  return query;
}

function wordsOf(text) {
  return text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu) ?? [];
}

function narrowing(options) {
  const filters = {};
  for (const name of NARROWING) if (options[name]) filters[name] = options[name];
  return filters;
}

/** Asks Pagefind for parts of a query and puts the answers together. */
class Asking {
  constructor(pagefind, filters, sort) {
    this.pagefind = pagefind;
    this.options = { filters };
    this.byDate = sort === "date";
    if (this.byDate) this.options.sort = { date: "desc" };
    this.asked = new Map();
  }

  ask(text) {
    if (!this.asked.has(text)) this.asked.set(text, this.pagefind.search(text, this.options));
    return this.asked.get(text);
  }

  /**
   * Tell words of the index from others. For a word that it does not have, Pagefind takes the
   * longest beginning that it has: what is found for "abracadabra" then has "a".
   */
  async sortOut(words) {
    const known = [];
    const unknown = [];
    for (const word of words) {
      // what narrows an answer must not make a word unknown
      const { results } = await this.pagefind.search(word);
      const best = results.length ? await matchedWords(results[0]) : [];
      (best.some((each) => isRelated(word, each)) ? known : unknown).push(word);
    }
    return { known, unknown };
  }

  async all(words, phrases) {
    if (!words.length && !phrases.length) return { found: [], facets: {} };
    const parts = phrases.map((phrase) => `"${phrase}"`);
    if (words.length) parts.unshift(words.join(" "));
    const answers = [];
    for (const part of parts) answers.push(await this.ask(part));
    const [first, ...others] = answers.map((answer) => answer.results);
    const found = first.map((result) => ({ result, score: result.score, matches: [result] }));
    const scores = others.map((results) => new Map(results.map((each) => [each.id, each])));
    const both = found.filter((each) => {
      const more = scores.map((known) => known.get(each.result.id));
      if (more.includes(undefined)) return false;
      each.score += more.reduce((sum, result) => sum + result.score, 0);
      each.matches.push(...more);
      return true;
    });
    if (others.length && !this.byDate) both.sort((a, b) => b.score - a.score);
    return { found: both, facets: others.length ? {} : facetsOf(answers[0].totalFilters) };
  }

  /** What has some of the parts: the more parts, the better. */
  async some(words, phrases) {
    const found = new Map();
    for (const part of [...words, ...phrases.map((phrase) => `"${phrase}"`)]) {
      for (const result of (await this.ask(part)).results) {
        const each = found.get(result.id) ?? { result, score: 0, matches: [] };
        each.score += result.score;
        each.matches.push(result);
        found.set(result.id, each);
      }
    }
    const better = (a, b) => b.matches.length - a.matches.length || b.score - a.score;
    return [...found.values()].sort(better);
  }

  async without(found, excluded) {
    const gone = new Set();
    for (const part of excluded) {
      const asked = part.includes(" ") ? `"${part}"` : part;
      const { known } = await this.sortOut(part.split(" "));
      if (!known.length) continue;
      for (const result of (await this.ask(asked)).results) gone.add(result.id);
    }
    return gone.size ? found.filter((each) => !gone.has(each.result.id)) : found;
  }
}

function facetsOf(filters) {
  const facet = ([name, values]) => [
    name,
    Object.entries(values)
      .filter(([, count]) => count > 0)
      .map(([value, count]) => ({ value, count, label: value })),
  ];
  const shown = Object.entries(filters ?? {}).filter(([name]) => NARROWING.includes(name));
  return Object.fromEntries(shown.map(facet));
}

/** The words of a result that Pagefind says have matched, or may have: those of its headings. */
async function matchedWords(result) {
  const data = await result.data();
  const words = splitWords(data.content);
  const texts = result.words.map((at) => words[at]?.text ?? "");
  return wordsOf([...texts, ...Object.values(data.meta)].join(" "));
}

// Endings that English words take and lose. Words that differ in other ways are others.
const ENDINGS = new Set(
  (
    " s es ed d er ers est r rs y ies ied ier ly ily ing ings ingly e ve ive ives ively ion ions " +
    "ation ations ative ate ates ated ating atory ity ities ic ics ical ically al als ally ism " +
    "ist ists ise ises ised ising isation ize izes ized izing ization ment ments ness iness ful " +
    "fully able ably ance ances ant ants ence ences ent ents edly 's"
  ).split(" "),
);

/** Tell whether a word of the index answers one that was asked for: the same, begun, or bent. */
export function isRelated(asked, word) {
  const [a, b] = [fold(asked), fold(word)];
  if (b.startsWith(a)) return true;
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same++;
  const bent = (end) => ENDINGS.has(end) || (end[0] === a[same - 1] && ENDINGS.has(end.slice(1)));
  return same >= 3 && bent(a.slice(same)) && bent(b.slice(same));
}

function fold(text) {
  return text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase().replaceAll("’", "'");
}

async function evidenceOf(id) {
  const name = evidenceName(id);
  if (!evidence.has(name)) {
    const loading = fetch(EVIDENCE + name).then((answer) => (answer.ok ? answer.json() : {}));
    evidence.set(name, loading);
    loading.catch(() => evidence.delete(name));
  }
  return (await evidence.get(name))[id];
}

/** The 32-bit FNV-1a hash of an id in UTF-8, as records.py reckons it. */
export function evidenceName(id) {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(id)) {
    value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  }
  return `${value.toString(16).padStart(8, "0")}.json`;
}

async function makeHit(found, rank, asked) {
  const { content, filters } = await found.result.data();
  const id = filters.article[0];
  const { article, notes = {}, passages = [] } = (await evidenceOf(id)) ?? {};
  const place = passages[Number(filters.passage[0])];
  if (!place) throw new Error(`no evidence of ${id}: these files are not of one export`);
  // a mere heading is no passage
  const places = found.matches.flatMap((result) => result.words);
  const snippet = cutSnippet(content === place.heading ? "" : content, places);
  const isNote = place.kind === "note";
  const claims = place.claims
    .filter((claim) => isNote || overlaps(content, claim.text, snippet))
    .map((claim) => ({ ...claim, link: absolute(claim.link) }));
  const cited = isNote ? [place.anchor] : claims.flatMap((claim) => claim.notes);
  const citing = new Map(isNote ? claims.map((claim) => [claim.anchor, claim]) : []);
  return {
    rank,
    score: found.score,
    kind: place.kind,
    article: { ...article, link: absolute(article.link) },
    heading: place.heading,
    path: place.path,
    anchor: place.anchor,
    link: absolute(place.link),
    snippet: { text: snippet.text, highlights: snippet.highlights },
    notes: [...new Set(cited)].filter((anchor) => notes[anchor]).map((anchor) => notes[anchor]),
    cited_from: [...citing.values()].map(({ anchor, heading, link }) => ({ anchor, heading, link })),
    claims,
    title_highlights: markWords(article.title, asked),
    heading_highlights: isNote ? [] : markWords(place.heading, asked),
  };
}

/** Make a link of the site one that holds in any page; null for what is no address of a page. */
function absolute(link) {
  if (!link) return null;
  try {
    const url = new URL(link, import.meta.url);
    return ["http:", "https:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

function splitWords(text) {
  return [...text.matchAll(/\S+/g)].map(({ 0: word, index }) => ({
    text: word,
    start: index,
    end: index + word.length,
  }));
}

/**
 * Cut the passage with the most of the matching words, from the beginning of a sentence if it can.
 *
 * @param {string} content
 * @param {number[]} places the numbers of the words that match
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

/** The first of the matching words with the most other ones close behind. */
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

function overlaps(content, sentence, { start, end }) {
  for (let at = content.indexOf(sentence); at >= 0; at = content.indexOf(sentence, at + 1)) {
    if (at < end && at + sentence.length > start) return true;
  }
  return false;
}

function markWords(text, asked) {
  const words = [...text.matchAll(/[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu)];
  return words
    .filter(([word]) => asked.some((each) => isRelated(each, word)))
    .map(({ 0: word, index }) => [index, index + word.length]);
}
