"""gensim's arguments as Firth's settings; what Firth does not do is refused, with what to do instead."""

from typing import Any, Final

from firth.config import TrainConfig, usable_cores
from firth.errors import ArgumentError, ConfigError
from firth.gensim.learning.state import State

__all__ = ["NEVER_CALLED", "check_arguments", "train_config"]

NEVER_CALLED: Final = (
    "_do_train_epoch",
    "_do_train_job",
    "_get_next_alpha",
    "_get_thread_working_mem",
    "_job_producer",
    "_raw_word_count",
    "_train_epoch",
    "_train_epoch_corpusfile",
    "_worker_loop",
)
"""Methods of gensim's training that a subclass might override, to no effect here."""


def check_arguments(model: State) -> None:
    """Refuse, before a text is read, what no training here can honour.

    Raises:
        ConfigError: an argument that Firth has nothing for.
        ArgumentError: a subclass overrides what is never called.
    """
    if model.null_word:
        raise ConfigError("null_word", model.null_word, "Firth has no padding word; leave it out")
    if not model.cbow_mean and not model.sg:
        raise ConfigError(
            "cbow_mean", model.cbow_mean, "Firth's CBOW takes the mean of the context; give cbow_mean=1, or sg=1"
        )
    overridden = next((name for name in NEVER_CALLED if hasattr(type(model), name)), None)
    if overridden is not None:
        raise ArgumentError(
            type(model).__name__,
            overridden,
            "overrides a private method of gensim's training, which Firth never calls, so it would have no effect. "
            "Prepare the sentences before they are given to train(), or use gensim for this program",
        )


def train_config(model: State, epochs: int, share: float, **more: Any) -> TrainConfig:
    """The settings of a training.

    Args:
        model: its attributes, as the constructor and the program set them.
        epochs: passes over the text.
        share: `sample` as a share of all words.
        **more: further settings.

    Raises:
        ConfigError: a value that Firth does not take; also neither hs nor negative.
    """
    check_arguments(model)
    if not model.hs and not model.negative:
        raise ConfigError("negative", model.negative, "you must set either 'hs' or 'negative' to be positive")
    if model.hs:
        objective: dict[str, Any] = {"objective": "hierarchical_softmax"}
    else:
        objective = {"negative": int(model.negative), "ns_exponent": float(model.ns_exponent)}
    return TrainConfig(
        vector_size=model.vector_size,
        window=model.window,
        shrink_windows=model.shrink_windows,
        min_count=1,
        architecture="skipgram" if model.sg else "cbow",
        sample=share,
        alpha=float(model.alpha),
        min_alpha=float(model.min_alpha),
        epochs=epochs,
        seed=model.seed,
        workers=max(1, min(model.workers, usable_cores())),
        **objective,
        **more,
    )
