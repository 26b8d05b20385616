"""Ids that are whole numbers: their range, how often each occurs, and other numbers in their place.

Where ids are dense, each has a place of its own in a table. Others are found in a table of keys, with linear probing,
which is at most half full (Knuth 1998, The Art of Computer Programming, volume 3, section 6.4, algorithm L).
"""

import numpy as np

from firth.kernels.compiling import inlined, kernel

FREE = -1
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2**64 divided by the golden ratio


@kernel
def range_of(ids):
    """The smallest and the largest id of at least one."""
    low = high = ids[0]
    for i in range(ids.size):
        low, high = min(low, ids[i]), max(high, ids[i])
    return low, high


@kernel
def count_dense(ids, counts):
    """Count ids, none of which is beyond `counts`."""
    for i in range(ids.size):
        counts[ids[i]] += 1


@kernel
def renumber_dense(ids, table, into):
    """Write the number that a table has for each id."""
    for i in range(ids.size):
        into[i] = table[ids[i]]


@inlined
def _place(key, keys):
    """Where a key is in the table, or would be."""
    mask = keys.size - 1
    place = np.int64((np.uint64(key) * _SPREAD) >> np.uint64(32)) & mask
    while keys[place] != key and keys[place] != FREE:
        place = (place + 1) & mask
    return place


@kernel
def number_sparse(ids, begin, keys, numbers, known, into):
    """Number ids in the order in which they come up, as far as the table has room.

    Args:
        ids: from 0 on.
        begin: the first to look at.
        keys: int64[a power of 2], of the table; ``FREE`` where there is none. Written.
        numbers: int32[the same], of the keys. Written.
        known: how many keys there are.
        into: int32[N], written from `begin` on.

    Returns:
        The first id that was not looked at, N if there is none, and how many keys there are then.
    """
    for i in range(begin, ids.size):
        key = np.int64(ids[i])
        place = _place(key, keys)
        if keys[place] == FREE:
            if 2 * known >= keys.size:
                return i, known
            keys[place], numbers[place] = key, known
            known += 1
        into[i] = numbers[place]
    return ids.size, known


@kernel
def move_keys(keys, numbers, larger_keys, larger_numbers):
    """Copy a table into a larger one that is empty."""
    for i in range(keys.size):
        if keys[i] != FREE:
            place = _place(keys[i], larger_keys)
            larger_keys[place], larger_numbers[place] = keys[i], numbers[i]
