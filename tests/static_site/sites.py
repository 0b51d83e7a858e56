"""What the tests of static sites share: sites, exported once, and articles that mean harm."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from painsci_search import Article, Index, Note, NoteRef, Reference, Section
from painsci_search.static_site import export_site

REPOSITORY = Path(__file__).parents[2]
CORPUS = REPOSITORY / "corpus"

SCRIPT = "<script>window.harmed = 1</script><img src=x onerror='window.harmed = 1'>"


def export_corpus(folder: Path) -> Path:
    """Lay out a site: the demo articles below "articles", the search below "search"."""
    with Index.create(folder / "index") as index:
        index.update([CORPUS])
    site = folder / "site"
    shutil.copytree(CORPUS, site / "articles")
    with Index.open(folder / "index", base_url="../articles") as index:
        export_site(index, site / "search")
    return site


def export_articles(folder: Path, articles: Iterable[Article]) -> Path:
    """Export articles made on the spot, and give the folder of the search."""
    with Index.create(folder / "index") as index:
        index.add(articles)
        export_site(index, folder / "search")
    return folder / "search"


def evidence_of(search: Path, article_id: str) -> dict[str, Any]:
    """Return the first part of an article in an export."""
    head = json.loads((search / "search.json").read_text(encoding="utf-8"))
    (about,) = [each for each in head["articles"] if each["id"] == article_id]
    found: dict[str, Any] = json.loads((search / about["parts"][0][1]).read_text(encoding="utf-8"))
    return found


def hostile_article() -> Article:
    """An article with a script wherever a text can stand, and with links that are scripts."""
    text = f"Quokkas {SCRIPT} are calm & <b>bold</b>. Nobody asked them {SCRIPT} twice."
    work = Reference(
        raw=f"Doe J. {SCRIPT}. 2018.",
        authors=(f"Doe{SCRIPT} J",),
        title=f"Quokkas {SCRIPT}",
        year=2018,
        url="javascript:window.harmed = 1",
    )
    note = Note("<1>", "n1'\"<", f"A note on quokkas {SCRIPT}.", (work,), ("a\"'<b>",))
    return Article(
        id='../"<script>',
        title=f"Quokkas {SCRIPT}",
        url="javascript:window.harmed = 1",
        authors=(SCRIPT,),
        updated="2021",
        sections=(
            Section(
                anchor="a\"'<b>",
                heading=f"Calm quokkas {SCRIPT}",
                text=text,
                path=(f"Above {SCRIPT}",),
                note_refs=(NoteRef("<1>", text.index(" Nobody"), note.anchor),),
            ),
        ),
        notes=(note,),
    )
