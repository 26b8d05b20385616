"""Vectors made of the rows of pieces."""

import numpy as np
import pytest

from firth.subwords.composing import Subwords
from firth.subwords.ngrams import Ngrams

WORDS = ["tea", "teapot", "电脑", "</s>"]


@pytest.fixture(params=[None, 50])
def subwords(request):
    cut, random = Ngrams(3, 5, request.param), np.random.default_rng(1)
    keys = None if request.param else np.unique(cut.keys(WORDS)[1])
    number = request.param or len(keys)
    return Subwords(cut, keys, random.standard_normal((number, 4), dtype=np.float32))


def rows_of(subwords, word):
    _starts, places = subwords.places([word])
    return [subwords.rows[place] for place in places if place >= 0]


def test_a_word_is_the_mean_of_its_pieces(subwords):
    assert np.allclose(subwords.composed(["teapot"])[0], np.mean(rows_of(subwords, "teapot"), axis=0), atol=1e-6)


def test_a_word_of_the_vocabulary_is_the_mean_of_its_own_row_and_its_pieces(subwords):
    own = np.ones((1, 4), np.float32)
    mean = np.mean([own[0], *rows_of(subwords, "tea")], axis=0)
    assert np.allclose(subwords.composed(["tea"], own)[0], mean, atol=1e-6)


def test_own_rows_follow_from_composed_ones(subwords):
    own = np.random.default_rng(2).standard_normal((len(WORDS), 4), dtype=np.float32)
    assert np.allclose(subwords.own_rows(WORDS, subwords.composed(WORDS, own)), own, atol=1e-5)


def test_a_piece_without_a_row_counts_as_zeros():
    cut = Ngrams(3, 3)
    keys = np.unique(cut.keys(["tea"])[1])
    subwords = Subwords(cut, keys, np.full((len(keys), 2), 6, np.float32))
    assert subwords.composed(["teas"]).tolist() == [[3, 3]]  # <te and tea of <te, tea, eas, as>


def test_a_piece_that_was_pruned_does_not_count():
    cut = Ngrams(3, 3)
    keys = np.unique(cut.keys(["tea"])[1])
    subwords = Subwords(cut, keys, np.full((len(keys), 2), 6, np.float32), pruned=True)
    assert subwords.composed(["teas"]).tolist() == [[6, 6]]
    assert subwords.composed(["teas"], np.zeros((1, 2))).tolist() == [[4, 4]]
    assert subwords.own_rows(["teas"], np.full((1, 2), 4.0)).tolist() == [[0, 0]]
    assert not subwords.composed(["cup"]).any()


def test_a_word_without_pieces_is_zero(subwords):
    assert not subwords.composed(["", "</s>"]).any()


@pytest.mark.parametrize("bound", ["AT_ONCE", "CHARACTERS"])
def test_words_in_small_parts_are_the_same(subwords, monkeypatch, bound):
    whole = subwords.composed(WORDS)
    monkeypatch.setattr(f"firth.subwords.composing.{bound}", 2)
    assert np.array_equal(subwords.composed(WORDS), whole)


def test_the_sums_are_those_of_one_word_after_the_other(subwords):
    words = [*WORDS, "tea", "", "t", "potteapot"]
    number, sums = subwords.sums(words)
    for word, pieces, total in zip(words, number, sums, strict=True):
        assert pieces == len(subwords.cut.cut(word))
        assert np.allclose(total, np.sum(rows_of(subwords, word), axis=0, dtype=np.float64), atol=1e-12)


@pytest.mark.parametrize("order", ["C", "F", "slice"])
def test_rows_may_lie_in_memory_in_any_order(subwords, order):
    wide = np.zeros((len(subwords.rows), 6), np.float32)
    wide[:, 1:5] = subwords.rows
    other = subwords._replace(rows=wide[:, 1:5] if order == "slice" else np.array(subwords.rows, order=order))
    assert np.array_equal(other.composed(WORDS), subwords.composed(WORDS))


def test_no_keys_find_nothing():
    subwords = Subwords(Ngrams(), np.zeros(0, np.uint64), np.zeros((0, 3), np.float32))
    assert subwords.find(np.array([1, 2], np.uint64)).tolist() == [-1, -1]
    assert not subwords.composed(["tea"]).any()


def test_a_key_beyond_all_rows_is_not_found():
    subwords = Subwords(Ngrams(3, 6, 10), None, np.zeros((10, 3), np.float32))
    assert subwords.find(np.array([9, 10], np.uint64)).tolist() == [9, -1]
