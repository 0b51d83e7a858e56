/** An answer as a file: its passages as Markdown or CSV, or the works that they cite. */

import { citedBy, entriesOf } from "./citing.js";
import { digits, make, say } from "./parts.js";
import words from "./words.js";

// Passages, or works, of an exported answer.
const MOST = 500;
const OF_PASSAGES = [["markdown", "Markdown", "md", "text/markdown"], ["csv", "CSV", "csv", "text/csv"]];
const OF_WORKS = [
  ["ris", "RIS", "ris", "application/x-research-info-systems"],
  ["bibtex", "BibTeX", "bib", "application/x-bibtex"],
  ["csl-json", "CSL-JSON", "json", "application/vnd.citationstyles.csl+json"],
  ["csv", "CSV", "csv", "text/csv"],
];
const COLUMNS = "rank score kind article_id article_title heading path anchor link snippet notes pmids dois source claims".split(" ");
const ARROW = " \u203a ";
// What a spreadsheet would take for a formula.
const FORMULA = /^[\s\p{C}]*[=+\-@]/u;

/**
 * Make the menu of an answer as a file.
 *
 * @param {string} query
 * @param {string[]} formats those of works that the export has
 * @param {function(number): Promise<object>} answer answers the search with so many passages
 */
export function makeExports(query, formats, answer) {
  const name = (query.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []).join("-").slice(0, 50);
  const button = (label, title, act) => {
    const made = make("a", { href: "#", role: "button", "aria-label": `${title}: ${label}` }, label);
    made.addEventListener("click", (event) => {
      event.preventDefault();
      act();
    });
    return [made, " "];
  };
  const passages = OF_PASSAGES.map(([form, label, extension, type]) =>
    button(label, words.thePassages, async () => {
      const found = await answer(MOST);
      download(`${name}-passages.${extension}`, type, form === "csv" ? asCsv(found) : asMarkdown(found));
    }),
  );
  const works = OF_WORKS.filter(([form]) => formats.includes(form)).map(([form, label, extension, type]) =>
    button(label, words.theWorks, async () => {
      const found = await answer(MOST);
      download(`${name}-works.${extension}`, type, joined(form, await entriesOf(await citedBy(found.citing, MOST), form)));
    }),
  );
  return make(
    "details", { class: "menu export", name: "~menu" },
    make("summary", {}, words.export),
    make("div", {}, make("p", {}, `${words.thePassages}: `, passages), works.length ? make("p", {}, `${words.theWorks}: `, works) : null),
  );
}

/** Let the browser save a text as a file. */
function download(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = make("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Join the entries of works to a file. */
function joined(form, entries) {
  if (form === "csl-json") return `${JSON.stringify(entries, null, 2)}\n`;
  if (form === "csv") return entries.map((entry, at) => (at ? entry.slice(entry.indexOf("\n") + 1) : entry)).join("");
  return entries.map((entry) => entry.trimEnd()).join("\n\n") + (entries.length ? "\n" : "");
}

function asCsv({ hits }) {
  const cell = (text) => {
    const safe = FORMULA.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const rows = hits.map((hit) => {
    const works = hit.notes.flatMap((note) => note.references);
    return [
      String(hit.rank), hit.score.toFixed(4), hit.kind,
      ...[
        hit.article.id, hit.article.title, hit.heading, hit.path.join(ARROW), hit.anchor ?? "", hit.link ?? "", hit.snippet.text,
        hit.notes.map(noteText).join(" | "),
        works.map(({ pmid }) => pmid).filter(Boolean).join(" "),
        works.map(({ doi }) => doi).filter(Boolean).join(" "),
        "",
        hit.claims.map(({ text }) => text).join(" | "),
      ].map(cell),
    ].join(",");
  });
  return [COLUMNS.join(","), ...rows, ""].join("\n");
}

function noteText({ label, references, text }) {
  return (label ? `[${label}] ` : "") + (references.length ? references.map(({ short }) => short).join("; ") : text);
}

function asMarkdown(found) {
  const blocks = [];
  const groups = new Map();
  for (const hit of found.hits) groups.set(hit.article.id, [...(groups.get(hit.article.id) ?? []), hit]);
  for (const hits of groups.values()) {
    const { article } = hits[0];
    blocks.push(`## ${mdLink(escaped(article.title || article.id), article.link)}`);
    for (const hit of hits) {
      blocks.push(`### ${mdLink(escaped([...hit.path, hit.heading].join(ARROW)), hit.link)}`);
      if (hit.snippet.text) blocks.push(`> ${marked(hit.snippet)}`);
      const lines = hit.notes.map(
        ({ label, references, text }) =>
          `- ${escaped(label ? `[${label}] ` : "")}${references.length ? references.map(({ short, link }) => mdLink(escaped(short), link)).join("; ") : escaped(text)}`,
      );
      if (lines.length) blocks.push(lines.join("\n"));
    }
  }
  blocks.push(`*${escaped(say("passages_other", { count: digits(found.total) }))}*`);
  return `${blocks.join("\n\n")}\n`;
}

function marked({ text, highlights }) {
  let [done, found] = [0, ""];
  for (const [start, end] of highlights) {
    found += `${escaped(text.slice(done, start), false)}**${escaped(text.slice(start, end), false)}**`;
    done = end;
  }
  return found + escaped(text.slice(done), false);
}

/** Escape every character that has a meaning in Markdown. */
function escaped(text, isBlock = true) {
  const inline = text.replaceAll(/[\\`*_[\]<>&~|#$]/g, "\\$&");
  return isBlock ? inline.replace(/^(\s*\d*)([-+=.)])/, "$1\\$2") : inline;
}

function mdLink(text, url) {
  return text && url ? `[${text}](<${encodeURI(url).replaceAll("%25", "%")}>)` : text;
}
