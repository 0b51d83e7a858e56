"""Tests of `similar.py`: the words that a passage or an article is compared by."""

from painsci_search import Article, Index, Note, Reference, Section

# Each has many words of its own, all rarer than the few that the two share.
OWN_OF_A = " ".join(f"alpha{'bcdefghijklmnopqrstuvwxyz'[n]}" for n in range(25))
OWN_OF_B = OWN_OF_A.replace("alpha", "gamma")


def shelf() -> Index:
    """Return an index of two articles that have two words in common."""
    index = Index.in_memory()
    index.add(
        [
            Article(
                "a",
                "First",
                (
                    Section("one", "One", f"{OWN_OF_A}. Shared humming helps knees."),
                    Section("two", "Two", f"{OWN_OF_A}."),
                ),
            ),
            Article("b", "Second", (Section("three", "Three", f"{OWN_OF_B}. Humming knees."),)),
        ]
    )
    return index


def test_words_that_only_the_article_itself_has_are_not_searched_for() -> None:
    with shelf() as index:
        results = index.like("a")
    assert results is not None
    assert set(results.query.split()) == {"humming", "knees"}
    assert [hit.article.id for hit in results] == ["b"]


def test_an_article_without_a_word_in_common_is_like_none() -> None:
    with Index.in_memory() as index:
        index.add(Article("a", "First", (Section("one", "One", f"{OWN_OF_A}."),)))
        index.add(Article("b", "Second", (Section("two", "Two", f"{OWN_OF_B}."),)))
        results = index.like("a")
    assert results is not None
    assert (results.query, results.total) == ("", 0)


def test_an_article_is_compared_by_its_own_text_and_not_by_the_works_that_it_cites() -> None:
    cited = "Humboldt A. Kneading. Zymurgy Quarterly. 1999;3:4-8."
    work = Reference(cited, title="Kneading", journal="Zymurgy Quarterly", year=1999)
    notes = (Note("1", "n1", cited, (work,)), Note("2", "n2", "Bakers remark on rye."))
    others = Section("two", "Two", "Knees and rye of Humboldt, as in Zymurgy Quarterly.")
    with Index.in_memory() as index:
        index.add(Article("a", "First", (Section("one", "One", "Knees ache."),), notes))
        index.add(Article("b", "Second", (others,)))
        article, note = index.like("a"), index.like("a", "n1")
    assert article is not None
    assert note is not None
    assert set(article.query.split()) == {"knees", "rye"}
    assert set(note.query.split()) == {"humboldt", "zymurgy", "quarterly"}
