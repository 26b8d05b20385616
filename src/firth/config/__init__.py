"""The settings: one frozen dataclass for each kind of work, from which all else that shows settings is derived.

A configuration holds what was given. What is in effect, with everything that was not, ``resolved()`` tells: whatever
works by a configuration asks for that first.
"""

from firth.config.cores import usable_cores
from firth.config.exploring import ExploreConfig, ExploreFields, Projection, ResolvedExploreConfig
from firth.config.factorizing import FactorizeConfig, FactorizeFields
from firth.config.fields import MEMORY_LIMIT, MIN_COUNT, condition_of, default_of, number_type
from firth.config.glove import GloveConfig, GloveFields
from firth.config.reading import EncodingErrors, ReadConfig, ReadFields, TextFields
from firth.config.subwords import BY_FUNCTION, MOST_EXACT, ngrams_of
from firth.config.training import Architecture, Objective, ResolvedTrainConfig, TrainConfig, TrainFields

__all__ = [
    "BY_FUNCTION",
    "MEMORY_LIMIT",
    "MIN_COUNT",
    "MOST_EXACT",
    "Architecture",
    "EncodingErrors",
    "ExploreConfig",
    "ExploreFields",
    "FactorizeConfig",
    "FactorizeFields",
    "GloveConfig",
    "GloveFields",
    "Objective",
    "Projection",
    "ReadConfig",
    "ReadFields",
    "ResolvedExploreConfig",
    "ResolvedTrainConfig",
    "TextFields",
    "TrainConfig",
    "TrainFields",
    "condition_of",
    "default_of",
    "ngrams_of",
    "number_type",
    "usable_cores",
]
