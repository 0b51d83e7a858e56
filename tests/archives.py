"""Zip archives that tests make: books and documents of word processors."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

_CONTAINER = """<?xml version="1.0"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>
<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>"""
_XHTML = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">
<head><title>x</title><style>p { margin: 0 }</style></head>%s</html>"""
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OPEN = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("style", "style"),
        ("table", "table"),
        ("draw", "drawing"),
        ("meta", "meta"),
        ("fo", "xsl-fo-compatible"),
    )
)
_OPEN += ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'


def zip_of(entries: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            # the first entry of a document shows its type, and is not compressed
            archive.writestr(name, content, ZIP_STORED if name == "mimetype" else None)
    return buffer.getvalue()


def epub(  # noqa: PLR0913 - the parts of a book
    pages: Mapping[str, str],
    metadata: str = "<dc:title>On Backs</dc:title><dc:language>en</dc:language>",
    *,
    aside: tuple[str, ...] = (),
    others: Mapping[str, str | bytes] | None = None,
    items: str = "",
    guide: str = "",
) -> bytes:
    """Return an EPUB.

    Args:
        pages: the bodies of the pages, or whole pages, by the names of their files, in order.
        aside: the names of those that are not linear.
        others: more entries of the archive.
        items: more items of the manifest.
    """
    manifest = "".join(
        f'<item id="{number}" href="{name}" media-type="application/xhtml+xml"/>'
        for number, name in enumerate(pages)
    )
    spine = "".join(
        f'<itemref idref="{number}" linear="{"no" if name in aside else "yes"}"/>'
        for number, name in enumerate(pages)
    )
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">'
        f"{metadata}</metadata><manifest>{manifest}{items}</manifest>"
        f'<spine toc="ncx">{spine}</spine>{guide}</package>'
    )
    return zip_of(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": _CONTAINER,
            "OPS/book.opf": package,
            **{
                f"OPS/{name}": body if "<html" in body else _XHTML % _with_body(body)
                for name, body in pages.items()
            },
            **(others or {}),
        }
    )


def _with_body(content: str) -> str:
    return content if content.startswith("<body") else f"<body>{content}</body>"


def docx(  # noqa: PLR0913 - the parts of a document
    body: str,
    *,
    styles: str = "",
    numbering: str = "",
    footnotes: str = "",
    endnotes: str = "",
    core: str = "",
    links: Mapping[str, str] | None = None,
) -> bytes:
    """Return a DOCX; every argument is the content of a part."""
    parts = {"styles": styles, "numbering": numbering, "footnotes": footnotes, "endnotes": endnotes}
    relations = "".join(
        f'<Relationship Id="{name}" Type="{_TYPE}/{name}" Target="{name}.xml"/>' for name in parts
    ) + "".join(
        f'<Relationship Id="{key}" Type="{_TYPE}/hyperlink" Target="{url}" TargetMode="External"/>'
        for key, url in (links or {}).items()
    )
    core = (
        '<cp:coreProperties xmlns:cp="urn:cp" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' xmlns:dcterms="http://purl.org/dc/terms/">{core}</cp:coreProperties>'
    )
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    extra = (
        f'{_WORD} {math} xmlns:r="{_TYPE}" xmlns:mc="urn:mc" xmlns:wps="urn:wps" xmlns:wp="urn:wp"'
        ' xmlns:v="urn:v"'
    )
    return zip_of(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": f'<Relationships {_RELATIONS}><Relationship Id="1"'
            f' Type="{_TYPE}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f"<w:document {extra}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": f"<Relationships {_RELATIONS}>{relations}"
            "</Relationships>",
            "docProps/core.xml": core,
            **{
                f"word/{name}.xml": f"<w:{name} {extra}>{content}</w:{name}>"
                for name, content in parts.items()
                if content
            },
        }
    )


def word_style(style_id: str, name: str, paragraph: str = "", based_on: str = "") -> str:
    """Return a style of paragraphs of a DOCX."""
    return (
        f'<w:style w:type="paragraph" w:styleId="{style_id}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based_on}"/><w:pPr>{paragraph}</w:pPr></w:style>'
    )


def word_paragraph(text: str, style: str = "", runs: str = "", more: str = "") -> str:
    """Return a paragraph of a DOCX with a text and further runs.

    Args:
        more: further properties.
    """
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{run}{runs}</w:p>'


def odt(
    text: str,
    *,
    styles: str = "",
    meta: str = "",
    automatic: str = "",
    others: Mapping[str, str] | None = None,
) -> bytes:
    """Return an ODT; every argument is the content of a part."""
    return zip_of(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {_OPEN}>"
            f"<office:automatic-styles>{automatic}</office:automatic-styles><office:body>"
            f"<office:text>{text}</office:text></office:body></office:document-content>",
            "styles.xml": f"<office:document-styles {_OPEN}><office:styles>{styles}"
            "</office:styles></office:document-styles>",
            "meta.xml": f"<office:document-meta {_OPEN}><office:meta>{meta}"
            "</office:meta></office:document-meta>",
            "META-INF/manifest.xml": "<manifest/>",
            **(others or {}),
        }
    )


def flat_odt(text: str, *, styles: str = "", meta: str = "") -> bytes:
    """Return a flat ODT."""
    return (
        f'<?xml version="1.0"?><office:document {_OPEN}'
        ' office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:meta>{meta}</office:meta><office:styles>{styles}</office:styles>"
        f"<office:body><office:text>{text}</office:text></office:body></office:document>"
    ).encode()
