"""Words of a known number of occurrences: rare words whose right answer is known, in any language.

Of a frequent word, n occurrences, chosen at random, get a name of their own: its twin. The two words have the same
meaning and use, so the nearest word of a good vector for the twin is the word itself. What differs between twins is how
often they were seen. (Artificial rare words of this kind are in use since Gale, Church and Yarowsky 1992 made
pseudo-words; ours are of one word, not two.)
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.renumber import renumbered
from firth.corpus.unchecked import changed
from firth.corpus.vocabulary import select
from firth.search import Directions, nearest
from firth.vectors.word_vectors import WordVectors

__all__ = ["LEVELS", "Twin", "twinned", "twins_found", "without_twins"]

LEVELS = (5, 20, 80, 320)
TWINS = 200  # at each level
FEWEST = 20  # twins; a level that has fewer is left out
LEFT = 4  # times as often as its twin a word must occur
MARK = "\t"
"""What the name of a twin ends with; no word of a text holds a tab."""

FIRST_NAME = 0xF0000
"""The names are characters of private use: with n-grams, a twin must not be told by letters that it shares."""


class Twin(NamedTuple):
    """A word made of some occurrences of another.

    Attributes:
        name: of the twin.
        word: the other.
        seen: occurrences of the twin.
    """

    name: str
    word: str
    seen: int


def twinned(corpus: EncodedCorpus, random: np.random.Generator) -> tuple[EncodedCorpus, tuple[Twin, ...]]:
    """Give twins to frequent words.

    Args:
        corpus: a text. Read.
        random: which words, and which of their occurrences.

    Returns:
        The same text with the twins in it, and the twins; none in a text that is too small for them.
    """
    vocabulary = corpus.vocabulary
    chosen = _chosen(vocabulary.counts, random)
    if not chosen:
        return corpus, ()
    ids, counts = np.array(corpus.ids), np.append(vocabulary.counts, [seen for _, seen in chosen])
    places = _places(ids, np.array([word for word, _ in chosen]))
    twins: list[Twin] = []
    for number, ((word, seen), there) in enumerate(zip(chosen, places, strict=True), len(vocabulary)):
        ids[random.permutation(there)[:seen]] = number
        counts[word] -= seen
        twins.append(Twin(chr(FIRST_NAME + len(twins)) + MARK, vocabulary.words[word], seen))
    names = [*vocabulary.words, *(twin.name for twin in twins)]
    both, final = select(names, counts, min_count=1, max_vocab=None)
    ids, starts = renumbered(ids, corpus.starts, final)
    return changed(corpus, vocabulary=both, ids=ids, starts=starts, fingerprint=None), tuple(twins)


def _chosen(counts: NDArray[np.int64], random: np.random.Generator) -> list[tuple[int, int]]:
    """Words and how often their twins are to be seen."""
    chosen: list[tuple[int, int]] = []
    for seen in reversed(LEVELS):
        taken = {word for word, _ in chosen}
        free = [word for word in np.flatnonzero(counts >= LEFT * seen).tolist() if word not in taken]
        words = random.permutation(free)[: min(TWINS, len(free) // 2)].tolist()  # others are left for rarer twins
        if len(words) >= FEWEST:
            chosen += [(word, seen) for word in words]
    return chosen


def _places(ids: NDArray[np.int32], words: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Where each of some words stands in a text, in one pass."""
    number = np.full(int(ids.max()) + 1, -1)
    number[words] = np.arange(len(words))
    found = np.flatnonzero(number[ids] >= 0)
    which = number[ids[found]]
    order = np.argsort(which, kind="stable")
    return np.split(found[order], np.searchsorted(which[order], np.arange(1, len(words))))


def twins_found(vectors: WordVectors, twins: tuple[Twin, ...], seen: int) -> NDArray[np.float64]:
    """Whether the nearest word of each twin seen so often is its own: 1 or 0; NaN of a twin that is left out."""
    here = [twin for twin in twins if twin.seen == seen]
    found = np.full(len(here), np.nan)
    rows = np.array([[vectors.index(twin.name), vectors.index(twin.word)] for twin in here if twin.name in vectors])
    if rows.size:
        ids, _ = nearest(Directions(vectors.vectors), vectors.vectors[rows[:, 0]], 1, exclude=rows[:, :1])
        found[[twin.name in vectors for twin in here]] = ids[:, 0] == rows[:, 1]
    return found


def without_twins(vectors: WordVectors) -> WordVectors:
    """The vectors of the words alone, which may then be asked: a twin would be a second right answer."""
    rows = [row for row, word in enumerate(vectors.words) if not word.endswith(MARK)]
    return WordVectors(tuple(vectors.words[row] for row in rows), vectors.vectors[rows])
