"""The settings of the page that shows vectors: one frozen dataclass, listed once.

As in `firth.config.training`, flags and keyword arguments are derived from it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, TypedDict

from firth.config.cores import usable_cores
from firth.config.fields import Configuration, check_fields, setting, values_with_defaults

__all__ = ["ExploreConfig", "ExploreFields", "Projection", "ResolvedExploreConfig"]

Projection: TypeAlias = Literal["pca", "tsne"]


class ExploreFields(TypedDict, total=False):
    """The fields of ``ExploreConfig`` as keyword arguments."""

    words: int
    projection: Projection
    perplexity: float | None
    clusters: int
    neighbours: int
    sample: int
    seed: int
    workers: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ExploreConfig(Configuration):
    """How to draw the map of a vocabulary.

    The fields hold what was given; None means "not given", and `resolved` tells what is then in effect.

    Raises:
        ConfigError: a value out of range or of the wrong type, or a perplexity without t-SNE.

    Example:
        >>> firth.ExploreConfig(projection="pca").words
        20000
    """

    words: int = setting(20_000, "words on the map, the commonest", least=1, most=100_000)
    projection: Projection = setting(
        "tsne", "how the words get their places: pca at once, tsne keeps neighbours together", choices=Projection
    )
    perplexity: float | None = setting(
        None,
        "about how many neighbours of a word count; the default is 30",
        least=1,
        most=200,
        usual=30.0,
        only={"projection": "tsne"},
    )
    clusters: int = setting(8, "groups of words, which the page can colour", least=1, most=255)
    neighbours: int = setting(15, "nearest words by which the distortion of the map is measured", least=1, most=1_000)
    sample: int = setting(2_000, "words at which it is measured", least=1, most=100_000)
    seed: int = setting(1, "start of all randomness", least=0, most=(1 << 32) - 1)
    workers: int | None = setting(
        None,
        "threads; the default is the cores this process may use. The map does not depend on it",
        least=1,
        most=4_096,
    )

    def __post_init__(self) -> None:
        """Check."""
        check_fields(self)

    def resolved(self) -> "ResolvedExploreConfig":
        """The settings in effect, on this machine.

        Example:
            >>> firth.ExploreConfig().resolved().perplexity
            30.0
        """
        return ResolvedExploreConfig(**values_with_defaults(self) | {"workers": self.workers or usable_cores()})


class ResolvedExploreConfig(ExploreConfig):
    """The settings in effect; `perplexity` is None without t-SNE."""

    __slots__ = ()

    if TYPE_CHECKING:
        workers: int
