"""The settings of a training run: one frozen dataclass, listed once.

Command-line flags, the model file's header, the keyword arguments of ``firth.train`` and the table in the docs are
derived from ``TrainConfig``. A combination without meaning cannot be built.
"""

import dataclasses
import math
import os
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any, Literal, TypedDict, get_args

from firth.errors import ConfigError

__all__ = [
    "Architecture",
    "CbowGradient",
    "NoiseCollisions",
    "NoiseSharing",
    "Objective",
    "TrainConfig",
    "TrainFields",
    "number_type",
    "usable_cores",
]

Architecture = Literal["skipgram", "cbow"]
Objective = Literal["negative_sampling"]
NoiseSharing = Literal["window", "pair"]
NoiseCollisions = Literal["skip", "train"]
CbowGradient = Literal["classic", "exact"]


class TrainFields(TypedDict, total=False):
    """The fields of ``TrainConfig`` as keyword arguments."""

    vector_size: int
    window: int
    shrink_windows: bool
    min_count: int
    max_vocab: int | None
    architecture: Architecture
    objective: Objective
    negative: int
    ns_exponent: float
    noise_sharing: NoiseSharing | None
    noise_pool: int
    noise_collisions: NoiseCollisions
    cbow_gradient: CbowGradient | None
    sample: float
    alpha: float | None
    min_alpha: float | None
    epochs: int
    seed: int
    workers: int | None


# measured: see benchmarks/README.md, "The defaults"
_ALPHA: dict[tuple[str, str | None], float] = {
    ("skipgram", None): 0.03,
    ("cbow", "classic"): 0.075,
    ("cbow", "exact"): 0.15,
}


def _setting(default: Any, text: str, *, least: float = -math.inf, most: float = math.inf, **more: Any) -> Any:
    return dataclasses.field(default=default, metadata={"help": text, "least": least, "most": most, **more})


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainConfig:
    """How to train. ``None`` means "not given": it becomes the value that suits the other fields.

    A field that has no effect in a combination is ``None`` there, and giving it is an error.

    Raises:
        ConfigError: a value out of range, of the wrong type, or without effect here.
    """

    vector_size: int = _setting(
        100, "dimensions of a vector; 100 to 300 is usual, more for larger corpora", least=1, most=65_536
    )
    window: int = _setting(
        5,
        "words on each side of the centre; 2 to 5 leans to syntax, 5 to 10 and more to meaning",
        least=1,
        most=1_000,
    )
    shrink_windows: bool = _setting(
        True,
        "draw each centre's window from 1 to `window`, so that near words count more; false: always `window`",
    )
    min_count: int = _setting(5, "leave out words that occur less often", least=1)
    max_vocab: int | None = _setting(None, "keep at most so many words, the commonest", least=1)
    architecture: Architecture = _setting(
        "skipgram",
        "skipgram: each context word against the centre, better for rare words; "
        "cbow: the mean of the context against the centre, faster",
        choices=Architecture,
    )
    objective: Objective = _setting("negative_sampling", "what a step tells apart", choices=Objective)
    negative: int = _setting(5, "noise words for each target; 5 to 20, fewer for large corpora", least=1, most=1_000)
    ns_exponent: float = _setting(0.75, "noise words are drawn in proportion to count ** this", least=-4, most=4)
    noise_sharing: NoiseSharing | None = _setting(
        None,
        "window: the pairs of a centre share their noise words, several times faster; pair: each draws its own; "
        "skip-gram only, where the default is window",
        choices=NoiseSharing,
    )
    noise_pool: int = _setting(
        8192,
        "draw noise from a pool of so many words, itself drawn anew for each block of text; 0: no pool",
        least=0,
        most=1 << 24,
    )
    noise_collisions: NoiseCollisions = _setting(
        "skip",
        "a noise word that is the target itself: skip it, or train it with label 0 as textbooks do",
        choices=NoiseCollisions,
    )
    cbow_gradient: CbowGradient | None = _setting(
        None,
        "classic: every context word gets the whole gradient of the mean, as in word2vec.c; exact: divided by their "
        "number; cbow only, where the default is classic",
        choices=CbowGradient,
    )
    sample: float = _setting(
        1e-3,
        "discard words commoner than this share of the text, the commoner the oftener; 1e-3 to 1e-5, the smaller "
        "for larger corpora; 0: keep all",
        least=0,
        most=1,
    )
    alpha: float | None = _setting(
        None,
        f"learning rate at the start; default {_ALPHA['skipgram', None]:g} for skipgram, "
        f"{_ALPHA['cbow', 'classic']:g} for cbow, {_ALPHA['cbow', 'exact']:g} with its exact gradient",
        least=0,
        most=10,
    )
    min_alpha: float | None = _setting(
        None,
        "learning rate at the end, reached in a straight line; the default is alpha / 10,000",
        least=0,
        most=10,
    )
    epochs: int = _setting(5, "passes over the text", least=1)
    seed: int = _setting(1, "start of all randomness", least=0, most=(1 << 64) - 1)
    workers: int | None = _setting(None, "threads; the default is the cores this process may use", least=1, most=4_096)

    def __post_init__(self) -> None:
        """Fill in what was not given, then check."""
        for field in dataclasses.fields(self):
            object.__setattr__(self, field.name, _checked(field, getattr(self, field.name)))
        self._settle(
            "noise_sharing",
            "window",
            applies=self.architecture == "skipgram",
            remedy="cbow has one pair a window",
        )
        self._settle("cbow_gradient", "classic", applies=self.architecture == "cbow", remedy="skipgram has no mean")
        self._settle("alpha", _ALPHA[self.architecture, self.cbow_gradient])
        assert self.alpha is not None
        self._settle("min_alpha", self.alpha * 1e-4)
        self._settle("workers", usable_cores())
        if self.alpha <= 0:
            raise ConfigError("alpha", self.alpha, "must be above 0, or nothing is learned; try 0.025")
        if self.min_alpha is not None and self.min_alpha > self.alpha:
            raise ConfigError("min_alpha", self.min_alpha, f"must not be above alpha ({self.alpha:g})")

    def _settle(self, name: str, value: Any, *, applies: bool = True, remedy: str = "") -> None:
        given = getattr(self, name)
        if applies and given is None:
            object.__setattr__(self, name, value)  # the one moment before the object is out of our hands
        elif not applies and given is not None:
            raise ConfigError(
                name, given, f"has no effect with architecture={self.architecture!r} ({remedy}); leave it out"
            )

    def as_dict(self) -> dict[str, Any]:
        """Names and values, as the model file keeps them."""
        return dataclasses.asdict(self)


def usable_cores() -> int:
    """The number of cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _checked(field: "dataclasses.Field[Any]", value: Any) -> Any:
    """The value as a plain Python number or word."""
    name, rules = field.name, field.metadata
    if value is None and type(None) in get_args(field.type):
        return value
    if "choices" in rules:
        names = get_args(rules["choices"])
        if value not in names:
            raise ConfigError(name, value, f"must be one of {', '.join(names)}")
        return value
    kind = number_type(field)
    if isinstance(value, bool) != (kind is bool) or not isinstance(value, Real if kind is float else Integral):
        raise ConfigError(name, value, f"must be {_NAMES[kind]}")
    if not rules["least"] <= value <= rules["most"]:  # also refuses NaN
        raise ConfigError(name, value, _range(rules["least"], rules["most"]))
    return kind(value)


def number_type(field: "dataclasses.Field[Any]") -> type:
    """The type of a field that is not a choice of words: bool, int or float."""
    kinds = get_args(field.type) or (field.type,)
    return next(kind for kind in (bool, int, float) if kind in kinds)


_NAMES = {int: "a whole number", float: "a number", bool: "true or false"}


def _range(least: float, most: float) -> str:
    if math.isinf(most):
        return f"must be at least {least:,}"
    return f"must be from {least:,} to {most:,}"
