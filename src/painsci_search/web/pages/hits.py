"""Passages gathered under their articles; each with a card that tells on what evidence it rests."""

from __future__ import annotations

from collections.abc import Sequence

from painsci_search.model import Claim, Hit, Note
from painsci_search.render.wording import byline, count, heading_path
from painsci_search.web.pages.asked import Asked
from painsci_search.web.pages.evidence import note_card, note_works, outside, web_address
from painsci_search.web.pages.frame import Site
from painsci_search.web.pages.markup import Markup, element, join, marked


def article_group(hits: Sequence[Hit], asked: Asked, site: Site, found: int = 0) -> Markup:
    """Write the passages of an article under its title.

    Args:
        found: how many of its passages match; 0 where that is not known.
    """
    first = hits[0]
    title = first.article.title
    spans = first.title_highlights if title else ()
    link = element(
        "a",
        {"href": site.to.article(first.article.id, asked)},
        marked(title or first.article.id, spans),
    )
    more = None
    if found > len(hits) and not asked.article:
        href = site.to.search(asked.but(article=(first.article.id,)))
        label = f"All {found} passages in {title or first.article.id}"
        words = f"All {found} passages in this article"
        more = element(
            "p", {"class": "more"}, element("a", {"href": href, "aria-label": label}, words)
        )
    told = byline(first.article)
    return element(
        "section",
        {"class": "group"},
        element("h2", {"dir": "auto"}, link),
        told and element("p", {"class": "byline", "dir": "auto"}, told),
        element("ol", None, [_hit(hit, asked, site) for hit in hits]),
        more,
    )


def _hit(hit: Hit, asked: Asked, site: Site) -> Markup:
    heading, spans = heading_path(hit)
    passage = hit.snippet.text.strip("… ")
    href = site.to.article(hit.article.id, asked, hit.anchor, passage)
    link = element("a", {"class": "open", "href": href}, marked(heading, spans))
    snippet = hit.snippet.text and element(
        "p", {"class": "snippet", "dir": "auto"}, marked(hit.snippet.text, hit.snippet.highlights)
    )
    address = web_address(hit.link)
    original = address and element("p", {"class": "original"}, outside(address, "Original page"))
    return element(
        "li",
        {"class": "hit"},
        element("div", {"class": "head"}, element("h3", {"dir": "auto"}, link), original),
        snippet,
        _card(hit, asked, site),
    )


def _card(hit: Hit, asked: Asked, site: Site) -> Markup | None:
    """Write what unfolds below a passage: its notes, or the sentences that a note backs."""
    if hit.kind == "article":
        return None
    if hit.kind == "note":
        summary, body = _of_note(hit, asked, site)
    else:
        summary, body = _of_section(hit, asked, site)
    if not body:
        return None
    return element("details", {"class": "card"}, element("summary", None, summary), body)


def _of_section(hit: Hit, asked: Asked, site: Site) -> tuple[str, Markup | None]:
    notes = {note.anchor: note for note in hit.notes}
    parts: list[Markup] = []
    told: set[str] = set()
    for claim in hit.claims:
        backed = [notes[anchor] for anchor in claim.notes if anchor in notes]
        missing = len(claim.notes) - len(backed)
        if not backed and not missing:
            continue
        parts.append(element("blockquote", {"dir": "auto"}, element("p", None, claim.text)))
        for note in backed:
            parts.append(_note(hit, note, asked, site, again=note.anchor in told))
            told.add(note.anchor)
        if missing:
            gone = f"{count(missing, 'marker')} without a note"
            parts.append(element("p", {"class": "gone"}, gone))
    others = [note for note in hit.notes if note.anchor not in told]
    if others and told:
        parts.append(element("p", {"class": "gone"}, "Next to it:"))
    parts += [_note(hit, note, asked, site, again=False) for note in others]
    summary = f"{count(len(hit.notes), 'note')} behind this" if hit.notes else "Evidence"
    return summary, join(parts) if parts else None


def _note(hit: Hit, note: Note, asked: Asked, site: Site, *, again: bool) -> Markup:
    href = site.to.article(hit.article.id, asked, note.anchor)
    if again:
        name = element("a", {"href": href}, f"Note {note.label}".strip())
        return element(
            "div", {"class": "backing"}, element("p", {"class": "label"}, name), "as above"
        )
    return note_card(note, href, site, asked)


def _of_note(hit: Hit, asked: Asked, site: Site) -> tuple[str, Markup | None]:
    parts = [_citing(hit, claim, asked, site) for claim in hit.claims]
    if not hit.claims:
        for section in hit.cited_from:
            href = site.to.article(hit.article.id, asked, section.anchor)
            link = element("a", {"href": href, "dir": "auto"}, section.heading)
            parts.append(element("p", {"class": "where"}, "Cited in ", link))
    itself = [_itself(hit, note, asked, site) for note in hit.notes]
    parts += [each for each in itself if each is not None]
    what, citing = ("sentence", hit.claims) if hit.claims else ("section", hit.cited_from)
    summary = f"Cited by {count(len(citing), what)}" if citing else "In full"
    return summary, join(parts) if parts else None


def _itself(hit: Hit, note: Note, asked: Asked, site: Site) -> Markup | None:
    """Write the rest of a note of which the snippet shows some already, and link its works."""
    rest = None if hit.snippet.text == note.text else element("p", {"dir": "auto"}, note.text)
    works = note_works(note, site, asked)
    if rest is None and works is None:
        return None
    name = element("a", {"href": site.to.article(hit.article.id, asked, note.anchor)}, hit.heading)
    return element(
        "div",
        {"class": "backing"},
        element("p", {"class": "label"}, name),
        element("div", None, rest, works),
    )


def _citing(hit: Hit, claim: Claim, asked: Asked, site: Site) -> Markup:
    href = site.to.article(hit.article.id, asked, claim.anchor, claim.text)
    heading = "Opening" if claim.heading == hit.article.title else claim.heading
    return element(
        "blockquote",
        {"dir": "auto"},
        element("p", None, claim.text),
        element("p", {"class": "where"}, "in ", element("a", {"href": href}, heading)),
    )
