"""From the words of a vocabulary to the pieces that training learns, and from these to the subwords of a model."""

import warnings
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.config import BY_FUNCTION, MOST_EXACT, ResolvedTrainConfig, ngrams_of
from firth.errors import ArgumentTypeError, ConfigError, counted, quoted
from firth.kernels.arrays import Pieces, Weights, pieces_of
from firth.subwords.composing import Subwords
from firth.subwords.ngrams import Cut, Keys, Parts

__all__ = ["WordPieces", "word_pieces"]

MOST_ROWS = (1 << 31) - 1
"""Rows of pieces are counted by kernels in 32 bits."""


class WordPieces(NamedTuple):
    """The pieces of a vocabulary of V words: words' own rows first, if they have some, then K pieces by key.

    Attributes:
        cut: how words are cut.
        keys: uint64[K], ascending.
        of_words: as kernels take them.
        own: words that have a row of their own: V or 0.
    """

    cut: Cut
    keys: NDArray[np.uint64]
    of_words: Pieces
    own: int

    @property
    def rows(self) -> int:
        """Of all pieces."""
        return self.own + len(self.keys)

    def subwords(self, weights: Weights, width: int) -> Subwords:
        """The subwords of a model of these weights."""
        return Subwords(self.cut, self.keys, weights.pieces[self.own :, :width], self.own > 0)

    def begin_with(self, weights: Weights, words: NDArray[np.int64], subwords: Subwords | None) -> None:
        """Take over vectors: pieces that are known, and own rows with which the words become their input rows.

        Args:
            weights: inputs are read; the rows of pieces are written. Words without an own row are only made of pieces.
            words: which words are known.
            subwords: pieces that are known; None, or cut in another way: none are.
        """
        if subwords is not None and subwords.cut != self.cut:
            _warn_of_cut()
        elif subwords is not None:
            places = subwords.find(self.keys)
            width = subwords.rows.shape[1]
            weights.pieces[self.own :][places >= 0, :width] = subwords.rows[places[places >= 0]]
        starts, rows, *_ = self.of_words
        for word in words if self.own else ():
            others = rows[starts[word] + 1 : starts[word + 1]]
            number = len(others) + 1
            weights.pieces[word] = number * weights.inputs[word] - weights.pieces[others].sum(axis=0)


def _warn_of_cut() -> None:
    warnings.warn(
        "the words of initial are cut in another way (other lengths, buckets or parts). Its vectors go on, but the "
        "pieces begin anew: until they have learned, words that were never seen are composed of next to nothing. Give "
        "the same subwords and buckets, if the pieces are to go on.",
        UserWarning,
        stacklevel=7,  # the caller of firth.train
    )


def _warn_of_words_without_pieces(words: Sequence[str], starts: NDArray[np.int64]) -> None:
    empty = np.flatnonzero(np.diff(starts) == 0)
    if empty.size:
        shown = ", ".join(quoted(words[row]) for row in empty[:3])
        warnings.warn(
            f"{counted(int(empty.size), 'word')}, such as {shown}, have no piece and no row of their own: their "
            "vectors stay zero. Take shorter n-grams, or leave words their own rows (whole_word).",
            UserWarning,
            stacklevel=6,  # the caller of firth.train
        )


def word_pieces(words: Sequence[str], config: ResolvedTrainConfig, parts: Parts | None = None) -> WordPieces | None:
    """The pieces that are to be learned, or None where words are whole.

    Args:
        words: V words.
        config: `subwords`, `buckets` and `whole_word` are read.
        parts: the function that cuts, where `subwords` says that there is one.

    Raises:
        ConfigError: there is no function, or there are more pieces than can be counted.
        ArgumentTypeError: the function does not return strings.
    """
    if config.subwords is None:
        return None
    if config.subwords == BY_FUNCTION:
        if parts is None:
            raise ConfigError("subwords", config.subwords, "give the function that cuts words, as parts=")
        cut: Cut = parts
    else:
        cut = ngrams_of(config.subwords, config.buckets)
    found = _keys_of(cut, words)
    keys = np.unique(found[1])
    if config.subwords != BY_FUNCTION and config.buckets is None and len(keys) > MOST_EXACT:
        cut = ngrams_of(config.subwords, MOST_EXACT)
        found = cut.keys(words)
        keys = np.unique(found[1])
    own = len(words) if config.whole_word else 0
    if not own:
        _warn_of_words_without_pieces(words, found[0])
    if own + len(keys) > MOST_ROWS:
        raise ConfigError("subwords", config.subwords, f"there are {len(keys):,} different pieces; give fewer buckets")
    return WordPieces(cut, keys, _pieces_of(found, keys, own), own)


def _keys_of(cut: Cut, words: Sequence[str]) -> Keys:
    try:
        return cut.keys(words)
    except (TypeError, AttributeError) as error:  # of a function that does not return strings, or fails itself
        raise ArgumentTypeError(
            "parts", getattr(cut, "function", None), f"must return the parts of a word, a list of strings ({error})"
        ) from error


def _pieces_of(found: Keys, keys: NDArray[np.uint64], own: int) -> Pieces:
    """The rows of the pieces of each word, its own row first."""
    starts, of_words = found
    rows = np.searchsorted(keys, of_words).astype(np.int32)
    rows += np.int32(own)
    words = len(starts) - 1
    if own:
        rows = np.insert(rows, starts[:-1], np.arange(words, dtype=np.int32))
        starts = starts + np.arange(words + 1)
    return pieces_of(starts, rows)
