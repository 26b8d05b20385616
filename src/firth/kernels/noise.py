"""Which words are not neighbours: draws from the noise distribution.

Walker's alias method (Walker 1977; Vose 1991): one draw costs one look-up. The noise words of a block's
windows come from a small pool, itself drawn from the whole distribution anew for each block: every
center's noise still follows the distribution, and the rows of the pool stay in the processor's cache.
"""

import numpy as np

from firth.kernels.arrays import SLOT, TILE
from firth.kernels.compiling import inlined
from firth.kernels.random_streams import bits, integer_below, lower_half, upper_half


@inlined
def draw(noise, random_bits):
    """One word from the noise distribution, out of 64 random bits."""
    w = integer_below(upper_half(random_bits), noise.accept.size)
    return w if lower_half(random_bits) <= np.uint64(noise.accept[w]) else np.int64(noise.other[w])


@inlined
def fill_pool(noise, key, pool):
    """Draw the block's pool; `key` is the block's own stream."""
    for i in range(pool.size):
        pool[i] = draw(noise, bits(key, np.uint64(i)))


@inlined
def draw_targets(noise, options, key, n, target, pool, row):
    """Write the output rows of one step: the target, then its noise words.

    Args:
        noise: the noise distribution.
        options: negative and pool are read.
        key: the block's own stream.
        n: the number of the step in the block; the pool has taken the numbers below ``pool.size``.
        target: the word to be told from noise.
        pool: the block's pool; not read when ``options.pool`` is 0.
        row: int32[Q rounded up]. Written; places beyond Q keep the target, with sign 0.
    """
    row[0] = target
    counter = np.uint64(pool.size + n * options.negative)
    for i in range(options.negative):
        random_bits = bits(key, counter + np.uint64(i))
        row[1 + i] = (
            pool[integer_below(upper_half(random_bits), pool.size)] if options.pool else draw(noise, random_bits)
        )
    for i in range(1 + options.negative, row.size):
        row[i] = target


@inlined
def sign_targets(options, row, signs):
    """Write the sign of each output row: +1 for the target, -1 for noise, 0 where noise is the target and not trained.

    Args:
        options: negative and train_collisions are read.
        row: int32[Q rounded up], as written by `draw_targets`.
        signs: [tiles, 2 * SLOT]. Written at the places of the Q rows.
    """
    signs[0, 0] = signs[0, SLOT] = 1.0
    for i in range(1, 1 + options.negative):
        sign = -1.0 if options.train_collisions or row[i] != row[0] else 0.0
        signs[i // TILE, i % TILE] = signs[i // TILE, SLOT + i % TILE] = sign
