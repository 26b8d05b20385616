"""Asking a model all questions of some sets, under some protocols, and scoring the answers."""

import os
from collections.abc import Sequence

from firth.evaluation.asking import Measured, asked, measured
from firth.evaluation.intervals import interval_of
from firth.evaluation.question_sets import QuestionSet
from firth.evaluation.reading import read_set
from firth.evaluation.report import Report, Score
from firth.evaluation.solving import Solver
from firth.evaluation.space import Protocol
from firth.vectors.word_vectors import WordVectors

__all__ = ["evaluate", "own_sets", "read_sets"]

SAMPLE = 10_000  # words by which the language is told


def evaluate(  # noqa: PLR0913 - a model, questions, and four keywords that say how to ask
    vectors: WordVectors,
    sets: Sequence[QuestionSet | str | os.PathLike[str]] | None = None,
    *,
    solvers: Sequence[Solver] = ("3CosAdd",),
    protocols: Sequence[Protocol] = (Protocol(),),
    strict: bool = False,
    name: str = "model",
) -> Report:
    """Score a model on sets of questions.

    Similarity and outliers are asked of all words, whatever the protocol says of candidates.

    Args:
        vectors: the model.
        sets: files or folders of questions, or sets that were read, or names of sets that come with Firth. None: its
            sets in the language of the model, English or Chinese.
        solvers: of analogies: "3CosAdd", "3CosMul", "PairDirection", "3CosAvg", "LRCos".
        protocols: how to ask.
        strict: a line of a file that cannot be used is an error; else it is skipped and counted.
        name: of the model, for the report.

    Returns:
        All scores, with 95 % intervals.

    Raises:
        ArgumentError: there is no such solver or transform.
        SourceError: a file is missing or cannot be read.
        FormatError: a file is no set of questions, or a vector is not finite.

    Example:
        >>> report = firth.evaluate(vectors, ["pairs.txt"])
        >>> [(score.set, score.measure, score.asked) for score in report.totals()]
        [('pairs', 'spearman', 3), ('pairs', 'pearson', 3)]
    """
    questions = read_sets(sets, vectors.words, strict=strict)
    answers = asked(vectors, questions, solvers, protocols)
    scores = tuple(_score(one) for each in answers for (one,) in measured([each]))
    skipped = tuple((each.name, len(each.skipped)) for each in questions if each.skipped)
    return Report(name, len(vectors), scores, skipped)


def read_sets(
    sets: Sequence[QuestionSet | str | os.PathLike[str]] | None, words: Sequence[str], *, strict: bool
) -> list[QuestionSet]:
    """The sets that were given, those in files read; without any, Firth's own in the language of these words."""
    given = own_sets(words) if sets is None else sets
    return [each if isinstance(each, tuple) else read_set(each, strict=strict) for each in given]


def own_sets(words: Sequence[str]) -> tuple[str, str]:
    """The sets that come with Firth, in the language of most of the frequent words."""
    frequent = words[:SAMPLE]
    han = sum("一" <= word[:1] <= "鿿" for word in frequent)
    language = "chinese" if 3 * han > len(frequent) else "english"
    return language, f"outliers_{language}"


def _score(one: Measured) -> Score:
    heading = one.set, one.section, one.kind, one.measure, one.protocol
    return Score(*heading, one.value, *interval_of(one.draws), one.asked, one.of, one.right, one.ceiling)
