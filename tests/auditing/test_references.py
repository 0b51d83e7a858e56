"""Notes whose citation could not be parsed, or only in part, are found; prose is left alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from painsci_search.auditing.files import audit
from painsci_search.auditing.flaws import AuditedArticle
from painsci_search.auditing.references import find_unread_references
from painsci_search.model import Article, Note, Reference


def found(text: str, *works: Reference) -> list[tuple[str, int, str, str]]:
    """Return the flaws of an article with one note."""
    note = Note("1", "n1", text, works)
    audited = AuditedArticle(Article("a", "A", notes=(note,)), note_lines={"n1": 7})
    return list(find_unread_references(audited))


@pytest.mark.parametrize(
    "text",
    [
        "Berggren TX, Ödman RO. Moss on stones. J Moss. 2015;8:295.",
        "Berggren, T. X., & Ödman, R. O. (2015). Moss on stones.",
        "T. X. Berggren and R. O. Ödman, “Moss on stones,” Moss Press, 2015.",
        "van der Holm B et al. Moss on stones (2015).",
        "See Berggren TX: Moss on stones. Umeå, 2015",
        "Ødegård Ø, Å. Ödman. Mose. 2015, s. 12",
        "doi:10.1000/moss",
        "More in PMID: 30397584.",
    ],
)
def test_a_citation_that_gave_no_work_is_named_with_its_note(text: str) -> None:
    ((kind, line, anchor, message),) = found(text)
    assert (kind, line, anchor) == ("unread-reference", 7, "n1")
    assert message.startswith("no work could be read in the note: “")
    assert text[:20] in message


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Some moss grows in 2015, too, and nobody is sure why.",
        "I wrote this in 2015; it has aged well.",
        "Berggren and Ödman found the same in 2015 on other stones.",
        "Berggren TX said so to me, but gave no date.",
        "Berggren 2015, p. 12.",
        "Ibid., p. 12 (2015).",
        "Jürgen Holm, 2015, S. 281",
        "U.S. sales of moss were low (2015).",
        "On 3 May 2015, it rained.",
        "A. In the year (2015), no moss grew.",
    ],
)
def test_a_note_of_prose_is_left_alone(text: str) -> None:
    assert found(text) == []


AUTHORS: dict[str, Any] = {"authors": ("Berggren TX",)}


@pytest.mark.parametrize(
    ("work", "message"),
    [
        (Reference("PubMed 7", pmid="7"), "only an identifier could be read: “PubMed 7”"),
        (
            Reference("https://example.org/moss", url="https://example.org/moss"),
            "only a URL could be read: “https://example.org/moss”",
        ),
        (Reference("Moss (2015)", year=2015), "neither title nor authors: “Moss (2015)”"),
        (
            Reference("Berggren TX. 2015.", **AUTHORS, year=2015, journal="Moss"),
            "no title: “Berggren TX. 2015.”",
        ),
        (
            Reference("Mossy Works of 2015: Moss.", title="Moss", year=2015),
            "no authors: the text before the year is “Mossy Works of”",
        ),
        (
            Reference("2015. Moss.", title="Moss", year=2015, journal="J Moss"),
            "no authors: “2015. Moss.”",
        ),
        (Reference("Berggren TX. Moss.", **AUTHORS, title="Moss"), "no year: “Berggren TX. Moss.”"),
        (
            Reference("Moss. J Moss.", title="Moss", journal="J Moss"),
            "no authors and no year: “Moss. J Moss.”",
        ),
    ],
)
def test_what_a_work_lacks_is_named(work: Reference, message: str) -> None:
    assert found(work.raw, work) == [("incomplete-reference", 7, "n1", message)]


@pytest.mark.parametrize(
    "work",
    [
        Reference("a", **AUTHORS, title="Moss", year=2015),
        Reference("a", **AUTHORS, journal="J Moss", volume="8", year=2015, pages="7"),
        Reference("a", title="Moss", url="https://example.org/moss"),
        Reference("a", title="Moss", type="webpage", journal="Moss today"),
        Reference("a", title="Moss", publisher="Society of Moss", year=2015, type="guideline"),
        Reference("a", title="Moss", editors=("Quist A",), year=2015, type="book"),
        Reference("Berggren TX. Moss. In press.", **AUTHORS, title="Moss"),
        Reference("Berggren TX. Moss (n.d.).", **AUTHORS, title="Moss"),
    ],
)
def test_a_work_that_is_complete_for_its_kind_has_no_finding(work: Reference) -> None:
    assert found(work.raw, work) == []


def test_the_audit_of_a_file_reports_them_at_the_line_of_the_note(tmp_path: Path) -> None:
    page = tmp_path / "moss.html"
    page.write_text(
        "<!doctype html><html><head><title>Moss</title></head><body><article>\n"
        "<h1>Moss</h1>\n"
        '<p>Moss grows on old stones, and on some walls.<sup><a href="#n1" id="r1">1</a></sup>'
        ' It is also green.<sup><a href="#n2" id="r2">2</a></sup></p>\n'
        "<h2 id='notes'>Notes</h2><ol>\n"
        '<li id="n1">Nobody knows why. <a href="#r1">↩</a></li>\n'
        '<li id="n2">PubMed 30397584. <a href="#r2">↩</a></li>\n'
        "</ol></article></body></html>",
        encoding="utf-8",
    )
    (finding,) = [one for one in audit(page) if one.kind.endswith("-reference")]
    assert (finding.kind, finding.severity) == ("incomplete-reference", "hint")
    assert (finding.line, finding.anchor) == (6, "n2")
    assert audit(page, ignore=["incomplete-reference", "missing-date", "reading"]) == ()


def test_where_only_an_identifier_was_read_the_note_is_quoted() -> None:
    work = Reference("doi:10.1000/moss", doi="10.1000/moss")
    ((_, _, _, message),) = found("Berggren (2015) 12 ;; moss, doi:10.1000/moss", work)
    assert message.endswith("could be read: “Berggren (2015) 12 ;; moss, doi:10.1000/moss”")
    two = found("Moss: doi:10.1000/moss; PMID 7", work, Reference("PMID 7", pmid="7"))
    assert [message.partition(": ")[2] for *_, message in two] == ["“doi:10.1000/moss”", "“PMID 7”"]
