"""Neighbouring words: listed as numbers, so that counting them is sorting, and joined to phrases.

The numbers are those of `firth.kernels.text.cooccurrence` at distance 1, and its ``reduce_pairs`` counts them. (A
hash table was measured against sorting, on the 16.6 M pairs of a 100 MB text: 0.4 s for counting, where sorting and
reducing take 0.15 s with AVX-512 and 0.25 s with AVX2.)
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.kernels.compiling import kernel
from firth.kernels.text.cooccurrence import Layout

FIRST, SECOND = 1, 2  # a word's roles, as bits: it may be the first word of a pair, and the second

NEIGHBOURS = Layout(word_bits=31, distance_bits=1, farthest=1)  # ids are int32


class Joins(NamedTuple):
    """The K pairs to join, ascending: by the first word, then by the second."""

    rows: NDArray[np.int64]  # [V + 1]; the pairs whose first word is w are rows[w] to rows[w + 1]
    seconds: NDArray[np.int32]  # [K]; the second word of each
    phrases: NDArray[np.int32]  # [K]; what it becomes
    times: NDArray[np.int64]  # [K]; how often it was joined. Updated


class JoinedBlock(NamedTuple):
    """Room for a block of B tokens, joined."""

    ids: NDArray[np.int32]  # [B]
    starts: NDArray[np.int64]  # [B]


@kernel
def list_neighbours(text, roles, start, stop, sentence, keys):
    """List the neighbouring words of a block of text as numbers.

    Args:
        text: its ids may be -1, for gaps. Read.
        roles: uint8[V + 1], which words may be first and second; the last one, of gaps, is 0. Read.
        start: the first token that may be the first word of a pair.
        stop: the last one, exclusive.
        sentence: one that begins at `start` or before it.
        keys: uint64[stop - start or more]. Written.

    Returns:
        The sentence that the last token is in, and how many numbers were written.
    """
    ids, starts = text
    word_bits, one = np.uint64(NEIGHBOURS.word_bits), np.uint64(1)
    n = 0
    for i in range(start, stop):
        while starts[sentence + 1] <= i:
            sentence += 1
        if roles[ids[i]] & FIRST and i + 1 < starts[sentence + 1] and roles[ids[i + 1]] & SECOND:
            keys[n] = (np.uint64(ids[i]) << word_bits | np.uint64(ids[i + 1])) << one | one
            n += 1
    return sentence, n


@kernel
def join_neighbours(text, joins, start, stop, sentence, block):
    """Join pairs in a block of text, from left to right: what is joined is not joined again.

    Args:
        text: its ids may be -1, for gaps. Read.
        joins: what to join; its counts of times are added to.
        start: the first token that is not read yet.
        stop: the last one of the block, exclusive; it may be joined with the first of the next block.
        sentence: the first sentence that begins at `start` or after it.
        block: room for `stop - start` tokens. Written: the tokens, and for each sentence that begins among them, how
            many of them are before it.

    Returns:
        The first token that was not read, and the first sentence that begins there or after it; how many tokens and
        how many starts of sentences were written.
    """
    ids, starts = text
    i, n, begun = start, 0, 0
    while i < stop:
        if starts[sentence] == i:
            block.starts[begun] = n
            begun += 1
            sentence += 1
        word, width = ids[i], 1
        if word >= 0 and i + 1 < starts[sentence]:
            low, end, second = joins.rows[word], joins.rows[word + 1], ids[i + 1]
            high = end
            while low < high:
                middle = (low + high) >> 1
                if joins.seconds[middle] < second:
                    low = middle + 1
                else:
                    high = middle
            if low < end and joins.seconds[low] == second:
                word, width = joins.phrases[low], 2
                joins.times[low] += 1
        block.ids[n] = word
        n += 1
        i += width
    return i, sentence, n, begun
