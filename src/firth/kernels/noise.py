"""Which words do not stand together: draws from the noise distribution.

Walker's alias method (Walker 1977; Vose 1991): one draw costs one look-up. The noise words of a block's
windows come from a small pool, itself drawn from the whole distribution anew for each block: every
centre's noise still follows the distribution, and the rows of the pool stay in the processor's cache.
"""

import numpy as np

from firth.kernels.arrays import SLOT, TILE
from firth.kernels.compiling import helper
from firth.kernels.streams import below, bits, high, low


@helper
def draw(chances, luck):
    """One word from the noise distribution, out of 64 random bits."""
    w = below(high(luck), chances.accept.size)
    return w if low(luck) <= np.uint64(chances.accept[w]) else np.int64(chances.other[w])


@helper
def fill_pool(chances, key, pool):
    """Draw the block's pool; `key` is the block's own stream."""
    for i in range(pool.size):
        pool[i] = draw(chances, bits(key, np.uint64(i)))


@helper
def draw_targets(chances, choices, key, n, target, pool, row):
    """Write the output rows of one step: the target, then its noise words.

    Args:
        chances: the noise distribution.
        choices: negative and pool are read.
        key: the block's own stream.
        n: the number of the step in the block; the pool has taken the numbers below ``pool.size``.
        target: the word to be told from noise.
        pool: the block's pool; not read when ``choices.pool`` is 0.
        row: int32[Q rounded up]. Written; places beyond Q keep the target, with rate 0.
    """
    row[0] = target
    counter = np.uint64(pool.size + n * choices.negative)
    for i in range(choices.negative):
        luck = bits(key, counter + np.uint64(i))
        row[1 + i] = pool[below(high(luck), pool.size)] if choices.pool else draw(chances, luck)
    for i in range(1 + choices.negative, row.size):
        row[i] = target


@helper
def rate_targets(choices, row, alpha, rates):
    """Write the learning rate of each output row: 0 where a noise word is the target and not trained.

    Args:
        choices: negative and train_collisions are read.
        row: int32[Q rounded up], as written by `draw_targets`.
        alpha: the learning rate.
        rates: [tiles, 2 * SLOT]. Written at the places of noise rows.
    """
    for i in range(1, 1 + choices.negative):
        rate = alpha if choices.train_collisions or row[i] != row[0] else 0.0
        rates[i // TILE, i % TILE] = rates[i // TILE, SLOT + i % TILE] = rate
