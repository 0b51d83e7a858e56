"""The form of ODT, the documents of LibreOffice and others, zipped or flat in one XML file.

`package.py` opens the parts, `styles.py` reads styles, `text.py` reads paragraphs, and `content.py`
writes all of it as HTML.
"""

from __future__ import annotations

from painsci_search.errors import ReadError
from painsci_search.reading.forms import SavedFile
from painsci_search.reading.forms.document import (
    Document,
    clean_date,
    clean_language,
    read_document,
    split_names,
)
from painsci_search.reading.forms.odt.content import read_content
from painsci_search.reading.forms.odt.package import Package
from painsci_search.reading.outcome import Reading


def read(file: SavedFile) -> Reading:
    """Read an article from an ODT.

    Raises:
        ReadError: the file is damaged or encrypted, or has no text.
    """
    package = Package(file.data, file.source)
    properties = package.properties()
    content = read_content(package)
    if not content.html.strip():
        raise ReadError(f"{file.source}: the document has no text")
    shown = tuple(name for line in content.authors for name in split_names(line))
    document = Document(
        body=content.html,
        origin="the properties and the first lines of the document",
        title_origin="the style of the title" if content.title else "",
        title=content.title or properties.title,
        subtitle=content.subtitle or None,
        authors=shown,
        published=clean_date(content.date) or properties.published,
        updated=properties.updated,
        language=properties.language or clean_language(content.language),
        makers=properties.authors,
        created=properties.created,
        shows_title=bool(content.title),
    )
    return read_document(document, file.source)


__all__ = ["read"]
