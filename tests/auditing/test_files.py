"""``audit``: the articles of a corpus together, and what takes thresholds and dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from examples import REPOSITORY
from painsci_search import Article, Finding, ReadError, audit
from painsci_search.auditing.files import audit_files, count_kinds
from painsci_search.auditing.flaws import AuditedArticle
from painsci_search.auditing.kinds import KINDS

Write = Callable[..., Path]
LOCHTE = "Lochte BC, Guillory SA. Big pills and small ones. Pain. {}. PubMed #30397584."


def kinds(found: tuple[Finding, ...]) -> list[str]:
    return [finding.kind for finding in found]


def test_what_reading_was_unsure_of_is_a_hint(
    write_page: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsure(*_: object) -> AuditedArticle:
        return AuditedArticle(Article("a", "A", warnings=("no date", "1 note without text")))

    monkeypatch.setattr("painsci_search.auditing.files._AUDITS", {"HTML": unsure})
    undated, finding = audit([write_page("a.html")])
    assert (undated.kind, undated.severity) == ("missing-date", "hint")
    assert (finding.kind, finding.severity) == ("reading", "hint")
    assert finding.message == "1 note without text"


def test_the_demo_articles_have_no_findings() -> None:
    done = audit_files([REPOSITORY / "corpus"])
    assert done.files == len(list((REPOSITORY / "corpus").glob("*.html"))) > 10
    assert done.findings == ()


def test_a_file_that_cannot_be_read_is_a_finding_and_the_rest_goes_on(
    write_page: Write, tmp_path: Path
) -> None:
    write_page("b.html", body='See <a href="#nowhere">that</a> claim of somebody.')
    (tmp_path / "a.html").write_bytes(b"\x89PNG and so on")
    unreadable, dead = audit([tmp_path])
    assert (unreadable.kind, unreadable.severity, unreadable.line) == ("unreadable", "error", 1)
    assert unreadable.source == str(tmp_path / "a.html")
    assert unreadable.message.startswith("a PNG image")
    assert (dead.kind, dead.anchor, dead.line) == ("dead-link", "nowhere", 6)


def test_a_path_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no such file"):
        audit([tmp_path / "nowhere"])


def test_one_path_may_stand_alone(write_page: Write) -> None:
    assert audit(str(write_page("a.html"))) == audit(write_page("a.html")) == ()


def test_notes_that_disagree_are_told_at_the_one_that_differs(write_page: Write) -> None:
    for name in ("a.html", "b.html"):
        write_page(name, note=LOCHTE.format("2018;8(4):295-304"))
    path = write_page("c.html", note=LOCHTE.format("2012;8(4):295-304"))
    (finding,) = audit([path.parent])
    assert (finding.kind, finding.severity) == ("disagreement", "warning")
    assert (finding.source, finding.line, finding.anchor) == (str(path), 7, "fn:1")
    first = path.with_name("a.html")
    assert (
        finding.message
        == f"year 2012 here, 2018 in {first}:7 and 1 more place (same pmid 30397584)"
    )


def test_two_titles_of_one_number_are_told(write_page: Write) -> None:
    write_page("a.html", note="Doe J. Weather and pain. Pain. 2011;1(1):1-8. PubMed #777.")
    path = write_page("b.html", note="Doe J. Sham surgery. Pain. 2011;1(1):1-8. PubMed #777.")
    (finding,) = audit([path.parent])
    assert finding.kind == "disagreement"
    assert "“Weather and pain”" in finding.message
    assert "“Sham surgery”" in finding.message


@pytest.mark.parametrize(
    "other",
    [
        "Lochte BC et al. Big Pills And Small Ones: a trial. Pain. 2018;8(4):295. PMID 30397584.",
        "Lochte BC, Guillory SA. Big pills. The Journal of Pain. 2018;8:295–304. PubMed #30397584.",
        "Roe R. Something else. Pain. 2018;8(4):295-304. PubMed #30397585.",
    ],
)
def test_small_differences_are_no_disagreement(write_page: Write, other: str) -> None:
    write_page("a.html", note=LOCHTE.format("2018;8(4):295-304"))
    assert audit([write_page("b.html", note=other).parent]) == ()


def test_a_year_to_come_is_found_but_not_that_of_a_journal_dated_ahead(write_page: Write) -> None:
    year = datetime.now(UTC).year
    path = write_page("a.html", note=LOCHTE.format(f"{year + 2};8(4):295-304"))
    assert kinds(audit([path])) == ["bad-year"]
    path = write_page("a.html", note=LOCHTE.format(f"{year + 1};8(4):295-304"))
    assert audit([path]) == ()


def test_a_long_section_without_a_note_is_a_hint(write_page: Write) -> None:
    path = write_page("a.html", opening="word " * 301)
    (finding,) = audit([path])
    assert (finding.kind, finding.severity) == ("long-section-without-note", "hint")
    assert "301 words" in finding.message
    assert audit([write_page("a.html", opening="word " * 300)]) == ()
    assert audit([write_page("a.html", body="word " * 400)]) == ()


def test_what_parts_cells_and_joins_words_is_no_word_itself(write_page: Write) -> None:
    row = "<tr><td>low</td><td>–</td><td>back</td><td>{ }</td></tr>"
    path = write_page("a.html", opening=f"</p><table>{row * 150}</table><p>")
    assert audit([path]) == ()
    (finding,) = audit([write_page("a.html", opening=f"</p><table>{row * 151}</table><p>")])
    assert "302 words" in finding.message


def test_articles_not_updated_are_listed_only_if_asked_for(write_page: Write) -> None:
    date = '<meta property="article:{}" content="{}">'
    old, new = date.format("published_time", "2015-03-02"), date.format("modified_time", "2021-05")
    published = write_page("a.html", head=old)
    write_page("b.html", head=old + new)
    write_page("c.html", head="<!-- no date -->")
    ignored = ["reading", "missing-date"]
    assert audit([published.parent], ignore=ignored) == ()
    found = audit([published.parent], ignore=ignored, not_updated_since=2020)
    assert [(Path(one.source).name, one.message) for one in found] == [
        ("a.html", "published 2015-03-02, not updated since"),
        ("c.html", "no date of publication or update was found"),
    ]
    assert len(audit([published.parent], ignore=ignored, not_updated_since=2022)) == 3
    assert len(audit([published.parent], ignore=ignored, not_updated_since=2015)) == 1


def test_the_log_of_changes_tells_of_updates_too(write_page: Write) -> None:
    date = '<meta property="article:published_time" content="2015-03-02">'
    log = (
        "</p><h2 id=log>What’s new in this article?</h2><ul><li>May 2021 — A new part.</li></ul><p>"
    )
    path = write_page("a.html", head=date, opening=f"An opening of some words. {log}")
    assert audit([path], not_updated_since=2021) == ()
    (finding,) = audit([path], not_updated_since=2022)
    assert finding.message == "last updated 2021-05"


def test_kinds_can_be_ignored_and_unknown_ones_are_refused(write_page: Write) -> None:
    path = write_page(
        "a.html", opening="word " * 301, body='See <a href="#nowhere">that</a> claim.'
    )
    assert kinds(audit([path])) == ["long-section-without-note", "dead-link"]
    assert kinds(audit([path], ignore=["dead-link"])) == ["long-section-without-note"]
    assert kinds(audit([path], ignore="dead-link")) == ["long-section-without-note"]
    with pytest.raises(ValueError, match=r"dead-links; did you mean dead-link\?"):
        audit([path], ignore=["dead-links"])
    with pytest.raises(ValueError, match="xyz; the kinds are unreadable, marker-without"):
        audit([path], ignore=["xyz"])


def test_findings_stand_in_the_order_of_files_and_lines_and_are_counted(write_page: Write) -> None:
    link = '<a href="#nowhere">that</a>'
    for name in ("b.html", "a.html"):
        path = write_page(
            name, opening=f"See {link}.", body=f"And {link} <b id=x></b><b id=x></b>."
        )
    found = audit([path.parent])
    assert [(Path(one.source).name, one.line) for one in found] == [
        (name, line) for name in ("a.html", "b.html") for line in (4, 6, 6)
    ]
    assert count_kinds(found) == {"duplicate-id": 2, "dead-link": 4}
    assert list(count_kinds(found)) == [
        kind for kind in KINDS if kind in ("duplicate-id", "dead-link")
    ]


def test_progress_is_told_after_each_file(write_page: Write) -> None:
    paths = [write_page("a.html"), write_page("b.html")]
    calls: list[tuple[int, int, str]] = []
    audit_files(paths, progress=lambda *done: calls.append(done))
    assert calls == [(1, 2, str(paths[0])), (2, 2, str(paths[1]))]
