"""The forms (file types) in which articles are saved: the content of a file in, a `Reading` out.

`FORMS` is the table of forms. To add one, write a module beside this one with a function
`read(file: SavedFile) -> Reading` and add a row. `kinds.py` names the files that are no articles,
`plugged.py` reads the forms that other installed packages add.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

from painsci_search.errors import ReadError
from painsci_search.plugins import READERS, Plugin, load_plugins
from painsci_search.reading.forms.archive import kind_of_archive
from painsci_search.reading.forms.kinds import KINDS, FileKind, is_email, kind_of
from painsci_search.reading.forms.saved_file import SavedFile
from painsci_search.reading.outcome import Reading

_Reader = Callable[[SavedFile], Reading]

_HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".xht"})
_TEXT_SUFFIXES = frozenset({".txt", ".text"})
_MARKDOWN_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd"})
# Files called .xml are of many kinds, and are recognised by their content alone.
_JATS_SUFFIXES = frozenset({".nxml", ".jats"})
_UNNAMED = frozenset({".xml"})
# The elements in which archives deliver articles: PubMed Central, OAI-PMH, publishers.
_JATS_WRAPPERS = frozenset(
    "pmc-articleset oai-pmh listrecords getrecord record metadata articles response".split()
)
# Chapters of books have the elements of articles.
_BITS_ROOTS = frozenset({"book-part-wrapper", "book-part"})
_JATS_PARTS = re.compile(
    r"<(?:[\w.-]{1,40}:)?(?:front|front-stub|article-meta|journal-meta|sub-article)[\s/>]"
    r"|<(?:[\w.-]{1,40}:)?article\s[^<>]{0,4000}?article-type\s?="
)
_HTML_ROOTS = frozenset({"html", "head", "body"})
_HTML_TAG = re.compile(r"</?(?:p|div|a|h[1-6]|br|span|table|title|meta|ul|li|em|b|i)\b[^<>]*+>")
# In characters: enough for the tags of a page's head, and little for a text without tags.
_START = 4096
# Fewer tags in a file called .txt may be a text about HTML.
_FEWEST_TAGS_IN_TXT = 4


class FileForm(NamedTuple):
    """A form in which articles are saved.

    Attributes:
        name: the form's name.
        article: the name with its article, for messages.
        suffixes: the extensions of files that are read when a folder is indexed or audited.
        recognises: returns whether the content of a file shows the form; of a large file it may be
            given only the first 64 KB.
        module: the module of this package that reads it, imported with the first file.
        named: whether a text with one of the suffixes is of this form where its content shows none.
        extra: the extra of the package that is needed to read it; "" for none.
        library: the module of that extra.
        plugged: reads it in place of a module, for a form of another installed package.
    """

    name: str
    article: str
    suffixes: frozenset[str]
    recognises: Callable[[SavedFile], bool]
    module: str
    named: bool = False
    extra: str = ""
    library: str = ""
    plugged: _Reader | None = None

    @property
    def is_available(self) -> bool:
        """Return whether the library that reads it is installed."""
        return not self.library or find_spec(self.library) is not None

    @property
    def advice(self) -> str:
        """The command that installs what is missing; "" where nothing is."""
        return "" if self.is_available else f"install painsci-search[{self.extra}]"

    def read(self, file: SavedFile) -> Reading:
        """Read the article of a file.

        Raises:
            ReadError: the content cannot be read as an article, or the library for it is missing.
        """
        if not self.is_available:
            raise ReadError(f"{file.source}: {self.article}; {self.advice}", self.name)
        return (self.plugged or self.load())(file)

    def load(self) -> _Reader:
        """Import the module that reads it, and return its function `read`."""
        read: _Reader = import_module(f"{__name__}.{self.module}").read
        return read


def _is_pdf(file: SavedFile) -> bool:
    """Return whether a file is a PDF; some servers put a few bytes before its signature."""
    return b"%PDF-" in file.data[:1024] and not file.start.lstrip().startswith("<")


def _is_jats(file: SavedFile) -> bool:
    """Return whether a file is XML of a JATS, NLM or BITS article; DocBook has the same root."""
    markup = file.markup
    if markup.root in _BITS_ROOTS or "//dtd bits " in markup.doctype:
        return True
    if markup.root == "article" and re.search(r"\b(?:jats|nlm)\b", markup.doctype):
        return True
    is_near = markup.root == "article" or markup.root in _JATS_WRAPPERS
    return is_near and _JATS_PARTS.search(file.start) is not None


def _is_html(file: SavedFile) -> bool:
    """Return whether a text is HTML, by how it starts; the extension decides doubtful cases."""
    if file.markup.doctype.startswith("doctype html") or file.markup.root in _HTML_ROOTS:
        return True
    if kind_of(file, by_name=False) is not None:
        return False
    start = file.start[:_START].lstrip("\ufeff \t\r\n").lower()
    tags = len(_HTML_TAG.findall(start))
    if file.suffix in _TEXT_SUFFIXES:
        return start.startswith("<") and tags >= _FEWEST_TAGS_IN_TXT
    return tags >= 1 and (file.suffix in _HTML_SUFFIXES or file.suffix not in SUFFIXES)


def _is_epub(file: SavedFile) -> bool:
    return kind_of_archive(file.data, file.suffix) == ".epub"


def _is_docx(file: SavedFile) -> bool:
    return kind_of_archive(file.data, file.suffix) == ".docx"


def _is_odt(file: SavedFile) -> bool:
    if file.markup.root == "document":
        return "opendocument:xmlns:office" in file.markup.tag
    return kind_of_archive(file.data, file.suffix) == ".odt"


_SAVED_AS_MHTML = re.compile(
    r"^(?:from: <?saved by|(?:snapshot-)?content-location:|content-type:\s*multipart/related\b)",
    re.MULTILINE,
)


def _is_mhtml(file: SavedFile) -> bool:
    """Return whether a file begins with the headers of a page that was saved, not of an e-mail."""
    has_version = "mime-version:" in file.headers
    return has_version and not is_email(file) and bool(_SAVED_AS_MHTML.search(file.headers))


def _is_web_archive(file: SavedFile) -> bool:
    is_list = file.data.startswith(b"bplist00") or file.markup.root == "plist"
    return is_list and b"WebMainResource" in file.data


def _never(_: SavedFile) -> bool:
    return False


# The first form that recognises the content of a file reads it; else the one with its extension.
FORMS = (
    FileForm("EPUB", "an e-book", frozenset({".epub"}), _is_epub, "epub"),
    FileForm("DOCX", "a Word document", frozenset({".docx"}), _is_docx, "docx"),
    FileForm("ODT", "an OpenDocument text", frozenset({".odt", ".fodt"}), _is_odt, "odt"),
    FileForm("Markdown", "a text", _MARKDOWN_SUFFIXES, _never, "markdown", named=True),
    FileForm("PDF", "a PDF", frozenset({".pdf"}), _is_pdf, "pdf", extra="pdf", library="pypdfium2"),
    FileForm("JATS XML", "a journal article in XML", _JATS_SUFFIXES, _is_jats, "jats"),
    FileForm("MHTML", "a page as MHTML", frozenset({".mht", ".mhtml"}), _is_mhtml, "mhtml"),
    FileForm(
        "web archive",
        "a web archive of Safari",
        frozenset({".webarchive"}),
        _is_web_archive,
        "webarchive",
    ),
    FileForm("HTML", "a web page", _HTML_SUFFIXES, _is_html, "html", named=True),
    FileForm("plain text", "a text", _TEXT_SUFFIXES, _never, "plaintext", named=True),
)
SUFFIXES = frozenset[str]().union(*(form.suffixes for form in FORMS))


# The extensions of files that only serve pages.
RESOURCES = frozenset[str]().union(*(kind.suffixes for kind in KINDS if kind.is_resource))


@cache
def plugged_forms() -> tuple[FileForm, ...]:
    """Return the forms of the readers in other installed packages, which are imported for it."""
    return load_plugins(READERS, _form_of_plugin)


def _form_of_plugin(plugin: Plugin, value: object) -> FileForm:
    from painsci_search.reading.forms.plugged import PluggedReader  # noqa: PLC0415 - rare

    reader = PluggedReader(plugin, value)
    return FileForm(
        plugin.name, plugin.name, reader.suffixes, reader.recognises, "", plugged=reader.read
    )


def advice_for(kind: str) -> str:
    """Return what a user can do to have files of a kind read, given its name; "" for nothing."""
    return next((row.advice for row in (*FORMS, *KINDS) if row.name == kind), "")


def recognise(file: SavedFile, *, is_named: bool = True) -> FileForm | FileKind | None:
    """Return the form of a file, or its kind if it is no article; None if neither is known.

    Args:
        is_named: whether a text of no known extension is plain text, since the user named it;
            one with the extension of a form that it does not have is none.
    """
    # what this package reads is not for others: their readers are looked up for other files only
    others = () if file.suffix in SUFFIXES else plugged_forms()
    for form in (*others, *FORMS):
        if form.recognises(file):
            return form
    kind = kind_of(file, by_name=file.suffix not in SUFFIXES)
    if kind is not None:
        return kind
    if not file.is_text:
        return None
    for form in FORMS:
        if file.suffix in form.suffixes:
            return form if form.named else None
    return FORMS[-1] if is_named and file.suffix not in _UNNAMED else None


def form_of(file: SavedFile) -> FileForm:
    """Return the form of a file.

    Raises:
        ReadError: it is of another kind, or empty.
    """
    if not file.data.strip():
        raise ReadError(f"{file.source}: the file is empty")
    found = recognise(file)
    if isinstance(found, FileForm):
        return found
    if found is None:
        raise ReadError(f"{file.source}: {_describe_unknown(file)}")
    advice = f"; {found.advice}" if found.advice else ""
    kind = found.name if found.is_text else ""
    raise ReadError(f"{file.source}: {found.article}, not an article{advice}", kind)


def _describe_unknown(file: SavedFile) -> str:
    """Return what a file of no known form is, and for a text, what to do."""
    if not file.is_text:
        return "binary data, not an article"
    named = next((form.article for form in FORMS if file.suffix in form.suffixes), "XML")
    return f"plain text, not {named}; change its extension to .txt to have it read as text"


__all__ = [
    "FORMS",
    "KINDS",
    "RESOURCES",
    "SUFFIXES",
    "FileForm",
    "FileKind",
    "SavedFile",
    "advice_for",
    "form_of",
    "recognise",
]
