"""Words that are made of pieces."""

import numpy as np
import pytest
from kit import (
    KINDS,
    TOKENS,
    chosen_from,
    copy_of,
    job_of,
    keep_of,
    options,
    random_text,
    random_weights,
    shape_of,
    text_of,
    trained,
    trained_in_numpy,
)

from firth.kernels import full_softmax
from firth.kernels.arrays import aligned, pieces_of
from firth.kernels.compiling import IN_PYTHON
from firth.kernels.pieces import compose_all

WORDS, SIZE, ROWS, ALPHA = 40, 20, 60, 0.02
CUTS = [{}, {"centers": 50, "batch": 4}, {"centers": 1}]


def random_pieces(random, dtype=np.float32):
    """Each word has up to six of sixty pieces, some of them twice; one has none."""
    number = random.integers(1, 7, WORDS)
    number[3] = 0
    rows = random.integers(0, ROWS, number.sum()).astype(np.int32)
    return pieces_of(np.cumsum([0, *number]), rows, dtype)


def problem(random, kind, dtype=np.float32, **cut):
    setting, text = options(), random_text(random, words=WORDS)
    weights = random_weights(random, WORDS, SIZE, dtype, 0.1, ROWS)
    shape = shape_of(kind, setting, WORDS, **cut)
    return text, keep_of(text, WORDS), weights, chosen_from(kind, text, WORDS), setting, shape


def rows_of(pieces, word):
    return pieces.rows[pieces.starts[word] : pieces.starts[word + 1]]


@pytest.mark.parametrize("cut", CUTS, ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_the_kernel_is_the_reference_and_so_is_its_loss(random, kind, cut):
    given, pieces = problem(random, kind, np.float64, **cut), random_pieces(random, np.float64)
    weights, before, expected = given[2], copy_of(given[2]), copy_of(given[2])
    job = job_of((TOKENS // 2, TOKENS), (0, TOKENS // 2), alpha=ALPHA)
    wanted = trained_in_numpy(kind, *given[:2], expected, *given[3:], job, pieces)
    found = trained(kind, *given, job, pieces=pieces)
    np.testing.assert_allclose(found, wanted, rtol=1e-9)
    for name in ("outputs", "pieces"):
        np.testing.assert_allclose(getattr(weights, name), getattr(expected, name), rtol=1e-9, atol=1e-9)
        assert np.abs(getattr(weights, name) - getattr(before, name)).max() > 1e-3


@pytest.mark.skipif(IN_PYTHON, reason="without compiled atomic operations, one thread at a time")
@pytest.mark.parametrize("kind", KINDS)
def test_any_number_of_threads_gives_the_same_bytes(random, kind):
    (text, keep, weights, *rest), pieces = problem(random, kind, centers=50, batch=4), random_pieces(random)
    job = job_of(*((start, min(start + 100, TOKENS)) for start in range(0, TOKENS, 100)), alpha=ALPHA)
    results = set()
    for threads in (1, 2, 3, 16):
        copy = copy_of(weights)
        losses = trained(kind, text, keep, copy, *rest, job, threads=threads, pieces=pieces)
        results.add((copy.pieces.tobytes(), copy.outputs.tobytes(), losses.tobytes()))
    assert len(results) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_at_a_rate_of_zero_no_piece_moves(random, kind):
    (text, keep, weights, *rest), pieces = problem(random, kind), random_pieces(random)
    before = copy_of(weights)
    losses = trained(kind, text, keep, weights, *rest, job_of((0, TOKENS), alpha=0), pieces=pieces)
    np.testing.assert_array_equal(weights.pieces, before.pieces)
    assert losses[0] > 0


@pytest.mark.parametrize("kind", ["skipgram_softmax", "cbow_softmax"])
def test_full_softmax_moves_each_piece_by_what_its_words_are_moved_by(random, kind):
    setting, pieces = options(shrink=False, window=1), random_pieces(random, np.float64)
    text = text_of([4, 5])
    weights = random_weights(random, WORDS, SIZE, np.float64, 0.1, ROWS)
    shape = full_softmax.shape_for_softmax(setting, 8, of_contexts=kind == "skipgram_softmax")
    composed = copy_of(weights)
    compose_all(composed, pieces)
    rest, job = (setting, shape), job_of((0, 2))
    keep, before = keep_of(text, WORDS, sample=1.0), copy_of(weights)
    whole = composed._replace(pieces=aligned((0, weights.inputs.shape[1]), np.float64))
    start = whole.inputs.copy()
    trained(kind, text, keep, whole, None, *rest, job)
    trained(kind, text, keep, weights, None, *rest, job, pieces=pieces)
    moved = np.zeros_like(before.pieces)
    for word in (4, 5):
        np.add.at(moved, rows_of(pieces, word), (whole.inputs - start)[word])
    np.testing.assert_allclose(weights.pieces - before.pieces, moved, atol=1e-12)
    np.testing.assert_allclose(weights.outputs, whole.outputs, atol=1e-12)
    assert np.abs(moved).max() > 1e-4


def test_composed_rows_are_means_of_pieces(random):
    weights, pieces = random_weights(random, WORDS, SIZE, np.float64, 0.1, ROWS), random_pieces(random, np.float64)
    compose_all(weights, pieces)
    for word in range(WORDS):
        rows = rows_of(pieces, word)
        expected = weights.pieces[rows].mean(axis=0) if rows.size else 0
        np.testing.assert_allclose(weights.inputs[word], expected, atol=1e-12)
