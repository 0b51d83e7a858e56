"""Feeds are what RFC 4287 asks for, whatever the articles are called."""

from __future__ import annotations

import re
import uuid
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from painsci_search.model import ArticleInfo, Change, News
from painsci_search.render.atom import Feed, FeedEntry, render_feed

ATOM = "{http://www.w3.org/2005/Atom}"
HTML = "{http://www.w3.org/1999/xhtml}"
# RFC 3339, as RFC 4287, section 3.3, narrows it.
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def made(name: str = "knees", date: str = "2024-06", **values: object) -> FeedEntry:
    info = ArticleInfo(name, "Knees & <Backs>", **values)  # type: ignore[arg-type]
    return FeedEntry(News(info, date), "https://example.org/a b")


def checked(text: str) -> ET.Element:
    """Parse a feed, and hold it to section 4 of RFC 4287."""
    feed = ET.fromstring(text.encode())
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    for element in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
        uuid.UUID(element.findtext(f"{ATOM}id", "").removeprefix("urn:uuid:"))
        for name in ("updated", "published"):
            for date in element.findall(f"{ATOM}{name}"):
                assert MOMENT.fullmatch(date.text or "")
        links = element.findall(f"{ATOM}link")
        relations = [(link.get("rel"), link.get("type")) for link in links]
        assert len(set(relations)) == len(relations)
        for link in links:
            assert re.fullmatch(r"[!-~]+", link.get("href", ""))
    for person in feed.iter(f"{ATOM}author"):
        assert person.findtext(f"{ATOM}name")
    for entry in entries:
        assert entry.find(f"{ATOM}author") is not None or feed.find(f"{ATOM}author") is not None
        content = entry.find(f"{ATOM}content")
        assert content is not None
        assert content.get("type") == "xhtml"
        assert [child.tag for child in content] == [f"{HTML}div"]
    named = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(named)) == len(named)
    return feed


def test_a_feed_has_what_every_feed_has() -> None:
    url, home = "https://example.org/news.atom", "https://example.org/"
    feed = checked(render_feed([made(authors=("Doe J",)), made("backs")], Feed(url=url, home=home)))
    assert [link.get("href") for link in feed.findall(f"{ATOM}link")] == [url, home]
    assert feed.findtext(f"{ATOM}updated") == "2024-06-01T00:00:00Z"
    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == "Knees & <Backs>"
    assert feed.findtext(f"{ATOM}entry/{ATOM}author/{ATOM}name") == "Doe J"
    checked(render_feed([], Feed()))


def test_an_id_stays_the_same_when_the_article_changes_or_moves_to_another_server() -> None:
    def id_of(entry: FeedEntry, feed: Feed = Feed()) -> str:  # noqa: B008 - a value
        return checked(render_feed([entry], feed)).findtext(f"{ATOM}entry/{ATOM}id", "")

    assert id_of(made()) == id_of(made(date="2025"), Feed(url="https://example.org/x"))
    assert id_of(made()) != id_of(made("backs"))
    url = "https://example.org/knees"
    assert id_of(made(url=url)) == id_of(made("renamed", url=url)) != id_of(made())


def test_a_date_is_its_first_moment_and_the_latest_is_that_of_the_feed() -> None:
    entries = [made("a", "2024"), made("b", "2025-02-28", published="2025-02")]
    feed = checked(render_feed(entries, Feed()))
    assert feed.findtext(f"{ATOM}updated") == "2025-02-28T00:00:00Z"
    dates = [each.findtext(f"{ATOM}updated") for each in feed.findall(f"{ATOM}entry")]
    assert dates == ["2024-01-01T00:00:00Z", "2025-02-28T00:00:00Z"]
    assert feed.findtext(f"{ATOM}entry/{ATOM}published") == "2025-02-01T00:00:00Z"


def test_the_changes_are_a_list() -> None:
    changes = (Change("2024-06-02", "One <b>more</b> trial."), Change("2024", "Publication."))
    entry = FeedEntry(News(ArticleInfo("a", "A"), "2024-06-02", changes), "")
    feed = checked(render_feed([entry], Feed()))
    listed = [each.text for each in feed.iter(f"{HTML}li")]
    assert listed == ["2024-06-02: One <b>more</b> trial.", "2024: Publication."]
    assert feed.find(f"{ATOM}entry/{ATOM}link") is None


def test_no_link_runs_a_script() -> None:
    entry = made()._replace(link="javascript:alert(1)")
    assert "javascript" not in render_feed([entry], Feed(url="data:x", home="javascript:x"))


@given(st.text(st.characters(codec=None), max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_any_text_makes_a_feed_that_can_be_parsed(title: str, author: str, change: str) -> None:
    info = ArticleInfo(
        "a" + title, title, authors=(f"x{author}",), url=f"https://x.example/{title}"
    )
    entry = FeedEntry(News(info, "2024", (Change("2024", change),)), f"https://x.example/{change}")
    checked(render_feed([entry], Feed(title=author)))
