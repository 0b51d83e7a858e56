"""The bytes of a PDF in; the lines of its pages out, each with its place, size and weight of type.

Only this module knows pdfium. A line is a run of glyphs on one baseline without a wide gap; raised
numbers in it, which are mostly markers, are noted apart from its text.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import hypot
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from painsci_search.errors import ReadError

# pdfium's error code for a file that needs a password: FPDF_ERR_PASSWORD in fpdfview.h.
_NEEDS_PASSWORD = 4
# Parts of the size of type: a wider gap ends a line, a narrower one is no space.
_GAP = 1.6
_SPACE = 0.25
# A raised glyph is at most this part of its line's size, and this part of it above the baseline.
_RAISED_SIZE = 0.85
_RAISED_BY = 0.15
_BOLD = re.compile(r"bold|black|heavy|semibold|demi|(?:^|[-_.,])(?:bd|b|bi)$", re.IGNORECASE)
_ITALIC = re.compile(r"ital|obli|(?:^|[-_.,])(?:it|i|bi)$", re.IGNORECASE)
_MARKERS = re.compile(
    r"(?:\d{1,3}|[*†‡§¶#]{1,3}|[a-z])(?:[,;–—−-]+(?:\d{1,3}|[*†‡§¶#]|[a-z]))*[,;]?"
)
_MONOSPACED = re.compile(r"mono|courier|consol|menlo|typewriter|cmtt|inconsolata", re.IGNORECASE)
_BOLD_WEIGHT = 600
# Radians: text at a greater angle is a stamp in the margin or the label of an axis.
_UPRIGHT = 0.1
_HYPHENS = dict.fromkeys((0x2, 0xAD, 0xFFFE), "-")
_LIGATURE = re.compile("[\ufb00-\ufb06]")


@dataclass(slots=True)
class Glyph:
    """A character and its place; the origin of y is the top of the page, in points.

    Attributes:
        base: the height of its baseline.
        size: the size of its type.
        spaced: whether the file has a space before it.
    """

    char: str
    x0: float
    x1: float
    base: float
    size: float
    font: str
    weight: int
    spaced: bool = False


@dataclass(slots=True)
class Line:
    """A run of glyphs on one baseline.

    Attributes:
        raised: the raised runs of digits and signs in the text, each as its offset and its text,
            which `text` does not hold.
        bold, italic: whether most of its letters are.
        font: the font of nearly all of its letters, or "".
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    italic: bool
    page: int
    font: str = ""
    raised: tuple[tuple[int, str], ...] = ()
    column: int = 0

    @property
    def is_code(self) -> bool:
        """True for a line in a font of fixed width."""
        return _MONOSPACED.search(self.font) is not None


@dataclass(slots=True)
class Page:
    """A page: its size in points, and its lines in the order of the file."""

    number: int
    width: float
    height: float
    lines: list[Line]


@dataclass(slots=True)
class PdfText:
    """The pages of a file, what its metadata state, and the number of pages that are pictures."""

    pages: list[Page]
    metadata: dict[str, str] = field(default_factory=dict)
    scanned: int = 0


def read_pages(data: bytes, source: str) -> PdfText:
    """Return the lines of a PDF.

    Raises:
        ReadError: the PDF is damaged, locked by a password, or has no text.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as err:
        if getattr(err, "err_code", 0) == _NEEDS_PASSWORD or "assword" in str(err):
            reason = "the PDF needs a password; save a copy without one"
        else:
            reason = "damaged PDF; check that it was saved completely"
        raise ReadError(f"{source}: {reason}") from None
    try:
        pages = [_read_page(document, number) for number in range(len(document))]
        metadata = document.get_metadata_dict(skip_empty=True)
    except pypdfium2.PdfiumError:
        raise ReadError(f"{source}: damaged PDF; check that it was saved completely") from None
    finally:
        document.close()
    text = PdfText([page for page, _ in pages], metadata, sum(scanned for _, scanned in pages))
    if not any(page.lines for page in text.pages):
        raise ReadError(f"{source}: the PDF has no text, only pictures; recognise its text (OCR)")
    return text


def _read_page(document: Any, number: int) -> tuple[Page, bool]:
    page = document[number]
    width, height = page.get_size()
    left, bottom, _, top = page.get_bbox()
    text = page.get_textpage()
    glyphs = _read_glyphs(text, left, max(top, bottom + height))
    lines = list(_split_lines(glyphs, number + 1))
    scanned = bool(lines) and _is_picture(page, width * height)
    text.close()
    page.close()
    return Page(number + 1, width, height, lines), scanned


def _is_picture(page: Any, area: float) -> bool:
    """Return whether one picture covers nearly all of a page, as in a scan with hidden text."""
    for item in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=1):
        x0, y0, x1, y1 = item.get_bounds()
        if (x1 - x0) * (y1 - y0) > 0.8 * area:
            return True
    return False


def _read_glyphs(text: Any, left: float, top: float) -> Iterator[Glyph]:
    """Yield the glyphs of a page in the order of the file, without rotated ones."""
    box, types = pdfium.FS_RECTF(), _Types(text)
    x, y = ctypes.c_double(), ctypes.c_double()
    spaced = False
    for number in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, number)
        char = chr(code)
        if char.isspace():
            spaced = True
            continue
        if code == 0 or not pdfium.FPDFText_GetLooseCharBox(text, number, box):
            continue
        if abs(pdfium.FPDFText_GetCharAngle(text, number)) > _UPRIGHT:
            continue
        kind = types.of(number)
        pdfium.FPDFText_GetCharOrigin(text, number, x, y)
        size = kind.size or box.top - box.bottom
        x0, x1, base = box.left - left, box.right - left, top - y.value
        yield Glyph(char, x0, x1, base, size, kind.font, kind.weight, spaced)
        spaced = False


class _Type(NamedTuple):
    font: str = ""
    weight: int = 400
    size: float = 0.0


class _Types:
    """The fonts and sizes of type of the text objects of a page, each asked for once."""

    def __init__(self, text: Any) -> None:
        self._text = text
        self._fonts: dict[int, tuple[str, int]] = {}
        self._objects: dict[int, _Type] = {}

    def of(self, number: int) -> _Type:
        """Return the type of the text object of a character."""
        item = pdfium.FPDFText_GetTextObject(self._text, number)
        address = ctypes.cast(item, ctypes.c_void_p).value or 0
        if address not in self._objects:
            font = pdfium.FPDFTextObj_GetFont(item) if address else None
            name, weight = self._read_font(font) if font else ("", 400)
            self._objects[address] = _Type(name, weight, self._size(number))
        return self._objects[address]

    def _size(self, number: int) -> float:
        """Return the size of type of a character on the page; 0 if it is unknown."""
        matrix = pdfium.FS_MATRIX()
        if not pdfium.FPDFText_GetMatrix(self._text, number, matrix):
            return 0.0
        return float(pdfium.FPDFText_GetFontSize(self._text, number)) * hypot(matrix.c, matrix.d)

    def _read_font(self, font: Any) -> tuple[str, int]:
        address = ctypes.cast(font, ctypes.c_void_p).value or 0
        if address not in self._fonts:
            name = ctypes.create_string_buffer(256)
            pdfium.FPDFFont_GetBaseFontName(font, name, 256)
            weight = pdfium.FPDFFont_GetWeight(font)
            self._fonts[address] = (name.value.decode("utf-8", errors="replace"), weight)
        return self._fonts[address]


def _split_lines(glyphs: Iterator[Glyph], page: int) -> Iterator[Line]:
    """Yield the lines of a page; a glyph that does not continue a line begins another."""
    run: list[Glyph] = []
    for glyph in glyphs:
        if run and not _continues(run, glyph):
            yield from _make_line(run, page)
            run = []
        run.append(glyph)
    yield from _make_line(run, page)


def _continues(run: list[Glyph], glyph: Glyph) -> bool:
    last = run[-1]
    size = max(last.size, glyph.size, run[0].size, 1.0)
    if not -0.7 * size < glyph.x0 - last.x1 < _GAP * size:
        return False
    # boxes of type of different sizes on one baseline overlap, and those of two lines do not
    shared = min(last.base, glyph.base) - max(last.base - last.size, glyph.base - glyph.size)
    return shared > 0.4 * min(last.size, glyph.size)


def _make_line(run: list[Glyph], page: int) -> Iterator[Line]:
    if not run:
        return
    sizes = sorted(glyph.size for glyph in run)
    size = sizes[-1] if len(run) < 4 else sizes[int(len(run) * 0.6)]
    base = sorted(glyph.base for glyph in run if glyph.size >= _RAISED_SIZE * size)
    bottom = base[len(base) // 2] if base else run[0].base
    pieces: list[str] = []
    raised: list[tuple[int, str]] = []
    length = 0
    for text, is_raised in _split_raised(run, size, bottom):
        if is_raised and length and _MARKERS.fullmatch(text.replace(" ", "")):
            raised.append((length, text.replace(" ", "")))
            continue
        pieces.append(_plain(text))
        length += len(pieces[-1])
    letters = [glyph for glyph in run if glyph.char.isalnum()] or run
    yield Line(
        text="".join(pieces),
        x0=min(glyph.x0 for glyph in run),
        x1=max(glyph.x1 for glyph in run),
        top=bottom - size,
        bottom=bottom,
        size=size,
        bold=sum(map(_is_bold, letters)) > 0.7 * len(letters),
        italic=sum(map(_is_italic, letters)) > 0.7 * len(letters),
        page=page,
        font=_common_font(letters),
        raised=tuple(raised),
    )


def _plain(text: str) -> str:
    """Return a text without ligatures, and with the hyphens that a font has at a line's end."""
    text = unicodedata.normalize("NFC", text).translate(_HYPHENS)
    return _LIGATURE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


def _split_raised(run: list[Glyph], size: float, bottom: float) -> Iterator[tuple[str, bool]]:
    """Yield the texts of a line, with spaces at gaps, and whether each is raised."""
    text, was_raised = "", False
    for number, glyph in enumerate(run):
        is_raised = glyph.size < _RAISED_SIZE * size and bottom - glyph.base > _RAISED_BY * size
        gap = glyph.x0 - run[number - 1].x1 if number else 0.0
        is_apart = number and (glyph.spaced or gap > _SPACE * size)
        # the space between a marker and a stop is the reader's, not the author's
        is_stop = was_raised and not is_raised and glyph.char in ".,;:)]"
        space = " " if is_apart and not is_stop else ""
        if is_raised != was_raised and text:
            yield text, was_raised
            text = ""
        text += space + glyph.char
        was_raised = is_raised
    if text:
        yield text, was_raised


def _common_font(glyphs: list[Glyph]) -> str:
    font, count = Counter(glyph.font for glyph in glyphs).most_common(1)[0]
    return font if count > 0.9 * len(glyphs) else ""


def is_raised(line: Line, other: Line) -> bool:
    """Return whether a line is a marker that is raised above another line."""
    is_small = line.size < _RAISED_SIZE * other.size
    is_above = other.bottom - line.bottom > _RAISED_BY * other.size
    return is_small and is_above and _MARKERS.fullmatch(line.text.replace(" ", "")) is not None


def _is_bold(glyph: Glyph) -> bool:
    return glyph.weight >= _BOLD_WEIGHT or _BOLD.search(glyph.font) is not None


def _is_italic(glyph: Glyph) -> bool:
    return _ITALIC.search(glyph.font) is not None
