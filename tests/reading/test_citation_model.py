"""The model of citations: its version, its size, and when it is loaded."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
from types import FrameType

import pytest

from painsci_search.identifiers import Mention
from painsci_search.model import Reference
from painsci_search.reading.citations import labelling, parse_references
from painsci_search.reading.citations.features import VERSION, grouped_features
from painsci_search.reading.citations.fields import LEAST_SURE, make_reference
from painsci_search.reading.citations.labelling import (
    MODEL,
    MODEL_DESCRIPTION,
    Label,
)
from painsci_search.reading.citations.segments import Segment, Span, split_works
from painsci_search.reading.citations.tokens import tokenize

CHAPTER = (
    "Quill, A. B. (2011). Cold feet at night. In C. Fenn & D. Moss (Eds.), The handbook of socks "
    "(2nd ed., pp. 23–45). Woolshire: Yarn Press. ISBN 978-1-234-56789-7"
)


def read_one(text: str) -> Reference:
    (work,) = parse_references(text)
    return work


def test_the_model_was_fitted_to_the_features_of_this_version() -> None:
    described = json.loads(MODEL_DESCRIPTION.read_text(encoding="utf-8"))
    assert described["version"] == VERSION
    assert described["sha256"] == hashlib.sha256(MODEL.read_bytes()).hexdigest()
    assert MODEL.stat().st_size <= 2_000_000


@pytest.mark.process
def test_the_model_is_loaded_by_the_first_citation_that_needs_it() -> None:
    program = """
import sys
import painsci_search
from painsci_search import Index
from painsci_search.native import KERNEL
from painsci_search.reading.citations import parse_references
Index.in_memory().search("socks")
parse_references("A remark on socks.")
packed = "painsci_search.reading.citations.packed_model"
assert not {"pycrfsuite", packed} & sys.modules.keys()
parse_references("A. Quill and C. Fenn, Sock. Rev. Lett. 12, 101 (2011).")
assert ("pycrfsuite" in sys.modules, packed in sys.modules) == (KERNEL is None, KERNEL is not None)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_threads_label_at_the_same_time() -> None:
    found: list[Reference] = []
    threads = [threading.Thread(target=lambda: found.append(read_one(CHAPTER))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [read_one(CHAPTER)] * 4


def test_a_chapter_has_its_book_its_editors_and_its_publisher() -> None:
    work = read_one(CHAPTER)
    assert (work.title, work.journal) == ("Cold feet at night", "The handbook of socks")
    assert (work.authors, work.editors) == (("Quill AB",), ("Fenn C", "Moss D"))
    assert (work.publisher, work.place, work.edition) == ("Yarn Press", "Woolshire", "2nd")
    assert (work.pages, work.isbn, work.type) == ("23-45", "9781234567897", "chapter")


def test_an_article_without_a_title_has_its_journal_and_volume() -> None:
    work = read_one("A. B. Quill and C. Fenn, Journal of Applied Socks 33, 2435 (1962).")
    assert (work.journal, work.volume) == ("Journal of Applied Socks", "33")
    assert (work.pages, work.year) == ("2435", 1962)


def test_identifiers_after_a_citation_are_no_further_work() -> None:
    note = (
        "Quill A, Fenn C. Warm socks for cold feet. Sock Science. 2011;12(3):101-9. "
        "doi: http://dx.doi.org/10.1000/sock.12 PubMed PMID: 34220867."
    )
    work = read_one(note)
    assert (work.doi, work.pmid) == ("10.1000/sock.12", "34220867")


def test_each_field_has_a_probability() -> None:
    confidence = {each.field: each.probability for each in read_one(CHAPTER).confidence}
    assert {"authors", "title", "journal", "year"} <= confidence.keys()
    assert all(0 <= probability <= 1 for probability in confidence.values())


def test_a_field_that_is_not_sure_enough_is_left_out() -> None:
    text = "Warm socks"
    sure = Segment(0, 10, {"title": [Span(0, 10, LEAST_SURE)]})
    unsure = Segment(0, 10, {"title": [Span(0, 10, LEAST_SURE - 0.01)]})
    assert make_reference(text, sure).title == "Warm socks"
    assert make_reference(text, unsure).title is None


def test_a_work_ends_before_prose_and_before_the_next_work() -> None:
    text = "Quill socks remark Fenn yarn"
    labels = [
        Label("author", True, False, 1.0),
        Label("title", False, False, 0.8),
        Label("prose", False, False, 1.0),
        Label("author", True, False, 1.0),
        Label("title", False, False, 0.9),
    ]
    first, second = split_works(tokenize(text, ()), labels)
    assert (text[first.start : first.end], text[second.start : second.end]) == (
        "Quill socks",
        "Fenn yarn",
    )
    assert first.fields["title"] == [Span(6, 11, 0.8)]


def test_a_work_ends_with_its_identifier_before_other_words() -> None:
    text = "Quill socks <doi> A remark"
    labels = [
        Label("author", True, False, 1.0),
        Label("title", False, False, 1.0),
        Label("identifier", False, False, 1.0),
        Label("other", False, False, 1.0),
        Label("other", False, False, 1.0),
    ]
    tokens = tokenize(text, (Mention("doi", "10.1000/s", 12, 17),))
    (work,) = split_works(tokens, labels)
    assert text[work.start : work.end] == "Quill socks <doi>"


def test_a_remark_that_quotes_the_title_is_no_part_of_the_work() -> None:
    text = "Quill socks <doi>. “Socks” come first"
    fields = ["author", "title", "identifier", "other", "other", "title", "other", "prose", "prose"]
    labels = [Label(field, number == 0, False, 1.0) for number, field in enumerate(fields)]
    tokens = tokenize(text, (Mention("doi", "10.1000/s", 12, 17),))
    (work,) = split_works(tokens, labels)
    assert text[work.start : work.end] == "Quill socks <doi>."
    assert work.fields["title"] == [Span(6, 11, 1.0)]


def test_what_one_token_has_is_computed_once() -> None:
    tokens = tokenize(CHAPTER * 8, ())
    grouped_features(tokens, (), ())
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        grouped_features(tokens, (), ())
    finally:
        sys.setprofile(None)
    assert calls < 12 * len(tokens)


def test_the_probability_of_what_is_no_field_is_not_computed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    remark = tokenize("A remark on socks in 2018, which is no citation.", ())
    asked: list[str] = []

    class Counting:
        def __init__(self) -> None:
            self.tagger = labelling._tagger()
            self.set, self.tag = self.tagger.set, self.tagger.tag

        def marginal(self, label: str, number: int) -> float:
            asked.append(label)
            return self.tagger.marginal(label, number)

    counting = Counting()
    monkeypatch.setattr(labelling, "_tagger", lambda: counting)
    label = labelling._label_by_library
    assert {each.field for each in label(remark, (), ())} <= {"prose", "other"}
    assert asked == []
    label(tokenize(CHAPTER, ()), (), ())
    assert "title" in asked
    assert "other" not in asked
