/**
 * A page's search: put <div data-painsci-search></div> where it belongs, and load this module.
 *
 * The URL of the page holds the search, so that back, reload and sharing work. Texts are inserted
 * as text, never as markup.
 */

import { copyQuotation, listenForCopying } from "./copying.js";
import { makeFoot, makeHelp, makeHelpButton, makeMasthead, makePrinted, makeSaid, makeSearches, makeSkip } from "./frame.js";
import { listenForHelp } from "./help.js";
import { listenForKeys, listenForLetters, listenForSlash } from "./keys.js";
import { byline, count, make, say } from "./parts.js";
import { makeGroups } from "./passages.js";
import { listenForPrint } from "./printing.js";
import { countLine, makeRemarks, wrongFilter } from "./remarks.js";
import { home, prepare, search, titles } from "./search.js";
import { Searches } from "./searches.js";
import { closeMenus, followedSearch } from "./served.js";
import { makeChosen, makeFacets, makeFields } from "./sidebar.js";
import { but, optionsOf, PAGE_SIZE, perArticle, readState, urlOf, wrongName } from "./state.js";
import { TypedSearches } from "./typing.js";
import words from "./words.js";
import { chosenValues, listenForYears } from "./years.js";

// Milliseconds until a search that goes on is announced; most are quicker.
const SLOW = 400;

/** The search in one element of a page. */
class Search {
  constructor(place) {
    this.place = place;
    this.title = place.dataset.title ?? "";
    this.state = readState();
    this.build();
    this.fill();
    this.searches = new TypedSearches({
      field: this.field,
      url: () => urlOf(this.formState()),
      find: (url, signal) => this.find(readState(url), signal),
      show: (answer, how) => this.show(answer, how),
      fail: (error) => this.fail(error),
      results: () => this.results,
      restore: () => this.restore(),
      // one or two letters are the beginning of a word, and so may be what is found nowhere
      isTooShort: (query) => /(?:^|\s)\S{1,2}$/.test(query),
      isIncomplete: ({ found }) => found !== null && !found.total,
    });
    this.listen();
    this.searches.run(location.href, "back");
  }

  build() {
    const part = (name, id, attributes = {}) => {
      this[id] = make(name, { id, ...attributes });
      return this[id];
    };
    const side = make(
      "details", { class: "side filters" },
      make("summary", {}, words.filters), makeFields(), part("div", "years"), part("div", "facets"),
    );
    const main = make(
      "main", { id: "main", tabindex: "-1" },
      part("div", "printed"), part("div", "chosen"), part("div", "taking"),
      make("div", { role: "status" }, part("p", "count", { class: "status" }), part("div", "message")),
      part("div", "results", { class: "results" }),
    );
    const masthead = makeMasthead({
      title: this.title, home: location.pathname, tools: [makeSearches(), makeHelpButton()], hasKeys: true,
    });
    this.place.classList.add("painsci-search");
    this.place.replaceChildren(
      makeSkip(words.skip), masthead,
      make("div", { class: "columns" }, make("aside", { "aria-label": words.filters }, side), main),
      makeSaid(), makeFoot(), makeHelp((query) => urlOf(but({ article: [] }, { q: query }))),
    );
    this.form = this.place.querySelector("#\\~search");
    this.field = this.form.elements.namedItem("q");
  }

  listen() {
    const { form, field, place } = this;
    field.addEventListener("focus", () => prepare().catch(() => {}), { once: true });
    if (!this.state.q && this.title) field.focus();
    // the field has the focus already
    field.addEventListener("keydown", (event) => {
      if (event.key === "/" && !field.value) event.preventDefault();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      // a keyboard on the screen would hide the answer
      if (matchMedia("(pointer: coarse)").matches) field.blur();
      this.searches.submit().then(() => this.kept.remember());
    });
    document.addEventListener("change", ({ target }) => {
      if (target !== field && target.form === form) this.searches.submit().then(() => this.kept.remember());
    });
    place.addEventListener("click", (event) => this.follow(event));
    this.kept = new Searches(place.querySelector("#\\~searches"), () => ({
      query: new URL(location.href).searchParams.get("q") ?? "",
      url: location.search,
    }));
    closeMenus();
    listenForLetters({ "?": listenForHelp() }, place);
    listenForPrint();
    listenForCopying();
    listenForYears();
    listenForSlash(field, place);
    listenForKeys({
      scope: this.title ? document.documentElement : place,
      field,
      results: () => this.results,
      clear: () => {
        field.value = "";
        this.searches.submit();
      },
      unfold: (link, open) => {
        const card = link.closest(".hit")?.querySelector(".card");
        if (card) card.open = open;
      },
      others: { c: (link) => copyQuotation(link.closest(".hit")) },
    });
  }

  /** Search for a link to another search here. */
  follow(event) {
    const page = location.origin + location.pathname;
    const found = followedSearch(event, page, () => this.kept.remember());
    if (found) this.searches.run(found, "followed").then(() => window.scrollTo(0, 0));
  }

  /** Return the state that the form has, with the filters beside it, at the first passage. */
  formState() {
    const values = Object.fromEntries(chosenValues(this.form));
    const { q = "", sort = "", exact = "", cited_since } = values;
    const hasSlider = Boolean(this.years.querySelector("input"));
    return but(this.state, { q, sort, exact, cited_since: hasSlider ? (cited_since ?? "") : this.state.cited_since });
  }

  restore() {
    this.state = readState();
    this.fill();
  }

  fill() {
    const { q, sort, exact } = this.state;
    const { elements } = this.form;
    if (document.activeElement !== this.field || this.field.value.trim() !== q.trim()) this.field.value = q;
    elements.namedItem("sort").value = sort || "relevance";
    elements.namedItem("exact").checked = exact === "true";
  }

  /** Answer a state; found is null for an empty query. */
  async find(state, signal) {
    const slow = setTimeout(() => signal.aborted || this.report(words.searching), SLOW);
    try {
      if (!state.q.trim()) return { state, found: null, home: await home() };
      if (wrongName(state)) return { state, found: null, wrong: wrongFilter(state) };
      return { state, found: await find(state) };
    } finally {
      clearTimeout(slow);
    }
  }

  show({ state, found, wrong, home: shown }, how) {
    const focused = document.activeElement;
    this.state = state;
    if (how === "followed") this.fill();
    if (this.title) document.title = state.q ? `${state.q} \u00b7 ${this.title}` : this.title;
    this.report(found ? countLine(found, state) : "");
    const trouble = wrong ? [make("p", { class: "trouble" }, wrong)] : [];
    this.message.replaceChildren(...(found ? makeRemarks(found, state) : trouble));
    this.printed.replaceChildren(...(state.q ? [makePrinted(`${words.search}: ${state.q}`)] : []));
    // room for a plot that will come, so that the facets do not move then
    const hasWorks = found?.hits.some(({ notes }) => notes.some(({ references }) => references.length));
    this.years.className = hasWorks ? "room" : "";
    const around = shown ? makeHome(shown, state) : [];
    this.results.replaceChildren(...(found ? this.passages(found, state) : around));
    this.showAround(found, state).catch((error) => console.error(error)).then(() => this.focusAgain(focused));
  }

  passages(found, state) {
    const totals = new Map((found.facets.article ?? []).map(({ value, count: number }) => [value, number]));
    const groups = makeGroups(found, {
      totals,
      isSorted: !["", "relevance"].includes(state.sort),
      allOf: state.article.length ? null : (id) => urlOf(but(state, { article: [id] })),
    });
    const heading = make("h1", { class: "unseen" }, say("passagesFor", { query: state.q }));
    const further = [];
    if (state.offset) further.push(make("a", { href: urlOf({ ...state, offset: Math.max(0, state.offset - PAGE_SIZE) }), rel: "prev" }, words.previous));
    if (found.left) further.push(make("a", { href: urlOf({ ...state, offset: state.offset + PAGE_SIZE }), rel: "next" }, words.more));
    const pages = further.length ? [make("nav", { class: "pages", "aria-label": words.further }, further)] : [];
    return [heading, ...groups, ...pages];
  }

  /** Show the filters, the plot of years and the ways to take an answer along. */
  async showAround(found, state) {
    const known = found ? await titles() : new Map();
    const titleOf = (id) => known.get(id) ?? id;
    const isShown = () => this.state === state;
    if (!isShown()) return;
    const chosen = makeChosen(state, titleOf);
    this.chosen.replaceChildren(...(chosen ? [chosen] : []));
    this.facets.replaceChildren(...(found ? makeFacets(found.facets, { ...state, q: found.instead ?? (found.read_as || state.q) }, titleOf) : []));
    await this.showTaking(found, state);
    await this.showYears(found, state, isShown);
  }

  async showTaking(found, state) {
    if (!found?.hits.length) {
      this.taking.replaceChildren();
      return;
    }
    const { makeExports } = await import("./taking.js");
    const { index } = await prepare();
    const asked = found.instead ?? state.q;
    const answer = (limit) => search(asked, { ...optionsOf(state), limit });
    this.taking.replaceChildren(makeExports(asked, index.head.formats, answer));
  }

  async showYears(found, state, isShown) {
    const [{ yearsOf }, { makePlot }] = await Promise.all([import("./citing.js"), import("./plot.js")]);
    const all = found && state.cited_since ? await search(found.instead ?? state.q, { ...optionsOf(state), cited_since: "" }) : found;
    const years = all ? await yearsOf(all.citing) : new Map();
    const plot = makePlot(years, state.cited_since, { name: "cited_since", label: words.citesWorkSince, form: "~search" });
    if (!isShown()) return;
    this.years.replaceChildren(...(plot ? [plot] : []));
    this.years.classList.toggle("room", Boolean(plot));
  }

  /** Focus the element that replaced the focused one. */
  focusAgain(focused) {
    if (focused.isConnected || document.activeElement !== document.body) return;
    const { key } = focused.dataset;
    const same = key && [...this.place.querySelectorAll("[data-key]")].find((each) => each.dataset.key === key);
    (same || this.place.querySelector("#main")).focus({ preventScroll: true });
  }

  fail(error) {
    console.error(error);
    this.results.replaceChildren();
    this.message.replaceChildren();
    this.report(words.failed);
  }

  report(text) {
    this.count.textContent = text;
  }
}

/** Search; if the words of the query occur nowhere, return the passages of its correction. */
async function find(state) {
  const options = { ...optionsOf(state), limit: PAGE_SIZE, offset: state.offset, per_article: perArticle(state) };
  const found = await search(state.q, options);
  if (found.total || !found.unknown.length || found.offers.length || !found.suggestion) return found;
  const other = await search(found.suggestion, options);
  return other.total ? { ...other, instead: found.suggestion } : found;
}

/** Make the page without a query: questions to begin with, and the articles updated last. */
function makeHome({ newest, questions, total }, state) {
  const rows = newest.map((article) => {
    const { title, link } = article;
    const name = link ? make("a", { class: "open", href: link, dir: "auto" }, title) : make("span", { dir: "auto" }, title);
    return make("li", {}, name, make("p", { class: "byline", dir: "auto" }, byline(article)));
  });
  const number = count(total, "articlesIn");
  const every = urlOf(but({ ...state, article: [] }, { q: "kind:article", sort: "date" }));
  const asked = (question) => {
    const q = question.replace(/[^\p{L}\p{N}_\s'\u2019-]|(?<![\p{L}\p{N}_])-|-(?![\p{L}\p{N}_])/gu, " ").split(/\s+/).filter(Boolean).join(" ");
    return make("li", {}, make("a", { href: urlOf(but({ article: [] }, { q })), dir: "auto" }, question));
  };
  return [
    make("h1", {}, words.findPassage),
    make("p", { class: "lead" }, say("lead", { articles: number })),
    questions.length
      ? make("section", { class: "questions", "aria-labelledby": "questions" }, make("h2", { id: "questions" }, words.forExample), make("ul", { class: "chips" }, questions.map(asked)))
      : null,
    make("h2", {}, total > rows.length ? words.updatedLast : words.articles),
    make("ul", { class: "newest" }, rows),
    total > rows.length ? make("p", { class: "more" }, make("a", { href: every }, say("allArticles", { articles: count(total, "articles") }))) : null,
  ].filter(Boolean);
}

for (const place of document.querySelectorAll("[data-painsci-search]")) new Search(place);
