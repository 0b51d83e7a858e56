"""Made-up works of all kinds and fields, with everything that a citation may print of them."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from typing import Any

from training import lists
from training.facts import fill, make_doi, make_isbn, make_pages, make_url, plain_topics
from training.made_up import make_journal, make_organisation, make_publisher
from training.names import Name, make_names
from training.titles import make_acronym, make_foreign_title, make_title, title_case

FIELDS = ("medicine", "biology", "physics", "computing", "society", "humanities")
_FIELD_WEIGHTS = (36, 18, 13, 11, 13, 9)
# Groups of data/journals.txt by field.
_JOURNALS = {
    "medicine": ("medicine", "medicine", "medicine", "science"),
    "biology": ("science",),
    "physics": ("physics",),
    "computing": ("computing",),
    "society": ("society",),
    "humanities": ("humanities", "humanities", "society"),
}
KINDS = {
    "article": 56,
    "book": 10,
    "edited-book": 2,
    "chapter": 11,
    "paper": 9,
    "report": 4,
    "guideline": 1,
    "thesis": 3,
    "preprint": 2,
    "web": 4,
    "newspaper": 2,
}
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_ORDINALS = (
    "1st", "2nd", "3rd", "21st", "22nd", "First", "Second", "Third", "Fourth", "Fifth", "Ninth",
    "Twelfth", "Eighteenth", "XXIV", "XIth",
)  # fmt: skip
_FEW = {1: 30, 2: 30, 3: 18, 4: 10, 5: 5, 6: 3, 7: 2, 8: 1, 12: 1}
_MANY = {1: 12, 2: 15, 3: 16, 4: 14, 5: 11, 6: 10, 7: 6, 8: 5, 9: 4, 10: 3, 13: 2, 18: 1, 24: 1}
_EDITORS = {1: 45, 2: 35, 3: 14, 4: 6}


# Share of journals and publishers that no list has.
_UNKNOWN = 0.45


@dataclass(frozen=True)
class Work:
    """A made-up work. Texts that a citation would not have are empty.

    Titles hold <i>, <sub> and <sup>; `short` is the abbreviation of a journal, dotted.
    """

    kind: str
    field: str
    language: str
    authors: tuple[Name, ...]
    title: str
    year: int = 0
    month: int = 0
    day: int = 0
    container: str = ""
    short: str = ""
    editors: tuple[Name, ...] = ()
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""
    place: str = ""
    edition: str = ""
    genre: str = ""
    number: str = ""
    series: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    isbn: str = ""
    url: str = ""
    accessed: tuple[int, int, int] = (0, 0, 0)


def make_work(rng: random.Random, kind: str = "") -> Work:
    """Return a work of a kind of `KINDS`, or of a kind chosen by its weight."""
    kind = kind or rng.choices(list(KINDS), list(KINDS.values()))[0]
    field = rng.choices(FIELDS, _FIELD_WEIGHTS)[0]
    language = "en"
    if rng.random() < 0.08:
        language = rng.choice(("de", "fr", "es", "pt", "it"))
    year = 2024 - min(int(rng.expovariate(1 / 14)), 120)
    many = field in {"medicine", "biology", "physics"} and kind in {"article", "preprint"}
    book = kind in {"book", "edited-book"}
    work = Work(
        kind=kind,
        field=field,
        language=language,
        authors=make_names(rng, _MANY if many else _FEW, _bodies(kind)),
        title=_title(rng, field, language, book=book),
        year=year,
    )
    return replace(work, **_DETAILS[kind](rng, work))


def _bodies(kind: str) -> float:
    return {"report": 0.65, "guideline": 0.8, "web": 0.5, "book": 0.03}.get(kind, 0.01)


def _title(rng: random.Random, field: str, language: str, *, book: bool) -> str:
    if language != "en":
        return make_foreign_title(rng, language)
    title = make_title(rng, field, book=book)
    return title_case(title) if rng.random() < (0.5 if book else 0.25) else title


def _article(rng: random.Random, work: Work) -> dict[str, Any]:
    journal = rng.choice(lists.journals(rng.choice(_JOURNALS[work.field])))
    if rng.random() < _UNKNOWN:
        journal = make_journal(rng)
    volume = str(rng.choice((rng.randint(1, 40), rng.randint(1, 120), rng.randint(100, 400))))
    issue = str(rng.randint(1, 12)) if rng.random() < 0.7 else ""
    volume, issue, pages = _odd_numbers(rng, work, (volume, issue, make_pages(rng)))
    details: dict[str, Any] = {
        "container": journal.name,
        "short": journal.short,
        "volume": volume,
        "issue": issue,
        "pages": pages,
        "month": rng.randint(1, 12) if rng.random() < 0.5 else 0,
    }
    if details["month"] and rng.random() < 0.3:
        details["day"] = rng.randint(1, 28)
    if rng.random() < 0.6:
        details["doi"] = make_doi(rng)
    if work.field in {"medicine", "biology"} and rng.random() < 0.4:
        details["pmid"] = str(rng.randint(1_000_000, 39_999_999))
        if rng.random() < 0.3:
            details["pmcid"] = f"PMC{rng.randint(1_000_000, 9_999_999)}"
    if rng.random() < 0.06:
        details |= {"url": make_url(rng), "accessed": _day(rng, work.year)}
    return details


def _odd_numbers(
    rng: random.Random, work: Work, numbers: tuple[str, str, str]
) -> tuple[str, str, str]:
    """Return volume, issue and pages, some with a supplement, without a volume or not at all."""
    volume, issue, pages = numbers
    chance = rng.random()
    if chance < 0.04:
        issue = rng.choice(("Suppl 1", "Suppl. 2", "suppl", "S1", "Supplement", "3 Suppl", "Pt 2"))
    elif chance < 0.07:
        first = rng.randint(1, 5) * 2 - 1
        issue = f"{first}{rng.choice('-/')}{first + 1}" if chance < 0.06 else fill(rng, "####")
    elif chance < 0.09:
        volume = ""
    elif chance < 0.11:
        volume, issue, pages = "", "", ""
    elif chance < 0.13:
        volume = str(work.year)
    return volume, issue, pages


def _publisher(rng: random.Random) -> tuple[str, str]:
    if rng.random() < _UNKNOWN:
        return make_publisher(rng)
    publisher, places = rng.choice(lists.pairs("publishers"))
    return publisher, rng.choice(places)


def _book(rng: random.Random, work: Work) -> dict[str, Any]:
    publisher, place = _publisher(rng)
    details: dict[str, Any] = {"publisher": publisher, "place": place}
    if rng.random() < 0.2:
        details["edition"] = str(rng.randint(2, 9))
    if rng.random() < 0.12:
        details["volume"] = str(rng.randint(1, 6))
    if rng.random() < 0.15:
        details["isbn"] = make_isbn(rng)
    if rng.random() < 0.1:
        details["doi"] = make_doi(rng)
    if rng.random() < 0.08:
        details["url"] = make_url(rng)
        details["accessed"] = _day(rng, work.year)
    if rng.random() < 0.06:
        details["series"] = title_case(f"Studies in {rng.choice(plain_topics(work.field))}")
    return details


def _edited_book(rng: random.Random, work: Work) -> dict[str, Any]:
    people = make_names(rng, _EDITORS)
    return {**_book(rng, work), "authors": (), "editors": people}


def _chapter(rng: random.Random, work: Work) -> dict[str, Any]:
    language = work.language
    details = _book(rng, work)
    details["container"] = _title(rng, work.field, language, book=True)
    if rng.random() < 0.85:
        details["editors"] = make_names(rng, _EDITORS)
    if rng.random() < 0.9:
        details["pages"] = make_pages(rng, plain=True)
    return details


def _meeting(rng: random.Random, work: Work) -> str:
    """Return the name of proceedings or of a meeting."""
    topic = title_case(rng.choice(plain_topics(work.field)))
    if rng.random() < 0.5:
        topic = re.sub(r"^.*? of (?:the )?", "", make_journal(rng).name)
    ordinal = f"{rng.randint(4, 19)}th"
    if rng.random() < 0.5:
        ordinal = rng.choice(_ORDINALS)
    values = {
        "topic": topic,
        "ordinal": ordinal,
        "acronym": make_acronym(rng),
        "year": str(work.year),
        "yy": f"{work.year % 100:02}",
        "body": make_organisation(rng),
        "place": rng.choice(lists.lines("places")).split(",")[0],
    }
    pattern = rng.choice(lists.lines("meetings"))
    return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], pattern)


def _paper(rng: random.Random, work: Work) -> dict[str, Any]:
    container = _meeting(rng, work)
    details: dict[str, Any] = {"container": container, "pages": make_pages(rng, plain=True)}
    if rng.random() < 0.4:
        details["place"] = rng.choice(lists.lines("places"))
    if rng.random() < 0.5:
        publisher, place = _publisher(rng)
        details["publisher"] = publisher
        details["place"] = details.get("place") or place
    if rng.random() < 0.2:
        details["editors"] = make_names(rng, _EDITORS)
    if rng.random() < 0.3:
        details["series"] = rng.choice(
            ("Lecture Notes in Computer Science", "LNCS", "Proc. SPIE", "AIP Conf. Proc.")
        )
        details["volume"] = str(rng.randint(20, 9000))
    if rng.random() < 0.35:
        details["doi"] = make_doi(rng)
    if rng.random() < 0.3:
        details["month"] = rng.randint(1, 12)
    return details


def _report(rng: random.Random, work: Work) -> dict[str, Any]:
    kinds = (
        "Technical Report",
        "Research report",
        "Working Paper",
        "Report",
        "Policy brief",
        "Tech. Rep.",
        "Discussion paper",
        "",
    )
    if rng.random() < 0.5:
        publisher, place = (
            rng.choice(lists.lines("organisations")),
            rng.choice(lists.lines("places")),
        )
    else:
        publisher, places = rng.choice(lists.pairs("universities"))
        place = places[0]
    details: dict[str, Any] = {
        "publisher": publisher,
        "place": place,
        "genre": rng.choice(kinds),
    }
    if rng.random() < 0.6:
        details["number"] = rng.choice(
            (
                f"{rng.randint(1, 400)}",
                f"{make_acronym(rng)}-{rng.randint(10, 99)}",
                f"CG{rng.randint(10, 200)}",
            )
        )
    if rng.random() < 0.45:
        details["url"] = make_url(rng)
        if rng.random() < 0.7:
            details["accessed"] = _day(rng, work.year)
    if rng.random() < 0.3:
        details["month"] = rng.randint(1, 12)
    return details


def _thesis(rng: random.Random, work: Work) -> dict[str, Any]:
    kinds = {
        "de": ("Dissertation", "Diss.", "Diplomarbeit"),
        "fr": ("Thèse de doctorat", "Thèse", "Mémoire de maîtrise"),
        "es": ("Tesis doctoral", "Tesis de maestría"),
        "pt": ("Tese de doutorado", "Dissertação de mestrado", "tese"),
        "it": ("Tesi di dottorato", "Tesi di laurea"),
    }.get(
        work.language,
        (
            "PhD thesis",
            "Ph.D. thesis",
            "Doctoral dissertation",
            "Ph.D. dissertation",
            "Master's thesis",
            "Master’s thesis",
            "MSc thesis",
            "M.A. thesis",
            "PhD diss.",
            "Unpublished doctoral dissertation",
            "Doctoral thesis",
            "Dissertation",
        ),
    )
    publisher, places = rng.choice(lists.pairs("universities"))
    details: dict[str, Any] = {
        "publisher": publisher,
        "genre": rng.choice(kinds),
        "authors": work.authors[:1],
    }
    if rng.random() < 0.5:
        details["place"] = places[0]
    if rng.random() < 0.2:
        details["url"] = make_url(rng)
    return details


def _preprint(rng: random.Random, _: Work) -> dict[str, Any]:
    server = rng.choice(
        ("bioRxiv", "medRxiv", "arXiv", "PsyArXiv", "SSRN", "Research Square", "Preprints")
    )
    details: dict[str, Any] = {
        "container": server,
        "short": server,
        "genre": "Preprint" if rng.random() < 0.4 else "",
        "month": rng.randint(1, 12),
    }
    if server == "arXiv":
        details["number"] = (
            f"arXiv:{rng.randint(7, 24):02}{rng.randint(1, 12):02}.{rng.randint(1, 19999):05}"
        )
    if rng.random() < 0.7:
        details["doi"] = make_doi(rng)
    else:
        details["url"] = make_url(rng)
    if rng.random() < 0.4:
        details["day"] = rng.randint(1, 28)
    return details


def _web(rng: random.Random, work: Work) -> dict[str, Any]:
    site, hosts = rng.choice(lists.pairs("websites"))
    details: dict[str, Any] = {
        "url": make_url(rng, hosts[0]),
        "container": site if rng.random() < 0.6 else "",
    }
    if rng.random() < 0.65:
        details["accessed"] = _day(rng, work.year)
    if rng.random() < 0.4:
        details |= {"month": rng.randint(1, 12), "day": rng.randint(1, 28)}
    if rng.random() < 0.2:
        details["year"] = 0
    if rng.random() < 0.15:
        details["authors"] = ()
    if rng.random() < 0.15:
        details["publisher"] = rng.choice(lists.lines("organisations"))
    return details


def _newspaper(rng: random.Random, _: Work) -> dict[str, Any]:
    site, hosts = rng.choice(lists.pairs("websites"))
    details: dict[str, Any] = {
        "container": site,
        "short": site,
        "month": rng.randint(1, 12),
        "day": rng.randint(1, 28),
    }
    if rng.random() < 0.5:
        details["pages"] = rng.choice(
            (f"{rng.choice('ABCD')}{rng.randint(1, 30)}", str(rng.randint(1, 60)))
        )
    if rng.random() < 0.5:
        details["url"] = make_url(rng, hosts[0])
    if rng.random() < 0.2:
        details["authors"] = ()
    return details


_DETAILS = {
    "article": _article,
    "book": _book,
    "edited-book": _edited_book,
    "chapter": _chapter,
    "paper": _paper,
    "report": _report,
    "guideline": _report,
    "thesis": _thesis,
    "preprint": _preprint,
    "web": _web,
    "newspaper": _newspaper,
}


def _day(rng: random.Random, year: int) -> tuple[int, int, int]:
    return min(max(year, 1998) + rng.randint(0, 5), 2025), rng.randint(1, 12), rng.randint(1, 28)
