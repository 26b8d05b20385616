"""The training samples of a text, one by one."""

from collections.abc import Iterable, Sequence
from numbers import Integral
from typing import Any

from firth.config import TrainConfig
from firth.errors import ArgumentTypeError, CorpusError
from firth.training.samples import SkipgramPair, Window, skipgram_pairs
from firth.training.samples import windows as laid_out

__all__ = ["pairs", "windows"]


def pairs(
    sentences: str | Iterable[Sequence[str]] | Iterable[Sequence[int]],
    *,
    window: int | None = 5,
    shrink_windows: bool = False,
    seed: int = 1,
) -> list[SkipgramPair]:
    """The pairs of words that skip-gram trains on, as the training kernels lay them out. No word is left out.

    Args:
        sentences: lists of words or of ids; or a string of words between blanks, a sentence a line.
        window: words on each side of the center; None: all words of its sentence.
        shrink_windows: draw each center's window from 1 to `window`, as the first epoch of a training does.
        seed: start of these draws, as for training.

    Returns:
        Pairs (center, context) in the order of the text; a word that is twice in a window is there twice.

    Raises:
        ConfigError: a setting that is out of range, or that has no effect here.
        ArgumentTypeError: something other than words.
        CorpusError: there are no words.

    Example:
        >>> [(pair.center, pair.context) for pair in firth.pairs("A B C", window=1)]
        [('A', 'B'), ('B', 'A'), ('B', 'C'), ('C', 'B')]
    """
    return skipgram_pairs(windows(sentences, window=window, shrink_windows=shrink_windows, seed=seed))


def windows(
    sentences: str | Iterable[Sequence[str]] | Iterable[Sequence[int]],
    *,
    window: int | None = 5,
    shrink_windows: bool = False,
    seed: int = 1,
) -> list[Window]:
    """The window of each word of a text: the center and its context, which CBOW trains on as one sample.

    Args:
        sentences: as for `pairs`.
        window: as for `pairs`.
        shrink_windows: as for `pairs`.
        seed: as for `pairs`.

    Returns:
        A window (position, center, context) for each word, in the order of the text.

    Raises:
        ConfigError: a setting that is out of range, or that has no effect here.
        ArgumentTypeError: something other than words.
        CorpusError: there are no words.

    Example:
        >>> firth.windows("A B C", window=1)[1]
        Window(position=1, center='B', context=('A', 'C'))
    """
    config = TrainConfig(window=window, shrink_windows=shrink_windows, seed=seed)  # checks these three
    lists = [words for words in _lists(sentences) if words]
    if not lists:
        raise CorpusError('the text holds no words. Give words between blanks, such as "A B C D".')
    return laid_out(lists, window=config.window, shrink_windows=config.shrink_windows, seed=config.seed)


def _lists(sentences: object) -> list[list[Any]]:
    if isinstance(sentences, str):
        return [line.split() for line in sentences.split("\n")]
    if not isinstance(sentences, Iterable):
        raise ArgumentTypeError("sentences", sentences, "must be a string, or lists of words such as [['a', 'cup']]")
    lists = []
    for sentence in sentences:
        if isinstance(sentence, str | bytes) or not isinstance(sentence, Iterable):
            raise ArgumentTypeError("sentences", sentence, "must be a list of words; split it, or put it in brackets")
        words = list(sentence)
        for word in words:
            if isinstance(word, bool) or not isinstance(word, str | Integral):
                raise ArgumentTypeError("sentences", word, "must be a word, or an id")
        lists.append([word if isinstance(word, str) else int(word) for word in words])
    return lists
