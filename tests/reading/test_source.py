"""Files are found once, decoded without damage, and refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from painsci_search.errors import ReadError
from painsci_search.reading import read_article_bytes
from painsci_search.reading.decoding import decode
from painsci_search.reading.source import find_files, read_bytes


def test_a_folder_that_links_to_itself_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>a</p>")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / ".hidden.html").write_text("<p>h</p>")
    (tmp_path / "a_files").mkdir()
    (tmp_path / "a_files" / "b.html").write_text("<p>b</p>")
    assert [file.path.name for file in find_files([tmp_path, tmp_path / "a.html"])] == ["a.html"]


def test_a_missing_path_is_named() -> None:
    with pytest.raises(ReadError, match=r"nowhere\.html"):
        find_files(["nowhere.html"])


def test_a_page_that_is_too_big_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "big.html"
    page.write_bytes(b"<p>x" * 100)
    with pytest.raises(ReadError, match="too big"):
        read_bytes(page, limit=100)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-16-le"])
def test_no_encoding_damages_the_text(encoding: str) -> None:
    text = "<p>naïve “quotes” — and more text</p>"
    assert decode(text.encode(encoding)) == text


def test_a_declared_encoding_is_followed() -> None:
    page = '<meta charset="windows-1251"><p>боль в спине</p>'
    assert decode(page.encode("cp1251")) == page


@pytest.mark.parametrize("tag", ["div", "span", "li", "b"])
def test_deep_nesting_is_read(tag: str) -> None:
    page = f"<p>before</p>{f'<{tag}>' * 20000}within{f'</{tag}>' * 20000}"
    article = read_article_bytes(page.encode(), "deep.html")
    assert "within" in " ".join(section.text for section in article.sections)
