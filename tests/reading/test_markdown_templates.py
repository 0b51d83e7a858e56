"""Templates and shortcodes in Markdown: addresses of links, titles of parts, and code."""

from __future__ import annotations

import pytest

from painsci_search.model import Article
from painsci_search.reading import read_article_bytes


def read(text: str) -> Article:
    return read_article_bytes(text.encode(), "backs.md")


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("{{ site.baseurl }}/knees/", "/knees/"),
        ("{% post_url 2020-01-02-knees %}", ""),
        ('{{< relref "knees.md#cold" >}}', "knees.md#cold"),
        ('{{% ref "knees.md" %}} "On knees"', "knees.md"),
        ("{{ site.url }}{{ page.url }}", ""),
    ],
)
def test_a_link_to_the_address_of_a_template_is_a_link(address: str, target: str) -> None:
    section = read(f"# Backs\n\nBacks are [like knees]({address}), some say.").sections[0]
    assert section.text == "Backs are like knees, some say."
    assert [mark.target for mark in section.marks if mark.kind == "link"] == (
        [target] if target else []
    )


def test_a_picture_with_the_address_of_a_template_is_none_of_the_text() -> None:
    text = "# Backs\n\nBacks ache. ![A back]({{ site.url }}/back.png) They do."
    assert read(text).sections[0].text == "Backs ache. They do."


def test_the_title_of_a_part_that_a_reader_opens_is_text() -> None:
    part = '{{% collapse "Red *flags*" %}}\n\nThere are few.\n\n{{% /collapse %}}'
    assert read(f"# Backs\n\n{part}").sections[0].text == "Red flags\n\nThere are few."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{{< highlight python >}}", "{{< /highlight >}}"),
        ('{{% highlight "r" "linenos=table" %}}', "{{% /highlight %}}"),
        ("{% highlight r %}", "{% endhighlight %}"),
        ("{{< mermaid >}}", "{{< /mermaid >}}"),
    ],
)
def test_code_in_a_shortcode_is_code(before: str, after: str) -> None:
    article = read(f"# Backs\n\nSo:\n\n{before}\n# no heading\n\nx[1] *y*\n{after}\n\nDone.")
    assert [section.heading for section in article.sections] == ["Backs"]
    assert [block.kind for block in article.sections[0].blocks] == [
        "paragraph",
        "code",
        "paragraph",
    ]
    assert "# no heading\nx[1] *y*" in article.sections[0].text


def test_the_title_of_a_diagram_is_kept_and_a_shortcode_without_its_end_is_no_code() -> None:
    diagram = '{{< mermaid title="What to do" >}}\na --> b\n{{< /mermaid >}}'
    assert read(f"# Backs\n\n{diagram}").sections[0].text == "What to do\n\na --> b"
    assert read("# Backs\n\n{{< mermaid >}}\n\n## Causes\n\nNone.").sections[-1].heading == "Causes"


@pytest.mark.parametrize("field", ["auteurs", "autores", "Autor", "autori"])
def test_authors_in_other_languages(field: str) -> None:
    assert read(f"---\ntitle: Backs\n{field}: [Ada Brandt]\n---\nYes.").authors == ("Ada Brandt",)
