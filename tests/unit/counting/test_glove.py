import io

import numpy as np
import pytest
from test_cooccurrence import random_corpus

from firth.config import GloveConfig
from firth.corpus.build.encode import encode_sentences
from firth.counting import glove, tiles
from firth.counting.cooccurrence import count_before
from firth.counting.glove import first_fit, glove_corpus
from firth.errors import CorpusError, DivergedError, TrainingInterrupted
from firth.kernels import reference_glove
from firth.vectors.word_vectors import load

FAST = {"vector_size": 8, "window": 4, "x_max": 10, "iterations": 3, "workers": 1}


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(tiles, "_CELLS", 60)


def same_bytes(one, other):
    parts = ("vectors", "contexts", "biases")
    return all(getattr(one, part).tobytes() == getattr(other, part).tobytes() for part in parts)


@pytest.mark.usefixtures("small")
def test_vectors_are_the_same_on_any_number_of_threads_and_with_any_memory(random):
    corpus = random_corpus(random)
    wanted = glove_corpus(corpus, GloveConfig(**FAST))
    assert wanted.info["fitting"]["cells"] > 1_000
    for other in ({"workers": 3}, {"workers": 40}, {"memory_limit": 10**6}):
        found = glove_corpus(corpus, GloveConfig(**FAST | other))
        assert same_bytes(found, wanted)
        assert found.info["fitting"]["loss_curve"] == wanted.info["fitting"]["loss_curve"]
    assert not same_bytes(glove_corpus(corpus, GloveConfig(**FAST, seed=2)), wanted)


@pytest.mark.parametrize("symmetric", [True, False])
@pytest.mark.usefixtures("small")
def test_the_loss_of_an_iteration_is_that_of_the_reference(random, monkeypatch, symmetric):
    """At a rate that hardly moves anything: the mean over the cells, before the first step."""
    corpus = random_corpus(random)
    config = GloveConfig(**FAST | {"iterations": 1, "learning_rate": 1e-6, "symmetric": symmetric})
    monkeypatch.setattr(glove, "fit_cells", still(glove.fit_cells))
    found = glove_corpus(corpus, config).info["fitting"]
    pairs = count_before(corpus, window=4, distance_weighting=True, symmetric=symmetric)
    cut = tiles.cut(pairs, symmetric=symmetric, x_max=10, exponent=0.75, random=np.random.default_rng(0), memory=10**9)
    expected = reference_glove.loss(first_fit(50, config), cut.cells) / len(cut)
    assert found["loss_curve"] == [pytest.approx(expected, rel=1e-5)]
    assert found["cells"] == len(cut)


def still(fit_cells):
    """The kernel, on copies of what it would change."""
    return lambda cells, begin, end, fit, rate: (
        fit_cells(cells, begin, begin, fit, rate)
        + sum(
            fit_cells(cells, cell, cell + 1, type(fit)(*(array.copy() for array in fit)), rate)
            for cell in range(begin, end)
        )
    )


def test_the_loss_falls_and_the_model_says_the_logarithms_of_the_counts(random):
    corpus = random_corpus(random, words=12)
    vectors = glove_corpus(corpus, GloveConfig(**FAST | {"vector_size": 16, "iterations": 400, "x_max": 1}))
    curve = vectors.info["fitting"]["loss_curve"]
    assert len(curve) == 400
    assert curve[-1] < 0.01 * curve[0]
    pairs = count_before(corpus, window=4, distance_weighting=True, symmetric=True)
    rows = np.repeat(np.arange(12), np.diff(pairs.starts))
    said = (vectors.vectors[rows] * vectors.contexts[pairs.columns]).sum(axis=1)
    said += vectors.biases[rows, 0] + vectors.biases[pairs.columns, 1]
    counts = pairs.counts * (1 + (rows == pairs.columns))
    assert np.abs(said - np.log(counts)).mean() < 0.05


def test_a_model_keeps_its_biases_and_its_facts(random):
    vectors = glove_corpus(random_corpus(random), GloveConfig(**FAST))
    assert vectors.biases.shape == (50, 2)
    assert vectors.contexts.shape == vectors.vectors.shape == (50, 8)
    facts = vectors.info["fitting"]
    assert (facts["iterations"], facts["complete"], facts["reproducible"]) == (3, True, True)
    assert vectors.info["config"]["method"] == "glove"
    assert "workers" not in vectors.info["config"]
    file = io.BytesIO()
    vectors.save(file)
    file.seek(0)
    assert load(file) == vectors
    assert vectors.view("mean").biases is None


@pytest.mark.usefixtures("small")
def test_progress_ends_at_the_total_and_tells_the_loss(random):
    seen = []
    vectors = glove_corpus(random_corpus(random), GloveConfig(**FAST), on_progress=seen.append)
    fits = [each for each in seen if type(each).__name__ == "FitProgress"]
    assert fits[0].loss is None
    assert fits[-1].loss == vectors.info["fitting"]["loss_curve"][-2]
    assert [each.cells for each in fits] == sorted(each.cells for each in fits)
    assert fits[-1].cells_total == 3 * vectors.info["fitting"]["cells"]


@pytest.mark.parametrize("after", [0, 5])
@pytest.mark.usefixtures("small")
def test_ctrl_c_keeps_what_was_fitted(random, after):
    seen = []

    def press(progress):
        seen.append(progress)
        if type(progress).__name__ == "FitProgress" and progress.cells >= after:
            raise KeyboardInterrupt

    with pytest.raises(TrainingInterrupted) as interrupted:
        glove_corpus(random_corpus(random), GloveConfig(**FAST), on_progress=press)
    learned = interrupted.value.vectors
    if not after:
        assert learned is None
    else:
        assert learned.info["fitting"]["complete"] is False
        assert learned.info["fitting"]["loss_curve"] == []
        assert np.isfinite(learned.vectors).all()


def test_a_rate_that_is_too_large_is_an_error_that_names_it(random):
    with pytest.raises(DivergedError, match="learning_rate=10 the steps are too large"):
        glove_corpus(random_corpus(random), GloveConfig(**FAST | {"learning_rate": 10, "iterations": 200}))


def test_words_without_neighbours_are_refused():
    with pytest.raises(CorpusError, match="each of the 2 sentences has one word"):
        glove_corpus(encode_sentences([["a"], ["b"]], min_count=1), GloveConfig(**FAST))
