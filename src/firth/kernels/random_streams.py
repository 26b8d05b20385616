"""Randomness as a pure function of a key and a counter.

SplitMix64 (Steele, Lea and Flood 2014, figure 16) with the counter made explicit: number n of the
stream `key` needs none of the numbers before it. The random bits of a token (is it kept, how wide is its
window) depend on its position in the text, so they are the same in any order, on any number of threads and
from any block.
"""

import numpy as np
from numpy.typing import NDArray

from firth.kernels.compiling import inlined

WINDOWS, NOISE, WEIGHTS, BLOCKS, HELD_OUT, RUNS, TILES = range(7)
"""What streams are for: an epoch's windows, a block's noise, the first weights, an epoch's order of blocks or tiles,
all that concerns held-out text, further runs of a training, and in which tiles of the matrix of counts a word is."""

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX2 = np.uint64(0x94D049BB133111EB)
_S27, _S30, _S31, _S32 = np.uint64(27), np.uint64(30), np.uint64(31), np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


def spawned(seed: int, *purpose: int) -> np.random.SeedSequence:
    """The seed of one purpose, independent of those of all others (streams are spawned, never seed + n).

    Args:
        seed: of the whole run.
        purpose: `WINDOWS` and the epoch, `NOISE`, `WEIGHTS`, `BLOCKS` and the epoch, `HELD_OUT` and 0 (which
            sentences), 1 (their windows), or 2 (the noise), `RUNS`, the run's number, and 0 (its seed) or 1 (its
            sentences), or `TILES`. Number n of the stream of noise is the key of block n's.
    """
    return np.random.SeedSequence(seed, spawn_key=purpose)


def key(seed: int, *purpose: int) -> np.uint64:
    """The key of the stream of one purpose, for `bits`. Arguments as `spawned`."""
    return np.uint64(spawned(seed, *purpose).generate_state(1, np.uint64)[0])


def numbers_of(key: np.uint64, places: NDArray[np.integer]) -> NDArray[np.uint64]:
    """The numbers at some places of a stream, as `bits` gives them one by one."""
    with np.errstate(over="ignore"):
        z = key + places.astype(np.uint64) * _STEP
        z = (z ^ (z >> _S30)) * _MIX1
        z = (z ^ (z >> _S27)) * _MIX2
    return np.asarray(z ^ (z >> _S31))


@inlined
def bits(key, n):
    """64 random bits: number `n` of the stream `key` (both uint64)."""
    z = key + n * _STEP
    z = (z ^ (z >> _S30)) * _MIX1
    z = (z ^ (z >> _S27)) * _MIX2
    return z ^ (z >> _S31)


@inlined
def upper_half(z):
    """The upper 32 of 64 bits, as a uint64."""
    return z >> _S32


@inlined
def lower_half(z):
    """The lower 32 of 64 bits, as a uint64."""
    return z & _LOW


@inlined
def integer_below(half, n):
    """32 random bits to an integer in [0, n). The bias is below n / 2**32 (Lemire 2019)."""
    return np.int64((half * np.uint64(n)) >> _S32)
