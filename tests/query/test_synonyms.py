"""Files of synonyms: the one of the package, and one of a user."""

from __future__ import annotations

from pathlib import Path

import pytest

from painsci_search.errors import PainSciSearchError
from painsci_search.query import synonyms
from painsci_search.query.synonyms import DEFAULTS, Synonyms, load_synonyms, parse_lines
from painsci_search.text import fold, tokenize


def others(known: Synonyms, term: str) -> set[str]:
    return set(known.others([token.word for token in tokenize(term) if token.parts == 1]))


def of_lines(*lines: str) -> Synonyms:
    return Synonyms(parse_lines(lines, "mine.txt").lines)


@pytest.fixture(scope="module")
def defaults() -> Synonyms:
    return load_synonyms()


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("LBP", "low back pain"),
        ("lbp", "low back pain"),
        ("low back pain", "LBP"),
        ("LBPs", "low back pain"),
        ("LBPs", "LBP"),
        ("RCT", "RCTs"),
        ("RCTs", "RCT"),
        ("trigger point", "TrPs"),
        ("trigger points", "TrP"),
        ("TrPs", "trigger point"),
        ("MTrP", "trigger point"),
        ("NSAIDs", "non-steroidal anti-inflammatory drug"),
        ("non-steroidal anti-inflammatory drugs", "NSAID"),
        ("nonsteroidal anti-inflammatory drugs", "NSAID"),
        ("DOMS", "delayed-onset muscle soreness"),
        ("delayed onset muscle soreness", "DOMS"),
        ("CRPS", "complex regional pain syndrome"),
        ("RSD", "complex regional pain syndrome"),
        ("PT", "physiotherapy"),
        ("physiotherapy", "physical therapy"),
        ("physio", "physiotherapist"),
        ("randomised controlled trials", "RCT"),
        ("randomized controlled trial", "RCT"),
        ("cognitive behavioral therapy", "CBT"),
        ("visual analog scale", "VAS"),
        ("ME/CFS", "chronic fatigue syndrome"),
        ("chronic fatigue syndrome", "ME/CFS"),
        ("5-HT", "serotonin"),
        ("TENS", "transcutaneous electrical nerve stimulation"),
        ("transcutaneous electrical nerve stimulation", "TENS"),
        ("painkillers", "analgesic"),
        ("kneecap", "patella"),
        ("patella", "kneecap"),
        ("heart attacks", "myocardial infarction"),
        ("Tylenol", "acetaminophen"),
        ("acetaminophen", "paracetamol"),
        ("frozen shoulder", "adhesive capsulitis"),
        ("pins and needles", "paraesthesia"),
    ],
)
def test_the_words_of_this_field_are_known(defaults: Synonyms, term: str, found: str) -> None:
    assert found in others(defaults, term)


@pytest.mark.parametrize(
    ("term", "not_found"),
    [
        ("analgesic", "painkiller"),
        ("ibuprofen", "Advil"),
        ("complex regional pain syndrome", "RSD"),
        ("temporomandibular joint", "TMD"),
        ("LBP", "LBP"),
    ],
)
def test_what_is_no_equal_is_found_one_way_only(
    defaults: Synonyms, term: str, not_found: str
) -> None:
    assert not_found not in others(defaults, term)


@pytest.mark.parametrize("term", ["ten", "ACT", "US", "pain", "back", "chronic", "low back", "dom"])
def test_what_may_mean_something_else_is_left_alone(defaults: Synonyms, term: str) -> None:
    assert others(defaults, term) == set()


def test_nothing_is_carried_on_from_line_to_line() -> None:
    known = of_lines("a1 = b1", "b1 = c1")
    assert others(known, "a1") == {"b1"}
    assert others(known, "b1") == {"a1", "c1"}


def test_a_line_with_an_arrow_goes_one_way() -> None:
    known = of_lines("Advil, Nurofen => ibuprofen, an NSAID  # one way")
    assert others(known, "nurofen") == {"ibuprofen", "an NSAID"}
    assert others(known, "ibuprofen") == others(known, "Advil Nurofen") == set()


def test_an_own_file_adds_to_the_defaults_and_takes_away_from_them(tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text("\ufeff# mine\n\n-PT\n- heart attack\nBFR = blood flow restriction\n", "utf-8")
    known = load_synonyms(own)
    assert others(known, "BFR") == {"blood flow restriction"}
    assert others(known, "LBP") >= {"low back pain"}
    assert others(known, "PT") == others(known, "heart attack") == set()
    assert others(known, "physical therapy") == {"physiotherapy"}
    assert others(known, "myocardial infarction") == set()
    assert others(load_synonyms(), "PT") > set()


def test_a_term_that_is_taken_out_may_be_put_in_again(tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text("PT => physiotherapy\n-PTs\n", "utf-8")
    known = load_synonyms(own)
    assert others(known, "PT") == {"physiotherapy"}
    assert "PT" not in others(known, "physiotherapy")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("low back pain", "the line has no = or =>"),
        ("LBP, low back pain", "the line has no = or =>"),
        ("a = b, c", "the line has a comma without =>"),
        ("a = ", "a term is missing"),
        ("= a", "a term is missing"),
        ("a => ", "a term is missing"),
        ("a,, b => c", "a term is missing"),
        ("-", "a term is missing"),
        ("a => b => c", "more than one =>"),
        ("a = b => c", "both = and =>"),
        ("LBP = lbp", "the line has the same term twice"),
        ('"low back" = LBP', "the term '\"low back\"' must begin with a letter or digit"),
        ("one two three four five six seven eight nine = n", "has 9 words: at most 8 are allowed"),
    ],
)
def test_a_line_that_is_wrong_is_named_with_what_is_wrong(
    tmp_path: Path, line: str, message: str
) -> None:
    own = tmp_path / "own.txt"
    own.write_text(f"# a comment\n{line}\n", "utf-8")
    with pytest.raises(PainSciSearchError) as caught:
        load_synonyms(own)
    error = str(caught.value)
    assert error.startswith(f"{own}:2: ")
    assert message in error
    assert "\n" not in error


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        PainSciSearchError, match=r"gone\.txt: the synonyms cannot be read: No such"
    ):
        load_synonyms(tmp_path / "gone.txt")
    with pytest.raises(PainSciSearchError, match="the synonyms cannot be read"):
        load_synonyms(tmp_path)
    latin = tmp_path / "latin.txt"
    latin.write_bytes("Schütz = S".encode("latin-1"))
    with pytest.raises(PainSciSearchError, match="not UTF-8 text"):
        load_synonyms(latin)


def test_every_term_of_the_defaults_is_known_by_its_own_words(defaults: Synonyms) -> None:
    lines = parse_lines(DEFAULTS.read_text("utf-8").splitlines(), "defaults").lines
    assert len(lines) > 100
    for line in lines:
        for term in line.terms:
            assert others(defaults, term) >= set(line.synonyms) - {term}, term


def test_the_defaults_are_in_plain_english_letters() -> None:
    assert DEFAULTS.read_text("utf-8").isascii()


def test_a_query_analyses_only_the_terms_that_begin_like_its_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    analysed: list[str] = []

    def count(term: str) -> tuple[tuple[str, ...], ...]:
        analysed.append(term)
        return keys(term)

    keys = synonyms._keys
    monkeypatch.setattr(synonyms, "_keys", count)
    lines = parse_lines(DEFAULTS.read_text("utf-8").splitlines(), "defaults").lines
    known = Synonyms(lines)
    assert known.others(["lbp"]) != ()
    assert 0 < len(analysed) < sum(len(line.terms) for line in lines) / 20
    assert all(fold(term).startswith(("lb", "l")) for term in analysed)
