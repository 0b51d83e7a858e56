"""The form of DOCX, the documents of Word and of what exports them.

`package.py` opens the parts, `styles.py` reads styles and lists, `text.py` reads paragraphs with
`fields.py` and `formulas.py`, `notes.py` numbers notes, and `content.py` writes all of it as HTML.
"""

from __future__ import annotations

from painsci_search.reading.forms import SavedFile
from painsci_search.reading.forms.archive import Archive
from painsci_search.reading.forms.docx.content import read_content
from painsci_search.reading.forms.docx.package import Package
from painsci_search.reading.forms.office.article import read_office
from painsci_search.reading.outcome import Reading


def read(file: SavedFile) -> Reading:
    """Read an article from a DOCX.

    Raises:
        ReadError: the file is damaged or has no text.
    """
    package = Package(Archive(file.data, file.source))
    return read_office(read_content(package), package.properties(), file.source)


__all__ = ["read"]
