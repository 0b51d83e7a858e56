"""The syntax that generators of sites and editors of notes add to Markdown, as rules of its parser.

Rules for lines: what only lays out the page is dropped, and what it encloses is kept. Rules for
text: links of wikis, shortcodes, templates, raised and lowered text, highlights and comments.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from painsci_search.reading.forms.markdown.front_matter import plain_text
from painsci_search.reading.forms.markdown.preparing import caption_in
from painsci_search.reading.forms.markdown.side_notes import read_side_note

# Lines that lay out a page: fences of divs, requests for contents, page breaks, attributes.
_LAYOUT_LINE = re.compile(
    r":{3,}.*|\[\[?_?toc_?\]?\]|@\[toc\]|\$\{toc\}|\\(?:newpage|pagebreak|clearpage|tableofcontents)\s*|"
    r"\{:[^{}]{0,300}\}|\{[.#][\w.# =\"'-]{1,200}\}|%%.{0,1000}%%|<!--\s*more\s*-->",
    re.IGNORECASE,
)
_TEMPLATE = re.compile(
    r"\{\{[<%]?(.{0,2000}?)[>%]?\}\}|\{%.{0,2000}?%\}|\{:[^{}\n]{0,300}\}", re.DOTALL
)
# The title of a part that a reader opens: "collapse "Causes"".
_OPENED = re.compile(
    r"\s*(?:collapse|details|expand|accordion(?:-item)?|toggle|spoiler|dropdown|fold|tab)\s+"
    r"\"((?:[^\"\\]|\\.){1,300})\""
)
# The id among the attributes of a heading or a link.
ID_ATTRIBUTE = re.compile(r"#([^\s#.={}]{1,200})")
_ATTRIBUTES = re.compile(r"\{(?=[#.]|[\w:-]{1,40}=)[^{}\n]{1,300}\}")
_WIKI_LINK = re.compile(r"(!?)\[\[([^\[\]|\n]{1,300})(?:\|([^\[\]\n]{1,300}))?\]\]")
# Where a link of Markdown leads: words in two pairs of brackets before it are its text.
_DESTINATION = (
    r"\(((?:#|[^\s()]{0,300}[#/:.])(?:[^\s()]|\([^\s()]{0,100}\)){0,300})"
    r"(?:\s\"[^\"\n]{0,300}\")?\)"
)
# The name of a link's target, which is defined elsewhere: "[[1]][walks]".
_LABEL = re.compile(r"\[([^\[\]\n]{1,60})\]")
_LINK_IN_BRACKETS = re.compile(rf"\[\[[^\[\]|\n]{{1,24}}\]\]{_DESTINATION}")
# A marker of a note as a raised link, "^[1](#n1)", or the arrow that leads back, "^**[^](#r1)**^".
_RAISED_LINK = re.compile(
    r"\^(\*\*)?\[((?:[^\[\]\\\n]|\\[\[\]]|\[[^\[\]\n]{1,12}\]){1,24})\]"
    + _DESTINATION
    + r"(?:\{(?:#([^\s#.={}]{1,200}))?[^{}\n]{0,200}\})?(?(1)\*\*)\^?"
)
_RAISED = re.compile(r"\^((?:\\[\[\]]|[^\s^\[\]]){1,60})\^")
_BLOCK_NAME = re.compile(r"\^[A-Za-z0-9-]{1,60}[ \t]*(?=\n|\Z)")
_LOWERED = re.compile(r"~([^\s~]{1,60})~(?!~)")
_HIDDEN = re.compile(r"%%.{0,2000}?%%", re.DOTALL)
_CALLOUT = re.compile(r"\[!([\w-]{1,40})\][+-]?[ \t]*")


def add_dialects(markdown: MarkdownIt) -> None:
    """Add the rules to a parser."""
    interrupted = ["paragraph", "reference", "blockquote", "list"]
    markdown.block.ruler.before("fence", "layout_line", _drop_layout_line, {"alt": interrupted})
    for name, rule in _TEXT_RULES:
        markdown.inline.ruler.before("link", name, rule)


def _drop_layout_line(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    if state.is_code_block(start):
        return False
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]].strip()
    if line[:1] not in _FIRST_OF_LAYOUT or _LAYOUT_LINE.fullmatch(line) is None:
        return False
    if not silent:
        state.line = start + 1
    return True


_FIRST_OF_LAYOUT = frozenset(":[@$\\{%<")


def _read_template(state: StateInline, silent: bool) -> bool:
    """Drop a shortcode, a tag of a template or attributes; keep the caption of a figure."""
    if state.src[state.pos] != "{":
        return False
    found = _TEMPLATE.match(state.src, state.pos)
    if found is None:
        return _drop_attributes(state)
    given = found[1] or ""
    caption, opened = caption_in(given), _OPENED.match(given)
    if caption and not silent:
        _add_text(state, plain_text(caption))
    elif opened is not None and not silent:
        state.push("strong_open", "strong", 1)
        _add_text(state, plain_text(opened[1]))
        state.push("strong_close", "strong", -1)
    state.pos = found.end()
    return True


def _drop_attributes(state: StateInline) -> bool:
    """Drop attributes after a picture, link or code, or at the end of a line; keep a link's id."""
    found = _ATTRIBUTES.match(state.src, state.pos)
    if found is None:
        return False
    before, after = state.src[state.pos - 1 : state.pos], state.src[found.end() : found.end() + 1]
    if not before or (before not in ")]`" and not (before == " " and after in ("", "\n"))):
        return False
    given = ID_ATTRIBUTE.search(found[0])
    if given is not None and not state.pending and state.tokens[-1:] and before == ")":
        _name_last_link(state, given[1])
    state.pos = found.end()
    return True


def _name_last_link(state: StateInline, anchor: str) -> None:
    if state.tokens[-1].type == "link_close":
        opening = next(token for token in reversed(state.tokens) if token.type == "link_open")
        opening.attrSet("id", anchor)


def _read_wiki_link(state: StateInline, silent: bool) -> bool:
    """Read a link of a wiki as its words; what it embeds is in another file."""
    if state.src[state.pos] not in "[!":
        return False
    found = _WIKI_LINK.match(state.src, state.pos)
    if found is None or _LINK_IN_BRACKETS.match(state.src, state.pos) is not None:
        return False
    label = _LABEL.match(state.src, found.end())
    if label is not None and normalizeReference(label[1]) in state.env.get("references", {}):
        return False
    if not silent and not found[1]:
        _add_text(state, found[3] or found[2].replace("#", " ").strip())
    state.pos = found.end()
    return True


def _read_callout(state: StateInline, _silent: bool) -> bool:
    """Drop the kind of a callout, with which a quotation begins; its title is kept."""
    found = _CALLOUT.match(state.src) if state.pos == 0 and state.level == 0 else None
    if found is None:
        return False
    state.pos = found.end()
    return True


def _drop_block_name(state: StateInline, _silent: bool) -> bool:
    """Drop the name of a block, by which other notes link to it, at the end of a line."""
    found = _BLOCK_NAME.match(state.src, state.pos)
    if found is None or state.src[state.pos - 1 : state.pos] not in ("", " ", "\t", "\n"):
        return False
    state.pos = found.end()
    return True


def _read_raised(state: StateInline, silent: bool) -> bool:
    return _read_shifted(state, silent, _RAISED, "sup")


def _read_raised_link(state: StateInline, silent: bool) -> bool:
    """Read a raised link, which is no note that is written in the text."""
    found = _RAISED_LINK.match(state.src, state.pos) if state.src[state.pos] == "^" else None
    if found is None:
        return False
    if not silent:
        state.push("sup_open", "sup", 1)
        link = state.push("link_open", "a", 1)
        link.attrs = {"href": found[3], **({"id": found[4]} if found[4] else {})}
        _add_text(state, _without_escapes(found[2]))
        state.push("link_close", "a", -1)
        state.push("sup_close", "sup", -1)
    state.pos = found.end()
    return True


def _read_lowered(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos - 1 : state.pos] == "~":
        return False
    return _read_shifted(state, silent, _LOWERED, "sub")


def _read_shifted(state: StateInline, silent: bool, pattern: re.Pattern[str], tag: str) -> bool:
    found = pattern.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        state.push(f"{tag}_open", tag, 1)
        _add_text(state, _without_escapes(found[1]))
        state.push(f"{tag}_close", tag, -1)
    state.pos = found.end()
    return True


def _drop_hidden(state: StateInline, _silent: bool) -> bool:
    found = _HIDDEN.match(state.src, state.pos) if state.src.startswith("%%", state.pos) else None
    if found is None:
        return False
    state.pos = found.end()
    return True


def _drop_highlighting(state: StateInline, _silent: bool) -> bool:
    """Drop the "==" at one end of highlighted words, which is at a word on one side only."""
    if not state.src.startswith("==", state.pos):
        return False
    before, after = state.src[state.pos - 1 : state.pos], state.src[state.pos + 2 : state.pos + 3]
    if "=" in (before, after) or _is_word(before) == _is_word(after):
        return False
    state.pos += 2
    return True


def _is_word(character: str) -> bool:
    return character.isalnum() or character in tuple("*_`[]()")


def _without_escapes(text: str) -> str:
    return text.replace("\\[", "[").replace("\\]", "]")


def _add_text(state: StateInline, text: str) -> None:
    state.push("text", "", 0).content = text


_TEXT_RULES = (
    ("wiki_link", _read_wiki_link),
    ("callout", _read_callout),
    ("side_note", read_side_note),
    ("template", _read_template),
    ("block_name", _drop_block_name),
    ("raised_link", _read_raised_link),
    ("raised", _read_raised),
    ("lowered", _read_lowered),
    ("hidden", _drop_hidden),
    ("highlighting", _drop_highlighting),
)
