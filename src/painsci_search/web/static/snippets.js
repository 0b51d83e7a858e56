/** Cut snippets: the best one to three sentences of a text for a query, as snippets.py does. */

import { stem } from "./stems.js";
import { JOINERS, partsOf, tokenize, tokenizeParagraphs } from "./tokens.js";
import { liesWithin } from "./values.js";

const MOST_SENTENCES = 3;
// In characters, as in snippets.py: a window of at most 320; one below 140 gets its neighbours, as
// long as it stays below 260.
const MOST = 320;
const ENOUGH = 140;
const ROOMY = 260;
// Characters of a compound at most.
const LONGEST_COMPOUND = 400;

/** Return the offsets of places { first, last, leaf, weight, accepts } in a text, by offset. */
export function locate(text, places) {
  if (!places.length) return [];
  const at = [];
  for (const token of tokenizeParagraphs(text)) {
    if (token.parts === 1) at[token.position] = token;
  }
  return places
    .filter(({ first, last }) => at[first] && at[last])
    .map((place) => ({ ...place, start: at[place.first].start, end: endOf(text, at[place.last], place.accepts) }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
}

/** Return the end of a matching word, or of the compound that begins with it and matches. */
function endOf(text, { start, end, word }, accepts) {
  const following = text[end] ?? "";
  const isPart = following !== "" && (JOINERS.includes(following) || /[\p{L}\p{N}]/u.test(following));
  if (!isPart || accepts(word)) return end;
  const whole = tokenize(text.slice(start, start + LONGEST_COMPOUND)).filter((token) => token.start === 0);
  return start + Math.max(...whole.map((token) => token.end));
}

/**
 * Return the offsets of a leaf in a note, whose text shows the authors, the journal and the year of
 * its works.
 */
export function locateInNote(text, leaf, number, weight) {
  const isSpelled = leaf.field === "author";
  const normal = (word) => (isSpelled ? word : stem(word));
  const tokens = tokenizeParagraphs(text).filter((token) => token.parts === 1);
  const sought = leaf.bounds ? [""] : partsOf(leaf.text).map(({ word }) => normal(word));
  const isMatch = (token, word) =>
    leaf.bounds ? /^[12]\d{3}$/.test(token.word) && liesWithin(token.word, leaf.bounds) : normal(token.word) === word;
  return tokens.flatMap((token, at) => {
    const run = tokens.slice(at, at + sought.length);
    const isFound = run.length === sought.length && run.every((each, place) => isMatch(each, sought[place]));
    return isFound ? [{ start: token.start, end: run.at(-1).end, leaf: number, weight }] : [];
  });
}

/** Join overlapping matches to spans. */
export function spansOf(matches) {
  const spans = [];
  for (const { start, end } of matches) {
    const last = spans.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else spans.push([start, end]);
  }
  return spans;
}

/**
 * Cut a snippet.
 *
 * @param {string} text
 * @param {number[]} sentences the start and the end of each sentence in turn
 * @param {object[]} matches as `locate` returns them
 * @returns {object} text, highlights; sentence: the number of the first one; start, end: offsets
 */
export function cutSnippet(text, sentences, matches) {
  if (!sentences.length) return { text: "", highlights: [], sentence: 0, start: 0, end: 0 };
  const groups = bySentence(sentences, matches);
  let [first, last] = groups.length > 1 ? best(text, sentences, groups) : [groups[0]?.[0] ?? 0, groups[0]?.[0] ?? 0];
  [first, last] = widen(text, sentences, first, last);
  let [start, end] = [sentences[2 * first], sentences[2 * last + 1]];
  let [before, after] = ["", ""];
  if (end - start > MOST) {
    const cut = cutLong(text, start, end, matches);
    [before, after] = [cut.start > start ? "\u2026" : "", cut.end < end ? "\u2026" : ""];
    ({ start, end } = cut);
  }
  const shown = matches.filter((match) => match.start >= start && match.end <= end);
  const shift = start - before.length;
  return {
    text: before + text.slice(start, end).replaceAll(/[^\S ]/g, " ") + after,
    highlights: spansOf(shown).map(([low, high]) => [low - shift, high - shift]),
    sentence: first,
    start,
    end,
  };
}

/** Group matches by sentence, as [number, matches]; a match that crosses sentences is in none. */
function bySentence(sentences, matches) {
  const groups = [];
  for (const match of matches) {
    let number = (groups.at(-1)?.[0] ?? 0) - 1;
    while (2 * number + 3 < sentences.length && (number < 0 || sentences[2 * number + 2] <= match.start)) number++;
    if (sentences[2 * number] > match.start || match.end > sentences[2 * number + 1]) continue;
    if (groups.at(-1)?.[0] === number) groups.at(-1)[1].push(match);
    else groups.push([number, [match]]);
  }
  return groups;
}

function best(text, sentences, groups) {
  let [found, highest] = [[0, 0], -1];
  groups.forEach(([first, here], at) => {
    const start = sentences[2 * first];
    let inside = here;
    for (const [last, more] of groups.slice(at, at + MOST_SENTENCES)) {
      const length = sentences[2 * last + 1] - start;
      if (last > first) {
        if (last - first >= MOST_SENTENCES || length > MOST || text.slice(start, start + length).includes("\n\n")) break;
        inside = [...inside, ...more];
      }
      let value = valueOf(inside) * (1 + 0.1 * Math.min(1, length / ENOUGH) - 0.05 * (last - first));
      value += 0.02 / (1 + first);
      if (value > highest) [found, highest] = [[first, last], value];
    }
  });
  return found;
}

function widen(text, sentences, first, last) {
  while (sentences[2 * last + 1] - sentences[2 * first] < ENOUGH) {
    if (fits(text, sentences, first, last + 1)) last++;
    else if (fits(text, sentences, first - 1, last)) first--;
    else break;
  }
  return [first, last];
}

function fits(text, sentences, first, last) {
  if (first < 0 || 2 * last >= sentences.length || last - first >= MOST_SENTENCES) return false;
  const [start, end] = [sentences[2 * first], sentences[2 * last + 1]];
  return end - start <= ROOMY && !text.slice(start, end).includes("\n\n");
}

/** Add up the weights of the leaves, with a little more for repetition and for closeness. */
function valueOf(inside) {
  const counts = new Map();
  for (const { leaf, weight } of inside) counts.set(leaf, [weight, (counts.get(leaf)?.[1] ?? 0) + 1]);
  let value = 0;
  for (const [weight, count] of counts.values()) value += weight * (1 + 0.1 * Math.log(count));
  if (counts.size > 1) {
    const gaps = inside.slice(1).flatMap((match, at) => (match.leaf === inside[at].leaf ? [] : [match.start - inside[at].end]));
    value *= 1 + 0.2 / (1 + Math.max(0, gaps.length ? Math.min(...gaps) : 0) / 10);
  }
  return value;
}

/** Cut a long sentence, between words, to the window with the most matches. */
function cutLong(text, start, end, matches) {
  const inside = matches.filter((match) => match.start >= start && match.end <= end);
  const room = MOST - 2;
  let [chosen, highest] = [start, -1];
  for (const { start: first } of inside) {
    const near = inside.filter((match) => match.start >= first && match.end <= first + room);
    const value = near.length ? valueOf(near) : 0;
    if (value <= highest) continue;
    const covered = near.length ? Math.max(...near.map((match) => match.end)) - first : 0;
    [chosen, highest] = [first - Math.max(0, (room - covered) >> 1), value];
  }
  let left = Math.max(start, Math.min(chosen, end - room));
  let right = Math.min(end, left + room);
  if (left > start) {
    const space = text.slice(left, left + 30).indexOf(" ");
    const isInside = inside.some((match) => match.start < left + space && left + space < match.end);
    if (space >= 0 && !isInside) left += space + 1;
  }
  if (right < end) {
    const space = text.slice(right - 30, right).lastIndexOf(" ");
    if (space >= 0) right = right - 30 + space;
  }
  return { start: left, end: right };
}
