import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from painsci_search.engine.analysis import GAP, Vocabulary, analyse, paragraphs
from painsci_search.text import stem_all, tokenize

WORDS = st.sampled_from(
    "pain|L4/L5|patient's|Patients\u2019|1,000|10.1136/bmj.h2747|caf\u00e9|a_b|stra\u00dfe|CRPS-1|"
    "\n\n|\n|\n\n\n| |-|\u2014|x&y|A.|\u00bd|o'b's|5\u20138|3.5|(|it's-a|"
    "\u041f\u0440\u0438\u0432\u0435\u0442|so\xadft|\u75db\u307f|e\u0301".split("|")
)
TEXTS = st.lists(st.lists(WORDS, max_size=12).flatmap(
    lambda words: st.sampled_from(["", " "]).map(lambda joint: joint.join(words))
), max_size=5)  # fmt: skip


def expected(texts: list[str]) -> list[tuple[int, int, str, int, bool]]:
    rows = []
    for number, text in enumerate(texts):
        base = 0
        for paragraph, start in paragraphs(text):
            last = -1
            for token in tokenize(paragraph):
                last = token.position
                rows.append((number, base + last, token.word, start + token.start, token.parts > 1))
            base += last + 1 + GAP
    return rows


@given(TEXTS)
def test_many_texts_at_once_give_the_tokens_of_each(texts: list[str]) -> None:
    vocabulary = Vocabulary()
    tokens = analyse(texts, vocabulary)
    found = [
        (text, position, vocabulary.forms[form], start, whole)
        for text, position, form, start, whole in zip(
            np.repeat(np.arange(len(texts)), tokens.counts).tolist(),
            *(column.tolist() for column in tokens[1:]),
            strict=True,
        )
    ]
    assert found == expected(texts)


def test_words_are_stemmed_all_at_once() -> None:
    vocabulary = Vocabulary()
    analyse(["expects expectations expected pain"], vocabulary)
    assert stem_all(vocabulary.forms) == ["expect"] * 3 + ["pain"]
