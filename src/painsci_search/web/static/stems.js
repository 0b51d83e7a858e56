/**
 * Stems of English words, as `stem` of text.py returns them.
 *
 * Source: Snowball's "english" stemmer (Porter 2), in its version 3.1.
 */

const VOWEL = /[aeiouy]/;
// After these beginnings the first region starts, whatever their letters.
const FIRST_REGION = /^(?:arsen|commun|emerg|gener|inter|later|organ|past|univers)/;
const IRREGULAR = new Map([
  ["skis", "ski"], ["skies", "sky"], ["idly", "idl"], ["gently", "gentl"], ["ugly", "ugli"],
  ["early", "earli"], ["only", "onli"], ["singly", "singl"],
  ...["sky", "news", "howe", "atlas", "cosmos", "bias", "andes"].map((word) => [word, word]),
]);
// Endings and what replaces them; the longest that a word has decides.
const SECOND = endings({
  tional: "tion", enci: "ence", anci: "ance", abli: "able", entli: "ent", izer: "ize",
  ization: "ize", ational: "ate", ation: "ate", ator: "ate", alism: "al", aliti: "al", alli: "al",
  fulness: "ful", ousli: "ous", ousness: "ous", iveness: "ive", iviti: "ive", biliti: "ble",
  bli: "ble", ogi: "og", ogist: "og", fulli: "ful", lessli: "less", li: "",
});
const THIRD = endings({
  tional: "tion", ational: "ate", alize: "al", icate: "ic", iciti: "ic", ical: "ic", ful: "",
  ness: "", ative: "",
});
const FOURTH = endings(
  Object.fromEntries(
    "al ance ence er ic able ible ant ement ment ent ism ate iti ous ive ize ion"
      .split(" ")
      .map((ending) => [ending, ""]),
  ),
);
// "-ize" and "-yze" are spelled with an s before the stemmer, which would remove "ize".
const IZE = /([\p{L}\p{N}_]{3}[iy])z(?=(?:e[ds]?|ers?|ings?|able|ations?|ational)$)/u;

const known = new Map();

/** Return the stem of a folded word; a word with digits is returned unchanged. */
export function stem(word) {
  let found = known.get(word);
  if (found === undefined) {
    found = /^\p{L}+$/u.test(word) ? stemWord(word.replace(IZE, "$1s")) : word;
    known.set(word, found);
  }
  return found;
}

function endings(table) {
  return Object.entries(table).sort(([a], [b]) => b.length - a.length);
}

function stemWord(word) {
  if (IRREGULAR.has(word)) return IRREGULAR.get(word);
  if ([...word].length < 3) return word;
  // a y that is a consonant is written Y until the end
  let stemmed = word.replace(/^y/, "Y");
  for (let at = 1; at < stemmed.length; at++) {
    if (stemmed[at] === "y" && isVowel(stemmed[at - 1])) stemmed = put(stemmed, at, "Y");
  }
  const first = regionOne(stemmed);
  const second = regionAfter(stemmed, first);
  stemmed = plural(stemmed);
  stemmed = past(stemmed, first);
  if (/.[^aeiouy][yY]$/su.test(stemmed)) stemmed = `${stemmed.slice(0, -1)}i`;
  stemmed = replaceEnding(stemmed, SECOND, first, (ending, rest) => {
    if (ending === "li") return /[cdeghkmnrt]$/.test(rest);
    return ending !== "ogi" || rest.endsWith("l");
  });
  stemmed = replaceEnding(
    stemmed, THIRD, first, (ending, rest) => ending !== "ative" || rest.length >= second,
  );
  stemmed = replaceEnding(
    stemmed, FOURTH, second, (ending, rest) => ending !== "ion" || /[st]$/.test(rest),
  );
  return lastLetter(stemmed, first, second).replaceAll("Y", "y");
}

function isVowel(letter) {
  return VOWEL.test(letter);
}

function put(text, at, letter) {
  return text.slice(0, at) + letter + text.slice(at + 1);
}

function regionOne(word) {
  return FIRST_REGION.exec(word)?.[0].length ?? regionAfter(word, 0);
}

/** Return the offset after the first consonant that follows a vowel; the length without one. */
function regionAfter(word, start) {
  const found = /[aeiouy][aeiouy]*[^aeiouy]/.exec(word.slice(start));
  return found ? start + found.index + found[0].length : word.length;
}

/** Return whether a word ends in a short syllable. */
function isShort(word) {
  return /[^aeiouy][aeiouy][^aeiouywxY]$/.test(word) || /^[aeiouy][^aeiouy]$/.test(word) || word.endsWith("past");
}

function plural(word) {
  if (word.endsWith("sses")) return word.slice(0, -2);
  if (/ie[ds]$/.test(word)) return word.slice(0, word.length > 4 ? -2 : -1);
  if (/(?:us|ss)$/.test(word) || !word.endsWith("s")) return word;
  return VOWEL.test(word.slice(0, -2)) ? word.slice(0, -1) : word;
}

/** Remove the ending of a past or a participle. */
function past(word, first) {
  const ending = /(?:eedly|ingly|edly|eed|ing|ed)$/.exec(word)?.[0];
  if (!ending) return word;
  const rest = word.slice(0, -ending.length);
  if (ending === "eed" || ending === "eedly") {
    return rest.length >= first && !/^(?:succ|proc|exc)$/.test(rest) ? `${rest}ee` : word;
  }
  if (ending === "ing") {
    if (/^[^aeiouy]y$/.test(rest)) return `${rest[0]}ie`;
    if (/^(?:even|cann|inn|earr|herr|out)$/.test(rest)) return word;
  }
  if (!VOWEL.test(rest)) return word;
  if (/(?:at|bl|iz)$/.test(rest)) return `${rest}e`;
  if (/(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(rest)) {
    return /^[aeo]..$/.test(rest) ? rest : rest.slice(0, -1);
  }
  return rest.length === first && isShort(rest) ? `${rest}e` : rest;
}

function replaceEnding(word, table, region, isAllowed) {
  const found = table.find(([ending]) => word.endsWith(ending));
  if (!found) return word;
  const rest = word.slice(0, -found[0].length);
  return rest.length >= region && isAllowed(found[0], rest) ? rest + found[1] : word;
}

function lastLetter(word, first, second) {
  const rest = word.slice(0, -1);
  if (word.endsWith("e")) {
    const goes = rest.length >= second || (rest.length >= first && !isShort(rest));
    return goes ? rest : word;
  }
  return word.endsWith("ll") && rest.length >= second ? rest : word;
}
