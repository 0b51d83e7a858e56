"""Export an index as a static site: an index for the browser, evidence of articles, and a page."""

from __future__ import annotations

import html
import os
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from painsci_search.documents import date_of
from painsci_search.errors import PainSciSearchError
from painsci_search.escaping import clean, dump
from painsci_search.index import Index
from painsci_search.model import Article, SiteReport
from painsci_search.model.dates import latest_date
from painsci_search.query.synonyms import load_synonyms
from painsci_search.records import fold_label
from painsci_search.static_site.articles import SiteArticle, check_links, read_articles
from painsci_search.static_site.folder import (
    COPIED,
    MANIFEST,
    PAGES,
    SCHEMA,
    TEXTS,
    WORDS,
    check_folder,
    digest_of,
)
from painsci_search.static_site.records import make_parts, one_line
from painsci_search.static_site.replacement import Replacement, replacing
from painsci_search.static_site.search_index import SearchIndexBuilder, SiteFile, digest, named_file
from painsci_search.static_site.words import PageWords, load_words
from painsci_search.static_site.works import SiteWorks
from painsci_search.web.questions import find_examples, questions_of

# Articles on the page without a query, whose headings are examples of questions.
_ASKED = 12

Progress = Callable[[int, int, str], None]


def export_site(  # noqa: PLR0913 - a keyword for each option
    index: Index,
    folder: str | os.PathLike[str],
    *,
    title: str | None = None,
    language: str = "en",
    synonyms: Path | None = None,
    progress: Progress | None = None,
) -> SiteReport:
    """Write a folder of files with which a browser searches an index, without a server.

    Open the index with `base_url` if its articles have no canonical URL: a URL, or the path of the
    articles relative to the folder, such as "../articles".

    Args:
        index: is read, not changed.
        folder: a new folder, or one with an earlier export, which is replaced as a whole. A file
            with the same content as before is not written again.
        title: title of the page; None for that of the language.
        language: language of the page: "en", "de", "fr" or "es", or the path of a file of words.
        synonyms: a file of synonyms besides those of the package.
        progress: called with (articles done, articles in all, id).

    Raises:
        PainSciSearchError: the folder has other files; the index is empty; links would lead to
            files of this machine; a file of words or synonyms is wrong. An earlier export stays.
        OSError: the folder cannot be written.
    """
    words, known = load_words(language), load_synonyms(synonyms)
    target = Path(folder)
    check_folder(target)
    total = len(index.articles())
    if not total:
        where = f"{index.path}: " if index.path else ""
        raise PainSciSearchError(f"{where}the index has no articles; nothing is exported")
    check_links(index)
    exporter = _Exporter(SiteWorks(index), total, progress)
    with replacing(target, check_folder) as new:
        for file in exporter.evidence(read_articles(index)):
            new.write(file.name, file.content)
        others: dict[str, Any] = dict(_write_all(new, exporter.further_files()))
        others["formats"] = exporter.works.formats
        for file in exporter.builder.files(exporter.articles, known, others):
            new.write(file.name, file.content)
        module = words.module(find_examples(index, exporter.read))
        new.write(WORDS, module.encode("utf-8", "replace"))
        _write_page(new, words.words["title"] if title is None else title, words)
        counts = {"articles": total, "passages": exporter.passages}
        written = {name: digest_of(new.folder / name) for name in TEXTS}
        manifest = {"schema": SCHEMA, "title": title, **counts, "written": written}
        new.write(MANIFEST, dump(manifest).encode() + b"\n")
    return SiteReport(
        folder=str(target),
        articles=total,
        passages=exporter.passages,
        files=new.files,
        bytes=new.bytes,
        unlinked=tuple(exporter.unlinked),
        unchanged=new.unchanged,
    )


class _Exporter:
    """Reads the articles once, for the index and for the evidence.

    Attributes:
        works: the works that the articles cite.
        articles: what the search needs of each article.
        read: the articles updated last.
        passages: the number of sections and notes with text.
        unlinked: ids of articles without a link.
    """

    def __init__(self, works: SiteWorks, total: int, progress: Progress | None) -> None:
        self.works = works
        self._shown: list[dict[str, Any]] = []
        self.read: list[Article] = []
        self.builder = SearchIndexBuilder()
        self.articles: list[dict[str, Any]] = []
        self.passages = 0
        self.unlinked: list[str] = []
        self._total = total
        self._progress = progress

    def evidence(self, articles: Iterator[SiteArticle]) -> Iterator[SiteFile]:
        """Add articles to the index, and yield the files of their evidence."""
        for done, article in enumerate(articles, 1):
            for passage in article.passages:
                is_found = self.builder.add(passage.record)
                self.passages += is_found and passage.part is not None
            parts = []
            for first, part in make_parts(article, self.works.keys):
                content = dump(part, pretty=False).encode("utf-8", "replace")
                file = SiteFile(f"articles/{digest(content)}.json", content)
                parts.append((first, file.name))
                yield file
            self.works.add(article)
            info = article.info
            self._shown.append(_shown(article))
            self.read = _latest([*self.read, article.article])
            self.articles.append(
                {
                    "id": info.id,
                    "records": len(article.passages),
                    "date": date_of(article.article),
                    "authors": info.authors,
                    "language": article.article.language,
                    "code": article.passages[0].record.language,
                    "parts": parts,
                }
                | _labels(article.article)
            )
            if not article.link:
                self.unlinked.append(info.id)
            if self._progress is not None:
                self._progress(done, self._total, info.id)

    def further_files(self) -> Iterator[tuple[str | None, SiteFile]]:
        """Yield the works, and what the page without a query shows of the articles."""
        yield from self.works.files()
        newest = sorted(self._shown, key=_date_of, reverse=True)[:_ASKED]
        home = {"newest": newest, "questions": questions_of(self.read)}
        titles = [shown["title"] for shown in self._shown]
        for name, value in (("home", home), ("titles", titles)):
            content = dump(value, pretty=False).encode("utf-8", "replace")
            yield name, named_file(name, "json", content)


def _latest(articles: list[Article]) -> list[Article]:
    """Return the articles updated last, the latest first."""
    articles.sort(key=lambda each: date_of(each) or "", reverse=True)
    return articles[:_ASKED]


def _date_of(shown: dict[str, Any]) -> str:
    return latest_date(shown.get("updated"), shown.get("published")) or ""


def _write_all(
    new: Replacement, files: Iterator[tuple[str | None, SiteFile]]
) -> Iterator[tuple[str, str]]:
    """Write files, and yield the names of those that the index names."""
    for name, file in files:
        new.write(file.name, file.content)
        if name is not None:
            yield name, file.name


def _shown(article: SiteArticle) -> dict[str, Any]:
    """Return what the page shows of an article besides its passages."""
    info = article.info
    shown = {
        "title": one_line(info.title or info.id),
        "link": article.link,
        "authors": info.authors,
        "published": info.published,
        "updated": info.updated,
    }
    return {name: value for name, value in shown.items() if value}


def _labels(article: Article) -> dict[str, list[str]]:
    """Return the tags and the metadata of an article, as they are counted; nothing without any."""
    labels = {
        "tag": [fold_label(tag) for tag in article.tags],
        "meta": [fold_label(f"{name}={text}") for name, text in article.metadata.items()],
    }
    return {name: list(dict.fromkeys(found)) for name, found in labels.items() if found}


def _write_page(new: Replacement, title: str, words: PageWords) -> None:
    page = files("painsci_search.web") / "static"
    for name in COPIED:
        new.write(name, (page / name).read_bytes())
    for name in PAGES:
        template = (page / name).read_text(encoding="utf-8")
        filled = fill_page(template, TITLE=title, LANGUAGE=words.language, **words.page)
        new.write(name, filled.encode("utf-8", "replace"))


def fill_page(template: str, **values: str) -> str:
    """Insert texts into the template of the page.

    >>> fill_page("<title>{TITLE}</title>", TITLE="Pain & <b>")
    '<title>Pain &amp; &lt;b&gt;</title>'
    """
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", html.escape(clean(value)))
    return template
