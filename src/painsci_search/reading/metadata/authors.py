"""A page in, its authors out: from the first row of `AUTHOR_SOURCES` that has any."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain

from painsci_search.reading.bylines.people import names_in, split_initials, without_repeats
from painsci_search.reading.bylines.words import LEAD_ALONE, NEWSROOM
from painsci_search.reading.metadata.lone_names import (
    above_places,
    in_line_of_text,
    in_lone_line,
    in_section_about_author,
)
from painsci_search.reading.metadata.shown_authors import (
    AuthorPage,
    in_address,
    in_centred_line,
    in_classes,
    in_links,
    in_lone_profile,
    in_microdata,
    in_name_parts,
    in_profile_links,
    shown_names,
)
from painsci_search.reading.metadata.stated import text_in
from painsci_search.text import fold

_METAS = (
    "dc.creator",
    "dc.creator.personalname",
    "dcterms.creator",
    "dc.contributor.author",
    "eprints.creators_name",
    "bepress_citation_author",
    "article:author",
    "article:author_name",
    "og:article:author",
    "book:author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "byline",
    "dcsext.author",
    "rbauthors",
)
# Names that are often filled in once for the site: what readers see comes before.
_GENERAL_METAS = ("author", "authors", "creator")
_LIBRARY = ("citation_author", "citation_authors", "bepress_citation_author")


def find_authors(page: AuthorPage) -> tuple[str, tuple[str, ...]]:
    """Return the source that names the authors, and them; ("", ()) where none does.

    The site's own name and the name of a user are authors only if no source has another.
    """
    first: tuple[str, tuple[str, ...]] = ("", ())
    for rule, source in AUTHOR_SOURCES:
        names = without_repeats(source(page))
        others = _without_site(names, page)
        if others and not all(map(_is_user_name, others)):
            return _with_more(rule, tuple(_completed(name, page) for name in others), page)
        if names and not first[1]:
            first = (rule, tuple(names))
    return first


def _without_site(names: list[str], page: AuthorPage) -> list[str]:
    """Return the names other than the site's own; single words beside that are its place."""
    others = [name for name in names if not _is_of_site(name, page)]
    return others if len(others) == len(names) else [name for name in others if " " in name]


def _with_more(rule: str, names: tuple[str, ...], page: AuthorPage) -> tuple[str, tuple[str, ...]]:
    """Return the authors, or those of the line at the title if it has all of them and more.

    Programs often have room for only one author.
    """
    shown = page.byline.authors
    folded = {_joined(name) for name in shown}
    if len(shown) > len(names) and folded.issuperset(map(_joined, names)):
        return "the line at the title", shown
    return rule, names


def _is_user_name(name: str) -> bool:
    """Return whether a name is one that a user has on a site, by its letters."""
    return (
        name.isascii()
        and " " not in name
        and (name[:1].islower() or re.search(r"\d", name) is not None)
    )


def _completed(name: str, page: AuthorPage) -> str:
    """Return the whole name of which only the first word is known, where the page shows it."""
    if " " in name or not name.isalpha():
        return name
    shown = chain(page.byline.authors, shown_names(page))
    return next((text for text in shown if text.startswith(f"{name} ")), name)


def _is_of_site(name: str, page: AuthorPage) -> bool:
    """Return whether a name is that of the site, of its host or of a role in its software."""
    folded = _joined(NEWSROOM.sub("", name))
    names = {""} | {_joined(one) for one in (*page.stated.site, page.window_part)}
    host = page.host.removeprefix("www.")
    names |= {_joined(host), _joined(host.rpartition(".")[0]), "editor"}
    return folded in names or re.sub(r"^(?:the|die|der|das|le|la|el)", "", folded) in names


def _joined(name: str) -> str:
    return re.sub(r"\W+", "", fold(name))


def _in_library_metas(page: AuthorPage) -> list[str]:
    metas = page.stated.metas
    given = next((metas[name] for name in _LIBRARY if name in metas), [])
    return [_spelled_out(name, page) for text in given for name in names_in(text, inverted=True)]


def _spelled_out(name: str, page: AuthorPage) -> str:
    """Return the full name for one with initials, where the page shows it."""
    initialled = split_initials(name)
    return page.spelled_out.get(initialled, name) if initialled else name


def _in_json_ld(page: AuthorPage) -> list[str]:
    for work in page.stated.works:
        for key in ("author", "creator"):
            value = work.get(key)
            given = value if isinstance(value, list) else [value]
            texts = [text for one in given for text in _texts_of_author(one)]
            names = [name for text in texts for name in names_in(text)]
            if names:
                return names
    return []


def _texts_of_author(author: object) -> list[str]:
    """Return the names of an author in JSON-LD, which some sites give as a list of one person."""
    names = author.get("name") if isinstance(author, dict) else None
    return [text_in(name) for name in names] if isinstance(names, list) else [text_in(author)]


def _in_metas(page: AuthorPage) -> list[str]:
    return _names_in_metas(page, _METAS)


def _in_general_metas(page: AuthorPage) -> list[str]:
    return _names_in_metas(page, _GENERAL_METAS)


def _names_in_metas(page: AuthorPage, keys: tuple[str, ...]) -> list[str]:
    for key in keys:
        given = page.stated.metas.get(key, [])
        names = [name for text in given for name in names_in(text, inverted=key.startswith("dc"))]
        if names:
            return names
    return []


def _in_labelled_metas(page: AuthorPage) -> list[str]:
    """Return the names in texts for previews that a label such as "Written by" announces."""
    for number in "12":
        label = page.stated.first_meta(f"twitter:label{number}")
        if LEAD_ALONE.fullmatch(label):
            return names_in(page.stated.first_meta(f"twitter:data{number}"))
    return []


def _in_byline(page: AuthorPage) -> list[str]:
    return list(page.byline.authors)


def _of_twitter(page: AuthorPage) -> list[str]:
    """Return the name that the page shows and of which a user name on Twitter is made."""
    user = _joined(page.stated.first_meta("twitter:creator")).replace("_", "")
    names = shown_names(page) if user else iter(())
    return [name for name in names if _joined(name) == user][:1]


# The first source that has an author gives all of them.
AUTHOR_SOURCES: tuple[tuple[str, Callable[[AuthorPage], list[str]]], ...] = (
    ("citation_author of the page's metadata", _in_library_metas),
    ("author in JSON-LD", _in_json_ld),
    ("author of the document in the page's metadata", _in_metas),
    ("elements of given and family names below the title", in_name_parts),
    ("the line at the title", _in_byline),
    ("author in the page's metadata", _in_general_metas),
    ("a labelled text for previews in the page's metadata", _in_labelled_metas),
    ("an element with the property author", in_microdata),
    ("a link with rel=author", in_links),
    ("an element with a class of bylines", in_classes),
    ("an address", in_address),
    ("a link to a profile below the title", in_profile_links),
    ("a centred line below the title", in_centred_line),
    ("the lines above a place of work", above_places),
    ("a byline among the paragraphs", in_line_of_text),
    ("a section about the author", in_section_about_author),
    ("the only profile to which the page links", in_lone_profile),
    ("a name beside the date at the title", in_lone_line),
    ("twitter:creator of the page's metadata", _of_twitter),
)
