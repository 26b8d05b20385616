"""What all words have in common, taken away."""

import numpy as np
import pytest

import firth
from firth.errors import ArgumentError, ArgumentTypeError, FormatError, MissingPartError
from firth.search.components import principal_directions
from firth.vectors.word_vectors import WordVectors


@pytest.fixture
def model(random):
    rows = random.normal(size=(40, 6)) * [9, 5, 2, 1, 1, 1] + [3, 0, 0, 0, 0, 1]
    return WordVectors([f"w{i}" for i in range(40)], rows, counts=np.arange(80, 40, -1), info={"config": {"seed": 1}})


def slow_twin(matrix, *, center, remove, dimensions):
    rows = matrix.astype(np.float64)
    rows = rows - rows.mean(axis=0) if center else rows
    _, _, directions = np.linalg.svd(rows, full_matrices=False)
    for direction in directions[:remove]:
        rows = rows - np.outer(rows @ direction, direction)
    return rows if dimensions is None else rows @ directions[remove : remove + dimensions].T


@pytest.mark.parametrize("center", [False, True])
@pytest.mark.parametrize("remove", [0, 2])
@pytest.mark.parametrize("dimensions", [None, 3])
def test_the_steps_are_those_of_a_singular_value_decomposition(model, center, remove, dimensions):
    steps = {"center": center, "remove": remove, "dimensions": dimensions}
    if not any(steps.values()):
        return
    expected = slow_twin(model.vectors, **steps)
    found = firth.refine(model, **steps).vectors
    signs = np.sign((found * expected).sum(axis=0)) if dimensions else 1  # a direction has two signs
    np.testing.assert_allclose(found * signs, expected, atol=1e-4)


def test_words_counts_and_facts_are_kept_and_the_steps_are_written_down(model):
    refined = firth.refine(firth.refine(model, center=True), remove=1, normalize=True)
    assert refined.words == model.words
    assert (refined.counts == model.counts).all()
    assert refined.contexts is None
    assert [dict(each) for each in refined.info["refined"]] == [{"center": True}, {"remove": 1, "normalize": True}]
    assert refined.info["config"]["seed"] == 1
    np.testing.assert_allclose(np.linalg.norm(refined.vectors, axis=1), 1, atol=1e-6)


def test_a_mean_of_weighed_vectors_is_the_weighted_mean_of_a_sentence(model):
    weighed = firth.refine(model, sif=1e-2)
    sentence = ["w0", "w39", "w39"]
    shares = np.array([model.count(word) for word in sentence]) / model.counts.sum()
    expected = (model.rows(sentence) * (1e-2 / (1e-2 + shares))[:, None]).mean(axis=0)
    np.testing.assert_allclose(weighed.rows(sentence).mean(axis=0), expected, rtol=1e-5)


def test_the_same_model_gives_the_same_bytes_and_directions_whose_largest_number_is_positive(model):
    squares, directions = principal_directions(model.vectors)
    assert (np.diff(squares) <= 0).all()
    assert (directions[np.arange(6), np.abs(directions).argmax(axis=1)] > 0).all()
    flipped, same = principal_directions(-model.vectors)
    np.testing.assert_array_equal(same, directions)
    np.testing.assert_array_equal(squares, flipped)


def test_composed_words_go_through_the_same_steps():
    text = [["tea", "teapot", "teas"], ["cup", "cups", "tea"]] * 30
    model = firth.train(text, min_count=1, sample=0, subwords="2-4", vector_size=8, epochs=2)
    refined = firth.refine(model, center=True, remove=1, dimensions=2)
    composed = refined.composing()["teacup"]
    mean = model.vectors.mean(axis=0, dtype=np.float64)
    known = [piece.known for piece in model.pieces("teacup")]
    _, _, directions = np.linalg.svd(model.vectors - mean, full_matrices=False)
    expected = (model.composing()["teacup"] - mean * np.mean(known)) @ directions[1:3].T
    np.testing.assert_allclose(np.abs(composed), np.abs(expected), atol=1e-6)
    assert firth.refine(model, sif=1e-3).subwords is None
    assert firth.refine(model, normalize=True).subwords is None


def test_what_cannot_be_done_is_refused(model):
    for steps, why in (
        ({}, "say what to do"),
        ({"remove": -1}, "0 or more"),
        ({"remove": 6}, "less than the 6 dimensions"),
        ({"remove": 2, "dimensions": 5}, "2 of which are removed"),
        ({"dimensions": 0}, "1 or more"),
        ({"dimensions": 7}, "have 6"),
        ({"sif": 2}, "at most 1"),
        ({"sif": float("nan")}, "at most 1"),
    ):
        with pytest.raises(ArgumentError, match=why):
            firth.refine(model, **steps)
    with pytest.raises(ArgumentTypeError):
        firth.refine(model, dimensions=2.0)
    with pytest.raises(ArgumentTypeError):
        firth.refine("model.safetensors", center=True)
    with pytest.raises(MissingPartError, match="no counts"):
        firth.refine(WordVectors(model.words, model.vectors), sif=1e-3)
    with pytest.raises(FormatError, match="NaN"):
        firth.refine(WordVectors(["a", "b"], [[np.nan, 1], [1, 0]]), remove=1)


def test_zeros_and_a_lone_word_are_no_trouble():
    lone = firth.refine(WordVectors(["a"], [[1, 2]]), center=True, remove=1)
    assert lone.vectors.tolist() == [[0, 0]]
    assert firth.refine(WordVectors(["a", "b"], np.zeros((2, 3))), normalize=True, remove=1).vectors.sum() == 0
