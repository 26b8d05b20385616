"""Windows as long as the longest sentence: every pair of a sentence, and no other."""

import itertools

import numpy as np
import pytest
from kit import (
    KINDS,
    chosen_from,
    copy_of,
    job_of,
    keep_all,
    options,
    random_weights,
    shape_of,
    text_of,
    trained,
    trained_in_numpy,
)

from firth.kernels import full_softmax
from firth.kernels.allocate import ROUND, shape_for_noise
from firth.kernels.arrays import windows_for
from firth.kernels.compiling import IN_PYTHON
from firth.kernels.windows import lay_out_windows

WORDS, SIZE = 40, 20
SHARED = "skipgram", "cbow"


def baskets(random, *, long=90):
    lengths = [*random.integers(1, 9, 20), long, *random.integers(1, 9, 20)]
    return text_of(*(random.integers(0, WORDS, n) for n in lengths))


def whole(text, **changed):
    return options(window=int(np.diff(text.starts).max()) - 1, shrink=False, **changed)


def test_the_windows_hold_every_pair_of_a_sentence_and_no_other(random):
    text = baskets(random)
    setting = whole(text)
    expected = [
        (i, j)
        for begin, end in itertools.pairwise(text.starts.tolist())
        for i, j in itertools.product(range(begin, end), repeat=2)
        if i != j
    ]
    found = []
    for start in range(0, text.ids.size, 50):  # blocks that begin and end within the long sentence
        stop, room = min(start + 50, text.ids.size), windows_for(setting, 50)
        n, first = lay_out_windows(text, keep_all(WORDS), np.uint64(1), start, stop, setting, room)
        origin = start - first
        for i, (begin, end) in enumerate(zip(room.begins[:n].tolist(), room.ends[:n].tolist(), strict=True)):
            found += [(start + i, origin + place) for place in range(begin, end) if origin + place != start + i]
    assert found == expected


@pytest.mark.parametrize("kind", KINDS)
def test_whole_sentences_are_trained_as_the_reference_trains_them(random, kind):
    text = baskets(random, long=30 if IN_PYTHON else 90)
    setting, source = whole(text), chosen_from(kind, text, WORDS, exponent=-0.5)
    shape = shape_of(kind, setting, WORDS, centers=64, batch=16)
    weights = random_weights(random, WORDS, SIZE, np.float64, 0.1)
    expected, job = copy_of(weights), job_of((100, text.ids.size), (0, 100), alpha=0.01)
    rest = source, setting, shape, job
    wanted = trained_in_numpy(kind, text, keep_all(WORDS), expected, *rest)
    found = trained(kind, text, keep_all(WORDS), weights, *rest, threads=1 if IN_PYTHON else 3)
    np.testing.assert_allclose(found, wanted, rtol=1e-9)
    for matrix, wanted_matrix in zip(weights, expected, strict=True):
        np.testing.assert_allclose(matrix, wanted_matrix, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("kind", SHARED)
@pytest.mark.parametrize("around", [1, 4, 40, 10_000])
def test_however_batches_are_cut_there_is_room_for_the_longest_sentence(random, kind, around):
    """The reference cuts as the kernel does: what differs is where either would write beyond its arrays."""
    text = baskets(random, long=40 if IN_PYTHON else 400)
    setting = whole(text, pool=64)
    shape = shape_for_noise(setting, ROUND, of_contexts=kind == "skipgram", around=around)
    weights = random_weights(random, WORDS, SIZE, np.float64, 0.1)
    expected, job = copy_of(weights), job_of((0, text.ids.size), alpha=0.001)
    rest = chosen_from(kind, text, WORDS, exponent=-0.5), setting, shape, job
    wanted = trained_in_numpy(kind, text, keep_all(WORDS), expected, *rest)
    np.testing.assert_allclose(trained(kind, text, keep_all(WORDS), weights, *rest), wanted, rtol=1e-9)
    np.testing.assert_allclose(weights.inputs, expected.inputs, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("kind", ["skipgram_softmax", "cbow_softmax"])
@pytest.mark.parametrize("around", [1, 4, 1000])
def test_full_softmax_has_room_for_it_too(random, kind, around):
    text = baskets(random, long=30 if IN_PYTHON else 200)
    setting, weights = whole(text), random_weights(random, WORDS, SIZE, np.float64, 0.1)
    shape = full_softmax.shape_for_softmax(setting, ROUND, of_contexts=kind.startswith("skipgram"), around=around)
    _, pairs = trained(kind, text, keep_all(WORDS), weights, None, setting, shape, job_of((0, text.ids.size)))
    lengths = np.diff(text.starts)
    assert pairs == ((lengths * (lengths - 1)).sum() if kind.startswith("skipgram") else lengths[lengths > 1].sum())
    assert np.isfinite(weights.inputs).all()
