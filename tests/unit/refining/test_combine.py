"""Several models become one."""

import numpy as np
import pytest

import firth
from firth.errors import ArgumentError, ArgumentTypeError
from firth.vectors.word_vectors import WordVectors


def names(count, first=0):
    return [f"w{i}" for i in range(first, first + count)]


@pytest.fixture
def models(random):
    return (
        WordVectors(
            names(30), random.normal(size=(30, 4)), counts=np.arange(30, 0, -1), info={"reading": {"lowercase": True}}
        ),
        WordVectors(names(30)[::-1], random.normal(size=(30, 6)) * 100),
    )


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_side_by_side_a_cosine_is_the_mean_of_the_cosines_in_the_shares_of_the_weights(models):
    both = firth.combine(models, weights=[3, 1])
    assert both.words == models[0].words
    assert both.vectors.shape == (30, 10)
    cosines = [model.similarity("w1", "w2") for model in models]
    assert both.similarity("w1", "w2") == pytest.approx(0.75 * cosines[0] + 0.25 * cosines[1], abs=1e-6)
    assert both.info["combined"]["weights"] == (3, 1) or list(both.info["combined"]["weights"]) == [3, 1]
    assert both.info["reading"]["lowercase"]


def test_the_mean_fills_shorter_vectors_with_zeros(models):
    mean = firth.combine(models, method="mean")
    rows = [unit(model.rows(models[0].words)) for model in models]
    expected = (np.pad(rows[0], ((0, 0), (0, 2))) + rows[1]) / 2
    np.testing.assert_allclose(mean.vectors, expected, atol=1e-6)
    assert (mean.counts == models[0].counts).all()


def test_the_reduced_form_keeps_as_much_as_any_projection_can(models):
    beside = firth.combine(models).vectors.astype(np.float64)
    reduced = firth.combine(models, method="svd", dimensions=3).vectors
    singular = np.linalg.svd(beside, compute_uv=False)
    assert (reduced**2).sum() == pytest.approx((singular[:3] ** 2).sum(), rel=1e-5)
    assert firth.combine(models, method="svd").vectors.shape[1] == 6


def test_what_models_agree_on_comes_first_in_canonical_correlation(random):
    shared = random.normal(size=(2_000, 2))
    mixed = [
        np.column_stack([shared, random.normal(size=(2_000, 6)) * 2]) @ np.linalg.qr(random.normal(size=(8, 8)))[0]
        for _ in range(2)
    ]
    models = [WordVectors(names(2_000), rows) for rows in mixed]
    found = {
        method: firth.combine(models, method=method, dimensions=2).vectors.astype(np.float64)
        for method in ("svd", "gcca")
    }
    kept = {
        method: np.linalg.lstsq(rows, shared, rcond=None)[1].sum() / (shared**2).sum() for method, rows in found.items()
    }
    assert kept["gcca"] < 0.35  # the share of what is shared that is lost
    assert kept["svd"] > 0.9


def test_words_that_one_model_lacks_are_guessed_by_a_linear_map(random):
    rows = random.normal(size=(300, 5))
    turned = rows @ np.linalg.qr(random.normal(size=(5, 5)))[0]
    first, second = WordVectors(names(200), rows[:200]), WordVectors(names(200, 100), turned[100:])
    both = firth.combine([first, second], words="all")
    assert both.words == tuple(names(300))
    assert both.counts is None
    whole = firth.combine([WordVectors(names(300), rows), WordVectors(names(300), turned)])
    cosines = np.einsum("nd,nd->n", unit(both.vectors), unit(whole.vectors))
    assert cosines.min() > 0.99
    shared = firth.combine([first, second])
    assert shared.words == tuple(names(100, 100))


def test_a_map_of_too_few_words_is_warned_of(random):
    first, second = (WordVectors(names(20, start), random.normal(size=(20, 5))) for start in (0, 18))
    with pytest.warns(UserWarning, match="share 2 words, fewer than there are dimensions"):
        firth.combine([first, second], words="all")


def test_what_does_not_fit_is_refused(models):
    first, second = models
    with pytest.raises(ArgumentError, match="two models or more"):
        firth.combine([first])
    with pytest.raises(ArgumentError, match="two models or more"):
        firth.combine(first)
    with pytest.raises(ArgumentTypeError, match=r"models\[1\]"):
        firth.combine([first, "b"])
    with pytest.raises(ArgumentError, match="share no word"):
        firth.combine([first, WordVectors(["x"], [[1]])])
    with pytest.raises(ArgumentError, match="no effect"):
        firth.combine(models, dimensions=3)
    with pytest.raises(ArgumentError, match="1 to 10"):
        firth.combine(models, method="svd", dimensions=11)
    with pytest.raises(ArgumentError, match="one of concat"):
        firth.combine(models, method="sum")
    with pytest.raises(ArgumentError, match="one of shared"):
        firth.combine(models, words="some")
    for weights in ([1], [0, 0], [-1, 2], [float("nan"), 1]):
        with pytest.raises(ArgumentError, match="one for each model"):
            firth.combine([first, second], weights=weights)
