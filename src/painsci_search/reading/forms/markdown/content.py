"""A text in Markdown in, HTML out: with ids of headings as GitHub makes them, and linked notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape, unescape
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from painsci_search.reading.forms.markdown.citations import (
    add_citations,
    render_works,
    take_works,
)
from painsci_search.reading.forms.markdown.dialects import ID_ATTRIBUTE, add_dialects
from painsci_search.reading.forms.markdown.numbered_bullets import number_bullets
from painsci_search.reading.forms.markdown.preparing import prepare

_ATTRIBUTES = re.compile(r"(?<![ \t])[ \t]*+\{:?[ \t]*+([^{}\n]{1,300}+)\}[ \t]*+$")
# An id, a class, a value, or the sign for a heading without a number.
_ATTRIBUTE = re.compile(r"[#.][^\s#.={}]|[\w-]{1,40}=|-$")
_CAPTION_SIGNS = (": ", "Table: ")
_NOT_IN_SLUGS = re.compile(r"[^\w\- ]")
# The number of a note at the start of a line: "[1]", "<sup>1</sup>" or "^1^".
_NUMBERED_LINE = re.compile(
    r"^(?:<a (?:name|id)=\"[^\"\n]{1,60}\"></a>[ ]?)?"
    r"(?:\\?\[(\d{1,3})\\?\]|<sup>\[?(\d{1,3})\]?</sup>|\^(\d{1,3})\^)(?![(:])",
    re.MULTILINE,
)
# A formula that is the marker of a note, or a number that is only raised: "^{[1]}", "^2".
_RAISED_NUMBER = re.compile(r"\s*(?:\{\})?\^(?:\{(\[?[\d,–-]{1,12}\]?)\}|(\d))\s*")
_ANNOUNCEMENT = re.compile(r"[^\n]{1,60}:[*_ ]{0,4}\n")
# A link whose address a generator makes, and what follows it: "]({{ site.url }}/knees".
_TEMPLATE_LINK = re.compile(
    r"\]\(((?:\{\{[^{}\n]{0,300}\}\}|\{%[^{}\n]{0,300}%\}){1,4})([^)\s{}]*)"
)
_NAME_IN_QUOTES = re.compile(r"[\"']([^\"'\s]{1,300})[\"']")
_H1 = re.compile(r"<h1\b[^<>]{0,300}>((?s:.{1,2000}?))</h1>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{1,500}>")
# Links; a list of fewer is hardly a table of contents.
_FEWEST_IN_CONTENTS = 3


class Content(NamedTuple):
    """A text as HTML.

    Attributes:
        title: the text of the heading that is the title; "" without one.
    """

    html: str
    title: str


def write_content(text: str, references: Sequence[Mapping[str, Any]] = ()) -> Content:
    """Return a text as HTML, and its title: its only h1, or the first of several.

    Args:
        references: the works in the metadata.
    """
    markdown = _parser()
    text, works = take_works(text, references)
    tokens = markdown.parse(prepare(text), {"works": works})
    tokens = number_bullets(_without_contents(tokens))
    title = _find_title(tokens)
    html: str = markdown.renderer.render(tokens, markdown.options, {})
    headed = bool(tokens) and tokens[-1].type == "heading_close"
    return Content(html + render_works(markdown, works, headed=headed), title)


@cache
def _parser() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": True, "maxNesting": 60})
    markdown.enable(["table", "strikethrough"])
    markdown.use(footnote_plugin).use(deflist_plugin).use(tasklists_plugin)
    markdown.use(attrs_plugin, spans=True)
    markdown.use(dollarmath_plugin, allow_digits=False, allow_space=False, double_inline=True)
    add_dialects(markdown)
    add_citations(markdown)
    markdown.core.ruler.before("inline", "heading_attributes", _take_attributes)
    markdown.core.ruler.before("inline", "table_captions", _mark_captions)
    markdown.core.ruler.before("inline", "numbered_lines", _break_numbered_lines)
    markdown.core.ruler.before("inline", "template_links", _fill_template_links)
    markdown.core.ruler.before("footnote_tail", "uncited_notes", _keep_uncited_notes)
    markdown.core.ruler.push("heading_ids", _add_ids)
    for name, rule in _RENDER_RULES.items():
        markdown.add_render_rule(name, rule)
    return markdown


def _take_attributes(state: StateCore) -> None:
    """Remove attributes such as "{#id .class}" from the ends of headings, and keep the id."""
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        found = _ATTRIBUTES.search(inline.content) if opening.type == "heading_open" else None
        if found is None or _ATTRIBUTE.match(found[1]) is None:
            continue
        inline.content = inline.content[: found.start()]
        given = ID_ATTRIBUTE.search(found[1])
        if given is not None:
            opening.attrSet("id", given[1])


def _mark_captions(state: StateCore) -> None:
    """Mark the paragraphs ": Caption" and "Table: Caption" next to tables as captions."""
    tokens = state.tokens
    for number in range(len(tokens) - 2):
        opening, inline = tokens[number], tokens[number + 1]
        if opening.type != "paragraph_open" or not inline.content.startswith(_CAPTION_SIGNS):
            continue
        before = tokens[number - 1].type if number else ""
        after = tokens[number + 3].type if number + 3 < len(tokens) else ""
        if before == "table_close" or after == "table_open":
            inline.content = inline.content.partition(":")[2].strip()
            opening.meta["caption"] = tokens[number + 2].meta["caption"] = True


def _break_numbered_lines(state: StateCore) -> None:
    """Break the lines of a paragraph that start with the numbers of notes, in order.

    Before them may be a line such as "Citations:".
    """
    for token in state.tokens:
        if token.type != "inline" or "\n" not in token.content:
            continue
        lines = list(_NUMBERED_LINE.finditer(token.content))
        numbers = [int(next(filter(None, line.groups()))) for line in lines]
        if len(lines) < 2 or numbers != [*range(numbers[0], numbers[0] + len(lines))]:
            continue
        above = token.content[: lines[0].start()]
        if above and _ANNOUNCEMENT.fullmatch(above) is None:
            continue
        for line in reversed(lines if above else lines[1:]):
            before = token.content[: line.start()].rstrip("\n\\")
            token.content = f"{before}\\\n{token.content[line.start() :]}"


def _fill_template_links(state: StateCore) -> None:
    """Drop the templates in the addresses of links, which would make text of them."""
    for token in state.tokens:
        if token.type == "inline" and "]({" in token.content:
            token.content = _TEMPLATE_LINK.sub(_address_of, token.content)


def _address_of(found: re.Match[str]) -> str:
    named = _NAME_IN_QUOTES.search(found[1])
    return f"]({(named[1] if named and not found[2] else '') + found[2] or '<>'}"


def _keep_uncited_notes(state: StateCore) -> None:
    """Add the notes that no marker cites to those that are cited."""
    notes: dict[str, Any] = state.env.get("footnotes", {})
    listed: dict[int, dict[str, Any]] = notes.setdefault("list", {}) if notes else {}
    for label, number in notes.get("refs", {}).items():
        if number < 0:
            notes["refs"][label] = len(listed)
            listed[len(listed)] = {"label": label.removeprefix(":"), "count": 0}


def _add_ids(state: StateCore) -> None:
    """Give each heading without an id the one that GitHub gives it."""
    used: Counter[str] = Counter()
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type == "heading_open" and not opening.attrGet("id"):
            slug = slug_of(_text_of(inline))
            used[slug] += 1
            opening.attrSet("id", f"{slug}-{used[slug] - 1}" if used[slug] > 1 else slug)


def slug_of(heading: str) -> str:
    """Return the fragment that GitHub makes of a heading.

    >>> slug_of("Why *do* backs ache? (2nd part)")
    'why-do-backs-ache-2nd-part'
    """
    return _NOT_IN_SLUGS.sub("", heading.strip().lower()).replace(" ", "-")


def _text_of(inline: Token) -> str:
    """Return the text of a heading without its markers of notes."""
    kept = ("text", "code_inline", "softbreak", "math_inline")
    children = (child for child in inline.children or () if child.type in kept)
    return "".join(child.content or " " for child in children)


def _find_title(tokens: Sequence[Token]) -> str:
    """Return the text of the title's heading, or "".

    It is the first h1; without any h1, the first block if it is a heading above all others.
    """
    headings = [number for number, token in enumerate(tokens) if token.type == "heading_open"]
    tops = [number for number in headings if tokens[number].tag == "h1"]
    if not tops and headings[:1] == [0]:
        first = tokens[0].tag
        tops = [0] if all(tokens[number].tag > first for number in headings[1:]) else []
    if html := _title_in_html(tokens[: headings[0] if headings else len(tokens)]):
        return html
    return " ".join(_text_of(tokens[tops[0] + 1]).split()) if tops else ""


def _title_in_html(tokens: Sequence[Token]) -> str:
    """Return the text of an h1 that is written in HTML, or ""."""
    for token in tokens:
        found = _H1.search(token.content) if token.type == "html_block" else None
        if found is not None and (text := " ".join(_TAG.sub(" ", found[1]).split())):
            return unescape(text)
    return ""


def _without_contents(tokens: list[Token]) -> list[Token]:
    """Drop the lists of nothing but links to headings, with a heading that has nothing else."""
    kept: list[Token] = []
    number = 0
    while number < len(tokens):
        end = _end_of_list(tokens, number)
        if end and _is_contents(tokens[number:end]):
            follows_heading = bool(kept) and kept[-1].type == "heading_close" and len(kept) > 3
            if follows_heading and (end == len(tokens) or tokens[end].type == "heading_open"):
                del kept[-3:]
            number = end
            continue
        stop = end or number + 1
        kept += tokens[number:stop]
        number = stop
    return kept


def _end_of_list(tokens: Sequence[Token], number: int) -> int:
    """Return the index after the list of the outermost level that starts at an index, or 0."""
    opening = tokens[number]
    if opening.type not in ("bullet_list_open", "ordered_list_open") or opening.level:
        return 0
    closing = opening.type.replace("open", "close")
    for end in range(number + 1, len(tokens)):
        if tokens[end].type == closing and not tokens[end].level:
            return end + 1
    return 0


def _is_contents(tokens: Sequence[Token]) -> bool:
    lines = [token.children or [] for token in tokens if token.type == "inline"]
    return len(lines) >= _FEWEST_IN_CONTENTS and all(map(_is_link_to_heading, lines))


def _is_link_to_heading(line: Sequence[Token]) -> bool:
    parts = [token for token in line if token.content.strip() or token.type != "text"]
    if len(parts) < 2 or parts[0].type != "link_open" or parts[-1].type != "link_close":
        return False
    return str(parts[0].attrGet("href") or "").startswith("#")


_Tokens = Sequence[Token]


def _render_math(_: RendererHTML, tokens: _Tokens, number: int, *_rest: object) -> str:
    raised = _RAISED_NUMBER.fullmatch(tokens[number].content)
    if raised is not None:
        return f"<sup>{raised[1] or raised[2]}</sup>"
    return f'<span class="math inline">\\({escape(tokens[number].content)}\\)</span>'


def _render_display(_: RendererHTML, tokens: _Tokens, number: int, *_rest: object) -> str:
    return f'<p><span class="math display">\\[{escape(tokens[number].content)}\\]</span></p>\n'


def _render_fence(
    renderer: RendererHTML, tokens: _Tokens, number: int, options: Any, env: Any
) -> str:
    token = tokens[number]
    if token.info.strip() == "math":
        return _render_display(renderer, tokens, number)
    return RendererHTML.fence(renderer, tokens, number, options, env)


def _open_paragraph(
    renderer: RendererHTML, tokens: _Tokens, number: int, options: Any, env: Any
) -> str:
    """Open a paragraph, or a figure for a paragraph that is only a picture with a description."""
    return (
        "<figure>"
        if _is_figure(tokens, number)
        else renderer.renderToken(tokens, number, options, env)
    )


def _close_paragraph(
    renderer: RendererHTML, tokens: _Tokens, number: int, options: Any, env: Any
) -> str:
    if tokens[number].meta.get("caption"):
        return "</figcaption></figure>\n"
    if number < 2 or not _is_figure(tokens, number - 2):
        return renderer.renderToken(tokens, number, options, env)
    picture = (tokens[number - 1].children or [])[0]
    return f"<figcaption>{escape(picture.content)}</figcaption></figure>\n"


def _is_figure(tokens: _Tokens, number: int) -> bool:
    children = tokens[number + 1].children or []
    return len(children) == 1 and children[0].type == "image" and bool(children[0].content.strip())


_RENDER_RULES: dict[str, Any] = {
    "math_inline": _render_math,
    "math_inline_double": _render_math,
    "math_block": _render_display,
    "math_block_label": _render_display,
    "fence": _render_fence,
    "paragraph_open": _open_paragraph,
    "paragraph_close": _close_paragraph,
}
