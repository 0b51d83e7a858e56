"""The bytes of an ODT or of a flat ODT in; the roots of its parts and its properties out.

Source: OpenDocument 1.3 (OASIS).
"""

from __future__ import annotations

import posixpath

from painsci_search.errors import ReadError
from painsci_search.reading.forms.archive import ZIP, Archive
from painsci_search.reading.forms.document import clean_date, clean_language, split_names
from painsci_search.reading.forms.office.article import Properties
from painsci_search.reading.forms.xml_tree import (
    Element,
    all_text,
    local_attribute,
    local_name,
    parse_xml,
)

_MANIFEST = "META-INF/manifest.xml"


class Package:
    """The parts of a document, which a flat one has in one file.

    Attributes:
        roots: the roots of the parts with text, styles and metadata.
        body: the element with the text.

    Raises:
        ReadError: the file is damaged or encrypted, or has no text.
    """

    def __init__(self, data: bytes, source: str) -> None:
        self._source = source
        self._archive = Archive(data, source) if data.startswith(ZIP) else None
        if self._archive is None:
            self.roots = [parse_xml(data, source)]
        else:
            self._refuse_encrypted(self._archive)
            names = [name for name in ("styles.xml", "meta.xml") if name in self._archive]
            self.roots = [self._parse(name) for name in ("content.xml", *names)]
        body = next(self.roots[0].iter("{*}text"), None)
        if body is None:
            raise ReadError(f"{source}: not a text document")
        self.body: Element = body

    def styles(self) -> list[Element]:
        """Return the styles, the automatic ones and those of lists included."""
        return [
            style
            for root in reversed(self.roots)
            for part in root
            if local_name(part) in ("styles", "automatic-styles")
            for style in part
        ]

    def formula(self, frame: Element) -> Element | None:
        """Return the MathML of an object in a frame, or None."""
        own = next(frame.iter("{*}math"), None)
        if own is not None or self._archive is None:
            return own
        for holder in frame.iter("{*}object"):
            path = posixpath.normpath(f"{local_attribute(holder, 'href')}/content.xml")
            if path in self._archive:
                try:
                    return next(self._parse(path).iter("{*}math"), None)
                except ReadError:
                    continue  # another object than a formula
        return None

    def properties(self) -> Properties:
        """Return the properties of the document; all are empty where it has none."""
        meta = next((one for root in self.roots for one in root.iter("{*}meta") if len(one)), None)
        fields: dict[str, str] = {}
        for field in meta if meta is not None else ():
            name = local_name(field)
            if name == "user-defined":
                name = f"own {local_attribute(field, 'name').lower()}"
            fields.setdefault(name, all_text(field))
        author = fields.get("own author", "") or fields.get("initial-creator", "")
        return Properties(
            title=fields.get("title", ""),
            authors=split_names(author or fields.get("creator", "")),
            published=clean_date(fields.get("own date", "")),
            created=clean_date(fields.get("creation-date", "")),
            updated=clean_date(fields.get("date", "")),
            language=clean_language(fields.get("language", "")),
        )

    def _parse(self, name: str) -> Element:
        if self._archive is None:
            raise ReadError(f"{self._source}: {name} is missing")
        return parse_xml(self._archive.read(name), f"{self._source}: {name}")

    def _refuse_encrypted(self, archive: Archive) -> None:
        if _MANIFEST in archive:
            root = parse_xml(archive.read(_MANIFEST), f"{self._source}: {_MANIFEST}")
            if next(root.iter("{*}encryption-data"), None) is not None:
                raise ReadError(f"{self._source}: encrypted; save it without a password")
