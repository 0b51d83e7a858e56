"""The form of PDF files with a text layer: a file in, an `Article` out.

`pages.py` reads lines from the file, `layout.py` orders them, `blocks.py` makes paragraphs and
headings of them, `front.py` finds the title and its like, `notes.py` splits reference lists, and
`parts.py` and `sections.py` make sections.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from urllib.parse import urlsplit

from painsci_search.errors import ReadError
from painsci_search.model import Article, Decision, Section
from painsci_search.reading.anchors import Anchors
from painsci_search.reading.forms.pdf.blocks import measure_type, split_blocks
from painsci_search.reading.forms.pdf.front import PdfFront, read_front
from painsci_search.reading.forms.pdf.joining import find_compounds
from painsci_search.reading.forms.pdf.layout import find_grid, order_lines, remove_furniture
from painsci_search.reading.forms.pdf.notes import are_apart
from painsci_search.reading.forms.pdf.pages import PdfText, read_pages
from painsci_search.reading.forms.pdf.parts import split_parts, take_notes
from painsci_search.reading.forms.pdf.sections import (
    Known,
    anchor_notes,
    build_notes,
    build_sections,
)
from painsci_search.reading.forms.saved_file import SavedFile
from painsci_search.reading.language import recognise_language
from painsci_search.reading.naming import suggest_id
from painsci_search.reading.outcome import NAME_OF_FILE, Reading

# Characters, and sections that may be needed for them.
_SAMPLE = 3000
_SAMPLED = 20


def read(file: SavedFile) -> Reading:
    """Read an article from a PDF; the file shows nothing around it.

    Raises:
        ReadError: the PDF is damaged, locked, or has no text.
    """
    document = read_pages(file.data, file.source)
    pages, furniture = remove_furniture(document.pages)
    size = measure_type(line for page in pages for line in page.lines).size
    grid = find_grid(pages)
    ordered = [order_lines(page, grid, size) for page in pages]
    lines = [line for found, _ in ordered for line in found]
    if not lines:
        raise ReadError(f"{file.source}: the PDF has no text; check that it is complete")
    area = measure_type(lines)
    blocks = split_blocks(lines, area)
    front = read_front(document, lines, blocks, area)
    title = front.title or PurePath(file.source).stem or "Untitled"
    url = front.url or furniture.url
    compounds = find_compounds(lines)
    parts, entries = take_notes(split_parts(blocks[front.begin :], title, compounds))
    used = Anchors()
    note_anchors = anchor_notes(entries, used)
    labels = [entry.label for entry in entries]
    known = Known(
        anchors={label: at for label, at in zip(labels, note_anchors, strict=True) if label},
        compounds=compounds,
        apart=are_apart(lines),
        in_page=url is None or urlsplit(url).path.lower().endswith(".pdf"),
    )
    sections, citing = build_sections(parts, known, used)
    article = Article(
        id=suggest_id(url, title, file.source),
        title=title,
        sections=sections,
        notes=build_notes(entries, note_anchors, citing, known),
        source=file.source,
        url=url,
        authors=front.authors,
        published=front.published,
        language=recognise_language(_sample(sections)),
        warnings=_warnings(document, sum(not is_sure for _, is_sure in ordered)),
    )
    return Reading(article, "", _decisions(front, article))


def _sample(sections: Sequence[Section]) -> str:
    """Return the beginnings of the sections, by which the language is recognised."""
    texts = " ".join(section.text[:_SAMPLE] for section in sections[:_SAMPLED])
    return texts[:_SAMPLE]


def _warnings(document: PdfText, unsure: int) -> tuple[str, ...]:
    """Return what reading is unsure of.

    Args:
        unsure: the number of pages whose columns are unsure.
    """
    count = len(document.pages)
    empty = sum(not page.lines for page in document.pages)
    warnings = []
    if 2 * document.scanned >= count:
        warnings.append("text from OCR")
    if unsure:
        warnings.append(f"columns unsure on {unsure} of {count} pages")
    if empty:
        warnings.append(f"no text on {empty} of {count} pages")
    return tuple(warnings)


def _decisions(front: PdfFront, article: Article) -> tuple[Decision, ...]:
    """Return the choices that a fault in reading may come from."""
    return (
        Decision.of("title", front.by or NAME_OF_FILE, article.title),
        Decision.of("authors", "the first page", ", ".join(article.authors)),
        Decision.of("published", "the first or last page", article.published or ""),
        Decision.of("url", "a DOI, or the foot of each page", article.url or ""),
        Decision.of("language", "the words of the text", article.language or ""),
        Decision.of("notes", "a list of references, or of cited numbers", str(len(article.notes))),
    )
