"""Pages as they are answered: what they take for granted, and the headers that come along."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from asking import Client
from starlette.applications import Starlette
from starlette.routing import Mount

from page_samples import ODD_ID, Parsed, hostile
from painsci_search import Article, Index, Section
from painsci_search.server import Settings, create_app


def page(client: Client, target: str, status: int = 200) -> Parsed:
    answer = client.get(target, headers=[("Accept", "text/html")])
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Parsed(answer.content)


REMARKS = [
    ("sort=odd", "“sort=odd” is ignored: sort must be relevance, date or position;"),
    ("exact=perhaps", "“exact=perhaps” is ignored: exact must be true or false;"),
    ("offset=-1", "“offset=-1” is ignored: offset must be a whole number;"),
    ("year=abc", "“year=abc” is ignored: unknown parameter; known: q, kind, article,"),
    ("page=9", "“page=9” is ignored: unknown parameter;"),
]


@pytest.mark.parametrize(("asked", "remark"), REMARKS)
def test_what_is_ignored_in_an_address_is_reported(client: Client, asked: str, remark: str) -> None:
    odd = page(client, f"/?q=placebo&{asked}")
    assert remark in odd.words
    assert [each for each in odd.links() if "~passage" in each] == [
        each for each in page(client, "/?q=placebo").links() if "~passage" in each
    ]
    assert remark in page(client, f"/?{asked}").words


@pytest.mark.parametrize(
    "asked", ["utm_source=x", "fbclid=y", "sort=", "sort=date", "exact=false", "offset=20"]
)
def test_what_is_allowed_or_was_added_by_other_sites_is_not_reported(
    client: Client, asked: str
) -> None:
    assert "is ignored" not in page(client, f"/?q=placebo&{asked}").words


def test_few_remarks_are_made_of_many_parameters(client: Client) -> None:
    many = "&".join(f"x{each}={'y' * 200}" for each in range(50))
    assert page(client, f"/?q=placebo&{many}").words.count("is ignored") == 3


@pytest.mark.parametrize("offset", [60, 240, 9_000, 10**12])
def test_past_the_last_page_a_link_leads_to_it(client: Client, offset: int) -> None:
    found = page(client, f"/?q=pain&offset={offset}")
    assert "This is past the last page of 248 passages." in found.words
    assert "Previous" not in found.words
    # 42 passages, because at most 3 of an article are shown
    assert [each for each in found.links() if each.startswith("/?") and "offset=" in each] == [
        "/?q=pain&offset=40"
    ]
    last = page(client, "/?q=pain&offset=40")
    assert "41 to 42 shown" in last.words
    assert "More passages" not in last.words


def test_past_the_last_page_of_works_a_link_leads_to_it(client: Client) -> None:
    total = client.get("/v1/references").json()["total"]
    found = page(client, "/works?offset=9000&sort=odd&since=soon")
    assert f"This is past the last page of {total} works." in found.words
    assert f"/works?offset={(total - 1) // 50 * 50}" in found.links()
    assert "“sort=odd” is ignored: sort must be cited, year, author or title;" in found.words
    assert "“since=soon” is ignored: since must be a year;" in found.words


@pytest.mark.parametrize(
    ("asked", "label"),
    [("kind=odd", "Kind"), ("since=soon", "Updated since"), ("until=2020-13-99", "Updated until"),
     ("cited_since=x", "Articles that cite work since"),
     ("cited_since=²", "Articles that cite work since"),
     (f"cited_since={'9' * 5000}", "Articles that cite work since")],
)  # fmt: skip
def test_a_filter_that_makes_no_sense_is_told(client: Client, asked: str, label: str) -> None:
    for query in ("placebo", ""):
        answer = client.get(f"/?q={query}&{quote(asked, safe='=')}")
        assert (answer.status_code, answer.headers["cache-control"]) == (400, "no-store")
        found = Parsed(answer.content)
        assert "Invalid query or filter." in found.words
        assert f"{label} must be" in found.words


def test_a_wrong_filter_of_works_is_a_bad_request(client: Client) -> None:
    answer = client.get("/works?kind=odd")
    assert answer.status_code == 400
    assert "odd" in Parsed(answer.content).words


def test_a_query_that_is_too_long_is_told(client: Client) -> None:
    answer = client.get(f"/?q={'a' * 1001}")
    assert answer.status_code == 400
    assert "at most 1000 characters" in Parsed(answer.content).words


def test_a_page_with_too_many_filters_is_small(client: Client) -> None:
    answer = client.get("/?q=placebo" + "".join(f"&article={each}" for each in range(1_000)))
    assert b"at most 50 articles" in answer.content
    assert len(answer.content) < 100_000


@pytest.mark.parametrize(
    "asked",
    ["q=pain", "q=pain&offset=20", "q=pain&sort=position", "q=pain&article=placebo&kind=section",
     "q=placibo&since=2024"],
)  # fmt: skip
def test_an_answer_as_json_is_that_answer(client: Client, asked: str) -> None:
    found = page(client, f"/?{asked}")
    [target] = [link for link in found.links() if link.startswith("/v1/search")]
    shown = [link for link in found.links() if link.endswith("#~passage")]
    hits = client.get(target).json()["hits"]
    assert hits
    for hit in hits:
        assert any(
            link.startswith(f"/articles/{hit['article']['id']}?")
            and (hit["anchor"] is None or f"at={quote(hit['anchor'])}&" in link)
            for link in shown
        ), hit["link"]
    assert len(hits) == len([each for each in found.all("li") if each.get("class") == "hit"])


def test_a_passage_leads_to_what_is_like_it(client: Client) -> None:
    found = page(client, "/?q=neural+ASMR")
    links = [link for link in found.links() if link.startswith("/like/")]
    like = page(client, next(link for link in links if "at=brain" in link))
    assert "More like this" in like.words
    assert [link for link in like.links() if link.endswith("#~passage")]
    assert "at=brain" in next(link for link in like.links() if link.startswith("/articles/asmr"))
    assert page(client, "/like/asmr").words
    for missing in ("none", "asmr?at=none"):
        assert "No article or passage has this id" in page(client, f"/like/{missing}", 404).words


@pytest.mark.parametrize("query", ["ASMR", "(x", "ASMR&since=soon", "x" * 2000])
def test_an_article_is_shown_whatever_the_search_was(client: Client, query: str) -> None:
    words = page(client, f"/articles/asmr?q={query}").words
    assert "Looking at the brain" in words
    assert ("19 matches for “ASMR”" in words) == (query == "ASMR")


def test_blank_asks_nothing(client: Client) -> None:
    found = page(client, "/?q=+")
    assert "Find the passage" in found.words
    assert "14 articles" in found.words


def test_an_empty_index_has_a_page(make_client: Callable[..., Client]) -> None:
    client = make_client(Index.in_memory())
    assert "0 articles" in page(client, "/").words
    assert "No passage matches." in page(client, "/?q=knee").words


@pytest.mark.parametrize(
    "article_id", [ODD_ID, "a/b/c", "%2e%2e", "é ü", "..%2fx", "a//b", "a\nb", "a\n"]
)
def test_an_article_has_a_page_whatever_its_id(
    make_client: Callable[..., Client], article_id: str
) -> None:
    article = Article(article_id, "It", (Section("s", "S", "Words."),))
    client = make_client(article)
    links = page(client, "/?q=words").links()
    link = next(each for each in links if each.startswith("/articles/"))
    assert "Words." in page(client, link.partition("#")[0]).words


@pytest.mark.parametrize("name", ["old/name", "Today"])
def test_a_former_id_and_another_spelling_lead_to_the_article(
    make_client: Callable[..., Client], name: str
) -> None:
    index = Index.in_memory()
    index.add(Article("today", "Knees", (Section("a", "A", "Sham."),), aliases=("old/name",)))
    client = make_client(index)
    answer = client.get(f"/articles/{quote(name, safe='')}?q=sham&at=a")
    assert answer.status_code == 308
    assert dict(answer.headers)["location"] == "/articles/today?q=sham&at=a"
    assert client.get(f"/v1/articles/{quote(name, safe='')}").json()["id"] == "today"
    assert page(client, "/articles/today").words


def test_the_day_of_saving_and_the_saved_file_are_shown_beside_the_web_page(
    make_client: Callable[..., Client], tmp_path: Path, write_page: Callable[..., Path]
) -> None:
    head = '<link rel="canonical" href="https://example.org/knees">'
    with Index.create(tmp_path / "index") as index:
        index.update([write_page("pages/one.html", head=head).parent])
        index.add(Article("b", "B", saved="2024-05-01", url="https://example.org/b"))
    served = make_client(Index.open(tmp_path / "index", base_url="https://example.net/pages"))
    links = page(served, "/?q=finding").links()
    assert "https://example.net/pages/one.html" in links
    assert any(link.startswith("https://example.org/knees#") for link in links)
    assert "saved 2024-05-01" in page(served, "/articles/b").words
    redacted = make_client(Index.open(tmp_path / "index"))
    assert redacted.get("/v1/search?q=finding").json()["hits"][0]["article"]["file"] == ""


def test_the_paths_of_further_saves_are_not_shown(make_client: Callable[..., Client]) -> None:
    index = Index.in_memory()
    index.add(Article("a", "Knees", (Section("a", "A", "Sham."),), sources=("/home/you/b.html",)))
    answer = make_client(index).get("/v1/articles/a")
    assert answer.json()["sources"] == []


@pytest.mark.parametrize("path", ["none", "../pages.py", "..%2f..%2fetc%2fpasswd", "%00", "asmr/"])
def test_there_is_nothing_where_there_is_no_article(client: Client, path: str) -> None:
    assert "No article has this id" in page(client, f"/articles/{path}", 404).words


def test_where_articles_lie_is_told_by_no_page(make_client: Callable[..., Client]) -> None:
    client = make_client(hostile())
    for target in ("/", "/?q=quokka", f"/articles/{quote(ODD_ID, safe='')}"):
        answer = client.get(target)
        assert answer.status_code == 200
        assert b"/secret/" not in answer.content


def test_what_a_browser_has_keeps_the_policy_that_it_came_with(client: Client) -> None:
    first = client.get("/?q=placebo")
    assert "script-src 'self'" in first.headers["content-security-policy"]
    again = client.get("/?q=placebo", headers=[("If-None-Match", first.headers["etag"])])
    assert again.status_code == 304
    assert "content-security-policy" not in again.headers


def test_pages_below_a_path_lead_to_pages_below_it(demo_index: Index) -> None:
    app = create_app(demo_index, Settings(hosts=None))
    outer = Starlette(routes=[Mount("/find", app)])
    client = Client(outer)
    for target in ("/find/", "/find/?q=placebo&kind=note", "/find/articles/asmr?q=placebo"):
        found = page(client, target)
        named = [*found.links(), found.all("script")[0]["src"], found.all("form")[0]["action"]]
        named += [each["href"] for each in found.all("link")]
        inside = [address for address in named if not address.startswith(("#", "http"))]
        assert inside
        assert all(address.startswith("/find/") for address in inside)
    client.end()
    app.state.executor.close()


def test_an_anchor_cannot_take_the_id_of_a_control(
    make_client: Callable[..., Client],
) -> None:
    names = ("q", "search", "kept", "slash", "main")
    sections = tuple(Section(name, name, f"Text of {name}.") for name in names)
    index = Index.in_memory()
    index.add(Article("a", "A", sections))
    page = make_client(index).get("/articles/a").content.decode()
    for name in names:
        assert page.count(f'id="{name}"') == 1
    for name in re.findall(r'<(?:input|form|button|main)[^>]* id="([^"]*)"', page):
        assert name.startswith("~")


def test_the_help_has_queries_of_the_index_that_have_matches(
    make_client: Callable[..., Client],
) -> None:
    section = Section("s", "Does humming calm quokkas?", "Quokkas hum.", 2)
    with Index.in_memory() as index:
        index.add(Article("a", "Humming and Quokkas", (section,)))
        client = make_client(index)
        searches = 0
        search = index.search

        def counted(*args: Any, **options: Any) -> Any:
            nonlocal searches
            searches += 1
            return search(*args, **options)

        index.search = counted  # type: ignore[method-assign]
        words = page(client, "/?q=hum").words
        first = searches
        again = page(client, "/?q=hum").words
        in_article = page(client, "/articles/a").words
        assert searches == first + 1
    for each in (words, again, in_article):
        assert "Does humming calm quokkas" in each
        assert "+humming +quokkas" in each
        assert "title:humming quokkas" in each
        assert "note:humming" not in each
        assert "massage soreness" not in each


def test_the_help_of_an_index_without_questions_has_queries_too(
    make_client: Callable[..., Client],
) -> None:
    with Index.in_memory() as index:
        index.add(Article("a", "Hums", (Section("s", "Hums", "Quokkas hum."),)))
        assert "massage soreness" in page(make_client(index), "/").words
