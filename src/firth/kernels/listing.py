"""A counting sort by row, in the order in which rows come up: what a round changes, row by row.

Three steps: `noted` for each entry, `begin_each` once, and `place_of` for each entry again. ``seen`` tells the ordinal
of a row, or -1; ``ordinals`` keeps it for each entry; ``starts`` first counts a row's entries, then says where they
begin, and in the end where the next row's do. All numbers are unsigned: no index is tried as one from the end.
"""

import numpy as np

from firth.kernels.compiling import inlined


@inlined
def noted(row, n, p, rows, seen, ordinals, starts):
    """Note that the p-th entry is of this row, of which n have come up; returns how many there are now."""
    one = np.uint32(1)
    known = seen[row]
    is_new = known < 0  # without a branch: whether a row is new cannot be foreseen
    ordinal = np.uint32(n if is_new else known)
    rows[n], seen[row], ordinals[p] = row, ordinal, ordinal
    count = starts[np.uint32(ordinal + one)]
    starts[np.uint32(ordinal + one)] = one if is_new else np.uint32(count + one)
    return np.uint32(n + np.uint32(is_new))


@inlined
def begin_each(begin, end, rows, seen, starts):
    """Turn the counts of rows into where their entries begin, and forget the rows."""
    one = np.uint32(1)
    place = starts[begin]
    for i in range(begin, end):
        after = np.uint32(np.uint32(i) + one)
        count = starts[after]
        starts[after] = place
        place = np.uint32(place + count)
        seen[np.uint32(rows[np.uint32(i)])] = -1


@inlined
def place_of(p, ordinals, starts):
    """Where the p-th entry belongs; asked once of each, in order."""
    after = np.uint32(ordinals[p] + np.uint32(1))
    place = starts[after]
    starts[after] = np.uint32(place + np.uint32(1))
    return place
