"""Citations as Pandoc writes them in, "[see @doe2018; @roe]"; links to their works out.

The works are in the metadata (`references`, as CSL has them) or in a div `{#refs}`. A citation
whose work the file does not have stays text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

import yaml
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

# Characters of a block of metadata below the text; the parser of YAML is slow.
_LONGEST_BLOCK = 200_000
_BLOCK = re.compile(
    r"^---[ \t]*\n(references:.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE
)
_DIV = re.compile(r"^:{3,}[ \t]*\{[^{}\n]{0,100}#refs\b[^{}\n]{0,200}\}[ \t]*$", re.MULTILINE)
_ENTRY = re.compile(
    r"^:{3,}[ \t]*\{[ \t]*#ref-(?P<key>[^\s{}]{1,100})[^{}\n]{0,100}\}[ \t]*\n"
    r"(?P<text>.{1,5000}?)\n:{3,}[ \t]*$",
    re.DOTALL | re.MULTILINE,
)
_KEY = r"@(?:\{(?P<braced>[^{}\s]{1,100})\}|(?P<plain>\w(?:[\w:.#$%&+?<>~/-]{0,98}\w)?))"
_CITED = re.compile(rf"(?P<minus>-?)(?<![\w]){_KEY}")
_GROUP = re.compile(r"\[(?=[^\[\]\n]{0,300}@)[^\[\]]{1,1000}\]")
# After brackets that are the text of a link or have attributes.
_AFTER_LINKS = ("(", "[", "{")
_AUTHORS_OF_ENTRY = re.compile(
    r"(?<![\w'’-])(?P<name>[^\W\d_][\w'’-]{0,40}(?:\s[^\W\d_][\w'’-]{1,40}){0,3}?)(?=[,.]|\s[A-Z]{1,3}\b)"
)
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d[a-z]?(?!\w)")


class Work(NamedTuple):
    """A work of the file.

    Attributes:
        names: its authors as a citation names them: "Doe et al.".
        citation: the whole citation, in Markdown.
    """

    names: str
    year: str
    citation: str


Works = dict[str, Work]


def take_works(text: str, references: Sequence[Mapping[str, Any]]) -> tuple[str, Works]:
    """Return the text without its lists of works, and the works by key.

    Args:
        references: those in the metadata.
    """
    works: Works = {}
    block = _BLOCK.search(text) if "\nreferences:" in text else None
    if block is not None and len(block[1]) <= _LONGEST_BLOCK:
        references = [*references, *_load(block[1])]
        text = text[: block.start()] + text[block.end() :]
    for one in references:
        key = str(one.get("id") or "").strip()
        if key:
            works[key] = Work(_names_of(one), _year_of(one), _cite(one))
    if _DIV.search(text):
        for entry in _ENTRY.finditer(text):
            citation = re.sub(r"(?<=\d)--(?=\d)", "–", " ".join(entry["text"].split()))
            name, year = _AUTHORS_OF_ENTRY.search(citation), _YEAR.search(citation)
            works[entry["key"]] = Work(
                name["name"] if name else entry["key"], year[0] if year else "", citation
            )
        text = _ENTRY.sub("", text)
    return text, works


def _load(block: str) -> list[Mapping[str, Any]]:
    try:
        fields = yaml.safe_load(block)
    except (yaml.YAMLError, ValueError, RecursionError):
        return []
    return mappings_in(fields.get("references") if isinstance(fields, dict) else None)


def mappings_in(value: object) -> list[Mapping[str, Any]]:
    """Return the mappings in a list of metadata; [] for anything else."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _people_of(work: Mapping[str, Any], field: str) -> Iterator[tuple[str, str]]:
    """Yield the family names, or whole names, and the given names of people."""
    value = work.get(field)
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield one, ""
        elif isinstance(one, dict):
            family = " ".join(
                str(one[part])
                for part in ("dropping-particle", "non-dropping-particle", "family", "literal")
                if one.get(part)
            )
            if family:
                yield family, str(one.get("given") or "")


def _names_of(work: Mapping[str, Any]) -> str:
    people = list(_people_of(work, "author")) or list(_people_of(work, "editor"))
    names = [family for family, _ in people]
    if len(names) > 2:
        return f"{names[0]} et al."
    return " and ".join(names) or str(work.get("title") or work["id"])


def _year_of(work: Mapping[str, Any]) -> str:
    found = _YEAR.search(str(work.get("issued") or ""))
    return found[0] if found else ""


def _cite(work: Mapping[str, Any]) -> str:
    """Return a citation in the style of Vancouver."""

    def field(*names: str) -> str:
        given = (" ".join(str(work[name]).split()) for name in names if work.get(name))
        return next(given, "")

    names = []
    for family, given in _people_of(work, "author"):
        initials = "".join(word[:1] for word in re.split(r"[\s.]+", given)).upper()
        names.append(f"{family} {initials}".strip())
    volume, issue = field("volume"), field("issue")
    where = f"{volume}({issue})" if issue else volume
    pages = field("page").replace("--", "-")
    journal, publisher = field("container-title"), field("publisher")
    numbers = ":".join(filter(None, (where, pages)))
    made = ": ".join(filter(None, (field("publisher-place"), publisher)))
    when = ";".join(filter(None, (_year_of(work), numbers)))
    source = [f"*{journal}*. {when}"] if journal else ["; ".join(filter(None, (made, when)))]
    identifiers = [
        f"{label}{value}"
        for label, value in (
            ("doi:", field("DOI", "doi")),
            ("PMID: ", field("PMID", "pmid")),
            ("PMCID: ", field("PMCID")),
            ("ISBN: ", field("ISBN")),
        )
        if value
    ]
    address = f"<{field('URL')}>" if field("URL").startswith("http") else ""
    parts = (", ".join(names), field("title"), *source, " ".join(identifiers), address)
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def cited_keys(text: str) -> Iterator[tuple[int, str]]:
    """Yield the keys in citations in square brackets, each with the offset of its citation."""
    for group in _GROUP.finditer(text):
        if text[group.end() : group.end() + 1] not in _AFTER_LINKS:
            for cited in _CITED.finditer(group[0]):
                yield group.start(), cited["braced"] or cited["plain"]


def add_citations(markdown: MarkdownIt) -> None:
    """Add the rule for citations to a parser; the works are in the parser's `env`."""
    markdown.inline.ruler.before("link", "citation", _read_citation)


def render_works(markdown: MarkdownIt, works: Works, *, headed: bool) -> str:
    """Return the works as a list in HTML.

    Args:
        headed: whether the text ends with a heading for them.
    """
    items = "".join(
        f'<li id="{escape(f"ref-{key}")}">{markdown.renderInline(work.citation)}</li>\n'
        for key, work in works.items()
    )
    heading = "" if headed else "<h2>References</h2>\n"
    return f"{heading}<ul>\n{items}</ul>\n" if works else ""


def _read_citation(state: StateInline, silent: bool) -> bool:
    works: Works = state.env.get("works", {})
    sign = state.src[state.pos] if works else ""
    if sign == "[":
        return _read_group(state, works, silent)
    if sign not in ("@", "-"):
        return False
    cited = _CITED.match(state.src, state.pos)
    key = _key_of(cited, works)
    if cited is None or not key:
        return False
    if not silent:
        work = works[key]
        if not cited["minus"]:
            _add_text(state, f"{work.names} ")
        _add_text(state, "(")
        _add_link(state, key, work.year or "n.d.")
        _add_text(state, ")")
    state.pos = cited.end()
    return True


def _read_group(state: StateInline, works: Works, silent: bool) -> bool:
    """Read "[see @doe2018, p. 3; @roe]" if the file has one of the works."""
    group = _GROUP.match(state.src, state.pos)
    if group is None or state.src[group.end() : group.end() + 1] in _AFTER_LINKS:
        return False
    cited = [one for one in _CITED.finditer(group[0]) if _key_of(one, works)]
    if not cited:
        return False
    if not silent:
        done = 1
        _add_text(state, "(")
        for one in cited:
            _add_text(state, group[0][done : one.start()])
            key = _key_of(one, works)
            work = works[key]
            label = work.year or "n.d." if one["minus"] else f"{work.names} {work.year}".strip()
            _add_link(state, key, label)
            done = one.end()
        _add_text(state, f"{group[0][done:-1]})")
    state.pos = group.end()
    return True


def _key_of(cited: re.Match[str] | None, works: Works) -> str:
    """Return the key of a work of the file, or ""."""
    key = (cited["braced"] or cited["plain"]) if cited else ""
    return key if key in works else ""


def _add_text(state: StateInline, text: str) -> None:
    if text:
        state.push("text", "", 0).content = text


def _add_link(state: StateInline, key: str, label: str) -> None:
    link = state.push("link_open", "a", 1)
    link.attrs = {"href": f"#ref-{key}", "role": "doc-biblioref"}
    _add_text(state, label)
    state.push("link_close", "a", -1)
