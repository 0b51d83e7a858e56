// The slider on a plot of years: it shows the year that it is at, and dims the years before.

import { fetchPage } from "./fetched.js";

// Milliseconds after an answer until its plot is loaded: while a query is typed there are many.
const PAUSE = 300;
let loading;
let timer;

/** Listen to a slider wherever the page has one, now or later. */
export function listenForYears() {
  document.addEventListener("input", ({ target }) => {
    const place = target.closest?.("[data-years]");
    if (place) showYear(place, target);
  });
}

function showYear(place, slider) {
  const words = isAny(slider) ? "any" : slider.value;
  place.querySelector("output").textContent = words;
  slider.setAttribute("aria-valuetext", words);
  for (const bar of place.querySelectorAll("rect")) {
    bar.classList.toggle("left", Number(bar.dataset.year) < Number(slider.value));
  }
}

/**
 * Load the plot of an answer into its place on the search page.
 *
 * @param {HTMLElement} given the place in the page of the answer: the URL of the plot, and the year
 */
export function loadYears(given) {
  const place = document.getElementById("years");
  const { src, since } = given.dataset;
  // the style keeps room for a plot that will come
  place.className = given.className;
  loading?.abort();
  clearTimeout(timer);
  const slider = place.querySelector("input");
  if (slider) {
    slider.value = since || slider.min;
    showYear(place.querySelector("[data-years]"), slider);
    forgetHidden(slider.name);
  }
  if (!src) {
    place.replaceChildren();
    return;
  }
  timer = setTimeout(() => replaceYears(place, src), slider ? PAUSE : 0);
}

async function replaceYears(place, source) {
  loading = new AbortController();
  const page = await fetchPage(source, loading.signal, "plot").catch(() => null);
  if (!page) return;
  const isFocused = place.contains(document.activeElement);
  place.replaceChildren(...page.getElementById("plot").children);
  const slider = place.querySelector("input");
  place.classList.toggle("room", Boolean(slider));
  if (!slider) return;
  forgetHidden(slider.name);
  if (isFocused) slider.focus({ preventScroll: true });
}

/** Remove the hidden field that has the year where no slider does. */
function forgetHidden(name) {
  document.querySelector(`input[type=hidden][name=${name}]`)?.remove();
}

/** Return whether a slider is at its left end, where it chooses nothing. */
export function isAny(slider) {
  return slider.value === slider.min;
}

/** Return the values of a form without those that choose nothing. */
export function chosenValues(form) {
  const values = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const field = form.elements.namedItem(name);
    if (value && !(field?.type === "range" && isAny(field))) values.append(name, value);
  }
  return values;
}
