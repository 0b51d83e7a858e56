"""Notes that shortcodes of Hugo and tags of Liquid write into the text, as a rule of the parser.

`{{< sidenote >}}A note.{{< /sidenote >}}` and `{% marginnote "id" "A note." %}`.
"""

from __future__ import annotations

import re
from typing import Any

from markdown_it.rules_inline import StateInline

_NAME = r"(?P<name>(?:side|margin|foot)-?note)"
# Characters of a note, as long as the longest paragraph of one; longer ones stay text.
_PAIR = re.compile(
    rf"\{{(?:\{{[<%]|%)-?\s*{_NAME}(?P<given>\s[^{{}}]{{0,200}}?)?\s*-?(?:[>%]\}}|%)\}}"
    r"(?P<text>(?:[^{}]|\{(?!\{[<%]|%)|\}){1,3000})"
    r"\{(?:\{[<%]|%)-?\s*(?:/|end)\s*(?P=name)\s*-?(?:[>%]\}|%)\}"
)
_TAG = re.compile(rf"\{{%-?\s*{_NAME}\s++(?P<given>(?>(?:[^%{{}}]|%(?!\}})){{1,3000}}))%\}}")
_STRING = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'(?!\w)", re.DOTALL)
# What a shortcode shows in the text, unlike the id of a note: words without a hyphen.
_SHOWN = re.compile(r"\s*\"([^\W_][^\"=_-]{0,60})\"\s*")


def read_side_note(state: StateInline, silent: bool) -> bool:
    """Read a note in the text as a marker and a note."""
    if state.src[state.pos] != "{":
        return False
    found = _PAIR.match(state.src, state.pos) or _TAG.match(state.src, state.pos)
    if found is None:
        return False
    given = found["given"] or ""
    is_pair = "text" in found.groupdict()
    text = found["text"] if is_pair else _text_of(given)
    if not silent:
        shown = _SHOWN.fullmatch(given) if is_pair else None
        if shown is not None and not shown[1].isdecimal() and _follows_space(state):
            state.push("text", "", 0).content = shown[1]
        _add_note(state, " ".join(text.split()))
    state.pos = found.end()
    return True


def _text_of(given: str) -> str:
    """Return the note in a tag: its last text in quotes, or what follows its id."""
    strings = [one[1] or one[2] or "" for one in _STRING.finditer(given)]
    if strings:
        return strings[-1]
    words = given.rstrip().removesuffix("-").rstrip()  # "-%}" removes the space after it
    return words.partition(" ")[2] or words


def _follows_space(state: StateInline) -> bool:
    return state.src[state.pos - 1 : state.pos].isspace()


def _add_note(state: StateInline, text: str) -> None:
    """Add a note as the rule of notes in the text, `^[A note.]`, does."""
    notes: dict[int, dict[str, Any]] = state.env.setdefault("footnotes", {}).setdefault("list", {})
    number = len(notes)
    tokens: list[Any] = []
    notes[number] = {"content": text, "tokens": tokens}
    state.md.inline.parse(text, state.md, state.env, tokens)
    state.push("footnote_ref", "", 0).meta = {"id": number}


__all__ = ["read_side_note"]
