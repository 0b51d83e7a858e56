"""The properties and the content of a document of a word processor in, its article out."""

from __future__ import annotations

from dataclasses import dataclass

from painsci_search.errors import ReadError
from painsci_search.reading.forms.document import (
    Document,
    clean_date,
    clean_language,
    read_document,
    split_names,
)
from painsci_search.reading.forms.office.front import Content
from painsci_search.reading.outcome import Reading


@dataclass(frozen=True, slots=True)
class Properties:
    """The properties of a document; the fields are those of `Document`."""

    title: str = ""
    authors: tuple[str, ...] = ()
    published: str | None = None
    created: str | None = None
    updated: str | None = None
    language: str | None = None


def read_office(content: Content, properties: Properties, source: str) -> Reading:
    """Read an article from the content of a document; what it shows precedes its properties.

    Raises:
        ReadError: the document has no text.
    """
    if not content.html.strip():
        raise ReadError(f"{source}: the document has no text")
    published = clean_date(content.date) or properties.published
    shown = tuple(name for line in content.authors for name in split_names(line))
    document = Document(
        body=content.html,
        origin="the properties and the first lines of the document",
        title_origin="the style of the title" if content.title else "",
        title=content.title or properties.title,
        subtitle=content.subtitle or None,
        authors=shown,
        published=published,
        updated=properties.updated if _is_revised(properties, published) else None,
        language=properties.language or clean_language(content.language),
        makers=properties.authors,
        created=properties.created,
        shows_title=bool(content.title),
    )
    return read_document(document, source)


def _is_revised(properties: Properties, published: str | None) -> bool:
    """Return whether the last save of a document is an update of its text.

    A program that exports a document sets both of its days to that of the export; a document made
    after its publication is a copy.
    """
    created, saved = properties.created, properties.updated
    if not (created and saved and created < saved):
        return False
    return published is None or created[: len(published)] <= published
