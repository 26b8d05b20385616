"""The settings of a factorisation: one frozen dataclass, listed once.

As in `firth.config.training`, flags, the model file's header and keyword arguments are derived from it.
"""

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

from firth.config.cores import usable_cores
from firth.config.fields import MEMORY_LIMIT, MIN_COUNT, WHOLE_SENTENCE, Configuration, check_fields, setting

__all__ = ["FactorizeConfig", "FactorizeFields", "ResolvedFactorizeConfig"]


class FactorizeFields(TypedDict, total=False):
    """The fields of ``FactorizeConfig`` as keyword arguments."""

    vector_size: int
    window: int | None
    shrink_windows: bool
    min_count: int
    max_vocab: int | None
    shift: float
    smoothing: float
    eigenvalue_weight: float
    memory_limit: int
    seed: int
    workers: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class FactorizeConfig(Configuration):
    """How to factorise the matrix of pointwise mutual information.

    The fields hold what was given; ``workers=None`` means "not given", and `resolved` tells what is then in effect.
    The names are those of Levy, Goldberg and Dagan 2015 (Improving Distributional Similarity with Lessons Learned from
    Word Embeddings), as far as ``TrainConfig`` has none for the same thing.

    Raises:
        ConfigError: a value out of range or of the wrong type.

    Example:
        >>> firth.FactorizeConfig(vector_size=50).window
        5
    """

    vector_size: int = setting(100, "dimensions of a vector; fewer than there are words", least=1, most=65_536)
    window: int | None = setting(
        5,
        "words on each side of the center; 2 leans to syntax, 5 and more to meaning" + WHOLE_SENTENCE,
        least=1,
        most=1_000,
        word_for_none="sentence",
    )
    shrink_windows: bool = setting(
        True,
        "let a pair at distance d count (window - d + 1) / window, as training does on average; false: 1, as in whole "
        "sentences",
    )
    min_count: int = setting(MIN_COUNT, "leave out words that occur less often", least=1)
    max_vocab: int | None = setting(None, "keep at most so many words, the commonest", least=1)
    shift: float = setting(
        1.0,
        "subtract log of this from the mutual information, as negative sampling with so many noise words does; "
        "1: nothing",
        least=1e-3,
        most=1_000_000,
    )
    smoothing: float = setting(
        0.75,
        "the chance of an output word is in proportion to count ** this; below 1, pairs with rare words score less",
        least=-4,
        most=4,
    )
    eigenvalue_weight: float = setting(
        0.5, "vectors are singular vectors times singular values ** this; 0 to 0.5 is usual", least=0, most=1
    )
    memory_limit: int = setting(
        MEMORY_LIMIT,
        "memory to count pairs in; what it does not hold lies in temporary files",
        least=10**6,
        unit="bytes",
    )
    seed: int = setting(1, "start of all randomness", least=0, most=(1 << 64) - 1)
    workers: int | None = setting(
        None, "threads that read the text; the default is the cores this process may use", least=1, most=4_096
    )

    def __post_init__(self) -> None:
        """Check."""
        check_fields(self)

    def resolved(self) -> "ResolvedFactorizeConfig":
        """The settings in effect, on this machine.

        Example:
            >>> firth.FactorizeConfig(workers=2).resolved().workers
            2
        """
        values = {**self.as_dict(), "workers": self.workers or usable_cores()}
        return ResolvedFactorizeConfig(**values)

    def as_dict(self) -> dict[str, Any]:
        """Names and values, as the model file keeps them: without `workers`, a matter of one machine.

        Example:
            >>> firth.FactorizeConfig(window=3).as_dict()["window"]
            3
        """
        values = dataclasses.asdict(self)
        values["shrink_windows"] = self.shrink_windows and self.window is not None
        del values["workers"]
        return values


class ResolvedFactorizeConfig(FactorizeConfig):
    """The settings in effect."""

    __slots__ = ()

    if TYPE_CHECKING:
        workers: int
