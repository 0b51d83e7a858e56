"""The tools of ``painsci-search mcp``: what they take, what they answer, what they refuse."""

from __future__ import annotations

import json
import re

import pytest
from jsonschema import Draft202012Validator
from talking import Assistant, text_of

from painsci_search import Article, Index, Note, Reference
from painsci_search.mcp import AnswerLimits, Tools
from painsci_search.mcp.text import NOTICE, format_evidence
from painsci_search.render.json import plain

LINK = re.compile(r"^file://\S+#\S+$", re.MULTILINE)


def places(text: str) -> list[dict[str, str]]:
    """The places that the lines of an answer name."""
    found = re.findall(r"^[^>{]*(\{.*\})", text, re.MULTILINE)
    return [json.loads(each) for each in found]


def test_each_tool_only_reads(assistant: Assistant) -> None:
    tools = assistant.tools().tools
    assert [tool.name for tool in tools] == [
        *("search", "read", "references", "cites"),
        *("like", "bibliography", "quotes", "verify", "news", "stats", "explain_query"),
    ]
    for tool in tools:
        assert tool.annotations.read_only_hint
        assert not tool.annotations.destructive_hint
        assert not tool.annotations.open_world_hint
        assert tool.title
        assert len(tool.description) > 80


def test_a_schema_bounds_every_argument_and_takes_no_other(assistant: Assistant) -> None:
    for tool in assistant.tools().tools:
        schema = tool.input_schema
        Draft202012Validator.check_schema(schema)
        assert schema["additionalProperties"] is False
        for argument in schema["properties"].values():
            assert argument["description"]
            match argument["type"]:
                case "integer":
                    assert argument["minimum"] <= argument["maximum"]
                case "string":
                    assert "maxLength" in argument or argument["enum"]
                case "array":
                    assert argument["maxItems"]
                case kind:
                    assert kind == "boolean"


def test_a_search_gives_passages_with_links_places_and_evidence(
    assistant: Assistant, demo_index: Index
) -> None:
    text = assistant.ask("search", query="sham surgery", limit=3)
    hits = demo_index.search("sham surgery", limit=3, per_article=3).hits
    assert NOTICE in text
    assert [{"article": hit.article.id, "anchor": hit.anchor} for hit in hits] == places(text)
    assert LINK.findall(text) == [hit.link for hit in hits]
    for hit in hits:
        assert f"> {hit.snippet.text}" in text
    assert "> [1] Sihvonen 2013, doi:10.1056/nejmoa1305189" in text
    assert text.endswith("For more: the same search with offset 3.")


def test_what_a_search_gives_can_be_read(assistant: Assistant) -> None:
    found = places(assistant.ask("search", query="placebo", limit=8, per_article=0))
    assert len(found) == 8
    for place in found:
        read = assistant.ask("read", **place)
        assert places(read)[0] == place


def test_a_search_is_narrowed_sorted_and_gone_on_with(assistant: Assistant) -> None:
    notes = assistant.ask("search", query="placebo", kind="note", articles=["nocebo"], limit=2)
    assert re.findall(r"^\d+\. (\w+)", notes, re.MULTILINE) == ["note", "note"]
    assert {place["article"] for place in places(notes)} == {"nocebo"}
    first = assistant.ask("search", query="pain", sort="date", limit=2)
    second = assistant.ask("search", query="pain", sort="date", limit=2, offset=2)
    both = assistant.ask("search", query="pain", sort="date", limit=4)
    assert places(first) + places(second) == places(both)
    assert re.findall(r"^(\d)\. ", second, re.MULTILINE) == ["3", "4"]


def test_no_passage_is_said_with_what_may_have_been_meant(assistant: Assistant) -> None:
    text = assistant.ask("search", query="placibo")
    assert text.splitlines() == [
        "No passage matches: placibo",
        "\u201cplacibo\u201d occurs in no article.",
        "Did you mean: placebo",
    ]


def test_where_nothing_is_found_what_narrowed_the_search_is_named(assistant: Assistant) -> None:
    text = assistant.ask("search", query="placebo", articles=["nocebbo"], since="2020")
    assert "restricted by articles, since" in text
    assert 'There is no article "nocebbo". Did you mean "nocebo" or' in text


def test_passages_that_are_left_out_for_an_article_s_sake_are_told_of(
    assistant: Assistant,
) -> None:
    some = assistant.ask("search", query="surgery", articles=["sham-surgery"], limit=20)
    total = int(re.match(r"Passages 1 to 3 of (\d+)", some)[1])
    assert some.endswith("At most 3 passages of one article are shown; per_article 0 shows all.")
    every = assistant.ask(
        "search", query="surgery", articles=["sham-surgery"], limit=20, per_article=0
    )
    assert "of one article" not in every
    assert 3 < len(places(every)) < total  # so many as there is room for


def test_an_offset_past_the_last_passage_is_said(assistant: Assistant) -> None:
    text = assistant.ask("search", query="placebo", offset=9999)
    assert re.fullmatch(r"\d+ passages match, and offset 9999 is past the last\.", text)


def test_a_partial_answer_is_said_to_be_one(assistant: Assistant) -> None:
    text = assistant.ask("search", query="placebo qqqqq")
    assert text.startswith("\u201cqqqqq\u201d occurs in no article. ")
    assert "Instead: placebo (without" in assistant.ask("search", query="placebo AND qqqqq")


@pytest.mark.parametrize(
    ("query", "read_as"),
    [
        ('placebo "sham surgery', 'placebo "sham surgery"'),
        ("year:>=then sham", "year then sham"),
    ],
)
def test_any_text_is_answered_and_what_was_made_of_it_is_shown(
    query: str, read_as: str, assistant: Assistant
) -> None:
    assert f"Read as: {read_as}" in assistant.ask("search", query=query)


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("search", {}, "'query' is a required property"),
        ("search", {"query": ""}, "query: "),
        ("search", {"query": "x" * 1001}, "query: longer than 1000 characters"),
        ("search", {"query": ["5"]}, "query: ['5'] is not of type 'string'"),
        ("search", {"query": True}, "query: True is not of type 'string'"),
        ("search", {"query": "x", "limit": "two"}, "limit: 'two' is not of type 'integer'"),
        ("search", {"query": "x", "limit": "21"}, "limit: 21 is greater than the maximum of 20"),
        ("search", {"query": "x", "exact": "perhaps"}, "exact: 'perhaps' is not of type 'boolean'"),
        ("search", {"query": "x", "limit": 0}, "limit: 0 is less than the minimum of 1"),
        ("search", {"query": "x", "limit": 21}, "limit: 21 is greater than the maximum of 20"),
        ("search", {"query": "x", "limit": 1.5}, "limit: 1.5 is not of type 'integer'"),
        ("search", {"query": "x", "limit": True}, "limit: True is not of type 'integer'"),
        ("search", {"query": "x", "kind": "notes"}, "kind: 'notes' is not one of"),
        ("search", {"query": "x", "since": "last year"}, "since: must be a date such as 2024"),
        ("search", {"query": "x", "since": "2024-13"}, "2024-13"),
        ("search", {"query": "x", "since": "2026-02-31"}, "since must be a date such as 2024"),
        ("news", {"since": "2026-02-31"}, "since must be a date such as 2024"),
        ("search", {"query": "x", "articles": {}}, "articles: {} is not of type 'array'"),
        ("search", {"query": "x", "articles": [""]}, "articles[0]: "),
        ("search", {"query": "x", "number": 3}, "'number' was unexpected"),
        ("read", {}, "'article' is a required property"),
        ("read", {"article": "asmr", "offset": -1}, "offset: -1 is less than the minimum of 0"),
        ("read", {"article": "asmr", "offset": 99_999}, "offset 99999 is past the end"),
        ("references", {"sort": "best"}, "sort: 'best' is not one of"),
        ("references", {"query": "year:x"}, "Invalid query"),
        ("cites", {"work": ["7"]}, "work: ['7'] is not of type 'string'"),
    ],
)
def test_arguments_that_are_wrong_are_an_error_that_says_which(
    tool: str, arguments: dict[str, object], words: str, assistant: Assistant
) -> None:
    told = assistant.refused(tool, **arguments)
    assert words in told
    assert len(told) < 500


def test_a_null_counts_as_left_out_and_a_whole_number_may_have_a_point(
    assistant: Assistant,
) -> None:
    plain = assistant.ask("search", query="placebo", limit=2)
    assert assistant.ask("search", query="placebo", limit=2.0, kind=None, since=None) == plain


def test_works_need_no_words(assistant: Assistant) -> None:
    everything = assistant.ask("references", limit=2)
    assert assistant.ask("references", query="", limit=2) == everything


def test_a_section_is_read_with_those_below_it_and_the_notes_behind_them(
    assistant: Assistant,
) -> None:
    text = assistant.ask("read", article="sham-surgery", anchor="Knee")
    assert re.findall(r"^(Section|Note) ", text, re.MULTILINE)[:3] == ["Section"] * 3
    assert "> The knee › Osteoarthritis" in text
    assert re.search(r"^> .*\[3\]", text, re.MULTILINE)
    assert re.search(r"^> \[3\] ", text, re.MULTILINE)
    assert "> → Moseley 2002, PubMed 12110735 https://pubmed.ncbi.nlm.nih.gov/12110735/" in text
    assert LINK.search(text)


@pytest.mark.parametrize("place", [{"article": "asmr", "anchor": "n5"}, {"article": "asmr#n5"}])
def test_a_note_is_read_with_the_sentences_that_cite_it(
    place: dict[str, str], assistant: Assistant
) -> None:
    text = assistant.ask("read", **place)
    assert "> A study with fMRI has investigated the neural correlates" in text
    assert 'Cited in {"anchor": "brain"}' in text
    assert "https://pubmed.ncbi.nlm.nih.gov/30397584/" in text


def test_an_article_is_read_beginning_with_its_sections(
    assistant: Assistant, demo_index: Index
) -> None:
    text = assistant.ask("read", article="sham-surgery")
    article = demo_index.get("sham-surgery")
    listed = re.findall(r'^> (\{"anchor": .*?\})', text, re.MULTILINE)
    assert [json.loads(each)["anchor"] for each in listed] == [
        section.anchor for section in article.sections
    ]
    assert article.subtitle in text


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ({"article": "sham-surgry"}, 'no article "sham-surgry". Did you mean "sham-surgery"'),
        ({"article": "asmr", "anchor": "brian"}, 'section or note "brian". Did you mean "brain"'),
        ({"article": "asmr#brian"}, 'section or note "brian". Did you mean "brain"'),
        ({"article": "../../etc/passwd"}, 'no article "../../etc/passwd".'),
    ],
)
def test_a_place_that_is_unknown_is_an_error_with_those_spelled_like_it(
    place: dict[str, str], words: str, assistant: Assistant
) -> None:
    assert words in assistant.refused("read", **place)


def test_works_are_found_with_identifiers_links_and_citing_articles(assistant: Assistant) -> None:
    text = assistant.ask("references", query="lochte 2018")
    assert text.startswith("Work 1 of 1 for: lochte 2018")
    assert '1. {"work": "Lochte2018fmri"}\n1 note in "asmr"\n' in text
    assert "\nhttps://pubmed.ncbi.nlm.nih.gov/30397584/\n" in text
    assert "> PubMed 30397584 · PainSci 52158" in text


def test_works_are_gone_on_with_and_those_cited_together_are_found(
    assistant: Assistant, demo_index: Index
) -> None:
    first = assistant.ask("references", limit=2)
    assert first.endswith("For more: the same with offset 2.")
    second = assistant.ask("references", limit=2, offset=2)
    keys = [work.key for work in demo_index.references(limit=4)]
    assert [place["work"] for place in places(first + "\n" + second)] == keys
    together = assistant.ask("references", cited_with="30397584", limit=1)
    assert "; together in 1 article" in together
    assert "No note cites: nothing known" in assistant.refused(
        "references", cited_with="nothing known"
    )


def test_works_of_a_kind_are_found_and_say_it(assistant: Assistant) -> None:
    text = assistant.ask("references", kind="review", since=2015, limit=2)
    assert text.count("\nkind, by its title: ") == 2
    assert "year" not in assistant.ask("references", kind="protocol")
    assert "is not one of" in assistant.refused("references", kind="revew")


def test_no_work_is_said(assistant: Assistant) -> None:
    assert assistant.ask("references", query="qqqqq") == "No work matches: qqqqq"
    past = assistant.ask("references", query="lochte", offset=7)
    assert past == "1 work matches, and offset 7 is past the last."
    none = Tools(Index.in_memory()).call("references", {}).text
    assert none == "No note cites a work."


@pytest.mark.parametrize("tool", ["search", "references", "cites", "read"])
def test_characters_that_nobody_writes_are_no_trouble(tool: str, assistant: Assistant) -> None:
    name = {"cites": "work", "read": "article"}.get(tool, "query")
    result = assistant.call(tool, **{name: "knee\u0000\ud7ff\uffff\U000e0041"})
    assert text_of(result)


def test_who_cites_a_work_is_told_with_the_sentences_and_their_links(assistant: Assistant) -> None:
    text = assistant.ask("cites", work="https://pubmed.ncbi.nlm.nih.gov/30397584/")
    assert text.startswith("Cited by 1 note in 1 article")
    assert '1. note {"article": "asmr", "anchor": "n5"}' in text
    assert "> A study with fMRI has investigated the neural correlates" in text
    assert len(LINK.findall(text)) == 2


def test_a_work_that_is_not_clear_or_not_cited_is_said(assistant: Assistant) -> None:
    several = assistant.ask("cites", work="surgery")
    assert re.match(r"\d works match: surgery\n", several)
    assert {"work": "Moseley2002controlled"} in places(several)
    assert assistant.ask("cites", work="qqqqq") == "No note cites: qqqqq"


def test_the_citing_notes_are_gone_on_with(assistant: Assistant) -> None:
    whole = assistant.ask("cites", work="Rossettini2023biology")
    rest = assistant.ask("cites", work="Rossettini2023biology", offset=3)
    assert re.findall(r"^(\d)\. note", whole, re.MULTILINE) == list("12345")
    assert re.findall(r"^(\d)\. note", rest, re.MULTILINE) == list("45")
    assert "Offset 5 is past the last" in assistant.ask(
        "cites", work="Rossettini2023biology", offset=5
    )


def test_the_handshake_of_earlier_clients_is_understood(demo_index: Index) -> None:
    with Assistant(demo_index.path, mode="legacy") as earlier:
        assert earlier.client.session.protocol_version < "2026"
        assert "Passages 1 to 2 of" in earlier.ask("search", query="placebo", limit=2)
        assert earlier.client.server_info.name == "painsci-search"
        assert NOTICE in earlier.client.instructions


def test_the_json_of_results_comes_beside_the_text_if_it_is_asked_for(demo_index: Index) -> None:
    with Assistant(demo_index.path, "--structured") as programmed:
        # the client holds what it gets to the schema that the tool declares
        schemas = {tool.name: tool.output_schema for tool in programmed.tools().tools}
        assert schemas["read"] is None
        found = programmed.call("search", query="placebo", limit=2)
        assert found.structured_content["schema"] == "painsci-search/results/1"
        hits = found.structured_content["hits"]
        assert [(hit["article"]["id"], hit["anchor"]) for hit in hits] == [
            (place["article"], place.get("anchor")) for place in places(text_of(found))
        ]
        works = programmed.call("references", limit=2).structured_content["works"]
        assert [work["key"] for work in works] == [
            work.key for work in demo_index.references(limit=2)
        ]
        cited = programmed.call("cites", work="30397584").structured_content
        assert cited["citations"][0]["article"]["id"] == "asmr"


def test_the_json_of_who_cites_a_work_leaves_none_out_that_the_text_goes_on_behind() -> None:
    work = Reference("Doe J. Knees. 2018.", ("Doe J",), "Knees", year=2018, pmid="7")
    notes = tuple(Note(str(n), f"n{n}", work.raw, (work,)) for n in range(40))
    index = Index.in_memory()
    index.add(Article("knees", "Knees", notes=notes))
    tools = Tools(index, AnswerLimits(characters=4000, structured=True))
    anchors: list[str] = []
    while len(anchors) < len(notes):
        answer = tools.call("cites", {"work": "7", "offset": len(anchors)})
        assert answer.content is not None
        anchors += [cited["anchor"] for cited in answer.content["citations"]]
        goes_on = f"For more: the same with offset {len(anchors)}." in answer.text
        assert goes_on is (len(anchors) < len(notes))
    assert anchors == [note.anchor for note in notes]


def test_an_empty_index_is_said_to_be_empty() -> None:
    told = Tools(Index.in_memory()).call("search", {"query": "placebo"}).text
    assert told.splitlines()[-1] == "The index holds no articles."


def test_a_fault_of_the_program_is_told_and_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_arguments: object, **_more: object) -> None:
        raise RuntimeError("something\nbroke")

    index = Index.in_memory()
    monkeypatch.setattr(index, "search", fail)
    answer = Tools(index).call("search", {"query": "placebo"})
    assert answer.is_error
    assert answer.text.endswith("please report it: RuntimeError: something broke")
    assert "internal error in the tool search" in caplog.text


def test_without_being_asked_for_no_json_is_sent(assistant: Assistant) -> None:
    assert assistant.call("search", query="placebo").structured_content is None
    assert [tool.output_schema for tool in assistant.tools().tools] == [None] * 11


def test_the_evidence_of_a_search_is_that_of_the_index(demo_index: Index) -> None:
    answer = Tools(demo_index, AnswerLimits(60_000, structured=True)).call(
        "search", {"query": "placebo", "limit": 3, "evidence": True}
    )
    hits = demo_index.search("placebo", limit=3, per_article=3)
    expected = demo_index.evidence(hits)
    assert answer.content is not None
    assert answer.content["evidence"] == plain(expected)
    passages, _, evidence = answer.text.partition("\n\nClaims of these passages")
    assert passages
    claims = re.findall(r"^\d+\. claim in (.*)$", evidence, re.MULTILINE)
    assert len(claims) == len(expected.claims)
    assert all(line.startswith(">") for line in evidence.split("\n") if "newest: " in line)
    assert "by its title" in evidence


def test_no_evidence_is_given_unasked(demo_index: Index) -> None:
    answer = Tools(demo_index, AnswerLimits(structured=True)).call("search", {"query": "placebo"})
    assert answer.content is not None
    assert "evidence" not in answer.content
    assert "Claims of these" not in answer.text


def test_evidence_that_does_not_fit_is_counted(demo_index: Index) -> None:
    evidence = demo_index.evidence(demo_index.search("placebo", limit=20))
    formatted = format_evidence(evidence, 2000)
    left = len(evidence.claims) - formatted.shown
    assert len(formatted.text) <= 2000
    assert formatted.text.endswith(
        f"{left} more claims not shown: search again with a smaller limit."
    )


def test_evidence_of_a_search_that_finds_nothing_is_left_out(demo_index: Index) -> None:
    answer = Tools(demo_index).call("search", {"query": "xylotomy", "evidence": True})
    assert "Claims of" not in answer.text
