"""Small PDF files, written for tests: lines of text at places of a page, in the standard fonts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 600, 800
FONTS = ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique", "Courier")


class Text(NamedTuple):
    """A line of text; `top` is the distance of its baseline from the top of the page, in points."""

    x: float
    top: float
    text: str
    size: float = 10
    font: str = "Helvetica"


def column(
    x: float, top: float, lines: Sequence[str], *, leading: float = 12, size: float = 10
) -> list[Text]:
    """Return lines below one another."""
    return [Text(x, top + leading * number, line, size) for number, line in enumerate(lines)]


def make_pdf(*pages: Sequence[Text], title: str = "", author: str = "") -> bytes:
    """Return a PDF with pages of text."""
    fonts = " ".join(f"/F{n} {n + 3} 0 R" for n in range(len(FONTS)))
    first = len(FONTS) + 3
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        *(
            f"<</Type/Font/Subtype/Type1/BaseFont/{font}/Encoding/WinAnsiEncoding>>".encode()
            for font in FONTS
        ),
    ]
    for number, page in enumerate(pages):
        content = b"\n".join(map(_draw, page))
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]"
            f"/Resources<</Font<<{fonts}>>>>/Contents {first + 2 * number + 1} 0 R>>".encode(),
            b"<</Length %d>>\nstream\n%b\nendstream" % (len(content), content),
        ]
    objects.append(b"<</Title %b/Author %b>>" % (_string(title), _string(author)))
    return _join(objects)


def _draw(text: Text) -> bytes:
    place = f"/F{FONTS.index(text.font)} {text.size} Tf 1 0 0 1 {text.x} {HEIGHT - text.top} Tm"
    return b"BT %b %b Tj ET" % (place.encode(), _string(text.text))


def _string(text: str) -> bytes:
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return b"(%b)" % escaped.encode("cp1252")


def _join(objects: Sequence[bytes]) -> bytes:
    data = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"<</Size %d/Root 1 0 R/Info %d 0 R>>" % (len(objects) + 1, len(objects))
    return data + b"trailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (trailer, start)
