// What a page keeps in the browser alone.

const PREFIX = "painsci-search-";

/** Return what is kept under a name, or null. */
export function recall(name) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name));
  } catch {
    return null; // the browser stores nothing, or something else
  }
}

/** Keep a value under a name. */
export function keep(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // it lasts as long as the page
  }
}
