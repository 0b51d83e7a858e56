"""The lines of texts in sources of every markup; the works are made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from operations import count_work
from painsci_search.auditing.files import audit
from painsci_search.auditing.source_lines import SourceLines

LOST = "Hum, A. B. (2014), see above."


def test_a_text_is_found_whatever_signs_are_between_its_letters() -> None:
    source = (
        "One\n\n[^a]: *Hums* of [the\n  knee](https://example.org/knee_(left) 'x') &amp; 10^6^ b\n"
    )
    texts = ["Hums of the knee & 10⁶ b", "knee & 10⁶ b", "no such text"]
    assert SourceLines(source, "Markdown").of(texts) == [3, 4, None]


def test_of_equal_texts_the_next_one_is_taken() -> None:
    source = "Ibid.\nIbid.\r\nOther\rIbid.\n"
    assert SourceLines(source).of(["Ibid.", "Ibid.", "Other", "Ibid."]) == [1, 2, 3, 4]


def test_of_several_places_the_one_with_the_longest_agreement_is_taken() -> None:
    source = "Hums of the knee ache.\nMore.\nHums of the knee. J Hums. 2015.\n"
    assert SourceLines(source).of(["More", "Hums of the knee. J Hums. 2015."]) == [2, 3]


def test_a_text_before_the_one_before_is_found() -> None:
    assert SourceLines("First hum here\nSecond hum here").of(["Second hum", "First hum"]) == [2, 1]


def test_tags_and_comments_are_no_text_and_ids_have_lines() -> None:
    source = (
        "<a>\n<!-- Hums of knees\n--><ref id='B1'>\n<b class=\"Hums\">Hums</b> of\nknees</ref></a>"
    )
    lines = SourceLines(source, "XML")
    assert lines.of(["Hums of knees"]) == [4]
    assert lines.of_ids() == {"B1": 3}


def test_work_is_in_proportion_to_the_source() -> None:
    def work(size: int) -> int:
        source, texts = "hum hum hum, PMID 1x\n" * size, ["hum hum hum"] * size
        return sum(count_work(lambda: _find_all(SourceLines(source), texts)))

    assert work(400) < 2.2 * work(200)


def _find_all(lines: SourceLines, texts: list[str]) -> None:
    for line in lines.of(texts):
        lines.find("1x", line or 1)


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        (
            "hums.md",
            (
                f"---\ntitle: Hums\nauthor: Q. Lund\n---\n\nOne.[^b] Two.[^a]\n\n"
                f"[^a]: {LOST}\n\n[^b]: A remark.\n"
            ),
            8,
        ),
        ("lazy.md", "# Hums\n\nOne.[^a]\n\n[^a]:\n    *Hum*, A. B. (2014),\n    see above.\n", 6),
        ("hums.txt", f"Hums\n\nSome words [1].\n\nReferences\n\n1. {LOST}\n", 7),
        (
            "hums.html",
            (
                "<html><body><article><h1>Hums</h1>\n<p>One.<a href='#n1'>1</a></p>\n<ol>\n"
                f"<li id='n1'>\n{LOST}</li></ol></article></body></html>"
            ),
            4,
        ),
        (
            "hums.xml",
            (
                "<?xml version='1.0'?>\n<article article-type='x'>\n"
                "<front><article-meta/></front>\n"
                "<body><p>One <xref ref-type='bibr' rid='B1'>1</xref>.</p></body>\n"
                "<back><ref-list>\n"
                f"<ref id='B1'><label>1</label>\n<mixed-citation>{LOST}</mixed-citation></ref>\n"
                "</ref-list></back></article>"
            ),
            6,
        ),
    ],
)
def test_a_citation_that_could_not_be_parsed_has_its_line_in_every_text(
    tmp_path: Path, name: str, text: str, line: int
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    found = [each for each in audit([tmp_path], ignore=["reading"]) if "reference" in each.kind]
    assert [(each.kind, each.line) for each in found] == [("unread-reference", line)]


def test_a_malformed_identifier_in_markdown_has_its_line(tmp_path: Path) -> None:
    text = "# Hums\n\nOne.[^a]\n\n[^a]: Lund Q. Hums. J Hums. 2015;8:2.\n    PMID: 12x4\n"
    (tmp_path / "hums.md").write_text(text, encoding="utf-8")
    assert [each.line for each in audit([tmp_path]) if each.kind == "bad-pmid"] == [6]
