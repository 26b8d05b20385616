"""The settings of GloVe: one frozen dataclass, listed once.

As in `firth.config.training`, flags, the model file's header and keyword arguments are derived from it.
"""

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

from firth.config.cores import usable_cores
from firth.config.fields import MEMORY_LIMIT, MIN_COUNT, WHOLE_SENTENCE, Configuration, check_fields, setting

__all__ = ["GloveConfig", "GloveFields", "ResolvedGloveConfig"]

LONG = 10**9
"""Tokens of a text whose `x_max` is that of the paper."""


class GloveFields(TypedDict, total=False):
    """The fields of ``GloveConfig`` as keyword arguments."""

    vector_size: int
    window: int | None
    symmetric: bool
    distance_weighting: bool
    min_count: int
    max_vocab: int | None
    x_max: float | None
    weighting_exponent: float
    learning_rate: float
    iterations: int
    memory_limit: int
    seed: int
    workers: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class GloveConfig(Configuration):
    """How to fit vectors to the logarithms of counts.

    The fields hold what was given; None means "not given", and `suited_to` and `resolved` tell what is then in effect.
    The method is that of Pennington, Socher and Manning 2014 (GloVe: Global Vectors for Word Representation). Its
    alpha is `weighting_exponent` here, since ``alpha`` is a learning rate elsewhere; the program's eta is
    `learning_rate`.

    Raises:
        ConfigError: a value out of range or of the wrong type.

    Example:
        >>> firth.GloveConfig(vector_size=50).window
        15
    """

    vector_size: int = setting(100, "dimensions of a vector", least=1, most=65_536)
    window: int | None = setting(
        15,
        "words on each side of a word that are counted with it; before it if not symmetric" + WHOLE_SENTENCE,
        least=1,
        most=1_000,
        word_for_none="sentence",
    )
    symmetric: bool = setting(True, "count the words on both sides of a word; false: only those before it")
    distance_weighting: bool = setting(True, "let a pair at distance d count 1 / d; false: 1, as in whole sentences")
    min_count: int = setting(MIN_COUNT, "leave out words that occur less often", least=1)
    max_vocab: int | None = setting(None, "keep at most so many words, the commonest", least=1)
    x_max: float | None = setting(
        None,
        "the error of a pair that counts so much or more has the weight 1; the default is 10, and 100 for texts of a "
        "billion tokens or more",
        least=1e-3,
        most=1e12,
    )
    weighting_exponent: float = setting(
        0.75, "the error of a pair that counts less has the weight (count / x_max) ** this", least=0, most=4
    )
    learning_rate: float = setting(0.05, "of the first steps; AdaGrad shortens later ones", least=1e-6, most=10)
    iterations: int = setting(25, "passes over the counts", least=1, most=100_000)
    memory_limit: int = setting(
        MEMORY_LIMIT,
        "memory for the counts; what it does not hold lies in temporary files",
        least=10**6,
        unit="bytes",
    )
    seed: int = setting(1, "start of all randomness", least=0, most=(1 << 64) - 1)
    workers: int | None = setting(
        None, "threads; the default is the cores this process may use. Vectors do not depend on it", least=1, most=4_096
    )

    def __post_init__(self) -> None:
        """Check."""
        check_fields(self)

    def suited_to(self, tokens: int) -> "GloveConfig":
        """The same, with the `x_max` that suits a text of so many tokens where it is not given.

        It is 100 in the paper, whose shortest text has a billion tokens, and 10 in the demonstration of the GloVe
        program, on 17 million. We found 10 far better on a text of that length (docs/glove.md).

        Example:
            >>> firth.GloveConfig().suited_to(1_000_000).x_max
            10.0
        """
        return dataclasses.replace(self, x_max=self.x_max or (10.0 if tokens < LONG else 100.0))

    def resolved(self) -> "ResolvedGloveConfig":
        """The settings in effect, on this machine.

        Example:
            >>> firth.GloveConfig(workers=2).resolved().workers
            2
        """
        values = {**self.as_dict(), "workers": self.workers or usable_cores()}
        return ResolvedGloveConfig(**values)

    def as_dict(self) -> dict[str, Any]:
        """Names and values, as the model file keeps them: without `workers`, a matter of one machine.

        Example:
            >>> firth.GloveConfig(window=3).as_dict()["window"]
            3
        """
        values = dataclasses.asdict(self)
        values["distance_weighting"] = self.distance_weighting and self.window is not None
        del values["workers"]
        return values


class ResolvedGloveConfig(GloveConfig):
    """The settings in effect."""

    __slots__ = ()

    if TYPE_CHECKING:
        workers: int
