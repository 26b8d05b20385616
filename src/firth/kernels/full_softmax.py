"""A pass over one block with full softmax: the probability of the center among all V words, exactly.

P(center | context) = exp(x . y_center) / sum over all words v of exp(x . y_v) (Mikolov et al. 2013, equation 2). The
gradient is label - P for every word, so a step is three matrix products with the whole second matrix, and BLAS computes
them faster than any loop of ours. To form matrices, it takes a batch of input rows at once, from the weights as they
were before it. A word costs V times D, so this is for small vocabularies, as a yardstick for the other two objectives.
"""

import numpy as np

from firth.kernels.arrays import aligned
from firth.kernels.compiling import kernel
from firth.kernels.steps import list_contexts

BATCH = 128  # input rows at least; more would not be faster, and the gradients of a batch are summed


def skipgram_softmax(weights, _, options, alpha, key, n, scratch, loss):
    """Train the first `n` windows, each context word against the center.

    Arguments as `firth.kernels.negative_sampling.skipgram`; the second and `key` are not read.
    """
    _train(weights, alpha, n, scratch, loss, pairs=True, divide=False)


def cbow_softmax(weights, _, options, alpha, key, n, scratch, loss):
    """Train the first `n` windows, the mean of the context words against the center.

    Arguments as `skipgram_softmax`.
    """
    _train(weights, alpha, n, scratch, loss, pairs=False, divide=options.divide)


def _train(weights, alpha, n, scratch, loss, *, pairs, divide):
    widest = scratch.contexts.size
    contexts, groups = np.zeros((2, (BATCH + 1) * widest), np.int32)
    targets, sizes = np.zeros((2, BATCH + widest), np.int32)  # the window that fills a batch is not cut
    x = aligned((BATCH + widest, weights.inputs.shape[1]), weights.inputs.dtype)
    first = 0
    while first < n:
        first, listed, rows = collect(scratch, first, n, pairs, contexts, groups, targets, sizes)
        means(weights.inputs, contexts[:listed], groups, sizes[:rows], x)
        with np.errstate(all="ignore"):  # diverging weights are visible in the loss
            dx = _step(x[:rows], weights.outputs, targets[:rows], alpha, loss)
        shares = 1 / sizes[:rows] if divide else np.ones(rows)
        scatter(dx, contexts[:listed], groups, shares, weights.inputs)


def _step(x, y, targets, alpha, loss):
    """Train output rows, and return the gradient of the input rows.

    Args:
        x: [rows, D padded], input rows. Read.
        y: [V, D padded], all output rows. Updated in place.
        targets: int32[rows], the output row that belongs to each.
        alpha: learning rate.
        loss: float64[2]. The summed -log P and the number of rows are added.

    Returns:
        [rows, D padded], what is to be added to the input rows.
    """
    place = np.arange(len(x)), targets
    scores = x @ y.T
    scores -= scores.max(axis=1, keepdims=True)
    own = scores[place].sum(dtype=np.float64)
    np.exp(scores, out=scores)
    whole = scores.sum(axis=1, keepdims=True)
    loss += np.log(whole, dtype=np.float64).sum() - own, len(x)
    scores *= -alpha / whole
    scores[place] += alpha
    dx = scores @ y
    y += scores.T @ x
    return dx


@kernel
def collect(scratch, first, n, pairs, contexts, groups, targets, sizes):
    """List the input rows of the next windows, up to BATCH or the last window.

    Args:
        scratch: holds the windows; contexts is written.
        first: window to begin with.
        n: the number of windows.
        pairs: each context word is a row of its own (skip-gram), or each window's words together are (CBOW).
        contexts: int32[listed or more]. Written: the context words, window after window.
        groups: int32[listed or more]. Written: the row that each context word belongs to.
        targets: int32[rows or more]. Written: the center of each row.
        sizes: int32[rows or more]. Written: the context words of each row.

    Returns:
        The next window, the number of context words, and the number of rows.
    """
    listed, rows = 0, 0
    i = first
    while i < n and rows < BATCH:
        m = list_contexts(scratch, i)
        center = scratch.words[scratch.centers[i]]
        for a in range(m):
            contexts[listed] = scratch.contexts[a]
            groups[listed] = rows
            listed += 1
            if pairs or a + 1 == m:
                targets[rows] = center
                sizes[rows] = 1 if pairs else m
                rows += 1
        i += 1
    return i, listed, rows


@kernel
def means(inputs, contexts, groups, sizes, x):
    """Write the mean of each group's input rows to x."""
    x[: sizes.size] = 0
    for i in range(contexts.size):
        for c in range(x.shape[1]):
            x[groups[i], c] += inputs[contexts[i], c] / sizes[groups[i]]


@kernel
def scatter(dx, contexts, groups, shares, inputs):
    """Add each group's gradient, times its share, to the input rows of its words."""
    for i in range(contexts.size):
        for c in range(dx.shape[1]):
            inputs[contexts[i], c] += dx[groups[i], c] * shares[groups[i]]
