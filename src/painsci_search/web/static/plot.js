/** A plot of years with a slider below it, as year_plot.py: numbers of works by year in, elements out. */

import { make, say } from "./parts.js";
import words from "./words.js";

// Height of the plot in its own units; a year is one unit wide. Bars of fewer years would be too wide.
const [HEIGHT, FEWEST_YEARS] = [24, 12];
const SVG = "http://www.w3.org/2000/svg";

/**
 * Make the plot; null for works without a year.
 *
 * @param {Map<number, number>} years number of works of each year
 * @param {string} chosen the first year, as in the URL
 * @param {object} field name, label, and form: the id of its form
 */
export function makePlot(years, chosen, { name, label, form }) {
  if (!years.size) return null;
  const known = [...years.keys()].sort((a, b) => a - b);
  const last = known.at(-1);
  const first = Math.min(known[0], last - FEWEST_YEARS + 1);
  const since = Math.min(Math.max(/^\d{1,4}$/.test(chosen) ? Number(chosen) : first, first), last);
  const highest = Math.max(...years.values());
  const plot = drawn("svg", {
    viewBox: `0 0 ${last - first + 1} ${HEIGHT}`, preserveAspectRatio: "none", role: "img",
    "aria-label": say("worksByYear", { first: String(known[0]), last: String(last) }),
  });
  for (const year of known) plot.append(bar(year - first, years.get(year), highest, year, since));
  const value = since === first ? words.any : String(since);
  const slider = make("input", {
    type: "range", id: name, name, form, min: first, max: last, value: since, "aria-valuetext": value,
    "data-key": name, autocomplete: "off",
  });
  return make(
    "div", { class: "years", "data-years": name },
    make("p", { class: "head" }, make("label", { for: name }, label), " ", make("output", { for: name }, value)),
    plot,
    slider,
    make("p", { class: "ends", "aria-hidden": "true" }, make("span", {}, String(first)), String(last)),
  );
}

function bar(at, count, highest, year, since) {
  const height = Math.max((count / highest) * HEIGHT, 1);
  const rect = drawn("rect", {
    x: (at + 0.1).toFixed(1), y: (HEIGHT - height).toFixed(2), width: "0.8", height: height.toFixed(2),
    class: year >= since ? "" : "left", "data-year": year,
  });
  const title = drawn("title", {});
  title.textContent = `${year}: ${count}`;
  rect.append(title);
  return rect;
}

function drawn(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
