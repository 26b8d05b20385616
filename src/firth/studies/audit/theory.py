"""The inner product that theory expects for a pair, and the one that the model has.

The letters are those of the literature: w is the input word (a row of E, `vectors`), c the output word (a row of E',
`contexts`), n(w, c) how often the pair was trained, n(w) its sum over c, Pn the noise distribution, k the number of
noise words. If the inner products s = e_w . e'_c are free of each other, each takes the value at which its own gradient
vanishes:

* Negative sampling, collisions trained: c is the target n(w, c) times and noise k n(w) Pn(c) times, so
  n(w, c) sigma(-s) = k n(w) Pn(c) sigma(s), and s = log(n(w, c) / (n(w) Pn(c))) - log k
  (Levy and Goldberg 2014, Neural Word Embedding as Implicit Matrix Factorization, equation 7; with their noise, which
  has the words' own distribution, it is the pointwise mutual information minus log k).
* Collisions skipped: c is noise only for the n(w) - n(w, c) pairs that have another target, so
  s = log(n(w, c) / ((n(w) - n(w, c)) Pn(c))) - log k. This is infinite if w has no other target.
* Full softmax: exp(s) is proportional to n(w, c) over c, so s = log(n(w, c) / n(w)), up to a constant for each w.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.config import ResolvedTrainConfig
from firth.counting.pair_counts import PairCounts
from firth.errors import FormatError
from firth.sampling import noise_distribution
from firth.vectors.word_vectors import WordVectors

__all__ = ["ComparedPairs", "PairTotals", "centered", "compared", "survey"]

Values = NDArray[np.float64]

_PAIRS = 1 << 18  # pairs in memory at a time, or one row if it is longer
_NUMBERS = 1 << 21  # of each matrix, in memory at a time


class PairTotals(NamedTuple):
    """What was counted, before anything is compared."""

    distinct: int  # pairs
    tokens: float  # pairs, each as often as it was counted
    most: float  # how often the most frequent pair was counted
    frequent: int  # pairs counted often enough


class ComparedPairs(NamedTuple):
    """Some pairs that were counted often enough; those of one input word are never divided."""

    inputs: NDArray[np.int64]  # [n], the row of w
    outputs: NDArray[np.int32]  # [n], the row of c
    counts: Values  # [n], n(w, c)
    theory: Values  # [n], the value of the inner product at the optimum
    product: Values  # [n], the model's
    left_out: int  # pairs counted often enough that cannot be compared


def survey(pairs: PairCounts, min_pair_count: float) -> PairTotals:
    """Read the counts once.

    Args:
        pairs: the pairs.
        min_pair_count: how often is often enough.
    """
    tokens, most, frequent = 0.0, 0.0, 0
    for begin in range(0, pairs.counts.size, _PAIRS):
        counts = pairs.counts[begin : begin + _PAIRS]
        tokens += float(counts.sum())
        most = max(most, float(counts.max()))
        frequent += int(np.count_nonzero(counts >= min_pair_count))
    return PairTotals(pairs.counts.size, tokens, most, frequent)


def compared(
    vectors: WordVectors, config: ResolvedTrainConfig, pairs: PairCounts, min_pair_count: float
) -> Iterator[ComparedPairs]:
    """The values of theory and model, for all pairs that were counted often enough.

    Memory grows with the number of pairs of one word, not with the number of all pairs.

    Args:
        vectors: a model with contexts and counts.
        config: how it was trained: skip-gram with negative sampling or full softmax.
        pairs: n(w, c), of its corpus.
        min_pair_count: pairs counted less often are left out, but they count in n(w).

    Raises:
        FormatError: an inner product is not finite.
    """
    assert vectors.contexts is not None, "checked by the caller"
    assert vectors.counts is not None, "the same"
    log_noise = _log_noise(vectors.counts, config)
    for first, last in _row_spans(pairs.starts):
        span = slice(int(pairs.starts[first]), int(pairs.starts[last]))
        inputs = np.repeat(np.arange(first, last), np.diff(pairs.starts[first : last + 1]))
        outputs, counts = pairs.columns[span], pairs.counts[span]
        others = _row_sums(inputs - first, counts)[inputs - first]  # n(w)
        if config.noise_collisions == "skip":
            others -= counts
        frequent = counts >= min_pair_count
        chosen = frequent & (_in_company(inputs - first, frequent) if log_noise is None else others > 0)
        inputs, outputs, counts = inputs[chosen], np.asarray(outputs[chosen]), np.asarray(counts[chosen])
        theory = np.log(counts / others[chosen])
        if log_noise is not None:
            theory -= log_noise[outputs]
        product = _products(vectors.vectors, vectors.contexts, inputs, outputs)
        left_out = int(np.count_nonzero(frequent)) - inputs.size
        yield ComparedPairs(inputs, outputs, counts, theory, product, left_out)


def centered(values: Values, inputs: NDArray[np.int64], weights: Values) -> Values:
    """The values minus their mean over the pairs of the same input word.

    Args:
        values: float64[m, n].
        inputs: int64[n], the input word.
        weights: float64[n], for the mean.
    """
    _, place = np.unique(inputs, return_inverse=True)
    sums = np.stack([_row_sums(place, weights * row) for row in values])
    return np.asarray(values - (sums / _row_sums(place, weights))[:, place])


def _log_noise(counts: NDArray[np.int64], config: ResolvedTrainConfig) -> Values | None:
    """float64[V], log(k Pn(c)); None under full softmax, which has no noise."""
    if config.objective == "softmax":
        return None
    assert config.negative is not None, "negative sampling has noise words"
    assert config.ns_exponent is not None, "and a distribution of them"
    return np.asarray(np.log(config.negative * noise_distribution(counts, config.ns_exponent)))


def _row_spans(starts: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Divide the rows into runs of at most `_PAIRS` pairs, or of one row."""
    first = 0
    while first < starts.size - 1:
        fitting = int(np.searchsorted(starts, starts[first] + _PAIRS, side="right")) - 1
        last = max(fitting, first + 1)
        yield first, last
        first = last


def _row_sums(rows: NDArray[np.integer], values: NDArray[np.float64 | np.bool_]) -> Values:
    """float64[rows]: the sum of each row's values."""
    return np.bincount(rows, values).astype(np.float64, copy=False)


def _in_company(inputs: NDArray[np.int64], frequent: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether a pair's word has several frequent pairs; a single one would be reduced to 0 by the row's constant."""
    return np.asarray((_row_sums(inputs, frequent) > 1)[inputs])


def _products(
    left: NDArray[np.float32], right: NDArray[np.float32], rows: NDArray[np.int64], columns: NDArray[np.int32]
) -> Values:
    """float64[n]: the inner products of rows of one matrix with rows of the other, summed in float64."""
    found = np.empty(rows.size)
    step = math.ceil(_NUMBERS / left.shape[1])
    for begin in range(0, rows.size, step):
        part = slice(begin, begin + step)
        found[part] = np.einsum(
            "nd,nd->n", left[rows[part]].astype(np.float64), right[columns[part]].astype(np.float64)
        )
    if not np.isfinite(found).all():
        raise FormatError("The vectors or contexts have values that are not finite. Train the model again.")
    return found
