"""The evidence of a passage: a hit in; the works in one line, and a card that unfolds, out.

The line names each note's works by author and year with their kind of study. The card has them in
full. It repeats no sentence that the snippet shows: markers in the snippet lead to the notes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from painsci_search.model import Claim, Hit, Note, Reference
from painsci_search.render.references import kind_name, short_name
from painsci_search.render.terminal import shorten
from painsci_search.render.wording import count
from painsci_search.web.pages.frame import Site
from painsci_search.web.pages.markup import Span, element, highlighted, join
from painsci_search.web.pages.references import CitedAt, badge, note_card, work_card
from painsci_search.web.pages.urls import SearchState

# Notes in the line, and works of a note: a line longer than two lines of the page is not read.
_NOTES_SHOWN = 4
_WORKS_SHOWN = 4
# Characters of a note without works in the line.
_WORDS_SHOWN = 60


def snippet(hit: Hit, state: SearchState, site: Site) -> Markup:
    """Render a snippet with its matches highlighted, and the markers of its notes after claims."""
    words, spans = hit.snippet.text, hit.snippet.highlights
    parts: list[Markup] = []
    done = 0
    for end, claim in sorted(_claims_in_snippet(hit), key=lambda each: each[0]):
        parts += [_piece(words, (done, end), spans), _markers(hit, claim, state, site)]
        done = end
    return join(parts, _piece(words, (done, len(words)), spans))


def card(hit: Hit, state: SearchState, site: Site) -> Markup | None:
    """Render the evidence in a line, which unfolds to the works, or to the citing sentences."""
    if hit.kind == "article":
        return None
    if hit.kind == "note":
        body = _body_of_note(hit, state, site)
    else:
        body = _body_of_section(hit, state, site)
    if not body:
        return None
    line = _line_of_note(hit) if hit.kind == "note" else _line_of_section(hit)
    summary = element("summary", None, element("span", {"class": "unseen"}, "Evidence: "), line)
    return element("details", {"class": "card"}, summary, body)


def _claims_in_snippet(hit: Hit) -> Iterator[tuple[int, Claim]]:
    """Yield each claim of a section that the snippet has as a whole, with the offset of its end."""
    if hit.kind != "section":
        return
    for claim in hit.claims:
        start = hit.snippet.text.find(claim.text)
        if start >= 0 and claim.text:
            yield start + len(claim.text), claim


def _piece(text: str, part: Span, spans: Sequence[Span]) -> Markup:
    """Render a part of a text, with the spans that are in it highlighted."""
    start, end = part
    cut = [(max(low, start) - start, min(high, end) - start) for low, high in spans]
    return highlighted(text[start:end], [(low, high) for low, high in cut if low < high])


def _markers(hit: Hit, claim: Claim, state: SearchState, site: Site) -> Markup:
    notes = {note.anchor: note for note in hit.notes}
    backed = [notes[anchor] for anchor in claim.notes if anchor in notes]
    links = [
        element(
            "a",
            {
                "href": site.urls.article(hit.article.id, state, note.anchor),
                "aria-label": f"Note {note.label}".strip(),
            },
            note.label or "*",
        )
        for note in backed
    ]
    return element("sup", {"class": "marker"}, links) if links else Markup()


def _line_of_section(hit: Hit) -> Markup:
    """Name the works of the notes of a section."""
    if not hit.notes:
        return element("span", {"class": "brief"}, "a marker without a note")
    rows = [_line_of(note) for note in hit.notes[:_NOTES_SHOWN]]
    if len(hit.notes) > _NOTES_SHOWN:
        more = count(len(hit.notes) - _NOTES_SHOWN, "more note")
        rows.append(element("span", {"class": "brief"}, f"and {more}"))
    return join([row, " "] for row in rows)


def _line_of(note: Note) -> Markup:
    """Name a note's works by author and year, with the kinds of study that their titles name."""
    label = note.label and element("span", {"class": "label"}, f"[{note.label}]")
    works = [_brief(work) for work in note.references[:_WORKS_SHOWN]]
    if len(note.references) > _WORKS_SHOWN:
        works.append(Markup("… "))
    if not works:
        works = [element("bdi", None, shorten(note.text, _WORDS_SHOWN))]
    named = join([work, "; "] for work in works[:-1])
    return element("span", {"class": "brief"}, label, " ", named, works[-1])


def _brief(work: Reference) -> Markup:
    kind = kind_name(work)
    shown = kind and element("span", {"class": "study"}, kind)
    return join(element("bdi", None, short_name(work)), shown and " ", shown, badge(work))


def _line_of_note(hit: Hit) -> Markup:
    """Name the works of a note, and the sections with the sentences that cite it."""
    works = [_line_of(note) for note in hit.notes if note.references]
    where = dict.fromkeys(_heading(hit, each.heading) for each in hit.claims or hit.cited_from)
    cited = element("span", {"class": "brief"}, f"cited in {'; '.join(where)}") if where else None
    return join([each, " "] for each in [*works, cited] if each)


def _heading(hit: Hit, heading: str) -> str:
    return "Opening" if heading == hit.article.title else heading


def _body_of_section(hit: Hit, state: SearchState, site: Site) -> Markup | None:
    notes = {note.anchor: note for note in hit.notes}
    visible = {id(claim) for _, claim in _claims_in_snippet(hit)}
    parts: list[Markup] = []
    shown: set[str] = set()
    for claim in hit.claims:
        backed = [notes[anchor] for anchor in claim.notes if anchor in notes]
        missing = len(claim.notes) - len(backed)
        if (backed or missing) and id(claim) not in visible:
            parts.append(element("blockquote", {"dir": "auto"}, element("p", None, claim.text)))
        for note in backed:
            if note.anchor not in shown or id(claim) not in visible:
                parts.append(_note(hit, note, state, site, again=note.anchor in shown))
            shown.add(note.anchor)
        if missing:
            label = f"{count(missing, 'marker')} without a note"
            parts.append(element("p", {"class": "gone"}, label))
    others = [note for note in hit.notes if note.anchor not in shown]
    if others and shown:
        parts.append(element("p", {"class": "gone"}, "Nearby:"))
    parts += [_note(hit, note, state, site, again=False) for note in others]
    return join(parts) if parts else None


def _note(hit: Hit, note: Note, state: SearchState, site: Site, *, again: bool) -> Markup:
    href = site.urls.article(hit.article.id, state, note.anchor)
    if again:
        name = element("a", {"href": href}, f"Note {note.label}".strip())
        return element(
            "div", {"class": "backing"}, element("p", {"class": "label"}, name), "as above"
        )
    return note_card(note, href, site, hit.article.id)


def _body_of_note(hit: Hit, state: SearchState, site: Site) -> Markup | None:
    parts = [_citing(hit, claim, state, site) for claim in hit.claims]
    if not hit.claims:
        for section in hit.cited_from:
            href = site.urls.article(hit.article.id, state, section.anchor)
            link = element("a", {"href": href, "dir": "auto"}, _heading(hit, section.heading))
            parts.append(element("p", {"class": "where"}, "Cited in ", link))
    itself = [_itself(hit, note, state, site) for note in hit.notes]
    parts += [each for each in itself if each is not None]
    return join(parts) if parts else None


def _itself(hit: Hit, note: Note, state: SearchState, site: Site) -> Markup | None:
    """Render the works of a note, in full where the snippet does not show them."""
    words = hit.snippet.text
    shown = [
        work_card(
            work,
            site,
            CitedAt(hit.article.id, note.anchor, number),
            brief=work.raw in words,
        )
        for number, work in enumerate(note.references)
    ]
    if not note.references and words != note.text:
        shown = [element("p", {"dir": "auto"}, note.text)]
    if not shown:
        return None
    href = site.urls.article(hit.article.id, state, note.anchor)
    name = element("p", {"class": "label"}, element("a", {"href": href}, hit.heading))
    return element("div", {"class": "backing"}, name, element("div", None, shown))


def _citing(hit: Hit, claim: Claim, state: SearchState, site: Site) -> Markup:
    href = site.urls.article(hit.article.id, state, claim.anchor, claim.text)
    return element(
        "blockquote",
        {"dir": "auto"},
        element("p", None, claim.text),
        element(
            "p",
            {"class": "where"},
            "in ",
            element("a", {"href": href}, _heading(hit, claim.heading)),
        ),
    )
