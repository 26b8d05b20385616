"""The settings of a training run: one frozen dataclass, listed once.

Command-line flags, the model file's header, the keyword arguments of ``firth.train`` and the table in the docs are
derived from ``TrainConfig``. A combination without meaning cannot be built.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, TypedDict

from firth.config.fields import checked, setting, usable_cores
from firth.errors import ConfigError

__all__ = [
    "Architecture",
    "CbowGradient",
    "NoiseCollisions",
    "NoiseSharing",
    "Objective",
    "TrainConfig",
    "TrainFields",
]

Architecture = Literal["skipgram", "cbow"]
Objective = Literal["negative_sampling", "hierarchical_softmax", "softmax"]
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
    negative: int | None
    ns_exponent: float | None
    noise_sharing: NoiseSharing | None
    noise_pool: int | None
    noise_collisions: NoiseCollisions | None
    cbow_gradient: CbowGradient | None
    sample: float
    alpha: float | None
    min_alpha: float | None
    epochs: int
    validation_share: float | None
    validation_every: int | None
    patience: int | None
    seed: int
    workers: int | None


# measured: see benchmarks/README.md, "The defaults"
_ALPHA: dict[str, dict[str | None, float]] = {  # by objective; None: skip-gram; else CBOW, by its gradient
    "negative_sampling": {None: 0.03, "classic": 0.075, "exact": 0.15},
    "hierarchical_softmax": {None: 0.025, "classic": 0.05, "exact": 0.1},
    "softmax": {None: 0.025, "classic": 0.05, "exact": 0.1},
}

_NOISE = {"objective": "negative_sampling"}


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainConfig:
    """How to train. ``None`` means "not given": it becomes the value that suits the other fields.

    A field that has no effect in a combination is ``None`` there, and giving it is an error.

    Raises:
        ConfigError: a value out of range, of the wrong type, or without effect here.
    """

    vector_size: int = setting(
        100, "dimensions of a vector; 100 to 300 is usual, more for larger corpora", least=1, most=65_536
    )
    window: int = setting(
        5,
        "words on each side of the center; 2 to 5 leans to syntax, 5 to 10 and more to meaning",
        least=1,
        most=1_000,
    )
    shrink_windows: bool = setting(
        True,
        "draw each center's window from 1 to `window`, so that near words count more; false: always `window`",
    )
    min_count: int = setting(5, "leave out words that occur less often", least=1)
    max_vocab: int | None = setting(None, "keep at most so many words, the commonest", least=1)
    architecture: Architecture = setting(
        "skipgram",
        "skipgram: each context word against the center, better for rare words; "
        "cbow: the mean of the context against the center, faster",
        choices=Architecture,
    )
    objective: Objective = setting(
        "negative_sampling",
        "negative_sampling: tell the center from a few noise words; hierarchical_softmax: find the way to it through a "
        "Huffman tree; softmax: its probability among all words, exact, and slow beyond small vocabularies",
        choices=Objective,
    )
    negative: int | None = setting(
        None,
        "noise words for each target; 5 to 20, fewer for large corpora",
        least=1,
        most=1_000,
        usual=5,
        only=_NOISE,
    )
    ns_exponent: float | None = setting(
        None, "noise words are drawn in proportion to count ** this", least=-4, most=4, usual=0.75, only=_NOISE
    )
    noise_sharing: NoiseSharing | None = setting(
        None,
        "window: the pairs of a center share their noise words, several times faster; pair: each draws its own",
        choices=NoiseSharing,
        usual="window",
        only={**_NOISE, "architecture": "skipgram"},
    )
    noise_pool: int | None = setting(
        None,
        "draw noise from a pool of so many words, itself drawn anew for each block of text; 0: no pool",
        least=0,
        most=1 << 24,
        usual=8192,
        only=_NOISE,
    )
    noise_collisions: NoiseCollisions | None = setting(
        None,
        "a noise word that is the target itself: skip it, or train it with label 0 as textbooks do",
        choices=NoiseCollisions,
        usual="skip",
        only=_NOISE,
    )
    cbow_gradient: CbowGradient | None = setting(
        None,
        "classic: every context word gets the whole gradient of the mean, as in word2vec.c; exact: divided by their "
        "number",
        choices=CbowGradient,
        usual="classic",
        only={"architecture": "cbow"},
    )
    sample: float = setting(
        1e-3,
        "discard words commoner than this share of the text, the commoner the oftener; 1e-3 to 1e-5, the smaller "
        "for larger corpora; 0: keep all",
        least=0,
        most=1,
    )
    alpha: float | None = setting(
        None,
        "learning rate at the start; default for skipgram, cbow, and cbow with its exact gradient: "
        + "; ".join(f"{name} {', '.join(f'{alpha:g}' for alpha in rates.values())}" for name, rates in _ALPHA.items()),
        least=0,
        most=10,
    )
    min_alpha: float | None = setting(
        None,
        "learning rate at the end, reached in a straight line; the default is alpha / 10,000",
        least=0,
        most=10,
    )
    epochs: int = setting(5, "passes over the text", least=1)
    validation_share: float | None = setting(
        None,
        "hold out this share of the sentences, at random, and measure the loss on them",
        least=1e-9,
        most=0.5,
    )
    validation_every: int | None = setting(
        None, "measure the loss on held-out text after so many words; the default is each epoch", least=1
    )
    patience: int | None = setting(
        None,
        "stop when so many measurements in a row on held-out text brought no better one; keep the weights of the best",
        least=1,
    )
    seed: int = setting(1, "start of all randomness", least=0, most=(1 << 64) - 1)
    workers: int | None = setting(None, "threads; the default is the cores this process may use", least=1, most=4_096)

    def __post_init__(self) -> None:
        """Fill in what was not given, then check."""
        for field in dataclasses.fields(self):
            object.__setattr__(self, field.name, checked(field, getattr(self, field.name)))
        for field in dataclasses.fields(self):
            self._settle(field.name, field.metadata["usual"], field.metadata["only"])
        self._settle("alpha", _ALPHA[self.objective][self.cbow_gradient])
        assert self.alpha is not None
        self._settle("min_alpha", self.alpha * 1e-4)
        self._settle("workers", usable_cores())
        if self.alpha <= 0:
            raise ConfigError("alpha", self.alpha, "must be above 0, or nothing is learned; try 0.025")
        if self.min_alpha is not None and self.min_alpha > self.alpha:
            raise ConfigError("min_alpha", self.min_alpha, f"must not be above alpha ({self.alpha:g})")

    def _settle(self, name: str, usual: Any, only: Mapping[str, str] = MappingProxyType({})) -> None:
        given = getattr(self, name)
        against = [
            f"{other}={getattr(self, other)!r}" for other, value in only.items() if getattr(self, other) != value
        ]
        if against and given is not None:
            raise ConfigError(name, given, f"has no effect with {' and '.join(against)}; leave it out")
        if given is None and not against:
            object.__setattr__(self, name, usual)  # the one moment before the object is out of our hands

    def check_validation(self, *, given: bool) -> None:
        """Refuse too much or too little held-out text.

        Args:
            given: whether there is a text for validation besides the settings.

        Raises:
            ConfigError: there are two held-out texts, or a setting that needs one and has none.
        """
        if given and self.validation_share is not None:
            raise ConfigError(
                "validation_share", self.validation_share, "there is a validation text already; leave one of them out"
            )
        for name in ("patience", "validation_every"):
            if getattr(self, name) is not None and not given and self.validation_share is None:
                raise ConfigError(
                    name,
                    getattr(self, name),
                    "has no effect without held-out text: give a validation text (--validation FILE), or "
                    "validation_share=0.01 (--validation-share 0.01)",
                )

    def as_dict(self) -> dict[str, Any]:
        """Names and values, as the model file keeps them."""
        return dataclasses.asdict(self)
