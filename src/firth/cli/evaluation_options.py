"""What the commands that judge vectors share: how questions are asked, and scores as CSV."""

import argparse
import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from firth.cli.model_files import add_loading_options, add_view_option
from firth.errors import ArgumentError
from firth.evaluation.solving import SOLVERS
from firth.evaluation.space import FEWEST, Protocol, Transform
from firth.formats.target import check_target, replacing

__all__ = ["add_asking_options", "check_outputs", "protocols_of", "write_csv"]

USUAL = Protocol().candidates


def add_asking_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options that say how vectors and questions are read, and how they are asked."""
    parser.add_argument(
        "--solver",
        dest="solvers",
        action="append",
        choices=SOLVERS,
        help="of analogies; may be repeated [default 3CosAdd]",
    )
    parser.add_argument(
        "--candidates",
        action="append",
        type=_candidates,
        metavar="N",
        help=f"the most frequent words that are asked and may be answers, or all; may be repeated [default {USUAL:,}]",
    )
    parser.add_argument("--keep-case", action="store_true", help="words that differ in case are different words")
    parser.add_argument(
        "--transform",
        dest="transforms",
        action="append",
        choices=get_args(Transform),
        help="take away the mean (center), and the directions of greatest variance (top); may be repeated",
    )
    add_view_option(parser)
    add_loading_options(parser)
    parser.add_argument("--strict", action="store_true", help="a line that cannot be used is an error")


def protocols_of(args: argparse.Namespace) -> list[Protocol]:
    """All combinations of what was asked for."""
    return [
        Protocol(candidates, not args.keep_case, transform)
        for candidates in args.candidates or [USUAL]
        for transform in args.transforms or ["none"]
    ]


def check_outputs(outputs: Mapping[str, str | None], files: Sequence[str]) -> None:
    """Find out before the work whether files can be written, and are none of those to be read.

    Args:
        outputs: the value of each option that names a file to write.
        files: models, and files and folders of questions; names of sets that come with Firth may be among them.

    Raises:
        ArgumentError: a target is one of the files, or in one of the folders.
        TargetError: it cannot be written.
    """
    inputs = [each for file in map(Path, files) for each in (file.rglob("*") if file.is_dir() else [file])]
    for option, output in outputs.items():
        if output is None:
            continue
        check_target(output)
        if Path(output).exists() and any(file.exists() and file.samefile(output) for file in inputs):
            raise ArgumentError(option, output, "is a file to be read, and would be replaced. Name another file")


def write_csv(path: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows with a heading.

    Raises:
        TargetError: the file cannot be written.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    with replacing(path) as out:
        out.write(text.getvalue().encode("utf-8", "backslashreplace"))


def _candidates(text: str) -> int | None:
    if text == "all":
        return None
    number = text.replace(",", "").replace("_", "")
    if not number.isdecimal() or int(number) < FEWEST:
        raise argparse.ArgumentTypeError(f"must be all, or a number of words from {FEWEST} on, not {text!r}")
    return int(number)
