"""What is measured of trials: rare and frequent words, syntax and meaning, similarity and analogy."""

from collections.abc import Iterator, Sequence
from itertools import compress
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.evaluation.asking import AnalogyAnswers, Measured, measured
from firth.evaluation.intervals import DRAWS, mean_draws
from firth.evaluation.questions.sets import Relation
from firth.studies.claims.trials import Trial

__all__ = ["Scored", "scored"]

SEED = 23  # of the resampling
SYNTACTIC = ("inflection", "derivation", "measure", "gram")
"""How a kind or a name of relations begins, in Firth's own sets, in BATS and in Google's; BATS has a number before."""
OTHER = ("script",)
"""Neither syntax nor meaning: the same word in other characters."""


class Scored(NamedTuple):
    """A measure of T trials, all drawn together.

    Attributes:
        group: what it is about: "words seen", "analogies", or "similarity".
        name: of the measure.
        values: float64[T]; NaN where nothing could be asked.
        draws: float64[T, B].
        units: how many words, pairs or groups were resampled.
    """

    group: str
    name: str
    values: NDArray[np.float64]
    draws: NDArray[np.float64]
    units: int


def scored(trials: Sequence[Trial], draws: int = DRAWS) -> Iterator[Scored]:
    """Measure trials, on what all of them were asked, with so many draws of the bootstrap."""
    for seen in trials[0].twins:
        yield _of_twins(f"words seen {seen} times", np.array([trial.twins[seen] for trial in trials]), draws)
    for several in zip(*(trial.answers for trial in trials), strict=True):
        if isinstance(several[0], AnalogyAnswers):
            yield from _of_analogies(several, draws)
        else:
            name = several[0].questions.name
            measures = (each for each in measured(several, draws) if each[0].measure in {"spearman", "outlier found"})
            yield from (_of_models("similarity", f"{name}, {each[0].measure}", each) for each in measures)


def _of_twins(name: str, found: NDArray[np.float64], draws: int) -> Scored:
    known = found[:, ~np.isnan(found).any(axis=0)]
    size = known.shape[1]
    if not size:
        return Scored("words seen", name, np.full(len(found), np.nan), np.full((len(found), 1), np.nan), 0)
    drawn = mean_draws(list(known), np.arange(size, dtype=np.int32), size, np.random.default_rng(SEED), draws)
    return Scored("words seen", name, known.mean(axis=1), np.array(drawn), size)


def _of_analogies(several: Sequence[AnalogyAnswers], draws: int) -> Iterator[Scored]:
    questions = several[0].questions
    syntactic = [_begins_with(SYNTACTIC, relation) for relation in questions.relations]
    semantic = [not (each or _begins_with(OTHER, r)) for each, r in zip(syntactic, questions.relations, strict=True)]
    parts = {"syntactic": syntactic, "semantic": semantic} if any(syntactic) and any(semantic) else {}
    parts["all"] = [True] * len(syntactic)
    for part, chosen in parts.items():
        of_part = [_only(answers, chosen) for answers in several]
        yield _of_models("analogies", f"{questions.name}, {part}", next(measured(of_part, draws)))


def _begins_with(names: tuple[str, ...], relation: Relation) -> bool:
    return any(text.lower().lstrip("0123456789_ ").startswith(names) for text in (relation.kind, relation.name))


def _only(answers: AnalogyAnswers, chosen: Sequence[bool]) -> AnalogyAnswers:
    return answers._replace(
        questions=answers.questions._replace(relations=tuple(compress(answers.questions.relations, chosen))),
        outcomes=tuple(compress(answers.outcomes, chosen)),
    )


def _of_models(group: str, name: str, several: Sequence[Measured]) -> Scored:
    values, draws = np.array([each.value for each in several]), np.array([each.draws for each in several])
    return Scored(group, name, values, draws, several[0].units)
