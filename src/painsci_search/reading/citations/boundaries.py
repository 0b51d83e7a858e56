"""The spans of the fields of a work in; spans that agree with the signs in the text, out.

The model labels words one by one. What blocks, brackets, quotation marks and labels such as "no."
separate is certain, so it decides. Each rule is a row of `_RULES`; their order matters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from painsci_search.reading.citations.german_books import settle_german_book
from painsci_search.reading.citations.imprints import (
    join_years_of_title,
    split_book_and_press,
    split_press,
    take_press_from_names,
    take_press_from_places,
    take_publisher,
)
from painsci_search.reading.citations.journals import (
    end_journal_at_year,
    end_title_at_single_quote,
    keep_year_of_spine,
    split_journal_from_title,
    split_short_title,
    take_journal_from_pages,
)
from painsci_search.reading.citations.law_reviews import settle_law_review
from painsci_search.reading.citations.numbers import (
    drop_days_and_chapters,
    drop_isbn,
    drop_loose_issues,
    drop_report_numbers,
    find_issue,
    find_pages,
    sort_numbers,
    split_year_and_volume,
    take_issue,
    take_years,
)
from painsci_search.reading.citations.segments import Span, Spans
from painsci_search.reading.citations.untitled import (
    begin_before_colon,
    find_names_after_title,
    settle_thesis,
    split_container,
    split_name_and_title,
    take_journal_from_title,
    with_title,
)
from painsci_search.reading.citations.visits import end_at_visit, move_visits
from painsci_search.reading.citations.vocabulary import EDITION_WORD, THESIS
from painsci_search.reading.citations.volumes import settle_labelled_volume
from painsci_search.reading.citations.web_pages import end_title_at_site

# Fields of which each part is a value.
_NAMES = ("author", "editor")
# Between two parts of one field are at most so many characters.
_GAP = 4
# The end of a quoted title, with what follows it: "Socks.” Journal", "Socks", Journal".
_CLOSING = re.compile(r"(?P<mark>[.,?!](?:[”»\"]|'')|(?:[”»\"]|'')(?=,)),?\s(?=[^\W\d_])")
_OPENING = re.compile(r"[“«\"]|``")
# "In" between the title of a part and that of the whole.
_IN = re.compile(r"(?<=[^\W_.,;:?!])\s(?:[Ii]n:|In)\s(?=[“\"]?[^\W\d_a-z])")
# "In:" at the end of a title, whose colon may be outside it.
_LEAD_IN_LAST = re.compile(r"(?<=[^\W_])\s[Ii]n:\Z")
# The words of the shortest rest of a title in which capitals show nothing.
_LONG_WORD = re.compile(r"\b[^\W\d_]{4,}")
# "[Audio podcast episode", "(Publication No", "(No. 45)" at the end of a title.
_MEDIUM_LAST = re.compile(
    r"(?:\s\((?:Publication\s)?No(?:\.\s\d{1,9}\))?)?(?:\s\[(?P<words>[^\[\]\n]{0,40}\b(?:video|film|podcast|"
    r"episode|audio|audiobook|tweet|post|software|app|lecture|webinar|infographic|photograph|release|webcast|"
    r"broadcast|data\s?set)\b[^\[\]\n]{0,30})\]?)?\Z",
    re.IGNORECASE,
)
_TYPE_IN_BRACKETS = re.compile(r"\s?[(\[](?P<words>[^()\[\]]{3,80})[)\]]?\Z")
_EDITORS_IN_BRACKETS = re.compile(r"\.?\s[(\[][^()\[\]]{3,120}\b[Ee]ds?\.?[)\]]?\Z")
_NUMBER_IN_TITLE = re.compile(
    r",\s(?:(?:pages?|pp?\.)\s(?P<pages>\d[\w-]{0,12})\Z|vol(?:ume|\.)?\s\d{1,4}\sof\s.{0,200}\Z)"
)
# "NICE guideline NG59" after a title.
_SERIES_IN_TITLE = re.compile(
    r"(?<=[.?!])\s(?P<words>[^.?!]{0,60}\b(?:guidelines?|guidance|report|bulletin|circular|paper|"
    r"statement|standard)\b[^.?!]{0,30}\d[\w./-]{0,15})\Z",
    re.IGNORECASE,
)
_PLACE = re.compile(r"(?P<place>[^:;()\[\]]{2,60}):\s(?=[^\W\d_])")
_CLOSED = re.compile(r"[)\]”»]")
_OPENING_OF = {")": "(", "]": "[", "”": "“", "»": "«"}
_DOMAIN_NEXT = re.compile(r"(?:\.|(?<=\.))[a-z]{2,12}\b")
_LEAD_IN = re.compile(
    r"(?i:see|voir|siehe|zie|véase|vedi|patrz)(?:\s(?:also|aussi|auch|ook|también|anche|też))?\s"
    r"(?=[^\W\d_a-z])"
)
# The signs of editors: a word before their names, or after them.
_EDITORS_BEFORE = re.compile(
    r"\b(?:[Ii]n\b:?|[Ee]ds?\b\.?|[Ee]dited\sby|[Ee]ditors?|[Hh]rsg\.?|[Éé]ds?\.?|dirs?\.?|"
    r"a\scura\sdi|coord\w*\.?|org\.?)\W{0,4}\Z"
)
_EDITORS_AFTER = re.compile(
    r"(?:\W{0,4}et\sal\.?)?\W{0,4}(?:eds?|editors?|edd|hrsg|hgs?|éds?|dirs?|coord\w*|orgs?|"
    r"redaktion|red|série\sed)\b",
    re.IGNORECASE,
)


def settle(text: str, spans: Spans) -> Spans:
    """Return the spans of the fields of a work, as the signs in its text limit them."""
    spans = {label: parts if label in _NAMES else joined(parts) for label, parts in spans.items()}
    for rule in _RULES:
        spans = rule(text, spans)
    return spans


def joined(parts: Sequence[Span]) -> list[Span]:
    """Join parts of a field that only a sign separates."""
    found: list[Span] = []
    for part in parts:
        if found and part.start - found[-1].end <= _GAP:
            last = found.pop()
            found.append(Span(last.start, part.end, min(last.sure, part.sure)))
        else:
            found.append(part)
    return found


def _split_blocks(text: str, spans: Spans) -> Spans:
    """Take the first block of a container of two for the title, if there is no other."""
    parts = spans.get("container", [])
    gap = text.find("\n\n", parts[0].start, parts[0].end) if parts and "title" not in spans else -1
    if gap < 0:
        return spans
    return _split(spans, gap, gap + 2, "container", ("title", "container"))


def _split(
    spans: Spans, end: int, start: int, label: str, labels: tuple[str | None, str | None]
) -> Spans:
    """Return spans whose first part with `label` ends at one offset and goes on at another.

    Args:
        labels: those of the two halves; None for one that is left out.
    """
    first, rest = spans[label][0], spans[label][1:]
    found = {name: parts for name, parts in spans.items() if name != label}
    if rest:
        found[label] = rest
    halves = (first.start, end), (start, first.end)
    for name, (low, high) in zip(labels, halves, strict=True):
        if name is not None and low < high:
            part = Span(low, high, first.sure)
            found[name] = sorted([*found.get(name, []), part], key=_start_of)
    return found


def _start_of(part: Span) -> int:
    return part.start


def _split_at_quote(text: str, spans: Spans) -> Spans:
    """End the title with its closing quotation mark; what follows is the container."""
    labels = ("container",) if "container" in spans else ("title",)
    for label in labels:
        first = spans[label][0] if label in spans else None
        mark = _CLOSING.search(text, first.start + 1, first.end) if first else None
        if first is None or mark is None:
            continue
        if _OPENING.search(text, first.start + 1, mark.start()):
            continue
        titles = spans.get("title", [])
        if label == "container" and titles and first.start - titles[-1].end > _GAP:
            continue
        found = _split(spans, mark.end("mark"), mark.end(), label, ("title", "container"))
        found["title"] = joined(found["title"])
        return found
    return spans


def _split_at_in(text: str, spans: Spans) -> Spans:
    """End the title before "In", if it goes on with the title of the whole or with its editors."""
    parts = spans.get("title", [])
    found = _IN.search(text, parts[0].start, parts[0].end) if len(parts) == 1 else None
    if found is None:
        return spans
    words = _LONG_WORD.findall(text[parts[0].start : found.start()])
    capitals = sum(word[0].isupper() for word in words)
    if ":" not in found.group() and 2 * capitals > len(words):
        return spans
    is_editor = "container" in spans or "editor" in spans
    if is_editor and text.count(" ", found.end(), parts[0].end) > 1 and "container" in spans:
        return spans
    after = None if "container" in spans else "container"
    return _split(spans, found.start(), found.end(), "title", ("title", after))


def _join_title(text: str, spans: Spans) -> Spans:
    """Take names for words of the title that they go on without any sign: "of la Sierra de X"."""
    titles = spans.get("title", [])
    for label in _NAMES if titles else ():
        following = [part for part in spans.get(label, []) if part.start == titles[-1].end + 1]
        if following and text[titles[-1].end] == " ":
            rest = [part for part in spans[label] if part not in following]
            found = {name: parts for name, parts in spans.items() if name != label}
            last = Span(titles[-1].start, following[0].end, following[0].sure)
            found["title"] = [*titles[:-1], last]
            return {**found, label: rest} if rest else found
    return spans


def _trim_title(text: str, spans: Spans) -> Spans:
    """End the title before the type of the work, editors, "In:" or numbers."""
    titles = spans.get("title", [])
    if not titles:
        return spans
    title = titles[-1]
    words = text[title.start : title.end]
    found = dict(spans)
    end = title.end
    bracket = _TYPE_IN_BRACKETS.search(words)
    number = _NUMBER_IN_TITLE.search(words)
    lead_in = _LEAD_IN_LAST.search(text, title.start, title.end + 1)
    series = _SERIES_IN_TITLE.search(words)
    kind = bracket if bracket and THESIS.search(bracket["words"]) else series
    medium = _MEDIUM_LAST.search(words)
    if kind:
        low, high = (title.start + offset for offset in kind.span("words"))
        found["type"] = [*spans.get("type", []), Span(low, high, title.sure)]
        end = title.start + kind.start()
    elif editors := _EDITORS_IN_BRACKETS.search(words):
        end = title.start + editors.start()
    elif lead_in:
        end = lead_in.start()
    elif medium and medium.group():
        end = title.start + medium.start()
    elif number:
        end = title.start + number.start()
        if number["pages"] and "pages" not in spans:
            low, high = (title.start + offset for offset in number.span("pages"))
            found["pages"] = [Span(low, high, title.sure)]
    if end > title.start:
        found["title"] = [*titles[:-1], Span(title.start, end, title.sure)]
    return found


def _close_brackets(text: str, spans: Spans) -> Spans:
    """End a title or container with the bracket that it opens: "Rheumatology (Oxford)"."""
    found = dict(spans)
    for label in ("title", "container"):
        parts = spans.get(label, [])
        words = text[parts[-1].start : parts[-1].end + 1] if parts else ""
        if words.endswith(")") and words[:-1].count("(") > words[:-1].count(")"):
            last = Span(parts[-1].start, parts[-1].end + 1, parts[-1].sure)
            found[label] = [*parts[:-1], last]
    return found


def _split_places(text: str, spans: Spans) -> Spans:
    """Split "New York: Made Up Press", which is labelled as the one or the other."""
    for label, other in (("place", "publisher"), ("publisher", "place")):
        if label in spans and other not in spans:
            first = spans[label][0]
            place = _PLACE.match(text, first.start, first.end)
            if place:
                return _split(spans, place.end("place"), place.end(), label, ("place", "publisher"))
    return spans


def _end_at_bracket(text: str, spans: Spans) -> Spans:
    """End a publisher or place with the bracket that encloses it and what precedes it."""
    found = dict(spans)
    for label in ("publisher", "place"):
        first = spans[label][0] if label in spans else None
        closed = _CLOSED.search(text, first.start, first.end) if first else None
        if first is None or closed is None:
            continue
        opening = _OPENING_OF[closed.group()]
        if text.find(opening, first.start, closed.start()) < 0 and closed.start() > first.start:
            found[label] = [Span(first.start, closed.start(), first.sure), *spans[label][1:]]
    return found


def _of_thesis(text: str, spans: Spans) -> Spans:
    """Take the container of a thesis for its university or its type; a thesis has no editors."""
    words = " ".join(text[part.start : part.end] for part in spans.get("type", ()))
    containers = [] if spans.keys() & {"volume", "pages"} else spans.get("container", [])
    is_named = any(THESIS.search(text, part.start, part.end) for part in containers)
    if not (is_named or THESIS.search(words)):
        return spans
    found = {name: parts for name, parts in spans.items() if name not in ("container", "editor")}
    if is_named:
        found["type"] = [*spans.get("type", []), *containers]
    elif "publisher" not in spans and "container" in spans:
        found["publisher"] = spans["container"]
    return found


def _extend_domain(text: str, spans: Spans) -> Spans:
    """Extend a container that is the start of a domain: "Socks" of "Socks.example"."""
    parts = spans.get("container", [])
    rest = _DOMAIN_NEXT.match(text, parts[-1].end) if parts else None
    if rest is None:
        return spans
    last = Span(parts[-1].start, rest.end(), parts[-1].sure)
    return {**spans, "container": [*parts[:-1], last]}


def _drop_lead_in(text: str, spans: Spans) -> Spans:
    """Begin the first author after a word that leads to the citation: "Voir Ada Moss"."""
    first = spans["author"][0] if "author" in spans else None
    lead_in = _LEAD_IN.match(text, first.start, first.end) if first else None
    if first is None or lead_in is None:
        return spans
    rest = Span(lead_in.end(), first.end, first.sure)
    return {**spans, "author": [rest, *spans["author"][1:]]}


def _drop_unsigned_editors(text: str, spans: Spans) -> Spans:
    """Keep names after a title as editors only where a word shows it: "In", "eds", "edited by"."""
    titles = spans.get("title", [])
    later = [one for one in spans.get("editor", []) if titles and one.start > titles[0].start]
    if "author" not in spans or not later:
        return spans
    # a list may go on with names that are labelled as authors
    others = [one for one in spans["author"] if one.start > titles[0].start]
    low, high = later[0].start, max(one.end for one in (*later, *others))
    before, after = text[max(0, low - 16) : low], text[high : high + 30]
    has_sign = EDITION_WORD.search(text, low, high) or _EDITORS_BEFORE.search(before)
    if has_sign or _EDITORS_AFTER.match(after):
        return spans
    kept = [one for one in spans["editor"] if one not in later]
    found = {name: parts for name, parts in spans.items() if name != "editor"}
    return {**found, "editor": kept} if kept else found


_RULES: tuple[Callable[[str, Spans], Spans], ...] = (
    _drop_lead_in,
    drop_isbn,
    drop_report_numbers,
    settle_labelled_volume,
    settle_german_book,
    settle_thesis,
    take_issue,
    join_years_of_title,
    split_name_and_title,
    _split_blocks,
    _split_at_quote,
    _split_at_in,
    keep_year_of_spine,
    with_title,
    take_journal_from_title,
    split_journal_from_title,
    split_short_title,
    end_journal_at_year,
    end_title_at_single_quote,
    take_journal_from_pages,
    split_container,
    begin_before_colon,
    find_names_after_title,
    drop_days_and_chapters,
    _join_title,
    _trim_title,
    split_press,
    take_press_from_names,
    take_press_from_places,
    take_publisher,
    split_book_and_press,
    _close_brackets,
    _split_places,
    _end_at_bracket,
    end_at_visit,
    _of_thesis,
    take_years,
    split_year_and_volume,
    drop_loose_issues,
    _extend_domain,
    find_pages,
    find_issue,
    sort_numbers,
    _drop_unsigned_editors,
    move_visits,
    end_title_at_site,
    settle_law_review,
)
