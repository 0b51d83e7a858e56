"""Exporting an index as a static site: Pagefind's files, evidence, and a page to search in."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from painsci_search.errors import PainSciSearchError
from painsci_search.escaping import dump
from painsci_search.index import Index
from painsci_search.model import ArticleInfo, SiteReport
from painsci_search.static_site.bundle import check_pagefind, write_bundle
from painsci_search.static_site.evidence import fill_page
from painsci_search.static_site.folder import (
    COPIED,
    EVIDENCE,
    MANIFEST,
    PAGE,
    PAGEFIND,
    SCHEMA,
    TEXTS,
    check_folder,
    digest_of,
    replacing,
)
from painsci_search.static_site.passages import check_links, read_entries
from painsci_search.static_site.records import Record, evidence_name, make_evidence, make_records

Progress = Callable[[int, int, str], None]


def export_site(
    index: Index,
    folder: str | os.PathLike[str],
    *,
    title: str = "Search the articles",
    progress: Progress | None = None,
) -> SiteReport:
    """Write a folder of files with which a browser searches an index, without a server.

    Open the index with ``base_url`` where its articles name no address of their own: an address,
    or where the articles lie as seen from the folder, such as "../articles".

    Args:
        index: is read, not changed.
        folder: is made; one that holds an earlier export is replaced as a whole.
        title: of the page.
        progress: called with (articles done, articles in all, id).

    Raises:
        PainSciSearchError: Pagefind is absent or fails; the folder holds something else; the index
            is empty; articles would be linked to files of this machine. An earlier export stays.
        OSError: the folder cannot be written.
    """
    check_pagefind()
    target = Path(folder)
    check_folder(target)
    articles = index.articles()
    if not articles:
        where = f"{index.path}: " if index.path else ""
        raise PainSciSearchError(f"{where}the index holds no articles; nothing is exported")
    check_links(index)
    language = _main_language(index, articles)
    with replacing(target) as place:
        work = _Work(index, place, language, len(articles), progress)
        passages = write_bundle(work.records(), place / PAGEFIND)
        work.write_evidence()
        _write_page(place, title)
        counts = {"articles": len(articles), "passages": passages}
        written = {name: digest_of(place / name) for name in TEXTS}
        told = {"schema": SCHEMA, "title": title, **counts, "written": written}
        _write(place / MANIFEST, dump(told) + "\n")
        sizes = [file.stat().st_size for file in place.rglob("*") if file.is_file()]
    return SiteReport(
        folder=str(target),
        articles=len(articles),
        passages=passages,
        files=len(sizes),
        bytes=sum(sizes),
        unlinked=tuple(work.unlinked),
    )


def _main_language(index: Index, articles: tuple[ArticleInfo, ...]) -> str:
    """The language of most articles. Pagefind would keep those of other languages apart."""
    found = [index.get(info.id) for info in articles]
    tags = [article.language.partition("-")[0] for article in found if article and article.language]
    return min(Counter(tags).items(), key=lambda each: (-each[1], each[0]))[0] if tags else "en"


class _Work:
    """Goes through the articles once, for records and for evidence."""

    def __init__(
        self, index: Index, place: Path, language: str, total: int, progress: Progress | None
    ) -> None:
        self.unlinked: list[str] = []
        self._index = index
        self._place = place / EVIDENCE
        self._language = language
        self._total = total
        self._progress = progress
        self._evidence: dict[str, dict[str, Any]] = {}

    def records(self) -> Iterator[Record]:
        taken: set[str] = set()
        for done, entry in enumerate(read_entries(self._index), 1):
            name = evidence_name(entry.about.id)
            self._evidence.setdefault(name, {})[entry.about.id] = make_evidence(entry)
            if not entry.link:
                self.unlinked.append(entry.about.id)
            yield from make_records(entry, self._language, taken)
            if self._progress is not None:
                self._progress(done, self._total, entry.about.id)

    def write_evidence(self) -> None:
        self._place.mkdir()
        for name, articles in self._evidence.items():
            _write(self._place / name, dump(articles, pretty=False) + "\n")


def _write_page(place: Path, title: str) -> None:
    page = files("painsci_search.web") / "static_page"
    for name in COPIED:
        _write(place / name, (page / name).read_text(encoding="utf-8"))
    template = (page / PAGE).read_text(encoding="utf-8")
    _write(place / PAGE, fill_page(template, title))


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="\n")
