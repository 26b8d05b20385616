"""Solvers: from a question of words to the word that a model answers.

With unit vectors, a : b :: c : d, and d over all candidates but a, b and c (Levy and Goldberg 2014; Drozd et al. 2016):

* ``3CosAdd``: the highest cos(d, b) - cos(d, a) + cos(d, c);
* ``3CosMul``: the highest cos(d, b) cos(d, c) / (cos(d, a) + 0.001), cosines moved to 0 to 1;
* ``PairDirection``: the highest cos(d - c, b - a).

All follow from the cosines of the candidates with the words of the questions, which are far fewer than the questions.
So these are computed once for each block of candidates, and a question adds up a few rows of them.

``3CosAvg`` and ``LRCos``, which learn from all pairs of a relation, are in `firth.evaluation.set_solvers`.
"""

import itertools
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from firth.errors import ArgumentError
from firth.evaluation.questions.sets import Relation
from firth.evaluation.set_solvers import answers_by_average, answers_by_regression, set_questions
from firth.evaluation.space import Best, Space

__all__ = ["SET_SOLVERS", "SOLVERS", "Outcome", "Solver", "solved", "triples_known"]

Solver: TypeAlias = Literal["3CosAdd", "3CosMul", "PairDirection", "3CosAvg", "LRCos"]
SOLVERS: tuple[Solver, ...] = get_args(Solver)
SET_SOLVERS = ("3CosAvg", "LRCos")  # one question for each pair, not for each two of them

Cosines = NDArray[np.float32]
Places: TypeAlias = NDArray[np.intp]
Scores: TypeAlias = Callable[[Places, NDArray[np.float32]], Cosines]
"""intp[q, 3] (which terms are a, b, c) and float32[q] (c.b - c.a), to scores float32[q, n]."""
Score: TypeAlias = Callable[[Cosines], Scores]
"""Cosines float32[T, n] of terms with candidates, to what scores questions. Most questions of a relation share their
example, a and b: what follows from it is computed once for all of them."""

SEED = 20  # of the random words of LRCos
COSINES = 1 << 23  # of all terms with a block of candidates: 32 MB, and fewer calls than with less
LEAST, MOST = 256, 8192  # candidates of a block
AT_ONCE = 128  # questions: with a block of candidates, four megabytes of scores at most


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
    if solver in SET_SOLVERS:
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
    size = int(np.clip(COSINES // max(len(terms), 1), LEAST, MOST))
    for first, block in space.blocks(len(triples), size):
        scores_of = score(unit @ block.T)
        here = [rows[(rows >= first) & (rows < first + len(block))] - first for rows in excluded]
        question, barred = _barred(here, places)
        for begin in range(0, len(triples), AT_ONCE):
            some = slice(begin, begin + AT_ONCE)
            scores = scores_of(places[some], shift[some])
            these = slice(*np.searchsorted(question, [begin, begin + AT_ONCE]))
            scores[question[these] - begin, barred[these]] = -np.inf
            best.see(some, scores, first)
    return best.rows


def _barred(here: list[NDArray[np.int64]], places: Places) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which question must not be answered by which candidate of a block, in the order of the questions.

    Args:
        here: of each term, the candidates that are this word.
        places: intp[Q, 3], the terms of the questions.
    """
    found = np.array([rows.size for rows in here], np.int64)[places].ravel()
    with_some = np.flatnonzero(found)
    rows = [here[term] for term in places.ravel()[with_some]]
    barred = np.concatenate(rows) if rows else np.zeros(0, np.int64)
    return np.repeat(with_some // 3, found[with_some]), barred


def _examples(places: Places) -> Iterator[tuple[slice, np.intp, np.intp]]:
    """Runs of questions that have the same example, and its two terms."""
    changes = np.flatnonzero((places[1:, :2] != places[:-1, :2]).any(axis=1)) + 1
    for begin, end in itertools.pairwise([0, *changes.tolist(), len(places)]):
        yield slice(begin, end), places[begin, 0], places[begin, 1]


def _add(cosines: Cosines) -> Scores:
    def scores_of(places: Places, _: NDArray[np.float32]) -> Cosines:
        scores = cosines.take(places[:, 2], axis=0)
        for run, a, b in _examples(places):
            scores[run] += cosines[b] - cosines[a]
        return scores

    return scores_of


def _multiply(cosines: Cosines) -> Scores:
    moved = np.asarray((cosines + 1) / 2, np.float32)

    def scores_of(places: Places, _: NDArray[np.float32]) -> Cosines:
        scores = moved.take(places[:, 2], axis=0)
        for run, a, b in _examples(places):
            scores[run] *= moved[b] / (moved[a] + np.float32(0.001))
        return scores

    return scores_of


def _direct(cosines: Cosines) -> Scores:
    squares = np.maximum(2 - 2 * cosines, np.float32(1e-12))
    inverse = np.asarray(1 / np.sqrt(squares), np.float32)  # 1 / |d - c|

    def scores_of(places: Places, shift: NDArray[np.float32]) -> Cosines:
        scores = inverse.take(places[:, 2], axis=0)
        for run, a, b in _examples(places):
            scores[run] *= cosines[b] - cosines[a] - shift[run, None]
        return scores

    return scores_of


_SCORES: dict[Solver, Score] = {"3CosAdd": _add, "3CosMul": _multiply, "PairDirection": _direct}
