"""A vector for a sense, in the space of the words.

The sum of the vectors around a word is about a linear map away from the word's own vector ("a la carte" embedding:
Khodak et al. 2018, equation 3). We fit the map by least squares to words of the text, and move the word's vector by
what the map makes of the difference between a sense's contexts and those of the word:

    v(sense) = v(word) + A (u(sense) - u(word))

So the mean of the senses, by their shares, is the word; and with neighbours, analogies and cosines a sense is asked as
a word.
"""

from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from firth.errors import CorpusError
from firth.search import mean_row
from firth.studies.senses.occurrences import Places, around, evenly
from firth.studies.senses.views import Space

__all__ = ["BESIDE", "contexts_of", "mean_contexts", "sense_rows", "translation"]

WORDS, OCCURRENCES, LEAST = 2_000, 60, 20
"""That the map is fitted to: words, and of each so many of its occurrences at most and at least."""

BESIDE: Final = 5
"""Words on each side."""

SMOOTH: Final = 1e-2
"""SIF's a."""

RIDGE: Final = 1e-3

Floats = NDArray[np.float64]


def translation(space: Space, matrix: NDArray[np.float32]) -> Floats:
    """float64[D, D], A: multiplied with a row of `contexts_of`, it gives about the word's row, less the mean of all.

    Args:
        space: the text.
        matrix: float32[V, D], the vectors or the contexts of the model.

    Raises:
        CorpusError: no word has a neighbour.
    """
    places = _of_many_words(space)
    words = space.corpus.ids[places]
    numbers = np.unique(words, return_inverse=True)[1]
    times = np.bincount(numbers)
    inputs = np.zeros((len(times), space.vectors.vectors.shape[1]))
    np.add.at(inputs, numbers, contexts_of(space, places))
    inputs /= times[:, None]
    outputs = matrix[np.unique(words)].astype(np.float64) - mean_row(matrix)
    square = inputs.T @ inputs
    if not square.any():
        raise CorpusError(
            "No two different words of the model stand near each other in this text, so nothing tells senses apart. "
            "Give the text that the model was trained on."
        )
    ridge = RIDGE * np.trace(square) / len(square) * np.eye(len(square))
    return np.asarray(np.linalg.solve(square + ridge, inputs.T @ outputs), np.float64)


def contexts_of(space: Space, places: Places) -> Floats:
    """float64[n, D], u: the weighted mean of the vectors of the words beside each position."""
    words = around(space.corpus, places, BESIDE)
    words[words == space.corpus.ids[places][:, None]] = -1
    known, numbers = np.unique(words, return_inverse=True)
    weights = np.where(known < 0, 0, SMOOTH / (SMOOTH + space.shares[known]))
    table = (space.vectors.vectors[known] - space.mean) * weights[:, None]
    numbers = numbers.reshape(words.shape)
    total = np.zeros((len(places), table.shape[1]))
    for column in numbers.T:
        total += table[column]
    return np.asarray(total / np.maximum(weights[numbers].sum(axis=1), 1e-12)[:, None], np.float64)


def mean_contexts(space: Space, places: Places, senses: NDArray[np.int64]) -> Floats:
    """float64[K, D], u of each sense.

    Args:
        space: the text.
        places: int64[n], where the word occurs.
        senses: int64[n], which sense it has there, from 0 to K - 1.
    """
    contexts = contexts_of(space, places)
    return np.stack([contexts[senses == sense].mean(axis=0) for sense in range(int(senses.max()) + 1)])


def sense_rows(
    space: Space, mapped: Floats, matrix: NDArray[np.float32], places: Places, senses: NDArray[np.int64]
) -> NDArray[np.float32]:
    """float32[K, D], a row for each sense of a word; their mean by their shares is the word's own.

    Args:
        space: the text.
        mapped: float64[D, D], as `translation` gives it for this matrix.
        matrix: float32[V, D], the vectors or the contexts of the model.
        places: int64[n], where the word occurs.
        senses: int64[n], which sense it has there.
    """
    means, shares = mean_contexts(space, places, senses), np.bincount(senses) / len(senses)
    own = matrix[int(space.corpus.ids[places[0]])]
    return np.asarray(own + (means - shares @ means) @ mapped, np.float32)


def _of_many_words(space: Space) -> Places:
    """Occurrences of words all over the vocabulary."""
    ids, counts = space.corpus.ids, np.rint(space.shares * space.corpus.ids.size)
    frequent = np.flatnonzero(counts >= min(LEAST, counts.max()))
    chosen = frequent[evenly(np.arange(len(frequent)), WORDS)]
    wanted = np.zeros(len(counts), bool)
    wanted[chosen] = True
    found = np.flatnonzero(wanted[ids])
    order = found[np.argsort(ids[found], kind="stable")]
    bounds = np.concatenate([[0], np.cumsum(np.bincount(ids[found], minlength=len(counts))[chosen])])
    return np.concatenate([evenly(order[a:b], OCCURRENCES) for a, b in pairwise(bounds.tolist())])
