"""The form of EPUB 2 and 3: a book's pages are read as one page, in which a chapter is a section.

`package.py` reads the metadata and the order of the pages, `navigation.py` the table of contents,
`pages.py` selects and parses the pages, `labels.py` removes the printed numbers of notes, and
`writing.py` joins the pages, so that notes in other files are found like others.
"""

from __future__ import annotations

from painsci_search.reading.forms import SavedFile
from painsci_search.reading.forms.archive import Archive
from painsci_search.reading.forms.document import Document, read_document
from painsci_search.reading.forms.epub.labels import remove_printed_labels
from painsci_search.reading.forms.epub.navigation import read_navigation
from painsci_search.reading.forms.epub.package import open_package
from painsci_search.reading.forms.epub.pages import load_pages
from painsci_search.reading.forms.epub.writing import write_book
from painsci_search.reading.outcome import Reading


def read(file: SavedFile) -> Reading:
    """Read a book or an article from an EPUB.

    Raises:
        ReadError: the EPUB is damaged, encrypted or empty.
    """
    archive = Archive(file.data, file.source)
    package = open_package(archive)
    pages = load_pages(package, archive)
    remove_printed_labels(pages)
    metadata = package.metadata
    document = Document(
        body=write_book(pages, read_navigation(package, archive), metadata.title),
        origin="the package document of the EPUB",
        title=metadata.title,
        subtitle=metadata.subtitle,
        authors=metadata.authors,
        published=metadata.published,
        language=metadata.language,
        url=metadata.url,
    )
    return read_document(document, file.source)


__all__ = ["read"]
