"""A concordance: a word in the windows where it occurs, keyword in context (Luhn 1960).

An encoded corpus holds no other words than those of its vocabulary, so lines lack the rare ones.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from firth.corpus.encoded_corpus import EncodedCorpus, sentence_bounds
from firth.studies.explain.report import Line

__all__ = ["SHOWN", "line_at", "lines_of"]

LINES: Final = 3  # of a word
SHOWN: Final = 6
"""Words on each side of a line, at most."""


def lines_of(
    corpus: EncodedCorpus, positions: NDArray[np.intp], contexts: Sequence[int], window: int
) -> Iterator[Line]:
    """A line for each of the first contexts that stand in the window of a word, at most three.

    Args:
        corpus: the text.
        positions: int[n], where the word occurs.
        contexts: the rows of the contexts, the most important first.
        window: words on each side.
    """
    shown = set[int]()
    for context in contexts[:LINES]:
        beside = _beside(corpus, positions, context, min(window, SHOWN))
        new = [position for position in beside[: len(shown) + 1].tolist() if position not in shown]
        if new:
            shown.add(new[0])
            yield line_at(corpus, new[0], context)


def _beside(corpus: EncodedCorpus, positions: NDArray[np.intp], context: int, window: int) -> NDArray[np.intp]:
    """The positions that have a context in their window, those beside it first."""
    found: list[NDArray[np.intp]] = []
    begins, ends = sentence_bounds(corpus, positions)
    for distance in range(1, window + 1):
        for places, inside in (
            (positions - distance, positions - distance >= begins),
            (positions + distance, positions + distance < ends),
        ):
            found.append(positions[inside][corpus.ids[places[inside]] == context])
    return np.concatenate(found)


def line_at(corpus: EncodedCorpus, position: int, context: int) -> Line:
    """The line of an occurrence.

    Args:
        corpus: the text.
        position: of the word.
        context: the row of the context for whose sake it is shown.
    """
    begin, end = (int(bounds[0]) for bounds in sentence_bounds(corpus, np.array([position])))
    words = corpus.vocabulary.words

    def spelt(first: int, last: int) -> str:
        return " ".join(words[row] for row in corpus.ids[first:last].tolist())

    left, right = spelt(max(begin, position - SHOWN), position), spelt(position + 1, min(end, position + 1 + SHOWN))
    return Line(left, words[int(corpus.ids[position])], right, words[context])
