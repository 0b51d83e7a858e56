"""Suggest the id of an article: its address, title and file in, a short readable name out.

A part of an address names the article if it has words. "full", "v2", "70", a date or a hash do not:
they name a view of the article, its kind, or its place in a database.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePath
from urllib.parse import parse_qsl, unquote, urlsplit

from painsci_search.identifiers import DOI_PREFIX

# Characters: an id fits on a line of a terminal and into a file name. An id from an address may be
# longer than one from a title, since many sites write whole titles into their addresses.
LONGEST, LONGEST_OF_TITLE = 100, 60

# Views of the article that the part before names.
_VIEWS = frozenset(
    "abs abstract amp default download epdf epub figures full full-text fullhtml fulltext home "
    "html index main meta mobile pdf print printable reader reading references summary text".split()
)
# Kinds of pages, and parts of a site that have many articles.
_KINDS = frozenset(
    "a archive archives article articles blog blogs cgi-bin content contents doc docs document "
    "documents doi entry files id item items issue issues journal journals news node p page pages "
    "paper papers post posts pub publication publications pubs read science show stories story "
    "stable title untitled view viewer viewarticle viewcontent volume wiki www".split()
)
_GENERIC = _VIEWS | _KINDS
# A file's name is its owner's choice, so that fewer of these words are nobody's choice.
_FILE_KINDS = frozenset("article document download file page untitled".split()) | (
    _VIEWS - {"epub", "main", "meta", "mobile", "reader", "reading", "summary", "text"}
)
_SUFFIX = re.compile(r"(?<=.)\.[A-Za-z]{2,5}$")
_VERSION = re.compile(r"v(?:er(?:sion)?)?[-_.]?\d{1,3}(?:[-_.]\d{1,3}){0,2}")
_HASH = re.compile(r"(?=[^0-9]*[0-9])[0-9a-f]{7,}")
_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN_WORDS = re.compile(r"[-_\s+.,~]+")
_DOI = re.compile(rf"(?<![0-9.])({DOI_PREFIX})/([^?#&\s]+)")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff/\\<>\"|]+")


def suggest_id(url: str | None, title: str, source: str) -> str:
    """Return the id that an article suggests by its address, or else its file, or else its title.

    Args:
        url: the canonical URL.
        title: its words make the id where the address and the file have none.
        source: the path of the file.

    >>> suggest_id("https://example.org/pain/asmr.html", "", "x.html")
    'asmr'
    >>> suggest_id("https://example.org/articles/10.5555/knee.2020.7/full", "", "x.html")
    'knee.2020.7'
    >>> suggest_id("https://example.org/articles/70", "Cold Hands, Warm Feet", "x.html")
    'cold-hands-warm-feet'
    """
    names = (
        _name_in_url(url) if url else "",
        "" if url and _path_and_query(url) else _name_of_file(source),
        _slug(title),
        _whole_address(url) if url else "",
        _slug(f"{PurePath(source).parent.name} {PurePath(source).stem}"),
    )
    return next(filter(None, names), "untitled-article")


def _path_and_query(url: str) -> str:
    """Return the path and the query of a URL without slashes at the ends; "" for a bare site."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.path}?{parts.query}".strip("/?")


def names_an_article(name: str) -> bool:
    """Return whether a part of an address has words that can name an article.

    >>> [names_an_article(name) for name in ("asmr", "full", "v2", "70", "2019-04", "3f2a9c1d77")]
    [True, False, False, False, False, False]
    """
    folded = unicodedata.normalize("NFC", name).casefold()
    if _VERSION.fullmatch(folded) or all(word in _GENERIC for word in _words_of(folded)):
        return False
    return folded not in _GENERIC and _has_words(folded)


def _has_words(folded: str) -> bool:
    """Return whether a name is neither a number, a date nor a hash."""
    words = _WORD.findall(folded)
    if not words or _HASH.fullmatch(folded.replace("-", "")):
        return False
    if not folded.isascii():
        return True
    has_digits = any(char.isdigit() for char in folded)
    return max(map(len, words)) >= (3 if has_digits else 2)


def doi_in(url: str) -> str:
    """Return the DOI in a URL, in lower case and without a view such as "/full"; "" for none.

    >>> doi_in("https://example.org/articles/10.5555/KNEE.7/full")
    '10.5555/knee.7'
    """
    found = _find_doi(url)
    return "/".join(found).lower() if found else ""


def _find_doi(url: str) -> tuple[str, str] | None:
    """Return the prefix and the suffix of the DOI in the path or the query of a URL."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    path, query = unquote(parts.path), unquote(parts.query)
    doi = _DOI.search(f"{path}?{query}") or _DOI.search(query)
    if doi is None:
        return None
    prefix, suffix = doi.groups()
    names = [part for part in suffix.split("/") if part]
    while len(names) > 1 and (_is_view(names[-1]) or _SUFFIX.sub("", names[-1]).isalpha()):
        names.pop()
    return prefix, _without_views("/".join(names), is_file=False)


def _name_in_url(url: str) -> str:
    """Return the name in a URL: of its DOI, its path, or its query; "" where it has none."""
    doi = _find_doi(url)
    if doi is not None:
        return _name_in_doi(*doi)
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return _name_in_path(unquote(parts.path)) or _name_in_query(parts.query)


def _name_in_doi(prefix: str, suffix: str) -> str:
    """Return the part of a DOI after its prefix, or all of it where that is a mere number."""
    name = _clean(suffix)
    return name if any(map(str.isalpha, name)) else _clean(f"doi-{prefix}-{name}")


def _without_views(name: str, *, is_file: bool = True) -> str:
    """Return a name without its extension, and without the views that it ends in, as ".full"."""
    stem = _SUFFIX.sub("", name) if is_file else name
    while (shorter := _SUFFIX.sub("", stem)) != stem and _is_view(stem[len(shorter) + 1 :]):
        stem = shorter
    return stem


def _is_view(name: str) -> bool:
    folded = _SUFFIX.sub("", name).casefold()
    return folded in _VIEWS or bool(_VERSION.fullmatch(folded))


def _name_in_path(path: str) -> str:
    """Return the last part of a path that names the article.

    A single word before a number, or before the kind of page, names a part of the site.
    """
    in_part_of_site = False
    for part in reversed([part for part in path.split("/") if part]):
        stem = _without_views(part)
        has_name = names_an_article(stem)
        if has_name and (not in_part_of_site or len(_words_of(stem)) > 1):
            return _clean(stem)
        if has_name:
            return ""
        in_part_of_site = in_part_of_site or not _is_view(part)
    return ""


def _name_in_query(query: str) -> str:
    values = [value for key, value in parse_qsl(query) if not key.startswith("utm_")]
    named = [value for value in values if names_an_article(value) and "/" not in value]
    return _clean(max(named, key=lambda value: len(_words_of(value)), default=""))


def _name_of_file(source: str) -> str:
    """Return the name of a file, or of the folder of an "index.html"; "" where neither names it."""
    file = PurePath(source)
    stem = _clean(_SUFFIX.sub("", file.name))
    folded = stem.casefold()
    if folded not in {"index", "default"}:
        generic = folded in _FILE_KINDS or bool(_VERSION.fullmatch(folded))
        is_short = folded.isalpha()  # a single letter, too, is its owner's choice
        return "" if generic or not (is_short or _has_words(folded)) else stem
    above = file.parent.name
    return _clean(above) if names_an_article(above) else ""


def _slug(text: str) -> str:
    """Return the words of a text in small letters with hyphens between; "" where it has none.

    >>> _slug("Does Cold Hurt? A “Trial”")
    'does-cold-hurt-a-trial'
    """
    folded = _without_scripts(unicodedata.normalize("NFC", text).casefold())
    folded = re.sub(r"(?<=\w)['\u2019](?=\w)", "", folded)
    name = "-".join(_runs_of_letters(folded))
    return _shorten(name, LONGEST_OF_TITLE) if names_an_article(name) else ""


def _without_scripts(text: str) -> str:
    """Return a text with plain characters in place of raised and lowered ones."""
    if text.isascii():
        return text
    return "".join(
        unicodedata.normalize("NFKC", char)
        if unicodedata.decomposition(char).startswith(("<super>", "<sub>"))
        else char
        for char in text
    )


def _runs_of_letters(text: str) -> Iterator[str]:
    """Yield runs of letters, digits, and the marks that belong to letters in some scripts."""
    run: list[str] = []
    for char in text:
        if char.isalnum() or unicodedata.category(char).startswith("M"):
            run.append(char)
        elif run:
            yield "".join(run)
            run.clear()
    if run:
        yield "".join(run)


def _whole_address(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return _clean(f"{parts.hostname or ''}-{unquote(parts.path).strip('/').replace('/', '-')}")


def _words_of(name: str) -> list[str]:
    return [word for word in _BETWEEN_WORDS.split(name) if word]


def _clean(name: str) -> str:
    """Return a name in NFC, on one line, without slashes, and not too long."""
    text = unicodedata.normalize("NFC", name)
    return _shorten(" ".join(_UNSAFE.sub("-", text).split()).strip("- "), LONGEST)


def _shorten(name: str, limit: int) -> str:
    """Cut a name at the end of a word."""
    if len(name) <= limit:
        return name
    cut = name[: limit + 1]
    ends = [match.start() for match in _BETWEEN_WORDS.finditer(cut) if match.start() > limit // 2]
    return cut[: ends[-1] if ends else limit].rstrip("-_. ")
