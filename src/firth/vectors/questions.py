"""Questions to vectors: words like a word, analogies, the odd one out, and the words that go with a word.

Each method turns words into rows, asks `firth.search`, and turns rows back into words.
"""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from functools import cached_property
from numbers import Integral
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

import firth.search as search  # noqa: PLR0402 - `from firth import` would ask the root
from firth.errors import ArgumentError
from firth.vectors.composing import Composing
from firth.vectors.queries import (
    Query,
    Vector,
    Word,
    as_terms,
    checked_limit,
    checked_vector,
    many_terms,
    many_triples,
    many_words,
)

__all__ = ["Answers", "Questions"]

NO_DIRECTION = 1e-6  # so short a sum of unit vectors is rounding

Answers: TypeAlias = list[tuple[Any, float]]
"""Words, or ids, with their scores, best first."""


class Questions(Composing):
    """The part of `WordVectors` that answers questions."""

    def similarity(self, a: Word, b: Word) -> float:
        """Cosine of the angle between two words' vectors.

        Args:
            a: a word.
            b: another.

        Returns:
            A number in [-1, 1]; 0 where a vector is zero.

        Raises:
            UnknownWordError: there is no such word.
            FormatError: a vector is not finite.

        Example:
            >>> firth.WordVectors(["tea", "cup"], [[1, 0], [0, 1]]).similarity("tea", "cup")
            0.0
        """
        return search.cosine(self[a], self[b])

    def most_similar(
        self,
        positive: Query | Sequence[Query] = (),
        *,
        negative: Query | Sequence[Query] = (),
        topn: int = 10,
        restrict_vocab: int | None = None,
        center: bool = False,
    ) -> Answers:
        """Words in the direction of a word, a vector, or of several added and subtracted.

        The terms are brought to unit length and averaged, the negative ones with a minus, as in gensim. The
        words among them are not among the answers.

        Args:
            positive: a word or a plain vector float[D], or a list of them.
            negative: the same, to be subtracted.
            topn: answers wanted; fewer come only where there are fewer candidates.
            restrict_vocab: only the first rows, this many, are candidates; None: all.
            center: subtract the mean of all rows from rows and terms first.

        Returns:
            (word, cosine) pairs, best first, equals in the order of their rows.

        Raises:
            UnknownWordError: a word is not in the model.
            ArgumentError: no terms, terms that cancel each other out, a vector that is zero or of the wrong shape,
                or a nonsensical topn or restrict_vocab.
            FormatError: a vector met on the way is not finite.

        Example:
            >>> len(vectors.most_similar("king", topn=3))
            3
            >>> "king" in dict(vectors.most_similar(["king", "woman"], negative=["man"]))
            False
        """
        plus, minus = as_terms("positive", self._listed(positive)), as_terms("negative", self._listed(negative))
        if not plus and not minus:
            raise ArgumentError("positive", positive, "give at least one word or vector")
        limit = checked_limit(topn, restrict_vocab)
        directions = self._centered if center else self._directions
        rows, ids = self._look_up(plus + minus, directions.mean)
        signs = np.repeat([1.0, -1.0], [len(plus), len(minus)])
        query = signs @ search.unit_rows(rows).astype(np.float64)
        if np.abs(query).max() < NO_DIRECTION:
            what = "cancel each other out" if rows.any() else "are zero vectors"
            raise ArgumentError("positive", positive, f"the terms {what}, which leaves no direction to look in")
        return self._answers(*search.nearest(directions, query[None], topn, exclude=ids[None], limit=limit))[0]

    def most_similar_many(
        self,
        queries: Sequence[Query],
        *,
        topn: int = 10,
        restrict_vocab: int | None = None,
        center: bool = False,
    ) -> list[Answers]:
        """Neighbours of each of many words or vectors, in far less time than one by one.

        Args:
            queries: words or plain vectors float[D].
            topn: as for `most_similar`.
            restrict_vocab: as for `most_similar`.
            center: as for `most_similar`.

        Returns:
            One list for each query, as `most_similar` would give.

        Raises:
            UnknownWordError: a word is not in the model.
            ArgumentError: a lone string or a set instead of a list, or as for `most_similar`.
            FormatError: a vector met on the way is not finite.

        Example:
            >>> [len(answers) for answers in vectors.most_similar_many(["king", "tea"], topn=2)]
            [2, 2]
        """
        terms = many_terms("queries", queries)
        limit = checked_limit(topn, restrict_vocab)
        directions = self._centered if center else self._directions
        rows, ids = self._look_up(terms, directions.mean)
        if not (directed := rows.any(axis=1)).all():
            raise ArgumentError("queries", terms[int(directed.argmin())], "is a zero vector, which has no direction")
        return self._answers(*search.nearest(directions, rows, topn, exclude=ids[:, None], limit=limit))

    def analogy(  # noqa: PLR0913 - three words, and four keywords that vary the question
        self,
        a: Word,
        b: Word,
        c: Word,
        *,
        topn: int = 10,
        restrict_vocab: int | None = None,
        center: bool = False,
        normalize: bool = True,
    ) -> Answers:
        """Answer "a is to b as c is to ?": words near b - a + c (3CosAdd), other than a, b and c.

        Args:
            a: as "man" in man : king :: woman : ?.
            b: as "king".
            c: as "woman".
            topn: as for `most_similar`.
            restrict_vocab: as for `most_similar`.
            center: as for `most_similar`.
            normalize: bring the vectors to unit length before they are added; False adds them as they are, as
                textbooks do.

        Returns:
            (word, cosine) pairs, best first, equals in the order of their rows.

        Raises:
            UnknownWordError: a word is not in the model.
            ArgumentError: a nonsensical topn or restrict_vocab.
            FormatError: a vector met on the way is not finite.

        Example:
            >>> len(vectors.analogy("man", "king", "woman", topn=2))
            2
        """
        return self.analogy_many(
            [(a, b, c)], topn=topn, restrict_vocab=restrict_vocab, center=center, normalize=normalize
        )[0]

    def analogy_many(
        self,
        triples: Iterable[tuple[Word, Word, Word]],
        *,
        topn: int = 10,
        restrict_vocab: int | None = None,
        center: bool = False,
        normalize: bool = True,
    ) -> list[Answers]:
        """Answer many analogies in far less time than one by one.

        Args:
            triples: (a, b, c) each.
            topn: as for `most_similar`.
            restrict_vocab: as for `most_similar`.
            center: as for `most_similar`.
            normalize: as for `analogy`.

        Returns:
            One list for each triple, as `analogy` would give.

        Raises:
            UnknownWordError: a word is not in the model.
            ArgumentError: something other than three words, or a nonsensical topn or restrict_vocab.
            FormatError: a vector met on the way is not finite.

        Example:
            >>> len(vectors.analogy_many([("man", "king", "woman"), ("king", "man", "queen")]))
            2
        """
        limit = checked_limit(topn, restrict_vocab)
        words: list[Query] = [word for triple in many_triples(triples) for word in triple]
        directions = self._centered if center else self._directions
        terms, ids = self._look_up(words, directions.mean)
        rows = ids.reshape(-1, 3)
        return self._answers(*search.analogy(directions, rows, topn, terms=terms, normalize=normalize, limit=limit))

    def typical_contexts(self, word: Word, *, topn: int = 10, restrict_vocab: int | None = None) -> Answers:
        """Words that occur next to a word more often than by chance, by e_w . e'_c.

        This is a first-order question: `most_similar` finds words used like "tea", this one words used with it. At
        the optimum of negative sampling the score is their pointwise mutual information, with the noise distribution
        for the words' own, less the log of the number of noise words (Levy and Goldberg 2014, section 3); under full
        softmax it is log P(c | w) up to a constant. For CBOW, whose scores are of whole
        windows, neither holds.

        The word itself may be an answer, and often is: words recur within a window.

        Args:
            word: w, a word of the model.
            topn: answers wanted; fewer come only where there are fewer words.
            restrict_vocab: only the first rows, this many, are candidates; None: all.

        Returns:
            (word, inner product) pairs, best first, equals in the order of their rows.

        Raises:
            UnknownWordError: the word is not in the model.
            MissingPartError: the model has no contexts.
            ArgumentError: a nonsensical topn or restrict_vocab.
            FormatError: a vector met on the way is not finite.

        Example:
            >>> small = firth.WordVectors(["tea", "cup"], [[1, 0], [0, 1]], contexts=[[0, 2], [3, 0]])
            >>> small.typical_contexts("tea", topn=1)
            [('cup', 3.0)]
        """
        return self._expected([word], topn, restrict_vocab)

    def predict_center(self, contexts: Sequence[Word], *, topn: int = 10, restrict_vocab: int | None = None) -> Answers:
        """Words that are expected in the middle of others, by the inner product of e'_c with the mean of theirs.

        This is how CBOW scores a center word in training; with skip-gram it is the mean of what each word says alone.
        Their order plays no part. gensim's ``predict_output_word`` puts the scores through a softmax, which makes
        probabilities of them only for a model that was trained by full softmax; here they stay what they are.

        Words of the question may be answers: to leave them out makes the guesses worse, because words recur.

        Args:
            contexts: the words around the missing one; one that is there twice counts twice.
            topn: answers wanted; fewer come only where there are fewer words.
            restrict_vocab: only the first rows, this many, are candidates; None: all.

        Returns:
            (word, inner product) pairs, best first, equals in the order of their rows.

        Raises:
            UnknownWordError: a word is not in the model.
            MissingPartError: the model has no contexts.
            ArgumentError: no words, a lone string instead of a list, or a nonsensical topn or restrict_vocab.
            FormatError: a vector met on the way is not finite.

        Example:
            >>> small = firth.WordVectors(["tea", "cup"], [[1, 0], [0, 1]], contexts=[[0, 2], [3, 0]])
            >>> small.predict_center(["tea", "tea"], topn=1)
            [('cup', 3.0)]
        """
        words = many_words("contexts", contexts)
        if not words:
            raise ArgumentError("contexts", contexts, "give a list of at least one word")
        return self._expected(words, topn, restrict_vocab)

    def doesnt_match(self, words: Sequence[Word]) -> Any:
        """The word that goes least with the others: furthest from the mean of their directions.

        Args:
            words: at least three.

        Returns:
            One of them; among equals the first.

        Raises:
            UnknownWordError: a word is not in the model.
            ArgumentError: fewer than three words.
            FormatError: a vector is not finite.

        Example:
            >>> firth.WordVectors(["tea", "cup", "oak"], [[2, 1], [3, 1], [0, 1]]).doesnt_match(["tea", "cup", "oak"])
            'oak'
        """
        among = many_words("words", words)
        if len(among) < 3:
            raise ArgumentError("words", words, "give a list of at least three words")
        odd = among[search.odd_one_out(self.rows(among))]
        return odd if isinstance(odd, str) else int(odd)

    def _listed(self, terms: Any) -> Any:
        """The same; where words are ids, an array of whole numbers is no vector but a list of ids."""
        are_ids = self.of_ids and isinstance(terms, np.ndarray) and terms.dtype.kind in "iu"
        return terms.tolist() if are_ids else terms

    @cached_property
    def _directions(self) -> search.Directions:
        return search.Directions(self.vectors)

    @cached_property
    def _centered(self) -> search.Directions:
        return search.Directions(self.vectors, search.mean_row(self.vectors))

    @abstractmethod
    def _context_rows(self) -> NDArray[np.float32]:
        """E', float32[V, D].

        Raises:
            MissingPartError: there is none.
        """

    def _expected(self, words: Sequence[Word], topn: int, restrict_vocab: int | None) -> Answers:
        contexts, limit = self._context_rows(), checked_limit(topn, restrict_vocab)
        rows = self.rows(words)
        with np.errstate(invalid="ignore"):  # of infinities; the search refuses what comes out
            query = rows.mean(axis=0, dtype=np.float64)
        return self._answers(*search.highest_products(contexts, query[None], topn, limit=limit))[0]

    def _look_up(self, terms: list[Query], mean: Vector | None) -> tuple[Vector, NDArray[np.int64]]:
        """Vectors of words and vectors, centered if there is a mean, and their rows, -1 for a plain vector."""
        ids = np.array([self._place(term) if isinstance(term, str | Integral) else -1 for term in terms], np.int64)
        with np.errstate(invalid="ignore"):  # of NaN and infinities; the search refuses what comes out
            rows = self.vectors[ids].astype(np.float64)
            for place, term in enumerate(terms):
                if not isinstance(term, str | Integral):
                    rows[place] = checked_vector(term, self.vectors.shape[1])
                elif ids[place] < 0:
                    rows[place] = self._vector(term, -1)
            return (rows if mean is None else rows - mean), ids

    def _answers(self, ids: NDArray[np.int64], scores: NDArray[np.float32]) -> list[Answers]:
        return [
            [(self._words[row], score) for row, score in zip(*found, strict=True) if row >= 0]
            for found in zip(ids.tolist(), scores.tolist(), strict=True)
        ]
