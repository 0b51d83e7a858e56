/** The pages of works of an exported site: all that is cited, and one work with who cites it for what. */

import { listWorks, pageOf } from "./citing.js";
import { listenForCopying } from "./copying.js";
import { makeFoot, makeMasthead, makeSaid, makeSkip } from "./frame.js";
import { listenForSlash } from "./keys.js";
import { badge, chips, count, digits, dotted, external, linked, make, say, worksUrl } from "./parts.js";
import { makePlot } from "./plot.js";
import words from "./words.js";
import { matcherOf, WORK_FIELDS } from "./workmatch.js";
import { chosenValues, listenForYears } from "./years.js";

const PAGE_SIZE = 50;
const NAMES = ["q", "sort", "kind", "since", "noticed"];
const SORTS = [["cited", "timesCited"], ["year", "latestWorks"], ["author", "author"], ["title", "byTitle"]];
// Milliseconds after the last change of a field until the works are shown.
const PAUSE = 150;

/** The pages in one element. */
class Works {
  constructor(place) {
    this.place = place;
    this.title = place.dataset.title;
    place.classList.add("painsci-search");
    addEventListener("popstate", () => this.open());
    listenForCopying();
    listenForYears();
    this.open();
  }

  async open() {
    const given = new URL(location.href).searchParams;
    try {
      this.list = await listWorks();
    } catch (error) {
      console.error(error);
      this.frame(make("main", { id: "main", class: "plain" }, make("p", {}, words.failed)), words.skipWorks);
      return;
    }
    const key = given.get("work");
    if (key === null) this.showAll(this.readState(given));
    else await this.showOne(this.list.works.find((work) => work.key === key));
  }

  readState(given) {
    const offset = given.get("offset") ?? "";
    return {
      ...Object.fromEntries(NAMES.map((name) => [name, (given.get(name) ?? "").trim()])),
      offset: /^\d{1,6}$/.test(offset) ? Number(offset) : 0,
    };
  }

  urlOf(state) {
    const url = new URL(worksUrl());
    for (const name of NAMES) if (state[name] && state[name] !== "cited") url.searchParams.set(name, state[name]);
    if (state.offset) url.searchParams.set("offset", state.offset);
    return url.href;
  }

  frame(content, skip) {
    const masthead = makeMasthead({ title: this.title, home: new URL("index.html", import.meta.url).href });
    this.place.replaceChildren(makeSkip(skip), masthead, content, makeSaid(), makeFoot());
    listenForSlash(this.place.querySelector("#\\~q"), this.place);
  }

  showAll(state) {
    const fields = this.fields(state);
    this.facets = make("div", { id: "facets" });
    this.chosen = make("div", { id: "chosen" });
    this.count = make("p", { id: "count", class: "status" });
    this.results = make("div", { id: "results" });
    const side = make("details", { class: "side filters" }, make("summary", {}, words.filters), fields, this.facets);
    const main = make(
      "main", { id: "main", tabindex: "-1" },
      make("h1", { class: "of-works" }, words.worksCited),
      this.form(state),
      this.chosen,
      make("div", { role: "status" }, this.count),
      this.results,
    );
    const columns = make("div", { class: "columns" }, make("aside", { "aria-label": words.filters }, side), main);
    this.frame(columns, words.skipWorks);
    this.show(state);
    this.listen(state);
  }

  form(state) {
    const input = make("input", {
      id: "~works-q", type: "search", name: "q", placeholder: words.worksPlaceholder, autocomplete: "off", spellcheck: "false", dir: "auto",
    });
    input.value = state.q;
    return make(
      "form", { id: "~works", class: "query-form", role: "search", action: worksUrl() },
      make("label", { for: "~works-q", class: "unseen" }, words.searchWorks),
      input,
      make("button", { type: "submit" }, words.findWorks),
    );
  }

  fields(state) {
    const options = SORTS.map(([value, label]) => make("option", { value, selected: state.sort === value }, words[label]));
    const box = make("input", {
      type: "checkbox", name: "noticed", value: "true", form: "~works", checked: state.noticed === "true", autocomplete: "off",
    });
    const years = new Map();
    for (const { year } of this.matching({ ...state, since: "" })) if (year) years.set(year, (years.get(year) ?? 0) + 1);
    return make(
      "div", { class: "fields" },
      make("p", {}, make("label", { for: "sort" }, words.sortBy), make("select", { id: "sort", name: "sort", form: "~works", autocomplete: "off" }, options)),
      make("p", { class: "check" }, make("label", {}, box, ` ${words.withNotice}`)),
      makePlot(years, state.since, { name: "since", label: words.since, form: "~works" }),
    );
  }

  listen(state) {
    const form = this.place.querySelector("#\\~works");
    let timer = 0;
    const change = (isPushed) => {
      const values = Object.fromEntries(chosenValues(form));
      const next = { ...state, q: "", sort: "", noticed: "", since: "", ...values, offset: 0 };
      if (isPushed) history.pushState(null, "", this.urlOf(next));
      else history.replaceState(null, "", this.urlOf(next));
      this.show(next);
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      change(true);
    });
    this.place.addEventListener("change", ({ target }) => {
      if (target.form !== form) return;
      clearTimeout(timer);
      timer = setTimeout(() => change(false), PAUSE);
    });
  }

  /** Return the works that match a state, in its order. */
  matching({ q, sort, kind, since, noticed }) {
    const { works, orders } = this.list;
    const { isFound } = matcherOf(q);
    const ordered = orders[sort] ? orders[sort].map((number) => works[number]) : works;
    return ordered.filter(
      (work) =>
        isFound(work) &&
        (!kind || work.kind === kind) &&
        (!noticed || work.notices) &&
        (!since || (work.year ?? 0) >= Number(since)),
    );
  }

  show(state) {
    const found = this.matching(state);
    const page = found.slice(state.offset, state.offset + PAGE_SIZE);
    document.title = dotted([state.q, words.works, this.title]);
    this.count.textContent = this.countLine(found, page, state);
    const active = [
      state.kind && [found[0]?.label ?? state.kind.replaceAll("-", " "), { kind: "" }],
      state.since && [say("sinceYear", { year: state.since }), { since: "" }],
      state.noticed && [words.withNotice, { noticed: "" }],
    ].filter(Boolean);
    const chosen = chips(active.map(([text, values]) => [text, this.urlOf({ ...state, offset: 0, ...values })]));
    this.chosen.replaceChildren(...(chosen ? [chosen] : []));
    this.facets.replaceChildren(...this.kinds(state));
    const rows = page.map((work) => make("li", { class: "hit work-row" }, this.row(work)));
    const list = rows.length ? [make("ol", { class: "works", start: state.offset + 1 }, rows)] : [];
    this.results.replaceChildren(...list, ...this.pages(found, state));
  }

  countLine(found, page, { q, offset }) {
    const { wrong } = matcherOf(q);
    if (wrong) return say("noWorkField", { field: `${wrong}:`, fields: WORK_FIELDS.join(", ") });
    if (!found.length) return words.noWork;
    const total = count(found.length, "worksCount");
    if (page.length === found.length) return total;
    return say("shown", { passages: total, range: say("range", { first: digits(offset + 1), last: digits(offset + page.length) }) });
  }

  /** Make the facet of the kinds of study. */
  kinds(state) {
    const counts = new Map();
    for (const { kind, label } of this.matching(state)) {
      if (kind) counts.set(kind, { label, number: (counts.get(kind)?.number ?? 0) + 1 });
    }
    if (!counts.size) return [];
    const rows = [...counts].sort(([, a], [, b]) => b.number - a.number).map(([kind, { label, number }]) => {
      const isChosen = state.kind === kind;
      const href = this.urlOf({ ...state, offset: 0, kind: isChosen ? "" : kind });
      const link = make("a", { href, class: isChosen ? "chosen" : null, "aria-current": isChosen ? "true" : null, lang: "en" }, label);
      return make("li", {}, link, " ", make("span", { class: "count" }, digits(number)));
    });
    return [make("section", { class: "facet", "aria-labelledby": "facet-kind" }, make("h2", { id: "facet-kind" }, words.kindOfStudy), make("ul", {}, rows))];
  }

  row(work) {
    const { label, notes, articles } = work;
    const about = [label ? make("span", { lang: "en" }, label) : null, label ? " \u00b7 " : "", citedIn(notes, articles)];
    return [this.name(work), make("p", { class: "byline" }, about)];
  }

  name({ key, name, notices }) {
    return make("p", { class: "work", dir: "auto" }, make("a", { class: "open", href: worksUrl(key) }, name), badge(notices));
  }

  pages(found, state) {
    const links = [];
    const to = (offset, rel, text) => make("a", { href: this.urlOf({ ...state, offset }), rel }, text);
    if (state.offset) links.push(to(Math.max(0, state.offset - PAGE_SIZE), "prev", words.previous));
    if (state.offset + PAGE_SIZE < found.length) links.push(to(state.offset + PAGE_SIZE, "next", words.moreWorks));
    return links.length ? [make("nav", { class: "pages", "aria-label": words.further }, links)] : [];
  }

  async showOne(work) {
    if (!work) {
      this.frame(make("main", { id: "main", class: "plain" }, make("h1", {}, words.noSuchWork), make("p", {}, make("a", { href: worksUrl() }, words.allWorks))), words.skipWorks);
      return;
    }
    const page = await pageOf(work.number);
    const name = page.title || work.name;
    document.title = dotted([name, this.title]);
    const kind = work.label ? [make("span", { lang: "en" }, `${work.label}, by its ${page.by}`), " \u00b7 "] : [];
    const main = make(
      "main", { id: "main", class: "plain of-work", tabindex: "-1" },
      make("p", { class: "up" }, make("a", { href: worksUrl() }, words.allWorks)),
      make("h1", { dir: "auto" }, name),
      page.title ? make("p", { class: "work", dir: "auto" }, work.name) : null,
      notices(page.notices),
      make("p", { class: "byline" }, kind, citedIn(work.notes, work.articles)),
      workLinks(work, page),
      make("section", { "aria-labelledby": "cited" }, make("h2", { id: "cited" }, words.whoCitesFor), byArticle(page.citations)),
      this.citedWith(page),
    );
    this.frame(main, words.skipWork);
  }

  citedWith({ with: others, others: total }) {
    if (!others.length) return null;
    const rows = others.map(([number, together]) =>
      make("li", {}, this.name(this.list.works[number]), make("p", { class: "byline" }, count(together, "together"))),
    );
    return make(
      "section", { "aria-labelledby": "with" },
      make("h2", { id: "with" }, words.citedWith),
      make("ul", { class: "works" }, rows),
      total > others.length ? make("p", { class: "byline" }, count(total - others.length, "moreWorksCount")) : null,
    );
  }
}

function citedIn(notes, articles) {
  return say("citedInNotes", { notes: count(notes, "notesCount"), articles: count(articles, "articlesOf") });
}

function notices(found) {
  if (!found.length) return null;
  const row = ({ words: text, reason, link }) =>
    make("li", {}, make("strong", { class: "notice", lang: "en" }, text), reason ? ` ${reason}` : "", link ? [" ", external(link, words.notice)] : null);
  return make("ul", { class: "notices" }, found.map(row));
}

function workLinks({ name }, { links }) {
  const items = links.map(([text, href]) => (href ? external(href, text) : make("span", {}, text)));
  items.push(make("button", { type: "button", "data-copy": "citation", "data-text": name }, words.copyCitation));
  return make("ul", { class: "ways" }, items.map((item) => make("li", {}, item)));
}

/** Make the sentences that cite a work, under their articles. */
function byArticle(citations) {
  const groups = new Map();
  for (const citation of citations) {
    const key = citation.article.link + citation.article.title;
    groups.set(key, [...(groups.get(key) ?? []), citation]);
  }
  return [...groups.values()].map((cited) => {
    const { title, link } = cited[0].article;
    return make(
      "section", { class: "citing" },
      make("h3", { dir: "auto" }, linked({ href: absolute(link) }, title)),
      make("ul", { class: "claims" }, cited.flatMap(claimsOf)),
    );
  });
}

function claimsOf({ label, link, claims, commentary }) {
  const note = linked({ href: absolute(link) }, say("note", { label }).trim());
  const rows = claims.map((claim) =>
    make(
      "li", {},
      make("p", { class: "claim", dir: "auto" }, claim.text),
      make("p", { class: "byline" }, linked({ href: absolute(claim.link), dir: "auto" }, claim.heading || words.opening), " \u00b7 ", note.cloneNode(true)),
    ),
  );
  if (rows.length && !commentary) return rows;
  const text = commentary || words.noSentence;
  return [...rows, make("li", {}, make("p", { class: "commentary", dir: "auto" }, text), make("p", { class: "byline" }, note))];
}

function absolute(link) {
  return link ? new URL(link, import.meta.url).href : null;
}

for (const place of document.querySelectorAll("[data-painsci-works]")) new Works(place);
