"""Which words are neighbours: subsampling and windows.

The training kernels and ``firth pairs`` both get their pairs from here. Frequent words are discarded before windows are
formed, as in word2vec.c, so a window reaches across the gaps.
A window never crosses the end of a sentence; a block's end does not cut it.
"""

import numpy as np

from firth.kernels.compiling import inlined, kernel
from firth.kernels.random_streams import bits, integer_below, lower_half, upper_half


@inlined
def _kept(text, keep, key, position):
    return upper_half(bits(key, np.uint64(position))) <= np.uint64(keep[text.ids[position]])


@inlined
def _before(text, keep, key, begin, start, scratch_words, window):
    """Write the last `window` kept words of text.ids[begin:start] to the front; return how many."""
    n = 0
    position = start - 1
    while position >= begin and n < window:
        if _kept(text, keep, key, position):
            n += 1
            scratch_words[window - n] = text.ids[position]
        position -= 1
    for i in range(n):
        scratch_words[i] = scratch_words[window - n + i]
    return n


@inlined
def _sentence_of(starts, position):
    """The sentence that holds a token: the last one that does not begin after it."""
    left, right = 0, starts.size - 1
    while right - left > 1:
        middle = (left + right) // 2
        if starts[middle] <= position:
            left = middle
        else:
            right = middle
    return left


@kernel
def lay_out_windows(text, keep, key, start, stop, options, windows):
    """Lay out the windows whose centers are the kept words of ``text.ids[start:stop]``.

    Args:
        text: the corpus.
        keep: uint32[V]; a word is kept where 32 random bits are not above it.
        key: uint64, the epoch's own random stream.
        start: first token.
        stop: last token, exclusive; at most BLOCK tokens.
        options: window and shrink are read.
        windows: `firth.kernels.arrays.Windows`. Written.

    Returns:
        n, the number of centers, and p, the place of the first. Center i is ``words[p + i]``, its context the words in
        ``words[begins[i]:ends[i]]`` at all other places.
    """
    words, begins, ends = windows.words, windows.begins, windows.ends
    window = options.window
    sentence = _sentence_of(text.starts, start)
    n, before, filled = 0, 0, 0
    position = start
    while position < stop:
        begin = text.starts[sentence]
        end = text.starts[sentence + 1]
        first = filled
        if begin < position:  # only a block's first sentence can have begun before it
            before = _before(text, keep, key, begin, position, words, window)
            filled += before
        own = n
        cut = min(end, stop)
        for p in range(position, cut):
            random_bits = bits(key, np.uint64(p))
            w = text.ids[p]
            words[filled] = w
            begins[n] = window - integer_below(lower_half(random_bits), window) if options.shrink else window
            kept = np.int64(upper_half(random_bits) <= np.uint64(keep[w]))  # no branch: no guess is as good as a count
            filled += kept
            n += kept
        position = cut
        extra = 0
        p = position
        while p < end and extra < window:  # only a block's last sentence can go on after it
            if _kept(text, keep, key, p):
                words[filled] = text.ids[p]
                filled += 1
                extra += 1
            p += 1
        for i in range(own, n):
            reach = begins[i]
            begins[i] = max(before + i - reach, first)
            ends[i] = min(before + i + reach + 1, filled)
        sentence += 1
    return n, before
