import time

import numpy as np
import pytest
from kit import (
    KINDS,
    OWN,
    TOKENS,
    chosen_from,
    copy_of,
    job_of,
    keep_all,
    keep_of,
    options,
    random_text,
    random_weights,
    shape_of,
    text_of,
    trained,
    trained_in_numpy,
)

from firth.kernels.arrays import Job
from firth.kernels.compiling import IN_PYTHON

WORDS, SIZE, ALPHA = 40, 20, 0.02

SETTINGS = [
    ({}, {}, ALPHA),
    ({"pool": 64}, {"centers": 64, "batch": 7}, ALPHA),
    ({"pool": 64, "train_collisions": True, "shrink": False}, {"centers": 200, "batch": 38}, ALPHA),
    ({"negative": 1, "divide": True, "window": 1}, {"centers": 1}, ALPHA),
    ({"negative": 8, "train_collisions": True, "window": 8}, {"centers": 16, "batch": 16}, ALPHA),
    ({"negative": 20, "pool": 16, "window": 8}, {"centers": 100, "batch": 5}, 0.002),  # diverges at more
]


def problem(random, kind, dtype=np.float32, *, changed=None, cut=None):
    """Text, chances to keep, weights, what to choose from, options and shape, as `trained` takes them."""
    setting, text = options(**(changed or {})), random_text(random, words=WORDS)
    weights = random_weights(random, WORDS, SIZE, dtype, 0.1)
    shape = shape_of(kind, setting, WORDS, **(cut or {}))
    return [text, keep_of(text, WORDS), weights, chosen_from(kind, text, WORDS), setting, shape]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("changed", "cut", "alpha"), SETTINGS, ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_the_kernel_is_the_reference_and_so_is_its_loss(random, kind, changed, cut, alpha, dtype):
    given = problem(random, kind, dtype, changed=changed, cut=cut)
    weights, before, expected = given[2], copy_of(given[2]), copy_of(given[2])
    job = job_of((TOKENS // 2, TOKENS), (0, TOKENS // 2), alpha=alpha)

    wanted = trained_in_numpy(kind, *given[:2], expected, *given[3:], job)
    found = trained(kind, *given, job)

    tolerance = 2e-5 if dtype is np.float32 else 1e-9
    np.testing.assert_allclose(found, wanted, rtol=tolerance)
    for matrix, wanted_matrix, old in zip(weights[:2], expected[:2], before[:2], strict=True):
        np.testing.assert_allclose(matrix, wanted_matrix, rtol=tolerance, atol=tolerance)
        assert np.abs(matrix - old).max() > 1e-3


@pytest.mark.skipif(IN_PYTHON, reason="without compiled atomic operations, one thread at a time")
@pytest.mark.parametrize("kind", KINDS)
def test_any_number_of_threads_gives_the_same_bytes(random, kind):
    text, keep, weights, *rest = problem(random, kind, cut={"centers": 50, "batch": 4})
    edges = range(0, TOKENS, 100)
    job = job_of(*((start, min(start + 100, TOKENS)) for start in edges), alpha=ALPHA)
    results = set()
    for threads in (1, 2, 3, 5, 16):
        copy = copy_of(weights)
        losses = trained(kind, text, keep, copy, *rest, job, threads=threads)
        results.add((copy.inputs.tobytes(), copy.outputs.tobytes(), losses.tobytes()))
    assert len(results) == 1


@pytest.mark.skipif(IN_PYTHON, reason="without compiled atomic operations, one thread at a time")
@pytest.mark.parametrize("kind", ["skipgram", "cbow_hierarchical"])
def test_threads_that_are_slow_at_random_give_the_same_bytes(random, kind):
    text, keep, weights, *rest = problem(random, kind, cut={"centers": 40, "batch": 4})
    job = job_of(*((start, start + 50) for start in range(0, TOKENS - 50, 50)), alpha=ALPHA)
    results = set()
    for threads in (1, 4, 4):
        copy = copy_of(weights)
        trained(kind, text, keep, copy, *rest, job, threads=threads, slow=lambda: time.sleep(random.exponential(1e-3)))
        results.add(copy.inputs.tobytes())
    assert len(results) == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "sentences",
    [[[4]], [[4], [5], [6]], [[4, 5]], [[4, 5, 6]], [[4, 4, 4]], [[4], [5, 6]], [[4] * 40], [[4, 5]] * 30],
    ids=str,
)
def test_the_smallest_texts_are_trained_as_the_reference_trains_them(random, kind, sentences):
    setting, text = options(), text_of(*sentences)
    weights = random_weights(random, WORDS, SIZE, np.float64, 0.1)
    expected = copy_of(weights)
    rest = chosen_from(kind, text, WORDS), setting, shape_of(kind, setting, WORDS), job_of((0, text.ids.size))
    wanted = trained_in_numpy(kind, text, keep_all(WORDS), expected, *rest)
    found = trained(kind, text, keep_all(WORDS), weights, *rest, threads=1 if IN_PYTHON else 3)
    np.testing.assert_allclose(found, wanted, rtol=1e-9)
    for matrix, wanted_matrix in zip(weights, expected, strict=True):
        np.testing.assert_allclose(matrix, wanted_matrix, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_in_a_round_frozen_rows_stay_and_the_others_move_as_if_none_were(random, kind):
    text, keep, weights, *rest = problem(random, kind)
    free, held, job = copy_of(weights), copy_of(weights), job_of((0, TOKENS // 2))
    frozen = random.random((2, WORDS)) < 0.3
    trained(kind, text, keep, free, *rest, job)
    trained(kind, text, keep, held, *rest, job, frozen=frozen)
    for before, moved, found, fixed in zip(weights[:2], free[:2], held[:2], frozen, strict=True):
        stay = fixed[: len(before)]
        np.testing.assert_array_equal(found[stay], before[stay])
        np.testing.assert_array_equal(found[~stay], moved[~stay])
        assert (moved[stay] != before[stay]).any()


@pytest.mark.parametrize("kind", KINDS)
def test_the_padding_stays_zero(random, kind):
    given = problem(random, kind)
    trained(kind, *given, job_of((0, TOKENS)))
    for matrix in given[2]:
        assert not matrix[:, SIZE:].any()


@pytest.mark.parametrize("kind", KINDS)
def test_at_a_rate_of_zero_the_loss_is_measured_and_nothing_moves(random, kind):
    text, keep, weights, *rest = problem(random, kind, np.float64)
    before, job = copy_of(weights), job_of((0, TOKENS), alpha=0)
    found = trained(kind, text, keep, weights, *rest, job)
    np.testing.assert_allclose(found, trained_in_numpy(kind, text, keep, copy_of(before), *rest, job), rtol=1e-9)
    for matrix, wanted in zip(weights, before, strict=True):
        np.testing.assert_array_equal(matrix, wanted)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sign", [1, -1])
def test_the_loss_of_hopeless_scores_is_large_and_not_infinite(random, kind, sign):
    """Scores of +-25: probabilities of 1e-11, far below what 1 - sigmoid can tell apart in float32."""
    text, setting = text_of([4, 3]), options()
    weights = random_weights(random, WORDS, SIZE, np.float32)
    weights.inputs[:, :SIZE], weights.outputs[:, :SIZE] = 1, sign * 25 / SIZE
    source = chosen_from(kind, text, WORDS)
    rest = source, setting, shape_of(kind, setting, WORDS), job_of((0, 2), alpha=0)
    expected = trained_in_numpy(kind, text, keep_all(WORDS), weights, *rest)
    found = trained(kind, text, keep_all(WORDS), weights, *rest)
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    assert found[0] > 24


@pytest.mark.parametrize("kind", KINDS)
def test_weights_that_are_not_numbers_show_in_the_loss(random, kind):
    given = problem(random, kind)
    given[2].inputs[:] = np.nan
    assert np.isnan(trained(kind, *given, job_of((0, TOKENS)))[0])


@pytest.mark.parametrize("kind", OWN)
def test_what_a_block_leaves_in_a_threads_memory_is_not_taken_for_something_of_the_next(random, kind):
    text, keep, weights, *rest = problem(random, kind, cut={"centers": 50, "batch": 4})
    apart, job = copy_of(weights), job_of((0, TOKENS // 2), (TOKENS // 2, TOKENS), alpha=ALPHA)
    trained(kind, text, keep, weights, *rest, job)
    for block in range(2):
        trained(kind, text, keep, apart, *rest, Job(*(each[block : block + 1] for each in job)))
    assert [matrix.tobytes() for matrix in weights] == [matrix.tobytes() for matrix in apart]
