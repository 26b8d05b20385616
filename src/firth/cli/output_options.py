"""The arguments that commands share which make vectors, of text or of vectors, and their target."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from firth.cli.text_options import check_no_text
from firth.errors import ArgumentError
from firth.formats import check_target

__all__ = ["add_output", "add_text_arguments", "check_files", "check_output"]


def add_text_arguments(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Declare the arguments that say what is read, what is written, and what is told; those two may be `required`."""
    parser.add_argument(
        "texts",
        metavar="TEXT",
        nargs="+" if required else "*",
        help="a file, plain or compressed, a folder, a pattern, or an s3://, gs:// or hdfs:// URL; - is standard "
        "input. Or one corpus written by `firth encode`",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="MODEL",
        required=required,
        help="file to write: .safetensors keeps everything; .txt, .vec (word2vec text) and .bin (word2vec binary) "
        "keep words and vectors. An existing file is replaced when the new one is whole",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar and no summary")
    parser.add_argument("--json", action="store_true", help="print the summary as one JSON document")


def check_files(args: argparse.Namespace) -> None:
    """Find out before the work whether its result can be written, and is not a text to be read.

    Raises:
        ArgumentError: the target is one of the texts, or its ending names no format.
        TargetError: it cannot be written.
    """
    check_target(args.output)
    check_no_text(args.output, args.texts)


def add_output(parser: argparse.ArgumentParser) -> None:
    """Declare the target, and what is told of it."""
    parser.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        required=True,
        help="file to write; .safetensors keeps counts and facts. Replaced, if it exists, when the new one is whole",
    )
    parser.add_argument("--quiet", action="store_true", help="no summary")
    parser.add_argument("--json", action="store_true", help="print the summary as one JSON document")


def check_output(output: str, sources: Sequence[str], format_name: str | None = None) -> None:
    """Find out before the work whether the target can be written, and is none of the files that are read.

    Args:
        output: the target.
        sources: what is read; a single one is a model.
        format_name: of the target; None: by its ending.

    Raises:
        ArgumentError: it is one of them, or its ending names no format.
        TargetError: it cannot be written.
    """
    check_target(output, format_name)
    target = Path(output)
    for source in map(Path, sources):
        if source.exists() and target.exists() and source.samefile(target):
            which = "the model itself" if len(sources) == 1 else "one of the files that are read"
            raise ArgumentError("output", output, f"is {which}. Name another file")
