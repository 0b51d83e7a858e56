/**
 * A page's search: put <div data-painsci-search></div> where it belongs, and load this module.
 *
 * What is asked stands in the page's address, so that back, reload and sharing work. Every text is
 * put into the page as text.
 */

import { byline, citedIn, evidence, linked, make, marked, summary } from "./parts.js";
import { article, facets, prepare, search } from "./search.js";

const PAGE_SIZE = 10;
const PER_ARTICLE = 3;
const PATIENCE = 120;
const KINDS = [
  ["", "All"],
  ["section", "Sections"],
  ["note", "Notes"],
];
const NAMES = ["q", "kind", "author", "year", "language", "article", "sort"];

/** The search of one place in a page. */
class Search {
  constructor(place) {
    this.place = place;
    this.turn = 0;
    this.shown = PAGE_SIZE;
    this.build();
    this.read();
    this.listen();
    if (this.asked()) this.run();
    this.fillSelects();
  }

  build() {
    const id = (name) => `painsci-search-${name}`;
    this.input = make("input", {
      id: id("words"),
      type: "search",
      name: "q",
      autocomplete: "off",
      autocapitalize: "none",
      spellcheck: "false",
      enterkeyhint: "search",
      "aria-describedby": id("help"),
    });
    const kinds = KINDS.map(([value, label]) =>
      make(
        "label",
        { class: "kind" },
        make("input", { type: "radio", name: "kind", value }),
        make("span", {}, label),
      ),
    );
    const select = (name, label, options) => {
      const made = make("select", { id: id(name), name }, ...options);
      return make("div", { class: "choice" }, make("label", { for: id(name) }, label), made);
    };
    const any = () => make("option", { value: "" }, "Any");
    this.chosen = make("p", { class: "chosen", hidden: "" });
    this.form = make(
      "form",
      { role: "search", class: "asking" },
      make("label", { for: id("words"), class: "title" }, "Words to look for"),
      make("div", { class: "words" }, this.input, make("button", { type: "submit" }, "Search")),
      make(
        "p",
        { id: id("help"), class: "help" },
        "A passage must have all the words. ",
        make("code", {}, '"sham surgery"'),
        " stands together, ",
        make("code", {}, "-knee"),
        " must not occur.",
        make("span", { class: "keys" }, " ", make("kbd", {}, "/"), " comes back here."),
      ),
      make(
        "div",
        { class: "narrowing" },
        make("fieldset", {}, make("legend", {}, "Show"), make("div", { class: "kinds" }, ...kinds)),
        select("author", "Author", [any()]),
        select("year", "Year", [any()]),
        select("language", "Language", [any()]),
        select("sort", "Order", [
          make("option", { value: "" }, "Best first"),
          make("option", { value: "date" }, "Latest first"),
        ]),
      ),
    );
    this.status = make("p", { class: "status", role: "status" });
    this.results = make("div", { class: "results" });
    this.more = make("button", { type: "button", class: "more", hidden: "" }, "Show more");
    this.place.classList.add("painsci-search");
    this.place.replaceChildren(this.form, this.chosen, this.status, this.results, this.more);
    this.select("language").closest(".choice").hidden = true;
  }

  select(name) {
    return this.form.elements.namedItem(name);
  }

  listen() {
    this.input.addEventListener("focus", () => prepare().catch(() => {}), { once: true });
    this.input.addEventListener("input", () => this.later());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.change();
    });
    this.form.addEventListener("change", (event) => {
      if (event.target !== this.input) this.change();
    });
    this.more.addEventListener("click", () => this.showMore());
    addEventListener("popstate", () => {
      this.read();
      this.run();
    });
    document.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = event.target.closest?.("input:not([type=radio]), textarea, select, [contenteditable]");
    if (event.key === "/" && !typing) {
      event.preventDefault();
      this.input.focus();
      this.input.select();
    } else if (event.key === "Escape" && this.place.contains(event.target)) {
      event.preventDefault();
      if (event.target !== this.input) {
        this.input.focus();
      } else if (this.input.value) {
        this.input.value = "";
        this.change();
      }
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      this.step(event, event.key === "ArrowDown" ? 1 : -1);
    }
  }

  /** Go from the words to the passages and from each to the next, and back. */
  step(event, by) {
    const stops = [this.input, ...this.results.querySelectorAll("h3 a")];
    const at = stops.indexOf(event.target);
    const next = stops[at + by];
    if (at < 0 || !next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  /** Take what is asked from the page's address. */
  read() {
    const asked = new URLSearchParams(location.search);
    for (const name of NAMES) {
      const value = asked.get(name) ?? "";
      if (name === "q") this.input.value = value;
      else if (name === "article") this.article = value;
      else if (name === "kind") this.chooseKind(value);
      else this.choose(name, value);
    }
    this.shown = PAGE_SIZE;
  }

  chooseKind(value) {
    const radios = [...this.select("kind")];
    const chosen = radios.find((radio) => radio.value === value) ?? radios[0];
    chosen.checked = true;
  }

  choose(name, value) {
    const select = this.select(name);
    if (value && ![...select.options].some((option) => option.value === value)) {
      if (name === "sort") return;
      select.append(make("option", { value }, value));
    }
    select.value = value;
  }

  asked() {
    return this.input.value.trim();
  }

  values() {
    const values = Object.fromEntries(NAMES.slice(1).map((name) => [name, this.select(name)?.value]));
    return { ...values, q: this.asked(), article: this.article };
  }

  /** Put what is asked into the page's address; other values that stand there stay. */
  write(isNew) {
    const url = new URL(location.href);
    const values = this.values();
    for (const name of NAMES) {
      if (values[name]) url.searchParams.set(name, values[name]);
      else url.searchParams.delete(name);
    }
    if (url.href === location.href) return;
    if (isNew) history.pushState(null, "", url);
    else history.replaceState(null, "", url);
  }

  later() {
    clearTimeout(this.timer);
    // what a letter or two begin is much, and not what is meant
    if (/(?:^|\s)\S{1,2}$/.test(this.input.value)) return;
    this.timer = setTimeout(() => {
      this.shown = PAGE_SIZE;
      this.write(false);
      this.run();
    }, PATIENCE);
  }

  change() {
    clearTimeout(this.timer);
    this.shown = PAGE_SIZE;
    this.write(true);
    this.run();
  }

  async run() {
    const turn = ++this.turn;
    const { q, sort, ...narrowing } = this.values();
    this.showChosen(turn);
    if (!q) {
      this.place.removeAttribute("aria-busy");
      this.tell("");
      this.results.replaceChildren();
      this.more.hidden = true;
      return;
    }
    // what is quick is not announced
    const waiting = setTimeout(() => turn === this.turn && this.tell("Searching\u2026"), 400);
    this.place.setAttribute("aria-busy", "true");
    try {
      const per_article = this.article ? 0 : PER_ARTICLE;
      const options = { ...narrowing, sort: sort || "relevance", limit: this.shown, per_article };
      // only the latest of those that wait is asked
      await this.last;
      if (turn !== this.turn) return;
      const asking = search(q, options);
      this.last = asking.catch(() => {});
      const found = await asking;
      if (turn === this.turn) this.show(found, Object.values(narrowing).some(Boolean));
    } catch (error) {
      if (turn === this.turn) this.fail(error);
    } finally {
      clearTimeout(waiting);
      if (turn === this.turn) this.place.removeAttribute("aria-busy");
    }
  }

  async showMore() {
    const before = this.results.querySelectorAll("h3").length;
    this.shown += PAGE_SIZE;
    await this.run();
    // the reader goes on behind what was read
    this.results.querySelectorAll("h3 a")[before]?.focus();
  }

  show(found, isNarrowed) {
    this.tell(summary(found, isNarrowed));
    const groups = new Map();
    for (const hit of found.hits) groups.set(hit.article.id, [...(groups.get(hit.article.id) ?? []), hit]);
    this.results.replaceChildren(...[...groups.values()].map((hits) => this.group(hits)));
    this.more.hidden = !found.left;
  }

  fail(error) {
    console.error(error);
    this.results.replaceChildren();
    this.more.hidden = true;
    this.tell("The search could not be loaded. Try again, or load the page anew.");
  }

  tell(text) {
    this.status.textContent = text;
  }

  group(hits) {
    const { article: about, title_highlights: spans } = hits[0];
    const only = make("button", { type: "button", class: "only" }, "Only this article");
    only.setAttribute("aria-label", `Only this article: ${about.title}`);
    only.hidden = this.article === about.id;
    only.addEventListener("click", () => {
      this.article = about.id;
      this.change();
      this.input.focus();
    });
    return make(
      "article",
      { lang: about.language },
      make("h2", {}, linked(about.link, marked(about.title, spans))),
      make("p", { class: "about" }, byline(about), only),
      make("ol", {}, ...hits.map((hit) => make("li", {}, ...this.hit(hit)))),
    );
  }

  hit(hit) {
    const isOpening = hit.kind === "section" && !hit.path.length && hit.heading === hit.article.title;
    const above = hit.path.map((heading) => `${heading} \u203a `).join("");
    const heading = isOpening ? "Opening" : marked(hit.heading, hit.heading_highlights);
    return [
      make("h3", {}, linked(hit.link, make("span", { class: "path" }, above), heading)),
      hit.snippet.text
        ? make("blockquote", {}, marked(hit.snippet.text, hit.snippet.highlights))
        : null,
      hit.kind === "note" ? citedIn(hit) : evidence(hit),
    ];
  }

  async showChosen(turn) {
    this.chosen.hidden = !this.article;
    if (!this.article) return;
    const told = await article(this.article).catch(() => null);
    if (turn !== this.turn) return;
    const all = make("button", { type: "button" }, "Search all articles");
    all.addEventListener("click", () => {
      this.article = "";
      this.change();
      this.input.focus();
    });
    this.chosen.replaceChildren(`Only in \u201c${told?.article.title ?? this.article}\u201d `, all);
  }

  /** Fill the choices with what the site has. */
  async fillSelects() {
    const found = await facets().catch(() => ({}));
    for (const name of ["author", "year", "language"]) {
      const chosen = this.select(name).value;
      const values = (found[name] ?? []).map((each) => each.value);
      values.sort((a, b) => (name === "year" ? b.localeCompare(a) : a.localeCompare(b)));
      if (chosen && !values.includes(chosen)) values.push(chosen);
      const options = values.map((value) => make("option", { value }, value));
      this.select(name).replaceChildren(make("option", { value: "" }, "Any"), ...options);
      this.select(name).value = chosen;
      this.select(name).closest(".choice").hidden = values.length < 2 && !chosen;
    }
  }
}

for (const place of document.querySelectorAll("[data-painsci-search]")) new Search(place);
