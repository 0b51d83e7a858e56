"""The kinds of files that are no articles: the start of a file in, the name of its kind out.

`KINDS` is the table. A kind is recognised like a form: by the bytes of the file first, then by its
name. Nothing of these files is read but their start.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePath
from typing import NamedTuple

from painsci_search.reading.forms.saved_file import SavedFile


class FileKind(NamedTuple):
    """A kind of file that is no article.

    Attributes:
        name: as in "5 JPEG" or "2 link files": a plural is made of a last word in lower case.
        article: the name with its article, for messages; "" for the name alone.
        suffixes: the usual extensions.
        recognises: returns whether the bytes show the kind.
        is_resource: whether it only serves pages: a script, a style sheet or a font.
        advice: what a user can do to have its content read.
        is_text: whether it is text that may well be called like an article.
        is_frame: whether files of other kinds begin with the same bytes, so that a name decides.
    """

    name: str
    article: str
    suffixes: frozenset[str] = frozenset()
    recognises: Callable[[SavedFile], bool] = lambda _: False
    is_resource: bool = False
    advice: str = ""
    is_text: bool = False
    is_frame: bool = False


def _starts(*magics: bytes) -> Callable[[SavedFile], bool]:
    return lambda file: file.data.startswith(magics)


def _has(magic: bytes, at: int) -> Callable[[SavedFile], bool]:
    return lambda file: file.data[at : at + len(magic)] == magic


def _suffixes(names: str) -> frozenset[str]:
    return frozenset(f".{name}" for name in names.split())


def _is_xml_of(*roots: str) -> Callable[[SavedFile], bool]:
    """Return a recogniser of XML by the names of its first element."""
    return lambda file: file.markup.root in roots


_SHORTCUT = re.compile(
    r"[\s\ufeff]*\[(?:InternetShortcut|Desktop Entry|\{[0-9A-F-]{36}\}(?:\.[AW])?)\]", re.IGNORECASE
)
# A property list with a URL and nothing else is what Safari writes for a bookmark.
_WEBLOC_KEY = re.compile(r"<plist\b[^<>]*+>\s*+<dict>\s*+<key>URL(?:Name)?</key>", re.IGNORECASE)
_MOST_OF_A_LINK = 4096


def _is_link(file: SavedFile) -> bool:
    """Return whether a file only holds the address of a page."""
    if file.data.startswith(b"bplist00"):
        return len(file.data) <= _MOST_OF_A_LINK and b"\x53URL" in file.data
    return bool(_SHORTCUT.match(file.start) or _WEBLOC_KEY.search(file.start[:_MOST_OF_A_LINK]))


_SENT = re.compile(r"^(?:received|delivered-to|return-path|message-id|to):", re.MULTILINE)


def is_email(file: SavedFile) -> bool:
    """Return whether a file begins with the headers of a message that was sent."""
    has_sender = "from:" in file.headers and "mime-version:" in file.headers
    return has_sender and bool(_SENT.search(file.headers))


_XHTML = "http://www.w3.org/1999/xhtml"
_NAMESPACE = re.compile(r"<(?:([\w.-]+):)?[^<>]*?\sxmlns(?(1):\1)\s?=\s?[\"']([^\"'<>]*)")


def _is_xml(file: SavedFile) -> bool:
    """Return whether a text is XML: it is declared or named so, or its first element has a name
    space, which HTML does not need.
    """
    markup = file.markup
    if markup.is_xml or (markup.root and file.suffix == ".xml"):
        return True
    namespace = _NAMESPACE.match(markup.tag)
    return namespace is not None and namespace[2] != _XHTML


_LATEX = re.compile(r"[\s\ufeff]*+(?>%[^\n]*+\n\s*+)*\\document(?:class|style)\b")


def _is_latex(file: SavedFile) -> bool:
    """Return whether a text begins as a document of LaTeX, after its comments."""
    return file.is_text and _LATEX.match(file.start) is not None


_OF_MANAGERS = frozenset({"thumbs.db", "desktop.ini", "icon\r", "ehthumbs.db", "folder.ini"})
_SAVE_AS_HTML = "save as HTML or text first"
_RIFF = b"RIFF"

# The first kind that recognises a file names it: special kinds come before general ones.
KINDS = (
    FileKind("system file", "a file of the system",
             recognises=lambda file: PurePath(file.source).name.lower() in _OF_MANAGERS,
             is_resource=True),
    FileKind("link file", "a link file", _suffixes("url webloc desktop website"), _is_link,
             advice="save the pages instead", is_text=True),
    FileKind("RSS feed", "an RSS feed", _suffixes("rss"), _is_xml_of("rss", "rdf"), is_text=True),
    FileKind("Atom feed", "an Atom feed", _suffixes("atom"), _is_xml_of("feed"), is_text=True),
    FileKind("sitemap", "a sitemap", recognises=_is_xml_of("urlset", "sitemapindex"), is_text=True),
    FileKind("bookmark list", "a list of bookmarks",
             recognises=lambda file: "netscape-bookmark-file" in file.markup.doctype, is_text=True),
    FileKind("JPEG", "a JPEG image", _suffixes("jpg jpeg jpe jfif"), _starts(b"\xff\xd8\xff")),
    FileKind("PNG", "a PNG image", _suffixes("png"), _starts(b"\x89PNG")),
    FileKind("GIF", "a GIF image", _suffixes("gif"), _starts(b"GIF8")),
    FileKind("WebP", "a WebP image", _suffixes("webp"),
             lambda file: file.data.startswith(_RIFF) and file.data[8:12] == b"WEBP"),
    FileKind("SVG", "an SVG image", _suffixes("svg svgz"), _is_xml_of("svg"), is_text=True),
    FileKind("AVIF", "an AVIF image", _suffixes("avif"), _has(b"ftypavif", 4)),
    FileKind("HEIC", "an HEIC image", _suffixes("heic heif"), _has(b"ftyphei", 4)),
    FileKind("TIFF", "a TIFF image", _suffixes("tif tiff"), _starts(b"II*\x00", b"MM\x00*")),
    FileKind("BMP", "a BMP image", _suffixes("bmp")),
    FileKind("icon", "an icon", _suffixes("ico icns cur"), _starts(b"\x00\x00\x01\x00"),
             is_resource=True),
    FileKind("video", "a video", _suffixes("mp4 m4v mov avi mkv webm mpg mpeg wmv flv ogv"),
             lambda file: file.data[4:8] == b"ftyp" or file.data.startswith(b"\x1aE\xdf\xa3"),
             is_frame=True),
    FileKind("sound file", "a sound file", _suffixes("mp3 m4a wav ogg oga opus flac aac wma"),
             _starts(b"ID3", b"OggS", b"fLaC")),
    FileKind("RTF", "an RTF document", _suffixes("rtf"), _starts(b"{\\rtf"), advice=_SAVE_AS_HTML),
    FileKind("PostScript", "a PostScript file", _suffixes("ps eps"), _starts(b"%!PS"),
             advice=_SAVE_AS_HTML),
    FileKind("old Office document", "an old Microsoft Office document",
             _suffixes("doc dot xls xlt ppt pps"), _starts(b"\xd0\xcf\x11\xe0"),
             advice=_SAVE_AS_HTML, is_frame=True),
    FileKind("spreadsheet", "a spreadsheet", _suffixes("xlsx xlsm ods numbers")),
    FileKind("slide deck", "a slide deck", _suffixes("pptx ppsx odp key")),
    FileKind("document", "a document of a word processor", _suffixes("docm pages wpd abw"),
             advice=_SAVE_AS_HTML),
    FileKind("e-book", "an e-book", _suffixes("mobi azw azw3 prc fb2 djvu ibooks"),
             lambda file: file.data[60:68] == b"BOOKMOBI" or file.data.startswith(b"AT&TFORM"),
             advice="save as EPUB or HTML first"),
    FileKind("zip archive", "a zip archive", _suffixes("zip"),
             _starts(b"PK\x03\x04", b"PK\x05\x06"), advice="unpack first", is_frame=True),
    FileKind("compressed file", "a compressed file",
             _suffixes("gz bz2 xz zst 7z rar tar tgz warc"),
             _starts(b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf", b"Rar!"),
             advice="unpack first", is_frame=True),
    FileKind("e-mail", "an e-mail", _suffixes("eml mbox msg"), is_email, is_text=True),
    FileKind("LaTeX source", "a LaTeX source", _suffixes("tex latex ltx"), _is_latex,
             advice=_SAVE_AS_HTML, is_text=True),
    FileKind("bibliography", "a bibliography", _suffixes("bib ris nbib enw bibtex")),
    FileKind("data file", "a file of data",
             _suffixes("json jsonl ndjson csv tsv yaml yml toml ini sqlite db parquet npy pickle"),
             _starts(b"SQLite format 3\x00")),
    FileKind("XML", "an XML file of another kind", recognises=_is_xml,
             advice=_SAVE_AS_HTML, is_text=True),
    FileKind("property list", "a property list", _suffixes("plist"),
             lambda file: file.data.startswith(b"bplist00") or file.markup.root == "plist",
             is_text=True),
    FileKind("program", "a program", _suffixes("exe dll so dylib py sh bat jar class o a pyc"),
             _starts(b"\x7fELF", b"MZ")),
    FileKind("style sheet", "a style sheet", _suffixes("css scss less map"), is_resource=True),
    FileKind("script", "a script", _suffixes("js mjs cjs ts wasm"), is_resource=True),
    FileKind("font", "a font", _suffixes("woff woff2 ttf otf eot"),
             _starts(b"wOFF", b"wOF2", b"OTTO", b"\x00\x01\x00\x00\x00"), is_resource=True),
)  # fmt: skip


def kind_of(file: SavedFile, *, by_name: bool = True) -> FileKind | None:
    """Return the kind of a file that is no article, by its bytes or else by its name.

    Args:
        by_name: whether the extension may decide where the bytes show nothing.
    """
    found = next((kind for kind in KINDS if kind.recognises(file)), None)
    if (found is None and by_name) or (found is not None and found.is_frame):
        return next((kind for kind in KINDS if file.suffix in kind.suffixes), found)
    return found
