"""The index through Whoosh's documented interfaces: its parsers, queries, readers and searchers."""

from __future__ import annotations

import pytest
from whoosh import query as whoosh_query
from whoosh.fields import Schema
from whoosh.filedb.filestore import ReadOnlyError
from whoosh.index import Index as AnyIndex
from whoosh.matching import ReadTooFar
from whoosh.qparser import FuzzyTermPlugin, MultifieldParser, QueryParser
from whoosh.reading import IndexReader, MultiReader, TermNotFound
from whoosh.scoring import TF_IDF, FunctionWeighting
from whoosh.searching import Searcher

from painsci_search import Article, Index, Section
from painsci_search.documents import rebuild_records
from painsci_search.engine.as_whoosh import WhooshIndex, make_schema
from painsci_search.engine.storage.folder import DiskFolder
from painsci_search.engine.storage.store import Store


def open_whoosh(index: Index) -> WhooshIndex:
    return WhooshIndex(Store.open(DiskFolder(index.path)).snapshot, rebuild_records)


@pytest.fixture
def demo(demo_index: Index) -> Searcher:
    return open_whoosh(demo_index).searcher()


def keys(searcher: Searcher, text: str, field: str = "body", **options: object) -> list[str]:
    parser = QueryParser(field, searcher.schema)
    parser.add_plugin(FuzzyTermPlugin())
    options.setdefault("limit", None)
    return [hit["key"] for hit in searcher.search(parser.parse(text), **options)]


@pytest.mark.parametrize(
    ("typed", "parsed"),
    [
        ("Surgeries", "body:surgeri"),
        ('"knee surgeries"', 'body:"knee surgeri"'),
        ("Patient’s", "body:patient"),
        ("CRPS-1", 'body:"crps 1"'),
        ("naïve", "body:naiv"),
        ("Surg*", "body:surg*"),
        ("author:Moseley", "author:moseley"),
        ("spell_body:Surgeries", "spell_body:surgeries"),
        ("doi:10.1136/BMJ.h2747", "doi:10.1136/bmj.h2747"),
        ("key:asmr#n2", "key:asmr#n2"),
        ("year:[2015 TO 2018]", "year:[2015 TO 2018]"),
    ],
)
def test_whooshs_parser_makes_terms_that_the_index_has(typed: str, parsed: str) -> None:
    assert str(QueryParser("body", make_schema()).parse(typed)) == parsed


def test_tokens_have_positions_and_places_as_in_the_index() -> None:
    analyzer = make_schema()["body"].analyzer
    text = "Naïve CRPS-1.\n\nPains"
    tokens = analyzer(text, positions=True, chars=True)
    found = [(t.text, t.pos, text[t.startchar : t.endchar]) for t in tokens]
    assert found == [
        ("naiv", 0, "Naïve"),
        ("crps", 1, "CRPS"),
        ("crps1", 1, "CRPS-1"),
        ("1", 2, "1"),
        ("pain", 11, "Pains"),
    ]


def test_a_phrase_a_prefix_and_a_field_find_what_the_library_finds(
    demo: Searcher, demo_index: Index
) -> None:
    assert "sham-surgery#Definition" in keys(demo, '"sham surgery"')
    for typed, field, ours in (
        ("moseley", "author", "author:moseley"),
        ("[2018 TO 2018]", "year", "year:2018"),
        ("30397584", "pmid", "pmid:30397584"),
        ("nocebo", "note", "note:nocebo"),
        ("placibo~2", "spell_note", "note:placibo~2"),
        ("catas*", "spell_note", "note:catas*"),
    ):
        hits = demo_index.search(ours, limit=1000).hits
        assert hits, ours
        expected = {f"{h.article.id}#{h.anchor}" if h.anchor else h.article.id for h in hits}
        assert set(keys(demo, typed, field)) == expected


def test_several_fields_and_every_kind_of_query_work(demo: Searcher) -> None:
    parser = MultifieldParser(["title", "heading", "body", "note"], demo.schema)
    assert len(demo.search(parser.parse("placebo knee"), limit=None))
    near = whoosh_query.SpanNear2(
        [whoosh_query.Term("body", "surgeri"), whoosh_query.Term("body", "sham")],
        slop=5,
        ordered=False,
    )
    assert keys(demo, '"sham surgery"')[0] in [hit["key"] for hit in demo.search(near)]
    wild = whoosh_query.Wildcard("spell_body", "*cebo")
    both = {*keys(demo, "spell_body:placebo"), *keys(demo, "spell_body:nocebo")}
    assert {hit["key"] for hit in demo.search(wild, limit=None)} == both
    assert set(keys(demo, "spell_body:(placebo OR nocebo)")) == both
    regex = whoosh_query.Regex("spell_body", "(pla|no)cebo$")
    assert {hit["key"] for hit in demo.search(regex, limit=None)} == both
    assert keys(demo, "placebo NOT kind:section") == keys(demo, "placebo kind:article")
    assert len(keys(demo, "kind:article")) == 14


@pytest.mark.parametrize("weighting", [TF_IDF(), FunctionWeighting(lambda *_: 1.0), None])
def test_other_models_rank_too(demo_index: Index, weighting: object) -> None:
    options = {"weighting": weighting} if weighting else {}
    searcher = open_whoosh(demo_index).searcher(**options)
    every = keys(searcher, "placebo OR surgery")
    assert len(every) > 10
    assert keys(searcher, "placebo OR surgery", limit=5) == every[:5]


def test_hits_are_highlighted_sorted_grouped_and_likened(demo: Searcher) -> None:
    query = QueryParser("body", demo.schema).parse('"sham surgery"')
    hit = demo.search(query, terms=True)[0]
    assert 'class="match term' in hit.highlights("body")
    assert set(hit.matched_terms()) == {("body", b"sham"), ("body", b"surgeri")}
    assert [other["key"] for other in hit.more_like_this("body", top=3)]
    by_key = keys(demo, "placebo", sortedby="key")
    assert by_key == sorted(by_key)
    groups = demo.search(whoosh_query.Every(), groupedby="kind", limit=None).groups("kind")
    assert {kind: len(found) for kind, found in groups.items()} == {
        kind: len(keys(demo, f"kind:{kind}")) for kind in ("article", "section", "note")
    }


def test_corrections_are_words_as_they_are_spelled(demo: Searcher) -> None:
    assert demo.suggest("body", "surgry", limit=1) == ["surgery"]
    parsed = QueryParser("body", demo.schema).parse("placibo")
    assert demo.correct_query(parsed, "placibo").string == "placebo"


def test_a_document_gives_back_what_was_indexed_of_it(index: Index, asmr: Article) -> None:
    index.add(asmr)
    searcher = open_whoosh(index).searcher()
    assert searcher.document(key="asmr#n1") == {
        "key": "asmr#n1",
        "kind": "note",
        "article": "asmr",
        "title": "Tingles",
        "note": asmr.notes[0].text,
        "author": "Lochte BC",
        "journal": "Bioimpacts",
        "has": "reference",
        "year": "2018",
        "pmid": "30397584",
        "doi": "10.1000/demo.1",
    }
    assert searcher.document(key="asmr#scan")["body"] == asmr.sections[0].text
    assert searcher.document(key="asmr#scan")["heading"] == "In the scanner"
    assert [fields["key"] for fields in searcher.documents(article="asmr")] == [
        "asmr",
        "asmr#scan",
        "asmr#n1",
    ]
    assert searcher.document(key="asmr#gone") is None
    assert searcher.document(article="gone") is None


def test_an_id_and_an_anchor_may_have_a_number_sign(index: Index) -> None:
    for name, anchor in (("a", "b#c"), ("a#b", "c"), ("x#", "y")):
        index.add(Article(name, name, (Section(anchor, "H", "text"),)))
    searcher = open_whoosh(index).searcher()
    assert [fields["article"] for fields in searcher.documents(key="a#b#c")] == ["a", "a#b"]
    assert [fields["article"] for fields in searcher.documents(key="a#b")] == ["a#b"]
    assert [fields["article"] for fields in searcher.documents(key="x##y")] == ["x#"]
    assert searcher.document(key="x#")["kind"] == "article"
    assert searcher.document(key="a#") is None


def test_what_is_deleted_is_neither_found_nor_counted(index: Index, asmr: Article) -> None:
    others = [Article(name, name, (Section("s", "H", "tingling here"),)) for name in "bcd"]
    index.add([asmr, *others])
    index.remove(["asmr", "c"])
    searcher = open_whoosh(index).searcher()
    reader = searcher.reader()
    assert reader.doc_count() == reader.doc_count_all() == 4
    assert [fields["key"] for fields in reader.all_stored_fields()] == ["b", "b#s", "d", "d#s"]
    assert list(reader.lexicon("body")) == [b"here", b"tingl"]
    assert list(reader.field_terms("spell_body")) == ["here", "tingling"]
    assert (reader.doc_frequency("body", "tingl"), reader.field_length("body")) == (2, 4)
    assert ("note", "lochte") not in reader
    assert ("key", "asmr") not in reader
    assert list(reader.lexicon("pmid")) == []
    assert keys(searcher, "tingling") == ["b#s", "d#s"]


def test_segments_are_read_one_after_the_other(index: Index, asmr: Article) -> None:
    index.add(asmr)
    assert open_whoosh(index).reader().is_atomic()
    index.add(Article("b", "B", (Section("s", "H", "Tingling again"),)))
    reader = open_whoosh(index).reader()
    assert isinstance(reader, MultiReader)
    assert (reader.doc_count(), reader.doc_frequency("body", "tingl")) == (5, 2)
    assert reader.stored_fields(4)["key"] == "b#s"
    assert list(reader.postings("body", "tingl").all_ids()) == [1, 4]
    assert reader.first_id("key", "b") == 3
    assert (reader.min_field_length("body"), reader.max_field_length("body")) == (2, 12)


def test_a_matcher_says_where_it_is_and_where_it_ends(index: Index, asmr: Article) -> None:
    index.add(asmr)
    matcher = open_whoosh(index).reader().postings("body", "tingl")
    assert (matcher.id(), matcher.weight(), matcher.value_as("positions")) == (1, 1.0, [3])
    assert (matcher.value_as("frequency"), matcher.term()) == (1, ("body", b"tingl"))
    assert [span.start for span in matcher.spans()] == [3]
    matcher.skip_to(1)
    assert matcher.is_active()
    matcher.next()
    assert not matcher.is_active()
    for step in (matcher.next, lambda: matcher.skip_to(9)):
        with pytest.raises(ReadTooFar):
            step()
    matcher.reset()
    assert matcher.id() == 1


def test_no_posting_scores_more_than_is_said_of_all(demo: Searcher) -> None:
    matcher = demo.postings("body", "placebo")
    scores = []
    while matcher.is_active():
        scores.append(matcher.score())
        matcher.next()
    matcher.reset()
    assert matcher.supports_block_quality()
    assert max(scores) <= matcher.max_quality()
    assert matcher.skip_to_quality(max(scores) / 2) == 0
    assert matcher.replace(max(scores)) is matcher
    other = matcher.copy()
    assert other.skip_to_quality(matcher.max_quality()) == 1
    assert (other.is_active(), matcher.is_active()) == (False, True)
    assert not matcher.replace(matcher.max_quality() + 1).is_active()
    plain = demo.reader().postings("body", "placebo")
    assert plain.max_quality() == demo.term_info("body", "placebo").max_weight()


def test_there_are_no_vectors_and_no_deleted_records(demo: Searcher) -> None:
    assert not demo.has_vector(0, "body")
    assert not demo.reader().has_deletions()
    assert not demo.reader().is_deleted(0)
    with pytest.raises(KeyError, match="the index has no term vectors of body"):
        demo.vector(0, "body")


def test_unknown_terms_and_fields_are_told_as_whoosh_tells_them(demo: Searcher) -> None:
    reader: IndexReader = demo.reader()
    assert ("body", "unheard") not in reader
    assert ("nothing", "pain") not in reader
    assert reader.frequency("body", "unheard") == 0
    for ask in (reader.postings, reader.term_info):
        with pytest.raises(TermNotFound):
            ask("body", "unheard")
    assert keys(demo, "unheard") == []


def test_it_is_for_reading_only(demo_index: Index) -> None:
    whoosh = open_whoosh(demo_index)
    assert isinstance(whoosh, AnyIndex)
    assert isinstance(whoosh.schema, Schema)
    for change in (whoosh.writer, lambda: whoosh.delete_by_term("key", "asmr")):
        with pytest.raises(ReadOnlyError, match="painsci_search"):
            change()


def test_it_stays_as_it_was_until_it_is_refreshed(index: Index, asmr: Article) -> None:
    empty = open_whoosh(index)
    nothing = empty.searcher()
    assert empty.is_empty()
    assert empty.up_to_date()
    assert empty.refresh() is empty
    assert keys(nothing, "tingling OR kind:article") == []
    assert nothing.up_to_date()
    index.add(asmr)
    assert not empty.up_to_date()
    assert not nothing.up_to_date()
    assert empty.doc_count() == 0
    assert empty.refresh().doc_count() == 3
    assert empty.doc_count() == 0
    searcher = nothing.refresh()
    assert keys(searcher, "tingling") == ["asmr#scan"]
    assert searcher.up_to_date()
    assert searcher.refresh() is searcher
    assert empty.doc_count() == 3


def test_the_schema_names_all_that_can_be_asked() -> None:
    schema = make_schema()
    exact = ["article", "doi", "key", "kind", "painsci", "pmcid", "pmid", "year"]
    exact += ["has", "lang", "meta", "tag", "updated"]
    texts = ["author", "body", "heading", "journal", "note", "path", "title"]
    spelled = [f"spell_{name}" for name in texts if name != "author"]
    assert schema.names() == sorted([*exact, *texts, *spelled])
    assert [name for name in schema.names() if not schema[name].stored] == spelled
