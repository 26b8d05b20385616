"""A bar on standard error for the values that reading and training report."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tqdm.auto import tqdm

from firth.events import Progress, ReadProgress

__all__ = ["bar"]


@contextmanager
def bar(*, disable: bool | None = None) -> Iterator[Callable[[Progress], None]]:
    """Draw progress while the block runs: first a bar for reading, then one for training.

    Args:
        disable: True draws nothing; None draws nothing unless standard error is a terminal.

    Yields:
        A function to be called with each value.
    """
    bars: dict[type, tqdm[Any]] = {}
    if sys.stderr is None:  # closed, or a program without a console
        disable = True

    def show(progress: Progress) -> None:
        kind = type(progress)
        if kind not in bars:
            for finished in bars.values():
                finished.close()
            bars[kind] = (
                _drawn("reading ", progress.bytes_total, "B", disable=disable)
                if isinstance(progress, ReadProgress)
                else _drawn("training", progress.words_total, " words", disable=disable)
            )
        _move(bars[kind], progress)

    try:
        yield show
    finally:
        for each in bars.values():
            each.close()


def _drawn(title: str, total: int | None, unit: str, *, disable: bool | None) -> "tqdm[Any]":
    # smoothing=0: the time left follows the mean speed, which is steadier than the last moment's
    return tqdm(total=total, desc=title, unit=unit, unit_scale=True, disable=disable, dynamic_ncols=True, smoothing=0)


def _move(drawn: "tqdm[Any]", progress: Progress) -> None:
    if isinstance(progress, ReadProgress):
        drawn.set_postfix_str(f"{progress.tokens:,} tokens", refresh=False)
        done = progress.bytes_done
    else:
        loss = "" if progress.loss is None else f", loss {progress.loss:.3f}"
        drawn.set_postfix_str(f"alpha {progress.alpha:.5f}{loss}", refresh=False)
        done = progress.words
    drawn.update(done - drawn.n)
