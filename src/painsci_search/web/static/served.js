// The passage for which a reader leaves the search, kept from the search page to the article and
// back.

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
