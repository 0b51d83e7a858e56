"""Markdown with front matter, footnotes and the syntax that generators and editors add."""

from __future__ import annotations

import pytest

from painsci_search.errors import ReadError
from painsci_search.model import Article
from painsci_search.reading import read_article_bytes


def read(text: str, source: str = "backs.md") -> Article:
    return read_article_bytes(text.encode(), source)


def outline(article: Article) -> list[str]:
    return [section.heading for section in article.sections]


FIELDS = ("title", "subtitle", "authors", "published", "updated", "language", "url")


def metadata(article: Article) -> list[object]:
    return [getattr(article, field) for field in FIELDS]


ALL = [
    "On Backs",
    "A Study",
    ("Ada Brandt", "Bo Lind"),
    "2011-05-06",
    "2012-07-08",
    "en-GB",
    "https://backs.example/on",
]
YAML = """---
title: "On *Backs*"
subtitle: A Study
author: [Ada Brandt, Bo Lind]
date: 2011-05-06
lastmod: 2012-07-08T09:10:11Z
lang: en_GB
canonical_url: https://backs.example/on
tags: [a, b]
---
Backs ache.
"""
TOML = """+++
title = "On Backs"
subtitle = "A Study"
authors = ["Ada Brandt", "Bo Lind"]
date = 2011-05-06
updated = "2012-07-08"
language = "en-GB"
url = "https://backs.example/on"
+++

Backs ache.
"""
JSON = """{
"title": "On Backs", "subtitle": "A Study", "date": "2011-05-06", "modified": "2012-07-08",
"author": [{"name": "Ada Brandt"}, {"name": {"given": "Bo", "family": "Lind"}}],
"lang": "en-GB", "canonical": "https://backs.example/on"
}

Backs ache.
"""
LINES = """Title: On Backs
Subtitle: A Study
Author: Ada Brandt and Bo Lind
Date: 6 May 2011
Modified: 2012-07-08
Lang: en-GB
URL: https://backs.example/on

Backs ache.
"""


@pytest.mark.parametrize("text", [YAML, TOML, JSON, LINES, YAML.replace("\n", "\r\n")])
def test_front_matter_in_five_formats(text: str) -> None:
    article = read(text)
    assert metadata(article) == ALL
    assert [section.text for section in article.sections] == ["Backs ache."]
    assert article.warnings == ()


def test_what_the_front_matter_lacks_is_a_warning() -> None:
    assert read("---\nauthor: Ada Brandt\n---\nBacks ache.\n").warnings == ("no date",)


def test_the_title_block_of_pandoc() -> None:
    article = read("% On\n  Backs\n% Ada Brandt\n  Bo Lind\n% May 6, 2011\n\nBacks ache.\n")
    assert metadata(article)[:4] == ["On Backs", None, ("Ada Brandt", "Bo Lind"), "2011-05-06"]


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("author: Brandt, Ada", ("Ada Brandt",)),
        ("author: Ada Brandt, PhD and Bo Lind, MD", ("Ada Brandt", "Bo Lind")),
        ("author: Lab of Backs (Ada Brandt, MD)", ("Lab of Backs (Ada Brandt, MD)",)),
        ("author: Ada Brandt; Bo Lind", ("Ada Brandt", "Bo Lind")),
        ("author: by Ada Brandt^[University]", ("Ada Brandt",)),
        ("authors:\n  - name: Ada Brandt\n    email: a@b.example", ("Ada Brandt",)),
        ("author:\n  - given: Ada\n    family: Brandt", ("Ada Brandt",)),
        ("author:\n  - Ada Brandt:\n      orcid: 1", ("Ada Brandt",)),
        ('author: ["[[Ada Brandt]]", "[[people/bo|Bo Lind]]"]', ("Ada Brandt", "Bo Lind")),
        ("author: {first: Ada, last: Brandt}", ("Ada Brandt",)),
        ("author: Unknown", ()),
        ("author: 7", ()),
    ],
)
def test_authors_as_generators_write_them(field: str, names: tuple[str, ...]) -> None:
    assert read(f"---\ntitle: On Backs\n{field}\n---\n\nBacks ache.").authors == names


def test_a_clipped_page_has_its_address_and_the_day_of_clipping() -> None:
    article = read(
        '---\ntitle: On Backs\nsource: "https://backs.example/on"\npublished: 2011-05-06\n'
        "created: 2020-01-02\n---\nBacks ache."
    )
    assert (article.url, article.published, article.saved) == (
        "https://backs.example/on",
        "2011-05-06",
        "2020-01-02",
    )


@pytest.mark.parametrize("field", ["source_url", "sourceUri", "sourceURL"])
def test_a_source_may_be_a_name_beside_an_address(field: str) -> None:
    article = read(
        f"---\ntitle: On Backs\nsource: Backs\n{field}: https://backs.example/on\n---\nYes."
    )
    assert article.url == "https://backs.example/on"


@pytest.mark.parametrize(
    ("fields", "published"),
    [
        ("created: 2020-01-02", "2020-01-02"),
        ("created: 2020-01-02\ndate: 2019-05-06", "2019-05-06"),
        ("created: 2020-01-02\nurl: https://backs.example/on", None),
    ],
)
def test_a_note_is_of_the_day_on_which_it_was_created(fields: str, published: str | None) -> None:
    assert read(f"---\ntitle: On Backs\n{fields}\n---\nBacks ache.").published == published


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: [unclosed\ndate: 2011-05-06\n---\n\nBacks ache.",
        "---\n- a\n- b\ntitle: x\n---\n\nBacks ache.",
        "---\ntitle: !!python/object/apply:os.system [true]\n---\n\nBacks ache.",
        "+++\ntitle = unquoted\n+++\n\nBacks ache.",
        "---\na: &a [x]\n" + "".join(f"b{n}: [*a, *a]\n" for n in range(30)) + "---\n\nBacks ache.",
    ],
)
def test_front_matter_with_errors_is_no_text(text: str) -> None:
    assert [section.text for section in read(text).sections] == ["Backs ache."]


def test_a_rule_at_the_start_is_no_front_matter() -> None:
    assert (
        read("---\n\nBacks ache.\n\n---\n\nAnd heal.").sections[0].text
        == "Backs ache.\n\nAnd heal."
    )


def test_the_title_is_the_first_h1_or_the_name_of_the_file() -> None:
    article = read("# Backs\n\nThey ache.\n\n## Rest\n\nIt helps.\n")
    assert (article.title, outline(article)) == ("Backs", ["Backs", "Rest"])
    article = read("Why backs ache\n===\n\nThey do.\n")
    assert (article.title, outline(article)) == ("Why backs ache", ["Why backs ache"])
    article = read("### Backs\n\nThey ache.\n\n#### Rest\n\nIt helps.\n")
    assert (article.title, outline(article)) == ("Backs", ["Backs", "Rest"])
    article = read("They ache.\n\n## Rest\n\nIt helps.\n", "posts/2011-05-06-why-backs-ache.md")
    assert (article.title, article.published) == ("why backs ache", "2011-05-06")
    article = read(
        "## Rest\n\nIt helps.\n\n## Ice\n\nToo.\n", "posts/2011-05-06-why-backs-ache/index.md"
    )
    assert (article.title, outline(article)) == ("why backs ache", ["Rest", "Ice"])


def test_a_heading_that_repeats_the_title_of_the_front_matter_is_no_section() -> None:
    article = read("---\ntitle: Backs\n---\n\n# Backs\n\nThey ache.\n")
    assert outline(article) == ["Backs"]
    article = read("---\ntitle: Backs\n---\n\n# Rest\n\nIt helps.\n\n# Ice\n\nToo.")
    assert outline(article) == ["Rest", "Ice"]


def test_anchors_are_those_of_github_or_given_ones() -> None:
    article = read(
        "# Backs\n\n## What's *new*?\n\na\n\n## Rest\n\nb\n\n## Rest\n\nc\n\n## Ice {#cold "
        ".x}\n\nd\n\n"
        "## Größe & `Code`\n\ne\n\n## Heat {: #hot }\n\nf\n\n## Set {1, 2}\n\ng\n"
    )
    assert [(section.heading, section.anchor) for section in article.sections] == [
        ("What's new?", "whats-new"),
        ("Rest", "rest"),
        ("Rest", "rest-1"),
        ("Ice", "cold"),
        ("Größe & Code", "größe--code"),
        ("Heat", "hot"),
        ("Set {1, 2}", "set-1-2"),
    ]
    assert not any(section.anchor_in_page for section in article.sections)


def test_footnotes_inline_notes_and_long_notes() -> None:
    article = read(
        "# Backs\n\nThey ache[^a] often.^[Lind, *2004*.] And heal[^b]; mostly.[^a]\n\n"
        "[^a]: Brandt, 2001.\n[^b]: First part.\n\n    Second part.\n\n[^c]: Never cited.\n\n"
        "## Rest\n\nIt helps.\n"
    )
    assert [(note.label, note.text) for note in article.notes] == [
        ("1", "Brandt, 2001."),
        ("2", "Lind, 2004."),
        ("3", "First part.\n\nSecond part."),
        ("4", "Never cited."),
    ]
    assert [(ref.label, ref.offset) for ref in article.sections[0].note_refs] == [
        ("1", 9),
        ("2", 16),
        ("3", 25),
        ("1", 34),
    ]
    assert article.sections[0].text == "They ache often. And heal; mostly."
    assert outline(article) == ["Backs", "Rest"]


def test_citations_of_pandoc_stay_in_the_text() -> None:
    assert read("Backs ache [@brandt2001, p. 7; -@lind].").sections[0].text == (
        "Backs ache [@brandt2001, p. 7; -@lind]."
    )


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("From ~5 to ~10 backs.", "From ~5 to ~10 backs."),
        ("Ice is ==cold== and a == b.", "Ice is cold and a == b."),
        ("See [[Pain]], [[Rest|resting]] and ![[back.png]].", "See Pain, resting and ."),
        ("Ice %%to check%% helps.", "Ice helps."),
        ("Ice helps. ^ice-1", "Ice helps."),
        ("Ice helps. ^ice\nOr not.", "Ice helps. Or not."),
        ("Ice helps 2^nd^", "Ice helps 2nd"),
        ("Ice helps ^ice of", "Ice helps ^ice of"),
        ('{{< figure src="a.png" caption="A bent back" >}}', "A bent back"),
        ("Ice {{< ref >}}helps{% if x %}.{{ site.url }}", "Ice helps."),
        ('{{< figure title="Bent" caption="A *bent* back" >}}', "A bent back"),
        ("![A bent back](a.png){#fig-a width=50%}", "A bent back"),
        ("$$\nx^2\n$$ {#eq-a}\n\n[Ice](a){target=_blank} {not these}", "x²\n\nIce {not these}"),
        ("| a |\n|---|\n| b |\n\n: Of ice {#tbl-a}\n", "a\n\nb\n\nOf ice"),
        ("Table: Of ice\n\n| a |\n|---|\n| b |\n\nTable: no", "Of ice\n\na\n\nb\n\nno"),
        ("Use `{{< figure >}}` here.", "Use {{< figure >}} here."),
        ("::: {.callout-tip}\nIce helps.\n:::", "Ice helps."),
        ("> [!NOTE]\n> Ice helps.", "Ice helps."),
        ("> [!tip]- For you\n> Ice helps.", "For you Ice helps."),
        ("Ice\n{: .lead}\n\n[TOC]\n\n\\newpage\n\nhelps", "Ice\n\nhelps"),
        ("* contents\n{:toc}\n\nIce helps.", "Ice helps."),
        ("It costs $5 and $10.", "It costs $5 and $10."),
        ("<div align='center'>\n\n*Ice* helps.\n\n</div><!-- not this -->", "Ice helps."),
        ("a<br/>b <kbd>C</kbd>", "a\nb C"),
        ("- [ ] ice\n- [x] heat", "ice\n\nheat"),
        ("Ice\n:   is cold\n", "Ice\n\nis cold"),
        ("~~Ice~~ [helps]{.mark}", "Ice helps"),
    ],
)
def test_syntax_of_generators_and_editors(markdown: str, text: str) -> None:
    assert read(f"---\ntitle: Backs\n---\n\n{markdown}\n").sections[0].text == text


def test_raised_and_lowered_text_and_formulas() -> None:
    text = read("Water is H~2~O, 10^6^ is large, and $x^2$ is not $5.").sections[0].text
    assert text == "Water is H₂O, 10⁶ is large, and x² is not $5."


def test_tables_and_code_are_blocks() -> None:
    text = read(
        "Backs\n\n| Part | Pain |\n|---|---|\n| neck | 7 |\n\n```{r echo=FALSE}\nx <- 1\n  y\n```\n"
    )
    assert "neck | 7" in text.sections[0].text
    assert "x <- 1" in text.sections[0].text


def test_code_of_jekyll_is_code() -> None:
    text = read("Backs\n\n{% highlight r %}\n# no heading\n{% endhighlight %}\n")
    assert "# no heading" in text.sections[0].text


def test_a_picture_alone_has_its_description_as_caption() -> None:
    assert "A bent back" in read("Backs\n\n![A bent back](a.png)\n").sections[0].text


def test_a_list_of_contents_is_no_text() -> None:
    article = read(
        "# Backs\n\n## Contents\n\n- [Rest](#rest)\n  - [Ice](#ice)\n- [Heat](#heat)\n\n"
        "## Rest\n\na\n\n### Ice\n\nb\n\n## Heat\n\nc\n"
    )
    assert outline(article) == ["Rest", "Ice", "Heat"]


def test_an_abstract_in_the_front_matter_is_a_section() -> None:
    article = read(
        "---\ntitle: Backs\nabstract: |\n  Most backs *heal*.\n---\n\n## Rest\n\nIt helps.\n"
    )
    opening = article.sections[0]
    assert (opening.heading, opening.text) == (
        "Abstract",
        "Most backs heal.",
    )


@pytest.mark.parametrize("suffix", ["md", "markdown", "mdown", "mkd", "mdx", "qmd", "Rmd"])
def test_the_extension_shows_markdown(suffix: str) -> None:
    assert read("# Backs\n\nThey *ache*.", f"a.{suffix}").sections[0].text == "They ache."


def test_a_page_of_html_with_the_extension_is_html() -> None:
    assert read("<!DOCTYPE html><title>Backs</title><h1>Backs</h1><p>They *ache*.").sections[
        0
    ].text == ("They *ache*.")


@pytest.mark.parametrize(
    "text", ["---\ntitle: Backs\n---\n", "---\ntitle: Backs\n---\n\n<!-- x -->\n"]
)
def test_a_file_without_text_is_refused(text: str) -> None:
    with pytest.raises(ReadError, match=r"^backs\.md: "):
        read(text)


def test_prose_without_spaces_is_no_list_of_authors() -> None:
    sentence = "腰痛の多くは MRI の結果とあまり関係がありません。"
    work = (
        "Brandt A. Backs and what the people of a small town have said of them. J Hum. 2015;8:29."
    )
    article = read(f"# 腰痛\n\n{sentence * 2}[^1]\n\n[^1]: {work} {sentence}\n")
    assert [note.label for note in article.notes] == ["1"]


WORKS = """---
title: Cold feet
references:
- id: moss2015
  author: [{family: Moss, given: Cy A.}, {family: Reed, given: Eva}]
  issued: {date-parts: [[2015, 3]]}
  title: Evenings at the stove
  container-title: Stoves
  volume: 40
  issue: 2
  page: 11-19
  DOI: 10.9999/stoves.2015
- id: holm2019
  type: book
  author: [{family: Holm, given: K.}, {family: Berg}, {family: Poe}]
  issued: 2019
  title: Socks of the north
  publisher: Drawer Press
---
"""
DIV = """# Cold feet

Feet are cold [@holm2019; @nobody, p. 4].

## References

::: {#refs .references .csl-bib-body}
::: {#ref-holm2019 .csl-entry}
Holm, K., and C. Fenn. 2019. "Socks in Winter." *Sock Science* 19 (3):
210--219. <https://doi.org/10.9999/socks.2019>.
:::
:::
"""


def test_citations_of_pandoc_cite_the_works_of_the_metadata() -> None:
    text = (
        "Feet are cold [see @moss2015, p. 3; @holm2019], as @moss2015 wrote, and [-@holm2019]. "
        "Mail goes to a@moss2015.example, `[@moss2015]` is code, and [@nobody2001] is unknown."
    )
    article = read_article_bytes((WORKS + text).encode(), "feet.md")
    (section,) = article.sections
    assert section.text == (
        "Feet are cold (see Moss and Reed 2015, p. 3; Holm et al. 2019), as Moss and Reed (2015) "
        "wrote, and (2019). Mail goes to a@moss2015.example, [@moss2015] is code, and "
        "[@nobody2001] is unknown."
    )
    stoves, socks = article.notes
    assert [ref.anchor for ref in section.note_refs] == [
        *(stoves.anchor, socks.anchor),
        *(stoves.anchor, socks.anchor),
    ]
    work = stoves.references[0]
    assert (work.authors, work.year, work.journal) == (("Moss CA", "Reed E"), 2015, "Stoves")
    assert (work.volume, work.issue, work.pages) == ("40", "2", "11-19")
    assert work.doi == "10.9999/stoves.2015"
    assert socks.references[0].publisher == "Drawer Press"


def test_citations_of_pandoc_cite_the_works_of_a_div() -> None:
    article = read_article_bytes(DIV.encode(), "feet.md")
    (section,) = article.sections
    assert section.text == "Feet are cold (Holm 2019; @nobody, p. 4)."
    (note,) = article.notes
    assert [ref.anchor for ref in section.note_refs] == [note.anchor]
    assert note.references[0].doi == "10.9999/socks.2019"


def test_works_below_the_text_are_read_and_a_citation_of_none_stays() -> None:
    work = "{id: moss, author: [{family: Moss}], issued: 2015, title: Stoves}"
    text = f"# Feet\n\nCold [@moss].\n\n---\nreferences:\n- {work}\n---\n"
    article = read_article_bytes(text.encode(), "feet.md")
    assert article.sections[0].text == "Cold (Moss 2015)."
    assert [note.text for note in article.notes] == ["Moss. Stoves. 2015."]
    alone = read_article_bytes(b"# Feet\n\nCold [@moss, p. 3] and @moss.", "feet.md")
    assert alone.sections[0].text == "Cold [@moss, p. 3] and @moss."


HIGHLIGHTS = """# Why Tea Cools

![rw-book-cover](https://example.org/cover.png)

## Metadata
- Author: [[Anna Holm]] and [[Otto Lund]]
- Full Title: Why Tea Cools, and What Helps
- Category: #articles
- Document Tags: [[tea]] [[night]]
- URL: https://example.org/tea

## Highlights
- The kettle was filled in the evening. ([View Highlight](https://example.org/1))
    - Tags: [[kettle]]
    - Note: Ask the cook.
- It was not the tea that mattered. ([Location 99](https://example.org/2)) ^rw12
    - Note: .h2
## New highlights added May 7, 2023 at 8:15 AM
- Cups are warm for four minutes.
"""


@pytest.mark.parametrize("front", ["", "---\ncreated: 2023-05-07\n---\n"])
def test_an_export_of_highlights_is_the_work_that_was_read(front: str) -> None:
    article = read(front + HIGHLIGHTS)
    assert (article.title, article.authors, article.url, article.tags) == (
        "Why Tea Cools, and What Helps",
        ("Anna Holm", "Otto Lund"),
        "https://example.org/tea",
        ("tea", "night"),
    )
    assert [(section.heading, section.text) for section in article.sections] == [
        (
            "Highlights",
            (
                "The kettle was filled in the evening.\n\nNote: Ask the cook.\n\n"
                "It was not the tea that mattered. (Location 99)\n\nCups are warm for four minutes."
            ),
        )
    ]


@pytest.mark.parametrize("field", ["Full Title", "Author"])
def test_a_section_called_metadata_is_text(field: str) -> None:
    article = read(HIGHLIGHTS.replace(f"- {field}:", "- Size:"))
    assert article.title == "Why Tea Cools"
    assert [section.heading for section in article.sections][:3] != ["Highlights"]
    assert "Metadata" in [section.heading for section in article.sections]
