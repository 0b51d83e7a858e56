"""The address of an index in; its engine, in a folder or on a cluster, out."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from painsci_search.engine.seam import Remains
from painsci_search.engine.storage.folder import DiskFolder
from painsci_search.engine.storage.manifest import MANIFEST, read_manifest
from painsci_search.engine.storage.store import Store, rebuilding
from painsci_search.errors import PainSciSearchError
from painsci_search.late_patterns import late_pattern

if TYPE_CHECKING:
    from painsci_search.engine.seam import Engine


# Of one letter, a scheme would be the drive of a path.
_URL = late_pattern(r"[A-Za-z][A-Za-z0-9+.-]+://|opensearch(?:\+https)?:/")
# Extensions of files that are hardly anything but articles.
_OF_ARTICLES = (".html", ".htm", ".xhtml", ".mhtml", ".pdf", ".epub", ".docx", ".odt", ".md")


def is_address(path: str | os.PathLike[str]) -> bool:
    """Return whether a path is a URL, which only an index on a cluster has.

    >>> is_address("opensearch://one:9200/pain"), is_address("https://example.org/pain")
    (True, True)
    >>> is_address("articles/index"), is_address("notes:/index"), is_address("C:/index")
    (False, False, False)
    """
    text = os.fspath(path)
    if ":/" not in text:
        return False
    # as a path on disk it has lost one of its slashes
    url = text if isinstance(path, str) else text.replace(":/", "://", 1)
    return _URL.match(url) is not None


def absolute_address(path: str | os.PathLike[str]) -> str:
    """Return an address that is the same index in any working directory."""
    return os.fspath(path) if is_address(path) else os.path.abspath(path)  # noqa: PTH100 - ".." may follow a link


def open_engine(path: str | os.PathLike[str]) -> Engine:
    """Open an index in a folder or on a cluster.

    Raises:
        PainSciSearchError: the address is malformed.
        IndexMissing, IndexDamaged, IndexVersionError, IndexUnavailable: see each error.
    """
    if not is_address(path):
        return Store.open(DiskFolder(Path(path)))
    from painsci_search.engine.opensearch.address import parse_address
    from painsci_search.engine.opensearch.store import ClusterStore

    return ClusterStore.open(parse_address(path))


def remains_at(path: str | os.PathLike[str]) -> Remains:
    """Return what is at the place of an index that is to be made anew, in whatever state.

    Raises:
        PainSciSearchError: the address is malformed.
    """
    if not is_address(path):
        folder = DiskFolder(Path(path))
        return Remains(
            partial(read_manifest, folder),
            partial(Store.create, folder),
            partial(rebuilding, folder),
        )
    from painsci_search.engine.opensearch.address import parse_address
    from painsci_search.engine.opensearch.store import ClusterStore

    address = parse_address(path)
    return Remains(
        partial(ClusterStore.open, address),
        partial(ClusterStore.create, address),
        partial(ClusterStore.rebuilding, address),
    )


def create_engine(path: str | os.PathLike[str]) -> Engine:
    """Create an index in a folder or on a cluster; open the one that is there already.

    Raises:
        PainSciSearchError: it cannot be created, an unusable index is there, or articles are;
            or the address is malformed.
    """
    if not is_address(path):
        _refuse_articles(Path(path))
        return Store.create(DiskFolder(Path(path)))
    from painsci_search.engine.opensearch.address import parse_address
    from painsci_search.engine.opensearch.store import ClusterStore

    return ClusterStore.create(parse_address(path))


def _refuse_articles(folder: Path) -> None:
    """Raise an error if a folder has articles and no index.

    Raises:
        PainSciSearchError: it has.
    """
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208 - names are enough
    except OSError:
        return  # it does not exist yet, or `Store.create` reports it
    candidates = [name for name in names if name.lower().endswith(_OF_ARTICLES)]
    if not candidates or MANIFEST in names:
        return
    from painsci_search.reading.files.finding import is_of_project

    article = next((name for name in candidates if not is_of_project(name)), None)
    if article is not None:
        raise PainSciSearchError(
            f"{folder} has articles, such as {article}: an index needs a folder of its own; name "
            "another one, such as index"
        )
