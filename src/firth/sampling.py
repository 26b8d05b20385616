"""What the counts say: the chance to keep a frequent word, and the distribution of noise words.

Pure functions from counts to arrays. Nothing here draws a random number.
"""

import numpy as np
from numpy.typing import NDArray

__all__ = ["alias_table", "as_threshold", "keep_chance", "noise_distribution"]


def keep_chance(counts: NDArray[np.int64], sample: float) -> NDArray[np.float64]:
    """The chance that an occurrence of each word is kept: min(1, sqrt(t / f) + t / f).

    t is `sample`, f the word's share of all tokens. This is what word2vec.c does; the paper (Mikolov et al. 2013,
    Distributed Representations of Words and Phrases, equation 5) has sqrt(t / f) alone. We follow the program, because
    published vectors do.

    Args:
        counts: int64[V], positive.
        sample: t; 0 keeps everything.

    Returns:
        float64[V] in (0, 1].
    """
    if sample == 0:
        return np.ones(counts.size)
    ratio = sample * counts.sum() / counts
    return np.asarray(np.minimum(1.0, np.sqrt(ratio) + ratio))


def noise_distribution(counts: NDArray[np.int64], exponent: float) -> NDArray[np.float64]:
    """The noise distribution U(w) ** exponent, normalised (Mikolov et al. 2013, section 2.2: 3/4).

    Args:
        counts: int64[V], positive.
        exponent: 1 is the words' own distribution, 0 is uniform.

    Returns:
        float64[V], summing to 1.
    """
    weights = counts.astype(np.float64) ** exponent
    return np.asarray(weights / weights.sum())


def as_threshold(chance: NDArray[np.float64]) -> NDArray[np.uint32]:
    """Chances as thresholds: 32 random bits are not above the threshold with that chance, to 2 ** -32.

    A chance of 1 is exact.
    """
    return (np.ceil(chance * 2.0**32).clip(1) - 1).astype(np.uint32)


def alias_table(chance: NDArray[np.float64]) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
    """Walker's alias table: a draw from V words for the price of one look-up (Walker 1977; Vose 1991).

    Draw a word w evenly and 32 bits; w stands when the bits are not above ``accept[w]``, else ``other[w]`` does.

    Args:
        chance: float64[V], summing to 1.

    Returns:
        accept: uint32[V]; other: int32[V].
    """
    size = chance.size
    share = (chance * size).tolist()
    other = list(range(size))
    poor = [w for w in range(size) if share[w] < 1]
    rich = [w for w in range(size) if share[w] >= 1]
    while poor and rich:
        w, donor = poor.pop(), rich[-1]
        other[w] = donor
        share[donor] -= 1 - share[w]
        if share[donor] < 1:
            poor.append(rich.pop())
    for w in poor + rich:  # rounding leaves a word or two at almost exactly 1
        share[w] = 1.0
    return as_threshold(np.array(share)), np.array(other, np.int32)
