"""A text in Markdown in, before it is parsed; out, with the code of generators in fences.

Also without requests for contents, and without the indents of tags that would make code of HTML.
"""

from __future__ import annotations

import re

_CONTENTS_BEFORE_LINE = re.compile(r"^[*+-][ \t]+\S.*\n\{:[ \t]*toc\b.*\}[ \t]*$", re.MULTILINE)
# The lines around code, or around the source of a diagram: those of Jekyll and those of Hugo.
_AROUND_CODE = re.compile(
    r"^[ \t]*+\{(?:%-?|\{[<%])\s*+"
    r"(?:highlight\s++\"?(?P<language>[\w+#-]++)[^\n]*?|(?P<diagram>mermaid)\b[^\n]*?"
    r"|(?P<end>(?:end|/)\s*+(?:highlight|mermaid))\s*+)-?[>%]\}{1,2}[ \t]*+$",
    re.MULTILINE,
)
# The values of a shortcode that its figure shows, the more exact name first.
_CAPTIONS = tuple(
    re.compile(rf"\b{name}\s*=\s*(?:\"((?:[^\"\\]|\\.){{1,2000}})\"|'([^']{{1,2000}})')")
    for name in ("caption", "title")
)
# A shortcode whose end is on a line of its own.
_BROKEN_SHORTCODE = re.compile(r"(\{\{[<%][^{}\n]{1,200})\n[ \t]*([>%]\}\})")
# A line that starts with a tag, far enough to the right for code.
_INDENTED_TAG = re.compile(r"(?:[ ]{4}|[ ]{0,3}\t)[ \t]*(?=</?[a-z][a-z0-9]*[\s>])", re.IGNORECASE)


def prepare(text: str) -> str:
    """Return a text as a parser of Markdown is to read it."""
    text = _CONTENTS_BEFORE_LINE.sub("", text)
    text = _BROKEN_SHORTCODE.sub(r"\1 \2", text)
    if text.lstrip()[:1] == "<":
        text = _without_indents_of_tags(text)
    return _fence_code(text) if "highlight" in text or "mermaid" in text else text


def caption_in(shortcode: str) -> str:
    """Return the caption in a shortcode, or its title, or ""."""
    found = next(filter(None, (one.search(shortcode) for one in _CAPTIONS)), None)
    return (found[1] or found[2]) if found is not None else ""


def _fence_code(text: str) -> str:
    """Put fences around the code of shortcodes; a line without its end stays."""
    pieces: list[str] = []
    done = 0
    opening: re.Match[str] | None = None
    for found in _AROUND_CODE.finditer(text):
        if not found["end"]:
            opening = found
        elif opening is not None:
            caption = caption_in(opening[0])
            pieces += [text[done : opening.start()], f"{caption}\n\n" if caption else ""]
            pieces += ["```", opening["language"] or opening["diagram"]]
            pieces += [text[opening.end() : found.start()], "```"]
            done, opening = found.end(), None
    return "".join(pieces) + text[done:]


def _without_indents_of_tags(text: str) -> str:
    """Return a text that starts as HTML without the indents that would make code of its tags."""
    lines = []
    in_html, in_code = True, False
    for line in text.split("\n"):
        indent = _INDENTED_TAG.match(line) if in_html and not in_code else None
        lines.append(line[indent.end() :] if indent is not None else line)
        shown = line.strip()
        if shown:
            in_html = shown[0] == "<" or shown[-1] == ">"
        if shown.startswith(("```", "~~~")):
            in_code = not in_code
        elif "<pre" in line or "</pre" in line:
            in_code = line.rfind("<pre") > line.rfind("</pre")
    return "\n".join(lines)


__all__ = ["caption_in", "prepare"]
