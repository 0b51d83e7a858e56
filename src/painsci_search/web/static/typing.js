// Search as the query is typed, in served pages and in exported sites: after a pause in typing, the
// newest search only, and one entry of the browser's history for a query.

// Milliseconds without a key after which a search starts: shorter, and most searches are of words
// that are not complete; longer, and the page seems slow.
const PAUSE = 120;
// Milliseconds until the answer to an incomplete query replaces the answer before it.
const PATIENCE = 1000;

/** Return a URL without its fragment. */
function withoutHash(url) {
  return url.split("#")[0];
}

/**
 * Run the searches of a page and keep its URL and its history.
 *
 * A search is `{ url, how }`: the URL that the page has with its answer, and how the reader came to
 * it: "typed" (while typing), "submitted", "followed" (a link or a button) or "back" (the browser
 * has its URL already).
 */
export class TypedSearches {
  /**
   * @param {object} page
   * @param {HTMLInputElement} page.field the query
   * @param {function(): string} page.url the URL of what the form contains
   * @param {function(string, AbortSignal): Promise} page.find answers the search of a URL
   * @param {function(*, string): void} page.show shows an answer; is given how the reader came to it
   * @param {function(Error): void} page.fail reports that there is no answer
   * @param {function(): Element} page.results is busy while an answer is awaited
   * @param {function(): void} [page.restore] fills the form from the URL that the browser went to
   * @param {function(string): boolean} [page.isTooShort] whether typing is to go on before a search
   * @param {function(*): boolean} [page.isIncomplete] whether an answer is that to half a query
   */
  constructor(page) {
    this.page = page;
    this.pending = null;
    this.timer = 0;
    this.answered = withoutHash(location.href);
    page.field.addEventListener("input", () => this.type());
    addEventListener("popstate", () => this.return());
  }

  type() {
    clearTimeout(this.timer);
    if (this.page.isTooShort?.(this.page.field.value)) return;
    this.timer = setTimeout(() => this.run(this.page.url(), "typed"), PAUSE);
  }

  submit() {
    return this.run(this.page.url(), "submitted");
  }

  return() {
    clearTimeout(this.timer);
    // another place in the page is no other search
    if (!this.pending && withoutHash(location.href) === this.answered) return;
    this.page.restore?.();
    this.run(location.href, "back");
  }

  /**
   * Search, and show the answer unless another search has begun; the search before is dropped.
   *
   * @param {string} url
   * @param {string} how
   * @param {function(AbortSignal): Promise} [find] answers in place of the page's own function
   */
  async run(url, how, find = (signal) => this.page.find(url, signal)) {
    clearTimeout(this.timer);
    this.pending?.abort();
    const mine = new AbortController();
    this.pending = mine;
    this.setBusy(true);
    try {
      const answer = await find(mine.signal);
      if (this.pending !== mine) return;
      this.pending = null;
      this.setBusy(false);
      if (how === "typed" && this.page.isIncomplete?.(answer)) {
        this.timer = setTimeout(() => this.show(answer, url, how), PATIENCE);
      } else {
        this.show(answer, url, how);
      }
    } catch (error) {
      if (this.pending !== mine) return;
      this.pending = null;
      this.setBusy(false);
      this.answered = null;
      this.page.fail(error);
    }
  }

  show(answer, url, how) {
    this.answered = withoutHash(url);
    if (how !== "back") remember(url, how);
    this.page.show(answer, how);
  }

  setBusy(isBusy) {
    if (isBusy) this.page.results().setAttribute("aria-busy", "true");
    else this.page.results().removeAttribute("aria-busy");
  }
}

/** Put a search into the history: a query being typed is one entry, kept when it is submitted. */
function remember(url, how) {
  const wasTyped = history.state?.typed === true;
  const state = { typed: how === "typed" };
  if (wasTyped && how === "followed") history.replaceState({ typed: false }, "");
  if (wasTyped && how !== "followed") {
    history.replaceState(state, "", url);
  } else if (withoutHash(url) !== withoutHash(location.href)) {
    history.pushState(state, "", url);
  }
}
