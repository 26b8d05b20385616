"""Going on with a training that was interrupted."""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from firth.config import TrainConfig
from firth.errors import ConfigError, FormatError
from firth.recipes.options import Report, reporter
from firth.recipes.train import cut_by, folder_of, pauses_for
from firth.training.checkpoints.folder import claimed, reopened
from firth.training.checkpoints.pauses import EVERY, TrainingPause
from firth.training.checkpoints.state import Checkpoint
from firth.training.train import train
from firth.vectors.word_vectors import WordVectors

__all__ = ["resume"]


def resume(  # noqa: PLR0913 - the folder, and keywords that most callers leave out
    checkpoint: str | os.PathLike[str],
    *,
    workers: int | None = None,
    parts: Callable[[str], Sequence[str]] | None = None,
    checkpoint_every: float = EVERY,
    on_pause: Callable[[TrainingPause], object] | None = None,
    progress: bool | Report = False,
) -> WordVectors:
    """Go on with a training from its last checkpoint, with the text and the settings that it began with.

    The vectors are the same, byte for byte, as if it had not been interrupted.

    Args:
        checkpoint: the folder that was given to `firth.train`.
        workers: threads to train with; None: as many as there are cores. They do not change the vectors.
        parts: the function that was given to `firth.train`, if there was one.
        checkpoint_every: seconds between two checkpoints.
        on_pause: as `firth.train` takes it.
        progress: the same.

    Returns:
        Vectors, contexts and counts. Those of a training that had been finished are returned at once.

    Raises:
        SourceError: there is no such folder, or no checkpoint in it.
        FormatError: the checkpoints or the text are damaged, or of another version of Firth.
        TargetError: a checkpoint cannot be written.
        DivergedError: the weights stopped being finite.
        TrainingInterrupted: Ctrl-C; the next call goes on from there.

    Example:
        >>> vectors = firth.train("corpus.txt", vector_size=10, checkpoint="run")
        >>> firth.resume("run") == vectors
        True
    """
    folder = folder_of("checkpoint", checkpoint)
    pauses = pauses_for(folder, checkpoint_every, on_pause)
    with reporter(progress) as report, claimed(folder):
        kept = reopened(folder)
        config = _config_of(kept.checkpoint, kept.corpus.ids.size, has_validation=kept.validation is not None)
        return train(
            kept.corpus,
            replace(config, workers=workers),
            validation=kept.validation,
            initial=kept.checkpoint,
            parts=cut_by(parts, config),
            allow_slow=True,  # it was asked when the training began
            on_progress=report,
            pauses=pauses,
        )


def _config_of(checkpoint: Checkpoint, tokens: int, *, has_validation: bool) -> TrainConfig:
    """The settings, as they were given if that still means the same."""
    info: Any = checkpoint.record.model.info
    try:
        given, in_effect = TrainConfig(**info.get("given")), TrainConfig(**info.get("config"))
        chosen = given if given.suited_to(tokens).as_dict() == in_effect.as_dict() else in_effect
        chosen.check_validation(given=has_validation)
    except (TypeError, ConfigError) as error:
        raise FormatError(
            f"{checkpoint.path}: its settings cannot be used ({error}). Is it of another version?"
        ) from None
    return chosen
