"""A text in Markdown in, before it is parsed; out, with the code of generators in fences.

Also without requests for contents, and without the indents of tags that would make code of HTML.
"""

from __future__ import annotations

import re

from painsci_search.reading.forms.markdown.myst import read_myst

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
# What generators leave out of the page: contents that a tool keeps, comments, code that only runs.
_LEFT_OUT = re.compile(
    r"<!--[ \t]{0,9}(?:TOC|START doctoc\b[^\n]{0,300}?|toc)[ \t]{0,9}-->(?s:.{0,20000}?)"
    r"<!--[ \t]{0,9}(?:/TOC|END doctoc\b[^\n]{0,300}?|tocstop|/toc)[ \t]{0,9}-->"
    r"|\{%-?[ ]{0,9}comment[ ]{0,9}-?%\}(?s:.{0,20000}?)\{%-?[ ]{0,9}endcomment[ ]{0,9}-?%\}"
    r"|^[ \t]{0,9}\{/\*(?s:.{0,20000}?)\*/\}[ \t]{0,9}$"
    r"|^```\{\w{1,20}\b[^{}\n]{0,300}\binclude[ ]?=[ ]?F(?:ALSE)?\b[^{}\n]{0,300}\}"
    r"[ \t]{0,9}\n"
    r"(?s:.{0,20000}?)^```[ \t]{0,9}$",
    re.MULTILINE,
)
# Lines of a program in MDX, and properties of blocks in Logseq.
_MODULE_LINE = re.compile(
    r"(?:import\s(?:[^'\"\n]{1,300}\sfrom\s{1,9})?(['\"])[^'\"\n]{1,300}\1|"
    r"export\s(?:const|let|default|function)\s[^\n]{1,500}[;}>)\]])[ \t]*;?[ \t]*"
)
_PROPERTY_LINE = re.compile(
    r"[ \t]{1,40}(?:id|collapsed|heading|background-color|card-[\w-]+):: .*"
)
# A note "[1]: Doe J. Backs.", which is no definition of a link: words follow that are no title.
_COLON_OF_NOTE = re.compile(
    r"^(\[\d{1,3}\]):(?=[ \t]{1,9}(?![<(]|https?:)\S{1,99}[ \t]{1,9}[^\s\"'(]\S{0,99}[ \t]{1,9}\S)",
    re.MULTILINE,
)
# The number of a note that is a link back to its marker, alone on its line.
_NUMBER_ALONE = re.compile(
    r"^(\\?\[?\[\d{1,3}\]\\?\]?\([^()\s]{0,300}#[^()\s]{1,100}\))[ \t]{0,9}\n[ \t]{0,9}\n"
    r"(?=[^\s#\[*+>|-])",
    re.MULTILINE,
)
# A shortcode whose end is on a line of its own.
_BROKEN_SHORTCODE = re.compile(r"(\{\{[<%][^{}\n]{1,200})\n[ \t]*([>%]\}\})")
# A line that starts with a tag, far enough to the right for code.
_INDENTED_TAG = re.compile(r"(?:[ ]{4}|[ ]{0,3}\t)[ \t]*(?=</?[a-z][a-z0-9]*[\s>])", re.IGNORECASE)


def prepare(text: str) -> str:
    """Return a text as a parser of Markdown is to read it."""
    text = _CONTENTS_BEFORE_LINE.sub("", text)
    text = _BROKEN_SHORTCODE.sub(r"\1 \2", text)
    text = read_myst(_LEFT_OUT.sub("", text))
    text = _NUMBER_ALONE.sub(r"\1 ", _COLON_OF_NOTE.sub(r"\1", text))
    text = _without_program_lines(text)
    if text.lstrip()[:1] == "<":
        text = _without_indents_of_tags(text)
    return _fence_code(text) if "highlight" in text or "mermaid" in text else text


def caption_in(shortcode: str) -> str:
    """Return the caption in a shortcode, or its title, or ""."""
    found = next(filter(None, (one.search(shortcode) for one in _CAPTIONS)), None)
    return (found[1] or found[2]) if found is not None else ""


def _without_program_lines(text: str) -> str:
    """Return a text without lines of programs outside its code."""
    if not any(sign in text for sign in ("import ", "export ", ":: ")):
        return text
    lines = []
    in_code = False
    for line in text.split("\n"):
        if line.lstrip().startswith(("```", "~~~")):
            in_code = not in_code
        if in_code or not (_MODULE_LINE.fullmatch(line) or _PROPERTY_LINE.fullmatch(line)):
            lines.append(line)
    return "\n".join(lines)


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
