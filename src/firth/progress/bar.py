"""A bar on standard error for the values that reading, training, counting, solving, fitting and asking report."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from tqdm.auto import tqdm

from firth.concurrency.interrupts import unheard_interrupts
from firth.progress.drawn import drawn_here
from firth.progress.events import (
    CompileProgress,
    CountProgress,
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
        bars[kind] = _drawn(*_title(progress), disable=disable)
    _move(bars[kind], progress)


def _title(progress: Progress) -> tuple[str, int | None, str]:
    """What is done, how much of it there is if that is known, and in which unit."""
    title: tuple[str, int | None, str]
    match progress:
        case ReadProgress():
            title = "reading ", progress.bytes_total, "B"
        case CompileProgress():
            title = "compiling for this machine: some seconds, once for each kind of training", None, ""
        case CountProgress():
            title = "counting", progress.words_total, " words"
        case SolveProgress():
            title = "solving ", None, " products"
        case FitProgress():
            title = "fitting ", progress.cells_total, " cells"
        case EvaluateProgress():
            title = "asking  ", progress.comparisons_total, " comparisons"
        case NeighboursProgress():
            title = "finding neighbours", progress.words_total, " words"
        case ProjectProgress():
            title = "drawing ", progress.steps_total, " steps"
        case TrainProgress():
            title = "training", progress.words_total, " words"
    return title


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
    match progress:
        case ReadProgress():
            drawn.set_postfix_str(f"{progress.tokens:,} tokens", refresh=False)
            done = progress.bytes_done
        case CompileProgress():
            done = 0
        case CountProgress() | NeighboursProgress():
            done = progress.words
        case SolveProgress():
            done = progress.products
        case FitProgress():
            if progress.loss is not None:
                drawn.set_postfix_str(f"loss {progress.loss:.4f}", refresh=False)
            done = progress.cells
        case EvaluateProgress():
            done = progress.comparisons
        case ProjectProgress():
            done = progress.steps
        case TrainProgress():
            losses = {"loss": progress.loss, "held out": progress.validation_loss}
            shown = [f"{name} {loss:.3f}" for name, loss in losses.items() if loss is not None]
            drawn.set_postfix_str(", ".join([f"alpha {progress.alpha:.5f}", *shown]), refresh=False)
            done = progress.words
    drawn.update(done - drawn.n)
