"""The form of Markdown: front matter, CommonMark with the extensions in use, and footnotes.

`front_matter.py` splits off and reads the metadata, `dialects.py` has the syntax that generators of
sites and editors of notes add, and `content.py` writes the text as HTML.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from painsci_search.errors import ReadError
from painsci_search.reading.forms import SavedFile
from painsci_search.reading.forms.document import Document, clean_date, read_document
from painsci_search.reading.forms.markdown.content import Content, write_content
from painsci_search.reading.forms.markdown.front_matter import FrontMatter, split_front_matter
from painsci_search.reading.outcome import Reading

# A name that generators of sites give to a post: "2021-03-04-why-backs-ache.md".
_DATED_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})[-_](.{1,200})")
_INDEXES = frozenset({"index", "_index", "default"})


def read(file: SavedFile) -> Reading:
    """Read an article from a file of Markdown.

    Raises:
        ReadError: the file has no text.
    """
    front, text = split_front_matter(file.text)
    if front.abstract:
        text = f"## Abstract\n\n{front.abstract}\n\n{text}"
    content = write_content(text, front.references)
    if not content.html.strip():
        raise ReadError(f"{file.source}: the file has no text besides its metadata")
    return read_document(_make_document(front, content, file.source), file.source)


def _make_document(front: FrontMatter, content: Content, source: str) -> Document:
    date, name = _read_name(source)
    title = front.title or content.title or name
    return Document(
        body=content.html,
        origin="the front matter",
        title_origin="" if front.title else "the first heading, or the name of the file",
        title=title,
        subtitle=front.subtitle,
        authors=front.authors,
        published=front.published or clean_date(date),
        updated=front.updated,
        language=front.language,
        url=front.url,
        saved=front.saved,
        tags=front.tags,
        metadata=front.metadata,
        shows_title=bool(content.title) and _fold(title) == _fold(content.title),
    )


def _fold(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()


def _read_name(source: str) -> tuple[str, str]:
    """Return the date in the name of a file or of its folder, and the rest of the name in words."""
    path = PurePath(source)
    name = path.parent.name if path.stem.lower() in _INDEXES and path.parent.name else path.stem
    dated = _DATED_NAME.fullmatch(name)
    date, rest = (dated[1], dated[2]) if dated else ("", name)
    return date, " ".join(re.split(r"[-_\s]+", rest)).strip() or name


__all__ = ["read"]
