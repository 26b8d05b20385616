"""How often words occur together: pairs as numbers, so that counting them is sorting.

A pair is one 64-bit number: the input word (of the context), the output word (the center), and in the lowest bits
how far they are apart. Sorted, equal pairs are neighbours; a run of distinct pairs with their sums is made in one pass
over them, which looks up what each distance counts, and two runs are merged in one pass over both. Sorting is left to
NumPy.
"""

from typing import NamedTuple

import numpy as np

from firth.kernels.compiling import inlined, kernel


class Layout(NamedTuple):
    """The places of the parts of a pair in its number. Plain numbers."""

    word_bits: int  # a word's row
    distance_bits: int  # how far the words are apart
    farthest: int  # those that are farther apart are listed as if they were so far


@inlined
def _shifts(layout):
    """By how many bits the input word and the output word are shifted."""
    return np.uint64(layout.word_bits + layout.distance_bits), np.uint64(layout.distance_bits)


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
    input_shift, distance_bits = _shifts(layout)
    while i < n and filled + ends[i] - begins[i] <= keys.size:
        where = place + i
        output = np.uint64(words[where]) << distance_bits
        for j in range(begins[i], ends[i]):
            distance = np.uint64(min(abs(j - where), layout.farthest))
            keys[filled] = np.uint64(words[j]) << input_shift | output | distance
            filled += j != where  # without a branch: the next pair takes the center's own place
        i += 1
    return i, filled


@kernel
def list_pairs_before(windows, place, layout, ordered, i, n, keys, filled):
    """List the pairs of each center and the words before it, as far as there is room.

    Args:
        windows: of a block. Read.
        place: of the first center among their words.
        layout: of the numbers.
        ordered: whether the input word is the one that stands before the other; else it is the one of the lower row,
            so that each pair of words has one number.
        i: the first window to list.
        n: the number of windows.
        keys: uint64[...]. Written from `filled` on.
        filled: how many it holds.

    Returns:
        As `list_pairs`.
    """
    words, begins = windows.words, windows.begins
    input_shift, distance_bits = _shifts(layout)
    while i < n and filled + place + i - begins[i] <= keys.size:
        where = place + i
        center = words[where]
        for j in range(begins[i], where):
            swapped = center < words[j] and not ordered
            first, second = (center, words[j]) if swapped else (words[j], center)
            distance = np.uint64(min(where - j, layout.farthest))
            keys[filled] = np.uint64(first) << input_shift | np.uint64(second) << distance_bits | distance
            filled += 1
        i += 1
    return i, filled


@kernel
def reduce_pairs(keys, units, distance_bits, i, run_keys, run_sums):
    """Write the distinct pairs of sorted numbers, and what each counts altogether, as far as there is room.

    Args:
        keys: uint64[...], as listed, sorted. Read.
        units: int64[...], what a pair counts at each distance. Read.
        distance_bits: of the numbers' layout.
        i: the first number to read.
        run_keys: uint64[...]. Written: the pairs, without a distance, ascending.
        run_sums: int64[...], as long. Written.

    Returns:
        The first number that was not read, ``keys.size`` if there is none, and how many pairs were written.
    """
    shift = np.uint64(distance_bits)
    mask = (np.uint64(1) << shift) - np.uint64(1)
    n = 0
    while i < keys.size and n < run_keys.size:
        pair = keys[i] >> shift
        total = np.int64(0)
        while i < keys.size and keys[i] >> shift == pair:
            total += units[keys[i] & mask]
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
