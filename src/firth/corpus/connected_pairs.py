"""Pairs of words with connectors between them, such as "bank of america": counted and joined.

A word with the connectors before it has a number of its own here, as second word of a pair; as first word it has its
own. So the text becomes a list of pairs, a gap between each two, which are counted like neighbours.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.kernels.arrays import Tokens, tokens_of

__all__ = ["Connected", "connected", "join_connected"]

Ids = NDArray[np.int32]


class Connected(NamedTuple):
    """The M pairs of words that follow each other, connectors between them or not.

    Attributes:
        text: the pairs, each followed by a gap: int32[3 M] of first words, and of the numbers of second ones.
        first_places: int64[M], where in the text the first word is.
        second_places: int64[M], and the second one.
        endings: of each number from V on, the ids of its connectors and, last, of its word.
    """

    text: Tokens
    first_places: NDArray[np.int64]
    second_places: NDArray[np.int64]
    endings: list[tuple[int, ...]]

    def parts(self, first: int, second: int, words: int) -> tuple[int, ...]:
        """The ids of all words of a pair; `words` is V."""
        return (first, *((second,) if second < words else self.endings[second - words]))


def connected(text: Tokens, is_connector: NDArray[np.bool_]) -> Connected:
    """The pairs of a text.

    Args:
        text: may hold gaps, across which there are no pairs, as across the ends of sentences.
        is_connector: bool[V].
    """
    ids, starts = text
    bounds = np.zeros(len(ids) + 1, np.int32)
    np.add.at(bounds, starts, 1)
    segments = np.cumsum(bounds[:-1] + (ids < 0), dtype=np.int64)
    places = np.flatnonzero((ids >= 0) & ~np.append(is_connector, True)[ids])
    follows = segments[places[1:]] == segments[places[:-1]]
    first_places, second_places = places[:-1][follows], places[1:][follows]
    seconds, endings = ids[second_places].copy(), list[tuple[int, ...]]()
    between = second_places - first_places - 1
    for number in np.unique(between[between > 0]).tolist():
        rows = np.flatnonzero(between == number)
        found, which = np.unique(ids[second_places[rows, None] + np.arange(-number, 1)], axis=0, return_inverse=True)
        seconds[rows] = len(is_connector) + len(endings) + which.reshape(-1)
        endings += map(tuple, found.tolist())
    pairs = np.stack([ids[first_places], seconds, np.full(len(seconds), -1)], axis=1).astype(np.int32)
    return Connected(tokens_of(pairs.ravel(), np.array([0, pairs.size])), first_places, second_places, endings)


def join_connected(
    text: Tokens, pairs: Connected, chosen: tuple[NDArray[np.int64], NDArray[np.int64]], phrases: Ids
) -> tuple[Tokens, NDArray[np.int64]]:
    """The text with its pairs joined from left to right, and how often each one was.

    Args:
        text: as for `connected`.
        pairs: of it.
        chosen: int64[K] twice, first words and numbers of second ones, ascending.
        phrases: int32[K], what they become.
    """
    keys, asked = (
        first.astype(np.int64) << 32 | second for first, second in (chosen, pairs.text.ids.reshape(-1, 3).T[:2])
    )
    at = np.minimum(np.searchsorted(keys, asked), max(len(keys) - 1, 0))
    is_chosen = keys[at] == asked if len(keys) else np.zeros(len(asked), bool)
    goes_on = np.append(False, pairs.first_places[1:] == pairs.second_places[:-1])  # shares a word with the one before
    begins = is_chosen & ~(goes_on & np.append(False, is_chosen[:-1]))
    numbers = np.arange(len(asked))
    taken = is_chosen & ((numbers - np.maximum.accumulate(np.where(begins, numbers, 0))) % 2 == 0)
    firsts, seconds = pairs.first_places[taken], pairs.second_places[taken]
    ids, edges = text.ids.copy(), np.zeros(len(text.ids) + 1, np.int32)
    ids[firsts] = phrases[at[taken]]
    edges[firsts + 1] += 1
    edges[seconds + 1] -= 1
    stays = np.cumsum(edges[:-1]) == 0
    kept = np.append(0, np.cumsum(stays))
    return tokens_of(ids[stays], kept[text.starts]), np.bincount(at[taken], minlength=len(keys))


def _keys(first: NDArray[np.integer], second: NDArray[np.integer]) -> NDArray[np.int64]:
    """A number for each pair."""
    return first.astype(np.int64) << 32 | second
