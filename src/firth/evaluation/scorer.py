"""One number for a model, as searches over settings want it."""

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


@dataclass(frozen=True)
class Scorer:
    """What `scorer` makes: called with a model, it gives its score. It can be pickled."""

    sets: tuple[QuestionSet, ...]
    measure: str
    protocol: Protocol

    def __call__(self, estimator: Any, X: Any = None, y: Any = None) -> float:  # noqa: ARG002, N803 - scikit-learn's names
        """The mean score of the sets; NaN where nothing of one could be asked.

        Args:
            estimator: `WordVectors`, or what has them as its attribute ``vectors_``.
            X: texts that scikit-learn held out; not looked at.
            y: not looked at.

        Raises:
            ArgumentTypeError: there are no vectors.
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
        totals = evaluate(vectors, self.sets, solvers=solvers, protocols=[self.protocol]).totals()
        return float(np.mean([score.value for score in totals if score.measure == self.measure]))


def scorer(sets: Sequence[SetLike] | SetLike, measure: str = "3CosAdd", *, protocol: Protocol | None = None) -> Scorer:
    """A function that gives a model one score, in the form that searches of scikit-learn take as ``scoring``.

    The sets are read now, once.

    Args:
        sets: as for `evaluate`. Those that have no such measure are left out.
        measure: a solver of analogies, "spearman", "pearson", "outlier found" or "outlier position".
        protocol: how to ask; None: the usual one.

    Raises:
        ArgumentError: there is no such measure, or no set has it.
        SourceError: a file is missing or cannot be read.
        FormatError: a file is no set of questions.

    Example:
        >>> score = firth.scorer("pairs.txt", measure="spearman")
        >>> -1 <= score(vectors) <= 1
        True
    """
    if not any(measure in measures for measures in MEASURES.values()):
        names = ", ".join(name for measures in MEASURES.values() for name in measures)
        raise ArgumentError("measure", measure, f"must be one of {names}")
    fitting = tuple(each for each in read_sets(sets) if measure in MEASURES[type(each)])
    if not fitting:
        raise ArgumentError("measure", measure, "none of the sets is of the kind that has this measure")
    usual = Protocol() if protocol is None else protocol
    check_protocol(usual)
    return Scorer(fitting, measure, usual)
