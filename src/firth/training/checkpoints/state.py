"""A training between two rounds, as a value: all that the next round depends on, and what was found so far.

A round depends on the weights, on the running means that shared noise is compared with, on the seed, and on where the
training is. So a training that goes on from a state that was kept gives the same vectors, byte for byte.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.config import ResolvedTrainConfig
from firth.errors import FormatError
from firth.formats.checkpoint import CheckpointRecord
from firth.formats.record import Record
from firth.kernels.arrays import NOTHING_FROZEN, Control, Run, SharedNoise, Weights
from firth.kernels.phases import ENDED, GROUP, KIND, ROUND, ROUNDS, SLOT, WORDS
from firth.training.losses import Losses, Measurement
from firth.training.trainer import Trainer, words_done
from firth.training.weights import copy_of, empty_weights

__all__ = ["Checkpoint", "State", "restored"]


class Checkpoint(NamedTuple):
    """A checkpoint to go on from, and its file."""

    record: CheckpointRecord
    path: Path

    def facts(self) -> dict[str, Any]:
        """Which matrices the training started from, as the model file keeps it."""
        training = self.record.facts("training")
        return {name: training[name] for name in ("initial", "initial_model", "frozen") if name in training}

    @property
    def frozen(self) -> NDArray[np.bool_]:
        """bool[2, V], the input rows and the output rows that stay as they are; or [2, 0]."""
        found = self.record.arrays.get("frozen")
        return NOTHING_FROZEN if found is None else found.astype(np.bool_)


class State:
    """A training between two rounds.

    Attributes:
        weights: the two matrices. Trained in place.
        outputs: what the kernel takes as its second argument; with shared noise, its means are moved in place.
        losses: so far.
        blocks: that are trained to their end, over all epochs.
        rounds: of the block after them, that are trained; and of how many.
        words: tokens of the blocks.
        words_beyond: tokens of the rounds, about.
        best: the weights of the best measurement, where training may go on beyond them.
        seconds: of training.
    """

    def __init__(self, weights: Weights, outputs: Any, losses: Losses) -> None:
        self.weights, self.outputs, self.losses = weights, outputs, losses
        self.blocks, self.words = 0, 0
        self.rounds, self.words_beyond = (0, 1), 0
        self.best: Weights | None = None
        self.seconds = 0.0

    def advance(self, run: Run) -> bool:
        """Move by what was trained of a run that all threads have left; False if they have not."""
        at = run.state
        if at[KIND] != ENDED:
            return False
        self.blocks += int(at[GROUP] + at[SLOT])
        self.rounds = int(at[ROUND]), int(at[ROUNDS])
        self.words += int(at[WORDS])
        self.words_beyond = words_done(run) - int(at[WORDS])
        return True

    @property
    def place(self) -> tuple[int, tuple[int, int]]:
        """Where the training is."""
        return self.blocks, self.rounds

    def keep_measurement(self, loss: float) -> None:
        """Keep a loss on held-out text, and with patience the weights if it is the best so far."""
        self.losses.measured.append(Measurement(self.words, loss))
        if self.losses.patience is not None and self.losses.best == len(self.losses.measured) - 1:
            self.best = copy_of(self.weights)

    def record(self, model: Record, trainer: Trainer, seconds: float) -> CheckpointRecord:
        """As a file holds it.

        Args:
            model: the weights, with what a model file says.
            trainer: what trains.
            seconds: of training.
        """
        width = model.vectors.shape[1]
        arrays: dict[str, NDArray[Any]] = {"part_losses": self.losses.of_parts}
        if trainer.word_pieces is not None and trainer.word_pieces.own:
            arrays["own_rows"] = self.weights.pieces[: trainer.word_pieces.own, :width]
        control = self._control
        if control is not None:
            arrays |= {"noise_rates": control.rates, "noise_means": control.means[:, :width]}
        if trainer.frozen.size:
            arrays["frozen"] = trainer.frozen.astype(np.uint8)
        if self.best is not None:
            arrays |= {"best_vectors": self.best.inputs[:, :width], "best_contexts": self.best.outputs[:, :width]}
            if trainer.word_pieces is not None:
                arrays["best_pieces"] = self.best.pieces[:, :width]
        place = {
            "blocks": self.blocks,
            "rounds": list(self.rounds),
            "words": self.words,
            "words_beyond": self.words_beyond,
            "seconds": seconds,
            "measured": [list(each) for each in self.losses.measured],
            "shape": list(trainer.shape),
        }
        info = {**model.info, "checkpoint": place}
        return CheckpointRecord(replace(model, info=info), arrays)

    @property
    def _control(self) -> Control | None:
        return self.outputs.control if isinstance(self.outputs, SharedNoise) else None


def restored(
    saved: CheckpointRecord, trainer: Trainer, config: ResolvedTrainConfig, blocks: int, path: object
) -> State:
    """The training that a checkpoint was made of.

    Args:
        saved: the checkpoint.
        trainer: what trains, made of the same corpus and settings.
        config: the settings.
        blocks: to train, over all epochs.
        path: of the checkpoint, for messages.

    Raises:
        FormatError: it does not fit the corpus and the settings, or this version of Firth.
    """
    model, arrays, place = saved.model, dict(saved.arrays), saved.model.info["checkpoint"]
    _check(place, trainer, blocks, path)
    second = model.contexts if model.nodes is None else model.nodes
    weights = _weights(model.vectors, second, _pieces(saved, trainer, path), trainer, config, path)
    state = State(weights, trainer.outputs(weights), Losses(blocks, config.patience))
    state.blocks, state.words, state.seconds = place["blocks"], place["words"], place["seconds"]
    state.rounds, state.words_beyond = tuple(place["rounds"]), place["words_beyond"]
    state.losses.measured = [Measurement(words, loss) for words, loss in place["measured"]]
    _fill(state.losses.of_parts, arrays["part_losses"], path)
    control = state._control  # noqa: SLF001 - of this module
    if control is not None:
        _fill(control.rates, arrays.get("noise_rates"), path)
        _fill(control.means[:, : config.vector_size], arrays.get("noise_means"), path)
    if "best_vectors" in arrays:
        pieces = None if trainer.word_pieces is None else arrays.get("best_pieces")
        state.best = _weights(arrays["best_vectors"], arrays.get("best_contexts"), pieces, trainer, config, path)
    return state


def _check(place: Mapping[str, Any], trainer: Trainer, blocks: int, path: object) -> None:
    rounds, measured = _list(place.get("rounds")), place.get("measured")
    well_formed = (
        all(_is_natural(number) for number in (*(place.get(name) for name in _COUNTED), *rounds))
        and len(rounds) == 2
        and rounds[0] <= rounds[1]
        and place["blocks"] <= blocks
        and _is_number(place.get("seconds"))
        and isinstance(measured, list)
        and all(len(_list(each)) == 2 and _is_natural(each[0]) and _is_number(each[1]) for each in measured)
    )
    if not well_formed:
        raise _damaged(path)
    if trainer.frozen.shape not in {(2, 0), (2, trainer.keep.size)}:
        raise _damaged(path)
    if place.get("shape") != list(trainer.shape):
        raise FormatError(
            f"{path} was written by another version of Firth, whose rounds are cut in another way. Go on with that "
            f"version, or start from its vectors: --initial {path}"
        )


_COUNTED = ("blocks", "words", "words_beyond")


def _is_natural(value: object) -> bool:
    return type(value) is int and 0 <= value < 2**63


def _is_number(value: object) -> bool:
    return type(value) is float or (type(value) is int and abs(value) < 2**63)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _pieces(saved: CheckpointRecord, trainer: Trainer, path: object) -> NDArray[Any] | None:
    """The rows of pieces, words' own first."""
    expected, found = trainer.word_pieces, saved.model.subwords
    if expected is None or found is None:
        return None
    if found.keys is None or not np.array_equal(found.keys, expected.keys):
        raise _damaged(path)
    own = saved.arrays.get("own_rows")
    return found.rows if own is None else np.concatenate([own, found.rows])


def _weights(  # noqa: PLR0913, PLR0917 - three matrices, and what they are to fit
    inputs: NDArray[Any],
    outputs: NDArray[Any] | None,
    pieces: NDArray[Any] | None,
    trainer: Trainer,
    config: ResolvedTrainConfig,
    path: object,
) -> Weights:
    size = config.vector_size
    given = inputs, outputs, np.zeros((0, size), np.float32) if pieces is None else pieces
    if tuple(None if each is None else each.shape for each in given) != tuple((n, size) for n in trainer.sizes):
        raise _damaged(path)  # before there is room for what the settings say
    weights = empty_weights(trainer.sizes, size)
    for matrix, values in zip(weights, given, strict=True):
        _fill(matrix[:, :size], values, path)
    return weights


def _fill(target: NDArray[np.floating], given: NDArray[np.floating] | None, path: object) -> None:
    if given is None or given.shape != target.shape or not np.isfinite(given).all():
        raise _damaged(path)
    target[:] = given


def _damaged(path: object) -> FormatError:
    return FormatError(
        f"{path} is damaged, or of another corpus or other settings. Remove it, and go on from the one before."
    )
