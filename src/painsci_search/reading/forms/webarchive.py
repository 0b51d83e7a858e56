"""The form of Safari's web archives, property lists of a page and its resources."""

from __future__ import annotations

import plistlib
from collections.abc import Iterator

from painsci_search.errors import ReadError
from painsci_search.reading.forms.frames import Frame
from painsci_search.reading.forms.html import read_saved_page
from painsci_search.reading.forms.saved_file import SavedFile
from painsci_search.reading.forms.saved_from import SavedFrom, web_address
from painsci_search.reading.outcome import Reading


def read(file: SavedFile) -> Reading:
    """Read the article of a page that was saved as a web archive.

    Raises:
        ReadError: the archive is damaged or has no page, or the page cannot be read.
    """
    archive = _load(file)
    page = _page_of(archive, file.source)
    if page is None:
        raise ReadError(f"{file.source}: a web archive without a page; save the page again")
    origin = SavedFrom(page.url, None, "the web archive")
    return read_saved_page(page.page, origin, lambda: list(_frames_of(archive, file.source)))


def _load(file: SavedFile) -> object:
    try:
        return plistlib.loads(file.data)
    except Exception as error:
        raise ReadError(
            f"{file.source}: the web archive is damaged ({type(error).__name__}); save it again"
        ) from error


def _page_of(archive: object, source: str) -> Frame | None:
    """Return the page of an archive with its address; None if it has none."""
    page = archive.get("WebMainResource") if isinstance(archive, dict) else None
    if not isinstance(page, dict):
        return None
    data, kind = page.get("WebResourceData"), str(page.get("WebResourceMIMEType", ""))
    if not isinstance(data, bytes) or "html" not in kind:
        return None
    label = str(page.get("WebResourceTextEncodingName", ""))
    url = web_address(str(page.get("WebResourceURL", "")))
    return Frame(SavedFile(data, source, label=label), url)


def _frames_of(archive: object, source: str) -> Iterator[Frame]:
    """Yield the frames of an archive; each is an archive, too, which may have frames."""
    waiting = [archive]
    while waiting:
        outer = waiting.pop()
        inner = outer.get("WebSubframeArchives") if isinstance(outer, dict) else None
        if isinstance(inner, list):
            waiting.extend(inner)
            frames = (_page_of(each, source) for each in inner)
            yield from (frame for frame in frames if frame is not None)
