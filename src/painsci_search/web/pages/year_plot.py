"""A plot of years with a slider below it: numbers of works by year in, HTML out.

The slider chooses the first year. At its left end it chooses nothing, and its script sends nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from painsci_search.web.pages.markup import element

# Height of the plot in its own units; a year is one unit wide.
_HEIGHT = 24
# Bars of fewer years would be as wide as the plot.
_FEWEST_YEARS = 12


def year_plot(
    years: Mapping[int, int], chosen: str, *, name: str, words: str, form: str
) -> Markup | None:
    """Render the plot; None for works without a year.

    Args:
        years: number of works of each year.
        chosen: the first year, as in the URL; "" for all.
        name: name of the field.
        words: label of the field.
        form: id of the form that the field belongs to.
    """
    if not years:
        return None
    last = max(years)
    first = min(*years, last - _FEWEST_YEARS + 1)
    since = int(chosen) if chosen.isdecimal() and len(chosen) <= 4 else first
    since = min(max(since, first), last)
    highest = max(years.values())
    bars = [_bar(year - first, years[year], highest, year, since) for year in sorted(years)]
    plot = element(
        "svg",
        {
            "viewBox": f"0 0 {last - first + 1} {_HEIGHT}",
            "preserveAspectRatio": "none",
            "role": "img",
            "aria-label": f"Works by year, {min(years)} to {last}",
        },
        bars,
    )
    slider = element(
        "input",
        {
            "type": "range",
            "id": name,
            "name": name,
            "form": form,
            "min": first,
            "max": last,
            "value": since,
            "aria-valuetext": _value(since, first),
            "data-key": name,
            "autocomplete": "off",
        },
    )
    shown = element("output", {"for": name}, _value(since, first))
    label = element("label", {"for": name}, words)
    ends = element(
        "p", {"class": "ends", "aria-hidden": "true"}, element("span", None, str(first)), str(last)
    )
    return element(
        "div",
        {"class": "years", "data-years": name},
        element("p", {"class": "head"}, label, " ", shown),
        plot,
        slider,
        ends,
    )


def _bar(at: int, count: int, highest: int, year: int, since: int) -> Markup:
    height = max(count / highest * _HEIGHT, 1)
    return element(
        "rect",
        {
            "x": f"{at + 0.1:.1f}",
            "y": f"{_HEIGHT - height:.2f}",
            "width": "0.8",
            "height": f"{height:.2f}",
            "class": None if year >= since else "left",
            "data-year": year,
        },
        element("title", None, f"{year}: {count}"),
    )


def _value(since: int, first: int) -> str:
    return "any" if since == first else str(since)
