"""Forms of citations beside the citation styles: journal sites, other languages, old prints.

In: a work and a form of data/forms.txt, which explains its own signs. Out: marked text.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from training import lists
from training.csl import to_marks
from training.facts import fill
from training.markup import CODES, closed, complete, field, opened
from training.names import Name
from training.works import MONTHS, Work, make_work

# Works to try for a form: a work of a kind has each of its rarer fields at least once in 50.
_TRIES = 2000
_CHOICE = re.compile("‹([^‹›]*)›")
_TOKEN = re.compile(r"(\[\?|\?\]|\{[^}]+\}|</?(?:i|b|a|div)>)")
_MARKS = {"i": "italic", "b": "bold", "a": "link", "div": "block"}
_DASHES = ("–", "–", "–", "-", "-", "‐", "−", "—", "--")
_DASH_WEIGHTS = (30, 10, 10, 25, 10, 3, 1, 1, 1)
_ARXIV = (
    "arXiv:####.#####",
    "arXiv:0#0#.####",
    "hep-ph/9######",
    "arXiv:hep-th/0######",
    "astro-ph/0######",
)
_EDITIONS = ("{} ed.", "{} ed", "{} edn", "{} edn.", "{} edition", "{} Edition", "{} Ed.")
_OTHER_EDITIONS = {
    "de": "{n}. Aufl.",
    "fr": "{n}e éd.",
    "es": "{n}ª ed.",
    "pt": "{n}. ed.",
    "it": "{n}ª ed.",
}
_ORDINALS = ("", "1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th")
_WORDS = ("", "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth")


@dataclass(frozen=True)
class Form:
    """A form: the kinds of works that it prints, its pattern, and how often it is printed."""

    name: str
    weight: int
    kinds: tuple[str, ...]
    pattern: str


@dataclass(frozen=True)
class NameStyle:
    """The way in which a list of names is printed.

    Attributes:
        form: "F IP", "F, I. P.", "G F", ...: family (FF in capitals), given name, initials.
        between: Printed between two names.
        last: Printed before the last name.
        limit: The number of names from which on only `shown` are printed, or 0.
        shown: How many names are printed before `others`.
        others: "et al." with what separates it.
        first: The form of the first name.
    """

    form: str
    between: str
    last: str
    limit: int
    shown: int
    others: str
    first: str


@cache
def forms() -> tuple[Form, ...]:
    """Return all forms of data/forms.txt."""
    rows = (line.split(" | ", 2) for line in lists.sections("forms")["forms"])
    found = []
    for names, kinds, pattern in rows:
        name, _, weight = names.partition("*")
        found.append(Form(name, int(weight or 1), tuple(kinds.split(",")), pattern))
    return tuple(found)


@cache
def name_styles() -> dict[str, NameStyle]:
    """Return the styles of names of data/forms.txt."""
    found = {}
    for line in lists.sections("forms")["names"]:
        name, form, between, last, limits, others, first = (
            part.strip() for part in line.split("|")
        )
        limit, shown = limits.split("/")
        found[name] = NameStyle(
            form=form,
            between=f" {between} " if between in "/–" else f"{between} ",
            last=f"{last} " if last[0] in ",;" else f" {last} ",
            limit=int(limit),
            shown=int(shown),
            others=others if others[0] in ",;" else f" {others}",
            first=first or form,
        )
    return found


def print_form(form: Form, rng: random.Random) -> tuple[Work, str]:
    """Return a made-up work that has what the form needs, and the work as the form prints it.

    Raises:
        ValueError: No work of the form's kinds has what the form needs.
    """
    for _ in range(_TRIES):
        work = make_work(rng, rng.choice(form.kinds))
        pattern = choose(form.pattern, rng)
        text = _Printer(work, rng).text(pattern)
        if text is not None:
            return work, complete(_tidy(text, rng))
    message = f"form {form.name!r}: no work of {form.kinds} has all that its pattern needs"
    raise ValueError(message)


def choose(pattern: str, rng: random.Random) -> str:
    """Return `pattern` with one alternative for each choice ‹a|b›, the innermost first."""
    while "‹" in pattern:
        pattern = _CHOICE.sub(lambda found: rng.choice(found[1].split("|")), pattern)
    return pattern


def print_names(names: tuple[Name, ...], style: NameStyle, label: str) -> str:
    """Return a list of names as a style prints it, each name a field."""
    cut = bool(style.limit) and len(names) >= style.limit
    shown = names[: style.shown] if cut else names
    printed = [
        field(label, print_name(name, style.form if at else style.first))
        for at, name in enumerate(shown)
    ]
    if cut or len(printed) < 2:
        return style.between.join(printed) + (style.others if cut else "")
    last = style.last
    if len(printed) == 2 and last in {", and ", ", & "} and "," not in style.first:
        last = last[1:]
    return style.between.join(printed[:-1]) + last + printed[-1]


def print_name(name: Name, form: str) -> str:
    """Return one name in a form such as "F, I. P." or "G FF"."""
    family = name.surname.upper() if "FF" in form else name.surname
    if name.body or not name.given:
        return family
    values = {
        "FF": family,
        "F": family,
        "G": name.given,
        "I. P.": name.initials(".", " "),
        "I.P.": name.initials(".", ""),
        "I P": name.initials("", " ", " "),
        "IP": name.initials("", "", ""),
        "I.": name.initials(".", " "),
    }
    printed = re.sub(r"FF|F|G|I\. P\.|I\.P\.|I P|IP|I\.", lambda found: values[found[0]], form)
    if not name.suffix:
        return printed
    return (
        f"{printed}, {name.suffix}"
        if "," in form or form.startswith("G")
        else f"{printed} {name.suffix}"
    )


class _Printer:
    """Prints one work by patterns."""

    def __init__(self, work: Work, rng: random.Random) -> None:
        self.work = work
        self.rng = rng
        self.dash = rng.choices(_DASHES, _DASH_WEIGHTS)[0]

    def text(self, pattern: str) -> str | None:
        """Return the work by a pattern, or None if a variable outside of [? ?] is empty."""
        return self._group(iter(_TOKEN.split(pattern)))

    def _group(self, tokens: Iterator[str]) -> str | None:
        out: list[str] = []
        whole = True
        for token in tokens:
            if token == "[?":
                out.append(self._group(tokens) or "")
            elif token == "?]":
                break
            elif token.startswith("{"):
                value = self._value(token[1:-1])
                whole = whole and bool(value)
                out.append(value)
            elif token.startswith("<") and token.strip("</>") in _MARKS:
                out.append(_tag(token))
            else:
                out.append(token)
        return "".join(out) if whole else None

    def _value(self, token: str) -> str:
        variable, _, option = token.partition(":")
        work = self.work
        if variable == "A":
            names = work.authors or (work.editors if work.kind == "edited-book" else ())
            return print_names(names, name_styles()[option], "author" if work.authors else "editor")
        if variable == "E":
            return print_names(work.editors, name_styles()[option], "editor")
        if variable in _IDENTIFIERS:
            value = getattr(work, _IDENTIFIERS[variable])
            return field("identifier", option + value) if value else ""
        return self._field(variable)

    def _field(self, variable: str) -> str:
        work = self.work
        if variable in _FIELDS:
            label, attribute = _FIELDS[variable]
            value = to_marks(str(getattr(work, attribute)))
            return field(label, value) if label else value
        if variable in "Psf":
            return field("pages", _pages(work.pages, variable, self.dash))
        if variable in "jk":
            short = work.short or work.container
            return field("container", short.replace(".", "") if variable == "j" else short)
        if variable == "Y":
            return field("year", str(work.year or ""))
        if variable in "Mm":
            month = MONTHS[work.month - 1] if work.month else ""
            return month if variable == "M" or month == "May" else self._short_month(month)
        if variable == "D":
            return str(work.day or "")
        if variable == "C":
            return field("accessed", self._day())
        if variable == "R":
            return field("edition", self._edition())
        if variable == "O":
            return self._number()
        raise ValueError(variable)

    def _number(self) -> str:
        if self.work.kind in {"article", "preprint"}:
            return field("identifier", self.work.number or fill(self.rng, self.rng.choice(_ARXIV)))
        return self.work.number

    def _short_month(self, month: str) -> str:
        return month[:3] + self.rng.choice((".", "")) if month else ""

    def _day(self) -> str:
        year, month, day = self.work.accessed
        if not year:
            return ""
        name = MONTHS[month - 1]
        return self.rng.choice((
            f"{day} {name} {year}", f"{name} {day}, {year}", f"{year}-{month:02}-{day:02}",
            f"{day:02}/{month:02}/{year}", f"{day} {name[:3]} {year}", f"{name} {year}",
            f"{year} {name[:3]} {day}", f"{day:02}.{month:02}.{year}", f"{name[:3]}. {day}, {year}",
        ))  # fmt: skip

    def _edition(self) -> str:
        work = self.work
        if not work.edition:
            return ""
        number = int(work.edition)
        if work.language in _OTHER_EDITIONS:
            return _OTHER_EDITIONS[work.language].format(n=number)
        ordinal = self.rng.choice((_ORDINALS, _ORDINALS, _ORDINALS, _WORDS))[number]
        return self.rng.choice(_EDITIONS).format(ordinal)


_IDENTIFIERS = {"doi": "doi", "pmid": "pmid", "pmc": "pmcid", "isbn": "isbn"}
_FIELDS = {
    "T": ("title", "title"),
    "J": ("container", "container"),
    "V": ("volume", "volume"),
    "N": ("issue", "issue"),
    "U": ("publisher", "publisher"),
    "B": ("author", "publisher"),
    "L": ("place", "place"),
    "G": ("type", "genre"),
    "S": ("", "series"),
    "W": ("url", "url"),
}


def _tag(token: str) -> str:
    kind = _MARKS[token.strip("</>")]
    if not token.startswith("</"):
        return opened(kind)
    return closed(kind) + ("\n\n" if kind == "block" else "")


def _pages(pages: str, variable: str, dash: str) -> str:
    if variable == "f":
        return re.split(r"[-,;]", pages)[0]
    if variable == "s":
        pages = re.sub(r"^(\d+)(\d+)-\1(\d+)$", r"\1\2-\3", pages)
    return pages.replace("-", dash)


def _tidy(text: str, rng: random.Random) -> str:
    """Return `text` with one stop for two, "?" for "?." mostly, and a break before a block."""
    if rng.random() < 0.7:
        text = re.sub(rf"([?!]{CODES})[.,]", r"\1", text)
    text = re.sub(rf"\.({CODES})\.(?!\.)", r".\1", text)
    return re.sub(f"(?<=[^\n])(?={opened('block')})", "\n\n", text)
