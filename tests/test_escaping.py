"""JSON for terminals: what they obey, or what cannot be encoded, is escaped in both forms."""

from __future__ import annotations

import json
import sys

import pytest

from painsci_search.escaping import dump

HARMFUL = [
    *range(0x7F, 0xA0),
    *range(0x2028, 0x202F),
    *range(0x2066, 0x2070),
    *range(0xFFF9, 0xFFFC),
    *range(0xD800, 0xE000),
    *range(0xE0000, 0xE0080),
]


@pytest.mark.parametrize("pretty", [False, True])
def test_each_harmful_character_is_escaped(pretty: bool) -> None:
    for code in HARMFUL:
        written = dump(["pain " + chr(code)], pretty=pretty)
        assert written.isascii()
        assert "\\" in written
        if code not in range(0xD800, 0xE000):
            assert json.loads(written) == ["pain " + chr(code)]


def test_all_other_characters_are_written_as_they_are() -> None:
    others = sorted({*range(0x20, sys.maxunicode + 1)} - {*HARMFUL, ord('"'), ord("\\")})
    text = "".join(map(chr, others))
    assert dump([text], pretty=False) == f'["{text}"]'
