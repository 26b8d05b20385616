"""The settings of a training run: one frozen dataclass, listed once.

Command-line flags, the model file's header, the keyword arguments of ``firth.train`` and the table in the docs are
derived from ``TrainConfig``. A combination without meaning cannot be built.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from firth.config.by_size import ALPHAS, EPOCHS_BY_SIZE, SMALL, USUAL_EPOCHS, alpha_for, epochs_for
from firth.config.cores import usable_cores
from firth.config.fields import MIN_COUNT, WHOLE_SENTENCE, Configuration, check_fields, setting, values_with_defaults
from firth.config.subwords import MOST_EXACT, check_subwords, checked_lengths
from firth.errors import ConfigError
from firth.subwords.ngrams import MOST_BUCKETS

__all__ = [
    "Architecture",
    "CbowGradient",
    "NoiseCollisions",
    "NoiseSharing",
    "Objective",
    "ResolvedTrainConfig",
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
    window: int | None
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
    subwords: str | None
    buckets: int | None
    whole_word: bool | None
    sample: float
    alpha: float | None
    min_alpha: float | None
    epochs: int | None
    validation_share: float | None
    validation_every: int | None
    patience: int | None
    seed: int
    workers: int | None


_NOISE = {"objective": "negative_sampling"}


def _rates(place: int) -> str:
    """The learning rates of all objectives (1), or for small texts, of those where they differ (0)."""
    shown = {name: [f"{rates[place]:g}" for rates in kinds.values()] for name, kinds in ALPHAS.items()}
    changed = [name for name, kinds in ALPHAS.items() if place or any(small < other for small, other in kinds.values())]
    return "; ".join(f"{name} {', '.join(shown[name])}" for name in changed)


_OF_ALPHA = (
    "learning rate at the start; default for skipgram, cbow, and cbow with its exact gradient: "
    + _rates(1)
    + f"; below {SMALL / 1e6:g} million tokens "
    + _rates(0)
    + "; less for skip-gram on whole sentences of many words"
)

_NEEDS_HELD_OUT = (
    "has no effect without held-out text: give a validation text (--validation FILE), or validation_share=0.01 "
    "(--validation-share 0.01)"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainConfig(Configuration):
    """How to train.

    The fields hold what was given; ``None`` means "not given", and `resolved` tells what is then in effect. So
    ``dataclasses.replace(config, architecture="cbow")`` is the same as giving it at once, and configurations are equal
    if the same was given. A field that has no effect in a combination must not be given.

    Raises:
        ConfigError: a value out of range, of the wrong type, or without effect here.

    Example:
        >>> config = firth.TrainConfig(architecture="cbow", window=3)
        >>> config.alpha is None, config.resolved().alpha
        (True, 0.075)
    """

    vector_size: int = setting(
        100, "dimensions of a vector; 100 to 300 is usual, more for larger corpora", least=1, most=65_536
    )
    window: int | None = setting(
        5,
        "words on each side of the center; 2 to 5 leans to syntax, 5 to 10 and more to meaning" + WHOLE_SENTENCE,
        least=1,
        most=1_000,
        word_for_none="sentence",
    )
    shrink_windows: bool = setting(
        True,
        "draw each center's window from 1 to `window`, so that near words count more; false: always `window`",
    )
    min_count: int = setting(MIN_COUNT, "leave out words that occur less often", least=1)
    max_vocab: int | None = setting(None, "keep at most so many words, the commonest", least=1)
    architecture: Architecture = setting(
        "skipgram",
        "skipgram: each context word against the center, better at meaning; "
        "cbow: the mean of the context against the center, better for rare words; as measured in "
        "docs/comparing.md",
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
        "window: neighbours in the text share their noise words, several times faster; pair: each pair draws its own",
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
    subwords: str | None = setting(
        None,
        "learn n-grams of so many characters too, such as 3-6, so that words never seen have vectors: a word is the "
        "mean of its own row and theirs",
        checked=checked_lengths,
    )
    buckets: int | None = setting(
        None,
        "n-grams share so many rows, by fastText's hash, as its files need; by default each has a row of its own, "
        f"up to {MOST_EXACT:,}",
        least=1,
        most=MOST_BUCKETS,
    )
    whole_word: bool | None = setting(None, "words also have a row of their own, beside those of their n-grams")
    sample: float = setting(
        1e-3,
        "drop some occurrences of words that make up more than this share of the text, more of the commonest; "
        "1e-3 to 1e-5, smaller for larger corpora; 0: keep all",
        least=0,
        most=1,
    )
    alpha: float | None = setting(None, _OF_ALPHA, least=0, most=10)
    min_alpha: float | None = setting(
        None,
        "learning rate at the end, reached in a straight line; the default is alpha / 10,000",
        least=0,
        most=10,
    )
    epochs: int | None = setting(
        None,
        "passes over the text; the default suits its size: "
        + ", ".join(f"{epochs} below {below / 1e6:g} million tokens" for below, epochs in EPOCHS_BY_SIZE)
        + f", else {USUAL_EPOCHS}",
        least=1,
        most=(1 << 31) - 1,
    )
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
        """Check."""
        check_fields(self)
        check_subwords(self.subwords, buckets=self.buckets, whole_word=self.whole_word)
        values = self._values()
        alpha, min_alpha = values["alpha"], values["min_alpha"]
        if alpha <= 0:
            raise ConfigError("alpha", alpha, "must be above 0, or nothing is learned; try 0.025")
        if min_alpha > alpha:
            raise ConfigError("min_alpha", min_alpha, f"must not be above alpha ({alpha:g})")

    def _values(self) -> dict[str, Any]:
        """The values in effect, but for `workers`, which depends on the machine."""
        values = values_with_defaults(self)
        if self.alpha is None:
            values["alpha"] = alpha_for(None, self.objective, values["cbow_gradient"])
        if self.min_alpha is None:
            values["min_alpha"] = values["alpha"] * 1e-4
        if self.subwords is not None and self.whole_word is None:
            values["whole_word"] = True
        if self.epochs is None:
            values["epochs"] = epochs_for(None)
        values["shrink_windows"] = self.shrink_windows and self.window is not None
        return values

    def suited_to(self, tokens: int, around: int | None = None) -> "TrainConfig":
        """The same, with what suits a text where it is not given: `epochs` and `alpha`.

        Args:
            tokens: of the text.
            around: words around a center in the mean, where windows are whole sentences.

        Example:
            >>> config = firth.TrainConfig(architecture="cbow", epochs=3).suited_to(300_000)
            >>> config.epochs, config.alpha
            (3, 0.05)
        """
        alpha = alpha_for(tokens, self.objective, values_with_defaults(self)["cbow_gradient"], around)
        return replace(
            self,
            epochs=epochs_for(tokens) if self.epochs is None else self.epochs,
            alpha=alpha if self.alpha is None else self.alpha,
        )

    def resolved(self) -> "ResolvedTrainConfig":
        """The settings in effect, on this machine.

        Example:
            >>> firth.TrainConfig().resolved().negative, firth.TrainConfig(objective="softmax").resolved().negative
            (5, None)
        """
        values = self._values()
        return ResolvedTrainConfig(**{**values, "workers": self.workers or usable_cores()})

    def as_dict(self) -> dict[str, Any]:
        """Names and values in effect, as the model file keeps them: without `workers`, a matter of one machine.

        Example:
            >>> firth.TrainConfig(alpha=0.05).as_dict()["alpha"]
            0.05
        """
        values = self._values()
        del values["workers"]
        return values

    def check_validation(self, *, given: bool) -> None:
        """Refuse too much or too little held-out text.

        Args:
            given: whether there is a text for validation besides the settings.

        Raises:
            ConfigError: there are two held-out texts, or a setting that needs one and has none.

        Example:
            >>> firth.TrainConfig(patience=2, validation_share=0.1).check_validation(given=False)
        """
        if given and self.validation_share is not None:
            raise ConfigError(
                "validation_share", self.validation_share, "there is a validation text already; leave one of them out"
            )
        for name in ("patience", "validation_every"):
            value = getattr(self, name)
            if value is not None and not given and self.validation_share is None:
                raise ConfigError(name, value, _NEEDS_HELD_OUT)


class ResolvedTrainConfig(TrainConfig):
    """The settings in effect: a field is None only where it has no effect."""

    __slots__ = ()

    if TYPE_CHECKING:
        alpha: float
        min_alpha: float
        epochs: int
        workers: int

    def resolved(self) -> "ResolvedTrainConfig":
        """The same."""
        return self
