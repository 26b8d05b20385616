"""Words that a model does not hold, made of their pieces; and the pieces of a word.

Only on request: a misspelt word must not become a vector unnoticed. So `WordVectors.composing` gives vectors that
compose what they do not hold, and all others refuse it.
"""

import copy
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

import firth.search as search  # noqa: PLR0402 - `from firth import` would ask the root
from firth.errors import FormatError, MissingPartError, quoted
from firth.normalizing import spelt_as_read
from firth.subwords.composing import Subwords
from firth.subwords.ngrams import Parts
from firth.vectors.lookup import Lookup
from firth.vectors.queries import Word, checked_limit, many_words

__all__ = ["Composing", "Piece"]


class Piece(NamedTuple):
    """A piece of a word.

    Attributes:
        text: as "<te" is of "tea"; the word itself for its own row.
        known: whether it has a vector.
        share: of the word's vector: what the piece adds in that direction, in relation to its length. All shares are 1
            together.
        whole: whether it is not a piece, but the word's own row.
    """

    text: str
    known: bool
    share: float
    whole: bool = False


class Composing(Lookup):
    """The part of `WordVectors` that knows pieces of words."""

    subwords: Subwords | None

    def composing(self) -> Self:
        """The same vectors, which compose a word that they do not hold of its pieces, wherever they are asked for one.

        That is so for ``[]``, `rows`, and all questions by cosine; ``in``, `get` and `index` are as before, and so are
        the candidates for answers.

        Raises:
            MissingPartError: the model has no subwords, or the function that cut its words is not known.

        Example:
            >>> vectors = firth.train([["tea", "teapot"]] * 20, min_count=1, sample=0, subwords="3-5", vector_size=4)
            >>> vectors.composing()["teapots"].shape
            (4,)
        """
        self._cut_known()
        composing = copy.copy(self)
        composing.__dict__["_composes"] = True
        return composing

    @property
    def composes(self) -> bool:
        """Whether these vectors compose words that they do not hold."""
        return self._composes

    def including(self, words: Iterable[str]) -> Self:
        """The vectors with more rows at their end: of words that are not there and can be composed.

        Args:
            words: any. Those that are there, or cannot be composed (`composable`), are passed over.

        Returns:
            Vectors without contexts, nodes, counts and subwords, to be saved or compared as those of whole words.

        Raises:
            MissingPartError: the model has no subwords, or the function that cut its words is not known.
            ArgumentTypeError: it is a lone word or a set, or not all are words.

        Example:
            >>> small = firth.train([["tea", "teapot"]] * 20, min_count=1, sample=0, subwords="3", vector_size=4)
            >>> small.including(["teapots", "tea", "xyz"]).words
            ('tea', 'teapot', 'teapots')
        """
        composing = self.composing()
        asked = many_words("words", words)
        for word in asked:
            self._words.check(word)
        new = [word for word in dict.fromkeys(asked) if self._is_composed(word)]
        rows = np.concatenate([self.vectors, composing.rows(new)]) if new else self.vectors
        return type(self)([*self.words, *new], rows, info=self.info)  # type: ignore[call-arg] # of `WordVectors`

    def composable(self, word: Word) -> bool:
        """Whether a word has a piece that has a vector, whether or not the word itself is among the words.

        Args:
            word: any.

        Example:
            >>> vectors.composable("kings")
            False
        """
        return self.subwords is not None and self._composed(word) is not None

    def holds(self, word: Word) -> bool:
        """Whether a word is among the words, as it is spelt or as the text was read.

        Args:
            word: any.

        Example:
            >>> vectors.holds("king"), vectors.holds("no such word")
            (True, False)
        """
        return self._row(word) is not None

    def pieces(self, word: str) -> list[Piece]:
        """The pieces of a word, and what each does for its vector: first its own row, if it has one.

        Args:
            word: of the model, or any that can be composed.

        Returns:
            All pieces, in the order of the word.

        Raises:
            MissingPartError: the model has no subwords, or the function that cut its words is not known.
            UnknownWordError: the word is not in the model, and none of its pieces has a vector.

        Example:
            >>> small = firth.train([["tea", "teapot"]] * 20, min_count=1, sample=0, subwords="3", vector_size=4)
            >>> [piece.text for piece in small.pieces("tea")]
            ['tea', '<te', 'tea', 'ea>']
        """
        self._words.check(word)
        subwords, row = self._cut_known(), self._row(word)
        spelt = self._as_read(word) if row is None else self._words[row]
        if row is None and self._composed(word) is None:
            self.index(word)
        places = subwords.places([spelt])[1]
        rows = subwords.rows[np.maximum(places, 0)].astype(np.float64) * (places >= 0)[:, None]
        texts, known = subwords.cut.cut(spelt), (places >= 0).tolist()
        own = (
            subwords.own_rows([spelt], self.vectors[row : row + 1]) if row is not None and subwords.whole_word else None
        )
        if own is not None:
            rows, texts, known = np.concatenate([own, rows]), [spelt, *texts], [True, *known]
        vector = rows.mean(axis=0)
        square = float(vector @ vector) * len(rows)
        shares = (rows @ vector / square if square else np.zeros(len(rows))).tolist()
        pieces = zip(texts, known, shares, strict=True)
        return [Piece(*piece, whole=own is not None and place == 0) for place, piece in enumerate(pieces)]

    def nearest_pieces(self, word: str, *, topn: int = 10) -> list[tuple[str, float]]:
        """The pieces whose vectors are nearest to that of a word.

        A piece is named by the first word of the model that has it; with buckets, others may share its vector.

        Args:
            word: of the model, or any that can be composed.
            topn: pieces wanted.

        Returns:
            (piece, cosine) pairs, best first.

        Raises:
            MissingPartError: the model has no subwords, or the function that cut its words is not known.
            UnknownWordError: the word is not in the model, and none of its pieces has a vector.

        Example:
            >>> small = firth.train([["tea", "teapot"]] * 20, min_count=1, sample=0, subwords="3", vector_size=4)
            >>> len(small.nearest_pieces("tea", topn=2))
            2
        """
        self._words.check(word)
        subwords = self._cut_known()
        checked_limit(topn, None)
        query = self.composing()[word]
        starts, places = self._pieces_of_words
        known = np.unique(places[places >= 0])
        rows, scores = search.nearest(search.Directions(subwords.rows[known]), query[None], topn)
        found = []
        for row, score in zip(known[rows[0]].tolist(), scores[0].tolist(), strict=True):
            at = int(np.argmax(places == row))
            of_word = int(np.searchsorted(starts, at, side="right")) - 1
            found.append((subwords.cut.cut(self._words[of_word])[at - int(starts[of_word])], score))
        return found

    @cached_property
    def _pieces_of_words(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        return self._cut_known().places(self.words)

    def _cut_known(self) -> Subwords:
        """The subwords, if the model can cut words.

        Raises:
            MissingPartError: it cannot.
        """
        if self.subwords is None and self.info.get("view") is not None:
            raise MissingPartError(
                f"These vectors are the view {self.info['view']!r} of a model, and pieces have no such view. Compose "
                "words from the model itself, without a view."
            )
        if self.subwords is None:
            raise MissingPartError(
                "These vectors are of whole words: they hold no pieces to compose others of. "
                'Train with subwords, such as subwords="3-6" (--subwords 3-6), or read a fastText .bin file.'
            )
        cut = self.subwords.cut
        if isinstance(cut, Parts) and cut.function is None:
            raise MissingPartError(
                f"The words of this model were cut by a function, {cut.name!r}, which is not in the file. "
                "Give it again: firth.load(path, parts=function)."
            )
        return self.subwords

    def _composed(self, word: Word) -> NDArray[np.float32] | None:
        """The vector of a word made of its pieces, or None if none of them is known."""
        if self.subwords is None or not isinstance(word, str):
            return None
        spelt = self._as_read(word)
        if not (self.subwords.places([spelt])[1] >= 0).any():
            return None
        vector = np.asarray(self.subwords.composed([spelt])[0])
        if not np.isfinite(vector).all():
            raise FormatError(
                f"A piece of {quoted(word)} holds NaN or infinity, so it cannot be composed. The file is damaged or "
                "its training diverged: fetch it again, or train with a smaller alpha."
            )
        return vector

    def _as_read(self, word: str) -> str:
        return spelt_as_read(word, self._reading)
