"""Firth: word vectors from text.

"You shall know a word by the company it keeps." J. R. Firth, 1957

    >>> import firth
    >>> vectors = firth.train("corpus.txt", vector_size=100)
    >>> nearest = vectors.most_similar("king", topn=3)  # [(word, cosine), ...]
    >>> queens = vectors.analogy("man", "king", "woman")
    >>> vectors.save("vectors.safetensors")
    >>> vectors = firth.load("vectors.safetensors")

Names are given on first use, so that importing Firth, and asking vectors, loads no compiler.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from firth.versions import __version__

if TYPE_CHECKING:
    from firth.config import ExploreConfig, FactorizeConfig, GloveConfig, ReadConfig, TrainConfig
    from firth.corpus.encoded_corpus import EncodedCorpus
    from firth.corpus.saved_corpus import load_corpus
    from firth.corpus.vocabulary import Vocabulary
    from firth.errors import (
        ArgumentError,
        ArgumentTypeError,
        ConfigError,
        CorpusError,
        DamagedArchiveError,
        DivergedError,
        FirthError,
        FormatError,
        MissingExtraError,
        MissingPartError,
        NotEnoughMemoryError,
        NoThreadError,
        SlowTrainingError,
        SourceError,
        TargetError,
        TextEncodingError,
        TrainingInterrupted,
        UnknownWordError,
    )
    from firth.evaluation.comparing.comparison import compare
    from firth.evaluation.comparing.differences import Difference
    from firth.evaluation.comparing.report import Comparison
    from firth.evaluation.findings import Score
    from firth.evaluation.judge import evaluate
    from firth.evaluation.report import Report
    from firth.evaluation.scorer import scorer
    from firth.evaluation.space import Protocol
    from firth.explorer.exploration import Exploration
    from firth.explorer.picture.drawing import Picture
    from firth.groups.movers_distance import movers_distance
    from firth.groups.word_classes import WordClasses, classes
    from firth.progress.events import (
        CompileProgress,
        CountProgress,
        DistilProgress,
        EvaluateProgress,
        FitProgress,
        NeighboursProgress,
        ProjectProgress,
        ReadProgress,
        SolveProgress,
        TrainProgress,
    )
    from firth.recipes.audit import audit
    from firth.recipes.compare_training import compare_training
    from firth.recipes.diagnose import diagnose
    from firth.recipes.distil import distil
    from firth.recipes.encode import encode
    from firth.recipes.explain import explain
    from firth.recipes.explore import explore
    from firth.recipes.factorize import factorize
    from firth.recipes.glove import glove
    from firth.recipes.pairs import pairs, windows
    from firth.recipes.phrases import phrases
    from firth.recipes.plan import plan
    from firth.recipes.plot import plot
    from firth.recipes.resume import resume
    from firth.recipes.senses import senses, split_senses
    from firth.recipes.stability import stability
    from firth.recipes.train import train
    from firth.recipes.watch import Watch
    from firth.refining.combine import combine
    from firth.refining.refine import refine
    from firth.refining.retrofit import retrofit
    from firth.runs.report import StabilityReport
    from firth.runs.runs import Runs, StableAnswer, load_stability
    from firth.studies.explain.analogy import explain_analogy
    from firth.studies.explain.report import AnalogyExplanation, PairExplanation
    from firth.studies.senses.report import WordSenses
    from firth.training.checkpoints.pauses import TrainingPause
    from firth.vectors.word_vectors import WordVectors, load


_HOMES = {
    "AnalogyExplanation": "studies.explain.report",
    "ArgumentError": "errors",
    "ArgumentTypeError": "errors",
    "Comparison": "evaluation.comparing.report",
    "CompileProgress": "progress.events",
    "ConfigError": "errors",
    "CorpusError": "errors",
    "CountProgress": "progress.events",
    "DamagedArchiveError": "errors",
    "Difference": "evaluation.comparing.differences",
    "DistilProgress": "progress.events",
    "DivergedError": "errors",
    "EncodedCorpus": "corpus.encoded_corpus",
    "EvaluateProgress": "progress.events",
    "Exploration": "explorer.exploration",
    "ExploreConfig": "config",
    "FactorizeConfig": "config",
    "FirthError": "errors",
    "FitProgress": "progress.events",
    "FormatError": "errors",
    "GloveConfig": "config",
    "MissingExtraError": "errors",
    "MissingPartError": "errors",
    "NeighboursProgress": "progress.events",
    "NoThreadError": "errors",
    "NotEnoughMemoryError": "errors",
    "PairExplanation": "studies.explain.report",
    "Picture": "explorer.picture.drawing",
    "ProjectProgress": "progress.events",
    "Protocol": "evaluation.space",
    "ReadConfig": "config",
    "ReadProgress": "progress.events",
    "Report": "evaluation.report",
    "Runs": "runs.runs",
    "Score": "evaluation.findings",
    "SlowTrainingError": "errors",
    "SolveProgress": "progress.events",
    "SourceError": "errors",
    "StabilityReport": "runs.report",
    "StableAnswer": "runs.runs",
    "TargetError": "errors",
    "TextEncodingError": "errors",
    "TrainConfig": "config",
    "TrainProgress": "progress.events",
    "TrainingInterrupted": "errors",
    "TrainingPause": "training.checkpoints.pauses",
    "UnknownWordError": "errors",
    "Vocabulary": "corpus.vocabulary",
    "Watch": "recipes.watch",
    "WordClasses": "groups.word_classes",
    "WordSenses": "studies.senses.report",
    "WordVectors": "vectors.word_vectors",
    "audit": "recipes.audit",
    "classes": "groups.word_classes",
    "combine": "refining.combine",
    "compare": "evaluation.comparing.comparison",
    "compare_training": "recipes.compare_training",
    "diagnose": "recipes.diagnose",
    "distil": "recipes.distil",
    "encode": "recipes.encode",
    "evaluate": "evaluation.judge",
    "explain": "recipes.explain",
    "explain_analogy": "studies.explain.analogy",
    "explore": "recipes.explore",
    "factorize": "recipes.factorize",
    "glove": "recipes.glove",
    "load": "vectors.word_vectors",
    "load_corpus": "corpus.saved_corpus",
    "load_stability": "runs.runs",
    "movers_distance": "groups.movers_distance",
    "pairs": "recipes.pairs",
    "phrases": "recipes.phrases",
    "plan": "recipes.plan",
    "plot": "recipes.plot",
    "refine": "refining.refine",
    "resume": "recipes.resume",
    "retrofit": "refining.retrofit",
    "scorer": "evaluation.scorer",
    "senses": "recipes.senses",
    "split_senses": "recipes.senses",
    "stability": "recipes.stability",
    "train": "recipes.train",
    "windows": "recipes.pairs",
}

__all__ = [
    "AnalogyExplanation",
    "ArgumentError",
    "ArgumentTypeError",
    "Comparison",
    "CompileProgress",
    "ConfigError",
    "CorpusError",
    "CountProgress",
    "DamagedArchiveError",
    "Difference",
    "DistilProgress",
    "DivergedError",
    "EncodedCorpus",
    "EvaluateProgress",
    "Exploration",
    "ExploreConfig",
    "FactorizeConfig",
    "FirthError",
    "FitProgress",
    "FormatError",
    "GloveConfig",
    "MissingExtraError",
    "MissingPartError",
    "NeighboursProgress",
    "NoThreadError",
    "NotEnoughMemoryError",
    "PairExplanation",
    "Picture",
    "ProjectProgress",
    "Protocol",
    "ReadConfig",
    "ReadProgress",
    "Report",
    "Runs",
    "Score",
    "SlowTrainingError",
    "SolveProgress",
    "SourceError",
    "StabilityReport",
    "StableAnswer",
    "TargetError",
    "TextEncodingError",
    "TrainConfig",
    "TrainProgress",
    "TrainingInterrupted",
    "TrainingPause",
    "UnknownWordError",
    "Vocabulary",
    "Watch",
    "WordClasses",
    "WordSenses",
    "WordVectors",
    "__version__",
    "audit",
    "classes",
    "combine",
    "compare",
    "compare_training",
    "diagnose",
    "distil",
    "encode",
    "evaluate",
    "explain",
    "explain_analogy",
    "explore",
    "factorize",
    "glove",
    "load",
    "load_corpus",
    "load_stability",
    "movers_distance",
    "pairs",
    "phrases",
    "plan",
    "plot",
    "refine",
    "resume",
    "retrofit",
    "scorer",
    "senses",
    "split_senses",
    "stability",
    "train",
    "windows",
]


def __getattr__(name: str) -> Any:
    if name == "errors":  # except firth.errors.FormatError
        return import_module("firth.errors")
    if name not in _HOMES:
        raise AttributeError(f"module 'firth' has no attribute {name!r}")
    value = getattr(import_module(f"firth.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
