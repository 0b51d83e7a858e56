"""A page that is spoiled in any way is read as an article or refused in a line, at bounded cost."""

from __future__ import annotations

import pytest

from operations import count_work
from painsci_search.documents import make_records
from painsci_search.errors import ReadError
from painsci_search.loading import Origin
from painsci_search.reading import reading_of
from painsci_search.reading.forms import html  # noqa: F401 - so that its import is not counted
from profiles import trials
from spoiled_pages import SpoiledPage, spoiled_pages

pytestmark = [pytest.mark.slow, pytest.mark.trial]

# Operations: at most for a page whatever it holds, and beyond them for each byte. The first are
# those of 60 headings with 200 elements each, of which one may hold the other.
_MOST, _MOST_PER_BYTE = 20_000_000, 200


def read(page: SpoiledPage) -> None:
    """Read a page, and make the records that would be indexed."""
    try:
        reading = reading_of(page.data, page.name)
    except ReadError as error:
        assert str(error).startswith(f"{page.name}: ")
        assert "\n" not in str(error)
        return
    article = reading.article
    assert article.title
    assert article.sections or article.notes
    origin = Origin("/a", "a", "0", "1", reading.surroundings)
    anchors = [record.anchor for record in make_records(article, origin)]
    assert len(set(anchors)) == len(anchors)


def test_a_spoiled_page_is_read_or_refused_at_bounded_cost() -> None:
    for number, page in enumerate(spoiled_pages(1, trials(150, 2_000))):
        work = count_work(lambda page=page: read(page))
        assert sum(work) < _MOST + _MOST_PER_BYTE * len(page.data), f"page {number}"


def test_spoiled_pages_are_the_same_for_a_seed() -> None:
    assert list(spoiled_pages(7, 5)) == list(spoiled_pages(7, 5))
    assert list(spoiled_pages(7, 5)) != list(spoiled_pages(8, 5))
