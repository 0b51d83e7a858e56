"""Files are found once, decoded without damage, and refused by name."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from painsci_search.errors import ReadError
from painsci_search.model import Decision
from painsci_search.reading import read_article_bytes, reading_of
from painsci_search.reading.files import source
from painsci_search.reading.files.decoding import decode, decode_by_rule
from painsci_search.reading.files.finding import find_files
from painsci_search.reading.files.source import read_bytes


def test_a_folder_that_links_to_itself_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>a</p>")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / ".hidden.html").write_text("<p>h</p>")
    (tmp_path / "a_files").mkdir()
    (tmp_path / "a_files" / "b.html").write_text("<p>b</p>")
    assert [file.path.name for file in find_files([tmp_path, tmp_path / "a.html"]).files] == [
        "a.html"
    ]


def test_a_missing_path_is_named() -> None:
    with pytest.raises(ReadError, match=r"nowhere\.html"):
        find_files(["nowhere.html"])


def test_a_page_that_is_too_big_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "big.html"
    page.write_bytes(b"<p>x" * 100)
    with pytest.raises(ReadError, match="too big"):
        read_bytes(page, limit=100)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no named pipes")
def test_a_pipe_that_takes_the_place_of_a_page_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, pipe = tmp_path / "page.html", tmp_path / "pipe.html"
    page.write_text("<p>a</p>")
    os.mkfifo(pipe)
    of_page = page.stat()
    monkeypatch.setattr(Path, "stat", lambda *_, **__: of_page)
    with pytest.raises(ReadError, match="not a file"):
        read_bytes(pipe)


def test_a_page_that_grows_while_it_is_read_is_read_up_to_the_limit(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(b"<p>a</p>" * 100)
    for size in (0, 8, 800):
        with io.FileIO(page) as file:
            assert source._read_up_to(file, size, 1_000) == page.read_bytes()
        with io.FileIO(page) as file:
            assert len(source._read_up_to(file, min(size, 80), 80)) == 81


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-16-le"])
def test_no_encoding_damages_the_text(encoding: str) -> None:
    text = "<p>naïve “quotes” — and more text</p>"
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("windows-1251", "cp1251"),
        ("x-cp1251", "cp1251"),
        ("KOI8-R", "koi8-r"),
        ("iso-8859-5", "iso8859-5"),
    ],
)
def test_a_declared_encoding_is_followed(label: str, codec: str) -> None:
    page = f'<meta charset="{label}"><p>боль в спине</p>'
    assert decode(page.encode(codec)) == page


RUSSIAN = "Боль в спине проходит сама за несколько недель. Покой не помогает."
GREEK = "Ο πόνος στη μέση περνά μόνος του σε λίγες εβδομάδες. Η κίνηση βοηθά."
JAPANESE = "腰の痛みはたいてい数週間で治ります。動くことはほとんどの人に役立ちます。"
CHINESE = "腰痛通常在几周内自行消失。休息没有帮助，而运动几乎对所有人都有帮助。"
TAIWANESE = "腰痛通常在幾週內自行消失。休息沒有幫助，而運動幾乎對所有人都有幫助。"
KOREAN = "허리 통증은 보통 몇 주 안에 사라집니다. 운동은 많은 사람에게 도움이 됩니다."
POLISH = "Ból pleców nie jest groźny i ustępuje w ciągu kilku tygodni, a ruch się przydaje."
CZECH = "Bolest zad častá je, odezní sama. Pohyb na ni pomáhá, zatímco klid ne, jak se říká šíře."
FRENCH = "Le mal de dos passe tout seul en été. Le repos n’aide pas – même “un peu”."
SWEDISH = "Ryggsmärta går över av sig själv och det är bra att röra på sig."


@pytest.mark.parametrize("page", ["{}", "<title>x</title><style>a>b{{c:d}}</style><p><b>{}</b>"])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "iso8859-5"),
        (RUSSIAN, "utf-16-le"),
        (RUSSIAN, "utf-16-be"),
        (RUSSIAN, "utf-32-le"),
        (RUSSIAN, "utf-32-be"),
        (GREEK, "cp1253"),
        (GREEK, "iso8859-7"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc-jp"),
        (JAPANESE, "iso2022-jp"),
        (CHINESE, "gb2312"),
        (CHINESE, "gb18030"),
        (TAIWANESE, "big5"),
        (KOREAN, "euc-kr"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859-2"),
        (CZECH, "cp1250"),
        (CZECH, "iso8859-2"),
        (FRENCH, "cp1252"),
        (SWEDISH, "cp1252"),
    ],
)
def test_an_encoding_that_is_not_declared_is_guessed(text: str, encoding: str, page: str) -> None:
    text = page.format(text)
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "label",
    (
        "undefined unicode_escape utf-7 rot13 base64 idna x-user-defined utf-16 none utf8mb4 "
        "hz-gb-2312 iso-2022-kr replacement"
    ).split(),
)
def test_no_label_raises_an_error(label: str) -> None:
    page = f'<meta charset="{label}"><p>a naïve cure'.encode("cp1252")
    assert decode(page).endswith("a naïve cure") or label in ("hz-gb-2312", "iso-2022-kr")
    assert decode_by_rule(page, label).text.startswith("<meta charset=")


def test_a_wrong_declaration_is_no_better_than_none() -> None:
    page = f'<meta charset="euc-kr"><p>{RUSSIAN}'
    assert decode(page.encode("koi8-r")) == page


def test_the_rule_that_chose_the_encoding_is_named() -> None:
    reading = reading_of("Un été sans mal de dos.".encode("cp1252"), "a.txt")
    assert Decision("encoding", "a guess from the bytes", "cp1252") in reading.decisions


@pytest.mark.parametrize("tag", ["div", "span", "li", "b"])
def test_deep_nesting_is_read(tag: str) -> None:
    page = f"<p>before</p>{f'<{tag}>' * 20000}within{f'</{tag}>' * 20000}"
    article = read_article_bytes(page.encode(), "deep.html")
    assert "within" in " ".join(section.text for section in article.sections)
