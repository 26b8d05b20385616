"""Solvers: from a question of words to the word that a model answers.

With unit vectors, a : b :: c : d, and d over all candidates but a, b and c (Levy and Goldberg 2014; Drozd et al. 2016):

* ``3CosAdd``: the highest cos(d, b) - cos(d, a) + cos(d, c);
* ``3CosMul``: the highest cos(d, b) cos(d, c) / (cos(d, a) + 0.001), cosines moved to 0 to 1;
* ``PairDirection``: the highest cos(d - c, b - a).

All follow from the cosines of the candidates with the words of the questions, which are far fewer than the questions.
So these are computed once for each block of candidates, and a question adds up a few rows of them.

``3CosAvg`` and ``LRCos``, which learn from all pairs of a relation, are in `firth.evaluation.set_solvers`.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from firth.errors import ArgumentError
from firth.evaluation.question_sets import Relation
from firth.evaluation.set_solvers import answers_by_average, answers_by_regression, set_questions
from firth.evaluation.space import Best, Space

__all__ = ["SOLVERS", "Outcome", "Solver", "solved", "triples_known"]

Solver: TypeAlias = Literal["3CosAdd", "3CosMul", "PairDirection", "3CosAvg", "LRCos"]
SOLVERS: tuple[Solver, ...] = get_args(Solver)

Cosines = NDArray[np.float32]
Score: TypeAlias = Callable[[Cosines, NDArray[np.intp], NDArray[np.float32]], Cosines]
"""Cosines float32[T, n] of terms with candidates, int[q, 3] (which terms are a, b, c) and float32[q] (c.b - c.a), to
scores float32[q, n]."""

SEED = 20  # of the random words of LRCos
AT_ONCE = 64  # questions: with a block of candidates, a megabyte of scores


class Outcome(NamedTuple):
    """How the questions of a relation were answered.

    Attributes:
        questions: int32[Q, 2]; the pair that is the example, -1 for all the others, and the pair that is asked.
        asked: bool[Q]; the others have a word that the model lacks.
        right: bool[Q].
        answers: int64[Q], the row of the answer, -1 where it was not asked.
    """

    questions: NDArray[np.int32]
    asked: NDArray[np.bool_]
    right: NDArray[np.bool_]
    answers: NDArray[np.int64]

    @property
    def pairs_asked(self) -> int:
        """How many pairs the questions that were asked are made of."""
        used = np.unique(self.questions[self.asked])
        return int((used >= 0).sum())


def solved(space: Space, relations: tuple[Relation, ...], solver: Solver) -> list[Outcome]:
    """Ask the questions of several relations.

    Args:
        space: the candidates.
        relations: the questions.
        solver: one of `SOLVERS`.

    Raises:
        ArgumentError: there is no such solver.
        FormatError: a vector is not finite.
    """
    if solver not in SOLVERS:
        raise ArgumentError("solver", solver, f"must be one of {', '.join(SOLVERS)}")
    if solver in {"3CosAvg", "LRCos"}:
        return [_solved_by_set(space, relation, solver) for relation in relations]
    known = [triples_known(space, relation) for relation in relations]
    answers = _answers(space, np.concatenate([triples[asked] for triples, asked in known]), _SCORES[solver])
    outcomes, begin = [], 0
    for relation, (_, asked) in zip(relations, known, strict=True):
        end = begin + int(asked.sum())
        outcomes.append(_outcome(space, relation, relation.questions, asked, answers[begin:end]))
        begin = end
    return outcomes


def _solved_by_set(space: Space, relation: Relation, solver: Solver) -> Outcome:
    numbers = np.arange(len(relation.pairs), dtype=np.int32)
    pairs = np.stack([np.full_like(numbers, -1), numbers], axis=1)
    questions = set_questions(space, relation)
    if not questions.asked.size:
        answers = np.zeros(0, np.int64)
    elif solver == "3CosAvg":
        answers = answers_by_average(space, questions)
    else:
        answers = answers_by_regression(space, questions, np.random.default_rng(SEED))
    return _outcome(space, relation, pairs, np.isin(numbers, questions.asked), answers)


def _outcome(
    space: Space,
    relation: Relation,
    questions: NDArray[np.int32],
    asked: NDArray[np.bool_],
    answers: NDArray[np.int64],
) -> Outcome:
    found = np.full(len(asked), -1)
    found[asked] = answers
    accepted = [
        {int(space.same[row]) for word in pair.targets if (row := space.row(word)) >= 0} for pair in relation.pairs
    ]
    right = np.zeros(len(asked), np.bool_)
    for question in np.flatnonzero(found >= 0):
        right[question] = int(space.same[found[question]]) in accepted[questions[question, 1]]
    return Outcome(questions, asked, right, found)


def triples_known(space: Space, relation: Relation) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Of Q questions int64[Q, 3], the rows of a, b and c; and bool[Q], whether these and an answer are known."""
    sources, targets = space.rows_of(relation.pairs)
    example, asked = relation.questions.T
    triples = np.stack([sources[example], targets[example], sources[asked]], axis=1)
    return triples, (triples >= 0).all(axis=1) & (targets[asked] >= 0)


def _answers(space: Space, triples: NDArray[np.int64], score: Score) -> NDArray[np.int64]:
    """int64[Q], the row of the highest score; among equals the first; -1 where no candidate is left."""
    terms, places = np.unique(triples, return_inverse=True)
    places = places.reshape(triples.shape)
    unit = space.unit(terms)
    shift = np.einsum("qd,qd->q", unit[places[:, 2]], unit[places[:, 1]] - unit[places[:, 0]])
    best, excluded = Best(len(triples)), [space.others(row) for row in terms]
    for first, block in space.blocks():
        cosines = unit @ block.T
        here = [rows[(rows >= first) & (rows < first + len(block))] - first for rows in excluded]
        barred = {term: rows for term, rows in enumerate(here) if rows.size}
        for begin in range(0, len(triples), AT_ONCE):
            some = slice(begin, begin + AT_ONCE)
            scores = score(cosines, places[some], shift[some])
            for question, abc in enumerate(places[some]):
                for term in abc:
                    if term in barred:
                        scores[question, barred[term]] = -np.inf
            best.see(some, scores, first)
    return best.rows


def _add(cosines: Cosines, places: NDArray[np.intp], _: NDArray[np.float32]) -> Cosines:
    scores = cosines.take(places[:, 1], axis=0)
    scores -= cosines.take(places[:, 0], axis=0)
    scores += cosines.take(places[:, 2], axis=0)
    return scores


def _multiply(cosines: Cosines, places: NDArray[np.intp], _: NDArray[np.float32]) -> Cosines:
    a, b, c = ((cosines.take(places[:, i], axis=0) + 1) / 2 for i in range(3))
    return np.asarray(b * c / (a + np.float32(0.001)))


def _direct(cosines: Cosines, places: NDArray[np.intp], shift: NDArray[np.float32]) -> Cosines:
    scores = cosines.take(places[:, 1], axis=0)
    scores -= cosines.take(places[:, 0], axis=0)
    scores -= shift[:, None]
    squares = 2 - 2 * cosines.take(places[:, 2], axis=0)
    return np.asarray(scores / np.sqrt(np.maximum(squares, np.float32(1e-12))))


_SCORES: dict[Solver, Score] = {"3CosAdd": _add, "3CosMul": _multiply, "PairDirection": _direct}
