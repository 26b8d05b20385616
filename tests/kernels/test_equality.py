import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit import (
    KINDS,
    SEQUENTIAL,
    TOKENS,
    copy_of,
    keep_of,
    kernel,
    memory_for,
    options,
    outputs_of,
    planned_by_hand,
    random_text,
    random_weights,
)

from firth.kernels import reference
from firth.kernels.windows import lay_out_windows

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
@pytest.mark.parametrize("changed", SETTINGS, ids=str)
@pytest.mark.parametrize("kind", KINDS + SEQUENTIAL)
def test_the_compiled_pass_is_the_reference_pass_and_its_loss(random, kind, changed, dtype):
    setting = options(**(changed | ({"pool": 0} if kind in SEQUENTIAL else {})))
    text = random_text(random, words=WORDS)
    keep, outputs = keep_of(text, WORDS), outputs_of(kind, text, WORDS)
    weights = random_weights(random, WORDS, SIZE, dtype)
    expected = copy_of(weights)
    windows = list(reference.windows(text, keep, LUCK, setting))
    assert len(windows) >= TOKENS * 2 // 3

    wanted_loss = reference.train_block(windows, expected, outputs, setting, ALPHA, KEY, kind)
    memory, loss = memory_for(setting, SIZE, dtype), np.zeros(2)
    n = lay_out_windows(text, keep, np.uint64(LUCK), 0, text.ids.size, setting, memory)
    kernel(kind)(weights, outputs, setting, ALPHA, np.uint64(KEY), n, memory, loss)

    assert n == len(windows)
    tolerance = 1e-5 if dtype is np.float32 else 1e-9
    for found, wanted in zip(weights, expected, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance)
    if kind not in SEQUENTIAL:
        trained = [len(window.contexts) for window in windows if window.contexts]
        assert loss[1] == (len(trained) if kind.startswith("cbow") else sum(trained))
        np.testing.assert_allclose(loss[0], wanted_loss, rtol=tolerance)


@pytest.mark.parametrize("kind", KINDS)
def test_padding_stays_zero(random, kind):
    setting, text = options(), random_text(random, words=WORDS)
    weights = random_weights(random, WORDS, SIZE, np.float32)
    memory = memory_for(setting, SIZE, np.float32)
    n = lay_out_windows(text, keep_of(text, WORDS), np.uint64(LUCK), 0, text.ids.size, setting, memory)
    outputs = outputs_of(kind, text, WORDS)
    kernel(kind)(weights, outputs, setting, ALPHA, np.uint64(KEY), n, memory, np.zeros(2))
    for matrix in weights:
        assert not matrix[:, SIZE:].any()


@pytest.mark.parametrize("kind", KINDS)
def test_at_a_rate_of_zero_the_loss_is_measured_and_nothing_moves(random, kind):
    setting, text = options(), random_text(random, words=WORDS)
    keep, outputs = keep_of(text, WORDS), outputs_of(kind, text, WORDS)
    weights = random_weights(random, WORDS, SIZE, np.float64)
    before = copy_of(weights)
    memory, loss = memory_for(setting, SIZE, np.float64), np.zeros(2)
    n = lay_out_windows(text, keep, np.uint64(LUCK), 0, text.ids.size, setting, memory)
    kernel(kind)(weights, outputs, setting, 0.0, np.uint64(KEY), n, memory, loss)
    windows = reference.windows(text, keep, LUCK, setting)
    expected = reference.train_block(list(windows), copy_of(before), outputs, setting, 0.0, KEY, kind)
    np.testing.assert_allclose(loss[0], expected, rtol=1e-9)
    for found, wanted in zip(weights, before, strict=True):
        np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sign", [1, -1])
def test_the_loss_of_hopeless_scores_is_large_and_not_infinite(random, kind, sign):
    """Scores of +-25: probabilities of 1e-11, far below what 1 - sigmoid can tell apart in float32."""
    setting = options(negative=5)
    weights = random_weights(random, WORDS, SIZE, np.float32)
    weights.inputs[:, :SIZE], weights.outputs[:, :SIZE] = 1, sign * 25 / SIZE
    outputs = outputs_of(kind, random_text(random, words=WORDS), WORDS)
    memory, loss = planned_by_hand([(4, [3])], setting, SIZE, np.float32), np.zeros(2)
    targets = (
        reference.path_targets(4, outputs)
        if kind.endswith("hierarchical")
        else reference.noise_targets(4, reference.noise_words(outputs, setting, KEY, 0, []), setting)
    )
    expected = reference.step_loss(weights, [3], targets, kind)
    kernel(kind)(weights, outputs, setting, ALPHA, np.uint64(KEY), 1, memory, loss)
    np.testing.assert_allclose(loss[0], expected, rtol=1e-5)
    assert loss[0] > 24


@pytest.mark.parametrize("kind", KINDS)
def test_weights_that_are_not_numbers_show_in_the_loss(random, kind):
    setting = options()
    weights = random_weights(random, WORDS, SIZE, np.float32)
    weights.inputs[:] = np.nan
    memory, loss = planned_by_hand([(4, [3, 5])], setting, SIZE, np.float32), np.zeros(2)
    outputs = outputs_of(kind, random_text(random, words=WORDS), WORDS)
    kernel(kind)(weights, outputs, setting, ALPHA, np.uint64(KEY), 1, memory, loss)
    assert np.isnan(loss[0])


@settings(deadline=None)
@given(st.permutations([3, 5, 3, 8, 11]), st.booleans())
def test_the_order_of_cbow_contexts_does_not_matter(contexts, divide):
    random = np.random.default_rng(0)
    setting = options(divide=divide)
    for kind in ("cbow", "cbow_hierarchical"):
        outputs = outputs_of(kind, random_text(random, words=WORDS), WORDS)
        weights = random_weights(random, WORDS, SIZE, np.float64)
        sorted_weights = copy_of(weights)
        for given_weights, order in ((weights, contexts), (sorted_weights, sorted(contexts))):
            memory = planned_by_hand([(4, order)], setting, SIZE, np.float64)
            kernel(kind)(given_weights, outputs, setting, ALPHA, np.uint64(KEY), 1, memory, np.zeros(2))
        for found, wanted in zip(weights, sorted_weights, strict=True):
            np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-14)
