"""The front matter of an article in; its title, authors, dates, language and URL out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from painsci_search.identifiers import IdentifierKind, link, normalise
from painsci_search.model.labels import NO_LABELS, Labels
from painsci_search.reading.dates import parse_date
from painsci_search.reading.forms.jats.xml import (
    Element,
    attribute,
    child,
    language_of,
    text_of,
)

_NOT_OF_TITLES = frozenset({"fn", "xref"})
# The kinds of dates on which an article came out, the best first.
_PUBLISHED = ("epub", "electronic", "epub-ppub", "pub", "ppub", "print", "collection", "")
_NOT_PUBLISHED = ("pmc-release", "nihms-submitted", "preprint", "retracted", "corrected", "updated")
_UPDATED = frozenset({"corrected", "updated", "republished", "reviewed"})
_NO_AUTHOR = re.compile(
    r"editor|review|translator|referee|assignee|compiler|non-byline|member|collab-list",
    re.IGNORECASE,
)
# The role of a contributor who is of no kind; authors may have reviewed and edited the text.
_EDITOR = re.compile(r"(?:\w+\s){0,3}editors?(?:-in-chief)?|(?:\w+\s){0,2}reviewer", re.IGNORECASE)
# What closes a title without a link, and belongs to a note about it.
_SIGN = re.compile(r"[*†‡§¶#]{1,3}")
_KINDS_OF_IDS: dict[str, IdentifierKind] = {
    "pmid": "pmid",
    "doi": "doi",
    "pmc": "pmcid",
    "pmcid": "pmcid",
}
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Front:
    """What an article states about itself; as the fields of `Article`."""

    title: str
    subtitle: str | None
    authors: tuple[str, ...]
    published: str | None
    updated: str | None
    language: str | None
    url: str | None
    identifiers: Labels = NO_LABELS


def front_of(article: Element) -> Element | None:
    """Return the element that holds the metadata of an article, or None."""
    for path in (("front", "article-meta"), ("front-stub",), ("front",), ("book-part-meta",)):
        found = child(article, *path)
        if found is not None:
            return found
    return None


def read_front(article: Element) -> Front:
    """Return what an article states about itself; an empty title if it has none."""
    meta = front_of(article)
    if meta is None:
        return Front("", None, (), None, None, language_of(article), None)
    titles = child(meta, "title-group")
    titles = titles if titles is not None else meta
    return Front(
        title=_read_title(titles),
        subtitle=text_of(child(titles, "subtitle"), _NOT_OF_TITLES) or None,
        authors=tuple(dict.fromkeys(_read_authors(meta))),
        published=_read_published(meta),
        updated=_read_updated(meta),
        language=language_of(article),
        url=_read_url(meta),
        identifiers=_read_identifiers(meta),
    )


def _read_title(titles: Element) -> str:
    for name in ("article-title", "title", "alt-title"):
        element = child(titles, name)
        if text := text_of(element, _NOT_OF_TITLES):
            return text[: -len(sign)].rstrip() if (sign := _sign_at_end(element)) else text
    return ""


def _sign_at_end(title: Element) -> str:
    """Return the raised sign that closes a title, or ""."""
    last = title[-1] if len(title) else None
    is_raised = last is not None and last.tag == "sup" and not (last.tail or "").strip()
    return text_of(last) if is_raised and _SIGN.fullmatch(text_of(last)) else ""


def _read_authors(meta: Element) -> Iterator[str]:
    for group in meta.findall("contrib-group"):
        if _NO_AUTHOR.search(attribute(group, "content-type")):
            continue
        for contributor in group.findall("contrib"):
            if _is_author(contributor) and (name := _read_contributor(contributor)):
                yield name


def _is_author(contributor: Element) -> bool:
    if kind := attribute(contributor, "contrib-type"):
        return not _NO_AUTHOR.search(kind)
    return not any(_EDITOR.fullmatch(text_of(role)) for role in contributor.findall("role"))


def _read_contributor(contributor: Element) -> str:
    for inner in contributor:
        element = _first_name(inner) if inner.tag == "name-alternatives" else inner
        if element.tag in ("name", "string-name", "collab", "anonymous", "collab-alternatives"):
            return read_name(element)
    return ""


def _first_name(alternatives: Element) -> Element:
    names = [one for one in alternatives if one.tag in ("name", "string-name")]
    return names[0] if names else alternatives


def read_name(element: Element) -> str:
    """Return a person's or a body's name, in the order in which its language writes it."""
    if element.tag == "anonymous":
        return "Anonymous"
    if element.tag != "name" and child(element, "surname") is None:
        return _read_body(element)
    given, family = text_of(child(element, "given-names")), text_of(child(element, "surname"))
    names = [family, given] if attribute(element, "name-style") == "eastern" else [given, family]
    return " ".join(filter(None, (*names, text_of(child(element, "suffix")))))


def _read_body(element: Element) -> str:
    """Return a name without parts, of a person or of a body with its members and addresses."""
    # the members of a group are no authors of their own
    ignored = frozenset({"contrib-group", "xref", "fn", "aff", "email", "ext-link"})
    named = text_of(element, ignored | {"institution", "institution-wrap", "addr-line", "country"})
    return (named.strip(" ,;") or text_of(element, ignored)).strip(" ,;")


def _read_published(meta: Element) -> str | None:
    dates = [(_kind_of(date), read_date(date)) for date in meta.findall("pub-date")]
    dates += [
        ("", read_date(date))
        for date in meta.findall(".//date")
        if not dates and _kind_of(date) in ("pub", "published", "published-online")
    ]
    known = [(kind, date) for kind, date in dates if date and kind not in _NOT_PUBLISHED]
    known.sort(key=lambda one: _PUBLISHED.index(one[0]) if one[0] in _PUBLISHED else 99)
    if not known:
        return None
    first = known[0][1]
    # another date may add the month and the day to the year
    return max((date for _, date in known if date.startswith(first)), key=len)


def _kind_of(date: Element) -> str:
    kind = attribute(date, "pub-type") or attribute(date, "date-type")
    form = attribute(date, "publication-format")
    return form if form and kind in ("pub", "") else kind


def _read_updated(meta: Element) -> str | None:
    dates = [
        read_date(date) for date in meta.iter("date", "pub-date") if _kind_of(date) in _UPDATED
    ]
    return max(filter(None, dates), default=None)


def read_date(date: Element) -> str | None:
    """Return a date as "2012-10-15", in the precision in which it is given; None without a year."""
    year = _YEAR.search(text_of(child(date, "year")))
    if year is None:
        return parse_date(attribute(date, "iso-8601-date")[:10] or text_of(date))
    month, day = text_of(child(date, "month")), text_of(child(date, "day"))
    if not month:
        return year.group()
    if not month.isdecimal():
        return parse_date(f"{day} {month} {year.group()}".strip()) or year.group()
    parts = [year.group(), month.zfill(2), *([day.zfill(2)] if day.isdecimal() else [])]
    return parse_date("-".join(parts)) or year.group()


def _ids_of(meta: Element) -> dict[str, str]:
    elements = meta.findall("article-id") or meta.findall("book-part-id")
    return {attribute(one, "pub-id-type"): text_of(one) for one in elements}


def _read_identifiers(meta: Element) -> Labels:
    """Return the identifiers of the article, by kind."""
    given = _ids_of(meta).items()
    known = ((_KINDS_OF_IDS[name], text) for name, text in given if name in _KINDS_OF_IDS)
    found = {kind: normalise(kind, text) for kind, text in known}
    return Labels({kind: value for kind, value in found.items() if value})


def _read_url(meta: Element) -> str | None:
    """Return the URL that lasts: of the DOI, or else of the publisher, or of PubMed Central."""
    ids = _ids_of(meta)
    if url := _url_of("doi", ids.get("doi", "")):
        return url
    for name in ("self-uri", "ext-link"):
        for element in meta.findall(name):
            address = attribute(element, "href") or text_of(element)
            is_page = not address.lower().endswith(".pdf")
            if is_page and address.startswith(("http://", "https://")):
                return address
    number = ids.get("pmc") or ids.get("pmcid") or ids.get("pmcaid") or ""
    return _url_of("pmcid", number) or _url_of("pmid", ids.get("pmid", ""))


def _url_of(kind: IdentifierKind, value: str) -> str | None:
    known = normalise(kind, value) if value else None
    return link(kind, known) if known else None
