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


def articles_of_many_kinds() -> list[Article]:
    """Return articles in several languages and scripts, with what queries may ask for."""
    return [*_in_languages(), _units(), _hums(), _colds()]


def _article(name: str, language: str, title: str, *texts: tuple[str, str], **more: Any) -> Article:
    sections = tuple(Section(f"s{at}", *text) for at, text in enumerate(texts))
    url = f"https://example.org/{name}"
    return Article(name, title, sections, url=url, language=language, **more)


def _in_languages() -> list[Article]:
    return [
        _article(
            "knie",
            "de",
            "Knieschmerzen",
            (
                "Anfang",
                (
                    "Die Kniegelenke schmerzen bei Belastung. Eine Schmerztherapie hilft manchmal. "
                    "Der Patient wird behandelt."
                ),
            ),
            (
                "Übungen",
                (
                    "Die Therapie der Knieschmerzen beginnt mit Bewegung. Patienten werden "
                    "behandelt. Rückenschmerzen sind häufig."
                ),
            ),
            tags=("Leitlinie", "Knie"),
            metadata={"topic": "Knie"},
            updated="2024-03-01",
        ),
        _article(
            "genou",
            "fr",
            "L’arthrose du genou",
            (
                "Début",
                (
                    "L’arthrose du genou est fréquente. Les douleurs chroniques des genoux gênent. "
                    "Qu’est-ce qui aide ?"
                ),
            ),
            ("Traitement", "Le traitement de la douleur chronique commence par l’exercice."),
            updated="2023-05",
        ),
        _article(
            "rodilla",
            "es",
            "Dolor de rodilla",
            (
                "Inicio",
                "El dolor crónico de la rodilla mejora con el ejercicio. Los pacientes caminan.",
            ),
        ),
        _article(
            "ja",
            "ja",
            "慢性疼痛",
            ("治療", "慢性疼痛の治療には運動が役立つ。腰痛も同じである。"),
            ("コーヒー", "コーヒーは痛みに効かない。"),
        ),
        _article("zh", "zh", "疼痛", ("治疗", "慢性疼痛的治疗包括运动。腰痛很常见。")),
        _article("el", "el", "Πόνος", ("Αρχή", "Η β-ενδορφίνη μειώνει τον πόνο.")),
        _article("ar", "ar", "الألم", ("البداية", "العَرَبِيَّة لغة. الألم المزمن شائع.")),
    ]


def _units() -> Article:
    return _article(
        "units",
        "en",
        "Doses & units of sham drugs",
        (
            "Doses",
            (
                "Take 5 mg of nothing, or 5mg, or 600 mg of it. A 0.5 mL dose. 10^6 units, 10⁶ "
                "cells and 10⁻³ more. 20% of 1,000 people; ½ of them. 5 µg or 5 μg or 5 mcg."
            ),
        ),
        (
            "Names",
            (
                "TNF-α and TNFα and TNF alpha; β-endorphin and beta endorphin; Aδ fibres, A-delta "
                "fibers; α2δ ligands; IL-1β; 5-HT3 and 5HT3; COVID-19; vitamin B12 and B-12; "
                "L4/L5; CO₂; m²."
            ),
        ),
        tags=("Guideline", "low back"),
        metadata={"topic": "doses", "grade": "A"},
        authors=("Ann Quokka", "Bo Wombat-Smith"),
        published="2019-02-03",
        updated="2022-11-05",
        aliases=("old-units",),
    )


def _hums() -> Article:
    review = Reference(
        "Quokka A, Doe B. Hums of sham: a systematic review. J Hum. 2018;3:1-9. "
        "PubMed #12345678. doi:10.1234/hum.2018.",
        ("Quokka A", "Doe B"),
        "Hums of sham: a systematic review",
        year=2018,
        journal="J Hum",
        pmid="12345678",
        doi="10.1234/hum.2018",
    )
    trials = Reference("Roe C. Hum trials. 2011.", ("Roe C",), "Hum trials", year=2011)
    first = "A hum is a sound. The sound is low.\n\nIt is a hum. A hum is a sound. "
    long = (
        "The state-of-the-art hum is a long hum which is very long, and longer than other hums, "
        "because it goes on and on and on, over hills and over dales, over the sea and over the "
        "land, until somebody hears the hum, and then it goes on for longer still, longer than any "
        "other hum, since hums are long, and this one is the longest of all the hums that were "
        "ever hummed by any humming person."
    )
    return Article(
        "hums",
        "Hums, hums and hums",
        (
            Section(
                "a",
                "What is a hum?",
                f"{first}Behaviour and tumours are not hums; oedema, paediatric centre.",
                note_refs=(NoteRef("1", 16, "n1"), NoteRef("2", 34, "n2")),
            ),
            Section(
                "b",
                "Hums & pains",
                "Nonsteroidal anti-inflammatory drugs (NSAIDs) don't hum. People's beliefs hum; "
                f"patients’ too. {long}",
            ),
        ),
        (
            Note("1", "n1", f"{review.raw} Quite a hum.", (review,), ("a",)),
            Note(
                "2",
                "n2",
                f"See {trials.raw} And also hums in general, of which little is known.",
                (trials,),
                ("a",),
            ),
        ),
        url="https://example.org/page?id=5",
        updated="2021",
        published="2020-01",
    )


def _colds() -> Article:
    return Article(
        "cold",
        "People and the common cold",
        (
            Section(
                "c",
                "Colds",
                "People say that the common cold makes people susceptible. Backache and headaches "
                "too. Mouse models, mice, and low backs.",
            ),
            Section(
                "d",
                "More",
                "Common people say cold things about back aches. Return to work is hard work.",
            ),
        ),
        url="https://www.example.org/colds/#top",
    )
