import numpy as np
import pytest
from kit import IN_TURN, KINDS, chances_of, choices, copy_of, kernel, random_text, random_weights

from firth.kernels import reference
from firth.kernels.arrays import scratch
from firth.kernels.windows import plan

WORDS, SIZE, ALPHA, KEY, LUCK = 40, 20, 0.05, 987654321, 13

SETTINGS = [
    {},
    {"pool": 64},
    {"pool": 64, "train_collisions": True, "shrink": False},
    {"negative": 1, "divide": True},
    {"negative": 6, "train_collisions": True},
    {"negative": 20, "pool": 16, "window": 8},
]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("given", SETTINGS, ids=str)
@pytest.mark.parametrize("kind", KINDS + IN_TURN)
def test_the_compiled_pass_is_the_reference_pass(random, kind, given, dtype):
    setting = choices(**(given | ({"pool": 0} if kind in IN_TURN else {})))
    text = random_text(random, words=WORDS)
    chances = chances_of(text, WORDS)
    weights = random_weights(random, WORDS, SIZE, dtype)
    expected = copy_of(weights)
    windows = list(reference.windows(text, chances.keep, LUCK, setting))
    assert len(windows) >= 1000

    reference.train_block(windows, expected, chances, setting, ALPHA, KEY, kind)
    memory = scratch(setting, weights.inputs.shape[1], dtype)
    n = plan(text, chances.keep, np.uint64(LUCK), 0, text.ids.size, setting, memory)
    kernel(kind)(weights, chances, setting, ALPHA, np.uint64(KEY), n, memory, np.zeros(2))

    assert n == len(windows)
    tolerance = 1e-5 if dtype is np.float32 else 1e-9
    for found, wanted in zip(weights, expected, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("kind", KINDS)
def test_padding_stays_zero(random, kind):
    setting, text = choices(), random_text(random, words=WORDS)
    weights = random_weights(random, WORDS, SIZE, np.float32)
    memory = scratch(setting, weights.inputs.shape[1], np.float32)
    chances = chances_of(text, WORDS)
    n = plan(text, chances.keep, np.uint64(LUCK), 0, text.ids.size, setting, memory)
    kernel(kind)(weights, chances, setting, ALPHA, np.uint64(KEY), n, memory, np.zeros(2))
    for matrix in weights:
        assert not matrix[:, SIZE:].any()


@pytest.mark.parametrize("kind", KINDS)
def test_the_measured_loss_of_one_step_is_the_reference_loss(random, kind):
    setting, text = choices(), random_text(random, words=WORDS)
    chances = chances_of(text, WORDS)
    weights = random_weights(random, WORDS, SIZE, np.float64)
    window = next(w for w in reference.windows(text, chances.keep, LUCK, setting) if w.contexts)
    contexts = window.contexts[:1] if kind == "skipgram_pairs" else window.contexts
    targets = [window.centre, *reference.noise_words(chances, setting, KEY, 0, [])]
    trained = reference.rates_of(targets, setting, 1.0, weights.inputs)
    labels = np.zeros(len(targets))
    labels[0] = 1
    x = weights.inputs[contexts]
    x = x.mean(axis=0, keepdims=True) if kind == "cbow" else x
    expected = reference.loss(x, weights.outputs[targets], labels, trained)

    memory = scratch(setting, weights.inputs.shape[1], np.float64)
    memory.words[: len(contexts) + 1] = [window.centre, *contexts]
    memory.high[0] = len(contexts) + 1
    loss = np.zeros(2)
    kernel(kind)(weights, chances, setting, ALPHA, np.uint64(KEY), 1, memory, loss)

    np.testing.assert_allclose(loss, [expected, len(x)], rtol=1e-9)
