from itertools import pairwise

import numpy as np
import pytest

from firth.corpus.encoded_corpus import EncodedCorpus
from firth.distillation import occurrences
from firth.distillation.occurrences import chosen_windows, spread_occurrences


@pytest.fixture
def corpus(random):
    """Words whose counts fall as in a text, in sentences of 1 to 40 words."""
    ids = np.minimum(random.zipf(1.3, size=3000) - 1, 199)
    starts = np.append(0, np.cumsum(random.integers(1, 41, size=200)))
    starts = np.append(starts[starts < ids.size], ids.size)
    return EncodedCorpus.from_ids(ids, starts)


def spread_by_hand(corpus, wanted, most):
    for word in range(len(corpus.vocabulary)):
        places = np.flatnonzero(corpus.ids == word)
        n, c = min(most, places.size), places.size
        yield [int(place) for j, place in enumerate(places) if wanted[word] and (j + 1) * n // c > j * n // c]


@pytest.mark.parametrize("most", [1, 3, 5000])
def test_occurrences_are_spread_evenly_whatever_the_blocks(corpus, random, monkeypatch, most):
    wanted = random.random(len(corpus.vocabulary)) < 0.7
    expected = list(spread_by_hand(corpus, wanted, most))
    for block in (1 << 20, 7):
        monkeypatch.setattr(occurrences, "BLOCK", block)
        tokens, bounds = spread_occurrences(corpus, wanted, most)
        assert [tokens[a:b].tolist() for a, b in pairwise(bounds)] == expected


@pytest.mark.parametrize("width", [1, 6])
@pytest.mark.parametrize("most", [1, 4, 5000])
def test_each_wanted_word_has_as_many_occurrences_as_are_asked_for_or_there_are(corpus, random, most, width):
    wanted = random.random(len(corpus.vocabulary)) < 0.7
    windows = chosen_windows(corpus, wanted, most, width)
    found = np.bincount(corpus.ids[windows.tokens], minlength=len(corpus.vocabulary))
    enough = np.where(wanted, np.minimum(corpus.vocabulary.counts, most), 0)
    assert (found >= enough).all()
    assert (found[~wanted] == 0).all()
    assert (found <= corpus.vocabulary.counts).all()
    assert found.sum() <= enough.sum() * 1.1  # a word that is twice in its last window may have one more


def test_no_occurrence_is_taken_twice(corpus):
    tokens = chosen_windows(corpus, np.ones(len(corpus.vocabulary), np.bool_), 50, 8).tokens
    assert np.unique(tokens).size == tokens.size


def test_windows_end_with_sentences_and_hold_their_occurrences_in_their_middle(corpus):
    windows = chosen_windows(corpus, np.ones(len(corpus.vocabulary), np.bool_), 3, 6)
    for number, (start, stop) in enumerate(zip(windows.starts, windows.stops, strict=True)):
        sentence = np.searchsorted(corpus.starts, start, side="right") - 1
        assert corpus.starts[sentence] <= start < stop <= corpus.starts[sentence + 1]
        assert stop - start <= 13
        for token in windows.tokens[windows.bounds[number] : windows.bounds[number + 1]]:
            assert token - start >= 3 or start == corpus.starts[sentence]
            assert stop - 1 - token >= 3 or stop == corpus.starts[sentence + 1]


def test_a_window_serves_several_words_so_that_there_are_fewer_windows_than_occurrences(corpus):
    windows = chosen_windows(corpus, np.ones(len(corpus.vocabulary), np.bool_), 4, 8)
    assert windows.starts.size < 0.7 * windows.tokens.size


def test_without_a_word_that_occurs_there_are_no_windows(corpus):
    windows = chosen_windows(corpus, np.zeros(len(corpus.vocabulary), np.bool_), 4, 8)
    assert windows.starts.size == windows.tokens.size == 0
    assert windows.bounds.tolist() == [0]
