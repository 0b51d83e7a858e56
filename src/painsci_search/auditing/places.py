"""The address that a link or a picture names in, the file that it leads to out.

A relative address is looked up below the folder of its file. An address of the page's own site is
looked up among the URLs of the checked files, and in the folder that its site has here, which a
page shows whose URL ends like its path. Nothing is looked up in the web.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath
from typing import NamedTuple
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from painsci_search.auditing.facts import PageFacts
from painsci_search.reading.files.source import FoundFile

# A server shows one of these for a folder; generators of sites make it of a text.
_INDEXES = ("index", "_index", "README", "readme", "default")
# The extensions of pages, and of the texts of which generators make pages.
_SUFFIXES = (".html", ".htm", ".xhtml", ".md", ".markdown", ".qmd", ".rmd", ".Rmd", ".txt")
_SOURCES = (".md", ".markdown", ".qmd", ".rmd", ".Rmd", ".mdx", ".rst", ".adoc", ".ipynb", ".org")
# Extensions of what a server makes at each request; with a query, also of no file at all.
_OF_SERVERS = frozenset({"", ".php", ".asp", ".aspx", ".cgi", ".jsp", ".pl"})
_PAGE = re.compile(r"\.x?html?\Z", re.IGNORECASE)


class CheckedFile(NamedTuple):
    """A file and the facts of its page."""

    file: FoundFile
    facts: PageFacts


class Place(NamedTuple):
    """Where an address leads.

    Attributes:
        path: the file or folder; "" where there is none.
        page: the checked file at this place, or None.
        fragment: without "#", or "".
        by: how the place was looked up.
    """

    path: str
    page: CheckedFile | None
    fragment: str
    by: str


class Places:
    """The places of checked files by path and by URL."""

    def __init__(self, checked: Sequence[CheckedFile]) -> None:
        self._by_path = {os.path.realpath(one.file.path): one for one in checked}
        self._by_url: dict[str, CheckedFile] = {}
        for one in checked:
            if one.facts.url:
                self._by_url.setdefault(plain_url(one.facts.url), one)
        self._found: dict[str, str] = {}

    def find(self, page: CheckedFile, href: str) -> Place | None:
        """Return where an address leads; None where it is not one of a file.

        The path of the place is "" where a file should be and is not.
        """
        try:
            full = urljoin(page.facts.base, href) if page.facts.base else href
            address, fragment = urldefrag(full)
            parts = urlsplit(address)
            url = urljoin(page.facts.url, address) if page.facts.url or parts.netloc else ""
        except ValueError:
            return None
        if not address:
            return Place(str(page.file.path), page, fragment, "itself")
        named = self._by_url.get(plain_url(url)) if url else None
        if named is not None:
            return Place(str(named.file.path), named, fragment, "URL")
        if not parts.path and not parts.netloc:
            return None  # a query of the same page
        by = "path" if not parts.netloc and not parts.path.startswith("/") else "site"
        is_known = by == "path"
        for path, is_sure in _paths(page, parts.path if by == "path" else "", url):
            found = self._look_up(path)
            if found:
                return Place(found, self._by_path.get(os.path.realpath(found)), fragment, by)
            is_known = is_known or is_sure
        if (
            by == "site"
            and not parts.netloc
            and (found := self._below_some_folder(page, parts.path))
        ):
            return Place(found, self._by_path.get(os.path.realpath(found)), fragment, "root")
        if not is_known:
            return None if parts.netloc else Place("", None, fragment, "root")
        is_made = parts.query != "" and PurePath(parts.path).suffix.lower() in _OF_SERVERS
        return None if is_made else Place("", None, fragment, by)

    def _below_some_folder(self, page: CheckedFile, path: str) -> str:
        """Return the file at a path below a folder above the page, within the folder given."""
        if not path.strip("/"):
            return ""
        folder = page.file.path.parent
        for _ in PurePath(page.file.relative).parts:
            found = self._look_up(_join(str(folder), path))
            if found:
                return found
            folder = folder.parent
        return ""

    def _look_up(self, path: str) -> str:
        if path not in self._found:
            self._found[path] = next(filter(None, map(_there, _spellings(path))), "")
        return self._found[path]


def plain_url(url: str) -> str:
    """Return a URL without what makes no difference: its scheme, fragment, index and end.

    >>> plain_url("https://example.org/a/index.html"), plain_url("http://example.org/a#b")
    ('//example.org/a', '//example.org/a')
    """
    plain = re.sub(r"^https?:|#.*\Z", "", url.strip(), flags=re.DOTALL | re.IGNORECASE)
    return re.sub(r"/index\.x?html?\Z", "", plain.rstrip("/")).rstrip("/")


def _paths(page: CheckedFile, relative: str, url: str) -> Iterator[tuple[str, bool]]:
    """Yield the paths that an address may mean, and whether a file should be there.

    Args:
        relative: the path below the folder of the page; "" for an address of the site.
        url: the address in the web, or "".
    """
    if relative:
        yield _join(str(page.file.path.parent), relative), True
    root = site_folder(str(page.file.path), page.facts.url) if page.facts.url else None
    if root is not None:
        prefix, folder = root
        parts = urlsplit(url)
        whole = f"{parts.netloc}{parts.path}"
        if whole.startswith(prefix):
            path = _join(folder, whole[len(prefix) :])
            top = str(page.file.path)[: -len(page.file.relative)]
            yield path, not page.file.is_given and path.startswith(top)


def site_folder(path: str, url: str) -> tuple[str, str] | None:
    """Return the beginning of a site's URLs and the folder that has its files, by one of its pages.

    None is returned if the path of the file doesn't end like its URL.

    >>> site_folder("/home/site/pain/nocebo.html", "https://example.org/pain/nocebo")
    ('example.org/', '/home/site')
    >>> site_folder("/home/site/pain/nocebo/index.html", "https://example.org/nocebo/")
    ('example.org/', '/home/site/pain')
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    names = [unquote(name) for name in parts.path.split("/") if name]
    file = PurePath(path)
    folder = file.parent
    if names and names[-1] in (file.name, file.stem):
        names.pop()
    elif file.stem not in _INDEXES or (names and names[-1] != folder.name):
        return None
    while names and names[-1] == folder.name:
        names.pop()
        folder = folder.parent
    return "/".join([parts.netloc, *names, ""]), str(folder)


def _join(folder: str, path: str) -> str:
    return os.path.normpath(f"{folder}/{unquote(path).lstrip('/')}")


def _spellings(path: str) -> Iterator[str]:
    """Yield a path, and those of files that a server or a generator would show for it."""
    yield path
    for suffix in _SUFFIXES:
        yield path + suffix
    bare = _PAGE.sub("", path)
    if bare != path:
        for suffix in _SOURCES:
            yield bare + suffix


def _there(path: str) -> str:
    """Return the path of a file, of the index of a folder, or of a folder without one; or ""."""
    try:
        if not stat.S_ISDIR(Path(path).stat().st_mode):
            return path
        names = {entry.name for entry in os.scandir(path)}
    except (OSError, ValueError):
        return path if os.path.lexists(path) else ""
    indexes = (f"{name}{suffix}" for name in _INDEXES for suffix in _SUFFIXES)
    return next((f"{path}/{name}" for name in indexes if name in names), path)
