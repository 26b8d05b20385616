"""Full softmax: the products of matrices, held to the reference."""

from itertools import pairwise

import numpy as np
import pytest
from kit import (
    ROUND,
    TOKENS,
    copy_of,
    job_of,
    keep_all,
    keep_of,
    options,
    random_text,
    random_weights,
    text_of,
    trained,
)

from firth.kernels import full_softmax, reference
from firth.kernels.arrays import Job
from firth.kernels.compiling import IN_PYTHON

SIZE, ALPHA = 20, 0.01
FEW_WORDS, MANY_WORDS = 40, 41 if IN_PYTHON else 2 * full_softmax.SLICE + 3  # three slices
THREADS = 1 if IN_PYTHON else 3  # without compiled atomic operations, one at a time

both = pytest.mark.parametrize("kind", ["skipgram_softmax", "cbow_softmax"])


def shape_of(setting, batch=None):
    """As for a long text, or with rounds of so many centers."""
    shape = full_softmax.shape_for_softmax(setting, ROUND)
    if batch is None:
        return shape
    return shape._replace(round=batch, batch=batch, inputs=-(-(batch + 2 * setting.window) // 16) * 16)


def trained_in_numpy(kind, text, keep, weights, setting, shape, job):
    """Train by the formulas, a batch at a time; return the summed loss and the number of pairs (CBOW: windows)."""
    x, y, _ = weights
    total = np.zeros(2)
    for (start, stop, _), alpha, (key, _) in zip(*job, strict=True):
        given = reference.block(text, keep, int(key), start, stop, setting)
        for first in range(0, len(given.spans), shape.batch):
            groups = []
            for own, (begin, end) in list(enumerate(given.spans, given.first))[first : first + shape.batch]:
                around = [given.words[p] for p in range(begin, end) if p != own]
                groups += [([w], given.words[own]) for w in around] if kind.startswith("skipgram") else []
                groups += [(around, given.words[own])] if kind.startswith("cbow") and around else []
            if not groups:
                continue
            h, targets = np.array([x[rows].mean(axis=0) for rows, _ in groups]), [center for _, center in groups]
            total += reference.softmax_loss(h, y, targets), len(targets)
            dh, dy = reference.softmax_gradients(h, y, targets, alpha)
            for (rows, _), gradient in zip(groups, dh, strict=True):
                np.add.at(x, rows, gradient / len(rows) if setting.divide else gradient)
            y += dy
    return total


def problem(random, words=FEW_WORDS, dtype=np.float32, *, batch=None, **changed):
    """What `trained` takes, but for the job."""
    setting, text = options(**changed), random_text(random, words=words)
    weights = random_weights(random, words, SIZE, dtype)
    return [text, keep_of(text, words), weights, None, setting, shape_of(setting, batch)]


def assert_same(found, expected, tolerance):
    for matrix, wanted in zip(found, expected, strict=True):
        np.testing.assert_allclose(matrix, wanted, rtol=tolerance, atol=tolerance)
        assert not matrix[:, SIZE:].any()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("changed", [{}, {"divide": True}, {"shrink": False, "batch": 7}, {"batch": 200}], ids=str)
@pytest.mark.parametrize("words", [FEW_WORDS, MANY_WORDS])
@both
def test_the_kernel_is_the_reference_and_so_is_its_loss(random, kind, words, changed, dtype):
    given = problem(random, words, dtype, **changed)
    text, keep, weights, _, setting, shape = given
    before, expected = copy_of(weights), copy_of(weights)
    job = job_of((TOKENS // 2, TOKENS), (0, TOKENS // 2), alpha=ALPHA)

    wanted = trained_in_numpy(kind, text, keep, expected, setting, shape, job)
    found = trained(kind, *given, job, threads=THREADS)

    tolerance = 2e-5 if dtype is np.float32 else 1e-9
    np.testing.assert_allclose(found, wanted, rtol=tolerance)
    assert_same(weights, expected, tolerance)
    assert min(np.abs(matrix - old).max() for matrix, old in zip(weights[:2], before[:2], strict=True)) > 1e-2


@pytest.mark.skipif(IN_PYTHON, reason="without compiled atomic operations, one thread at a time")
@both
def test_any_number_of_threads_gives_the_same_bytes(random, kind):
    text, keep, weights, *rest = problem(random, MANY_WORDS, batch=30)
    job = job_of(*((start, start + 100) for start in range(0, TOKENS, 100)), alpha=ALPHA)
    results = set()
    for threads in (1, 2, 3, 5, 16):
        copy = copy_of(weights)
        losses = trained(kind, text, keep, copy, *rest, job, threads=threads)
        results.add((copy.inputs.tobytes(), copy.outputs.tobytes(), losses.tobytes()))
    assert len(results) == 1


@both
@pytest.mark.parametrize(
    "sentences",
    [[[4]], [[4], [5], [6]], [[4, 5]], [[4, 5, 6]], [[4, 4, 4]], [[4], [5, 6]], [[4] * 400], [[4, 5]] * 200],
    ids=lambda sentences: f"{len(sentences)} of {len(sentences[0])}",
)
def test_the_smallest_texts_are_trained_as_the_reference_trains_them(random, kind, sentences):
    setting, text = options(), text_of(*sentences)
    weights, shape = random_weights(random, FEW_WORDS, SIZE, np.float64), shape_of(setting)
    expected, job = copy_of(weights), job_of((0, text.ids.size), alpha=ALPHA)
    wanted = trained_in_numpy(kind, text, keep_all(FEW_WORDS), expected, setting, shape, job)
    found = trained(kind, text, keep_all(FEW_WORDS), weights, None, setting, shape, job, threads=THREADS)
    np.testing.assert_allclose(found, wanted, rtol=1e-9)
    assert_same(weights, expected, 1e-9)


@both
def test_a_vocabulary_of_one_word_has_no_loss_and_nothing_to_learn(random, kind):
    setting, text = options(), text_of([0] * 30)
    weights = random_weights(random, 1, SIZE, np.float64)
    before = copy_of(weights)
    loss, pairs = trained(kind, text, keep_all(1), weights, None, setting, shape_of(setting), job_of((0, 30)))
    assert loss == pytest.approx(0, abs=1e-9)
    assert pairs >= 30
    assert_same(weights, before, 1e-12)


@both
def test_at_a_rate_of_zero_the_loss_is_measured_and_nothing_moves_also_between_others(random, kind):
    text, keep, weights, _, setting, shape = problem(random, MANY_WORDS, np.float64)
    before, edges = copy_of(weights), range(0, TOKENS + 1, TOKENS // 3)
    job = job_of(*pairwise(edges))
    still = job._replace(alphas=np.zeros(3))
    found = trained(kind, text, keep, weights, None, setting, shape, still)
    np.testing.assert_allclose(
        found, trained_in_numpy(kind, text, keep, copy_of(before), setting, shape, still), rtol=1e-9
    )
    assert [matrix.tobytes() for matrix in weights] == [matrix.tobytes() for matrix in before]

    expected, others = copy_of(before), Job(*(each[[0, 2]] for each in job))
    trained(kind, text, keep, weights, None, setting, shape, job._replace(alphas=np.array([ALPHA, 0, ALPHA])))
    trained(kind, text, keep, expected, None, setting, shape, others._replace(alphas=np.full(2, ALPHA)))
    assert [matrix.tobytes() for matrix in weights] == [matrix.tobytes() for matrix in expected]


@pytest.mark.skipif(IN_PYTHON, reason="takes two minutes in plain Python")
@both
def test_windows_of_more_pairs_than_a_round_are_taken_whole(random, kind):
    setting = options(window=200, shrink=False)
    text = random_text(random, words=FEW_WORDS, tokens=900, sentences=2)
    shape = shape_of(setting)
    assert shape.batch * 2 * setting.window > full_softmax.PAIRS
    weights = random_weights(random, FEW_WORDS, SIZE, np.float64)
    expected, job = copy_of(weights), job_of((0, 450), (450, 900), alpha=1e-3)
    wanted = trained_in_numpy(kind, text, keep_all(FEW_WORDS), expected, setting, shape, job)
    np.testing.assert_allclose(trained(kind, text, keep_all(FEW_WORDS), weights, None, setting, shape, job), wanted)
    assert_same(weights, expected, 1e-9)


@both
@pytest.mark.parametrize("sign", [1, -1])
def test_the_loss_of_hopeless_scores_is_large_and_not_infinite(random, kind, sign):
    """All but the two words of the text have scores higher or lower by 60: exp(60) squared is no float32."""
    text, setting = text_of([4, 3]), options()
    weights = random_weights(random, MANY_WORDS, SIZE, np.float32)
    weights.inputs[:, :SIZE], weights.outputs[:, :SIZE] = 1, 0
    weights.outputs[[3, 4], :SIZE] = sign * 60 / SIZE
    rest = setting, shape_of(setting), job_of((0, 2), alpha=0)
    expected = trained_in_numpy(kind, text, keep_all(MANY_WORDS), copy_of(weights), *rest)
    found = trained(kind, text, keep_all(MANY_WORDS), weights, None, *rest)
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    assert (found[0] > 100) == (sign < 0)


@both
@pytest.mark.parametrize("matrix", [0, 1])
def test_weights_that_are_not_numbers_show_in_the_loss(random, kind, matrix):
    given = problem(random)
    given[2][matrix][:, 3] = np.nan
    assert np.isnan(trained(kind, *given, job_of((0, TOKENS)))[0])
