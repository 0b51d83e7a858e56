/**
 * Identifiers of works in queries: a text or a URL in; DOIs, PubMed ids, PMCIDs and PainSci ids in
 * their normal form out, as identifiers.py reads them.
 */

const PREFIX = { pmid: "", pmcid: "PMC", painsci: "" };
// The words that may precede a number where it is typed.
const LEADS = {
  pmcid: /^(?:pmcid\s*[:#]?\s*(?:pmc\s*[:#]?\s*)?|pmc\s*[:#]?\s*)/i,
  pmid: /^(?:pmid|pubmed(?:\s?id)?)\s*[:#]*\s*/i,
  painsci: /^painsci(?:ence)?(?:\.com)?(?:\sbib(?:liography)?\.?)?(?:\sid)?\s*[:#]*\s*/i,
};
const NUMBERED = Object.keys(LEADS);
const IN_URL = {
  pmcid: new RegExp(
    "(?:ncbi\\.nlm\\.nih\\.gov|europepmc\\.org|pubmedcentral\\.nih\\.gov)/[^?#]*?\\bpmc(\\d{3,9})\\b" +
      "|\\bpmc\\.ncbi\\.nlm\\.nih\\.gov/articles/pmc(\\d{3,9})\\b" +
      "|pubmedcentral\\.nih\\.gov/[^#]*?[?&]artid=(\\d{3,9})\\b",
    "i",
  ),
  pmid: new RegExp(
    "pubmed\\.ncbi\\.nlm\\.nih\\.gov/(\\d{1,8})\\b|/pubmed/(\\d{1,8})\\b" +
      "|ncbi\\.nlm\\.nih\\.gov/[^#]*?[?&](?:dbfrom|db)=pubmed\\b[^#]*?" +
      "[?&](?:id|list_uids|termtosearch)=(\\d{1,8})\\b" +
      "|ncbi\\.nlm\\.nih\\.gov/[^#]*?[?&]pubmedid=(\\d{1,8})\\b" +
      "|pubmedcentral\\.nih\\.gov/[^#]*?[?&]pubmedid=(\\d{1,8})\\b",
    "i",
  ),
  painsci: /painscience\.com\/bib\w*(?:[^#]*?(?<!\d)(\d{4,6})(?!\d))?/i,
};
const DOI_PREFIX = "10\\.\\d{4,9}(?:\\.\\d+)*";
const DOI_LEAD = /^(?:doi\s*[:=]?\s*){0,2}(?<resolver>(?:https?:)?(?:\/\/)?(?:(?:dx|www)\.)?doi\.org\/(?:doi:\s*)?)?(?=10\.)/i;
const DOI_ALONE = new RegExp(`^${DOI_PREFIX}/\\S+$`);
const DOI_IN_TEXT = new RegExp(
  `^\\b${DOI_PREFIX}(?:/|%(?:25){0,2}2F)[^\\s"\u201c\u201d|\u2750\u2014\u2026]{1,300}`, "i",
);
const RESOLVER = /(?:^|\/\/|\.)doi\.org\/(?:doi:)?/i;
const DOI_PAGE = /\/doi\/(?:(?:abs|full|pdf|epdf|suppl)\/)?(?=10\.)|rxiv\.org\/content\/(?=10\.(?:1101|64898)\/)/i;
const DOI_IN_URL = new RegExp(`^https?://[^\\s#]*?[/=](?=${DOI_PREFIX}/)`, "i");
const DOI_VIEW = /\/(?:full|abstract|pdf|epdf|summary|meta|html)\/?$/i;
const PREPRINT = /^10\.(?:1101|64898)\//;
const VERSION = /(?<=\d)(?:v\d{1,3})?(?:\.(?:full|abstract|supplementary-material))?(?:[.-](?:pdf|text|html?|txt))?\/?$/;
const TOUCHING_LABEL = /[.,;([](?:pmid|pmcid|pubmed)\b.*/is;
const URL_QUERY = /\?(?=[\p{L}\p{N}_.~%-]{1,60}=).*/su;
const URL_FRAGMENT = /(?<!;[12]-)#.*/s;
const ARXIV_ID = "(\\d{4}\\.\\d{4,5}|[a-z-]{2,10}(?:\\.[a-z]{2})?/\\d{7})(?:v\\d{1,3})?";
const ARXIV = new RegExp(
  `\\barXiv(?::\\s?|\\s)${ARXIV_ID}\\b(?![./]?\\d)|\\barxiv\\.org/(?:abs|pdf|html)/${ARXIV_ID}\\b(?![./]?\\d)`, "i",
);
const ARXIV_DOI = "10.48550/arxiv.";
const WRITTEN_URL = /^(?:(?:https?:)?\/\/[\p{L}\p{N}_]|(?:[\p{L}\p{N}_-]+\.)+[a-z]{2,}\/)/iu;
const ESCAPED_URL = /^https?%(?:25)*3A/i;
const BRACKETS = { ")": "(", "]": "[", "}": "{", ">": "<" };
const URL_PUNCTUATION = ".,;:'\u2019*_";
const PUNCTUATION = `${URL_PUNCTUATION}"\u201d?!`;
// No identifier and no URL of a work is longer, in characters.
const LONGEST = 2000;

/** Return the normal form of an identifier of a kind; null if a text is not one. */
export function normalise(kind, written) {
  const text = strip(written);
  if (text.length > LONGEST) return null;
  const known = kind === "doi" ? (normaliseDoi(text) ?? normaliseArxiv(text)) : normaliseNumber(kind, text, false);
  return known ?? inUrl(text).find(([each]) => each === kind)?.[1] ?? null;
}

/** Return whether a word of a query is a DOI, or an identifier with its field. */
export function isIdentifier(word) {
  const [, field, value] = /^([^:]*):?(.*)$/s.exec(word);
  return Boolean(value && (field === "doi" || NUMBERED.includes(field))) || normaliseDoi(word) !== null;
}

/** Return the identifiers that a text is, or that a URL holds, each as [kind, value]. */
export function parseIdentifier(written) {
  const text = strip(written);
  if (text.length > LONGEST) return [];
  const digits = numberOf(text.replace(/^#+/, "").trim());
  if (digits !== null) return [["pmid", digits], ["painsci", digits]];
  const doi = normaliseDoi(text) ?? normaliseArxiv(text);
  if (doi !== null) return [["doi", doi]];
  for (const kind of NUMBERED) {
    const value = normaliseNumber(kind, text, true);
    if (value !== null) return [[kind, value]];
  }
  return inUrl(text);
}

/** Remove the punctuation and brackets of the sentence after a URL; its own brackets stay. */
export function trimEnd(written, punctuation = URL_PUNCTUATION) {
  let text = written;
  while (text) {
    const last = text.at(-1);
    if (last in BRACKETS) {
      if (count(text, last) <= count(text, BRACKETS[last])) break;
    } else if (!punctuation.includes(last)) {
      break;
    }
    text = text.slice(0, -1);
  }
  return text;
}

function count(text, char) {
  return text.split(char).length - 1;
}

function strip(written) {
  const text = written.trim().replace(/^[<"']+/, "").replace(/["']+$/, "");
  return count(text, ">") > count(text, "<") ? text.replace(/>+$/, "") : text;
}

function numberOf(text) {
  return /^0*([1-9]\d{0,11})$/.exec(text.normalize("NFKC").trim())?.[1] ?? null;
}

function normaliseNumber(kind, text, isLabelled) {
  const lead = LEADS[kind].exec(text);
  if (!lead && isLabelled) return null;
  const digits = numberOf(trimRight(lead ? text.slice(lead[0].length) : text.replace(/^#+/, ""), PUNCTUATION));
  return digits === null ? null : PREFIX[kind] + digits;
}

function trimRight(text, chars) {
  let end = text.length;
  while (end && chars.includes(text[end - 1])) end -= 1;
  return text.slice(0, end);
}

function normaliseDoi(text) {
  const lead = DOI_LEAD.exec(text);
  if (!lead) return null;
  const rest = text.slice(lead[0].length);
  let doi = unescaped((lead.groups.resolver ? cutUrl(rest) : rest).replace(URL_QUERY, ""));
  doi = doi.replace(TOUCHING_LABEL, "").trim();
  if (!DOI_ALONE.test(doi)) return null;
  doi = trimEnd(PREPRINT.test(doi) ? doi.replace(VERSION, "") : doi, PUNCTUATION);
  return DOI_ALONE.test(doi) ? doi.toLowerCase() : null;
}

function unescaped(written) {
  let text = written;
  for (let times = 0; times < 2 && text.includes("%"); times++) {
    text = text.replace(/(?:%[\da-f]{2})+/gi, (run) => {
      try {
        return decodeURIComponent(run);
      } catch {
        return run;
      }
    });
  }
  return text;
}

/** Remove the query, the fragment and the last slash of a URL. */
function cutUrl(path) {
  return path.replace(URL_QUERY, "").replace(URL_FRAGMENT, "").replace(/\/+$/, "");
}

function normaliseArxiv(text) {
  const match = ARXIV.exec(text);
  if (!match || (match.index !== 0 && !WRITTEN_URL.test(text))) return null;
  const [whole, labelled, page] = match;
  const rest = text.slice(match.index + whole.length);
  if (!page && [...rest].some((char) => !PUNCTUATION.includes(char))) return null;
  return ARXIV_DOI + (labelled ?? page).toLowerCase().replace(/\.[a-z]{2}\//, "/");
}

/** Return the identifiers of a URL, wherever it holds a DOI. */
function inUrl(written) {
  const text = ESCAPED_URL.test(written) ? unescaped(written) : written;
  if (!WRITTEN_URL.test(text)) return [];
  const named = identifyUrl(text.trim());
  if (named.length) return named.filter(([, value]) => value);
  const plain = unescaped(text);
  const page = DOI_IN_URL.exec(plain);
  if (!page) return [];
  const doi = normaliseDoi(cutUrl(plain.slice(page[0].length).split(/&|\?/)[0]).replace(DOI_VIEW, ""));
  return doi === null ? [] : [["doi", doi]];
}

function identifyUrl(url) {
  for (const kind of NUMBERED) {
    const match = IN_URL[kind].exec(url);
    if (match) return [[kind, PREFIX[kind] + (match.slice(1).find(Boolean) ?? "")]];
  }
  const resolver = RESOLVER.exec(url);
  if (resolver) return doiAt(url.slice(resolver.index + resolver[0].length));
  if (!/^(?:https?:)?\/\/[\p{L}\p{N}_]/iu.test(url)) return [];
  const page = DOI_PAGE.exec(url);
  if (page) return doiAt(cutUrl(url.slice(page.index + page[0].length).split("?")[0]).replace(DOI_VIEW, ""));
  const doi = normaliseArxiv(url);
  return doi === null ? [] : [["doi", doi]];
}

/** Return the DOI that a path begins with. */
function doiAt(path) {
  const match = DOI_IN_TEXT.exec(cutUrl(path));
  const doi = match && normaliseDoi(match[0]);
  return doi ? [["doi", doi]] : [];
}
