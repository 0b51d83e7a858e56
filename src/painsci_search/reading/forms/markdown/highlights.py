"""An export of highlights in; the metadata of what was read, and the highlights alone, out.

Readwise writes it: below the title a list "Metadata", then lists of highlights, each with the
reader's remarks on it.
"""

from __future__ import annotations

import re

_HEAD = re.compile(
    r"\s*+#[ \t]++[^\n]++\n\s*+(?:!\[[^\]\n]{0,200}\]\([^)\n]{0,2000}\)[ \t]*+\n\s*+)?"
    r"##[ \t]++Metadata[ \t]*+\n(?P<list>(?>(?:[ \t]*+(?:[-*][ \t][^\n]*+)?(?:\n|\Z))+))",
)
_FIELD = re.compile(r"^[ \t]*+[-*][ \t]++([A-Za-z][\w ]{0,40}?)::?[ \t]*+(\S.*)$", re.MULTILINE)
_TAG = re.compile(r"\[\[([^\[\]\n]{1,100})\]\]|#([\w/-]{1,100})")
# The names of fields that the metadata of other files have by another name.
_NAMES = {"full title": "title", "published date": "date", "document tags": "tags"}
_KEPT = frozenset({"title", "author", "date", "url", "tags"})
# What the program adds to highlights: links into it, tags, commands such as ".h2", dates of export.
_ADDED = re.compile(
    r"(?<![ \t])[ \t]*+\(\[(?:View Highlight|View Tweet|Open in Reader)\]\([^()\s]{0,500}\)\)|"
    r"^[ \t]++[-*][ \t]++(?:Tags:[^\n]*+|Note:[ \t]*+\.\w++[ \t]*+)(?:\n|\Z)|"
    r"^##[ \t]++New highlights added [^\n]*+(?:\n|\Z)",
    re.MULTILINE,
)


def split_highlights(text: str) -> tuple[dict[str, str | list[str]], str] | None:
    """Return the metadata of an export of highlights, and the highlights; None for another text."""
    head = _HEAD.match(text)
    if head is None:
        return None
    given = {name.casefold(): value.strip() for name, value in _FIELD.findall(head["list"])}
    if not given.keys() >= {"full title", "author"}:
        return None
    named = {_NAMES.get(name, name): value for name, value in given.items()}
    fields: dict[str, str | list[str]] = {key: named[key] for key in named if key in _KEPT}
    if "tags" in named:
        fields["tags"] = [one or other for one, other in _TAG.findall(named["tags"])]
    return fields, _ADDED.sub("", text[head.end() :])
