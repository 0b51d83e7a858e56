"""The archive of a DOCX in; its parts, links and properties out.

Elements are found by their names without namespaces: the strict and the transitional variety of the
format differ in these alone. Source: ECMA-376, parts 1 and 2.
"""

from __future__ import annotations

import posixpath

from painsci_search.reading.forms.archive import Archive
from painsci_search.reading.forms.document import clean_date, clean_language, split_names
from painsci_search.reading.forms.office.article import Properties
from painsci_search.reading.forms.xml_tree import (
    Element,
    all_text,
    local_attribute,
    local_name,
    parse_xml,
)

_MAIN = "word/document.xml"


class Package:
    """The parts of a DOCX.

    Attributes:
        main: the root of the main part.

    Raises:
        ReadError: the main part is missing or cannot be parsed.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        relations = self._relations("")
        mains = [path for kind, path in relations.values() if kind == "officeDocument"]
        self._main_path = next((path for path in mains if path in archive), _MAIN)
        self.main = self._parse(self._main_path)
        self._of_main = self._relations(self._main_path)
        cores = [path for kind, path in relations.values() if kind == "core-properties"]
        self._core = next((path for path in cores if path in archive), "docProps/core.xml")

    def part(self, kind: str) -> Element | None:
        """Return the root of a part of the main part, such as "styles", or None."""
        for relation, path in self._of_main.values():
            if relation == kind and path in self._archive:
                return self._parse(path)
        return None

    def links(self, kind: str = "") -> dict[str, str]:
        """Return the targets of the links of the main part, or of its part of a kind, by ids."""
        if not kind:
            return {key: path for key, (_, path) in self._of_main.items()}
        paths = [path for relation, path in self._of_main.values() if relation == kind]
        found = self._relations(paths[0]) if paths else {}
        return {key: path for key, (_, path) in found.items()}

    def properties(self) -> Properties:
        """Return the properties of the document; all are empty where it has none."""
        if self._core not in self._archive:
            return Properties()
        root = self._parse(self._core)
        fields = {local_name(field): all_text(field) for field in root}
        return Properties(
            title=fields.get("title", ""),
            authors=split_names(fields.get("creator", "")),
            created=clean_date(fields.get("created", "")),
            updated=clean_date(fields.get("modified", "")),
            language=clean_language(fields.get("language", "")),
        )

    def _parse(self, path: str) -> Element:
        return parse_xml(self._archive.read(path), f"{self._archive.source}: {path}")

    def _relations(self, path: str) -> dict[str, tuple[str, str]]:
        """Return the kinds and targets of the relations of a part by their ids."""
        folder, name = posixpath.split(path)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations not in self._archive:
            return {}
        found: dict[str, tuple[str, str]] = {}
        for relation in self._parse(relations):
            target = local_attribute(relation, "Target")
            if local_attribute(relation, "TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = local_attribute(relation, "Type").rpartition("/")[2]
            found[local_attribute(relation, "Id")] = (kind, target)
        return found


def child(element: Element | None, *names: str) -> Element | None:
    """Return the first child with a name, in it the first with the next name, and so on."""
    for name in names:
        if element is None:
            return None
        element = next((one for one in element if local_name(one) == name), None)
    return element


def value(element: Element | None, *names: str) -> str:
    """Return the `val` of a descendant as `child` finds it, or ""."""
    found = child(element, *names)
    return local_attribute(found, "val") if found is not None else ""


def is_on(element: Element | None, name: str) -> bool | None:
    """Return whether a property that is on or off is on; None where it is not set."""
    found = child(element, name)
    if found is None:
        return None
    return local_attribute(found, "val").lower() not in ("0", "false", "off", "none")
