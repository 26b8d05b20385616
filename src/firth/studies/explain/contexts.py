"""What a text says of two words: the contexts that they share, and how much of their similarity each carries.

A word is described by its row of positive pointwise mutual information with all words: a row of the matrix that
`firth factorize` decomposes (`firth.counting.factorize.shifted_ppmi`, with its default smoothing and no shift), and
that skip-gram approaches (Levy and Goldberg 2014), but for pairs that are too rare: their information is mostly chance,
and there are so many of them that they would carry most of the similarity. The cosine of two rows is a sum over
contexts, so that each has a share.

Two rows do not need the whole matrix. A row is counted around the occurrences of its word. The number of pairs of every
word follows from the number of its occurrences, less what the ends of sentences take away.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.config import FactorizeConfig
from firth.corpus.encoded_corpus import EncodedCorpus, sentence_bounds
from firth.errors import CorpusError, quoted
from firth.studies.explain.concordance import lines_of
from firth.studies.explain.report import SharedContext, TextEvidence
from firth.vectors.word_vectors import WordVectors

__all__ = ["ContextCounts", "Windows", "counted_contexts", "evidence", "information", "pair_totals"]

Floats = NDArray[np.float64]

_TOKENS: Final = 1 << 20  # at a time


class Windows(NamedTuple):
    """How far a window reaches, and what a pair counts in it."""

    size: int
    shrink: bool

    def weights(self) -> Floats:
        """float64[size], of a pair at distance 1, 2, ..."""
        reaches = np.arange(self.size, 0, -1) / self.size if self.shrink else np.ones(self.size)
        return np.asarray(reaches, np.float64)


class ContextCounts(NamedTuple):
    """What occurs beside a word."""

    positions: NDArray[np.intp]  # of the word in the text
    times: NDArray[np.int64]  # [V], how often each word is in its window
    pairs: Floats  # [V], the same with the weights of their distances


def evidence(  # noqa: PLR0913 - a model, a text, two words, and how to count
    vectors: WordVectors,
    corpus: EncodedCorpus,
    pair: tuple[str, str],
    windows: Windows,
    *,
    min_pair_count: int,
    topn: int,
) -> TextEvidence:
    """Count the contexts of two words.

    Args:
        vectors: the model.
        corpus: a text whose ids are the rows of the model.
        pair: two words.
        windows: of the training.
        min_pair_count: how often a context must be in the window of a word to be in its row.
        topn: contexts to list.

    Raises:
        CorpusError: a word is not in the text.
    """
    rows = [vectors.index(word) for word in pair]
    both = [counted_contexts(corpus, row, windows) for row in rows]
    for row, found in zip(rows, both, strict=True):
        if not found.times.any():
            raise CorpusError(
                f"{quoted(vectors.words[row])} has no neighbours in this text. "
                "Give the text that the model was trained on."
            )
    occurrences = _occurrences(corpus)
    totals = pair_totals(corpus, occurrences, windows)
    first, second = (_known(found, totals, min_pair_count) for found in both)
    terms = first * second
    best = np.argsort(-terms, kind="stable")[:topn]
    best = best[terms[best] > 0]
    length = float(np.sqrt((first @ first) * (second @ second)))
    return TextEvidence(
        window=windows.size,
        min_pair_count=min_pair_count,
        shrink_windows=windows.shrink,
        count_a=both[0].positions.size,
        count_b=both[1].positions.size,
        cosine=float(terms.sum() / length) if length else 0.0,
        shared=int(np.count_nonzero(terms)),
        contexts=tuple(
            SharedContext(
                vectors.words[row],
                float(terms[row] / terms.sum()),
                *(int(found.times[row]) for found in both),
                *(float(known[row]) for known in (first, second)),
                *(_score(vectors, word, row) for word in rows),
            )
            for row in best.tolist()
        ),
        lines=tuple(line for found in both for line in lines_of(corpus, found.positions, best.tolist(), windows.size)),
        same_text=None if vectors.counts is None else bool((occurrences == vectors.counts).all()),
    )


def counted_contexts(corpus: EncodedCorpus, row: int, windows: Windows) -> ContextCounts:
    """Count what occurs beside a word, within its sentences.

    Args:
        corpus: V words.
        row: of the word.
        windows: how far they reach.
    """
    size = len(corpus.vocabulary)
    positions = np.flatnonzero(corpus.ids == row)
    begins, ends = sentence_bounds(corpus, positions)
    times, pairs = np.zeros(size, np.int64), np.zeros(size)
    for distance, weight in enumerate(windows.weights().tolist(), 1):
        left, right = positions - distance, positions + distance
        places = np.concatenate((left[left >= begins], right[right < ends]))
        found = np.bincount(corpus.ids[places], minlength=size)
        times += found
        pairs += weight * found
    return ContextCounts(positions, times, pairs)


def pair_totals(corpus: EncodedCorpus, occurrences: NDArray[np.int64], windows: Windows) -> Floats:
    """float64[V], the pairs of each word: n(c), the sum of what its occurrences count.

    Args:
        corpus: V words.
        occurrences: int64[V], of each word.
        windows: how far they reach.
    """
    reached = np.cumsum(windows.weights())  # by a token with 1, 2, ... words on one side
    totals = occurrences * (2 * reached[-1])
    begins, ends = corpus.starts[:-1], corpus.starts[1:]
    for words in range(windows.size):  # on one side, fewer than the window would reach
        missing = reached[-1] - (reached[words - 1] if words else 0.0)
        inside = begins + words < ends
        for places in (begins[inside] + words, ends[inside] - 1 - words):
            totals -= missing * np.bincount(corpus.ids[places], minlength=totals.size)
    return np.asarray(totals, np.float64)


def information(pairs: Floats, totals: Floats, smoothing: float = FactorizeConfig().smoothing) -> Floats:
    """float64[V], the pointwise mutual information of a word with each context; minus infinity where none was seen.

    log(n(w, c) / (n(w) P(c))), P(c) in proportion to n(c)^smoothing (Levy, Goldberg and Dagan 2015, section 3.1).

    Args:
        pairs: float64[V], n(w, c).
        totals: float64[V], n(c).
        smoothing: 1 takes P(c) as counted.
    """
    smoothed = np.where(totals > 0, np.maximum(totals, 0) ** smoothing, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.log(pairs) - np.log(pairs.sum()) - np.log(smoothed / smoothed.sum())
    return np.where(pairs > 0, found, -np.inf)


def _known(found: ContextCounts, totals: Floats, least: int) -> Floats:
    """float64[V], the positive information of a word with the contexts that are beside it often enough."""
    return np.where(found.times >= least, np.maximum(information(found.pairs, totals), 0), 0)


def _occurrences(corpus: EncodedCorpus) -> NDArray[np.int64]:
    found = np.zeros(len(corpus.vocabulary), np.int64)
    for begin in range(0, corpus.ids.size, _TOKENS):
        found += np.bincount(corpus.ids[begin : begin + _TOKENS], minlength=found.size)
    return found


def _score(vectors: WordVectors, word: int, context: int) -> float | None:
    if vectors.contexts is None:
        return None
    return float(vectors.vectors[word].astype(np.float64) @ vectors.contexts[context].astype(np.float64))
