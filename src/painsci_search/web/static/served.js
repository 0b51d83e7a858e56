// What the search page and the articles share: the passage for which a reader leaves the search, kept
// from the search page to the article and back, and menus that close.

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
