// The keys of a search, in served pages and in exported sites.

const SLASH = "painsci-search-slash";

/** Return whether an element takes keys as text. */
function isTyping(target) {
  const selector = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
  return target instanceof Element && target.matches(selector);
}

/** Return whether a key is meant for the page: alone, and not part of a character being composed. */
function isPlain(event) {
  return !(event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey);
}

/** Focus the search field and select its text, so that typing replaces it. */
export function focusField(field) {
  field.focus();
  field.select();
}

/** Let "/" focus the search field, unless the reader turned it off; show the hints of the keys. */
export function listenForSlash(field, scope = document) {
  const choice = scope.querySelector(".slash input");
  choice.checked = stored() !== "off";
  choice.addEventListener("change", () => store(choice.checked ? "on" : "off"));
  for (const hint of scope.querySelectorAll(".keys, .slash")) hint.hidden = false;
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && isPlain(event) && choice.checked && !isTyping(event.target)) {
      event.preventDefault();
      focusField(field);
    }
  });
}

/** Call functions by keys of one letter, outside of fields, unless the reader turned "/" off. */
export function listenForLetters(actions, scope = document) {
  document.addEventListener("keydown", (event) => {
    const isOn = scope.querySelector(".slash input").checked;
    if (!isOn || !isPlain(event) || isTyping(event.target) || !Object.hasOwn(actions, event.key)) return;
    event.preventDefault();
    actions[event.key]();
  });
}

/** Call a function for each press of Escape; its argument is whether a field had the focus. */
export function listenForEscape(callback) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isPlain(event)) callback(isTyping(event.target), event.target);
  });
}

/**
 * Listen to the keys of a search: arrows move through its passages, Escape returns to its field.
 *
 * @param {object} search
 * @param {Element} search.scope where keys are meant for the search
 * @param {HTMLInputElement} search.field
 * @param {function(): Element} search.results the element with the passages, whose links have the
 *   class "open"
 * @param {function(): void} search.clear called for Escape in a field with text
 * @param {function(Element, boolean): void} [search.unfold] called with the link of a passage for
 *   the right arrow (true) and the left one (false)
 * @param {Object<string, function(Element): void>} [search.others] called with the link of a passage,
 *   by further keys
 */
export function listenForKeys({ scope, field, results, clear, unfold, others }) {
  const links = () => [...results().querySelectorAll(".open")];

  /** Focus the passage above or below; above the first one is the field. */
  function step(from, by) {
    const open = links();
    const next = open.findIndex((link) => link.closest("li")?.contains(from)) + by;
    if (next < 0) {
      focusField(field);
    } else if (next < open.length) {
      open[next].focus({ preventScroll: true });
      open[next].closest("li").scrollIntoView({ block: "nearest" });
    }
  }

  function handle(target, key) {
    const arrow = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (target === field) {
      if (key === "ArrowDown") step(field, 1);
      else if (key === "Escape" && field.value) clear();
      else return false;
    } else if (isTyping(target)) {
      return false;
    } else if (key === "Escape") {
      focusField(field);
    } else if (arrow && results().contains(target)) {
      step(target, arrow);
    } else if (unfold && target.matches(".open") && (key === "ArrowRight" || key === "ArrowLeft")) {
      unfold(target, key === "ArrowRight");
    } else if (others?.[key] && target.matches(".open")) {
      others[key](target);
    } else {
      return false;
    }
    return true;
  }

  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (!isPlain(event) || event.shiftKey || !(target instanceof Element)) return;
    if (scope.contains(target) && handle(target, key)) event.preventDefault();
  });
}

function stored() {
  try {
    return localStorage.getItem(SLASH);
  } catch {
    return null; // the browser stores nothing
  }
}

function store(value) {
  try {
    localStorage.setItem(SLASH, value);
  } catch {
    // the choice lasts as long as the page
  }
}
