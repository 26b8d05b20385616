"""The arguments that commands share which make vectors out of text, and their target."""

import argparse

from firth.cli.text_options import check_no_text
from firth.formats import check_target

__all__ = ["add_text_arguments", "check_files"]


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
