/**
 * A page's search: put <div data-painsci-search></div> where it belongs, and load this module.
 *
 * The URL of the page holds the search, so that back, reload and sharing work. Texts are inserted
 * as text, never as markup.
 */

import { focusField, listenForKeys, listenForSlash } from "./keys.js";
import { make, makeForm, makeGroup, say, summary } from "./parts.js";
import { article, facets, prepare, search } from "./search.js";
import { TypedSearches } from "./typing.js";
import words from "./words.js";

const PAGE_SIZE = 10;
const PER_ARTICLE = 3;
// Milliseconds until a search that goes on is announced; most are quicker.
const SLOW = 400;
const NAMES = ["q", "kind", "author", "year", "language", "article", "sort"];

/** The search in one element of a page. */
class Search {
  constructor(place) {
    this.place = place;
    this.form = makeForm();
    this.input = this.form.elements.namedItem("q");
    this.chosen = make("p", { class: "chosen", hidden: "" });
    this.status = make("p", { class: "status", role: "status" });
    this.meant = make("p", { class: "meant", hidden: "" });
    this.results = make("div", { class: "results" });
    this.more = make("button", { type: "button", class: "more", hidden: "" }, words.more);
    place.classList.add("painsci-search");
    place.replaceChildren(this.form, this.chosen, this.status, this.meant, this.results, this.more);
    this.restore();
    this.searches = new TypedSearches({
      field: this.input,
      url: () => this.url(),
      find: (_, signal) => this.find(signal),
      show: (answer) => this.show(answer),
      fail: (error) => this.fail(error),
      results: () => this.results,
      restore: () => this.restore(),
      // one or two letters are the beginning of a word, and so may be what is found nowhere
      isTooShort: (query) => /(?:^|\s)\S{1,2}$/.test(query),
      isIncomplete: (answer) => answer !== null && !answer.found.total,
    });
    this.listen();
    if (this.query()) this.searches.run(location.href, "back");
    this.fillSelects();
  }

  listen() {
    const { form, input, place } = this;
    input.addEventListener("focus", () => prepare().catch(() => {}), { once: true });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.change();
    });
    form.addEventListener("change", (event) => {
      if (event.target !== input && event.target.name) this.change();
    });
    this.more.addEventListener("click", () => this.showMore());
    listenForSlash(input, place);
    listenForKeys({
      scope: place,
      field: input,
      results: () => this.results,
      clear: () => {
        input.value = "";
        this.change();
      },
    });
  }

  query() {
    return this.input.value.trim();
  }

  values() {
    const control = (name) => this.form.elements.namedItem(name)?.value;
    const values = Object.fromEntries(NAMES.slice(1).map((name) => [name, control(name)]));
    return { ...values, q: this.query(), article: this.article };
  }

  /** Return the page's URL with the search in it; parameters that are not the search's stay. */
  url() {
    const url = new URL(location.href);
    const values = this.values();
    for (const name of NAMES) {
      if (values[name]) url.searchParams.set(name, values[name]);
      else url.searchParams.delete(name);
    }
    return url.href;
  }

  /** Fill the form from the page's URL. */
  restore() {
    const values = new URLSearchParams(location.search);
    for (const name of NAMES) {
      const value = values.get(name) ?? "";
      if (name === "q") this.input.value = value;
      else if (name === "article") this.article = value;
      else if (name === "kind") this.chooseKind(value);
      else this.choose(name, value);
    }
  }

  chooseKind(value) {
    const radios = [...this.form.elements.namedItem("kind")];
    const chosen = radios.find((radio) => radio.value === value) ?? radios[0];
    chosen.checked = true;
  }

  choose(name, value) {
    const select = this.form.elements.namedItem(name);
    if (value && ![...select.options].some((option) => option.value === value)) {
      if (name === "sort") return;
      select.append(make("option", { value }, value));
    }
    select.value = value;
  }

  /** Search for what the form contains now, from the first passage on. */
  change() {
    this.searches.submit();
  }

  /** Answer what the form contains; null for an empty query. */
  async find(signal, limit = PAGE_SIZE) {
    const { q, sort, ...filters } = this.values();
    if (!q) return null;
    const slow = setTimeout(() => signal.aborted || this.report(words.searching), SLOW);
    try {
      const per_article = this.article ? 0 : PER_ARTICLE;
      const found = await search(q, { ...filters, sort: sort || "relevance", limit, per_article });
      const chosen = this.article ? await article(this.article).catch(() => null) : null;
      return { found, limit, isFiltered: Object.values(filters).some(Boolean), chosen };
    } finally {
      clearTimeout(slow);
    }
  }

  show(answer) {
    this.limit = answer?.limit ?? PAGE_SIZE;
    this.report(answer ? summary(answer.found, answer.isFiltered) : "");
    this.suggest(answer?.found.suggestion);
    this.showChosen(answer?.chosen);
    this.showHits(answer?.found.hits ?? []);
    this.more.hidden = !answer?.found.left;
  }

  showHits(hits) {
    const groups = new Map();
    for (const hit of hits) groups.set(hit.article.id, [...(groups.get(hit.article.id) ?? []), hit]);
    const choose = this.article ? null : (id) => this.searchIn(id);
    this.results.replaceChildren(...[...groups.values()].map((hits) => makeGroup(hits, choose)));
  }

  /** Show the next passages below the others, and focus the first of them. */
  async showMore() {
    const before = this.results.querySelectorAll(".hit").length;
    const find = (signal) => this.find(signal, this.limit + PAGE_SIZE);
    await this.searches.run(this.url(), "followed", find);
    this.results.querySelectorAll(".hit")[before]?.querySelector(".open")?.focus();
  }

  fail(error) {
    console.error(error);
    this.showHits([]);
    this.more.hidden = true;
    this.report(words.failed);
  }

  report(text) {
    this.status.textContent = text;
  }

  /** Offer another spelling of the query. */
  suggest(query) {
    this.meant.hidden = !query;
    if (!query) return;
    const button = make("button", { type: "button", class: "other" }, query);
    button.addEventListener("click", () => {
      this.input.value = query;
      this.change();
      focusField(this.input);
    });
    this.meant.replaceChildren(say("didYouMean", { query: button }));
  }

  /** Search one article, or all of them for "". */
  searchIn(id) {
    this.article = id;
    this.searches.run(this.url(), "followed");
    focusField(this.input);
  }

  showChosen(about) {
    this.chosen.hidden = !this.article;
    if (!this.article) return;
    const all = make("button", { type: "button" }, words.searchAll);
    all.addEventListener("click", () => this.searchIn(""));
    this.chosen.replaceChildren(`${say("onlyIn", { title: say("quoted", { text: about?.title ?? this.article }) })} `, all);
  }

  /** Fill the filters with the values that the site has. */
  async fillSelects() {
    const found = await facets().catch(() => ({}));
    for (const name of ["author", "year", "language"]) {
      const select = this.form.elements.namedItem(name);
      const chosen = select.value;
      const values = (found[name] ?? []).map((each) => each.value);
      values.sort((a, b) => (name === "year" ? b.localeCompare(a) : a.localeCompare(b)));
      if (chosen && !values.includes(chosen)) values.push(chosen);
      const options = values.map((value) => make("option", { value }, value));
      select.replaceChildren(make("option", { value: "" }, words.any), ...options);
      select.value = chosen;
      select.closest(".choice").hidden = values.length < 2 && !chosen;
    }
  }
}

for (const place of document.querySelectorAll("[data-painsci-search]")) new Search(place);
