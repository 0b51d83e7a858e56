// The page of works: a filter that changes is answered in the page, and its URL follows.

import { fetchPage } from "./fetched.js";
import { chosenValues, listenForYears } from "./years.js";

const PARTS = ["chosen", "count", "message", "results", "facets"];
// Milliseconds after a change until it is answered: a key on the slider changes it many times.
const PAUSE = 150;
const form = document.getElementById("~works");
let pending;
let timer;

function url() {
  const values = chosenValues(form);
  if (values.get("sort") === "cited") values.delete("sort");
  const query = values.toString();
  return form.action + (query && `?${query}`);
}

/** Show the works of what the form contains. */
async function answer() {
  pending?.abort();
  const mine = new AbortController();
  pending = mine;
  const address = url();
  try {
    const page = await fetchPage(address, mine.signal);
    if (pending !== mine) return;
    for (const id of PARTS) document.getElementById(id).replaceWith(page.getElementById(id));
    document.title = page.title;
    history.replaceState(null, "", address);
  } catch (error) {
    document.getElementById("count").textContent = error.message;
  }
}

if (form) {
  listenForYears();
  document.addEventListener("change", ({ target }) => {
    if (target.form !== form || target.name === "q") return;
    clearTimeout(timer);
    timer = setTimeout(answer, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.assign(url());
  });
}
