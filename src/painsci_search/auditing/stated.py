"""What pages state about themselves in; what is missing or contradicts itself out.

These are titles, dates and canonical URLs.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from datetime import date, timedelta
from urllib.parse import urljoin

from painsci_search.auditing.facts import PageFacts, canonical_of, window_title
from painsci_search.auditing.flaws import Flaw, quote
from painsci_search.auditing.places import CheckedFile, plain_url
from painsci_search.auditing.view import PageView
from painsci_search.model import Article
from painsci_search.reading.dom.elements import attribute, text_of
from painsci_search.text import fold, stem, tokenize

# Days: the zones of the clocks of a writer and a server differ by as much.
_ZONES = timedelta(days=1)
# What reading warns of in an article without a date, which is a finding of its own.
NO_DATE = "no date"
# The dates of a manuscript, which are all before its publication.
_MANUSCRIPT = re.compile(r"\breceived\b.{0,400}?\baccepted\b", re.IGNORECASE | re.DOTALL)
_WHOLE = len("2021-06-30")


def find_title_flaws(view: PageView) -> Iterator[Flaw]:
    """Yield a flaw if a page has no title, or one without a word of its headings."""
    title = window_title(view)
    headings = [tag for tag in view.tree.named("h1") if text_of(tag).strip()]
    if not title.text:
        where = f"; its heading is {quote(text_of(headings[0]))}" if headings else " and no heading"
        yield Flaw("missing-title", 1, "", f"the page has no title{where}")
        return
    shown = [text_of(tag) for tag in headings if view.in_article(tag)]
    if not shown:
        return
    words = _words(title.text)
    others = [*map(text_of, headings), *map(text_of, view.tree.named("h2"))]
    joined = _joined(title.text)
    if words and not any(words & _words(text) or _joined(text) in joined for text in others):
        message = f"the title {quote(title.text)} has no word of the heading {quote(shown[0])}"
        yield Flaw("different-title", title.line, "", message)


def find_canonical_flaws(view: PageView) -> Iterator[Flaw]:
    """Yield a flaw if a page names a relative canonical URL, or another one elsewhere."""
    canonical = canonical_of(view)
    if not canonical.text:
        return
    if re.match(r"https?://[^/]", canonical.text, re.IGNORECASE) is None:
        message = f"the canonical URL {canonical.text} is relative; write it with https://"
        yield Flaw("relative-canonical", canonical.line, "", message)
        return
    for tag in view.tree.named("meta"):
        names = f"{attribute(tag, 'property')} {attribute(tag, 'name')}".lower().split()
        given = attribute(tag, "content").strip()
        if "og:url" not in names or not given:
            continue
        if plain_url(_join(canonical.text, given)) != plain_url(canonical.text):
            message = f"og:url is {given}, but the canonical URL is {canonical.text}"
            yield Flaw("different-canonical", view.lines.of(tag), "", message)
        return


def find_date_flaws(article: Article, text: str, today: date) -> Iterator[Flaw]:
    """Yield a flaw if an article has no date, one to come, or an update before its publication.

    Args:
        text: of the file, in which the lines of dates are found; "" where it is not known.
    """
    published, updated = article.published or "", article.updated or ""
    if not published and not updated:
        yield Flaw("missing-date", 1, "", "no date of publication or update was found")
    latest = (today + _ZONES).isoformat()
    for name, given in (("publication", published), ("update", updated)):
        if given > latest[: len(given)]:
            message = f"the date of {name}, {given}, is in the future"
            yield Flaw("future-date", _line_of(text, given), "", message)
    if not published or not updated or not text or _MANUSCRIPT.search(text):
        return
    if _is_before(updated, published):
        message = f"updated {updated}, before it was published, {published}"
        yield Flaw("update-before-publication", _line_of(text, updated), "", message)


def find_shared(checked: Sequence[CheckedFile]) -> Iterator[tuple[CheckedFile, Flaw]]:
    """Yield the files that have the canonical URL or the title of another one before them.

    Pages that programs saved are left out: there may be several saves of one page.
    """
    own = [one for one in checked if not one.facts.is_saved]
    by_url: dict[Hashable, CheckedFile] = {}
    by_title: dict[Hashable, CheckedFile] = {}
    for one in own:
        facts = one.facts
        url = plain_url(_join(facts.url, facts.canonical.text)) if facts.canonical.text else ""
        first = by_url.setdefault(url, one) if url else one
        if first is not one:
            message = f"the canonical URL is also that of {first.file.source}"
            yield one, Flaw("same-canonical", facts.canonical.line, "", message)
            continue
        for title in facts.titles:
            # a text and the page made of it, and translations, have one title with reason
            key = _joined(title.text), facts.form, facts.language[:2]
            first = by_title.setdefault(key, one) if title.text else one
            if first is not one:
                message = f"the title {quote(title.text)} is also that of {first.file.source}"
                yield one, Flaw("same-title", title.line, "", message)
                break


def find_missing_title(facts: PageFacts) -> Iterator[Flaw]:
    """Yield a flaw if a text in Markdown states no title."""
    if not any(title.text for title in facts.titles):
        message = "the text has no title: neither front matter nor one first heading has it"
        yield Flaw("missing-title", 1, "", message)


def _words(text: str) -> set[str]:
    return {stem(token.word) for token in tokenize(text)}


def _joined(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))


def _join(base: str, url: str) -> str:
    try:
        return urljoin(base, url)
    except ValueError:
        return url


def _is_before(one: str, other: str) -> bool:
    """Return whether a date is before another one, by the parts that both have."""
    if len(one) >= _WHOLE and len(other) >= _WHOLE:
        return date.fromisoformat(one) + _ZONES < date.fromisoformat(other)
    shared = min(len(one), len(other))
    return one[:shared] < other[:shared]


def _line_of(text: str, written: str) -> int:
    """Return the first line with a date as ISO writes it; 1 if it is written in another way."""
    at = text.find(written)
    return text.count("\n", 0, at) + 1 if at >= 0 else 1
