"""Which keys are near: by the cosine with a sum of keys and vectors, or by a product of cosines."""

from collections.abc import Iterator
from numbers import Integral
from typing import Any, TypeAlias

import numpy as np

from firth.errors import ArgumentError, ArgumentTypeError, FormatError, quoted
from firth.gensim.keyed.keys import KEY_TYPES, Key, Keys, Rows, unit
from firth.search.ranking import highest

__all__ = ["Found", "Similar"]

Found: TypeAlias = list[tuple[Any, float]] | Rows
"""Keys with their scores, best first; or with ``topn=None`` the scores of all rows, float[V]."""

_NEAR_ZERO = 1e-6  # Levy and Goldberg 2014, equation 4: so that nothing is divided by zero


class Similar(Keys):
    """The part of `KeyedVectors` that finds keys."""

    def most_similar(
        self,
        positive: Any = None,
        negative: Any = None,
        topn: int | None = 10,
        clip_start: int = 0,
        clip_end: int | None = None,
        restrict_vocab: int | None = None,
        indexer: Any = None,
    ) -> Found:
        """Keys in the direction of the mean of others.

        Args:
            positive: a key, a vector float[D], or a list of them, each alone or as (key or vector, weight).
            negative: the same, to be subtracted; their weight is -1.
            topn: answers wanted; None: the cosines with all rows.
            clip_start: the first row that may be an answer.
            clip_end: the row before which the candidates end.
            restrict_vocab: only the first rows, this many; it goes before the two above.
            indexer: an object whose ``most_similar(vector, topn)`` answers instead.

        Returns:
            (key, cosine) pairs, best first, equals in the order of their rows, without the keys of the question. A
            vector of zeros has the cosine 0 with all.

        Raises:
            KeyError: a key is not there.
            ArgumentError: no keys.
            FormatError: a vector is not finite.
        """
        if isinstance(topn, Integral) and topn < 1:
            return []
        terms = list(_weighted(positive, 1.0)) + list(_weighted(negative, -1.0))
        query = self.get_mean_vector(
            [term for term, _ in terms], [weight for _, weight in terms], post_normalize=True, ignore_missing=False
        )
        if indexer is not None and topn is not None:
            answers: Found = indexer.most_similar(query, topn)
            return answers
        start, end = (0, restrict_vocab) if restrict_vocab else (clip_start, clip_end or len(self.vectors))
        scores = self._cosines(query, slice(start, end))
        return scores if topn is None else self._best(scores, topn, self._asked(terms), start)

    def similar_by_word(self, word: Key, topn: int | None = 10, restrict_vocab: int | None = None) -> Found:
        """`similar_by_key`, by gensim's older name."""
        return self.similar_by_key(word, topn, restrict_vocab)

    def similar_by_key(self, key: Key, topn: int | None = 10, restrict_vocab: int | None = None) -> Found:
        """Keys near a key; arguments, answers and errors are those of `most_similar`."""
        return self.most_similar(positive=[key], topn=topn, restrict_vocab=restrict_vocab)

    def similar_by_vector(self, vector: Rows, topn: int | None = 10, restrict_vocab: int | None = None) -> Found:
        """Keys near a vector float[D]; arguments, answers and errors are those of `most_similar`."""
        return self.most_similar(positive=[vector], topn=topn, restrict_vocab=restrict_vocab)

    def most_similar_cosmul(
        self, positive: Any = None, negative: Any = None, topn: int | None = 10, restrict_vocab: int | None = None
    ) -> Found:
        """Keys near the positive and far from the negative ones, by a quotient of products of cosines (3CosMul).

        Source: Levy and Goldberg 2014, equation 4, with cosines moved to [0, 1]. Arguments, answers and errors are
        those of `most_similar`, without weights. As in gensim, `restrict_vocab` has no effect where `topn` is None; a
        vector is brought to length 1, which gensim leaves out.
        """
        if isinstance(topn, Integral) and topn < 1:
            return []
        plus, minus = (list(_weighted(side, 1.0)) for side in (positive, negative))
        if not plus:
            raise ArgumentError("positive", positive, "cannot compute similarity with no input: give at least one key")
        near, far = (self._product([term for term, _ in side]) for side in (plus, minus))
        scores = near / (far + _NEAR_ZERO)
        if topn is None:
            return np.asarray(scores)
        return self._best(scores[:restrict_vocab], topn, self._asked(plus + minus), 0)

    def _product(self, terms: list[Any]) -> Any:
        """float[V]: the product of the cosines of all rows with some keys and vectors, each moved to [0, 1]."""
        rows = slice(0, len(self.vectors))
        product: Any = 1.0
        for term in terms:
            query = unit(term) if isinstance(term, np.ndarray) else self.get_vector(term, norm=True)
            product = product * ((1 + self._cosines(query, rows)) / 2)
        return product

    def _cosines(self, query: Rows, rows: slice) -> Rows:
        """float[n]: the cosines of some rows with a vector of length 1."""
        with np.errstate(all="ignore"):  # what is not finite is told when answers are chosen
            cosines: Rows = (self.vectors[rows] @ query) / self._divisors()[rows]
        return cosines

    def _asked(self, terms: list[tuple[Any, float]]) -> list[int]:
        return [self.get_index(term, -1) for term, _ in terms if isinstance(term, KEY_TYPES)]

    def _best(self, scores: Rows, topn: int, asked: list[int], start: int) -> list[tuple[Any, float]]:
        """Keys with the highest scores of those from a row on, without some rows."""
        finite = np.isfinite(scores)
        if not finite.all():
            key = self.index_to_key[start + int(finite.argmin())]
            raise FormatError(f"The vector of {quoted(key)}, or the one asked with, holds NaN or infinity. Replace it.")
        if not len(scores):
            return []
        exclude = np.array([asked], np.int64).reshape(1, -1) - start
        scored = scores.astype(np.float32)[None]
        ids, _ = highest(
            lambda _, rows: scored[:, rows].copy(),
            np.empty((1, 0), np.float32),
            int(topn),
            len(scores),
            len(scores),
            exclude,
        )
        return [(self.index_to_key[row + start], float(scores[row])) for row in ids[0].tolist() if row >= 0]


def _weighted(side: Any, sign: float) -> Iterator[tuple[Any, float]]:
    """Keys and vectors of one side of a question, each with its weight.

    Raises:
        ArgumentTypeError: one is neither.
    """
    if side is None:
        return
    alone = isinstance(side, KEY_TYPES) or (isinstance(side, np.ndarray) and side.ndim == 1)
    for term in [side] if alone else list(side):
        if isinstance(term, (*KEY_TYPES, np.ndarray)):
            yield term, sign
        elif isinstance(term, tuple | list) and len(term) == 2:
            yield term[0], float(term[1])
        else:
            raise ArgumentTypeError(
                "positive", term, "must be a key, a vector (a NumPy array), or a pair of one and its weight"
            )
