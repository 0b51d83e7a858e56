"""Articles to be rendered as pages, one of them as hostile as an article can be."""

from __future__ import annotations

from html.parser import HTMLParser

from painsci_search import Article, Change, Note, NoteRef, Reference, Section

SCRIPT = "<script>window.hacked=1</script>"
BREAKOUT = "\"'><img src=x onerror=window.hacked=1>"
ODD_ANCHOR = "an\"chor's <b>&?#%20é"
ODD_ID = 'folder/it\'s "q"?#%41&é <i>'
LEAD = "The first sentence stands alone. A second one has a marker. "


def hostile() -> Article:
    """Every text of it tries to get a script into the page."""
    text = f"Quokkas {SCRIPT} are calm.\n\nThey smile {BREAKOUT} at all."
    work = Reference(
        raw=f"Evil A. {SCRIPT}",
        authors=(f"Evil {BREAKOUT}",),
        title=f"Quokka {SCRIPT}",
        journal=BREAKOUT,
        year=2018,
        doi=f"10.1/{BREAKOUT}",
        pmid=f"1{BREAKOUT}",
        pmcid=f"PMC{BREAKOUT}",
        painsci_id=BREAKOUT,
        url="javascript:window.hacked=1",
        commentary=SCRIPT,
    )
    inline = Reference(raw="Data B.", title="Data", url=" JavaScript:window.hacked=1//https://a.b/")
    note = f"Evil A. {SCRIPT} quokka note {BREAKOUT}"
    return Article(
        id=ODD_ID,
        title=f"Quokka {SCRIPT}{BREAKOUT}",
        url="javascript:window.hacked=1",
        subtitle=SCRIPT,
        authors=(SCRIPT, BREAKOUT),
        published="2023-01-02",
        updated="2024",
        language=BREAKOUT,
        source=f"/secret/{SCRIPT}",
        sections=(
            Section(
                anchor=ODD_ANCHOR,
                heading=f"Heading {SCRIPT}",
                text=text,
                level=2,
                path=(BREAKOUT,),
                note_refs=(NoteRef(BREAKOUT, 20, f"n{BREAKOUT}"), NoteRef(SCRIPT, len(text), "")),
            ),
            Section(anchor="~passage", heading=BREAKOUT, text="Taken for the page's own."),
        ),
        notes=(Note(BREAKOUT, f"n{BREAKOUT}", note, (work, inline), (ODD_ANCHOR,)),),
        changes=(Change("2024", BREAKOUT),),
    )


class Parsed(HTMLParser):
    """A page as a browser would understand it.

    Attributes:
        elements: name and attributes of each.
        words: all text.
    """

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words = ""
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def ids(self) -> list[str]:
        return [told["id"] for _, told in self.elements if "id" in told]

    def links(self) -> list[str]:
        return [told["href"] for told in self.all("a")]
