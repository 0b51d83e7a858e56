"""What a page states about itself in JSON-LD is read, also where it is not quite JSON."""

from __future__ import annotations

import json

import pytest

from painsci_search.model import Article
from painsci_search.reading import read_article_bytes

TITLE = "Walks for sore backs"
PROSE = "Most people with a sore back get better in weeks, and those who walk get up sooner. " * 3
ARTICLE = {
    "@type": "Article",
    "headline": TITLE,
    "author": {"@type": "Person", "name": "Jane Doe"},
    "datePublished": "2021-03-05",
}


def read_with(stated: str, head: str = "") -> Article:
    page = (
        f"<html lang=en><head><title>{TITLE}</title>{head}<script type='application/ld+json'>"
        f"{stated}</script></head><body><h1>{TITLE}</h1><p>{PROSE}</p></body></html>"
    )
    return read_article_bytes(page.encode(), "page.html")


TEXTS = {
    "in a comment": f"<!--\n{json.dumps(ARTICLE)}\n-->",
    "two values": f'{{"@type": "WebSite", "name": "Backs"}}\n{json.dumps(ARTICLE)}',
    "a value and a semicolon": f"{json.dumps(ARTICLE)};",
    "a quotation within a text": json.dumps({"description": "The BEST walk", **ARTICLE}).replace(
        "BEST", '"best"'
    ),
    "another article before it": json.dumps(
        [
            {
                "@type": "Article",
                "headline": "Necks at work and at home",
                "author": "Bob Ray",
                "datePublished": "2019-01-01",
            },
            ARTICLE,
        ]
    ),
    "a question and its answer": json.dumps(
        {
            "@type": "QAPage",
            "mainEntity": {
                "@type": "Question",
                "name": TITLE,
                "author": {"name": "Jane Doe"},
                "datePublished": "2021-03-05",
                "acceptedAnswer": {"author": {"name": "Bob Ray"}, "datePublished": "2022-01-01"},
            },
        }
    ),
    "parts of a name": json.dumps(
        {**ARTICLE, "author": [{"givenName": "Jane", "familyName": "Doe"}]}
    ),
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
def test_authors_and_date_are_read_from_json_ld(text: str) -> None:
    article = read_with(text)
    assert article.authors == ("Jane Doe",)
    assert article.published == "2021-03-05"


def test_the_day_of_the_last_review_is_that_of_the_update_where_no_other_is_given() -> None:
    reviewed = {"@type": "MedicalWebPage", "name": TITLE, "lastReviewed": "2023-01-02"}
    assert read_with(json.dumps(reviewed)).updated == "2023-01-02"
    both = {**reviewed, "dateModified": "2022-12-01"}
    assert read_with(json.dumps(both)).updated == "2022-12-01"


def test_a_journal_may_state_each_author_as_a_creator_with_a_personal_name() -> None:
    names = ("Jane Doe", "Reed, Tom")
    head = "".join(f"<meta name='DC.Creator.PersonalName' content='{name}'>" for name in names)
    assert read_with("", head).authors == ("Jane Doe", "Tom Reed")


def test_a_question_of_a_list_with_its_answer_is_no_article() -> None:
    question = {"@type": "Question", "name": "How far?", "dateCreated": "2020-01-01"}
    assert read_with(json.dumps({"@type": "FAQPage", "mainEntity": [question]})).published is None
