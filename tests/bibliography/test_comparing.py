"""Names are split into their parts, and "et al" is recognized."""

from __future__ import annotations

import pytest

from painsci_search.bibliography.comparing import Name, family_key, has_more_authors, split_name
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
            ("B. C. Lochte", Name("Lochte", "B. C.")),
            ("B.C. van der Berg", Name("Berg", "B.C.", "van der")),
            ("Bryson C. Lochte", Name("Lochte", "Bryson C.")),
            ("Martin L. King Jr.", Name("King", "Martin L.", "", "Jr.")),
            ("King ML, Jr", Name("King", "ML", "", "Jr")),
            ("M. García Lorca", Name("García Lorca", "M.")),
            ("VAN DAM S", Name("VAN DAM", "S")),
            ("VAN DAMME S", Name("VAN DAMME", "S")),
            ("U.S. Task Force", Name("U.S. Task Force")),
            ("Bryson Lochte", Name("Bryson Lochte")),
            ("WHO", Name("WHO")),
            ("", Name("")),
        ],
    )
    def test_parts_of_a_name(self, author: str, name: Name) -> None:
        assert split_name(author) == name

    @pytest.mark.parametrize(
        "author",
        ["King ML", "King Jr ML", "King ML Jr", "M. L. King Jr.", "Martin L. King", "KING M"],
    )
    def test_a_family_name_is_the_same_in_every_order(self, author: str) -> None:
        assert family_key(author) == "king"

    def test_et_al_is_of_the_last_author_that_is_named(self) -> None:
        raw = "Zou K, Wong J, Abdullah N, et al. Examination of effects. 2016."
        assert has_more_authors(Reference(raw, ("Zou K", "Wong J", "Abdullah N")))
        assert not has_more_authors(Reference(raw, ("Zou K", "Wong J", "Abdullah N", "Chen X")))
        assert not has_more_authors(Reference("Zou K. A title.", ("Zou K",)))

    @pytest.mark.parametrize(
        "raw",
        [
            "Zou, Kim, et al. Effects. Fern UP, 2016.",
            "Zou, Kim B., et al. “Effects.” Fern Letters 8 (2016): 12–19.",
            "Madeup, A., Low, R., ... & Zou, K. (2016). Effects.",
            "Madeup, A., Low, R., . . . Zou, K. (2016). Effects.",
            "Madeup A, Low R, … K. Zou. Effects. 2016.",
        ],
    )
    def test_authors_are_left_out_in_every_style(self, raw: str) -> None:
        assert has_more_authors(Reference(raw, ("Zou K",)))
