"""Models with as many dimensions as words reach the values that the audit calls the optimum."""

from itertools import product

import numpy as np
import pytest

from firth.config import TrainConfig
from firth.corpus.build.encode import encode_sentences
from firth.studies.audit.audit import audit
from firth.training.train import train
from firth.vectors.word_vectors import WordVectors

WORDS = 40
SKIP_OR_TRAIN = {"skip": "train", "train": "skip"}


@pytest.fixture(scope="module")
def corpus():
    """A chain in which a word is followed by a few of the others far more often than by the rest."""
    random = np.random.default_rng(1957)
    weights = np.exp(random.normal(0, 2, (WORDS, WORDS)))
    chances = (weights / weights.sum(axis=1, keepdims=True)).cumsum(axis=1)
    sentences = []
    for _ in range(1_500):
        words = [int(random.integers(WORDS))]
        for luck in random.random(19):
            words.append(min(int(np.searchsorted(chances[words[-1]], luck)), WORDS - 1))
        sentences.append([f"word{word}" for word in words])
    return encode_sentences(sentences, min_count=1)


def trained(corpus, **given):
    fields = {"window": 1, "shrink_windows": False, "sample": 0, "epochs": 60, "alpha": 0.05, **given}
    return train(corpus, TrainConfig(vector_size=WORDS, min_count=1, workers=1, **fields))


def as_if(vectors, **fields):
    """The same matrices, said to be trained otherwise."""
    info = {**vectors.info, "config": {**vectors.info["config"], **fields}}
    return WordVectors(vectors.words, vectors.vectors, vectors.contexts, vectors.counts, info)


def reaches_theory(fit):
    return 0.9 <= fit.slope <= 1.1 and fit.correlation >= 0.95 and abs(fit.intercept) < 0.1 and fit.rmse < 0.2


@pytest.mark.parametrize(
    ("collisions", "sharing", "pool"), list(product(("skip", "train"), ("window", "pair"), (0, 4096)))
)
def test_negative_sampling_reaches_the_shifted_mutual_information(corpus, collisions, sharing, pool):
    vectors = trained(corpus, noise_collisions=collisions, noise_sharing=sharing, noise_pool=pool)
    report = audit(vectors, corpus, passes=1, min_pair_count=20)
    assert report.whole.pairs > 500
    assert reaches_theory(report.whole.plain)
    assert reaches_theory(report.whole.weighted)

    # the audit can tell: with the other collisions' formula, or the two matrices exchanged, the fit is visibly worse
    other = audit(as_if(vectors, noise_collisions=SKIP_OR_TRAIN[collisions]), corpus, passes=1)
    assert other.whole.weighted.rmse > 2 * report.whole.weighted.rmse
    swapped = WordVectors(vectors.words, vectors.contexts, vectors.vectors, vectors.counts, vectors.info)
    assert audit(swapped, corpus, passes=1).whole.plain.rmse > 1.5 * report.whole.plain.rmse


def test_subsampled_and_shrunk_windows_are_replayed(corpus):
    vectors = trained(corpus, window=3, shrink_windows=True, sample=0.01)
    report = audit(vectors, corpus, passes=vectors.info["config"]["epochs"], min_pair_count=200)
    assert reaches_theory(report.whole.plain)
    plain = audit(as_if(vectors, sample=0.0), corpus, passes=5)
    assert plain.whole.plain.rmse > 2 * report.whole.plain.rmse


def test_sentences_held_out_are_not_counted(corpus):
    vectors = trained(corpus, validation_share=0.5)
    report = audit(vectors, corpus, passes=1)
    assert report.pair_tokens == 2 * 19 * vectors.info["corpus"]["sentences"]  # of 20 words each
    assert reaches_theory(report.whole.plain)


def test_full_softmax_reaches_the_conditional_distribution(corpus):
    report = audit(trained(corpus, objective="softmax"), corpus, passes=1, min_pair_count=20)
    assert report.whole.pairs > 500
    assert reaches_theory(report.whole.plain)
    assert reaches_theory(report.whole.weighted)
