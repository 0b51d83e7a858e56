"""Paths in, files and their decoded text out; what cannot be an article is refused by name."""

from __future__ import annotations

import codecs
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from painsci_search.errors import ReadError

HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".xht"})
SUFFIXES = HTML_SUFFIXES | {".txt", ".text"}
MAX_BYTES = 32 * 1024 * 1024

_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive (an EPUB or an office document)"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "gzip-compressed"),
    (b"\xd0\xcf\x11\xe0", "an old Microsoft Office document"),
    (b"{\\rtf", "an RTF document"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = bytes(code for code in (*range(9), *range(14, 32)) if code != 27)
_CLOSED_FOLDER = "the folder cannot be opened; check its rights"
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})"""
    rb"""|<meta[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read.

    Attributes:
        path: absolute, below the real path of the folder that was given.
        source: the path as the user would write it: as given, or under the folder given.
        relative: the path below the folder that was given, with "/"; the name of a file given.
    """

    path: Path
    source: str
    relative: str


def find_files(paths: Sequence[str | Path]) -> list[FoundFile]:
    """Find the articles under folders, and the files named, each once and in a fixed order.

    Raises:
        ReadError: a path does not exist.
    """
    found: dict[Path, FoundFile] = {}
    # Of a folder and a folder in it, the outer one tells how its files are named.
    for given in sorted(paths, key=lambda path: len(Path(path).resolve().parts)):
        root = Path(given)
        if not root.exists():
            raise ReadError(f"{given}: no such file or folder; check the path")
        top = root if root.is_dir() else root.parent
        for file in _walk_folder(root) if root.is_dir() else iter((root,)):
            relative = file.relative_to(top)
            path = top.resolve() / relative
            found.setdefault(file.resolve(), FoundFile(path, str(file), relative.as_posix()))
    return sorted(found.values(), key=lambda file: file.source)


def _walk_folder(root: Path) -> Iterator[Path]:
    """Yield the articles under a folder; a folder reached twice through links is entered once."""
    seen: set[tuple[int, int]] = set()
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            status = folder.stat()
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            if folder is root:
                raise ReadError(f"{folder}: {_CLOSED_FOLDER}") from None
            yield folder  # to be named as what cannot be read
            continue
        if (status.st_dev, status.st_ino) in seen:
            continue
        seen.add((status.st_dev, status.st_ino))
        folders: list[Path] = []
        for entry in entries:
            if entry.name.startswith("."):
                continue
            path = folder / entry.name
            if path.is_dir():
                if not entry.name.endswith("_files"):
                    folders.append(path)
            elif path.suffix.lower() in SUFFIXES:
                yield path
        waiting.extend(reversed(folders))


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """Read a file that may be an article.

    Args:
        limit: the most bytes that are read.

    Raises:
        ReadError: the file is missing, unreadable, empty, too big, or no text.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise ReadError(f"{path}: {_CLOSED_FOLDER}")
        if not stat.S_ISREG(status.st_mode):
            raise ReadError(f"{path}: not a file; name a file of HTML or text")
        if status.st_size > limit:
            size, most = status.st_size / 1e6, limit / 1e6
            raise ReadError(f"{path}: too big ({size:.0f} MB; at most {most:.0f} MB are read)")
        data = path.read_bytes()
    except FileNotFoundError:
        raise ReadError(f"{path}: no such file; check the path") from None
    except OSError as err:
        raise ReadError(f"{path}: cannot be opened ({err.strerror}); check its rights") from err
    check_readable(data, str(path))
    return data


def check_readable(data: bytes, source: str) -> None:
    """Refuse content that is no text.

    Raises:
        ReadError: the content is empty or binary.
    """
    if not data.strip():
        raise ReadError(f"{source}: the file is empty")
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise ReadError(f"{source}: {name}, not HTML or text; save it as HTML or text first")
    if _wide(data):
        return
    sample = data[:65536]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > max(2, len(sample) // 200):
        raise ReadError(f"{source}: binary data, not HTML or text")


def _wide(data: bytes) -> str:
    """Name the UTF-16 or UTF-32 that data are in, by their mark or their zero bytes."""
    for bom, name in _BOMS[1:]:
        if data.startswith(bom):
            return name
    sample = data[:4096]
    if len(sample) >= 16:
        if sample[1::2].count(0) > 0.4 * len(sample) and 0 not in sample[0::2]:
            return "utf-16-le"
        if sample[0::2].count(0) > 0.4 * len(sample) and 0 not in sample[1::2]:
            return "utf-16-be"
    return ""


def decode(data: bytes) -> str:
    """Decode a page: by its mark, as UTF-8 where it is that, as it declares, else by guess.

    Valid UTF-8 with characters beyond ASCII is hardly ever anything else, so that goes before what
    a page declares of itself; pages declare a wrong Latin-1 far more often.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(name, errors="replace")
    if wide := _wide(data):
        return data.decode(wide, errors="replace")
    declared = _declared(data)
    escapes = declared.startswith(("iso-2022", "iso2022", "hz", "utf-7"))
    if not escapes:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass  # another encoding, told or guessed below
    if declared and declared not in ("utf-8", "utf8"):
        try:
            return data.decode(declared)
        except (UnicodeDecodeError, LookupError):
            pass  # a wrong declaration is no better than none
    if declared in ("utf-8", "utf8") and _mostly_utf8(data):
        return data.decode("utf-8", errors="replace")
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _mostly_utf8(data: bytes) -> bool:
    """Say whether data are UTF-8 with some damage, as where a page was cut in a character."""
    text = data.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    beyond = sum(1 for char in text if char > "\x7f") - wrong
    return wrong <= beyond / 4


def _declared(data: bytes) -> str:
    """Return the encoding that a page declares, as Python names it; "" where it declares none."""
    found = _DECLARED.search(data[:16384])
    if found is None:
        return ""
    name = (found[1] or found[2]).decode("ascii").lower()
    # as browsers do: https://encoding.spec.whatwg.org/#names-and-labels
    aliases = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}
    aliases |= {"gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "cp949", "euc-kr": "cp949"}
    aliases |= {"shift_jis": "cp932", "iso-8859-9": "cp1254", "windows-31j": "cp932"}
    name = aliases.get(name, name)
    try:
        codecs.lookup(name)
    except LookupError:
        return ""
    return name
