"""Pages that are indexed, one of which is changed afterwards."""

from __future__ import annotations

from pathlib import Path

from painsci_search import Index

PAGE = (
    "<html lang='en'><head><title>Knees</title><meta name='date' content='2024-05-06'></head>"
    "<body><main><article><h1>Knees</h1><h2 id='bend'>Bending</h2><p>Knees hurt when they are bent "
    "too often and too far.<a href='#fn1' id='fr1'>1</a> This is a second sentence of it.</p>"
    "<h2 id='notes'>Notes</h2><ol><li id='fn1'>Lochte BC, Guillory SA. Big pills. Pain. "
    "2018;8(4):295-304. PubMed 30397584. <a href='#fr1'>back</a></li></ol></article></main></body>"
    "</html>"
)


def index_pages(folder: Path) -> tuple[Index, Path]:
    """Index two pages with the ids "knees" and "ecks"; return the index, and the first page."""
    page = folder / "pages" / "knees.html"
    page.parent.mkdir()
    page.write_text(PAGE, encoding="utf-8")
    page.with_name("ecks.html").write_text(PAGE.replace("nees", "ecks"), encoding="utf-8")
    index = Index.create(folder / "index")
    index.update([page.parent])
    return index, page


def change(page: Path) -> None:
    """Change a word in the file of the first page."""
    page.write_text(PAGE.replace("second", "third"), encoding="utf-8")
