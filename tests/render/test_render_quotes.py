"""The text of verdicts on quotes, as on a terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from painsci_search.model import Quote, Verdict
from painsci_search.render.quotes import render_verdicts
from painsci_search.render.terminal import Terminal

WAS = Quote.of("A sham can help a knee.", "sham", "knees")
NOW = replace(WAS, text="A sham may help a knee.", link="https://example.org/sham#knees")
VERDICTS = (
    Verdict(WAS, "unchanged", WAS, 1.0),
    Verdict(WAS, "moved", NOW, 1.0),
    Verdict(WAS, "changed", NOW, 0.8),
    Verdict(WAS, "gone"),
    Verdict(WAS, "unchanged", WAS, 1.0, stale=True),
)


@pytest.mark.parametrize("coloured", [False, True])
@pytest.mark.parametrize("verdict", VERDICTS, ids=lambda verdict: verdict.state)
def test_a_terminal_shows_each_verdict_with_the_words_of_a_pipe(
    verdict: Verdict, *, coloured: bool
) -> None:
    styled = render_verdicts([verdict], Terminal(80, styled=True, coloured=coloured))
    plain = render_verdicts([verdict], Terminal(80))
    for code in ("0", "1", "2", "94", "1;4", "1;31"):
        styled = styled.replace(f"\x1b[{code}m", "")
    for link in ("\x1b]8;;https://example.org/sham#knees\x1b\\", "\x1b]8;;\x1b\\"):
        styled = styled.replace(link, "")
    assert styled == plain
    assert ("unchecked" if verdict.stale else verdict.state) in plain.splitlines()[0]


def test_the_lines_of_unchecked_quotes_are_wrapped() -> None:
    stale = [replace(VERDICTS[0], stale=True)] * 3
    counted, *lines = render_verdicts(stale, Terminal(80)).splitlines()[3:]
    assert counted.startswith("3 quotes: ")
    assert " ".join(lines).endswith("or cannot be opened; run 'painsci-search index'.")
    assert max(map(len, lines)) <= 80
