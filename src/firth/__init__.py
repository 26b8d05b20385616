"""Firth: word vectors from text.

"You shall know a word by the company it keeps." J. R. Firth, 1957

    >>> import firth
    >>> vectors = firth.train("corpus.txt", vector_size=100)
    >>> vectors.most_similar("king", topn=3)
    >>> vectors.analogy("man", "king", "woman")
    >>> vectors.save("vectors.safetensors")
    >>> vectors = firth.load("vectors.safetensors")

Names are given on first use, so that importing Firth, and asking vectors, loads no compiler.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from firth.config import FactorizeConfig, TrainConfig
    from firth.errors import (
        ConfigError,
        CorpusError,
        DivergedError,
        FirthError,
        FormatError,
        MissingExtraError,
        MissingPartError,
        SlowTrainingError,
        SourceError,
        TargetError,
        TextEncodingError,
        TrainingInterrupted,
        UnknownWordError,
    )
    from firth.events import CountProgress, ReadProgress, SolveProgress, TrainProgress
    from firth.recipes import audit, factorize, train
    from firth.vectors import WordVectors, load

__version__ = "0.1.0"

_HOMES = {
    "ConfigError": "errors",
    "CorpusError": "errors",
    "CountProgress": "events",
    "DivergedError": "errors",
    "FactorizeConfig": "config",
    "FirthError": "errors",
    "FormatError": "errors",
    "MissingExtraError": "errors",
    "MissingPartError": "errors",
    "ReadProgress": "events",
    "SlowTrainingError": "errors",
    "SolveProgress": "events",
    "SourceError": "errors",
    "TargetError": "errors",
    "TextEncodingError": "errors",
    "TrainConfig": "config",
    "TrainProgress": "events",
    "TrainingInterrupted": "errors",
    "UnknownWordError": "errors",
    "WordVectors": "vectors",
    "audit": "recipes",
    "factorize": "recipes",
    "load": "vectors",
    "train": "recipes",
}

__all__ = [
    "ConfigError",
    "CorpusError",
    "CountProgress",
    "DivergedError",
    "FactorizeConfig",
    "FirthError",
    "FormatError",
    "MissingExtraError",
    "MissingPartError",
    "ReadProgress",
    "SlowTrainingError",
    "SolveProgress",
    "SourceError",
    "TargetError",
    "TextEncodingError",
    "TrainConfig",
    "TrainProgress",
    "TrainingInterrupted",
    "UnknownWordError",
    "WordVectors",
    "__version__",
    "audit",
    "factorize",
    "load",
    "train",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'firth' has no attribute {name!r}")
    value = getattr(import_module(f"firth.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
