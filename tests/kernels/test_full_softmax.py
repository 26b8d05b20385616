"""Full softmax: the batches of matrix products, held to the reference."""

import numpy as np
import pytest
from kit import copy_of, keep_of, memory_for, options, random_text, random_weights

from firth.kernels import full_softmax, reference
from firth.kernels.compiling import IN_PYTHON
from firth.kernels.windows import lay_out_windows

WORDS, SIZE, LUCK = 40, 20, 13
ALPHA = 0.002  # the gradients of a batch are summed, and a large step would grow the roundings of float32


def batches(windows, *, pairs):
    """Rows as the pass takes them: (contexts, center), at least BATCH at a time, windows whole."""
    batch = []
    for center, contexts in windows:
        batch += [([w], center) for w in contexts] if pairs else [(contexts, center)] if contexts else []
        if len(batch) >= full_softmax.BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def train_by_reference(weights, windows, *, pairs, divide):
    total, rows = 0.0, 0
    for batch in batches(windows, pairs=pairs):
        x = np.array([weights.inputs[contexts].mean(axis=0) for contexts, _ in batch])
        targets = [center for _, center in batch]
        total += reference.softmax_loss(x, weights.outputs, targets)
        rows += len(batch)
        dx, dy = reference.softmax_gradients(x, weights.outputs, targets, ALPHA)
        for (contexts, _), gradient in zip(batch, dx, strict=True):
            np.add.at(weights.inputs, contexts, gradient / len(contexts) if divide else gradient)
        weights.outputs[:] += dy
    return total, rows


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("divide", [False, True])
@pytest.mark.parametrize("name", ["skipgram", "cbow"])
def test_the_pass_is_the_reference_and_its_loss(random, name, divide, dtype):
    setting, text = options(divide=divide), random_text(random, words=WORDS)
    keep = keep_of(text, WORDS)
    weights = random_weights(random, WORDS, SIZE, dtype)
    expected, loss = copy_of(weights), np.zeros(2)
    windows = list(reference.windows(text, keep, LUCK, setting))
    wanted = train_by_reference(expected, windows, pairs=name == "skipgram", divide=divide and name == "cbow")

    memory = memory_for(setting, SIZE, dtype)
    n = lay_out_windows(text, keep, np.uint64(LUCK), 0, text.ids.size, setting, memory)
    getattr(full_softmax, f"{name}_softmax")(weights, None, setting, ALPHA, np.uint64(0), n, memory, loss)

    tolerance = 2e-5 if dtype is np.float32 else 1e-9
    for found, right in zip(weights, expected, strict=True):
        np.testing.assert_allclose(found, right, rtol=tolerance, atol=tolerance)
        assert not found[:, SIZE:].any()
    np.testing.assert_allclose(loss, wanted, rtol=tolerance)


@pytest.mark.skipif(IN_PYTHON, reason="takes two minutes in plain Python")
def test_windows_wider_than_a_batch_are_taken_whole(random):
    setting = options(window=100, shrink=False)
    text = random_text(random, words=WORDS, tokens=900, sentences=2)
    keep = keep_of(text, WORDS, sample=0)
    memory, loss = memory_for(setting, SIZE, np.float32), np.zeros(2)
    n = lay_out_windows(text, keep, np.uint64(LUCK), 0, text.ids.size, setting, memory)
    weights = random_weights(random, WORDS, SIZE, np.float32)
    full_softmax.skipgram_softmax(weights, None, setting, ALPHA, np.uint64(0), n, memory, loss)
    assert loss[1] == (memory.window_ends[:n] - memory.window_begins[:n] - 1).sum()
