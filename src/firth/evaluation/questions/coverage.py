"""What of a set could not be asked, and which words it wants that the model lacks."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np

from firth.errors import quoted
from firth.evaluation.findings import Coverage
from firth.evaluation.questions.sets import AnalogySet, OutlierSet, QuestionSet, SimilaritySet
from firth.evaluation.space import Protocol, Space
from firth.formats.words import is_id

__all__ = ["covered", "script_of", "strangers", "words_of"]

SHOWN = 10  # of the words that are missing
SAMPLE = 10_000  # words by which the script is told
SCRIPTS = {"CJK": "Chinese characters", "LATIN": "Latin letters"}


def covered(space: Space, questions: QuestionSet, protocol: Protocol) -> Coverage:
    """Count the words of a set that are not among the candidates, and the questions in which they stand."""
    words, missing = set(), Counter[str]()
    for alternatives, times in _wanted(questions):
        words.add(alternatives[0])
        if space.first_known(alternatives) < 0:
            missing[alternatives[0]] += times
    return Coverage(
        set=questions.name,
        protocol=str(protocol._replace(transform="none")),
        words=len(words),
        missing=len(missing),
        commonest=tuple(missing.most_common(SHOWN)),
    )


def words_of(questions: QuestionSet) -> Iterator[str]:
    """All words of a set."""
    return (word for alternatives, _ in _wanted(questions) for word in alternatives)


def _wanted(questions: QuestionSet) -> Iterator[tuple[tuple[str, ...], int]]:
    """Words of which one is needed, and in how many questions."""
    match questions:
        case AnalogySet():
            for relation in questions.relations:
                times = np.bincount(relation.questions.ravel(), minlength=len(relation.pairs))
                for pair, number in zip(relation.pairs, times.tolist(), strict=True):
                    yield (pair.source,), number
                    yield pair.targets, number
        case SimilaritySet():
            yield from (((word,), 1) for pair in questions.pairs for word in pair)
        case OutlierSet():
            for group in questions.groups:
                yield from (((word,), 1) for word in group.outliers)
                yield from (((word,), len(group.outliers)) for word in group.words)


def strangers(
    questions: QuestionSet, words: Sequence[str], asked: int = 0, of: int = 0, *, whose: str = "the model has"
) -> str:
    """A sentence about a set of which a model, or whoever else has these words, can be asked nothing or little."""
    wanted = list(dict.fromkeys(alternatives[0] for alternatives, _ in _wanted(questions)))
    own, other = script_of(wanted), script_of(words)
    scripts = "" if own == other else f" The set is written in {own}, these words in {other}."
    little = "no question has" if not asked else f"only {asked:,} of {of:,} questions have"
    return (
        f"{questions.name}: {'little' if asked else 'nothing'} could be asked, for {little} all words among the "
        f"candidates. The set has words like {_some(wanted)}; {whose} {_some(words)}.{scripts}"
    )


def _some(words: Sequence[str]) -> str:
    return ", ".join(quoted(word) for word in words[:3])


def script_of(words: Iterable[str]) -> str:
    """What most of the words, of the first ten thousand, are written in: "Chinese characters", "Latin letters" ..."""
    first = list(islice(words, SAMPLE))
    if all(map(is_id, first)):
        return "whole numbers, which are ids"
    letters = (word[0] for word in first if word[:1].isalpha())
    found = Counter(unicodedata.name(letter, "UNKNOWN").split()[0] for letter in letters).most_common(1)
    script = found[0][0] if found else ""
    return SCRIPTS.get(script, script.capitalize() or "no letters")
