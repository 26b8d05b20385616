"""The training samples of a text, one by one: what a window hands to each architecture.

The windows are laid out by the function that the training kernels call, so what is shown here is what is trained.
Nothing is left out on the way: every word counts as frequent enough, and none is discarded for being common.

A pair is written (center, context), as textbooks do. The kernels train it the other way round, the context's
input row against the center's output row; over a text the pairs are the same multiset.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from firth.kernels.arrays import BLOCK, StepOptions, Tokens, tokens_of, windows_for
from firth.kernels.random_streams import WINDOWS, key
from firth.kernels.windows import lay_out_windows

__all__ = ["CbowSample", "SkipgramPair", "Window", "cbow_samples", "skipgram_pairs", "windows"]


class Window(NamedTuple):
    """A word and the words around it.

    Attributes:
        position: of the center among all tokens of the text, counted from 0.
        center: the word, or id, in the middle.
        context: the words around it, in text order; one that occurs twice is there twice. Empty in a
            sentence of one word.
    """

    position: int
    center: Any
    context: tuple[Any, ...]


class SkipgramPair(NamedTuple):
    """One update of skip-gram."""

    center: Any
    context: Any


class CbowSample(NamedTuple):
    """One update of CBOW: the mean of the context against the center."""

    context: tuple[Any, ...]
    center: Any


def windows(
    sentences: Sequence[Sequence[Any]], *, window: int | None, shrink_windows: bool = False, seed: int = 1
) -> list[Window]:
    """Lay out the window of every word.

    Args:
        sentences: lists of words or of ids; a window never leaves its sentence. Empty sentences are passed over.
        window: words on each side of the center; None: all words of its sentence.
        shrink_windows: draw each center's window from 1 to `window`, as the first epoch of a training does.
        seed: start of these draws, as for training.

    Returns:
        One window for each token, in text order.
    """
    tokens = list(chain.from_iterable(sentences))
    words = list(dict.fromkeys(tokens))
    number = {word: row for row, word in enumerate(words)}
    lengths = [len(sentence) for sentence in sentences if len(sentence)]
    text = tokens_of(
        np.array([number[token] for token in tokens], np.int32),
        np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))),
    )
    reach, shrink = (max(lengths) - 1, False) if window is None else (window, shrink_windows)
    return [
        Window(position, words[center], tuple(words[row] for row in context))
        for position, (center, context) in enumerate(_laid_out(text, len(words), reach, shrink, seed))
    ]


def skipgram_pairs(laid_out: Sequence[Window]) -> list[SkipgramPair]:
    """The pairs that skip-gram trains: each context word with the center, one update each.

    Args:
        laid_out: from `windows`.

    Returns:
        The pairs in text order, by center and then by context.
    """
    return [SkipgramPair(each.center, context) for each in laid_out for context in each.context]


def cbow_samples(laid_out: Sequence[Window]) -> list[CbowSample]:
    """The samples that CBOW trains: the whole context with the center, one update each.

    Args:
        laid_out: from `windows`.

    Returns:
        The samples in text order, none for a window without context.
    """
    return [CbowSample(each.context, each.center) for each in laid_out if each.context]


def _laid_out(
    text: Tokens,
    vocabulary: int,
    window: int,
    shrink: bool,  # noqa: FBT001 - a private function with one caller
    seed: int,
) -> Iterator[tuple[int, list[int]]]:
    """Center and context of each token, as rows of the vocabulary."""
    options = StepOptions(window, shrink, negative=1, pool=0, train_collisions=False, divide=False)
    memory = windows_for(options)
    keep_all = np.full(vocabulary, np.iinfo(np.uint32).max, np.uint32)
    first_epoch = key(seed, WINDOWS, 0)
    for start in range(0, text.ids.size, BLOCK):
        stop = min(start + BLOCK, text.ids.size)
        n, first = lay_out_windows(text, keep_all, first_epoch, start, stop, options, memory)
        assert n == stop - start, "a word was discarded although all are to be kept"
        bounds = zip(memory.begins[:n].tolist(), memory.ends[:n].tolist(), strict=True)
        for center, (begin, end) in enumerate(bounds, first):
            around = memory.words[begin:end].tolist()
            yield around.pop(center - begin), around
