"""Which words are not neighbours: draws from the noise distribution.

A draw is a point on the line from 0 to 1, on which each word has a stretch as long as its chance, the commonest
first. Where several words are drawn together the line is cut into as many layers, and each layer gives one: each word
still follows the distribution, and together they cover it evenly (stratified sampling: Cochran 1977, chapter 5). A
guide tells where on the line to begin to look (Chen and Asau 1974).

The noise words of a block come from a small pool, itself drawn from the whole distribution, in as many layers, anew for
each block: the rows of the pool stay in the processor's cache.
"""

import numpy as np

from firth.kernels.compiling import inlined
from firth.kernels.random_streams import bits, upper_half

_S32 = np.uint64(32)
_POINTS = 2.0**32
_TO_SHARE = 2.0**-32


@inlined
def word_at(noise, point):
    """The word at a point of 32 bits (a uint64)."""
    w = np.int64(noise.guide[np.int64((point * np.uint64(noise.guide.size)) >> _S32)])
    while np.uint64(noise.ends[w]) < point:
        w += 1
    return w


@inlined
def point_in_layer(layer, layers, random_bits):
    """A point of 32 bits (a uint64) in one of equal layers, at random. As float64, because integers divide slowly."""
    return np.uint64(np.int64((layer + upper_half(random_bits) * _TO_SHARE) * (_POINTS / layers)))


@inlined
def draw(noise, options, pool, random_bits):
    """One word, out of 64 random bits: from the pool if there is one, else from the whole distribution."""
    return _word(noise, options, pool, upper_half(random_bits))


@inlined
def _word(noise, options, pool, point):
    if options.pool:
        return np.int64(pool[np.int64((point * np.uint64(options.pool)) >> _S32)])
    return word_at(noise, point)


@inlined
def fill_pool(noise, options, key, pool):
    """Draw the block's pool, a word from each layer. It takes as many numbers of the block's stream `key`."""
    for i in range(options.pool):
        pool[i] = word_at(noise, point_in_layer(i, options.pool, bits(key, np.uint64(i))))


@inlined
def draw_strips(noise, options, key, first, strips, layers, pool, rows, at):
    """Draw the noise words of a batch: for each strip, one from each layer.

    The line is cut into layers times strips. Each strip gets one of every `strips` neighbours, which of them is
    random. So the words of a strip cover the distribution evenly, and so do those of the whole batch.

    Args:
        noise: the noise distribution.
        options: pool is read.
        key: the block's own stream.
        first: the first of ``layers * (strips + 1)`` numbers of the stream.
        strips: of the batch.
        layers: noise words of a strip.
        pool: the block's pool.
        rows: int32[...]. Written from `at` on: the words, strip after strip.
        at: where to begin.
    """
    for layer in range(layers):
        turn = np.int64((upper_half(bits(key, np.uint64(first + layer))) * np.uint64(strips)) >> _S32)
        for strip in range(strips):
            random_bits = bits(key, np.uint64(first + (strip + 1) * layers + layer))
            point = point_in_layer(layer * strips + turn, layers * strips, random_bits)
            rows[at + strip * layers + layer] = _word(noise, options, pool, point)
            turn = turn + 1 if turn + 1 < strips else 0
