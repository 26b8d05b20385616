"""What is told of vectors that are stored with fewer bytes."""

import numpy as np
import pytest

import firth
from firth.evaluation.rounding import rounding_loss


def vectors(matrix):
    return firth.WordVectors([f"w{row}" for row in range(len(matrix))], matrix)


def test_the_same_vectors_lose_nothing(random):
    same = vectors(random.normal(size=(50, 8)))
    loss = rounding_loss(same, same)
    assert loss.mean_error == pytest.approx(0, abs=1e-12)
    assert loss.kept == 1
    assert loss.asked == 50


def test_errors_and_neighbours_are_what_they_are_by_hand(random):
    matrix = random.normal(size=(40, 6)).astype(np.float32)
    other = (matrix + random.normal(scale=0.3, size=matrix.shape)).astype(np.float32)
    exact, stored = vectors(matrix), vectors(other)
    loss = rounding_loss(exact, stored)
    units = [each / np.linalg.norm(each, axis=1, keepdims=True) for each in (matrix, other)]
    errors = 1 - (units[0] * units[1]).sum(axis=1)
    assert loss.mean_error == pytest.approx(errors.mean(), rel=1e-4)
    assert loss.worst_error == pytest.approx(errors.max(), rel=1e-4)
    near = [{word: {w for w, _ in each.most_similar(word)} for word in each.words} for each in (exact, stored)]
    assert loss.kept == pytest.approx(np.mean([len(near[0][word] & near[1][word]) / 10 for word in exact.words]))
    assert 0 < loss.kept < 1


def test_zeros_and_single_words_are_no_trouble():
    assert rounding_loss(vectors([[1.0, 2]]), vectors([[1.0, 2]])).asked == 0
    loss = rounding_loss(vectors([[0.0, 0], [1, 0], [0, 1]]), vectors([[0.0, 0], [1, 0], [0, 1]]))
    assert loss.mean_error == 0
    assert loss.asked == 2


def test_int8_is_told_in_one_line(random, tmp_path):
    exact = vectors(random.normal(size=(200, 20)))
    exact.save(tmp_path / "v.safetensors", dtype="int8")
    told = str(rounding_loss(exact, firth.load(tmp_path / "v.safetensors")))
    assert "1 - cosine to the exact vectors is" in told
    assert "of the ten nearest of 200 words" in told
