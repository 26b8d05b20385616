r"""How many words a text has, from a sample of it.

Let V(m, t) be the number of words that occur at least m times in a sample of t times the tokens of ours. For t up to
1, V(1, t) is the sum of 1 - (1 - t) ** c over the sample's counts c (each occurrence stays with chance t). Beyond, it
grows as t ** b with b = h / V(1, 1), h the words that occur once: Good and Toulmin (1956) show that the chance of
a new word is h / N there, which is the slope of Heaps' law.

Where words follow a power law, those that occur m times are as many as there are words at all in a text that is
smaller by a factor of its own: V(m, t) = V(1, s t). The sample tells s: V(m, 1) = V(1, s).

Words come in bursts, so a sample has fewer than its share, and the forecast is low. What it would have missed, had
only half of the sample been there, is known, and put right in each of the first doublings.
"""

from dataclasses import dataclass
from math import log2

import numpy as np
from numpy.typing import NDArray

__all__ = ["Growth", "growth_of"]

_DOUBLINGS = 2.0
"""Doublings that are put right. Measured: a sample of 1 / 12 misses as much as two such errors, not 3.6."""

_EXACT_RANKS = 32
"""Numbers of occurrences up to which each is forecast on its own; beyond, they are taken at even ratios."""


@dataclass(frozen=True, slots=True)
class Growth:
    """The vocabulary of a whole text.

    Attributes:
        words: how many are kept.
        low: what they are at least, likely.
        high: what they are at most, likely.
        distinct: words that occur at all.
        kept_share: of the tokens, those whose words are kept.
    """

    words: int
    low: int
    high: int
    distinct: int
    kept_share: float


def growth_of(
    counts: NDArray[np.int64],
    ratio: float,
    *,
    min_count: int,
    max_vocab: int | None = None,
    half: NDArray[np.int64] | None = None,
) -> Growth:
    """Forecast the vocabulary of a text.

    Args:
        counts: int64[U], occurrences of each word of the sample, each at least 1.
        ratio: tokens of the text for each of the sample's, at least 1.
        min_count: occurrences that a word needs in the whole text.
        max_vocab: how many words are kept at most.
        half: counts as in `counts`, of about one half of the sample; None: bursts are not put right.
    """
    tokens = int(counts.sum())
    if ratio <= 1:
        kept = np.sort(counts[counts >= min_count])[::-1][:max_vocab]
        return Growth(kept.size, kept.size, kept.size, counts.size, float(kept.sum()) / tokens)
    whole = _Curve(counts)
    words = [whole.words(m, ratio) * _correction(counts, half, m, ratio) for m in (1, min_count)]
    distinct, kept_words = round(words[0]), round(min(words))
    doubt = 1.1 * 1.05 ** log2(ratio)  # measured: within 1.05 at one doubling, 1.15 at four
    low, high = round(kept_words / doubt), round(kept_words * doubt)
    size, low, high = (n if max_vocab is None else min(n, max_vocab) for n in (kept_words, low, high))
    share = 1 - _rare_tokens(whole, min_count, ratio) / (tokens * ratio)
    if size < kept_words:
        commonest = np.sort(counts)[::-1][:size]
        share = min(share, float(commonest.sum()) / tokens)
    return Growth(max(size, 1), max(low, 1), max(high, 1), max(distinct, 1), min(max(share, 0.0), 1.0))


class _Curve:
    """V(m, t) of a sample."""

    def __init__(self, counts: NDArray[np.int64]) -> None:
        self._values, self._times = np.unique(counts, return_counts=True)
        self._distinct = counts.size
        self._slope = float(self._times[0]) / counts.size if self._values[0] == 1 else 0.0

    def words(self, least: int, ratio: float) -> float:
        """V(least, ratio)."""
        in_sample = float(self._times[self._values >= least].sum())
        if not in_sample:  # so rare in the sample that only the whole text can tell; their share is the same
            return float(self._times[self._values >= least / ratio].sum())
        return self._any(ratio * self._shrunk(in_sample))

    def _any(self, size: float) -> float:
        """V(1, size)."""
        if size < 1:
            return float(self._times @ -np.expm1(self._values * np.log1p(-size)))
        return float(self._distinct * size**self._slope)

    def _shrunk(self, words: float) -> float:
        """The size at which there are so many words at all, by bisection."""
        low, high = 1e-12, 1.0
        for _ in range(60):
            middle = (low * high) ** 0.5
            low, high = (middle, high) if self._any(middle) < words else (low, middle)
        return high


def _correction(counts: NDArray[np.int64], half: NDArray[np.int64] | None, least: int, ratio: float) -> float:
    if half is None or not half.size:
        return 1.0
    found = float(np.count_nonzero(counts >= least))
    forecast = _Curve(half).words(least, float(counts.sum() / half.sum()))
    if not found or not forecast:
        return 1.0
    return float(max(found / forecast, 1.0) ** min(log2(ratio), _DOUBLINGS))


def _rare_tokens(curve: _Curve, min_count: int, ratio: float) -> float:
    """Tokens of words that occur less often than `min_count`: the sum of V(j) - V(min_count) over smaller j."""
    exact = range(1, min(min_count, _EXACT_RANKS))
    sizes = np.array([*exact, *np.geomspace(_EXACT_RANKS, min_count, 20)] if min_count > _EXACT_RANKS else [*exact])
    if not sizes.size:
        return 0.0
    kept = curve.words(min_count, ratio)
    all_sizes = np.arange(1, min_count)
    words = np.interp(all_sizes, sizes, [curve.words(int(size), ratio) for size in sizes])
    return float(np.maximum(words - kept, 0).sum())
