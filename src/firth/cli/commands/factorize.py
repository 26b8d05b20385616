"""Make word vectors by counting, without training, and keep them in one file.

Counts how often words occur together, takes the positive part of their shifted
pointwise mutual information, and keeps its largest singular directions. This
computes directly what skip-gram with negative sampling approaches. TEXT is read
as by `firth train`.
"""

import argparse
from collections.abc import Iterator
from typing import Any

from firth.cli.making import keep_partial, make_and_save
from firth.cli.output_options import add_text_arguments, check_files
from firth.cli.setting_options import add_settings, given_settings
from firth.cli.signals import PendingSignal
from firth.cli.tables import share
from firth.cli.text_options import add_reading, opened
from firth.config import FactorizeConfig, ReadConfig
from firth.vectors.word_vectors import WordVectors

__all__ = ["add_arguments", "run"]

GROUPS = {
    "text": ("min_count", "max_vocab", "workers"),
    "counting": ("window", "shrink_windows", "memory_limit"),
    "matrix": ("shift", "smoothing"),
    "vectors": ("vector_size", "eigenvalue_weight", "seed"),
}

EPILOG = """\
examples:
  firth factorize corpus.txt -o counted.safetensors
  firth factorize corpus.txt -o counted.safetensors --window 2 --shift 5 --memory-limit 4GB

It needs SciPy: pip install 'firth[factorize]'
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``firth factorize``."""
    parser.epilog = EPILOG
    add_text_arguments(parser)
    add_reading(parser, without=("memory_limit", "workers"))
    for title, names in GROUPS.items():
        add_settings(parser.add_argument_group(title), names, FactorizeConfig)


def run(args: argparse.Namespace) -> int:
    """Count, factorise, save, and say what was done."""
    fields = given_settings(args, FactorizeConfig)
    FactorizeConfig(**fields)  # wrong settings and targets are found before any text is opened
    reading = {name: value for name, value in given_settings(args, ReadConfig).items() if name != "memory_limit"}
    ReadConfig(**reading)
    check_files(args)
    return make_and_save(
        args,
        lambda pending: _factorized(args, {**fields, **reading}, pending),
        _lines,
        lambda _, made, again: keep_partial(made, args.output, lambda _: (1, 1), again=again),
    )


def _factorized(args: argparse.Namespace, fields: dict[str, Any], pending: PendingSignal) -> WordVectors:
    files = opened(args.texts)
    with pending.loading():
        from firth.progress.bar import bar  # noqa: PLC0415 - --help and wrong use
        from firth.recipes.factorize import factorize  # noqa: PLC0415 - need not wait for the compiler
    with bar(disable=True if args.quiet else None) as show:
        return factorize(files=files, progress=pending.before(show), **fields)


def _lines(summary: dict[str, Any]) -> Iterator[tuple[str, str]]:
    corpus, done = summary["corpus"], summary["factorization"]
    yield "left out", f"{share(corpus['tokens_read'] - corpus['tokens'], corpus['tokens_read'])} of the tokens"
    yield "counted", f"{done['pairs']:,.0f} pairs, {done['distinct_pairs']:,} of them distinct"
    yield "kept", f"{done['positive_entries']:,} of these, whose mutual information is positive"
    spread = f"{done['largest_singular_value']:,.1f} to {done['smallest_singular_value']:,.1f}"
    yield "singular", f"values from {spread}, {share(done['share_of_squares'])} of the matrix' sum of squares"
