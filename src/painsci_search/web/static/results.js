// The search page of a server. The server renders each answer as a whole page, for a form without a
// script too; this fetches the page at the URL to which the form leads, and replaces the parts that
// differ. So the URL is all the state that there is.

import { copyQuotation, listenForCopying, restoreStyle } from "./copying.js";
import { fetchPage } from "./fetched.js";
import { listenForHelp } from "./help.js";
import { listenForKeys, listenForLetters, listenForSlash } from "./keys.js";
import { listenForPrint } from "./printing.js";
import { Searches } from "./searches.js";
import { closeMenus, followedSearch, leaveFor, leftFor } from "./served.js";
import { TypedSearches } from "./typing.js";
import { chosenValues, listenForYears, loadYears } from "./years.js";

// The parts of the page that an answer replaces, and the fields that a link changes.
const PARTS = ["~kept", "completions", "chosen", "message", "printed", "results", "facets", "taking", "data"];
const FIELDS = ["~q", "sort"];
// A page without vectors has no box for searches by meaning.
const BOXES = ["exact", "semantic"];

const form = document.getElementById("~search");
const field = document.getElementById("~q");
const main = document.getElementById("main");
const count = document.getElementById("count");
const results = () => document.getElementById("results");

/** Return the URL of what the form contains. */
function url() {
  const values = chosenValues(form);
  if (values.get("sort") === "relevance") values.delete("sort");
  const query = values.toString();
  return form.action + (query && `?${query}`);
}

function show(page, how) {
  const focused = document.activeElement;
  for (const id of PARTS) document.getElementById(id).replaceWith(page.getElementById(id));
  count.textContent = page.getElementById("count").textContent;
  document.title = page.title;
  if (how === "followed" || how === "back") fillForm(page);
  restoreStyle();
  loadYears(page.getElementById("years"));
  if (how !== "back") window.scrollTo(0, 0);
  if (!focused.isConnected) focusAgain(focused.dataset.key);
}

/** Fill the form with what the form of a page contains. */
function fillForm(page) {
  for (const id of FIELDS) document.getElementById(id).value = page.getElementById(id).value;
  for (const id of BOXES) {
    const box = document.getElementById(id);
    if (box) box.checked = page.getElementById(id)?.checked ?? false;
  }
}

/** Focus the element that replaced the focused one. */
function focusAgain(key) {
  const same = key && [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key === key);
  (same || main).focus({ preventScroll: true });
}

/** Focus the passage for which the reader left, if it is here. */
function comeBack() {
  const left = leftFor();
  const link = left && [...results().querySelectorAll(".open")].find((each) => each.href === left);
  if (!link) return;
  link.focus();
  leaveFor("");
}

/** Search for a link to another search here. */
function follow(event) {
  const found = followedSearch(event, form.action, (link) => {
    leaveFor(link.href);
    kept.remember();
  });
  if (found) searches.run(found, "followed");
}

const searches = new TypedSearches({
  field,
  url,
  find: fetchPage,
  show,
  results,
  fail: (error) => {
    count.textContent = error.message;
  },
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  // a keyboard on the screen would hide the answer
  if (matchMedia("(pointer: coarse)").matches) field.blur();
  searches.submit().then(() => kept.remember());
});
document.addEventListener("change", (event) => {
  if (event.target !== field && event.target.form === form) searches.submit().then(() => kept.remember());
});
document.addEventListener("click", follow);
window.addEventListener("pageshow", comeBack);
const kept = new Searches(document.getElementById("~searches"), () => ({
  query: new URL(location.href).searchParams.get("q") ?? "",
  url: location.search,
}));

closeMenus();
listenForLetters({ "?": listenForHelp() });
listenForPrint();
// the field has the focus already
field.addEventListener("keydown", (event) => {
  if (event.key === "/" && !field.value) event.preventDefault();
});
listenForCopying();
listenForYears();
loadYears(document.getElementById("years"));
listenForSlash(field);
listenForKeys({
  scope: document.documentElement,
  field,
  results,
  clear: () => {
    field.value = "";
    searches.run(url(), "typed");
  },
  unfold: (link, open) => {
    const card = link.closest(".hit")?.querySelector(".card");
    if (card) card.open = open;
  },
  others: { c: (link) => copyQuotation(link.closest(".hit")) },
});
