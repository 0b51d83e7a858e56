/** The frame of the pages of an exported site: the head with the search, menus, help, and the foot. */

import { make, say, worksUrl } from "./parts.js";
import words from "./words.js";

// Names of keys, each with what it does.
const KEYS = [["/", "keyField"], ["\u2193 \u2191", "keyPassages"], ["\u2192 \u2190", "keyEvidence"], ["Enter", "keyOpen"], ["?", "keyHelp"]];
const ALL_KEYS = [
  ["/", "helpField"], ["\u2193 \u2191", "helpPassages"], ["\u2192 \u2190", "helpEvidence"], ["Enter", "helpOpen"],
  ["c", "helpCopy"], ["Esc", "helpEscape"], ["?", "keyHelp"],
];
// For an index whose articles have no heading that is a fitting question.
const EXAMPLES = [
  ["massage soreness", "askWords"], ['"sham surgery"', "askPhrase"], ["placebo NOT drug", "askNot"],
  ["+sham +knee", "askBoth"], ["catastrophi*", "askBeginning"], ["note:nocebo", "askNotes"],
  ["author:moseley year:>=2010", "askWorks"], ["title:sleep insomnia", "askTitle"],
];

/**
 * Make the head of a page.
 *
 * @param {object} about title: name of the site, if it is shown; home: URL of the search page; tools:
 *   menus and links below the field; query: what the field has
 */
export function makeMasthead({ title, home, tools = [], query = "", hasKeys = false }) {
  const field = make("input", {
    id: "~q", type: "search", name: "q", placeholder: words.placeholder, autocomplete: "off",
    autocapitalize: "off", spellcheck: "false", enterkeyhint: "search", dir: "auto",
  });
  field.value = query;
  const form = make(
    "form", { id: "~search", class: "query-form", role: "search", action: home },
    make("label", { for: "~q", class: "unseen" }, words.searchFor),
    field,
    make("button", { type: "submit" }, words.search),
  );
  const homes = make(
    "nav", { class: "homes", "aria-label": words.pages },
    title ? make("a", { class: "home", href: home }, title) : null,
    make("a", { href: worksUrl() }, words.works),
  );
  const below = hasKeys || tools.length ? make("div", { class: "below" }, hasKeys ? keys() : null, tools) : null;
  return make("header", { class: "masthead" }, make("div", {}, homes, make("div", {}, form, below)));
}

function keys() {
  const rows = KEYS.map(([names, what]) => make("li", {}, kbds(names), ` ${words[what]}`));
  return make("ul", { class: "keys", "aria-label": words.keys, hidden: true }, rows);
}

function kbds(names) {
  return names.split(" ").map((name) => make("kbd", {}, name));
}

/** Make the link that skips the head of a page. */
export function makeSkip(text) {
  return make("a", { class: "skip", href: "#main" }, text);
}

/** Make the link to the help, which opens as a dialog. */
export function makeHelpButton() {
  return make("a", { class: "help", href: "#~help" }, words.howToAsk);
}

/** Make the dialog with examples of queries, and the keys. */
export function makeHelp(urlOf) {
  const example = ([query, what]) => [
    make("dt", {}, make("a", { href: urlOf(query) }, make("code", {}, query))),
    make("dd", {}, say(what, { query: query.replace(" NOT ", " -") })),
  ];
  const key = ([names, what]) => [make("dt", {}, kbds(names)), make("dd", {}, words[what])];
  return make(
    "dialog", { id: "~help", class: "helping", "aria-labelledby": "~asking" },
    make("h2", { id: "~asking" }, words.howToAsk),
    make("p", {}, words.asking),
    make("dl", {}, (words.examples.length ? words.examples : EXAMPLES).map(example)),
    make("div", {}, make("h2", {}, words.keys), make("dl", {}, ALL_KEYS.map(key))),
    make("form", { method: "dialog" }, make("button", {}, words.close)),
  );
}

/** Make the menu of saved and recent searches, which the browser alone keeps. */
export function makeSearches() {
  const list = (name, heading) =>
    make(
      "section", { "data-list": name, "aria-labelledby": `~${name}`, hidden: true },
      make("h2", { id: `~${name}` }, heading),
      make("ul", {}),
    );
  return make(
    "details", { id: "~searches", class: "menu searches", name: "~menu" },
    make("summary", {}, words.mySearches),
    make(
      "div", { "data-remove": words.removeSearch },
      make("button", { type: "button", "data-save": true }, words.saveSearch),
      list("saved", words.saved_searches),
      list("recent", words.recentSearches),
      make("button", { type: "button", "data-forget": true }, words.forgetSearches),
      make("p", { class: "kept", "data-none": true, hidden: true }, words.noSearches),
      make("p", { class: "kept", "data-kept": true }, words.keptHere),
    ),
  );
}

/** Make the place where is said that something was copied. */
export function makeSaid() {
  return make("p", { id: "~said", role: "status", class: "said", "data-copied": words.copied, "data-failed": words.notCopied });
}

/** Make what only a print shows: what it is of, its address and the day. */
export function makePrinted(text) {
  return make("div", { class: "printed" }, make("p", {}, text), make("p", { id: "~address" }), make("p", { id: "~day" }));
}

/** Make the foot: the choice to turn keys of one letter off. */
export function makeFoot() {
  const box = make("input", { type: "checkbox", id: "~slash", checked: true });
  return make("footer", {}, make("p", { class: "slash", hidden: true }, make("label", {}, box, say("slash", { key: make("kbd", {}, "/") }))));
}
