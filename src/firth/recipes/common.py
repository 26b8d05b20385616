"""What all front doors share: the names of settings are checked, and progress is heard of."""

import difflib
from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import TypeAlias

from firth.errors import ArgumentTypeError
from firth.progress.bar import bar
from firth.progress.events import Progress

__all__ = ["Report", "check_names", "reporter"]

Report: TypeAlias = Callable[[Progress], None]

_OTHER_NAMES = {
    "size": "vector_size",
    "iter": "epochs",
    "sg": "architecture='skipgram' (or 'cbow')",
    "hs": "objective='hierarchical_softmax'",
    "max_final_vocab": "max_vocab",
    "corpus_file": "files",
    "field": "text_field",
    "memory": "memory_limit",
    "chinese": "chinese_script",
}
"""What settings are called in gensim, or once were in Firth, where the names are too far apart for a guess."""


def check_names(fields: Iterable[str], known: Collection[str]) -> None:
    """Refuse keyword arguments that do not exist.

    Raises:
        TypeError: a name that is not among those known; the message suggests one.
    """
    for name in fields:
        if name not in known:
            raise TypeError(f"there is no setting {name!r}.{_advice(name, known)} docs/settings.md lists them all.")


def reporter(progress: bool | Report) -> AbstractContextManager[Report | None]:  # noqa: FBT001 - as the doors take it
    """What hears of the progress: a bar for True, the function that was given, or nothing.

    Raises:
        ArgumentTypeError: something else.
    """
    if progress is True:
        return bar()
    if progress and not callable(progress):
        raise ArgumentTypeError(
            "progress", progress, "must be True, for a bar, or a function that hears of the progress"
        )
    return nullcontext(progress or None)


def _advice(name: str, known: Collection[str]) -> str:
    if name == "config":
        return " The settings of a config are given by name: train(text, **config.given())."
    if name == "sentences":
        return " The text itself is the first argument: train(sentences). Where sentences end is sentence_ends."
    close = _OTHER_NAMES.get(name) or next(iter(difflib.get_close_matches(name, known, n=1)), None)
    return f" Did you mean {close}?" if close else ""
