"""The form of Safari's web archives, property lists of a page and its resources."""

from __future__ import annotations

import plistlib
from typing import Any

from painsci_search.errors import ReadError
from painsci_search.reading.forms.html import read_saved_page
from painsci_search.reading.forms.saved_file import SavedFile
from painsci_search.reading.forms.saved_from import SavedFrom, web_address
from painsci_search.reading.outcome import Reading


def read(file: SavedFile) -> Reading:
    """Read the article of a page that was saved as a web archive.

    Raises:
        ReadError: the archive is damaged or has no page, or the page cannot be read.
    """
    page = _main_resource(file)
    data, kind = page.get("WebResourceData"), str(page.get("WebResourceMIMEType", ""))
    if not isinstance(data, bytes) or "html" not in kind:
        raise ReadError(f"{file.source}: a web archive without a page; save the page again")
    label = str(page.get("WebResourceTextEncodingName", ""))
    origin = SavedFrom(web_address(str(page.get("WebResourceURL", ""))), None, "the web archive")
    return read_saved_page(SavedFile(data, file.source, label=label), origin)


def _main_resource(file: SavedFile) -> dict[str, Any]:
    """Return the main resource of an archive; its frames and pictures are left alone."""
    try:
        archive = plistlib.loads(file.data)
    except Exception as error:
        raise ReadError(
            f"{file.source}: the web archive is damaged ({type(error).__name__}); save it again"
        ) from error
    page = archive.get("WebMainResource") if isinstance(archive, dict) else None
    return page if isinstance(page, dict) else {}
