"""The matrices a question can be put to, and why some models have only one."""

import mmap

import numpy as np
import pytest

from firth.errors import ArgumentError, MissingPartError
from firth.vectors.views import viewed
from firth.vectors.word_vectors import WordVectors, load

WORDS = ["tea", "oak", "sea"]


@pytest.fixture
def model(random):
    inputs, contexts = random.normal(size=(2, 3, 4)).astype(np.float32)
    return WordVectors(WORDS, inputs, contexts, np.array([5, 3, 2]), {"config": {"window": 5}})


@pytest.fixture
def hierarchical(random):
    return WordVectors(WORDS, np.ones((3, 4)), None, np.array([5, 3, 2]), nodes=random.normal(size=(2, 4)))


def test_views_are_the_two_matrices_their_mean_and_both_side_by_side(model):
    E, C = model.vectors.astype(float), model.contexts.astype(float)
    expected = {"input": E, "context": C, "mean": (E + C) / 2, "concat": np.hstack([E, C])}
    for name, rows in expected.items():
        view = model.view(name)
        assert view.vectors.dtype == np.float32
        np.testing.assert_allclose(view.vectors, rows, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("name", ["input", "context", "mean", "concat"])
def test_a_view_keeps_words_counts_and_facts_and_has_no_second_matrix(model, name):
    view = model.view(name)
    assert view.words == model.words
    assert view.counts.tolist() == [5, 3, 2]
    assert dict(view.info) == {"config": {"window": 5}, "view": name}
    assert view.contexts is None
    assert view.nodes is None
    assert "view" not in model.info


def test_questions_to_a_view_are_questions_to_its_rows(model):
    rows = np.hstack([model.vectors, model.contexts]).astype(float)
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    answers = dict(model.view("concat").most_similar("tea"))
    assert answers == {"oak": pytest.approx(unit[0] @ unit[1], abs=1e-6), "sea": pytest.approx(unit[0] @ unit[2])}


def test_single_matrices_of_a_mapped_file_are_not_copied(model, tmp_path):
    model.save(tmp_path / "model.safetensors")
    mapped = load(tmp_path / "model.safetensors")
    for name in ("input", "context"):
        base = mapped.view(name).vectors
        while isinstance(base, np.ndarray):
            base = base.base
        assert isinstance(base.obj if isinstance(base, memoryview) else base, mmap.mmap)
    assert np.shares_memory(mapped.view("context").vectors, mapped.contexts)
    np.testing.assert_array_equal(mapped.view("mean").vectors, model.view("mean").vectors)


def test_a_view_that_was_saved_is_still_known_as_one(model, tmp_path):
    model.view("context").save(tmp_path / "v.safetensors")
    view = load(tmp_path / "v.safetensors")
    assert view.view("context") is view
    for name in ("input", "mean"):
        with pytest.raises(MissingPartError, match=r"are the view 'context' of a model.* Load the model"):
            view.view(name)
    with pytest.raises(MissingPartError, match="are the view 'context'"):
        view.typical_contexts("tea")


def test_the_mean_of_huge_rows_does_not_overflow():
    huge = np.full((1, 2), 3e38, np.float32)
    assert viewed("mean", huge, huge).tolist() == huge.tolist()


@pytest.mark.parametrize(
    "ask",
    [
        lambda v: v.view("context"),
        lambda v: v.view("mean"),
        lambda v: v.view("concat"),
        lambda v: v.typical_contexts("tea"),
        lambda v: v.predict_center(["tea", "oak"]),
    ],
)
def test_without_contexts_what_needs_them_says_why_there_are_none(hierarchical, ask):
    with pytest.raises(MissingPartError, match=r"inner nodes of the Huffman tree, not words.* another objective"):
        ask(hierarchical)
    with pytest.raises(MissingPartError, match=r"word2vec files have none\. Load the \.safetensors model"):
        ask(WordVectors(WORDS, np.ones((3, 4))))


def test_the_input_view_needs_no_contexts(hierarchical):
    assert hierarchical.view("input").nodes is None
    np.testing.assert_array_equal(hierarchical.view("input").vectors, hierarchical.vectors)


@pytest.mark.parametrize("name", ["output", "", None, 3])
def test_a_view_that_does_not_exist_is_refused_with_those_that_do(model, name):
    with pytest.raises(ArgumentError, match=r"view=.*: must be one of input, context, mean, concat"):
        model.view(name)
