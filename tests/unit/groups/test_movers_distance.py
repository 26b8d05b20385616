"""The word mover's distance."""

import builtins
import itertools

import numpy as np
import pytest

from firth.errors import ArgumentError, ArgumentTypeError, MissingExtraError
from firth.groups.movers_distance import movers_distance, transport_cost
from firth.vectors.word_vectors import WordVectors

ROWS = np.random.default_rng(5).normal(size=(8, 4)).astype(np.float32)
VECTORS = WordVectors(list("abcdefgh"), ROWS)


def best_matching(first, second):
    """The least mean distance of texts of as many words, by trying all ways to pair them."""
    unit = ROWS / np.linalg.norm(ROWS, axis=1, keepdims=True)
    rows = [unit[["abcdefgh".index(word) for word in words]] for words in (first, second)]
    orders = itertools.permutations(range(len(first)))
    return min(np.linalg.norm(rows[0] - rows[1][list(order)], axis=1).mean() for order in orders)


@pytest.mark.parametrize(("first", "second"), [("ab", "cd"), ("aabc", "cdde"), ("abcde", "efgha"), ("a", "h")])
def test_the_distance_is_that_of_the_best_way_to_pair_the_words(first, second):
    found = movers_distance(VECTORS, list(first), list(second))
    assert found == pytest.approx(best_matching(first, second), abs=1e-6)
    assert movers_distance(VECTORS, list(second), list(first)) == pytest.approx(found)


def test_texts_of_the_same_words_are_nowhere_apart():
    assert movers_distance(VECTORS, ["a", "b", "a"], ["b", "a", "a"]) == pytest.approx(0, abs=1e-7)
    assert movers_distance(WordVectors(["x", "y"], [[1, 0], [1, 0]]), ["x"], ["y"]) == 0


def test_vectors_count_as_they_are_on_request():
    small = WordVectors(["x", "y"], [[1, 0], [4, 0]])
    assert movers_distance(small, ["x"], ["y"]) == 0
    assert movers_distance(small, ["x"], ["y"], normalize=False) == pytest.approx(3)


def test_unknown_words_are_passed_over_unless_there_is_no_other():
    assert movers_distance(VECTORS, ["a", "none"], ["b"]) == movers_distance(VECTORS, ["a"], ["b"])
    with pytest.raises(ArgumentError, match="holds no word"):
        movers_distance(VECTORS, ["none"], ["b"])
    with pytest.raises(ArgumentError, match="holds no word"):
        movers_distance(VECTORS, ["a"], [])
    with pytest.raises(ArgumentTypeError, match="list of words"):
        movers_distance(VECTORS, "a b", ["b"])


def test_masses_of_any_sum_count_as_shares():
    one, two = np.array([2.0, 6.0]), np.array([30.0])
    assert transport_cost(ROWS[:2], one, ROWS[2:3], two) == pytest.approx(
        (np.linalg.norm(ROWS[0] - ROWS[2]) + 3 * np.linalg.norm(ROWS[1] - ROWS[2])) / 4
    )


def test_without_pot_the_extra_is_named(monkeypatch):
    bare = builtins.__import__

    def without(name, *args, **kwargs):
        if name == "ot":
            raise ImportError(name)
        return bare(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError, match=r"firth\[distance\]"):
        movers_distance(VECTORS, ["a"], ["b"])
