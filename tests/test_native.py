"""The native kernel and its Python twins do the same, with right arrays and with wrong ones."""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import re
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from painsci_search import Article, Index, Section, native, sentences, text_fragments
from painsci_search.engine import adding, analysis, stems, top_k
from painsci_search.engine.adding import Lift
from painsci_search.engine.analysis import Vocabulary
from painsci_search.engine.collection import Collection, collection_of
from painsci_search.engine.storage import inversion
from painsci_search.engine.storage.columns import starts_of
from painsci_search.engine.storage.stored_fields import UnpackedRecord
from painsci_search.reading.dom.nodes import Text
from painsci_search.search import snippets
from painsci_search.text import Token, tokenize
from profiles import examples
from twins import FORGED, both, needs_kernel, open_forged_words, outcome

REPOSITORY = Path(__file__).parents[1]


def run(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environment},
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout


def test_the_environment_chooses_the_twins() -> None:
    code = "from painsci_search import native; print(native.build())"
    assert run(code, PAINSCI_SEARCH_PURE="1") == "pure Python\n"
    installed = importlib.util.find_spec("painsci_search._kernel")
    expected = "pure Python\n" if installed is None else "compiled\n"
    assert run(code, PAINSCI_SEARCH_PURE="0") == expected


def test_a_library_of_another_version_is_not_used() -> None:
    source = (REPOSITORY / "native" / "kernel.c").read_text(encoding="utf-8")
    assert re.findall(r"#define VERSION (\d+)", source) == [str(native.VERSION)]
    code = (
        "import sys, types; kernel = types.ModuleType('painsci_search._kernel');"
        "kernel.VERSION = 0; sys.modules[kernel.__name__] = kernel;"
        "from painsci_search import native; print(native.build())"
    )
    assert run(code, PAINSCI_SEARCH_PURE="0") == "pure Python\n"


@needs_kernel
def test_each_compiled_function_has_a_twin() -> None:
    assert adding.sum_parts is native.KERNEL.sum_parts
    assert top_k.first_ranked is native.KERNEL.first_ranked
    assert snippets.cut_snippets is native.KERNEL.cut_snippets
    assert text_fragments.uncertain_sentences is native.KERNEL.uncertain_sentences
    package = REPOSITORY / "src"
    for path in package.rglob("*.py"):
        if "@compiled" in path.read_text(encoding="utf-8"):
            importlib.import_module(".".join(path.relative_to(package).with_suffix("").parts))
    names = {name for name in vars(native.KERNEL) if not name.startswith("_")}
    assert names - {"VERSION"} == set(native.TWINS)


@needs_kernel
@examples(500)
@given(
    st.lists(
        st.sampled_from(
            "a s S st th mg 1 2 600 ^ - ' 's . , / & : _ x + ( 10^6 10^-6 L4/L5 |\n|\0".split(" ")
        )
    )
)
def test_tokens_of_ascii_are_those_of_the_patterns(pieces: list[str]) -> None:
    kernel, twin = both("ascii_tokens")
    ascii_text = "".join(pieces)
    assert kernel(ascii_text, Token) == twin(ascii_text, Token)


@needs_kernel
@examples(300)
@given(st.text(st.characters(max_codepoint=127)))
def test_any_ascii_has_the_same_tokens(ascii_text: str) -> None:
    kernel, twin = both("ascii_tokens")
    assert kernel(ascii_text, Token) == twin(ascii_text, Token)


@needs_kernel
def test_long_words_and_long_chains_have_the_same_tokens() -> None:
    kernel, twin = both("ascii_tokens")
    for long in ("X" * 5000, "-".join(["1"] * 3000), "a's-" * 20, "600mg/" * 8, "600mg/" * 9):
        assert kernel(long, Token) == twin(long, Token)


@needs_kernel
def test_other_text_is_left_to_the_patterns() -> None:
    kernel, _ = both("ascii_tokens")
    assert outcome(kernel, "naïve", Token) is ValueError
    assert outcome(kernel, b"naive", Token) is TypeError
    assert outcome(kernel, "naive", str) is TypeError
    assert [token.word for token in tokenize("naïve S1")] == ["naive", "s1"]


@needs_kernel
@examples(500)
@given(st.text(st.sampled_from("a. \t\n\v\f\r\x1c\x1f\x1b\0 ")))
def test_white_space_of_ascii_is_folded_alike(ascii_text: str) -> None:
    kernel, twin = both("fold_ascii")
    assert kernel(ascii_text) == twin(ascii_text) == " ".join(ascii_text.split())
    assert type(kernel(Text(ascii_text))) is str


@needs_kernel
def test_white_space_of_long_texts_is_folded_alike() -> None:
    kernel, twin = both("fold_ascii")
    for long in ("X" * 5000, " X" * 3000, "X \n" * 400, " " * 2000):
        assert kernel(long) == twin(long)


@needs_kernel
def test_white_space_of_other_text_is_left_to_the_twin() -> None:
    kernel, _ = both("fold_ascii")
    assert outcome(kernel, "naïve") is ValueError
    assert outcome(kernel, b"naive") is TypeError


def columns(strings: list[bytes], kind: str = "I") -> tuple[memoryview, memoryview]:
    """Strings as they are in a file."""
    starts = np.asarray(starts_of(map(len, strings)), np.dtype(kind))
    return memoryview(b"".join(strings)), memoryview(starts)


@needs_kernel
@pytest.mark.parametrize("name", ["find_string", "first_string"])
@pytest.mark.parametrize("kind", "BHIQ")
@examples(100)
@given(st.lists(st.binary(max_size=5), max_size=12), st.binary(max_size=5))
def test_strings_are_found_as_by_the_twin(
    name: str, kind: str, strings: list[bytes], sought: bytes
) -> None:
    kernel, twin = both(name)
    arguments = *columns(sorted(set(strings)), kind), sought
    assert kernel(*arguments, {}) == twin(*arguments, {})


@needs_kernel
@pytest.mark.parametrize("name", ["find_string", "first_string"])
@examples(300)
@given(
    st.binary(max_size=20), st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 21)), st.binary()
)
def test_forged_strings_end_both_in_the_same_way(
    name: str, data: bytes, starts: list[int], sought: bytes
) -> None:
    kernel, twin = both(name)
    arguments = memoryview(data), memoryview(np.array(starts, np.uint64)), sought
    assert outcome(kernel, *arguments, {}) == outcome(twin, *arguments, {})


@needs_kernel
def test_of_unsorted_strings_only_the_one_that_is_returned_counts() -> None:
    kernel, twin = both("find_string")
    arguments = *columns([b"z", b"m", b"x"]), b"m"
    assert kernel(*arguments, {}) == twin(*arguments, {}) == -1


@needs_kernel
def test_arrays_of_other_types_are_refused() -> None:
    kernel, _ = both("first_string")
    starts = np.array([0, 1, 2], np.uint32)
    wrong = [
        starts.astype(np.int32),
        starts.astype(np.float64),
        starts.astype(">u4"),
        starts[::2],
        starts.reshape(1, 3),
        np.frombuffer(b"\0" + starts.tobytes(), np.uint8)[1:].view(np.uint32),
        [0, 1, 2],
        None,
    ]
    assert kernel(b"ab", starts, b"b", {}) == 1
    for each in wrong:
        assert outcome(kernel, b"ab", each, b"b", {}) in (TypeError, ValueError), each
    assert outcome(kernel, starts, starts, b"b", {}) is TypeError
    assert outcome(kernel, b"ab", starts, "b", {}) is TypeError
    assert outcome(kernel, b"ab", starts) is TypeError


PIECES_OF_SENTENCES = (
    *". ! ? … 。 ？ \" ' ) ] ’ » “ ( a A Ab et al Fig no vs é É ǅ The 3 e.g i U.S 1".split(),
    *(" ", "\n", "\n\n", "\t", ". ", ".. ", "\u2009", "\x1c", "İx", "\u212ag", "\U0001d400"),
    *("2018", "95-9", "12:3", " B. ", " I. ", " 7. ", "10", "Mai "),
)
PIECES_OF_WORDS = (
    *"a s S st th mg 1 2 600 - ' ’ ’s 's . , / & : _ x + 10-5 é É ß œ – 1–2 µg 5µg ª Ž ²".split(),
    *(" ", "\n", "\n\n", "\n\n\n", "\xa0"),
)


@needs_kernel
@examples(500)
@given(st.lists(st.sampled_from(PIECES_OF_SENTENCES)))
def test_sentences_are_those_of_the_twin(pieces: list[str]) -> None:
    kernel, twin = both("split_sentences")
    arguments = "".join(pieces), sentences._ABBREVIATIONS, sentences._ends_sentence
    assert kernel(*arguments) == twin(*arguments)


@examples(500)
@given(st.lists(st.sampled_from(PIECES_OF_SENTENCES)), st.sampled_from(["", "de", "fr"]))
def test_a_stop_that_is_obvious_is_judged_as_the_rules_do(pieces: list[str], code: str) -> None:
    words, ends = sentences._rules_of(code)
    written = "".join(pieces)
    for at in range(1, len(written) - 2):
        if written[at] in ".!?" and written[at + 1] == " " and written[at + 2].isupper():
            is_end = sentences._is_end(written, (0, at, at + 1), words, ends)
            assert is_end == ends(written, 0, at, at + 1), (written, at)


@needs_kernel
def test_an_error_of_a_function_that_the_kernel_calls_is_raised() -> None:
    def fail(*_: object) -> bool:
        raise ZeroDivisionError

    kernel, _ = both("split_sentences")
    with pytest.raises(ZeroDivisionError):
        kernel("One. two", frozenset(), fail)
    with pytest.raises(TypeError):
        kernel("One two. Three", 5, fail)
    assert outcome(kernel, b"One. two", frozenset(), fail) is TypeError
    vocabulary = Vocabulary()
    vocabulary.number_words = fail  # type: ignore[assignment,method-assign]
    kernel, _ = both("western_tokens")
    with pytest.raises(ZeroDivisionError):
        kernel([b"one"], vocabulary, analysis._CLASSES, analysis._LOWER, analysis.GAP)


def words_of(columns: tuple[Any, ...], vocabulary: Vocabulary) -> list[Any]:
    """The columns of tokens as lists, with words for their numbers."""
    arrays = map(np.frombuffer, columns, analysis._KINDS)
    counts, position, form, start, whole = (array.tolist() for array in arrays)
    return [counts, position, [vocabulary.forms[number] for number in form], start, whole]


@needs_kernel
@examples(300)
@given(st.lists(st.lists(st.sampled_from(PIECES_OF_WORDS)), max_size=4))
def test_words_of_texts_are_those_of_the_twin(texts: list[list[str]]) -> None:
    encoded = [data for data in analysis._encode(["".join(text) for text in texts]) if data]
    found = []
    for number, function in enumerate(both("western_tokens")):
        vocabulary = Vocabulary()
        vocabulary.table = both("new_word_table")[number]()
        for each in (encoded[:1], encoded[1:]):
            tokens = function(each, vocabulary, analysis._CLASSES, analysis._LOWER, analysis.GAP)
            found.append((number, words_of(tokens, vocabulary)))
    assert [words for number, words in found if number == 0] == [
        words for number, words in found if number == 1
    ]


class Kind(str):
    """A string of another class."""

    __slots__ = ()


class Pair(NamedTuple):
    """A tuple of another class."""

    first: Any
    second: Any


UNPACKED = st.lists(
    st.builds(
        UnpackedRecord,
        st.binary(max_size=5),
        st.text(st.characters(), max_size=5),
        st.lists(st.sampled_from([0, 1, 255, 256, 257, 70_000]), max_size=4).map(sorted),
        st.integers(-1, 3),
    ),
    max_size=4,
)


@needs_kernel
@examples(300)
@given(st.lists(st.lists(st.sampled_from(PIECES_OF_WORDS)), min_size=1, max_size=4), UNPACKED)
def test_steps_and_records_are_those_of_the_twins(
    texts: list[list[str]], records: list[UnpackedRecord]
) -> None:
    tokens = analysis.analyse(["".join(text) for text in texts], Vocabulary())
    found = []
    for steps_of, pack in zip(both("step_words"), both("pack_records"), strict=True):
        steps, size, bases, lengths = steps_of(
            tokens.counts, tokens.position, tokens.start, tokens.whole
        )
        numbered = [record._replace(number=record.number % len(texts)) for record in records]
        packed, spans = pack(numbered, steps, np.frombuffer(bases, np.int64), size)
        found.append((steps, size, bytes(bases), bytes(lengths), packed, spans))
    assert found[0] == found[1]


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=5)
    | st.sampled_from(['\b\f\n\r\t"\\', "\0\x1f\x7f", "\ud800", "\u2028", Kind("row")]),
    lambda values: st.one_of(
        st.lists(values, max_size=3),
        st.lists(values, max_size=3).map(tuple),
        st.tuples(values, values).map(lambda pair: Pair(*pair)),
        st.dictionaries(st.text(max_size=3), values, max_size=3),
    ),
    max_leaves=9,
)


@needs_kernel
@examples(500)
@given(st.dictionaries(st.text(st.characters(), max_size=3), VALUES, max_size=4))
def test_stored_values_are_written_as_by_the_twin(stored: dict[str, Any]) -> None:
    kernel, twin = both("dump_values")
    assert kernel(stored) == twin(stored)


@needs_kernel
@examples(500)
@given(VALUES | st.dictionaries(st.text() | st.none() | st.booleans() | st.integers(), VALUES))
def test_a_line_of_json_is_as_json_writes_it(value: Any) -> None:
    kernel, twin = both("dump_line")
    assert kernel(value) == twin(value) == json.dumps(value, ensure_ascii=False)


@needs_kernel
def test_values_that_json_does_not_have_are_refused() -> None:
    kernel, twin = both("dump_values")
    for value in (b"bytes", {1}, object()):
        assert outcome(kernel, {"a": [value]}) is outcome(twin, {"a": [value]}) is TypeError
    for name in (b"bytes", (1,)):
        assert outcome(kernel, {name: 1}) is outcome(twin, {name: 1}) is TypeError
    endless: list[Any] = []
    endless.append(endless)
    for function in (kernel, twin):
        with pytest.raises(RecursionError):
            function({"a": endless})


@needs_kernel
@examples(300)
@given(
    st.lists(st.tuples(*(st.integers(0, most) for most in (3, 70, 9, 3))), max_size=300),
    st.sampled_from([0, 2, 20]),
)
def test_postings_are_those_of_the_twin(rows: list[tuple[int, ...]], bits: int) -> None:
    columns = inversion.Occurrences(*np.array(rows, np.uint32).reshape(-1, 4).T.copy())
    kernel, twin = both("invert")
    found = [np.frombuffer(each, np.uint32).tolist() for each in kernel(columns, 4, bits)]
    assert found == [each.tolist() for each in twin(columns, 4, bits)]
    for size in range(4):
        answers = [outcome(function, columns, size, bits) for function in (kernel, twin)]
        assert (answers[0] is ValueError) == (answers[1] is ValueError)


@needs_kernel
def test_terms_without_limits_are_refused_before_they_are_counted() -> None:
    column = np.array([2**32 - 1, 0], np.uint32)
    kernel, _ = both("invert")
    for size, bits in ((3, 0), (-1, 0), (2**63 - 1, 0), (2**32 - 1, 32), (2**32 - 1, -1)):
        assert outcome(kernel, (column,) * 4, size, bits) is ValueError
    assert outcome(kernel, (column, column, column, column[:1]), 2**32 - 1, 0) is ValueError


@needs_kernel
def test_a_vocabulary_that_is_in_use_is_refused() -> None:
    """The lock is released during a call, so that a second one could read what the first moves."""
    vocabulary = Vocabulary()
    kernel, _ = both("western_tokens")
    arguments = [b"one two"], vocabulary, analysis._CLASSES, analysis._LOWER, analysis.GAP

    def number_words(words: list[bytes]) -> list[int]:
        assert outcome(kernel, *arguments) is ValueError
        return Vocabulary.number_words(vocabulary, words)

    vocabulary.number_words = number_words  # type: ignore[method-assign]
    kernel(*arguments)
    assert vocabulary.forms == ["one", "two"]


@needs_kernel
def test_a_vocabulary_grows_without_losing_a_word() -> None:
    vocabulary = Vocabulary()
    words = [f"w{number:x}" for number in range(40_000)]
    for _ in range(2):
        tokens = analysis.analyse([" ".join(words)], vocabulary)
        assert [vocabulary.forms[form] for form in tokens.form.tolist()] == words
    assert len(vocabulary.forms) == len(words)


class Records(NamedTuple):
    """All that the twins ask of a segment."""

    size: int
    caches: dict[object, object]


SIZE = 5000


@st.composite
def matches(draw: st.DrawFn) -> tuple[Any, ...]:
    """The arguments of `sum_frequencies`."""
    chance = np.random.default_rng(draw(st.integers(0, 2**32)))
    fields = []
    for kind in draw(st.lists(st.sampled_from("HIQq"), max_size=6)):
        count = draw(st.sampled_from([0, 1, 3, 100, SIZE]))
        docs = np.sort(chance.choice(SIZE, count, replace=False)).astype(kind)
        counts = chance.integers(1, 300, count).astype(draw(st.sampled_from("HQq")))
        fields.append((docs, counts, chance.random(SIZE)))
    live = chance.random(SIZE) < 0.8 if draw(st.booleans()) else None
    return fields, chance.random(SIZE) < 0.5, live, Records(SIZE, {})


def as_lists(found: tuple[Any, ...], *kinds: Any) -> list[Any]:
    """Columns as lists, with whatever follows them."""
    columns = [
        np.frombuffer(column, kind).tolist() for column, kind in zip(found, kinds, strict=False)
    ]
    return [*columns, *found[len(kinds) :]]


@needs_kernel
@examples(60)
@given(matches())
def test_frequencies_are_summed_as_by_the_twin(arguments: tuple[Any, ...]) -> None:
    kernel, twin = both("sum_frequencies")
    kinds = np.intp, np.float64
    assert as_lists(kernel(*arguments), *kinds) == as_lists(twin(*arguments), *kinds)


@needs_kernel
@examples(100)
@given(matches(), st.integers(0, 2), st.integers(0, 4), st.floats(0, 3))
def test_scores_are_summed_as_by_the_twin(
    arguments: tuple[Any, ...], extras: int, needed: int, floor: float
) -> None:
    kernel, twin = both("sum_parts")
    parts = [
        (docs.astype(np.intp), weights[: len(docs)], 1.0 + number / 3)
        for number, (docs, _, weights) in enumerate(arguments[0])
    ]
    lift = Lift(needed, floor, 1e-4)
    kinds = np.intp, np.float64, np.uint16
    given_now = parts[extras:], parts[:extras], lift, arguments[-1]
    assert as_lists(kernel(*given_now), *kinds) == as_lists(twin(*given_now), *kinds)


@needs_kernel
@examples(60)
@given(st.lists(st.floats(0, 1e300), max_size=9), st.floats(0, 20))
def test_frequencies_saturate_as_by_the_twin(frequencies: list[float], idf: float) -> None:
    kernel, twin = both("saturate")
    array = np.array(frequencies, np.float64)
    expected = twin(array, idf, 2.0).tolist()
    for given_now in (array, bytearray(array.tobytes())):
        assert np.frombuffer(kernel(given_now, idf, 2.0)).tolist() == expected
    assert outcome(kernel, bytes(9), idf, 2.0) is ValueError


@needs_kernel
def test_an_empty_array_may_lie_anywhere() -> None:
    """Where an empty bytearray does depends on how the interpreter was compiled."""
    kernel, _ = both("saturate")
    find, _ = both("find_number")
    for start in range(8):
        assert kernel(memoryview(bytearray(16))[start:start], 1.0, 2.0) == b""
        numbers = np.ndarray((0,), np.uint64, bytearray(16), start)
        assert find(memoryview(numbers), 1) == -1
        full = np.ndarray((1,), np.uint64, bytearray(16), start)
        is_aligned = full.ctypes.data % 8 == 0
        assert outcome(find, memoryview(full), 1) == (-1 if is_aligned else TypeError)


TEXTS = ("A sham knee.", "Knees, knees and shams.", "A knee: sham.", "Backs ache.")


@pytest.fixture(scope="module")
def statistics() -> Collection:
    """Those of a segment of 300 records, some of which are deleted."""
    index = Index.in_memory()
    with index.batch():
        for name in "abc":
            sections = [Section(f"s{n}", TEXTS[n % 3], " ".join(TEXTS[n % 4 :])) for n in range(99)]
            index.add(Article(name, f"Knees {name}", tuple(sections)))
    index.remove("b")
    found = collection_of(index._store.snapshot)
    assert [view.live is not None for view in found.views] == [True]
    return found


@needs_kernel
@pytest.mark.parametrize("stem", ["knee", "sham", "ach", "b", "none", "", "é"])
@pytest.mark.parametrize("fields", [stems.ALL_TEXT, ("heading", "path"), ("body",), ()])
def test_stems_are_found_as_by_the_twin(
    statistics: Collection, stem: str, fields: tuple[str, ...]
) -> None:
    for number in range(len(statistics.views)):
        segment = stems.searched(statistics, number)
        kernel, twin = (function(segment, stem.encode(), fields) for function in both("match_stem"))
        kinds = np.intp, np.float64
        assert kernel[0] == twin[0]
        assert as_lists(kernel[1:], *kinds) == as_lists(twin[1:], *kinds)
        if stem == "knee" and "body" in fields:
            assert kernel[0]


@needs_kernel
@pytest.mark.parametrize("fields", [stems.ALL_TEXT, ("heading", "path"), ("body",), ()])
@examples(60)
@given(
    st.lists(st.sampled_from(["knee", "sham", "a", "and", "ach", "none"]), min_size=1, max_size=4)
)
def test_phrases_are_found_as_by_the_twin(
    statistics: Collection, fields: tuple[str, ...], words: list[str]
) -> None:
    segment = stems.searched(statistics, 0)
    phrase = tuple(word.encode() for word in words)
    kernel, twin = (function(segment, phrase, fields) for function in both("match_phrase"))
    assert [(name, np.frombuffer(keys, np.int64).tolist()) for name, keys in kernel[0].items()] == [
        (name, keys.tolist()) for name, keys in twin[0].items()
    ]
    kinds = np.intp, np.float64
    assert as_lists(kernel[1:], *kinds) == as_lists(twin[1:], *kinds)


@needs_kernel
def test_phrases_are_found_beyond_the_first_entries_of_the_skip_list() -> None:
    index = Index.in_memory()
    texts = [f"{'Knee ' * (n % 5)}sham {'knee ' * (n % 3)}and sham {n}." for n in range(900)]
    index.add(Article("a", "All", tuple(Section(f"s{n}", "", t) for n, t in enumerate(texts))))
    segment = stems.searched(collection_of(index._store.snapshot), 0)
    for words in ("knee sham", "sham knee", "knee knee sham", "sham knee knee and sham", "777"):
        phrase = tuple(word.encode() for word in words.split())
        kernel, twin = (function(segment, phrase, ("body",)) for function in both("match_phrase"))
        assert bytes(kernel[0]["body"]) == twin[0]["body"].tobytes()
        assert kernel[3] == twin[3] > 0


@needs_kernel
@examples(600)
@given(st.data())
def test_forged_arrays_of_a_segment_end_in_an_answer_or_an_error(data: st.DataObject) -> None:
    """Each array of a segment, and each number beside them, is replaced by another."""
    index = Index.in_memory()
    text = "Knee sham, knee knee: sham knee."
    index.add(Article("a", "Knees", tuple(Section(f"s{n}", "Sham", text) for n in range(20))))
    opened = open_forged_words(data, collection_of(index._store.snapshot))
    if isinstance(opened, type):
        return
    for stem in (b"knee", b"sham", b"none"):
        outcome(native.KERNEL.match_stem, (opened,), stem, stems.ALL_TEXT)
    for phrase in ((b"knee", b"sham"), (b"sham", b"knee", b"knee")):
        outcome(native.KERNEL.match_phrase, (opened,), phrase, stems.ALL_TEXT)


@needs_kernel
def test_what_is_no_segment_is_refused(statistics: Collection) -> None:
    kernel = native.KERNEL
    for wrong in (None, 5, (), (1,) * 11, (None,) * 11):
        assert outcome(kernel.open_words, lambda wrong=wrong: wrong) is TypeError
        assert outcome(kernel.match_stem, (wrong,), b"knee", ()) in (TypeError, ValueError)
        assert outcome(kernel.match_phrase, (wrong,), (b"a",), ()) in (TypeError, ValueError)
    assert outcome(kernel.match_stem, (), b"knee", ()) is TypeError
    opened = kernel.open_words(partial(stems._arrays, statistics, 0))
    for wrong in ((), (b"a",) * 33, ("a",), b"a", (b"knee", None)):
        assert outcome(kernel.match_phrase, (opened,), wrong, ()) in (TypeError, ValueError)
    assert outcome(kernel.match_stem, (opened,), "knee", ()) is TypeError
    assert outcome(kernel.match_stem, (opened,), b"knee", ("author", None)) is ValueError
    assert outcome(kernel.open_words, 5) is TypeError


@needs_kernel
def test_blocks_are_verified_before_the_kernel_reads_them(statistics: Collection) -> None:
    arrays = list(stems._arrays(statistics, 0))
    checked, block = arrays[3], arrays[9]
    unchecked = bytearray(len(checked))
    asked: list[tuple[int, int]] = []
    arrays[3], arrays[10] = unchecked, lambda start, end: asked.append((start, end))
    opened = native.KERNEL.open_words(lambda: tuple(arrays))
    native.KERNEL.match_stem((opened,), b"knee", ("body",))
    assert len(asked) == 2
    for start, end in asked:
        unchecked[start // block : -(-end // block)] = b"\1" * (-(-end // block) - start // block)
    native.KERNEL.match_stem((opened,), b"knee", ("body",))
    assert len(asked) == 2
    unchecked[:] = bytes(len(checked))
    native.KERNEL.match_phrase((opened,), (b"knee", b"knee"), ("body",))
    assert len(asked) > 6
    arrays[3], arrays[10] = bytearray(len(checked)), lambda *_: 1 / 0
    opened = native.KERNEL.open_words(lambda: tuple(arrays))
    with pytest.raises(ZeroDivisionError):
        native.KERNEL.match_stem((opened,), b"knee", ("body",))


@needs_kernel
@examples(100)
@given(st.lists(st.integers(0, 3)), st.integers(1, 40), st.randoms(use_true_random=False))
def test_records_are_ranked_as_by_the_twin(keys: list[int], count: int, chance: Any) -> None:
    kernel, twin = both("first_ranked")
    docs = np.array(sorted(chance.sample(range(1000), len(keys))), np.intp)
    order = np.array([chance.randrange(5) for _ in range(1000)], np.int64)
    scores = np.array([chance.random() for _ in keys])
    arguments = np.array(keys, np.float64), docs, scores, order, count
    assert kernel(*arguments) == twin(*arguments)


@needs_kernel
@examples(200)
@given(st.lists(st.integers(1, 9), max_size=200), st.integers(0, 150), st.sampled_from("BHIQ"))
def test_occurrences_are_found_as_by_the_twin(counts: list[int], low: int, kind: str) -> None:
    """Of a stem whose postings begin at the index `low` of those of a field."""
    low = min(low, len(counts))
    docs = memoryview(np.arange(low, len(counts), dtype="H") * 2)
    skips = memoryview(np.array(starts_of(counts)[::64], kind if sum(counts) < 255 else "I"))
    all_counts = memoryview(np.array(counts, np.uint8))[low // 64 * 64 :]
    kernel, twin = both("occurrences_in")
    for doc in range(2 * len(counts) + 2):
        arguments = docs, all_counts, skips, doc, low, 64
        found = kernel(*arguments)
        assert found == twin(*arguments)
        if doc % 2 == 0 and low <= doc // 2 < len(counts):
            assert found == (sum(counts[: doc // 2]), sum(counts[: doc // 2 + 1]))
        index = both("find_number")[0](docs, doc)
        assert index == both("find_number")[1](docs, doc)


@needs_kernel
@examples(1000)
@given(st.lists(st.tuples(FORGED, FORGED, FORGED), max_size=3), FORGED, FORGED, FORGED, FORGED)
def test_forged_arrays_end_in_an_answer_or_an_error(
    fields: list[tuple[Any, Any, Any]], one: Any, two: Any, three: Any, four: Any
) -> None:
    """Whatever an array holds, every function returns or raises what is reported as damage."""
    kernel = native.KERNEL
    for function, arguments in (
        (kernel.sum_frequencies, (fields, one, two, None)),
        (kernel.sum_parts, ([(one, two, 1.0)], [(three, four, 2.0)], (1, 0.5, 0.1), None)),
        (kernel.sum_parts, (fields, fields, (1, 0.5, 0.1), None)),
        (kernel.saturate, (one, 1.0, 2.0)),
        (kernel.first_ranked, (one, two, three, four, 5)),
        (kernel.first_string, (one, two, b"word", {})),
        (kernel.find_string, (one, two, b"word", {})),
        (kernel.find_number, (one, 8)),
        (kernel.occurrences_in, (one, two, three, 8, 70, 64)),
        (kernel.ascii_tokens, (one, Token)),
        (kernel.fold_ascii, (one,)),
        (kernel.split_sentences, (one, two, three)),
        (kernel.western_tokens, (one, Vocabulary(), two, three, 8)),
        (kernel.step_words, (one, two, three, four)),
        (kernel.pack_records, ([(b"", "", [], 1)], one, two, 1)),
        (kernel.pack_records, ([(one, "a", [1], two)], b"abc", three, 2)),
        (kernel.pack_records, (one, two, three, four)),
        (kernel.dump_values, (one,)),
        (kernel.invert, ((one, two, three, four), 9, 3)),
        (kernel.uncertain_sentences, (one, [(0, two, three), (3, three, two)])),
    ):
        outcome(function, *arguments)
        outcome(function, *arguments[:-1])


@needs_kernel
def test_records_out_of_order_or_beyond_the_last_are_errors() -> None:
    kernel = native.KERNEL
    weights, flags, counts = np.ones(10), np.ones(10, np.bool_), np.ones(2, np.uint8)
    for docs in ([1, 1], [2, 1], [9, 10], [0, 2**63], [0, 2**64 - 1]):
        field = np.array(docs, np.uint64), counts, weights
        assert outcome(kernel.sum_frequencies, [field], flags, None, None) is ValueError, docs
    field = np.array([1, 2], np.uint8), counts, weights
    assert outcome(kernel.sum_frequencies, [field], flags[:2], None, None) is ValueError
    assert outcome(kernel.sum_frequencies, [field], flags, flags[:2], None) is ValueError
    beyond = np.array([-1, 3]), weights[:2], 1.0
    assert outcome(kernel.sum_parts, [beyond], [], (0, 0.0, 0.0), None) is ValueError
    extra = np.array([3, 2, 2, -1]), weights[:4], 1.0
    part = np.array([2]), weights[:1], 1.0
    found = kernel.sum_parts([part], [extra], (0, 0.0, 0.0), None)
    assert as_lists(found, np.intp, np.float64, np.uint16) == [[2], [3.0], [1], 1, 1]
    assert outcome(kernel.first_ranked, weights[:1], counts[:1], weights[:1], flags, 1) is TypeError
    beyond = weights[:1], np.array([3]), weights[:1], np.array([0, 0, 0])
    assert outcome(kernel.first_ranked, *beyond, 1) is ValueError


_ANSWERS = """
import json, sys
from painsci_search import Index
from painsci_search.native import build
index = Index.in_memory()
index.update(["corpus"])
found = [index.search(query) for query in json.loads(sys.stdin.read())]
print(json.dumps([build(), [repr((r.hits, r.total, r.suggestion)) for r in found]]))
"""


@needs_kernel
def test_both_builds_answer_alike() -> None:
    queries = [
        "placebo", "pain surgery knee", '"low back pain"', "exerc*", "placib~1", "CRPS-1",
        "+sham -knee", "naïve patients", "author:lochte", "year:2018", "title:pain", "plazebo",
        "600mg ibuprofen", "placebo AND (surgery OR knee)", "back pain neck pain treatment",
    ]  # fmt: skip
    answers = [
        json.loads(
            subprocess.run(
                [sys.executable, "-c", _ANSWERS],
                input=json.dumps(queries),
                env={**os.environ, "PAINSCI_SEARCH_PURE": pure},
                cwd=REPOSITORY,
                capture_output=True,
                check=True,
                text=True,
            ).stdout
        )
        for pure in "01"
    ]
    assert [build for build, *_ in answers] == ["compiled", "pure Python"]
    assert answers[0][1:] == answers[1][1:]


@pytest.mark.slow
@pytest.mark.skipif(
    importlib.util.find_spec("painsci_search._kernel") is None,
    reason="the native kernel is not compiled",
)
def test_faults_are_handled_alike_by_the_other_build() -> None:
    other = "0" if os.environ.get("PAINSCI_SEARCH_PURE") == "1" else "1"
    names = ["test_forgeries.py", "test_faults.py", "test_hostile_files.py"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-x"]
        + [f"tests/engine/{name}" for name in names],
        env={**os.environ, "PAINSCI_SEARCH_PURE": other},
        cwd=REPOSITORY,
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:]


PIECES_OF_PAGES = (
    *("It was so in Rome. ", "It was so in Ravenna. ", "Rome | Ravenna", "Pain, pain, and pain"),
    *("a", " ", "\n", "|", "é", "Ω", "sixteen letters.", "sixteen letters, and more of them. "),
)


@st.composite
def pages(draw: st.DrawFn) -> tuple[Any, list[Any]]:
    """The letters of a page, and the offsets of its parts."""
    written, parts = "", []
    for _ in range(draw(st.integers(0, 4))):
        part = "".join(draw(st.lists(st.sampled_from(PIECES_OF_PAGES), max_size=12)))
        flat = [offset for span in sentences.sentences(part) for offset in span]
        markers = sorted(draw(st.sets(st.integers(0, len(part)), max_size=3)))
        parts.append((len(written), flat, markers))
        written += part + "\n"
    return text_fragments._lowest_bytes(written), parts


@needs_kernel
@examples(500)
@given(pages())
def test_sentences_that_may_recur_are_those_of_the_twin(page: tuple[Any, list[Any]]) -> None:
    kernel, twin = both("uncertain_sentences")
    assert kernel(*page) == twin(*page)


@needs_kernel
def test_a_sentence_or_a_part_outside_of_the_page_is_an_error() -> None:
    kernel, _ = both("uncertain_sentences")
    letters = np.zeros(40, np.uint8)
    assert kernel(letters, [(0, [0, 40], [40])]) == [(0, 0)]
    for part in (
        (0, [0, 41], []),
        (1, [0, 40], []),
        (0, [9, 8], []),
        (0, [-1, 8], []),
        (-1, [], []),
    ):
        assert outcome(kernel, letters, [part]) is ValueError, part
    assert outcome(kernel, letters, [(2**63 - 1, [0, 8], [8])]) is ValueError
    for wrong in ((0, [0, 8]), [0, [0, 8], []], (0, 5, []), (0, ["a", 8], []), ("0", [], [])):
        assert outcome(kernel, letters, [wrong]) is TypeError, wrong
    assert outcome(kernel, np.zeros(40, np.uint16), []) is TypeError
