"""Words in classes."""

import builtins

import numpy as np
import pytest

from firth.errors import ArgumentError, MissingExtraError, UnknownWordError
from firth.groups.word_classes import classes, k_means
from firth.vectors.word_vectors import WordVectors

RANDOM = np.random.default_rng(1)
CENTERS = np.eye(4, 6)
GROUP = np.tile([2, 0, 3, 1], 10)
ROWS = (CENTERS[GROUP] + RANDOM.normal(size=(40, 6)) / 20) * RANDOM.uniform(1, 9, size=(40, 1))
VECTORS = WordVectors([f"w{number}" for number in range(40)], ROWS)


def test_groups_that_are_apart_are_found_and_numbered_by_their_first_words():
    found = classes(VECTORS, 4)
    assert found.numbers.tolist() == np.array([1, 3, 0, 2])[GROUP].tolist()
    assert (len(found), repr(found)) == (4, "<WordClasses: 40 words in 4 classes>")
    assert found["w0"] == 0
    assert not found.numbers.flags.writeable


def test_the_members_of_a_class_are_in_order_of_their_cosine_with_its_mean():
    found = classes(VECTORS, 4)
    unit = ROWS / np.linalg.norm(ROWS, axis=1, keepdims=True)
    for number, each in enumerate(found.members):
        rows = np.flatnonzero(found.numbers == number)
        mean = unit[rows].mean(axis=0)
        np.testing.assert_allclose(each.mean, mean, atol=1e-6)
        assert each.words == tuple(f"w{row}" for row in sorted(rows, key=lambda row: -(unit[row] @ mean)))


def test_k_means_are_no_worse_than_one_more_step_of_lloyd_would_make_them():
    directions = np.float32(ROWS / np.linalg.norm(ROWS, axis=1, keepdims=True))
    numbers = k_means(directions, 7, 1)
    means = np.array([directions[numbers == number].mean(axis=0) for number in range(7)])
    nearest = ((directions[:, None] - means) ** 2).sum(axis=2).argmin(axis=1)
    assert np.array_equal(nearest, numbers)


def test_only_the_first_words_may_be_put_into_classes():
    found = classes(VECTORS, 2, restrict_vocab=8)
    assert len(found.words) == 8
    with pytest.raises(ArgumentError, match="not among the 8 words"):
        found["w9"]
    with pytest.raises(UnknownWordError):
        found["none"]


def test_numbers_that_make_no_sense_are_refused():
    for wrong in (0, 41, -1):
        with pytest.raises(ArgumentError):
            classes(VECTORS, wrong)
    with pytest.raises(TypeError):
        classes(VECTORS, 2.5)
    with pytest.raises(ArgumentError):
        classes(VECTORS, 2, restrict_vocab=0)
    assert len(classes(WordVectors(["a"], [[0.0]]), 1)) == 1


def test_fewer_directions_than_classes_make_fewer_classes():
    assert len(classes(WordVectors(["a", "b", "c"], [[1, 0], [2, 0], [0, 1]]), 3)) == 2


def test_the_classes_are_the_same_each_time_and_rows_of_a_frame():
    assert np.array_equal(classes(VECTORS, 5, seed=7).numbers, classes(VECTORS, 5, seed=7).numbers)
    frame = classes(VECTORS, 4).to_frame()
    assert frame.loc[1].tolist() == ["w1", 1]


def test_without_scikit_learn_the_extra_is_named(monkeypatch):
    bare = builtins.__import__

    def without(name, *args, **kwargs):
        if name.startswith("sklearn"):
            raise ImportError(name)
        return bare(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError, match=r"firth\[classes\]"):
        classes(VECTORS, 2)
