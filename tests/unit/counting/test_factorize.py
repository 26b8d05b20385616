import sys

import numpy as np
import pytest
from scipy.sparse import linalg

from firth.config import FactorizeConfig
from firth.corpus.build.encode import encode_sentences
from firth.counting import factorize as factorize_module
from firth.counting.cooccurrence import count_weighted
from firth.counting.factorize import factorize_corpus, shifted_ppmi
from firth.errors import ConfigError, CorpusError, DivergedError, MissingExtraError
from firth.progress.events import CountProgress, ReadProgress, SolveProgress
from firth.recipes.factorize import factorize
from firth.testing import planted_clusters

WORDS = list("abcdefghij")


def random_corpus(random, *, tokens=400):
    sentences = [random.choice(WORDS, 8, p=np.arange(1, 11) / 55).tolist() for _ in range(tokens // 8)]
    return encode_sentences(sentences, min_count=1)


def dense(matrix):
    size = matrix.starts.size - 1
    full = np.zeros((size, size))
    full[np.repeat(np.arange(size), np.diff(matrix.starts)), matrix.columns] = matrix.values
    return full


def ppmi_by_hand(corpus, *, window, shrink, shift, smoothing):
    """The matrix from the definition, word pair by word pair."""
    size = len(corpus.vocabulary)
    counts = np.zeros((size, size))
    for begin, end in zip(corpus.starts[:-1], corpus.starts[1:], strict=True):
        for i in range(begin, end):
            for j in range(max(begin, i - window), min(end, i + window + 1)):
                if i != j:
                    counts[corpus.ids[j], corpus.ids[i]] += (window - abs(i - j) + 1) / window if shrink else 1
    chances = counts.sum(axis=0) ** smoothing
    chances /= chances.sum()
    with np.errstate(divide="ignore"):
        information = np.log(counts / (counts.sum(axis=1, keepdims=True) * chances)) - np.log(shift)
    return np.maximum(information, 0)


@pytest.mark.parametrize("shrink", [True, False])
@pytest.mark.parametrize(("shift", "smoothing"), [(1.0, 1.0), (2.5, 0.75), (0.5, 0.0)])
def test_the_matrix_is_the_shifted_positive_mutual_information(random, monkeypatch, shrink, shift, smoothing):
    monkeypatch.setattr(factorize_module, "_BLOCK_PAIRS", 25)
    corpus = random_corpus(random)
    pairs = count_weighted(corpus, window=3, shrink_windows=shrink)
    expected = ppmi_by_hand(corpus, window=3, shrink=shrink, shift=shift, smoothing=smoothing)
    np.testing.assert_allclose(
        dense(shifted_ppmi(pairs, shift=shift, smoothing=smoothing)), expected, rtol=1e-12, atol=1e-12
    )


@pytest.mark.parametrize("weight", [0.0, 0.5, 1.0])
def test_vectors_times_contexts_is_the_nearest_matrix_of_rank_d(random, weight):
    corpus = random_corpus(random)
    full = ppmi_by_hand(corpus, window=3, shrink=True, shift=1.0, smoothing=0.75)
    left, values, right = np.linalg.svd(full)
    for size in (4, 9):
        config = FactorizeConfig(vector_size=size, window=3, eigenvalue_weight=weight)
        found = factorize_corpus(corpus, config)
        nearest = left[:, :size] * values[:size] @ right[:size]
        np.testing.assert_allclose(found.vectors @ found.contexts.T, nearest, atol=1e-5)
        lengths = np.linalg.norm(found.vectors, axis=0)
        np.testing.assert_allclose(lengths, values[:size] ** weight, rtol=1e-5)


def test_a_matrix_of_low_rank_is_rebuilt_and_has_no_directions_beyond_its_rank():
    """Two words that only ever stand beside each other: rank 2, and 3 dimensions asked for."""
    corpus = encode_sentences([["a", "b"]] * 9 + [["c"]] * 5 + [["d"]] * 5, min_count=1)
    found = factorize_corpus(corpus, FactorizeConfig(vector_size=3, smoothing=1.0, eigenvalue_weight=0.0))
    expected = np.zeros((4, 4))
    expected[0, 1] = expected[1, 0] = np.log(2)
    np.testing.assert_allclose(found.vectors @ found.contexts.T, expected, atol=1e-6)
    assert np.linalg.matrix_rank(found.vectors) == 2
    assert found.words == ("a", "b", "c", "d")


def test_one_seed_gives_the_same_vectors_and_each_has_a_positive_side(random):
    corpus = random_corpus(random)
    first, again = (factorize_corpus(corpus, FactorizeConfig(vector_size=5)) for _ in range(2))
    np.testing.assert_array_equal(first.vectors, again.vectors)
    other = factorize_corpus(corpus, FactorizeConfig(vector_size=5, seed=2))
    np.testing.assert_allclose(first.vectors, other.vectors, atol=1e-4)
    assert (first.vectors.max(axis=0) >= -first.vectors.min(axis=0)).all()


def test_neighbours_of_a_planted_word_belong_to_its_cluster():
    planted = planted_clusters(sentences=1_500)
    vectors = factorize(planted.sentences, vector_size=16, min_count=1)
    for cluster in planted.clusters:
        for word in cluster:
            assert {found for found, _ in vectors.most_similar(word, topn=5)} <= set(cluster)


def test_the_facts_of_the_run_are_kept(tmp_path):
    text = tmp_path / "text.txt"
    text.write_text("a b c\nb a\nrare\n" * 2, encoding="utf-8")
    info = factorize(text, vector_size=2, window=1, min_count=2, shrink_windows=False).info
    assert info["config"]["method"] == "factorization"
    assert info["config"]["window"] == 1
    assert info["corpus"]["sources"] == [str(text)]
    assert info["corpus"]["tokens_read"] == 12
    assert info["factorization"]["pairs"] == 12
    assert info["factorization"]["distinct_pairs"] == 4
    assert 0 < info["factorization"]["share_of_squares"] <= 1 + 1e-9
    assert set(info["versions"]) == {"firth", "numpy", "numba", "scipy"}


def test_progress_goes_from_reading_to_counting_to_solving():
    seen = []
    factorize([["a", "b", "c"]] * 9, vector_size=2, progress=seen.append)
    kinds = [type(progress) for progress in seen]
    assert list(dict.fromkeys(kinds)) == [ReadProgress, CountProgress, SolveProgress]
    assert seen[-1].products == kinds.count(SolveProgress)


@pytest.mark.parametrize(
    ("sentences", "fields", "error", "message"),
    [
        ([["a", "b", "c"]] * 9, {"vector_size": 3}, ConfigError, "must be below the number of words, which is 3"),
        ([["a"], ["b"]] * 9, {"vector_size": 1}, CorpusError, "each of the 18 sentences has one word"),
        ([["a", "b", "c"]] * 9, {"vector_size": 1, "shift": 1e6}, ConfigError, "leaves no positive mutual information"),
        ([["a", "b", "c"]] * 9, {"vector_size": 1, "memory_limit": 5}, ConfigError, "at least 1,000,000"),
        ([["a", "b"]], {}, CorpusError, "min_count"),
    ],
)
def test_what_cannot_be_factorised_is_refused_with_the_remedy(sentences, fields, error, message):
    with pytest.raises(error, match=message):
        factorize(sentences, **fields)


def test_without_scipy_the_extra_is_named_before_the_text_is_read(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy", None)
    sentences = iter([["a", "b"]])
    with pytest.raises(MissingExtraError, match=r"needs SciPy.*pip install 'firth\[factorize\]'"):
        factorize(sentences)
    assert list(sentences) == [["a", "b"]]


def test_a_solver_that_gives_up_is_an_error_of_ours(random, monkeypatch):
    def give_up(*_, **__):
        raise linalg.ArpackNoConvergence("No convergence", np.zeros(0), np.zeros((0, 0)))

    monkeypatch.setattr(linalg, "svds", give_up)
    with pytest.raises(DivergedError, match=r"did not converge .*fewer dimensions"):
        factorize_corpus(random_corpus(random), FactorizeConfig(vector_size=2))
