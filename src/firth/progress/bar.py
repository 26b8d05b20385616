"""A bar on standard error for the values that long work reports."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, NamedTuple

from tqdm.auto import tqdm

from firth.concurrency.interrupts import unheard_interrupts
from firth.progress.drawn import drawn_here
from firth.progress.events import (
    CompileProgress,
    CountProgress,
    DistilProgress,
    EvaluateProgress,
    FitProgress,
    NeighboursProgress,
    Progress,
    ProjectProgress,
    ReadProgress,
    SolveProgress,
    TrainProgress,
)

__all__ = ["bar"]


@contextmanager
def bar(*, disable: bool | None = None) -> Iterator[Callable[[Progress], None]]:
    """Draw progress while the block runs: a bar for reading, then one for each kind of work that reports.

    Args:
        disable: True draws nothing; None draws nothing unless standard error is a terminal.

    Yields:
        A function to be called with each value.
    """
    bars: dict[type, tqdm[Any]] = {}
    if sys.stderr is None:  # closed, or a program without a console
        disable = True

    def show(progress: Progress) -> None:
        with suppress(OSError, ValueError):  # a terminal that is gone must not cost the work
            _show(bars, progress, disable=disable)

    try:
        with drawn_here(partial(tqdm.external_write_mode, file=sys.stderr)):
            yield show
    finally:
        with unheard_interrupts():  # the work is done: it must not be lost to Ctrl-C now
            for each in bars.values():
                with suppress(OSError, ValueError):
                    each.close()


def _show(bars: "dict[type, tqdm[Any]]", progress: Progress, *, disable: bool | None) -> None:
    kind = type(progress)
    if kind not in bars:
        for finished in bars.values():
            finished.close()
        title, _, total, unit = _BARS[kind]
        bars[kind] = _drawn(title, getattr(progress, total) if total else None, unit, disable=disable)
    _move(bars[kind], progress)


class _Bar(NamedTuple):
    """What is drawn of a kind of progress.

    Attributes:
        title: what is done.
        done: the attribute that says how much was done so far; "": nothing to count.
        total: the one that says how much there is; "": that is not known.
        unit: of both.
    """

    title: str
    done: str
    total: str
    unit: str


_BARS: dict[type, _Bar] = {
    ReadProgress: _Bar("reading ", "bytes_done", "bytes_total", "B"),
    CompileProgress: _Bar("compiling for this machine: some seconds, once for each kind of training", "", "", ""),
    CountProgress: _Bar("counting", "words", "words_total", " words"),
    SolveProgress: _Bar("solving ", "products", "", " products"),
    FitProgress: _Bar("fitting ", "cells", "cells_total", " cells"),
    EvaluateProgress: _Bar("asking  ", "comparisons", "comparisons_total", " comparisons"),
    NeighboursProgress: _Bar("finding neighbours", "words", "words_total", " words"),
    ProjectProgress: _Bar("drawing ", "steps", "steps_total", " steps"),
    DistilProgress: _Bar("encoding", "texts", "texts_total", " texts"),
    TrainProgress: _Bar("training", "words", "words_total", " words"),
}


def _drawn(title: str, total: int | None, unit: str, *, disable: bool | None) -> "tqdm[Any]":
    form: dict[str, Any] = {"total": total, "desc": title, "unit": unit, "unit_scale": True, "dynamic_ncols": True}
    if not unit:  # nothing to count
        form["bar_format"] = "{desc}"
    if _has_no_width():
        form |= {"dynamic_ncols": False, "ncols": _COLUMNS, "nrows": _ROWS}
    # smoothing=0: the time left follows the mean speed, which is steadier than the last moment's
    return tqdm(disable=disable, smoothing=0, **form)


_COLUMNS, _ROWS = 80, 24
"""Of a terminal that does not know its size."""


def _has_no_width() -> bool:
    """Whether standard error is a terminal that says it has no columns, as those in containers may do."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns == 0
    except (OSError, ValueError, AttributeError):  # not a terminal, or a program without a console
        return False


def _move(drawn: "tqdm[Any]", progress: Progress) -> None:
    beside = _beside(progress)
    if beside:
        drawn.set_postfix_str(beside, refresh=False)
    done = _BARS[type(progress)].done
    drawn.update((getattr(progress, done) if done else 0) - drawn.n)


def _beside(progress: Progress) -> str:
    """What is shown beside the bar."""
    match progress:
        case ReadProgress():
            return f"{progress.tokens:,} tokens"
        case FitProgress() if progress.loss is not None:
            return f"loss {progress.loss:.4f}"
        case TrainProgress():
            losses = {"loss": progress.loss, "held out": progress.validation_loss}
            shown = [f"{name} {loss:.3f}" for name, loss in losses.items() if loss is not None]
            return ", ".join([f"alpha {progress.alpha:.5f}", *shown])
    return ""
