"""What is drawn on a terminal, which a message takes away for a moment to begin on a line of its own."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

__all__ = ["drawn_here", "taken_away"]

TakeAway = Callable[[], AbstractContextManager[object]]

_drawn: list[TakeAway] = []


@contextmanager
def drawn_here(take_away: TakeAway) -> Iterator[None]:
    """Say that something is drawn while the block runs.

    Args:
        take_away: takes it off the terminal while its own block runs.
    """
    _drawn.append(take_away)
    try:
        yield
    finally:
        _drawn.remove(take_away)


@contextmanager
def taken_away() -> Iterator[None]:
    """Take whatever is drawn off the terminal while the block runs."""
    with ExitStack() as all_of_them:
        for take_away in tuple(_drawn):
            all_of_them.enter_context(take_away())
        yield
