"""The settings: one frozen dataclass for each kind of work, from which all else that shows settings is derived."""

from firth.config.factorizing import FactorizeConfig, FactorizeFields
from firth.config.fields import condition_of, default_of, number_type, usable_cores
from firth.config.reading import EncodingErrors, ReadConfig, ReadFields, TextFields
from firth.config.training import Architecture, Objective, TrainConfig, TrainFields

__all__ = [
    "Architecture",
    "EncodingErrors",
    "FactorizeConfig",
    "FactorizeFields",
    "Objective",
    "ReadConfig",
    "ReadFields",
    "TextFields",
    "TrainConfig",
    "TrainFields",
    "condition_of",
    "default_of",
    "number_type",
    "usable_cores",
]
