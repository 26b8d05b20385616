"""How much two words that follow each other are a phrase: gensim's two scores, and those of a function of yours."""

import inspect
import math
from collections.abc import Callable
from typing import Any

from firth.errors import ArgumentError, ArgumentTypeError

__all__ = ["NEGATIVE_INFINITY", "SCORERS", "Scorer", "npmi_scorer", "original_scorer", "scorer_of"]

NEGATIVE_INFINITY = float("-inf")

Scorer = Callable[..., float]

_PARAMETERS = ["worda_count", "wordb_count", "bigram_count", "len_vocab", "min_count", "corpus_word_count"]


def original_scorer(
    worda_count: float,
    wordb_count: float,
    bigram_count: float,
    len_vocab: float,
    min_count: float,
    corpus_word_count: float,  # noqa: ARG001 - each scorer is given the same
) -> float:
    """(times together - min_count) / (times of each) x distinct words and pairs.

    Source: Mikolov et al. 2013, equation 6, with gensim's factor. word2phrase.c, and Firth's own phrases, take the
    number of tokens instead, and so need another threshold.
    """
    chance = worda_count * wordb_count
    return (bigram_count - min_count) / chance * len_vocab if chance else NEGATIVE_INFINITY


def npmi_scorer(
    worda_count: float,
    wordb_count: float,
    bigram_count: float,
    len_vocab: float,  # noqa: ARG001 - each scorer is given the same
    min_count: float,
    corpus_word_count: float,
) -> float:
    """ln(p(ab) / (p(a) p(b))) / -ln p(ab): -1 to 1, or minus infinity for a pair that is rarer than `min_count`.

    Source: Bouma 2009.
    """
    if bigram_count < min_count or not all((worda_count, wordb_count, bigram_count, corpus_word_count)):
        return NEGATIVE_INFINITY
    first, second, both = (count / corpus_word_count for count in (worda_count, wordb_count, bigram_count))
    return math.log(both / (first * second)) / -math.log(both)


SCORERS: dict[str, Scorer] = {"default": original_scorer, "npmi": npmi_scorer}


def scorer_of(scoring: Any) -> Scorer:
    """The function of a name, or a function of yours.

    Raises:
        ArgumentError: there is no such name, or the function does not take the six arguments that are given by name.
        ArgumentTypeError: it is neither.
    """
    if isinstance(scoring, str):
        if scoring not in SCORERS:
            raise ArgumentError("scoring", scoring, "must be 'default', 'npmi' or a function")
        return SCORERS[scoring]
    if not callable(scoring):
        raise ArgumentTypeError("scoring", scoring, "must be 'default', 'npmi' or a function")
    taken = inspect.signature(scoring).parameters
    missing = [name for name in _PARAMETERS if name not in taken]
    if missing:
        raise ArgumentError("scoring", scoring, f"scoring function missing expected parameters {missing}")
    return scoring  # type: ignore[no-any-return]
