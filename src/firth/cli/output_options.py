"""What the commands that make vectors out of text share: their arguments, their target, and their summary."""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from firth.cli import streams
from firth.cli.model_files import losses, rescue
from firth.cli.tables import file_size, share, table
from firth.cli.text_options import check_no_text
from firth.concurrency.interrupts import unheard_interrupts
from firth.errors import TargetError, counted
from firth.formats import check_target
from firth.vectors.word_vectors import WordVectors

__all__ = ["add_text_arguments", "check_files", "keep_elsewhere", "keep_partial", "peak_memory", "report"]


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


def keep_elsewhere(vectors: WordVectors, target: Path) -> None:
    """Save vectors whose target failed where they can be saved, and say where."""
    kept = rescue(vectors, target.stem)
    if kept:
        streams.say(f"the complete vectors were saved in {kept} instead")


def keep_partial(vectors: WordVectors, target: Path, done: int, total: int) -> None:
    """Save what an interrupted training has learned beside its target, and say where, and how far it came."""
    with unheard_interrupts():
        kept = rescue(vectors, f"{target.stem}.partial", beside=target)
    streams.say(
        f"interrupted after {share(done, total)} of the training; what was learned so far is in {kept}"
        if kept
        else "interrupted; what was learned so far could be written nowhere"
    )


def report(
    vectors: WordVectors,
    args: argparse.Namespace,
    seconds: float,
    lines: Callable[[dict[str, Any]], Iterator[tuple[str, str]]],
) -> None:
    """Say what was made.

    Args:
        vectors: what was made and saved.
        args: output, quiet and json are read.
        seconds: the whole time it took.
        lines: the middle of the summary.
    """
    summary = {
        "output": args.output,
        "bytes": Path(args.output).stat().st_size,
        "words": len(vectors),
        "dimensions": vectors.vectors.shape[1],
        "seconds": seconds,
        "peak_memory_bytes": peak_memory(),
        **vectors.info,
    }
    if not args.quiet:
        for loss in losses(vectors, Path(args.output)):
            streams.say(f"note: {loss}")
    if args.json:
        try:
            streams.write_json(summary)
        except TargetError:
            streams.say(f"the complete vectors are in {args.output}")
            raise
    elif not args.quiet:
        streams.tell(table([*_first_lines(summary), *lines(summary), *_last_lines(summary)]))


def _first_lines(summary: dict[str, Any]) -> Iterator[tuple[str, str]]:
    corpus = summary["corpus"]
    yield "read", f"{counted(corpus['tokens_read'], 'token')} in {counted(corpus['sentences_read'], 'sentence')}"
    yield (
        "vocabulary",
        f"{counted(summary['words'], 'word')} of at least {counted(summary['config']['min_count'], 'occurrence')}",
    )


def _last_lines(summary: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "whole time", f"{summary['seconds']:.1f} s"
    if summary["peak_memory_bytes"] is not None:
        yield "peak memory", file_size(summary["peak_memory_bytes"])
    yield "written", f"{summary['output']} ({file_size(summary['bytes'])})"


def peak_memory() -> int | None:
    """The most memory this process had at any time, in bytes; None where the system does not tell."""
    if sys.platform == "win32":
        return None
    import resource  # noqa: PLC0415 - Windows has none

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
