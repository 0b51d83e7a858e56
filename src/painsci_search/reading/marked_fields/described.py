"""A description of a work for programs in; the values that it gives for each part, out.

Descriptions are COinS (OpenURL in the title of an element), the addresses of searches for a work
(OpenURL, "scholar_lookup"), and the contents of `citation_reference`. They are lists of keys and
values with almost the same keys, for which `_KEYS` is the table.

Source: ANSI/NISO Z39.88-2004, The OpenURL Framework; its registry has the keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from painsci_search.identifiers import IdentifierKind, identify_url, normalise
from painsci_search.model import WorkType
from painsci_search.reading.marked_fields.people import Name, is_list, read_name, split_names
from painsci_search.reading.marked_fields.words import Role, kind_of
from painsci_search.reading.marked_fields.work import IDENTIFIERS

# Pairs of a description; a work of hundreds of authors has fewer.
_MOST_PAIRS = 2000
_LONGEST = 50_000
_MOST_AUTHORS = 400

_KEYS: dict[str, Role] = {
    "atitle": "title",
    "article_title": "title",
    "btitle": "book",
    "inbook_title": "book",
    "jtitle": "journal",
    "stitle": "journal",
    "journal": "journal",
    "journal_title": "journal",
    "journal_abbrev": "journal",
    "conference_title": "journal",
    "source": "source",
    "date": "year",
    "year": "year",
    "publication_year": "year",
    "publication_date": "year",
    "volume": "volume",
    "issue": "issue",
    "number": "issue",
    "pages": "pages",
    "artnum": "pages",
    "spage": "first",
    "firstpage": "first",
    "first_page": "first",
    "epage": "last",
    "lastpage": "last",
    "last_page": "last",
    "pub": "publisher",
    "publisher": "publisher",
    "dissertation_institution": "publisher",
    "technical_report_institution": "publisher",
    "inst": "publisher",
    "place": "place",
    "edition": "edition",
    "isbn": "isbn",
}
_PEOPLE = frozenset({"au", "author", "creator", "aucorp"})
_ID_IN_URI = re.compile(r"info:(doi|pmid|pmcid)/|(doi|pmid|pmcid):", re.IGNORECASE)
_KIND_OF_KEY: dict[str, WorkType] = {
    "inbook_title": "chapter",
    "conference_title": "paper",
    "dissertation_institution": "thesis",
    "technical_report_institution": "report",
}
# Titles in descriptions keep their tags: "10<sup>6</sup>".
_TAG = re.compile(r"</?[a-z]{1,10}(?:\s[^<>]{0,200})?>", re.IGNORECASE)
_PREFIX = re.compile(r"rft[._]|citation_|dc\.")
_FIELD_OF_META = re.compile(r"\s?;\s?(?=citation_[a-z_]{1,40}\s?=)")
_SEARCH = ("scholar_lookup", "openurl", "rft.", "rft_", "ctx_ver")


@dataclass(slots=True)
class Described:
    """A work as a description has it: the values that it gives for each part, the best first."""

    authors: list[Name] = field(default_factory=list)
    values: dict[Role, list[str]] = field(default_factory=dict)
    ids: dict[IdentifierKind, str] = field(default_factory=dict)
    kind: WorkType | None = None

    def add(self, role: Role, value: str) -> None:
        """Add a value for a part."""
        if value:
            self.values.setdefault(role, []).append(value)

    @property
    def title(self) -> str:
        """Return the title of the work itself, or ""."""
        titles = self.values.get("title") or self.values.get("chapter") or self.values.get("book")
        return titles[0] if titles else ""


def read_coins(text: str) -> Described | None:
    """Return the work that COinS describe; None for what is none.

    >>> read_coins("ctx_ver=Z39.88-2004&rft.atitle=A+title&rft.aulast=Aldo&rft.auinit=J").title
    'A title'
    """
    text = text.replace("&amp;", "&")
    return read_pairs(_pairs(text)) if "=" in text else None


def read_search(url: str) -> Described | None:
    """Return the work that the address of a search for it describes, or None."""
    lower = url[:_LONGEST].lower()
    if not any(word in lower for word in _SEARCH):
        return None
    try:
        query = urlsplit(url[:_LONGEST]).query
    except ValueError:
        return None
    pairs = _pairs(query)
    inner = next((value for key, value in pairs if key == "query" and "rft" in value), "")
    if inner:
        pairs = _pairs(unquote(inner) if "%" in inner.split("=")[0] or "=" not in inner else inner)
    work = read_pairs([(key, unquote(value) if inner else value) for key, value in pairs])
    return work if work and (work.title or "journal" in work.values) else None


def read_reference_meta(content: str) -> Described | None:
    """Return the work that a `citation_reference` describes; None for one without keys.

    >>> work = read_reference_meta("citation_title=Socks; warm ones;citation_author=J Aldo")
    >>> work.title, work.authors[0].family
    ('Socks; warm ones', 'Aldo')
    """
    fields = _FIELD_OF_META.split(" ".join(content[:_LONGEST].split()))[:_MOST_PAIRS]
    pairs = [
        (key.strip(), value.strip(" ;")) for key, _, value in (f.partition("=") for f in fields)
    ]
    return read_pairs(pairs) if pairs and pairs[0][0].startswith("citation_") else None


def without_tags(text: str) -> str:
    """Return a text without tags of HTML.

    >>> without_tags("On 10<sup>6</sup> socks < feet")
    'On 106 socks < feet'
    """
    return _TAG.sub("", text) if "<" in text else text


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text[:_LONGEST], max_num_fields=_MOST_PAIRS, errors="replace")
    except ValueError:
        return []


def read_pairs(pairs: Iterable[tuple[str, str]]) -> Described | None:
    """Return the work that keys and values describe; None without any value of a known key."""
    work = Described()
    first: dict[str, str] = {}
    titles: list[str] = []
    people: list[Name] = []
    for written, raw in pairs:
        key = _PREFIX.sub("", written.strip().lower())
        value = " ".join(without_tags(raw).split())
        if not value:
            continue
        first.setdefault(key, value)
        if key == "title":
            titles.append(value)
        elif key in _PEOPLE:
            people += [Name(value)] if key == "aucorp" else _read_people(value)
        elif key in _KEYS:
            work.add(_KEYS[key], value)
            work.kind = work.kind or _KIND_OF_KEY.get(key)
        elif key in ("id", "identifier", *IDENTIFIERS):
            _add_identifier(work, key, value)
    work.authors = list(_with_first(first, people))[:_MOST_AUTHORS]
    work.kind = _kind_in(first) or work.kind
    _place_titles(work, titles, first)
    return work if work.values else None


def _read_people(value: str) -> list[Name]:
    """Return the names in a value; none if two names may be one: "Ada Quill, Cy Fenn"."""
    if is_list(value):
        return split_names(value)
    name = read_name(value)
    if name is None:
        return []
    full = [len(part.split()) > 1 for part in (name.family, name.given)]
    is_unclear = "," in value and all(full) and name.family[:1].isupper() and "." not in value
    return [] if is_unclear else [name]


def _with_first(pairs: dict[str, str], others: list[Name]) -> Iterator[Name]:
    """Yield the authors; the first may have keys of its own, and be in the list, too."""
    family = pairs.get("aulast", "")
    if family:
        given = pairs.get("aufirst") or pairs.get("auinit") or pairs.get("auinit1", "")
        yield Name(family, given, pairs.get("ausuffix", ""))
    for number, name in enumerate(others):
        if not (number == 0 and family and name.family.casefold() == family.casefold()):
            yield name


def _kind_in(pairs: dict[str, str]) -> WorkType | None:
    genre = pairs.get("genre") or pairs.get("type", "")
    form = pairs.get("val_fmt") or pairs.get("rft_val_fmt", "")
    if genre == "unknown" and "journal" in form:
        return None
    return kind_of(genre) or (kind_of(form) if "book" in form or "dissertation" in form else None)


def _place_titles(work: Described, titles: list[str], pairs: dict[str, str]) -> None:
    """Add the values of the key "title": beside the title of a part, that of the whole."""
    form = pairs.get("val_fmt", "")
    for title in titles:
        if "title" in work.values and ("atitle" in pairs or "journal" in form):
            work.add("journal" if "book" not in form and "isbn" not in pairs else "book", title)
        elif "journal" in form and "scholar" not in form:
            work.add("journal", title)
        elif "book" in form or work.kind == "book":
            work.add("book", title)
        else:
            work.add("title", title)


def _add_identifier(work: Described, key: str, value: str) -> None:
    uri = _ID_IN_URI.match(value)
    if uri:
        kind: IdentifierKind | None = IDENTIFIERS[(uri[1] or uri[2]).lower()]
        value = value[uri.end() :]
    else:
        kind = IDENTIFIERS.get(key)
    known = normalise(kind, value) if kind else None
    if kind and known:
        work.ids.setdefault(kind, known)
    elif kind is None and value.startswith("http"):
        for one in identify_url(value):
            if one.kind != "url" and one.value:
                work.ids.setdefault(one.kind, one.value)
