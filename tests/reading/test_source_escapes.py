"""Encodings whose bytes are all ASCII are decoded as declared, and not taken for UTF-8."""

from __future__ import annotations

import pytest

from painsci_search import read_article_bytes

PAGE = (
    '<html><head><meta http-equiv="Content-Type" content="text/html; charset={}">'
    "<title>{}</title></head><body><h1>{}</h1><p>{}</p></body></html>"
)


@pytest.mark.parametrize(
    ("charset", "title", "text"),
    [
        ("ISO-2022-JP", "痛みと天気", "雨の日に膝が痛むと言う人は多い。"),
        ("hz-gb-2312", "疼痛与天气", "很多人说下雨天膝盖会疼。"),
        ("utf-7", "Schmerz für später", "Übung und Gefühl."),
    ],
)
def test_a_page_in_an_encoding_with_escapes_is_decoded(charset: str, title: str, text: str) -> None:
    data = PAGE.format(charset, title, title, text).encode(charset)
    assert max(data) < 128
    article = read_article_bytes(data, "page.html")
    assert article.title == title
    assert [section.text for section in article.sections] == [text]
