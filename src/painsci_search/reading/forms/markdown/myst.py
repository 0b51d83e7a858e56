"""A text in MyST, the Markdown of Sphinx and Jupyter Book, in; the same in common Markdown out.

Directives of prose lose their fences, their options and what only a program reads; roles become
citations, formulas, raised or lowered text, or the words that they show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_ROLE = re.compile(r"\{([a-z][\w:+-]{0,30})\}`([^`\n]{1,300})`")
_DIRECTIVE = re.compile(r"[ \t]{0,12}(`{3,9}|:{3,9}|~{3,9})\{([\w:-]{1,40})\}[ \t]*(.{0,300})")
_CLOSING = re.compile(r"[ \t]{0,12}(`{3,9}|:{3,9}|~{3,9})[ \t]*")
_SIGNS = re.compile(
    r"^[ \t]{0,12}(?:`{3,9}|:{3,9})\{(?!r\b|python\b|julia\b|bash\b)[a-z][\w:-]{1,40}\}"
    r"|\{(?:cite|ref|numref|doc|term|eq|math|sub|sup)[\w:]{0,10}\}`",
    re.MULTILINE,
)
_TARGET = re.compile(r"\([\w:. -]{1,80}\)=")
_OPTION = re.compile(r"[ \t]{0,12}:[\w-]{1,40}:(?:[ \t].{0,500})?")
_TITLED = re.compile(r"(.{1,200}?)\s*<[^<>]{1,200}>")
# The directives whose argument is shown, those whose argument is a file, and those without text.
_TITLES = frozenset(
    "admonition note tip hint important warning caution attention danger error seealso topic "
    "sidebar margin dropdown card epigraph pull-quote exercise solution aside rubric grid tab-item "
    "tab-set prf:theorem prf:definition versionadded versionchanged deprecated div".split()
)
_FILES = frozenset({"figure", "figure-md", "image", "list-table", "csv-table", "table"})
_EMPTY = frozenset(
    "bibliography toctree tableofcontents contents index raw include code-cell footbibliography "
    "meta".split()
)


def read_myst(text: str) -> str:
    """Return a text in common Markdown; one without a sign of MyST as it is."""
    if _SIGNS.search(text) is None:
        return text
    return _ROLE.sub(_write_role, "\n".join(_read_lines(text.split("\n"))))


def _read_lines(lines: list[str]) -> Iterator[str]:
    fences: list[tuple[str, str]] = []
    in_options = False
    for line in lines:
        opening = _DIRECTIVE.fullmatch(line) if _keeps_markup(fences) else None
        closing = _CLOSING.fullmatch(line)
        if opening is not None:
            fences.append((opening[1], _kind_of(opening[2])))
            in_options = True
            yield from _open(opening[2], opening[3].strip(), opening[1])
        elif closing is not None and fences and _closes(closing[1], fences[-1][0]):
            yield closing[1] if fences.pop()[1] == "code" else ""
        elif in_options and _OPTION.fullmatch(line):
            continue
        else:
            in_options = False
            if not fences and _is_for_programs(line):
                continue
            if not fences or fences[-1][1] != "empty":
                yield line


def _keeps_markup(fences: list[tuple[str, str]]) -> bool:
    return not fences or fences[-1][1] == "prose"


def _closes(closing: str, opening: str) -> bool:
    return closing[0] == opening[0] and len(closing) >= len(opening)


def _kind_of(name: str) -> str:
    if name in _EMPTY:
        return "empty"
    return "prose" if name in _TITLES or name in _FILES else "code"


def _open(name: str, argument: str, fence: str) -> Iterator[str]:
    """Yield what takes the place of the first line of a directive."""
    if _kind_of(name) == "code":
        yield f"{fence if fence[0] != ':' else '```'}{name}"
    elif argument and name in _TITLES:
        yield from ("", f"**{argument}**", "")
    else:
        yield ""


def _is_for_programs(line: str) -> bool:
    """Return whether a line is a target of links, a comment, or the end of a cell."""
    return bool(_TARGET.fullmatch(line.strip())) or line.startswith("% ") or line.strip() == "+++"


def _write_role(found: re.Match[str]) -> str:
    name, text = found[1], found[2]
    if name.startswith("cite"):
        keys = [f"@{key.strip()}" for key in text.split(",")]
        return keys[0] if name.endswith(":t") and len(keys) == 1 else f"[{'; '.join(keys)}]"
    if name in ("math", "eq"):
        return f"${text}$" if name == "math" else text
    if name.startswith(("sub", "sup")):
        sign = "~" if name.startswith("sub") else "^"
        return f"{sign}{text}{sign}"
    titled = _TITLED.fullmatch(text)
    return titled[1] if titled is not None else text


__all__ = ["read_myst"]
