"""Links between files and pictures: what leads nowhere, and what the audit leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from operations import count_calls
from painsci_search import audit
from painsci_search.auditing.between_files import find_between_files
from painsci_search.auditing.files import audit_bytes
from painsci_search.auditing.places import CheckedFile, Places, plain_url, site_folder
from painsci_search.reading.files.finding import find_files

Write = Callable[..., Path]
ALL = ("link-to-missing-file", "link-to-missing-anchor", "missing-picture")
LACKS = "which has no such anchor"
CANONICAL = '<link rel="canonical" href="https://moss.example/{}">'


def found(folder: Path, *kinds: str) -> list[tuple[str, int, str]]:
    """Return name, line and message of the findings of some kinds, without the folder."""
    findings = audit(folder, only=kinds or ALL)
    return [
        (Path(one.source).name, one.line, one.message.replace(f"{folder}/", "")) for one in findings
    ]


def test_a_link_to_a_file_that_is_not_there_is_an_error_at_its_line(write_page: Write) -> None:
    write_page("a.html", body='See <a href="b.html">that</a>\nand <a href="gone.html#x">this</a>.')
    folder = write_page("b.html").parent
    assert found(folder) == [
        ("a.html", 7, "the link “this” leads to gone.html, which is not there")
    ]
    (finding,) = audit(folder, only=ALL)
    assert (finding.kind, finding.severity) == ("link-to-missing-file", "error")


def test_links_to_one_missing_file_are_one_finding_that_names_a_similar_file(
    write_page: Write,
) -> None:
    links = 'See <a href="deep/B.html">that</a>, <a href="deep/B.html#x">this</a>.'
    folder = write_page("a.html", body=links).parent
    write_page("b.html")
    (one,) = found(folder)
    assert one[2] == (
        "the link “that” and 1 more link lead to deep/B.html, which is not there (there is b.html)"
    )


def test_a_link_to_an_anchor_that_the_other_file_lacks_is_found(write_page: Write) -> None:
    links = (
        'See <a href="b.html#findings">one</a>, <a href="b.html#Findings">two</a>,\n'
        '<a href="b.html#moss">three</a>, <a href="b.html#top">four</a>, '
        '<a href="b.html#:~:text=moss">five</a>.'
    )
    folder = write_page("a.html", body=links).parent
    write_page("b.html")
    assert found(folder) == [
        (
            "a.html",
            6,
            f"the link “two” leads to #Findings in b.html, {LACKS} (there is “findings”)",
        ),
        ("a.html", 7, "the link “three” leads to #moss in b.html, which has no such anchor"),
    ]


def test_the_anchors_of_a_file_that_is_not_checked_are_not_judged(write_page: Write) -> None:
    path = write_page("a.html", body='See <a href="b.html#moss">that</a> claim.')
    write_page("b.html")
    assert audit(path, only=ALL) == ()


@pytest.mark.parametrize(
    "href",
    ["b", "b/", "c", "c/", "c/index.html", "b.html?print=1", "./b.html", "b%2Ehtml", "d.html"],
)
def test_what_a_server_would_show_for_an_address_is_there(write_page: Write, href: str) -> None:
    folder = write_page("a.html", body=f'See <a href="{href}">that</a> claim.').parent
    write_page("b.html")
    write_page("c/index.html")
    (folder / "d.md").write_text("# Moss\n\nA text of some words about moss.", encoding="utf-8")
    assert found(folder) == []


@pytest.mark.parametrize(
    "href",
    [
        "mailto:ann@moss.example",
        "https://other.example/gone.html",
        "//other.example/gone.html",
        "{{ site.url }}/gone.html",
        "?page=2",
        "search.php?q=moss",
        "/gone.html",
        "http://[bad",
        "javascript:void(0)",
    ],
)
def test_what_is_no_file_is_left_alone(write_page: Write, href: str) -> None:
    path = write_page(
        "a.html", body=f'See <a href="{href}">that</a> claim. <img src="{href}" alt="">'
    )
    assert found(path.parent) == []


def test_links_around_the_article_are_left_alone(write_page: Write) -> None:
    opening = 'Moss.</p><nav class="menu"><a href="gone.html">Home</a></nav><p>More moss.'
    assert found(write_page("a.html", opening=opening).parent) == []


def test_an_address_of_the_site_leads_to_the_file_with_that_canonical_url(
    write_page: Write,
) -> None:
    links = " ".join(
        f'<a href="{href}">{n}</a>'
        for n, href in enumerate(
            [
                "https://moss.example/pain/b#findings",
                "https://moss.example/pain/b#moss",
                "/pain/b#stone",
                "http://moss.example/pain/gone",
                "http://moss.example/elsewhere",
            ]
        )
    )
    folder = write_page("pain/a.html", body=links, head=CANONICAL.format("pain/a")).parent
    write_page("pain/b.html", head=CANONICAL.format("pain/b/"))
    assert [message for _, _, message in found(folder)] == [
        "the link “1” leads to #moss in b.html, which has no such anchor",
        "the link “2” leads to #stone in b.html, which has no such anchor",
        "the link “3” leads to http://moss.example/pain/gone, which is not there",
    ]


def test_an_address_from_the_top_is_looked_up_where_the_top_of_the_site_is_here(
    write_page: Write,
) -> None:
    link = '<a href="/x/gone.html">one</a> <img src="/gone.png" alt="">'
    path = write_page("x/a.html", body=f"See {link}.")
    folder = path.parents[1]
    assert found(folder) == []
    write_page(
        "x/b.html", body='See <a href="/x/a.html">that</a> and <a href="/x/a#moss">this</a>.'
    )
    assert found(folder) == [
        ("a.html", 6, "the link “one” leads to /x/gone.html, which is not there"),
        ("a.html", 6, "the picture /gone.png is not there"),
        ("b.html", 6, f"the link “this” leads to #moss in x/a.html, {LACKS}"),
    ]


def test_pages_without_a_url_are_served_below_the_base_url(write_page: Write) -> None:
    base = "https://moss.example/pain"
    links = [f"{base}/b#findings", f"{base}/b.html#moss", "/pain/b#stone", f"{base}/gone.html"]
    body = " ".join(f'<a href="{href}">{n}</a>' for n, href in enumerate(links))
    folder = write_page("a.html", body=body).parent
    write_page("b.html")
    served = audit(folder, only=ALL, base_url=f"{base}/")
    assert [one.message.replace(f"{folder}/", "") for one in served] == [
        f"the link “1” leads to #moss in b.html, {LACKS}",
        f"the link “2” leads to #stone in b.html, {LACKS}",
        f"the link “3” leads to {base}/gone.html, which is not there",
    ]
    assert audit(folder, only=ALL) == ()


def test_an_absolute_link_of_a_page_without_a_url_leads_to_a_canonical_url(
    write_page: Write,
) -> None:
    link = '<a href="https://moss.example/b#moss">one</a>'
    folder = write_page("a.html", body=f"See {link}.").parent
    write_page("c.html", head=CANONICAL.format("b"))
    assert [message for _, _, message in found(folder)] == [
        f"the link “one” leads to #moss in c.html, {LACKS}"
    ]


def test_a_base_url_is_that_of_relative_links(write_page: Write) -> None:
    base = '<base href="https://moss.example/pain/">'
    body = 'See <a href="b#stone">that</a> and <a href="../pain/b#findings">this</a>.'
    folder = write_page("x/a.html", head=base + CANONICAL.format("pain/a"), body=body).parent
    write_page("x/b.html", head=CANONICAL.format("pain/b"))
    assert [message for _, _, message in found(folder)] == [
        "the link “that” leads to #stone in b.html, which has no such anchor"
    ]


def test_a_page_taken_out_of_its_site_has_no_wrong_links(write_page: Write) -> None:
    links = [f'<a href="part{n}.html">Part {n}</a>' for n in range(4)]
    folder = write_page("a.html", body=f"See {', '.join(links)}.").parent
    assert found(folder) == []
    write_page("part0.html")
    assert len(found(folder)) == 3


def test_a_renamed_page_leads_to_itself_by_its_former_name(write_page: Write) -> None:
    body = " ".join(f'<a href="moss.en.html#{name}">x</a> <b id="{name}"></b>' for name in "pqr")
    assert found(write_page("a.html", body=body).parent) == []


def test_a_picture_that_is_not_there_is_an_error_at_its_line(write_page: Write) -> None:
    body = (
        'Moss. <img src="here.png" alt=""><img src="gone.png?v=2" alt="">\n'
        '<picture><source srcset="gone.webp 1x, here.png 2x"><img src="here.png" alt=""></picture>'
        '<img src="data:image/gif;base64,R0lGOD" alt="">'
        '<img src="https://moss.example/a.png" alt="">'
    )
    folder = write_page("a.html", body=body).parent
    (folder / "here.png").write_bytes(b"\x89PNG")
    assert found(folder) == [
        ("a.html", 6, "the picture gone.png?v=2 is not there"),
        ("a.html", 7, "the picture gone.webp is not there"),
    ]


def test_the_pictures_of_a_folder_that_is_not_there_are_one_finding(write_page: Write) -> None:
    pictures = "".join(f'<img src="img/{n}.png" alt="">' for n in range(9))
    folder = write_page("a.html", body=f"Moss. {pictures}").parent
    assert found(folder) == [
        ("a.html", 6, "the folder img is not there, with 9 pictures of the page")
    ]


def test_pictures_that_a_saved_page_lost_are_one_finding(write_page: Write) -> None:
    pictures = "".join(f'<img src="a_files/{n}.png" alt="">' for n in range(9))
    saved = "<!-- saved from url=(0026)https://moss.example/pain/ -->"
    folder = write_page("a.html", body=f"Moss. {pictures}", head=saved).parent
    (folder / "a_files").mkdir()
    (folder / "a_files" / "0.png").write_bytes(b"\x89PNG")
    (one,) = found(folder)
    assert one[2] == "8 pictures of the page are not in the folder a_files"


def test_the_anchors_of_a_saved_page_are_not_judged(write_page: Write) -> None:
    saved = "<!-- saved from url=(0026)https://moss.example/pain/ -->"
    folder = write_page("a.html", body='See <a href="b.html#moss">that</a> claim.').parent
    write_page("b.html", head=saved)
    assert found(folder) == []


def test_links_and_pictures_in_markdown_are_found_at_their_lines(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "# Moss\n\nSee [one](b.md#old-stones), [two](b.md#walls), [three](gone.md),\n"
        "[four](#nowhere), [five](#moss), `[six](none.md)` and [seven][x].\n\n![x](gone.png)\n\n"
        "[x]: lost.md\n",
        encoding="utf-8",
    )
    (tmp_path / "b.md").write_text(
        "# Stones\n\n## Old *stones*\n\nMoss grows on old stones.\n", encoding="utf-8"
    )
    assert found(tmp_path, *ALL, "dead-link") == [
        ("a.md", 3, "the link “two” leads to #walls in b.md, which has no such anchor"),
        ("a.md", 3, "the link “three” leads to gone.md, which is not there"),
        ("a.md", 4, "the link “four” leads to #nowhere, which is nowhere in the text"),
        ("a.md", 6, "the picture gone.png is not there"),
        ("a.md", 8, "the link “seven” leads to lost.md, which is not there"),
    ]


def test_the_anchors_that_generators_make_of_a_heading_differ_in_signs_only(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "# Moss\n\nSee [one](b.md#1_Old_stones) and [two](b.md#1oldstones).\n", encoding="utf-8"
    )
    (tmp_path / "b.md").write_text("# Walls\n\n## 1. Old stones\n\nMoss.\n", encoding="utf-8")
    assert found(tmp_path) == []


def test_the_work_grows_with_the_links_and_anchors_and_not_with_their_product(
    write_page: Write,
) -> None:
    def calls(number: int) -> int:
        links = " ".join(f'<a href="b.html#x{n}">x</a>' for n in range(number))
        anchors = "".join(f'<b id="X{n}">x</b>' for n in range(number))
        folder = write_page(f"{number}/a.html", body=links).parent
        write_page(f"{number}/b.html", body=anchors)
        checked = [
            CheckedFile(file, facts)
            for file in find_files([folder]).files
            if (facts := audit_bytes(file.path.read_bytes(), file.source, 2027).facts) is not None
        ]
        flaws: list[object] = []
        count = count_calls(lambda: flaws.extend(find_between_files(checked)))
        assert len(flaws) == number
        return count

    calls(5)
    assert calls(400) < 2.5 * calls(200)


def test_each_address_is_looked_up_once(write_page: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    links = " ".join(f'<a href="gone.html#{n}">x</a>' for n in range(500))
    folder = write_page("a.html", body=links).parent
    files = find_files([folder]).files
    checked = [
        CheckedFile(file, facts)
        for file in files
        if (facts := audit_bytes(file.path.read_bytes(), file.source, 2027).facts) is not None
    ]
    calls: list[str] = []
    monkeypatch.setattr(
        "painsci_search.auditing.places._there", lambda path: calls.append(path) or ""
    )
    assert len(list(find_between_files(checked))) == 1
    assert len(calls) == len(set(calls)) < 30


@pytest.mark.parametrize(
    ("path", "url", "expected"),
    [
        ("/s/pain/a.html", "https://m.example/pain/a.html", ("m.example/", "/s")),
        ("/s/pain/a.html", "https://m.example/x/a/", ("m.example/x/", "/s/pain")),
        ("/s/pain/index.html", "https://m.example/pain/", ("m.example/", "/s")),
        ("/s/index.html", "https://m.example/", ("m.example/", "/s")),
        ("/s/a.html", "https://m.example/b", None),
        ("/s/a.html", "https://m.example/", None),
        ("/s/a.html", "http://[bad", None),
    ],
)
def test_the_folder_of_a_site_is_found_by_one_of_its_pages(
    path: str, url: str, expected: tuple[str, str] | None
) -> None:
    assert site_folder(path, url) == expected


def test_urls_of_one_page_are_the_same() -> None:
    spellings = ["http://m.example/a/", "https://m.example/a#x", "https://m.example/a/index.html"]
    assert {plain_url(url) for url in spellings} == {"//m.example/a"}


def test_an_address_that_is_none_has_no_place(write_page: Write) -> None:
    path = write_page("a.html")
    (file,) = find_files([path]).files
    facts = audit_bytes(path.read_bytes(), str(path), 2027).facts
    assert facts is not None
    page = CheckedFile(file, facts)
    assert Places([page]).find(page, "http://[bad") is None
