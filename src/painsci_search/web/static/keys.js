// What the pages share: the key "/" that leads to the field, which a reader can turn off; and which
// passage a reader has left for.

const REMEMBERED = "painsci-search-slash";
const LEFT = "painsci-search-left";

/** Tell whether keys are text where they are pressed. */
export function isTyping(target) {
  return target instanceof HTMLElement && target.matches("input:not([type=checkbox]), textarea, select");
}

/** Tell whether a key is meant for the page: alone, and not part of a character being composed. */
export function isPlain(event) {
  return !(event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey);
}

/** Go to the field, with what is in it selected, so that typing begins anew. */
export function goTo(field) {
  field.focus();
  field.select();
}

/** Listen to "/", and show what keys there are. */
export function listenForSlash(field) {
  const choice = document.getElementById("slash");
  choice.checked = remembered() !== "off";
  choice.addEventListener("change", () => remember(choice.checked ? "on" : "off"));
  for (const told of document.querySelectorAll(".keys, .slash")) told.hidden = false;
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && isPlain(event) && choice.checked && !isTyping(event.target)) {
      event.preventDefault();
      goTo(field);
    }
  });
}

/** Keep the address of the passage for which a reader leaves the search. */
export function leaveFor(address) {
  try {
    sessionStorage.setItem(LEFT, address);
  } catch {
    // then coming back begins at the top
  }
}

/** The address of the passage for which the reader left the search last; null for none. */
export function leftFor() {
  try {
    return sessionStorage.getItem(LEFT);
  } catch {
    return null;
  }
}

function remembered() {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null; // a browser may keep nothing
  }
}

function remember(value) {
  try {
    localStorage.setItem(REMEMBERED, value);
  } catch {
    // then it is forgotten with the page
  }
}
