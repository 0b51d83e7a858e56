"""Text directives of stored records: the compiled function against Python's, on right and forged
records; and fields that compiled functions set and convert."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packing import compress, decompress
from painsci_search import native
from painsci_search.engine.storage.manifest import BAD_DATA_ERRORS
from painsci_search.engine.storage.stored_fields import PackedRecord
from painsci_search.model import PartialDate, Snippet
from painsci_search.search.links import make_fragment
from painsci_search.sentences import sentences
from painsci_search.text_fragments import PagePart
from profiles import examples
from twins import both

pytestmark = pytest.mark.skipif(native.KERNEL is None, reason="the native kernel is not compiled")

PLAIN = "pain Pain back low. 600 mg 3.5 a b of-the (ached) row | cell \n \n\n _ ~ * % 9 back,"
WIDE = "naïve “Pain” 痛み。 Σας ΣΑΣ İ ² 10² 𝔓 e\u0301 \xa0 \u2028 \ud800 caf\xe9 CAF\xc9 – ’s 疼"
PIECES = [*PLAIN.split(" "), " | "]
texts = st.one_of(
    st.lists(st.sampled_from([each + end for each in pieces for end in ("", " ", " ", " ")]))
    for pieces in (PIECES, PIECES[:6], PIECES + WIDE.split(" "))
).map("".join)


def pack(text: str, units: list[int]) -> bytes:
    """A stored record, decompressed."""
    return decompress(memoryview(compress(b'{"anchor":"a"}', text, units, b"", 1)))


def quote(whole: bytes, markers: list[int], start: int, end: int) -> tuple[str, bool]:
    """The directive of a passage as Python makes it; the compiled one is the same."""
    record = PackedRecord("section", whole)
    calls = []

    def make(start: int, end: int) -> str:
        calls.append((start, end))
        part = PagePart("", record.text, record.sentences, markers)
        return make_fragment(None, part, (start, end)).removeprefix("#:~:text=")

    expected = make(start, end)
    calls.clear()
    assert native.KERNEL.make_directive(whole, markers, start, end, make) == expected
    assert calls in ([], [(start, end)])
    return expected, not calls


@examples(1000)
@given(texts, st.randoms(use_true_random=False))
def test_a_passage_is_quoted_as_by_python(text: str, chance: random.Random) -> None:
    units = [at for unit in sentences(text) for at in unit]
    whole = pack(text, units)
    places = range(len(text) + 1)
    markers = sorted(chance.choices(places, k=chance.randrange(4)))
    spans = list(zip(units[::2], units[1::2], strict=True))
    for start, end in (*spans, (0, len(text)), tuple(sorted(chance.choices(places, k=2)))):
        quote(whole, markers, start, end)
        quote(whole, [], start, end)


@pytest.mark.parametrize(
    ("text", "markers", "expected"),
    [
        ("Pain is weird.", [], "Pain%20is%20weird."),
        ("Pain, it is-not so “weird”, ~ as 5% said ©.", [], None),
        ("It hurts here and there and everywhere, and it hurts here and there again.", [], None),
        (
            "One two three four five six seven eight. 20 mg of 30 mg were given 20 mg a day",
            [],
            None,
        ),
        ("Pain was less after a walk and more after a rest of a week or two.", [10, 26], None),
        (
            "A row of many words in it | and its cell\nand a line | more words than it had",
            [9],
            None,
        ),
        ("", [], ""),
        ("|||", [], ""),
    ],
)
def test_common_passages_are_quoted_without_python(
    text: str, markers: list[int], expected: str | None
) -> None:
    directive, is_compiled = quote(pack(text, [0, len(text)]), markers, 0, len(text))
    assert is_compiled
    assert expected in (None, directive)


def test_what_is_seldom_is_left_to_python() -> None:
    text = "Pain is weird, and pains are, too. Pain is weird again. 痛み"
    whole = pack(text, [0, 34, 35, 55, 56, 58])
    assert quote(whole, [], 0, 34)[1]
    for start, end in ((2, 34), (0, 32), (5, 34), (56, 58)):
        assert not quote(whole, [], start, end)[1]
    assert not quote(pack("a " * 2000, [0, 4000]), [], 0, 4000)[1]
    assert not quote(pack("a\n" * 200, [0, 400]), [], 0, 400)[1]


ODD = st.sampled_from([0, 1, 5, 10, 2**31, 2**63, -1, -(2**63), None, "a", 0.5])


@examples(500)
@given(
    st.binary(max_size=60) | st.just(pack("Pain here. And back there.", [0, 10, 11, 26])),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 255)), max_size=4),
    st.lists(ODD) | ODD,
    ODD,
    ODD,
)
def test_a_forged_record_ends_in_a_directive_or_an_error(
    whole: bytes, changes: list[tuple[int, int]], markers: Any, start: Any, end: Any
) -> None:
    forged = bytearray(whole)
    for at, value in changes:
        if at < len(forged):
            forged[at] = value
    for first, last in ((start, end), (0, 10), (0, len(whole))):
        for arguments in (
            (bytes(forged), markers, first, last, lambda *_: "left"),
            (forged, markers, first, last, lambda *_: "left"),
            (bytes(forged), markers, first, last),
        ):
            try:
                assert isinstance(native.KERNEL.make_directive(*arguments), str)
            except BAD_DATA_ERRORS:
                continue


def test_fields_are_set_as_by_the_twin() -> None:
    for set_fields in (native.KERNEL.set_fields, native.TWINS["set_fields"]):
        snippet = Snippet("")
        set_fields(snippet, {"text": "Pain", "highlights": ((0, 4),)})
        assert snippet == Snippet("Pain", ((0, 4),))
        for fields in ({"other": 1}, {1: 1}, None, ()):
            with pytest.raises((AttributeError, TypeError)):
                set_fields(snippet, fields)


def test_objects_are_made_as_by_the_twin() -> None:
    names = ("text", "highlights", "columns")
    rows = [("Pain", ((0, 4),), "Dose"), ("Back", (), "")]
    for make_objects in (native.KERNEL.make_objects, native.TWINS["make_objects"]):
        assert make_objects(Snippet, names, rows) == [Snippet(*row) for row in rows]
        assert make_objects(Snippet, (), [()])[0].__class__ is Snippet
        for kind, fields, values in (
            (Snippet, ("other",), [("Pain",)]),
            (Snippet, (1,), [("Pain",)]),
            (Snippet, names, [("Pain",)]),
            (Snippet, names, [None]),
            (Snippet, None, rows),
            (Snippet, names, None),
            (None, names, rows),
            (int, names, rows),
        ):
            with pytest.raises((AttributeError, TypeError, ValueError)):
                make_objects(kind, fields, values)


class _Names(dict[type, tuple[str, ...]]):
    def __missing__(self, kind: type) -> tuple[str, ...]:
        if kind is complex:
            raise KeyError(kind)
        return ()


def test_values_are_converted_as_by_the_twin() -> None:
    names = _Names({Snippet: ("columns", "text", "highlights")})
    inner = Snippet("Pain", ((0, 4),))
    value = (inner, [1, 2.5, True, None, PartialDate("2024")], {"a": inner}, (), b"x")
    expected = [
        {"columns": "", "text": "Pain", "highlights": [[0, 4]]},
        [1, 2.5, True, None, "2024"],
        str({"a": inner}),
        [],
        "b'x'",
    ]
    endless: list[Any] = []
    endless.append(endless)
    for convert in (native.KERNEL.convert, native.TWINS["convert"]):
        assert convert(value, names, str) == expected
        assert type(convert(value[1], names, str)[4]) is PartialDate
        for arguments in (
            (1j, names, str),
            (b"x", names, None),
            (b"x", None, str),
            (inner, {Snippet: ("other",)}, str),
            (inner, {Snippet: (1,)}, str),
            (endless, names, str),
            (value, names),
        ):
            with pytest.raises((AttributeError, KeyError, RecursionError, TypeError)):
                convert(*arguments)


_JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=2),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner)
        | st.dictionaries(st.sampled_from(["article", "id", "link", "source", "x"]), inner)
    ),
    max_leaves=20,
)


@given(_JSON)
def test_objects_are_found_as_by_the_twin(value: Any) -> None:
    found, known = (function(value, ("link", "source")) for function in both("objects_with"))
    assert found == known
    assert [id(each) for each, _ in found] == [id(each) for each, _ in known]


def test_a_search_for_objects_ends_for_endless_ones_and_refuses_other_keys() -> None:
    endless: list[Any] = []
    endless.append(endless)
    for function in both("objects_with"):
        with pytest.raises(RecursionError):
            function(endless, ("link",))
        for keys in (3, ([],)):
            with pytest.raises(TypeError):
                function({"link": ""}, keys)
    with pytest.raises(TypeError):
        both("objects_with")[0]({})
