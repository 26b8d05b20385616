"""Asking a model all questions of some sets, under some protocols, and scoring the answers."""

import math
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from firth.errors import ArgumentTypeError, counted, quoted
from firth.evaluation.asking import Measured, answered, measured, rounds
from firth.evaluation.findings import Coverage, Score, SkippedLines
from firth.evaluation.intervals import FEWEST_PAIRS, accuracy_interval, correlation_interval
from firth.evaluation.questions.coverage import covered, strangers, words_of
from firth.evaluation.questions.reading import read_set
from firth.evaluation.questions.sets import AnalogySet, OutlierSet, QuestionSet, SimilaritySet
from firth.evaluation.report import Report
from firth.evaluation.solving import SET_SOLVERS, Solver
from firth.evaluation.space import Protocol, Space, check_protocol
from firth.progress.events import EvaluateProgress
from firth.vectors.word_vectors import WordVectors

__all__ = ["Meter", "SetLike", "comparisons", "evaluate", "own_sets", "read_sets"]

SetLike: TypeAlias = QuestionSet | str | os.PathLike[str]
"""A set, or the name of its file or folder, or of one that comes with Firth."""

SAMPLE = 10_000  # words by which the language is told
FEW = 0.1  # of the questions: where fewer can be asked, the score is not that of the set
CORRELATIONS = ("spearman", "pearson")


def evaluate(  # noqa: PLR0913 - a model, questions, and keywords that say how to ask
    vectors: WordVectors,
    sets: Sequence[SetLike] | SetLike | None = None,
    *,
    solvers: Sequence[Solver] = ("3CosAdd",),
    protocols: Sequence[Protocol] = (Protocol(),),
    strict: bool = False,
    name: str = "model",
    progress: Callable[[EvaluateProgress], None] | None = None,
) -> Report:
    """Score a model on sets of questions.

    Similarity and outliers are asked of all words, whatever the protocol says of candidates. Of vectors that compose
    what they do not hold (`WordVectors.composing`), they are also asked of words that are composed.

    Args:
        vectors: the model.
        sets: files or folders of questions, or sets that were read, or names of sets that come with Firth. None: its
            sets in the language of the model, English or Chinese.
        solvers: of analogies: "3CosAdd", "3CosMul", "PairDirection", "3CosAvg", "LRCos".
        protocols: how to ask.
        strict: a line of a file that cannot be used is an error; else it is skipped and counted.
        name: of the model, for the report.
        progress: called several times a second while analogies are asked.

    Returns:
        All scores, with 95 % intervals.

    Raises:
        ArgumentError: there is no such solver or transform, or there are too few candidates.
        ArgumentTypeError: the vectors are not `WordVectors`, a set is neither a name nor questions, or a protocol is
            none.
        SourceError: a file is missing or cannot be read.
        FormatError: a file is no set of questions, or a vector is not finite.

    Example:
        >>> report = firth.evaluate(vectors, ["pairs.txt"])
        >>> [(score.set, score.measure, score.asked) for score in report.totals()]
        [('pairs', 'spearman', 3), ('pairs', 'pearson', 3)]
    """
    if not isinstance(vectors, WordVectors):
        raise ArgumentTypeError("vectors", vectors, "must be WordVectors, such as firth.load(path) gives")
    vectors = vectors.as_words()
    asked = read_sets(own_sets(vectors.words) if sets is None else sets, strict=strict)
    chosen = _several(solvers, str)
    hows = _several(protocols, Protocol)
    for protocol in hows:
        check_protocol(protocol)
    order = rounds(hows, asked)
    meter = Meter(comparisons(vectors, order, chosen), progress)
    with_composed = _with_composed(vectors, asked, hows)
    scores: list[Score] = []
    coverage: dict[tuple[str, str], Coverage] = {}
    for protocol, some in order:
        space = Space(vectors if isinstance(some[0], AnalogySet) else with_composed, protocol, meter.add)
        for each in some:
            scores += [
                _score(one) for answers in answered(space, each, chosen, protocol) for (one,) in measured([answers])
            ]
            meter.finish(_work(each, chosen) * space.words)
            seen = covered(space, each, protocol)
            coverage[seen.set, seen.protocol] = seen
    return Report(
        model=name,
        words=len(vectors),
        scores=tuple(scores),
        coverage=tuple(coverage.values()),
        skipped=tuple(_skipped(each) for each in asked if each.skipped),
        notes=(*_composed_note(vectors.words, with_composed.words), *_notes(asked, scores, vectors.words)),
        info=vectors.info,
    )


SET_TYPES = (AnalogySet, SimilaritySet, OutlierSet)


def read_sets(sets: Sequence[SetLike] | SetLike, *, strict: bool = False) -> list[QuestionSet]:
    """One set or several, of which those that are files are read; arguments and errors are those of `evaluate`."""
    given = _several(sets, str, os.PathLike, *SET_TYPES)
    for each in given:
        if not isinstance(each, (str, os.PathLike, *SET_TYPES)):
            raise ArgumentTypeError("sets", each, "must be the name of a file or folder, or a set that was read")
    return _told_apart([each if isinstance(each, SET_TYPES) else read_set(each, strict=strict) for each in given])


def _several(given: Any, *kinds: type) -> list[Any]:
    """One value of some kinds, or what is no sequence, as a list of one; a sequence of them as it is."""
    return [given] if isinstance(given, kinds) or not isinstance(given, Iterable) else list(given)


def own_sets(words: Sequence[str]) -> tuple[str, str]:
    """The sets that come with Firth, in the language of most of the frequent words."""
    frequent = words[:SAMPLE]
    han = sum("一" <= word[:1] <= "鿿" for word in frequent)
    language = "chinese" if 3 * han > len(frequent) else "english"
    return language, f"outliers_{language}"


def _with_composed(vectors: WordVectors, sets: Sequence[QuestionSet], protocols: Sequence[Protocol]) -> WordVectors:
    """The vectors, and if they compose, also those of the words of all sets but analogies."""
    if not vectors.composes:
        return vectors
    fold = str.casefold if all(protocol.fold_case for protocol in protocols) else str
    wanted = (fold(word) for each in sets if not isinstance(each, AnalogySet) for word in words_of(each))
    return vectors.including(wanted)


def _composed_note(held: Sequence[str], asked: Sequence[str]) -> Iterator[str]:
    new = asked[len(held) :]
    if new:
        shown = ", ".join(quoted(word) for word in new[:3])
        yield (
            f"{counted(len(new), 'word')} that the model does not hold are composed of their pieces, such as {shown}. "
            "Analogies are asked of words that it holds."
        )


def _told_apart(sets: Sequence[QuestionSet]) -> list[QuestionSet]:
    """The sets under different names: of two that are called alike, the second gets a number."""
    times: Counter[str] = Counter()
    apart = []
    for each in sets:
        times[each.name] += 1
        number = times[each.name]
        apart.append(each if number == 1 else each._replace(name=f"{each.name} ({number})"))
    return apart


def _score(one: Measured) -> Score:
    by_formula = correlation_interval if one.measure in CORRELATIONS else accuracy_interval
    low, high = by_formula(one.value, one.draws, one.units)
    return Score(
        set=one.set,
        section=one.section,
        kind=one.kind,
        measure=one.measure,
        protocol=one.protocol,
        value=one.value,
        low=low,
        high=high,
        asked=one.asked,
        of=one.of,
        right=one.right,
        ceiling=one.ceiling,
    )


def _skipped(questions: QuestionSet) -> SkippedLines:
    line, why, file = questions.skipped[0]
    where = f"{file}, line {line:,}" if file else f"line {line:,}"
    return SkippedLines(set=questions.name, lines=len(questions.skipped), first=f"{where}: {why}")


def _notes(sets: Sequence[QuestionSet], scores: Sequence[Score], words: Sequence[str]) -> Iterator[str]:
    for each in sets:
        own = [score for score in scores if score.set == each.name and score.section == "total"]
        undefined = dict.fromkeys(score.measure for score in own if score.asked and math.isnan(score.value))
        asked, of = max(((score.asked, score.of) for score in own), default=(0, 0))
        if asked < FEW * of or not asked:
            yield strangers(each, words, asked, of)
        if undefined:
            yield (
                f"{each.name}: no {' or '.join(undefined)} correlation is defined, for there is one pair only, or all "
                "scores or all cosines are alike."
            )
        elif isinstance(each, SimilaritySet) and 0 < asked < FEWEST_PAIRS:
            pairs = counted(asked, "pair")
            yield f"{each.name}: {pairs} are too few for an interval, which takes {FEWEST_PAIRS} or more."


def comparisons(
    vectors: WordVectors, order: Sequence[tuple[Protocol, Sequence[QuestionSet]]], solvers: Sequence[Solver]
) -> int:
    """How many comparisons of a question with a candidate all `rounds` take, if all can be asked."""
    return sum(_work(each, solvers) * _size(vectors, protocol) for protocol, some in order for each in some)


def _size(vectors: WordVectors, protocol: Protocol) -> int:
    return min(protocol.candidates or len(vectors), len(vectors))


def _work(questions: QuestionSet, solvers: Sequence[Solver]) -> int:
    """How many questions are compared with all candidates."""
    if not isinstance(questions, AnalogySet):
        return 0
    pairs = sum(len(relation.pairs) for relation in questions.relations)
    by_pairs = sum(len(relation.questions) for relation in questions.relations)
    return sum(pairs if solver in SET_SOLVERS else by_pairs for solver in solvers)


class Meter:
    """Adds up what was compared, and reports it."""

    def __init__(self, total: int, report: Callable[[EvaluateProgress], None] | None) -> None:
        self._total, self._report = total, report
        self._done = self._finished = 0
        self._begun = time.monotonic()

    def add(self, comparisons: int) -> None:
        """Count comparisons that were made just now."""
        self._done += comparisons
        if self._report is not None:
            self._report(EvaluateProgress(self._done, self._total, time.monotonic() - self._begun))

    def finish(self, comparisons: int) -> None:
        """Count a part as done, together with those of its questions that were not asked."""
        self._finished += comparisons
        self._done = self._finished
