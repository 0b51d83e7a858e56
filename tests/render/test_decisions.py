"""The table of decisions fits a terminal, whatever the decisions are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from painsci_search.model import Decision
from painsci_search.render.decisions import render_decisions
from painsci_search.render.terminal import Terminal, display_width

_DECISIONS = st.lists(
    st.builds(Decision.of, st.sampled_from(["form", "published"]), st.text(max_size=90), st.text()),
    max_size=4,
)


def test_the_table_has_a_column_for_part_rule_and_value() -> None:
    decisions = (
        Decision("form", "the content and the name of the file", "HTML"),
        Decision("title", "the first heading", "Cold Hands and What They May Mean for the Feet"),
    )
    assert render_decisions(decisions, Terminal(width=60)) == (
        "\n"
        "Part   Rule                      Value\n"
        "form   the content and the name  HTML\n"
        "       of the file\n"
        "title  the first heading         Cold Hands and What They\n"
        "                                 May Mean for the Feet\n"
    )


@given(_DECISIONS, st.integers(40, 100))
def test_no_line_is_wider_than_the_terminal(decisions: list[Decision], width: int) -> None:
    lines = render_decisions(decisions, Terminal(width=width)).splitlines()
    assert all(display_width(line) <= width for line in lines)
    assert len(lines) >= 2 + len(decisions)
