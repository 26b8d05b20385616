"""Questions to a model and to its runs: in how many of them an answer holds."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.errors import ArgumentTypeError
from firth.runs.folder import By, vectors_of_runs
from firth.search import mean_row, unit_rows
from firth.vectors.queries import Word
from firth.vectors.word_vectors import Answers, WordVectors, load

__all__ = ["Runs", "StableAnswer", "load_stability"]


class StableAnswer(NamedTuple):
    """An answer of a model, and what its runs make of it.

    Attributes:
        word: the answer.
        score: its cosine in the model.
        share: of the runs that have it among their own first answers, as many as were asked for.
        mean: of its cosine in the runs.
        deviation: of its cosine between the runs; NaN for a single run.
    """

    word: Any
    score: float
    share: float
    mean: float
    deviation: float


@dataclass(frozen=True, eq=False, repr=False)
class Runs:
    """A model, and other runs of its training.

    Attributes:
        model: whose answers are in question.
        runs: the same words, trained with the same settings.
        by: what differs between the runs: "seeds"; or "sentences", drawn anew with replacement, and seeds.

    Example:
        >>> firth.Runs(vectors, [vectors], "seeds")
        <Runs: 1 by seeds, of <WordVectors: 8 words, 10 dimensions, contexts, counts>>
    """

    model: WordVectors
    runs: Sequence[WordVectors]
    by: By

    def __len__(self) -> int:
        """How many runs there are."""
        return len(self.runs)

    def __repr__(self) -> str:
        return f"<Runs: {len(self)} by {self.by}, of {self.model!r}>"

    def as_words(self) -> "Runs":
        """The same, with the digits of ids as words: see `WordVectors.as_words`.

        Example:
            >>> firth.Runs(vectors, [vectors], "seeds").as_words()
            <Runs: 1 by seeds, of <WordVectors: 8 words, 10 dimensions, contexts, counts>>
        """
        if not self.model.of_ids:
            return self
        return Runs(self.model.as_words(), [run.as_words() for run in self.runs], self.by)

    def most_similar(
        self,
        positive: Word | Sequence[Word] = (),
        *,
        negative: Word | Sequence[Word] = (),
        topn: int = 10,
        restrict_vocab: int | None = None,
        center: bool = False,
    ) -> list[StableAnswer]:
        """What `WordVectors.most_similar` of the model answers, and in how many runs it holds.

        Args:
            positive: a word or several.
            negative: the same, to be subtracted.
            topn: answers wanted; an answer holds in a run that has it among as many.
            restrict_vocab: as for the model.
            center: as for the model.

        Raises:
            ArgumentTypeError: a term is not a word; a vector of one run means nothing in another.

        The other errors are the model's.

        Example:
            >>> runs = firth.Runs(vectors, [vectors, vectors], "seeds")
            >>> [answer.share for answer in runs.most_similar("king", topn=3)]
            [1.0, 1.0, 1.0]
        """
        plus, minus = _words("positive", positive), _words("negative", negative)
        found = [
            each.most_similar(plus, negative=minus, topn=topn, restrict_vocab=restrict_vocab, center=center)
            for each in (self.model, *self.runs)
        ]
        return self._judged(found, plus, minus, center=center)

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
    ) -> list[StableAnswer]:
        """What `WordVectors.analogy` of the model answers, and in how many runs it holds.

        Args:
            a: as "man" in man : king :: woman : ?.
            b: as "king".
            c: as "woman".
            topn: answers wanted; an answer holds in a run that has it among as many.
            restrict_vocab: as for the model.
            center: as for the model.
            normalize: as for the model.

        The errors are the model's.

        Example:
            >>> runs = firth.Runs(vectors, [vectors, vectors], "seeds")
            >>> len(runs.analogy("man", "king", "woman", topn=3))
            3
        """
        found = [
            each.analogy(a, b, c, topn=topn, restrict_vocab=restrict_vocab, center=center, normalize=normalize)
            for each in (self.model, *self.runs)
        ]
        return self._judged(found, [b, c], [a], center=center, normalize=normalize)

    def _judged(
        self, found: list[Answers], plus: list[Word], minus: list[Word], *, center: bool, normalize: bool = True
    ) -> list[StableAnswer]:
        """The answers of the model, the first of those found, beside those of the runs."""
        mine, theirs = found[0], [dict(answers) for answers in found[1:]]
        words, terms = [word for word, _ in mine], [self.model.index(word) for word in plus + minus]
        rows, signs = [self.model.index(word) for word in words], np.repeat([1.0, -1.0], [len(plus), len(minus)])
        cosines = np.array([_cosines(run.vectors, rows, terms, signs, center, normalize) for run in self.runs])
        return [
            StableAnswer(
                word,
                score,
                sum(word in answers for answers in theirs) / len(self),
                float(cosines[:, place].mean()),
                float(cosines[:, place].std(ddof=1)) if len(self) > 1 else float("nan"),
            )
            for place, (word, score) in enumerate(mine)
        ]


def _cosines(  # noqa: PLR0913, PLR0917 - what makes a question
    matrix: NDArray[np.float32],
    rows: list[int],
    terms: list[int],
    signs: NDArray[np.float64],
    center: bool,  # noqa: FBT001 - a private function with one caller
    normalize: bool,  # noqa: FBT001 - the same
) -> NDArray[np.float64]:
    """float64[n], the cosines of n rows with the sum of some terms."""
    both = matrix[np.array(rows + terms, np.intp)].astype(np.float64)
    if center:
        both -= mean_row(matrix)
    added = unit_rows(both[len(rows) :]) if normalize else both[len(rows) :]
    found: NDArray[np.float64] = unit_rows(both[: len(rows)]).astype(np.float64) @ unit_rows((signs @ added)[None])[0]
    return found


def _words(name: str, terms: Word | Iterable[Word]) -> list[Word]:
    words: list[Word] = [terms] if isinstance(terms, str | Integral) else list(terms)  # type: ignore[arg-type]
    for word in words:
        if not isinstance(word, str | Integral):
            raise ArgumentTypeError(name, word, "must be a word: a vector of one run means nothing in another")
    return words


def load_stability(path: str | os.PathLike[str], *, limit: int | None = None) -> Runs:
    """Open a model with the runs that `firth.stability` keeps beside it.

    Args:
        path: the name of the model's file.
        limit: rows to read, the first ones; None: all.

    Raises:
        SourceError: the model is missing, or there are no runs of it.
        FormatError: the model or a run is damaged, or the model has changed since its runs were trained.

    Example:
        >>> firth.train("corpus.txt", vector_size=10).save("small.safetensors")
        >>> report = firth.stability("small.safetensors", "corpus.txt", runs=2)
        >>> firth.load_stability("small.safetensors")
        <Runs: 2 by seeds, of <WordVectors: 14 words, 10 dimensions, contexts, counts>>
    """
    if not isinstance(path, str | os.PathLike):
        raise ArgumentTypeError("path", path, "must be the name of the model's file: its runs are kept beside it")
    model = load(path, limit=limit)
    by, runs = vectors_of_runs(model, path, limit=limit)
    return Runs(model, runs, by)
