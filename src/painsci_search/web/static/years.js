// The slider on a plot of years: it shows the year that it is at, and dims the years before.

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
