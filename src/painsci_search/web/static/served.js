// What search pages and articles share: links that lead to another search, the passage for which a
// reader leaves the search, kept from the search page to the article and back, and menus that close.

const LEFT = "painsci-search-left";

/** Keep the URL of the passage for which the reader leaves the search. */
export function leaveFor(url) {
  try {
    sessionStorage.setItem(LEFT, url);
  } catch {
    // then coming back begins at the top of the page
  }
}

/** Return the URL of the passage for which the reader left the search last, or null. */
export function leftFor() {
  try {
    return sessionStorage.getItem(LEFT);
  } catch {
    return null;
  }
}

/** Close a menu with Escape, and when the reader goes elsewhere. Call it before other listeners. */
export function closeMenus() {
  const open = () => [...document.querySelectorAll("details.menu[open]")];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open().filter((each) => each.contains(event.target))) {
      event.preventDefault();
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  for (const kind of ["pointerdown", "focusin"]) {
    document.addEventListener(kind, (event) => {
      for (const menu of open().filter((each) => !each.contains(event.target))) menu.open = false;
    });
  }
}

/**
 * Return the URL of another search on this page to which a clicked link leads; undefined for a link
 * that is left to the browser. A marker in a snippet unfolds the card, which has its note in full.
 *
 * @param {string} page the URL of the page, without its query
 * @param {(link: Element) => void} leave called with a link that opens a passage
 */
export function followedSearch(event, page, leave) {
  const link = event.target.closest("a[href]:not([data-copy], [download], [role=button])");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (link.matches(".snippet .marker a")) {
    const card = link.closest(".hit").querySelector(".card");
    event.preventDefault();
    card.open = true;
    card.querySelector("summary").focus();
    return;
  }
  if (link.matches(".open")) leave(link);
  const { origin, pathname, hash } = new URL(link.href);
  if (origin + pathname !== page || hash) return;
  event.preventDefault();
  return link.href;
}
