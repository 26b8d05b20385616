"""The means of windows (CBOW), and how often each word is in one, at a cost that hardly depends on the window.

The sum of a window is the difference of two running sums over the words of a batch. The gradients go back the same way:
each is noted where its window begins and ends, and the running sum of these notes is what a word gets.
"""

from firth.kernels.arrays import STRIP
from firth.kernels.compiling import inlined
from firth.kernels.rows import add_rows, add_scaled, copy_row, mean_without


@inlined
def strips_of(rows):
    """How many strips so many rows make."""
    return (rows + STRIP - 1) // STRIP


@inlined
def count_uses(uses, into, rows, begins, ends, n, low, center, divided):
    """Count the windows in which each input row of the batch is a context word, or their shares of a mean.

    Args:
        uses: written from `into` on.
        into: the first row.
        rows: to be written, more than the batch has.
        begins: of the windows of the batch.
        ends: of the same.
        n: their number.
        low: the place that `begins` has for row 0.
        center: the row of the first center.
        divided: whether a window counts as a share of its words.
    """
    for r in range(into, into + rows):
        uses[0, r] = 0
    for i in range(n):
        begin, end, own = into + begins[i] - low, into + ends[i] - low, into + center + i
        if end - begin > 1:
            share = uses.dtype.type(1 / (end - begin - 1) if divided else 1.0)
            uses[0, begin] += share
            uses[0, end] -= share
            uses[0, own] -= share
            uses[0, own + 1] += share
    for r in range(into + 1, into + rows):
        uses[0, r] += uses[0, r - 1]


@inlined
def deal_out(targets, begins, ends, n, memory):
    """Deal out the centers of a batch to its strips, like cards: neighbours have most words in common, and other noise.

    Args:
        targets: int32[n or more], the centers.
        begins: of their windows.
        ends: of the same.
        n: their number.
        memory: row_of, targets and trained are written.
    """
    rows, row = strips_of(n) * STRIP, 0
    for r in range(rows):
        memory.trained[0, r], memory.targets[r] = 0, targets[0]
    for i in range(n):
        memory.row_of[i], memory.targets[row] = row, targets[i]
        memory.trained[0, row] = 1 if ends[i] - begins[i] > 1 else 0
        row = row + STRIP if row + STRIP < rows else row + STRIP + 1 - rows


@inlined
def means_of_windows(inputs, words, rows, begins, ends, n, low, center, memory):
    """Write the mean of the context words of each center to its row of memory.h, 0 where there is none."""
    x, h = memory.x, memory.h
    x[0] = 0
    for r in range(rows):
        add_rows(x, r + 1, x, r, inputs, words[r])
    for i in range(n):
        begin, end = begins[i] - low, ends[i] - low
        mean_without(h, memory.row_of[i], x, end, x, begin, inputs, words[center + i], 1 / max(end - begin - 1, 1))


@inlined
def spread_over_windows(changes, into, rows, begins, ends, n, low, center, divide, memory):
    """Write the changes of the input rows: each word's sum of the gradients of the means that it is in."""
    x, dh = memory.x, memory.dh
    x[: rows + 1] = 0
    for i in range(n):
        begin, end = begins[i] - low, ends[i] - low
        share = _share(end - begin - 1, divide)
        add_scaled(x, begin, x, begin, dh, memory.row_of[i], share)
        add_scaled(x, end, x, end, dh, memory.row_of[i], -share)
    for r in range(rows):
        if r > 0:
            add_rows(x, r, x, r - 1, x, r)
        i = r - center
        if 0 <= i < n:
            add_scaled(changes.rows, into + r, x, r, dh, memory.row_of[i], -_share(ends[i] - begins[i] - 1, divide))
        else:
            copy_row(changes.rows, into + r, x, r)


@inlined
def _share(words, divide):
    """The share of a mean's gradient that each of its words gets; 0 if it has none."""
    return 0.0 if words == 0 else 1 / words if divide else 1.0
