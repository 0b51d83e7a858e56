"""The language is that which the page states, unless its text is plainly in another."""

from __future__ import annotations

import pytest

from painsci_search.reading import language
from painsci_search.reading.forms.html import read_page
from painsci_search.reading.language import choose_language, recognise_language

TEXTS = {
    "en": "Some people feel better after a pill that has nothing in it, and nobody is sure of the "
    "reason for it. The nurse was asked, and she said that the colour of the pill is what counts. ",
    "de": "Die Kissen waren zu weich, und niemand schlief in den Nächten länger als vorher. Wer "
    "das Tagebuch nicht verloren hatte, schrieb am Morgen auf, ob der Nacken noch steif war. ",
    "es": "Los vecinos que dormían con la almohada más dura no se levantaban antes que los demás, "
    "y nadie supo explicar por qué el cuello de los unos dolía menos que el de los otros. ",
    "fr": "Les oreillers étaient trop mous, et personne ne dormait plus longtemps que dans les "
    "nuits d’avant. Ceux qui avaient perdu le carnet se souvenaient mal de la raideur du cou. ",
    "pt": "Os travesseiros eram moles demais, e ninguém dormia mais do que nas noites de antes. "
    "Quem não perdeu o caderno escrevia de manhã se o pescoço ainda estava duro. ",
    "ru": "Подушки были слишком мягкими, и никто не спал дольше, чем раньше. Кто не потерял "
    "тетрадь, тот утром писал в неё, болит ли ещё шея, и никто не знал, от чего это зависит. ",
    "hu": "A párnák túl puhák voltak, és senki sem aludt tovább, mint azelőtt. Aki nem veszítette "
    "el a füzetet, reggel beleírta, hogy merev-e még a nyaka, de az okát senki sem tudta. ",
    "ja": "枕は柔らかすぎて、以前より長く眠った人は誰もいませんでした。ノートをなくさなかった人は、"
    "朝になると首がまだ硬いかどうかを書きましたが、理由は誰にも分かりませんでした。",
}


@pytest.mark.parametrize(("tag", "text"), TEXTS.items())
def test_the_language_of_a_page_without_one_is_that_of_its_text(tag: str, text: str) -> None:
    page = f"<html><body><h1>Pills</h1><p>{text * 2}</p></body></html>"
    assert read_page(page, "pills.html").language == tag


@pytest.mark.parametrize(
    ("stated", "text", "expected"),
    [
        ("de-CH", TEXTS["de"] * 4, "de-CH"),
        ("de_DE", TEXTS["de"] * 4, "de-DE"),
        ("en", TEXTS["de"] * 4, "de"),
        ("en-US", TEXTS["hu"] * 4, "hu"),
        # too short to be sure of the contrary
        ("en", TEXTS["de"], "en"),
        ("not a language", TEXTS["fr"] * 4, "fr"),
        ("", "Sore necks", None),
    ],
)
def test_a_stated_language_counts_unless_the_text_contradicts_it(
    stated: str, text: str, expected: str | None
) -> None:
    assert choose_language(("the page", stated), lambda _: text)[1] == expected


def test_common_words_are_enough_for_the_large_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    def load() -> None:
        raise AssertionError("the model was loaded")

    monkeypatch.setattr(language, "_identifier", load)
    for tag in ("en", "de", "fr"):
        assert recognise_language(TEXTS[tag] * 2) == tag
        assert choose_language(("the page", tag), lambda _, tag=tag: TEXTS[tag] * 4) == (
            "the page",
            tag,
        )
