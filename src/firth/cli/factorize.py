"""Make word vectors by counting, without training, and keep them in one file.

Counts how often words stand together, takes the positive part of their shifted
pointwise mutual information, and keeps its largest singular directions: what
skip-gram with negative sampling approaches, done openly. TEXT is read as
`firth train` reads it.
"""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from firth.cli import streams
from firth.cli.files import losses
from firth.cli.settings import add_settings, given_settings
from firth.cli.tables import file_size, share, table
from firth.cli.train import _check_files, _keep_elsewhere, _peak_memory
from firth.errors import FirthError, TargetError
from firth.factorize_config import FactorizeConfig
from firth.vectors import WordVectors

__all__ = ["add_arguments", "run"]

GROUPS = {
    "text": ("min_count", "max_vocab", "workers"),
    "counting": ("window", "shrink_windows", "memory"),
    "matrix": ("shift", "smoothing"),
    "vectors": ("vector_size", "eigenvalue_weight", "seed"),
}

EPILOG = """\
examples:
  firth factorize corpus.txt -o counted.safetensors
  firth factorize corpus.txt -o counted.safetensors --window 2 --shift 5 --memory 4GB

It needs SciPy: pip install 'firth[factorize]'
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``firth factorize``."""
    parser.epilog = EPILOG
    parser.add_argument("texts", metavar="TEXT", nargs="+", help="a text file, plain or gzip; - is standard input")
    parser.add_argument(
        "-o",
        "--output",
        metavar="MODEL",
        required=True,
        help="file to write: .safetensors keeps everything; .txt, .vec (word2vec text) and .bin (word2vec binary) "
        "keep words and vectors. An existing file is replaced when the new one is whole",
    )
    parser.add_argument(
        "--errors",
        choices=("strict", "replace"),
        default="strict",
        help="bytes that are not UTF-8: stop, or read U+FFFD in their place [default strict]",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar and no summary")
    parser.add_argument("--json", action="store_true", help="print the summary as one JSON document")
    for title, names in GROUPS.items():
        add_settings(parser.add_argument_group(title), names, FactorizeConfig)


def run(args: argparse.Namespace) -> int:
    """Count, factorise, save, and say what was done."""
    started = time.perf_counter()
    fields = given_settings(args, FactorizeConfig)
    FactorizeConfig(**fields)  # wrong settings and targets are found before any text is opened
    _check_files(args)
    from firth.factorize_recipe import factorize  # noqa: PLC0415 - --help and wrong use need not wait
    from firth.progress import bar  # noqa: PLC0415 - likewise

    files: list[str | BinaryIO] = [streams.input_bytes() if text == "-" else text for text in args.texts]
    with bar(disable=True if args.quiet else None) as show:
        vectors = factorize(files=files, errors=args.errors, progress=show, **fields)
    try:
        vectors.save(args.output)
    except FirthError:
        _keep_elsewhere(vectors, Path(args.output))
        raise
    _report(vectors, args, time.perf_counter() - started)
    return 0


def _report(vectors: WordVectors, args: argparse.Namespace, seconds: float) -> None:
    summary = {
        "output": args.output,
        "bytes": Path(args.output).stat().st_size,
        "words": len(vectors),
        "dimensions": vectors.vectors.shape[1],
        "seconds": seconds,
        "peak_memory_bytes": _peak_memory(),
        **vectors.info,
    }
    if not args.quiet:
        for loss in losses(vectors, Path(args.output)):
            streams.say(f"note: {loss}")
    if args.json:
        try:
            streams.write_json(summary)
        except TargetError:
            streams.say(f"the work was not in vain: its vectors are in {args.output}, complete")
            raise
    elif not args.quiet:
        streams.tell(table(_lines(summary)))


def _lines(summary: dict[str, Any]) -> Iterator[tuple[str, str]]:
    corpus, config, done = summary["corpus"], summary["config"], summary["factorization"]
    yield "read", f"{corpus['tokens_read']:,} tokens in {corpus['sentences_read']:,} sentences"
    yield "vocabulary", f"{summary['words']:,} words of at least {config['min_count']} occurrences"
    yield "left out", f"{share(corpus['tokens_read'] - corpus['tokens'], corpus['tokens_read'])} of the tokens"
    yield "counted", f"{done['pairs']:,.0f} pairs, {done['distinct_pairs']:,} of them distinct"
    yield "kept", f"{done['positive_entries']:,} of these, whose mutual information is positive"
    spread = f"{done['largest_singular_value']:,.1f} to {done['smallest_singular_value']:,.1f}"
    yield "singular", f"values from {spread}, {share(done['share_of_squares'])} of the matrix' sum of squares"
    yield "whole time", f"{summary['seconds']:.1f} s"
    if summary["peak_memory_bytes"] is not None:
        yield "peak memory", file_size(summary["peak_memory_bytes"])
    yield "written", f"{summary['output']} ({file_size(summary['bytes'])})"
