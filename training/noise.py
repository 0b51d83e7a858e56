"""Noise: marked citations as pages have them, with missing dots, glued words, links, labels.

In and out: marked text (`training.markup`), so that spans stay exact whatever changes around them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from training.facts import fill, make_doi
from training.markup import CODES, closed, field, mark, opened, pattern, plain, unwrap

Noise = Callable[[str, random.Random], str]

_AFTER = (
    "[PubMed]", "[Google Scholar]", "[DOI]", "[PMC free article]", "CrossRef", "Medline", "PubMed",
    "Google Scholar", "View Article", "[CrossRef]", "[Medline]", "[Web of Science ®]", "Abstract",
    "Full Text", "Full Text PDF", "Abstract/FREE Full Text", "Publisher Full Text",
    "View at Publisher",
    "View at Google Scholar", "View in Scopus", "Crossref", "ISI", "Web of Science",
    "Search PubMed",
    "PDF", "Article", "CAS", "ADS", "MathSciNet", "Find it", "Download", "View Record",
    "Scopus (24)",
    "[Free Full Text]", "Return to ref 4", "Open Access", "NCBI", "PubMed Abstract",
    "CrossRef Full Text",
)  # fmt: skip
_MARKERS = (
    "#. ",
    "## ",
    "[##] ",
    "[#] ",
    "#) ",
    "(##) ",
    "##. ",
    "### ",
    "^ ",
    "[@@@#] ",
    "• ",
    "- ",
    "#.\t",
)
_IDENTIFIERS = (
    "doi:{doi}", "doi: {doi}", "DOI: {doi}", "https://doi.org/{doi}", "http://dx.doi.org/{doi}",
    "DOI {doi}",
    "doi:https://doi.org/{doi}", "PMID: 2#######", "PMID 1#######", "PubMed PMID: 3#######",
    "PMID:2#######",
    "PMCID: PMC4######", "PMC2######", "PubMed ~2#######", "[pii] {doi}", "ISSN 1###-2###",
    "arXiv:1###.0####",
)  # fmt: skip
_NO_YEAR = ("in press", "n.d.", "forthcoming", "in preparation", "submitted", "s.d.", "no date")


def disturb(text: str, rng: random.Random) -> str:
    """Return a marked citation with a few of the kinds of noise, each at its rate."""
    for noise, rate in _KINDS:
        if rng.random() < rate:
            text = noise(text, rng)
    return text


def unmark(text: str) -> str:
    """Return a marked text without italics, bold, links and blocks: fields only."""
    for kind in ("italic", "bold", "link", "block"):
        text = unwrap(text, kind)
    return text


def _no_last_stop(text: str, _: random.Random) -> str:
    return re.sub(rf"\.({CODES})$", r"\1", text)


def _no_stop_after_title(text: str, _: random.Random) -> str:
    return re.sub(rf"({closed('title')}{CODES})[.,:]", r"\1", text, count=1)


def _no_stop(text: str, rng: random.Random) -> str:
    return _at_one(rf"\.(?={CODES} )", text, rng, lambda _: "")


def _glue(text: str, rng: random.Random) -> str:
    return _at_one(rf"(?<=[.,:;)])({CODES}) ", text, rng, lambda found: found[1])


def _glue_year(text: str, _: random.Random) -> str:
    return re.sub(rf"[ ]({CODES}{opened('year')})", r"\1", text, count=1)


def _glue_pages(text: str, _: random.Random) -> str:
    return re.sub(rf" ({CODES}{opened('pages')})", r"\1", text, count=1)


def _extra_space(text: str, rng: random.Random) -> str:
    return _at_one(r"(?<=[.,:;()\u2013-])(?! )", text, rng, lambda _: " ")


def _double_space(text: str, rng: random.Random) -> str:
    return _at_one(" ", text, rng, lambda _: "  ")


def _broken_word(text: str, rng: random.Random) -> str:
    return _at_one(r"(?<=[a-z]{3})(?=[a-z]{3})", text, rng, lambda _: rng.choice((" ", "- ", "-")))


def _doubled_commas(text: str, _: random.Random) -> str:
    return re.sub(rf"({closed('author')}{CODES}),", r"\1,,", text)


def _other_dash(text: str, rng: random.Random) -> str:
    dash = rng.choice("–-–-—‐‑−")
    return re.sub(pattern("pages"), lambda found: re.sub("[–-]", dash, found[0]), text)


def _straight_quotes(text: str, _: random.Random) -> str:
    return re.sub("[“”„]", '"', re.sub("[‘’]", "'", text))


def _curly_apostrophes(text: str, _: random.Random) -> str:
    return re.sub(r"(?<=\w)'(?=\w)", "’", text)


def _no_quotes(text: str, _: random.Random) -> str:
    return re.sub('[“”"«»„]', "", text)


def _case_of_authors(text: str, rng: random.Random) -> str:
    change = rng.choice((str.upper, str.upper, str.lower))
    return re.sub(pattern("author"), lambda found: change(found[0]), text)


def _case_of_title(text: str, rng: random.Random) -> str:
    change = rng.choice((str.upper, str.title))
    return re.sub(pattern("title"), lambda found: change(found[0]), text)


def _fewer_authors(text: str, rng: random.Random) -> str:
    ends = [found.end() for found in re.finditer(closed("author"), text)]
    if len(ends) < 3:
        return text
    kept = rng.randint(1, min(3, len(ends) - 1))
    if "\n" in text[ends[kept - 1] : ends[-1]] or opened("title") in text[: ends[-1]]:
        return text
    others = rng.choice(
        (" et al.", ", et al.", " et al", ", et al", " & al.", " and others", " … ")
    )
    return text[: ends[kept - 1]] + others + text[ends[-1] :]


def _no_authors(text: str, _: random.Random) -> str:
    first, last = text.find(opened("author")), text.rfind(closed("author"))
    title = text.find(opened("title"))
    if first < 0 or not first < last < title:
        return text
    return text[:first] + text[title:]


def _dash_for_author(text: str, rng: random.Random) -> str:
    """Return `text` with a dash for its first author, as lists print for the author above."""
    dash = rng.choice(("———", "—", "--", "---", "______", "–––", "_____"))
    return re.sub(rf"^{CODES}?{pattern('author')}", dash, text, count=1)


def _letter_of_year(text: str, rng: random.Random) -> str:
    return re.sub(closed("year"), rng.choice("aaabbc") + closed("year"), text)


def _no_year(text: str, rng: random.Random) -> str:
    return re.sub(pattern("year"), rng.choice(_NO_YEAR), text, count=1)


def _printed_marker(text: str, rng: random.Random) -> str:
    return fill(rng, rng.choice(_MARKERS)) + text


def _labels(text: str, rng: random.Random) -> str:
    count = rng.choice((1, 1, 2, 2, 3, 4))
    between = rng.choice((" ", " ", " ", " · ", "", ", ", " | "))
    labels = [rng.choice(_AFTER) for _ in range(count)]
    if rng.random() < 0.7:
        labels = [mark("link", label) for label in labels]
    before = rng.choice((" ", " ", " ", "", "\n"))
    return text + before + between.join(labels)


def _page_signs(text: str, rng: random.Random) -> str:
    labels = [rng.choice((field("identifier", "PubMed #" + fill(rng, "2#######")), "DOI"))]
    if rng.random() < 0.4:
        labels.append(field("identifier", "PainSci #" + fill(rng, "5####")))
    if rng.random() < 0.2:
        labels.append("ABSTRACT")
    return f"{text} " + " ".join(f"{mark('link', label)} ❐" for label in labels)


def _identifier(text: str, rng: random.Random) -> str:
    form = fill(rng, rng.choice(_IDENTIFIERS)).replace("~", "#").replace("{doi}", make_doi(rng))
    label = rng.choice(("{}", "{}", "{}", "[{}]", "({})", "<{}>"))
    end = rng.choice(("", "."))
    return (
        text
        + rng.choice((" ", " ", ". ", ", ", "; "))
        + label.format(field("identifier", form))
        + end
    )


def _linked_title(text: str, _: random.Random) -> str:
    return re.sub(pattern("title"), lambda found: mark("link", found[0]), text, count=1)


def _linked(text: str, _: random.Random) -> str:
    for label in ("identifier", "url"):
        text = re.sub(pattern(label), lambda found: mark("link", found[0]), text)
    return text


def _linked_citation(text: str, _: random.Random) -> str:
    return mark("link", unwrap(text, "link"))


def _block_of_authors(text: str, rng: random.Random) -> str:
    first, last = text.find(opened("author")), text.rfind(closed("author"))
    title = text.find(opened("title"))
    if first < 0 or not first < last < title or "\n" in text[:title]:
        return text
    rest = re.sub(rf"^({CODES})[.,:;]? ?", r"\1", text[last + 1 :])
    return (
        text[:first]
        + mark("block", text[first : last + 1])
        + rng.choice(("\n\n", "\n", " "))
        + rest
    )


def _line_break(text: str, rng: random.Random) -> str:
    return _at_one(" ", text, rng, lambda _: "\n")


def _language_note(text: str, rng: random.Random) -> str:
    note = rng.choice(
        (
            " (in German)",
            " [in Russian]",
            " [Article in Spanish]",
            " (in Japanese)",
            " [Review]",
            " (PDF)",
            " [abstract]",
            " (with discussion)",
            " (eng)",
        )
    )
    return re.sub(f"({closed('title')}{CODES})", rf"\1{note}", text, count=1)


def _cited_page(text: str, rng: random.Random) -> str:
    return re.sub(rf"\.?({CODES})$", r"\1", text) + fill(
        rng, rng.choice((", p. ##.", ", at ##", ": ##.", ", pp. 1#–2#.", ", ch. #.", " (p. 1##)."))
    )


def _plain_title(text: str, _: random.Random) -> str:
    return re.sub(
        pattern("title"),
        lambda found: plain(found[0]) and opened("title") + plain(found[1]) + closed("title"),
        text,
    )


def _at_one(
    expression: str, text: str, rng: random.Random, change: Callable[[re.Match[str]], str]
) -> str:
    """Return `text` with one of the matches of an expression changed, chosen by chance."""
    found = list(re.finditer(expression, text))
    if not found:
        return text
    chosen = rng.choice(found)
    return text[: chosen.start()] + change(chosen) + text[chosen.end() :]


_KINDS: tuple[tuple[Noise, float], ...] = (
    (_no_year, 0.012),
    (_letter_of_year, 0.03),
    (_fewer_authors, 0.1),
    (_no_authors, 0.01),
    (_dash_for_author, 0.012),
    (_case_of_authors, 0.02),
    (_case_of_title, 0.01),
    (_language_note, 0.02),
    (_no_stop_after_title, 0.03),
    (_no_stop, 0.03),
    (_glue, 0.06),
    (_glue_year, 0.02),
    (_glue_pages, 0.05),
    (_extra_space, 0.06),
    (_double_space, 0.04),
    (_broken_word, 0.03),
    (_doubled_commas, 0.004),
    (_other_dash, 0.3),
    (_straight_quotes, 0.25),
    (_curly_apostrophes, 0.2),
    (_no_quotes, 0.04),
    (_plain_title, 0.2),
    (_block_of_authors, 0.03),
    (_line_break, 0.02),
    (_cited_page, 0.03),
    (_no_last_stop, 0.25),
    (_identifier, 0.1),
    (_linked, 0.4),
    (_linked_title, 0.04),
    (_labels, 0.15),
    (_page_signs, 0.03),
    (_linked_citation, 0.01),
    (_printed_marker, 0.06),
)
