"""One number for a model, as searches over settings want it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np

from firth.errors import ArgumentError, ArgumentTypeError
from firth.evaluation.judge import SetLike, evaluate, read_sets
from firth.evaluation.questions.sets import AnalogySet, OutlierSet, QuestionSet, SimilaritySet
from firth.evaluation.solving import SOLVERS, Solver
from firth.evaluation.space import Protocol, check_protocol
from firth.vectors.word_vectors import WordVectors

__all__ = ["Scorer", "scorer"]

MEASURES = {
    AnalogySet: SOLVERS,
    SimilaritySet: ("spearman", "pearson"),
    OutlierSet: ("outlier found", "outlier position"),
}


USUAL = {AnalogySet: "3CosAdd", SimilaritySet: "spearman", OutlierSet: "outlier position"}
"""The measure of each kind of set. Of several kinds, the first that is among the sets."""


@dataclass(frozen=True, repr=False)
class Scorer:
    """What `scorer` makes: called with a model, it gives its score. It can be pickled."""

    sets: tuple[QuestionSet, ...]
    measure: str
    protocol: Protocol

    def __call__(self, estimator: Any, X: Any = None, y: Any = None) -> float:  # noqa: ARG002, N803 - scikit-learn's names
        """The mean score of the sets.

        Args:
            estimator: `WordVectors`, or what has them as its attribute ``vectors_``.
            X: texts that scikit-learn held out; not looked at.
            y: not looked at.

        Raises:
            ArgumentTypeError: there are no vectors.
            ArgumentError: a set has no score, for nothing of it can be asked, or no correlation is defined.
            FormatError: a vector is not finite.

        Example:
            >>> firth.scorer("pairs.txt", "spearman")(vectors) <= 1
            True
        """
        vectors = estimator if isinstance(estimator, WordVectors) else getattr(estimator, "vectors_", None)
        if not isinstance(vectors, WordVectors):
            raise ArgumentTypeError(
                "estimator", estimator, "must be WordVectors, or have an attribute vectors_ of them"
            )
        solvers: list[Solver] = [each for each in get_args(Solver) if each == self.measure]
        report = evaluate(vectors, self.sets, solvers=solvers, protocols=[self.protocol])
        value = float(np.mean([score.value for score in report.totals() if score.measure == self.measure]))
        if math.isnan(value):
            raise ArgumentError("estimator", vectors, f"has no score. {' '.join(report.notes)}")
        return value

    def __repr__(self) -> str:
        names = ", ".join(each.name for each in self.sets)
        return f"<Scorer: {self.measure} of {names}; {self.protocol}>"


def scorer(
    sets: Sequence[SetLike] | SetLike, measure: str | None = None, *, protocol: Protocol | None = None
) -> Scorer:
    """A function that gives a model one score, in the form that searches of scikit-learn take as ``scoring``.

    The sets are read now, once.

    Args:
        sets: as for `evaluate`. Those that have no such measure are left out.
        measure: a solver of analogies, "spearman", "pearson", "outlier found" or "outlier position". None:
            "3CosAdd" if analogies are among the sets, else "spearman" if similarities are, else "outlier position".
        protocol: how to ask; None: the usual one.

    Raises:
        ArgumentError: no set has such a measure; the message names those that the sets have.
        SourceError: a file is missing or cannot be read.
        FormatError: a file is no set of questions.

    Example:
        >>> score = firth.scorer("pairs.txt")
        >>> score
        <Scorer: spearman of pairs; 30,000 words>
        >>> -1 <= score(vectors) <= 1
        True
    """
    given = read_sets(sets)
    kinds = [kind for kind in MEASURES if any(isinstance(each, kind) for each in given)]
    if not kinds:
        raise ArgumentError("sets", sets, "give one set or more")
    if measure is None:
        measure = USUAL[kinds[0]]
    fitting = tuple(each for each in given if measure in MEASURES[type(each)])
    if not fitting:
        names = ", ".join(name for kind in kinds for name in MEASURES[kind])
        raise ArgumentError("measure", measure, f"none of the sets has it; they have {names}")
    usual = Protocol() if protocol is None else protocol
    check_protocol(usual)
    return Scorer(fitting, measure, usual)
