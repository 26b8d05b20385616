"""Show the training samples of a text, as the training kernels lay them out.

TEXT is the text itself: words between blanks, one sentence a line. No word is
left out, and the window is fixed unless --shrink-windows is given.
"""

import argparse
from collections import Counter
from typing import TYPE_CHECKING

from firth.cli import streams
from firth.cli.parser import Parser
from firth.cli.setting_options import add_settings, given_settings
from firth.cli.tables import printable, table
from firth.config import Architecture, TrainConfig
from firth.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from firth.training.samples import Window

__all__ = ["add_arguments", "run"]

EPILOG = """\
examples:
  firth pairs "A B C D" --window 1
  firth pairs "国王 喜欢 城堡 女王 喜欢 城堡" --window 2 --position 2 --architecture cbow
"""


def add_arguments(parser: Parser) -> None:
    """Declare the arguments of ``firth pairs``."""
    parser.epilog = EPILOG
    parser.takes_words = True
    parser.add_argument("text", metavar="TEXT", help="the text itself, in quotes; - is standard input")
    add_settings(parser, ("architecture", "window", "shrink_windows", "seed"), shrink_windows=False)
    parser.add_argument(
        "--position", type=int, metavar="P", help="only the samples whose center is the P-th word, counted from 0"
    )
    parser.add_argument("--json", action="store_true", help="print a plain JSON list of the samples")


def run(args: argparse.Namespace) -> int:
    """Print the samples."""
    fields = given_settings(args)
    fields.setdefault("shrink_windows", False)
    architecture = TrainConfig(**fields).architecture
    fields.pop("architecture", None)
    text = "\n".join(streams.input_lines("one sentence a line")) if args.text == "-" else args.text
    from firth.recipes.pairs import windows  # noqa: PLC0415 - --help need not load the compiler
    from firth.training.samples import cbow_samples, skipgram_pairs  # noqa: PLC0415 - the same

    chosen = _chosen(windows(text, **fields), args.position)
    if args.json:
        samples = cbow_samples(chosen) if architecture == "cbow" else skipgram_pairs(chosen)
        with streams.json_list() as add:
            for sample in samples:
                add(sample)
    else:
        streams.write(_table(chosen, architecture))
        streams.write(f"\n{_note(chosen, architecture)}")
    return 0


def _chosen(laid_out: "Sequence[Window]", position: int | None) -> "Sequence[Window]":
    if position is None:
        return laid_out
    if not 0 <= position < len(laid_out):
        raise ArgumentError(
            "position", position, f"must be from 0 to {len(laid_out) - 1}, the places of the text's words"
        )
    return laid_out[position : position + 1]


def _table(chosen: "Sequence[Window]", architecture: Architecture) -> str:
    """One line for each center, with its samples."""
    cbow = architecture == "cbow"
    heading = ("position", "center", "([context],center)" if cbow else "(center,context)")
    samples = _cbow_sample if cbow else _skipgram_samples
    return table([heading, *((str(each.position), each.center, samples(each)) for each in chosen)], right=[0])


def _skipgram_samples(window: "Window") -> str:
    return " ".join(f"({window.center},{word})" for word in window.context)


def _cbow_sample(window: "Window") -> str:
    return f"([{','.join(window.context)}],{window.center})" if window.context else ""


def _note(chosen: "Sequence[Window]", architecture: Architecture) -> str:
    """What it means that a word occurs twice in a window, by the first window where one does."""
    for window in chosen:
        word, times = Counter(window.context).most_common(1)[0] if window.context else ("", 0)
        if times > 1:
            word, center, around = printable(word), printable(window.center), len(window.context)
            if architecture == "cbow":
                return (
                    f"{word} occurs {times} times around {center}: it has the weight {times}/{around} in one mean, "
                    f"and the window is one update."
                )
            return (
                f"{word} occurs {times} times around {center}: the pair ({center},{word}) is there {times} times, "
                f"and is {times} updates."
            )
    if architecture == "cbow":
        return "One window is one update. A word that occurs twice in it has twice the weight in its mean."
    return "One pair is one update. A word that occurs twice in a window makes two pairs, and two updates."
