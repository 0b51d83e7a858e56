"""Names are split into their parts, and "et al" is recognized."""

from __future__ import annotations

import pytest

from painsci_search.bibliography.comparing import Name, has_more_authors, split_name
from painsci_search.model import Reference


class TestNames:
    @pytest.mark.parametrize(
        ("author", "name"),
        [
            ("Lochte BC", Name("Lochte", "BC")),
            ("van der Berg BC", Name("Berg", "BC", "van der")),
            ("Van Damme S", Name("Van Damme", "S")),
            ("Berg, B. C.", Name("Berg", "B. C.")),
            ("van der Maaten L Jr", Name("Maaten", "L", "van der", "Jr")),
            ("King, Jr., Martin", Name("King", "Martin", "", "Jr.")),
            ("Kam-Hansen S", Name("Kam-Hansen", "S")),
            ("Cochrane Collaboration", Name("Cochrane Collaboration")),
            ("WHO", Name("WHO")),
            ("", Name("")),
        ],
    )
    def test_parts_of_a_name(self, author: str, name: Name) -> None:
        assert split_name(author) == name

    def test_et_al_is_of_the_last_author_that_is_named(self) -> None:
        raw = "Zou K, Wong J, Abdullah N, et al. Examination of effects. 2016."
        assert has_more_authors(Reference(raw, ("Zou K", "Wong J", "Abdullah N")))
        assert not has_more_authors(Reference(raw, ("Zou K", "Wong J", "Abdullah N", "Chen X")))
        assert not has_more_authors(Reference("Zou K. A title.", ("Zou K",)))
