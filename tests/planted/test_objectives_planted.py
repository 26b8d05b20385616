"""What the objectives converge to, and that all of them find what was planted."""

from itertools import pairwise

import numpy as np
import pytest

from firth import testing
from firth.config import GloveConfig, TrainConfig
from firth.corpus.build.encode import encode_sentences
from firth.counting.glove import glove_corpus
from firth.training.train import train


def test_full_softmax_reaches_the_corpus_own_conditional_distribution():
    """A chain of nine words with unequal steps: P(center | context) is counted, and compared for every pair."""
    random = np.random.default_rng(3)
    steps = random.dirichlet(np.full(9, 0.5), size=9)
    text = []
    for _ in range(400):
        line = [int(random.integers(9))]
        for _ in range(24):
            line.append(int(random.choice(9, p=steps[line[-1]])))
        text.append([f"w{w}" for w in line])
    corpus = encode_sentences(text, min_count=1)
    config = TrainConfig(
        objective="softmax",
        vector_size=16,
        window=1,
        shrink_windows=False,
        min_count=1,
        sample=0,
        alpha=0.05,
        epochs=120,
        workers=1,
    )
    vectors = train(corpus, config)
    counted = np.zeros((9, 9))
    for line in text:
        rows = [vectors.index(word) for word in line]
        for a, b in pairwise(rows):
            counted[a, b] += 1
            counted[b, a] += 1
    conditional = counted / counted.sum(axis=1, keepdims=True)
    scores = vectors.vectors.astype(float) @ vectors.contexts.T
    found = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    assert np.abs(found - conditional).sum(axis=1).max() / 2 < 0.02  # total variation, the worst word
    entropy = -(counted[counted > 0] @ np.log(conditional[counted > 0])) / counted.sum()
    assert vectors.info["training"]["loss_curve"][-1][1] == pytest.approx(entropy, abs=0.01)


@pytest.mark.parametrize("architecture", ["skipgram", "cbow"])
@pytest.mark.parametrize("objective", ["negative_sampling", "hierarchical_softmax", "softmax"])
def test_planted_clusters_are_found_by_every_objective(objective, architecture):
    planted = testing.planted_clusters(sentences=1_500)
    corpus = encode_sentences(planted.sentences, min_count=1)
    alpha = 0.05 if objective == "softmax" else 0.1
    config = TrainConfig(
        objective=objective, architecture=architecture, vector_size=16, alpha=alpha, epochs=8, workers=1, sample=0
    )
    vectors = train(corpus, config)
    for cluster in planted.clusters:
        for word in cluster:
            nearest = [near for near, _ in vectors.most_similar(word, topn=len(cluster) - 1)]
            assert len(set(nearest) & set(cluster)) >= 0.9 * len(nearest)


@pytest.mark.parametrize("symmetric", [True, False])
def test_planted_classes_are_found_by_glove(symmetric):
    """All words meet, since GloVe fits nothing to pairs that never do; those of a class meet three times as often."""
    random = np.random.default_rng(0)
    classes = [[f"class{c}_word{w}" for w in range(12)] for c in range(5)]
    text = []
    for _ in range(3_000):
        own = classes[random.integers(5)]
        text.append(
            [str(random.choice(own if random.random() < 0.5 else classes[random.integers(5)])) for _ in range(10)]
        )
    corpus = encode_sentences(text, min_count=1)
    vectors = glove_corpus(corpus, GloveConfig(vector_size=16, symmetric=symmetric, workers=1)).view("mean")
    for words in classes:
        for word in words:
            nearest = [near for near, _ in vectors.most_similar(word, topn=len(words) - 1)]
            assert len(set(nearest) & set(words)) >= 0.9 * len(nearest)
