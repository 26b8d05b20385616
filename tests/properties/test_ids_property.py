"""Ids and the same text as strings are the same text."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import firth

IDS = st.one_of(st.integers(0, 12), st.integers(0, 2**63 - 1), st.sampled_from([0, 9, 10, 99, 100, 2**31, 2**63 - 1]))
TEXTS = st.lists(st.lists(IDS, max_size=8), min_size=1, max_size=12).filter(any)


def digits(text):
    return [[str(i) for i in sentence] for sentence in text]


@settings(deadline=None, max_examples=150)
@given(TEXTS, st.integers(1, 3), st.none() | st.integers(1, 5), st.lists(IDS, max_size=3))
def test_ids_are_counted_and_numbered_as_their_digits_are(text, min_count, max_vocab, keep):
    how = {"min_count": min_count, "max_vocab": max_vocab}
    forms = text, [np.array(sentence, np.int64) for sentence in text]
    try:
        expected = firth.encode(digits(text), keep=list(map(str, keep)), **how)
    except firth.CorpusError:
        for form in forms:
            with pytest.raises(firth.CorpusError, match=f"no word occurs {min_count} times"):
                firth.encode(form, keep=keep, **how)
        return
    for form in forms:
        found = firth.encode(form, keep=keep, **how)
        assert found.vocabulary == expected.vocabulary
        assert found.ids.tolist() == expected.ids.tolist()
        assert found.starts.tolist() == expected.starts.tolist()


@settings(deadline=None, max_examples=25)
@given(TEXTS.filter(lambda text: any(len(sentence) > 1 for sentence in text)), st.sampled_from([None, 2]))
def test_training_on_ids_gives_the_bytes_of_training_on_their_digits(text, window):
    how = {"min_count": 1, "sample": 0, "vector_size": 4, "epochs": 2, "window": window}
    by_ids, by_digits = firth.train(text, **how), firth.train(digits(text), **how)
    assert by_ids.as_words() == by_digits
    assert by_ids.vectors.tobytes() == by_digits.vectors.tobytes()
    assert list(map(str, by_ids.words)) == list(by_digits.words)
