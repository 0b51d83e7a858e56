"""The archive of an EPUB in; its metadata, its pages in reading order and its contents out.

Source: EPUB 3.3 (W3C), and Open Packaging Format 2.0.1 (IDPF) for EPUB 2.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote

from painsci_search.errors import ReadError
from painsci_search.reading.forms.archive import Archive
from painsci_search.reading.forms.document import (
    clean_date,
    clean_language,
    clean_url,
    split_names,
)
from painsci_search.reading.forms.xml_tree import (
    Element,
    all_text,
    local_attribute,
    local_name,
    parse_xml,
)

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
# Fonts are obfuscated in books without protection, too.
_FONT_ALGORITHMS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_PAGE_TYPES = frozenset({"application/xhtml+xml", "text/html", "text/x-oeb1-document"})
# Roles of MARC: author, creator, and no role at all.
_AUTHOR_ROLES = frozenset({"", "aut", "cre"})
_EDITOR_ROLES = frozenset({"edt", "com"})


@dataclass(frozen=True, slots=True)
class BookMetadata:
    """The metadata of a book; the fields are those of `Document`.

    There is no date of an update: EPUB 3 requires one of the last change of the file, which every
    export sets, and EPUB 2 has one like it.

    Attributes:
        shown: every text of the metadata, as a title page shows it.
    """

    title: str
    subtitle: str | None
    authors: tuple[str, ...]
    published: str | None
    language: str | None
    url: str | None
    shown: tuple[str, ...]


class Package(NamedTuple):
    """A book.

    Attributes:
        pages: the paths of the pages in reading order.
        asides: the paths of the pages that are not linear or not in the reading order.
        kinds: the kinds of pages that the guide names, such as "cover", by path.
        contents: the path of the EPUB 3 navigation document, or "".
        ncx: the path of the EPUB 2 table of contents, or "".
    """

    metadata: BookMetadata
    pages: tuple[str, ...]
    asides: tuple[str, ...]
    kinds: dict[str, str]
    contents: str
    ncx: str


def open_package(archive: Archive) -> Package:
    """Read the package document of an EPUB.

    Raises:
        ReadError: there is none, it cannot be parsed, or the book is encrypted.
    """
    _refuse_encrypted(archive)
    path = _package_path(archive)
    root = parse_xml(archive.read(path), f"{archive.source}: {path}")
    parts = {local_name(part): part for part in root}
    items = _read_manifest(parts.get("manifest"), path, archive)
    pages, asides = _read_spine(parts.get("spine"), items)
    by_property = {name: item.path for item in items.values() for name in item.properties}
    ncx = items.get(local_attribute(parts["spine"], "toc")) if "spine" in parts else None
    others = [item.path for item in items.values() if item.kind == "application/x-dtbncx+xml"]
    return Package(
        metadata=_read_metadata(parts.get("metadata")),
        pages=tuple(pages),
        asides=tuple(asides),
        kinds=_read_guide(parts.get("guide"), path),
        contents=by_property.get("nav", ""),
        ncx=ncx.path if ncx is not None else next(iter(others), ""),
    )


def resolve(base: str, href: str) -> str:
    """Return the path in the archive to which a link of a file leads; "" if it leads outside.

    >>> resolve("OPS/text/one.xhtml", "../notes%201.xhtml"), resolve("OPS/one.xhtml", "../../x")
    ('OPS/notes 1.xhtml', '')
    """
    path = posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(href)))
    return "" if path.startswith(("../", "/")) or path in (".", "..") else path


def _refuse_encrypted(archive: Archive) -> None:
    if _ENCRYPTION not in archive:
        return
    root = parse_xml(archive.read(_ENCRYPTION), f"{archive.source}: {_ENCRYPTION}")
    for data in root.iter("{*}EncryptedData"):
        method = next(data.iter("{*}EncryptionMethod"), None)
        algorithm = local_attribute(method, "Algorithm") if method is not None else ""
        if algorithm not in _FONT_ALGORITHMS:
            raise ReadError(
                f"{archive.source}: the book is encrypted (DRM); only its seller's programs open it"
            )


def _package_path(archive: Archive) -> str:
    if _CONTAINER in archive:
        root = parse_xml(archive.read(_CONTAINER), f"{archive.source}: {_CONTAINER}")
        for rootfile in root.iter("{*}rootfile"):
            path = unquote(local_attribute(rootfile, "full-path")).lstrip("/")
            if path in archive:
                return path
    found = sorted((name for name in archive if name.lower().endswith(".opf")), key=len)
    if not found:
        raise ReadError(f"{archive.source}: an EPUB without a package document; save it again")
    return found[0]


class _Item(NamedTuple):
    path: str
    kind: str
    properties: tuple[str, ...]


def _read_manifest(manifest: Element | None, base: str, archive: Archive) -> dict[str, _Item]:
    """Return the files that the manifest names and the archive has, by their ids."""
    items: dict[str, _Item] = {}
    for item in manifest if manifest is not None else ():
        path = resolve(base, local_attribute(item, "href"))
        if path in archive:
            kind = local_attribute(item, "media-type").lower()
            properties = tuple(local_attribute(item, "properties").split())
            items[local_attribute(item, "id")] = _Item(path, kind, properties)
    return items


def _read_spine(
    spine: Element | None, items: dict[str, _Item]
) -> tuple[dict[str, None], dict[str, None]]:
    """Return the pages in reading order and the other pages; all are read without an order."""
    pages: dict[str, None] = {}
    asides: dict[str, None] = {}
    for reference in spine if spine is not None else ():
        item = items.get(local_attribute(reference, "idref"))
        if item is not None and _is_page(item):
            is_linear = local_attribute(reference, "linear").lower() != "no"
            (pages if is_linear else asides)[item.path] = None
    for item in items.values():
        if _is_page(item) and item.path not in pages:
            asides.setdefault(item.path)
    return (pages, asides) if pages else (asides, {})


def _is_page(item: _Item) -> bool:
    return item.kind in _PAGE_TYPES or item.path.lower().endswith((".xhtml", ".html", ".htm"))


def _read_guide(guide: Element | None, base: str) -> dict[str, str]:
    return {
        resolve(base, local_attribute(one, "href").partition("#")[0]): local_attribute(
            one, "type"
        ).lower()
        for one in (guide if guide is not None else ())
    }


class _Field(NamedTuple):
    """A field of the metadata with what refines it."""

    name: str
    text: str
    refined: dict[str, str]


def _read_metadata(metadata: Element | None) -> BookMetadata:
    fields = _read_fields(metadata) if metadata is not None else []
    titles = [field for field in fields if field.name == "title"]
    kinds = [field.refined.get("title-type", "") for field in titles]
    main = (
        kinds.index("main")
        if "main" in kinds
        else next((n for n, k in enumerate(kinds) if not k), 0)
    )
    subtitle = next(
        (one.text for one in titles if one.refined.get("title-type") == "subtitle"), None
    )
    return BookMetadata(
        title=titles[main].text if titles else "",
        subtitle=subtitle,
        authors=_read_authors(fields),
        published=_read_date(fields, ("publication", "original-publication", "")),
        language=next(filter(None, map(clean_language, _texts(fields, "language"))), None),
        url=_read_url(fields),
        shown=tuple(field.text for field in fields),
    )


def _read_fields(metadata: Element) -> list[_Field]:
    """Return the fields of Dublin Core; EPUB 3 refines them by others, EPUB 2 by attributes."""
    refined: dict[str, dict[str, str]] = {}
    elements: list[Element] = []
    fields: list[_Field] = []
    for element in metadata.iter():
        name = local_name(element)
        target = local_attribute(element, "refines").removeprefix("#")
        prop = local_attribute(element, "property")
        if name == "meta" and target:
            refined.setdefault(target, {})[prop] = all_text(element)
        elif name not in ("meta", "metadata", "dc-metadata", "x-metadata", "link", ""):
            elements.append(element)
    for element in elements:
        own = {key: local_attribute(element, key) for key in ("role", "event", "scheme")}
        own |= refined.get(local_attribute(element, "id"), {})
        text = all_text(element)
        if text:
            fields.append(_Field(local_name(element).lower(), text, own))
    return fields


def _texts(fields: list[_Field], name: str) -> Iterator[str]:
    return (field.text for field in fields if field.name == name)


def _read_authors(fields: list[_Field]) -> tuple[str, ...]:
    """Return the authors, or the editors of a book without authors, or else all contributors."""
    creators = [field for field in fields if field.name == "creator"]
    creators.sort(
        key=lambda field: (
            int(field.refined.get("display-seq", "").zfill(4)[:4])
            if field.refined.get("display-seq", "0").isdecimal()
            else 0
        )
    )
    for roles in (_AUTHOR_ROLES, _EDITOR_ROLES, None):
        chosen = [one for one in creators if roles is None or one.refined["role"].lower() in roles]
        names = [name for one in chosen for name in split_names(one.text)]
        if names:
            return tuple(dict.fromkeys(names))
    return ()


def _read_date(fields: list[_Field], events: tuple[str, ...]) -> str | None:
    dates = [field for field in fields if field.name == "date"]
    for event in events:
        for one in dates:
            if one.refined["event"].lower() == event and (date := clean_date(one.text)):
                return date
    return None


def _read_url(fields: list[_Field]) -> str | None:
    """Return the URL or the DOI that identifies the book, or else that of its only source."""
    for text in _texts(fields, "identifier"):
        if url := clean_url(text):
            return url
    sources = [url for url in map(clean_url, _texts(fields, "source")) if url]
    return sources[0] if len(sources) == 1 else None
