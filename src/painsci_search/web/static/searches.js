// The searches that a reader saved or made before. They are kept in this browser and sent nowhere.

import { keep, recall } from "./stored.js";

// Searches that are kept of each kind; more would not be looked through.
const MOST = { saved: 50, recent: 12 };

/** The menu of the searches of a page. */
export class Searches {
  /**
   * @param {HTMLElement} menu the details element that the server wrote
   * @param {function(): {query: string, url: string}} current the search that the page shows
   */
  constructor(menu, current) {
    this.menu = menu;
    this.current = current;
    menu.addEventListener("toggle", () => menu.open && this.show());
    menu.addEventListener("click", (event) => this.handle(event));
  }

  /** Remember the search of the page as a recent one. */
  remember() {
    const { query, url } = this.current();
    if (query) this.put("recent", query, url);
  }

  list(name) {
    const kept = recall(name);
    const isSearch = (each) => typeof each?.query === "string" && typeof each.url === "string";
    return Array.isArray(kept) ? kept.filter(isSearch) : [];
  }

  put(name, query, url) {
    const others = this.list(name).filter((each) => each.url !== url);
    keep(name, [{ query, url }, ...others].slice(0, MOST[name]));
  }

  handle(event) {
    const control = event.target.closest("button");
    if (!control) {
      if (event.target.closest("a")) this.menu.open = false;
      return;
    }
    const { query, url } = this.current();
    if (control.dataset.save !== undefined && query) this.put("saved", query, url);
    else if (control.dataset.forget !== undefined) keep("recent", []);
    else if (control.dataset.url) {
      keep("saved", this.list("saved").filter((each) => each.url !== control.dataset.url));
    }
    this.show();
    if (!document.activeElement || !this.menu.contains(document.activeElement)) {
      this.menu.querySelector("summary").focus();
    }
  }

  show() {
    const { query, url } = this.current();
    for (const name of ["saved", "recent"]) {
      const section = this.menu.querySelector(`[data-list=${name}]`);
      const searches = this.list(name);
      section.hidden = !searches.length;
      section.querySelector("ul").replaceChildren(...searches.map((each) => this.row(name, each)));
    }
    const isSaved = this.list("saved").some((each) => each.url === url);
    const isEmpty = !query && !this.list("saved").length && !this.list("recent").length;
    this.menu.querySelector("[data-none]").hidden = !isEmpty;
    this.menu.querySelector("[data-kept]").hidden = isEmpty;
    this.menu.querySelector("[data-save]").hidden = !query || isSaved;
    this.menu.querySelector("[data-forget]").hidden = !this.list("recent").length;
  }

  row(name, { query, url }) {
    const row = document.createElement("li");
    const link = document.createElement("a");
    // of this page alone, whatever was kept
    link.href = new URL(`?${new URLSearchParams(url)}`, location.origin + location.pathname).href;
    link.dir = "auto";
    link.textContent = query;
    row.append(link);
    if (name === "saved") {
      const remove = document.createElement("button");
      remove.type = "button";
      remove.dataset.url = url;
      remove.textContent = "\u00d7";
      remove.setAttribute("aria-label", `${this.menu.querySelector("[data-remove]").dataset.remove}: ${query}`);
      row.append(remove);
    }
    return row;
  }
}
