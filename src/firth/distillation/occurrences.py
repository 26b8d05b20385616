"""Which occurrences of words are encoded, and in which windows of the text: as few windows as serve all words."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.corpus.encoded_corpus import EncodedCorpus

__all__ = ["Windows", "chosen_windows", "spread_occurrences"]

Places = NDArray[np.int64]

BLOCK = 1 << 20  # tokens that are looked at together


class Windows(NamedTuple):
    """Parts of a text, and the occurrences in them whose vectors are wanted. M windows, R occurrences.

    Attributes:
        starts: int64[M], the first token of a window.
        stops: int64[M], the token after its last.
        bounds: int64[M + 1]: window m has the occurrences from bounds[m] to bounds[m + 1].
        tokens: int64[R], which tokens these are.
    """

    starts: Places
    stops: Places
    bounds: Places
    tokens: Places


def spread_occurrences(corpus: EncodedCorpus, wanted: NDArray[np.bool_], most: int) -> tuple[Places, Places]:
    """Some occurrences of each word, spread evenly over the text.

    Of c occurrences those numbered j are taken for which floor((j + 1) n / c) > floor(j n / c), which are n.

    Args:
        corpus: the text, V words.
        wanted: bool[V], the words.
        most: n, occurrences of a word; of rarer words all are taken.

    Returns:
        int64[R], tokens, those of word 0 first, each word's in the order of the text; and int64[V + 1], their bounds.
    """
    size = len(corpus.vocabulary)
    counts = np.zeros(size, np.int64)
    for start in range(0, corpus.ids.size, BLOCK):
        counts += np.bincount(corpus.ids[start : start + BLOCK], minlength=size)
    taken, seen = np.minimum(counts, most), np.zeros(size, np.int64)
    found: list[tuple[Places, Places]] = []
    for start in range(0, corpus.ids.size, BLOCK):
        ids = corpus.ids[start : start + BLOCK]
        tokens = np.flatnonzero(wanted[ids])
        tokens = tokens[np.argsort(ids[tokens], kind="stable")]
        words = ids[tokens].astype(np.int64)
        here = np.bincount(words, minlength=size)
        numbers = np.arange(words.size) - (np.cumsum(here) - here)[words] + seen[words]
        seen += here
        kept = (numbers + 1) * taken[words] // counts[words] > numbers * taken[words] // counts[words]
        found.append((words[kept], tokens[kept] + start))
    words, tokens = (np.concatenate(each) for each in zip(*found, strict=True))
    order = np.argsort(words, kind="stable")
    return tokens[order], np.append(0, np.cumsum(np.where(wanted, taken, 0)))


def chosen_windows(corpus: EncodedCorpus, wanted: NDArray[np.bool_], most: int, width: int) -> Windows:
    """Windows in which each wanted word occurs `most` times, or as often as it occurs at all.

    The rarest words come first. A window that is opened for one of their occurrences serves all words in its middle
    half that still lack some, so that few windows are left to be opened for common words.

    Args:
        corpus: the text, V words.
        wanted: bool[V], the words.
        most: occurrences of a word.
        width: words on each side of the occurrence for which a window is opened; windows end with sentences.
    """
    tokens, bounds = spread_occurrences(corpus, wanted, most)
    lacking = np.diff(bounds)
    served = np.zeros(corpus.ids.size, np.bool_)
    opened, occurrences = [], []
    for word in np.argsort(lacking, kind="stable")[np.count_nonzero(lacking == 0) :]:
        own = tokens[bounds[word] : bounds[word + 1]]
        own = own[~served[own]]
        fewer = own[np.linspace(0, own.size - 1, max(lacking[word], 0)).astype(np.int64)] if own.size else own
        for token in fewer.tolist():
            if lacking[word] <= 0:
                break
            start, stop = _around(corpus.starts, token, width)
            first, last = max(start, token - width // 2), min(stop, token + width // 2 + 1)
            words = corpus.ids[first:last]
            places = np.flatnonzero((lacking[words] > 0) & ~served[first:last]) + first
            served[places] = True
            np.subtract.at(lacking, corpus.ids[places], 1)
            opened.append((start, stop))
            occurrences.append(places)
    edges = np.array(opened, np.int64).reshape(-1, 2)
    sizes = np.fromiter(map(len, occurrences), np.int64, len(occurrences))
    return Windows(
        edges[:, 0], edges[:, 1], np.append(0, np.cumsum(sizes)), np.concatenate([np.zeros(0, np.int64), *occurrences])
    )


def _around(starts: Places, token: int, width: int) -> tuple[int, int]:
    """The words around a token, of its sentence."""
    sentence = int(np.searchsorted(starts, token, side="right")) - 1
    return max(int(starts[sentence]), token - width), min(int(starts[sentence + 1]), token + width + 1)
