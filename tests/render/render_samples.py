"""Answers for the render tests: read from data files, or made up by Hypothesis."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from painsci_search.model import (
    Article,
    ArticleInfo,
    Change,
    CitingSection,
    Claim,
    Facet,
    FacetValue,
    Hit,
    Note,
    NoteRef,
    Offer,
    Reference,
    Results,
    Section,
    Snippet,
)

ANSWERS = Path(__file__).parent / "answers"


def load_results(path: Path) -> Results:
    """Read results back from the JSON that the package writes."""
    value = json.loads(path.read_text(encoding="utf-8"))
    value.pop("schema")
    facets = tuple(
        Facet(field, tuple(_make(FacetValue, each) for each in values))
        for field, values in value["facets"].items()
    )
    made = {"hits": tuple(map(_hit, value["hits"])), "facets": facets}
    made["offers"] = tuple(_make(Offer, each) for each in value["offers"])
    words = {name: tuple(value[name]) for name in ("unknown", "missing")}
    return Results(**{**value, **made, **words})


def _hit(value: dict[str, Any]) -> Hit:
    made = {
        "article": _make(ArticleInfo, value["article"]),
        "snippet": _make(Snippet, value["snippet"]),
        "notes": tuple(map(_note, value["notes"])),
        "cited_from": tuple(_make(CitingSection, citing) for citing in value["cited_from"]),
        "claims": tuple(_make(Claim, claim) for claim in value["claims"]),
    }
    hit: Hit = _make(Hit, {**value, **made})
    return hit


def _note(value: dict[str, Any]) -> Note:
    works = tuple(_make(Reference, reference) for reference in value["references"])
    note: Note = _make(Note, {**value, "references": works})
    return note


def _make(cls: Any, value: dict[str, Any]) -> Any:
    return cls(**{key: _tuples(item) for key, item in value.items()})


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


# Any code point at all, lone surrogates included, and more than a fair share of nasty ones.
nasty = st.sampled_from(
    "\x00\x07\x08\t\n\r\x1b\x7f\x85\x9b\xad\u061c\u200b\u200d\u200e\u202e\u2028\u2066\ufe0f\ufffe"
    "\ud800\U000e0041\u75db\u0308*_[]()<>#|`\\=+-@\"',;"
)
text = st.text(st.one_of(nasty, st.characters(), st.sampled_from("abc de.")), max_size=120)
maybe = st.none() | text


@st.composite
def spans(draw: st.DrawFn, marked: str) -> tuple[tuple[int, int], ...]:
    edges = draw(st.lists(st.integers(0, len(marked)), max_size=6, unique=True).map(sorted))
    return tuple(zip(edges[::2], edges[1::2], strict=False))


references = st.builds(
    Reference,
    text,
    authors=st.lists(text, max_size=2).map(tuple),
    title=maybe,
    journal=maybe,
    year=st.none() | st.integers(0, 99999),
    doi=maybe,
    pmid=maybe,
    pmcid=maybe,
    painsci_id=maybe,
    url=maybe,
    commentary=maybe,
)
notes = st.builds(
    Note,
    text,
    text,
    text,
    references=st.lists(references, max_size=2).map(tuple),
    cited_from=st.lists(text, max_size=2).map(tuple),
    anchor_in_page=st.booleans(),
)


@st.composite
def hits(draw: st.DrawFn) -> Hit:
    info = draw(
        st.builds(
            ArticleInfo,
            st.sampled_from(["asmr", "placebo"]) | text,
            text,
            maybe,
            st.lists(text, max_size=2).map(tuple),
            maybe,
            maybe,
            text,
        )
    )
    heading, words = draw(text), draw(text)
    path = draw(st.lists(text, max_size=2).map(tuple))
    return Hit(
        rank=draw(st.integers(1, 50)),
        score=draw(st.floats(allow_nan=False, allow_infinity=False)),
        kind=draw(st.sampled_from(["article", "section", "note"])),
        article=info,
        heading=heading,
        path=path,
        anchor=draw(maybe),
        link=draw(text | text.map("https://example.org/{}".format)),
        snippet=Snippet(words, draw(spans(words)), draw(text)),
        notes=draw(st.lists(notes, max_size=6).map(tuple)),
        cited_from=draw(
            st.lists(st.builds(CitingSection, text, text, text), max_size=2).map(tuple)
        ),
        claims=draw(
            st.lists(
                st.builds(Claim, text, text, text, text, st.lists(text, max_size=2).map(tuple)),
                max_size=2,
            ).map(tuple)
        ),
        title_highlights=draw(spans(info.title)),
        heading_highlights=draw(spans(heading)),
        path_highlights=tuple(draw(spans(each)) for each in path),
        author_highlights=tuple(draw(spans(each)) for each in info.authors),
    )


results = st.builds(
    Results,
    text,
    st.integers(0, 100),
    st.floats(0, 1e6),
    st.lists(hits(), max_size=3).map(tuple),
    maybe,
    st.booleans(),
    st.lists(text, max_size=2).map(tuple),
    st.lists(
        st.builds(
            Facet,
            st.sampled_from(["kind", "article"]),
            st.lists(st.builds(FacetValue, text, st.integers(1), text), max_size=2).map(tuple),
        ),
        max_size=1,
    ).map(tuple),
)


@st.composite
def sections(draw: st.DrawFn) -> Section:
    words = draw(text)
    offsets = draw(st.lists(st.integers(0, len(words)), max_size=3).map(sorted))
    refs = tuple(NoteRef(draw(text), offset, draw(text)) for offset in offsets)
    return Section(
        draw(text),
        draw(text),
        words,
        draw(st.integers(1, 6)),
        draw(st.lists(text, max_size=2).map(tuple)),
        refs,
        draw(st.booleans()),
    )


articles = st.builds(
    Article,
    text,
    text,
    sections=st.lists(sections(), max_size=3).map(tuple),
    notes=st.lists(notes, max_size=3).map(tuple),
    changes=st.lists(st.builds(Change, st.sampled_from(["", "2021-06"]), text), max_size=2).map(
        tuple
    ),
    source=text,
    url=maybe,
    subtitle=maybe,
    authors=st.lists(text, max_size=2).map(tuple),
    published=st.none() | st.sampled_from(["2021", "2021-06", "2021-06-30"]),
    updated=st.none() | st.sampled_from(["2022", "2022-01-01"]),
    language=maybe,
)
