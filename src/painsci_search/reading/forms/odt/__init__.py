"""The form of ODT, the documents of LibreOffice and others, zipped or flat in one XML file.

`package.py` opens the parts, `styles.py` reads styles, `text.py` reads paragraphs, and `content.py`
writes all of it as HTML.
"""

from __future__ import annotations

from painsci_search.reading.forms import SavedFile
from painsci_search.reading.forms.odt.content import read_content
from painsci_search.reading.forms.odt.package import Package
from painsci_search.reading.forms.office.article import read_office
from painsci_search.reading.outcome import Reading


def read(file: SavedFile) -> Reading:
    """Read an article from an ODT.

    Raises:
        ReadError: the file is damaged or encrypted, or has no text.
    """
    package = Package(file.data, file.source)
    return read_office(read_content(package), package.properties(), file.source)


__all__ = ["read"]
