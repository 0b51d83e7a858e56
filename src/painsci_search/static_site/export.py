"""Export an index as a static site: Pagefind's files, evidence of articles, and a search page."""

from __future__ import annotations

import html
import os
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from painsci_search.errors import ExtraMissing, PainSciSearchError
from painsci_search.escaping import clean, dump
from painsci_search.index import Index
from painsci_search.model import ArticleInfo, SiteReport
from painsci_search.static_site.articles import check_links, read_articles
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
    write_file,
)
from painsci_search.static_site.records import (
    PagefindRecord,
    evidence_name,
    make_evidence,
    make_records,
)
from painsci_search.static_site.replacement import replacing

Progress = Callable[[int, int, str], None]


def export_site(
    index: Index,
    folder: str | os.PathLike[str],
    *,
    title: str = "Search the articles",
    progress: Progress | None = None,
) -> SiteReport:
    """Write a folder of files with which a browser searches an index, without a server.

    Open the index with `base_url` if its articles have no canonical URL: a URL, or the path of the
    articles relative to the folder, such as "../articles".

    Args:
        index: is read, not changed.
        folder: a new folder, or one with an earlier export, which is replaced as a whole.
        title: title of the page.
        progress: called with (articles done, articles in all, id).

    Raises:
        PainSciSearchError: Pagefind is missing or fails; the folder has other files; the index is
            empty; links would lead to files of this machine. An earlier export stays.
        OSError: the folder cannot be written.
    """
    try:
        from painsci_search.static_site import bundle
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "pagefind":
            raise
        raise ExtraMissing("site") from error
    bundle.check_executable()
    target = Path(folder)
    check_folder(target)
    articles = index.articles()
    if not articles:
        where = f"{index.path}: " if index.path else ""
        raise PainSciSearchError(f"{where}the index has no articles; nothing is exported")
    check_links(index)
    language = _main_language(index, articles)
    with replacing(target, check_folder) as new:
        exporter = _Exporter(index, new, language, len(articles), progress)
        passages = bundle.write_bundle(exporter.records(), new / PAGEFIND)
        exporter.write_evidence()
        _write_page(new, title)
        counts = {"articles": len(articles), "passages": passages}
        written = {name: digest_of(new / name) for name in TEXTS}
        manifest = {"schema": SCHEMA, "title": title, **counts, "written": written}
        _write(new / MANIFEST, dump(manifest) + "\n")
        sizes = [file.stat().st_size for file in new.rglob("*") if file.is_file()]
    return SiteReport(
        folder=str(target),
        articles=len(articles),
        passages=passages,
        files=len(sizes),
        bytes=sum(sizes),
        unlinked=tuple(exporter.unlinked),
    )


def _main_language(index: Index, articles: tuple[ArticleInfo, ...]) -> str:
    """Return the language of most articles; Pagefind searches one language at a time."""
    found = [index.get(info.id) for info in articles]
    tags = [article.language.partition("-")[0] for article in found if article and article.language]
    return min(Counter(tags).items(), key=lambda each: (-each[1], each[0]))[0] if tags else "en"


class _Exporter:
    """Reads the articles once, for records and for evidence."""

    def __init__(
        self, index: Index, folder: Path, language: str, total: int, progress: Progress | None
    ) -> None:
        self.unlinked: list[str] = []
        self._index = index
        self._folder = folder / EVIDENCE
        self._language = language
        self._total = total
        self._progress = progress
        self._evidence: dict[str, dict[str, Any]] = {}

    def records(self) -> Iterator[PagefindRecord]:
        taken: set[str] = set()
        for done, article in enumerate(read_articles(self._index), 1):
            name = evidence_name(article.info.id)
            self._evidence.setdefault(name, {})[article.info.id] = make_evidence(article)
            for alias in article.article.aliases:
                entries = self._evidence.setdefault(evidence_name(alias), {})
                entries.setdefault(alias, {"id": article.info.id})
            if not article.link:
                self.unlinked.append(article.info.id)
            yield from make_records(article, self._language, taken)
            if self._progress is not None:
                self._progress(done, self._total, article.info.id)

    def write_evidence(self) -> None:
        self._folder.mkdir()
        for name, articles in self._evidence.items():
            _write(self._folder / name, dump(articles, pretty=False) + "\n")


def _write_page(folder: Path, title: str) -> None:
    page = files("painsci_search.web") / "static"
    for name in COPIED:
        _write(folder / name, (page / name).read_text(encoding="utf-8"))
    template = (page / PAGE).read_text(encoding="utf-8")
    _write(folder / PAGE, fill_page(template, title))


def fill_page(template: str, title: str) -> str:
    """Insert a title into the template of the page.

    >>> fill_page("<title>{TITLE}</title>", "Pain & <b>")
    '<title>Pain &amp; &lt;b&gt;</title>'
    """
    return template.replace("{TITLE}", html.escape(clean(title)))


def _write(file: Path, text: str) -> None:
    write_file(file, text.encode("utf-8"))
