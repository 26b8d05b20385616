"""How often words occur together: pairs as numbers, so that counting them is sorting.

A pair is one 64-bit number: the input word (of the context), the output word (the center), and in the lowest bits
what the pair counts. Sorted, equal pairs are neighbours; a run of distinct pairs with their sums is made in one pass
over them, and two runs are merged in one pass over both. Sorting is left to NumPy.
"""

from typing import NamedTuple

import numpy as np

from firth.kernels.compiling import kernel


class Layout(NamedTuple):
    """The places of the parts of a pair in its number. Plain numbers."""

    word_bits: int  # a word's row
    weight_bits: int  # what the pair counts
    falloff: int  # 1: a pair at distance d counts window - d + 1; 0: it counts 1
    window: int


@kernel
def list_pairs(windows, place, layout, i, n, keys, filled):
    """List the pairs of the windows as numbers, as far as there is room.

    Args:
        windows: of a block. Read.
        place: of the first center among their words.
        layout: of the numbers.
        i: the first window to list.
        n: the number of windows.
        keys: uint64[...]. Written from `filled` on.
        filled: how many it holds.

    Returns:
        The first window that was not listed, n if there is none, and how many `keys` holds then.
    """
    words, begins, ends = windows.words, windows.begins, windows.ends
    input_shift = np.uint64(layout.word_bits + layout.weight_bits)
    weight_bits = np.uint64(layout.weight_bits)
    while i < n and filled + ends[i] - begins[i] <= keys.size:
        where = place + i
        output = np.uint64(words[where]) << weight_bits
        for j in range(begins[i], ends[i]):
            weight = np.uint64(1 + layout.falloff * (layout.window - abs(j - where)))
            keys[filled] = np.uint64(words[j]) << input_shift | output | weight
            filled += j != where  # without a branch: the next pair takes the center's own place
        i += 1
    return i, filled


@kernel
def reduce_pairs(keys, layout, i, run_keys, run_sums):
    """Write the distinct pairs of sorted numbers, and what each counts altogether, as far as there is room.

    Args:
        keys: uint64[...], as listed, sorted. Read.
        layout: of the numbers.
        i: the first number to read.
        run_keys: uint64[...]. Written: the pairs, without a weight, ascending.
        run_sums: int64[...], as long. Written.

    Returns:
        The first number that was not read, ``keys.size`` if there is none, and how many pairs were written.
    """
    weight_bits = np.uint64(layout.weight_bits)
    mask = (np.uint64(1) << weight_bits) - np.uint64(1)
    n = 0
    while i < keys.size and n < run_keys.size:
        pair = keys[i] >> weight_bits
        total = np.int64(0)
        while i < keys.size and keys[i] >> weight_bits == pair:
            total += np.int64(keys[i] & mask)
            i += 1
        run_keys[n] = pair
        run_sums[n] = total
        n += 1
    return i, n


@kernel
def merge_runs(a, b, i, j, run_keys, run_sums):
    """Merge two runs, as far as there is room; what both hold is added.

    Args:
        a: keys uint64[...], distinct and ascending, and sums int64[...]. Read.
        b: the same.
        i: the first pair of `a` to read.
        j: the first pair of `b` to read.
        run_keys: uint64[...]. Written.
        run_sums: int64[...], as long. Written.

    Returns:
        The first pairs of `a` and of `b` that were not read, and how many were written.
    """
    a_keys, a_sums = a
    b_keys, b_sums = b
    n = 0
    while i < a_keys.size and j < b_keys.size and n < run_keys.size:
        x, y = a_keys[i], b_keys[j]
        take_a, take_b = x <= y, y <= x  # sums of products, not a branch, which could not be predicted
        run_keys[n] = min(x, y)
        run_sums[n] = a_sums[i] * take_a + b_sums[j] * take_b
        i += take_a
        j += take_b
        n += 1
    while j == b_keys.size and i < a_keys.size and n < run_keys.size:
        run_keys[n] = a_keys[i]
        run_sums[n] = a_sums[i]
        i += 1
        n += 1
    while i == a_keys.size and j < b_keys.size and n < run_keys.size:
        run_keys[n] = b_keys[j]
        run_sums[n] = b_sums[j]
        j += 1
        n += 1
    return i, j, n


@kernel
def unpack_run(run_keys, run_sums, layout, whole, lengths, columns, counts):
    """Take a run's pairs apart.

    Args:
        run_keys: uint64[n]. Read.
        run_sums: int64[n]. Read.
        layout: of the numbers.
        whole: the sum that counts 1.
        lengths: int64[V]. The number of pairs of each input word is added.
        columns: int32[n or more]. Written: the output words.
        counts: float64[n or more]. Written.
    """
    word_bits = np.uint64(layout.word_bits)
    mask = (np.uint64(1) << word_bits) - np.uint64(1)
    for p in range(run_keys.size):
        lengths[run_keys[p] >> word_bits] += 1
        columns[p] = run_keys[p] & mask
        counts[p] = run_sums[p] / whole
