from collections import Counter

import numpy as np
import pytest

import firth
from firth.kernels.arrays import BLOCK
from firth.training.samples import cbow_samples, skipgram_pairs, windows

NOISE = "noise"  # nearly all noise, because it is so common, and in no pair, because it stands alone
SENTENCES = [*[list("abcadbe")] * 2, list("aaa"), list("ed"), *[[NOISE]] * 400]
ALPHA = 1e-4


def trained_weights(architecture, **fields):
    """How much of each word's input row each center's output row took up, in updates, by training itself.

    Input rows are unit vectors of their own, output rows zero, and the rate is so small that every score stays
    zero: a target's row moves by half the rate times the input.
    """
    words = sorted({word for sentence in SENTENCES for word in sentence})
    unit = np.eye(len(words), dtype=np.float32)
    trained = firth.train(
        SENTENCES,
        initial=firth.WordVectors(words, unit, np.zeros_like(unit)),
        architecture=architecture,
        vector_size=len(words),
        min_count=1,
        sample=0,
        epochs=1,
        alpha=ALPHA,
        min_alpha=ALPHA,
        negative=1,
        ns_exponent=4,
        noise_pool=0,
        workers=1,
        **fields,
    )
    return {
        (center, context): trained.contexts[trained.index(center), column] / (ALPHA / 2)
        for center in words
        for column, context in enumerate(words)
        if NOISE not in (center, context)
    }


@pytest.mark.parametrize("shrink", [False, True])
@pytest.mark.parametrize("seed", [1, 7])
def test_the_pairs_listed_are_the_pairs_trained(shrink, seed):
    trained = trained_weights("skipgram", window=3, shrink_windows=shrink, seed=seed)
    listed = Counter(skipgram_pairs(windows(SENTENCES, window=3, shrink_windows=shrink, seed=seed)))
    assert {pair: round(float(weight)) for pair, weight in trained.items() if weight > 0.5} == listed


@pytest.mark.parametrize("shrink", [False, True])
def test_the_cbow_samples_listed_are_the_samples_trained(shrink):
    trained = trained_weights("cbow", window=2, shrink_windows=shrink)
    listed = Counter()
    for context, center in cbow_samples(windows(SENTENCES, window=2, shrink_windows=shrink)):
        for word in context:
            listed[center, word] += 1 / len(context)
    for pair, weight in trained.items():
        assert weight == pytest.approx(listed[pair], abs=1e-2), pair


def test_the_windows_of_a_text_longer_than_a_block_are_those_of_its_sentences():
    tokens = [str(number % 97) for number in range(BLOCK + 50)]
    laid_out = windows([tokens[:10], [], tokens[10:]], window=4)
    assert [each.position for each in laid_out] == list(range(len(tokens)))
    for first, last, sentence in ((0, 10, tokens[:10]), (10, len(tokens), tokens[10:])):
        for place, each in enumerate(laid_out[first:last]):
            near = max(place - 4, 0)
            assert each.center == sentence[place]
            assert each.context == (*sentence[near:place], *sentence[place + 1 : place + 5])


def test_no_text_has_no_windows():
    assert windows([], window=2) == []
    assert skipgram_pairs(windows([["alone"]], window=2)) == []
    assert cbow_samples(windows([["alone"]], window=2)) == []
