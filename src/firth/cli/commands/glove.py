"""Make word vectors by GloVe, and keep them in one file.

Counts how often words occur together, and fits two vectors and two biases of
each word to the logarithms of the counts. TEXT is read as by `firth train`.
Ctrl-C ends the fitting within a second and keeps what was learned so far.
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
from firth.config import GloveConfig, ReadConfig
from firth.errors import counted
from firth.vectors.word_vectors import WordVectors

__all__ = ["add_arguments", "run"]

GROUPS = {
    "text": ("min_count", "max_vocab", "workers"),
    "counting": ("window", "symmetric", "distance_weighting", "memory_limit"),
    "fitting": ("vector_size", "x_max", "weighting_exponent", "learning_rate", "iterations", "seed"),
}

EPILOG = """\
examples:
  firth glove corpus.txt -o glove.safetensors
  firth glove corpus.txt -o glove.safetensors --window 10 --x-max 100 --iterations 50 --memory-limit 4GB
  firth similar glove.safetensors king --view mean

The GloVe program writes the sum of the two vectors of a word. The model keeps them apart: --view mean
has the directions of the sum, here and in all commands that ask a model. See docs/glove.md.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``firth glove``."""
    parser.epilog = EPILOG
    add_text_arguments(parser)
    add_reading(parser, without=("memory_limit", "workers"))
    for title, names in GROUPS.items():
        add_settings(parser.add_argument_group(title), names, GloveConfig)


def run(args: argparse.Namespace) -> int:
    """Count, fit, save, and say what was done."""
    fields = given_settings(args, GloveConfig)
    GloveConfig(**fields)  # wrong settings and targets are found before any text is opened
    reading = {name: value for name, value in given_settings(args, ReadConfig).items() if name != "memory_limit"}
    ReadConfig(**reading)
    check_files(args)
    return make_and_save(
        args,
        lambda pending: _learned(args, {**fields, **reading}, pending),
        _lines,
        lambda _, learned, again: keep_partial(learned, args.output, _progress, again=again),
    )


def _learned(args: argparse.Namespace, fields: dict[str, Any], pending: PendingSignal) -> WordVectors:
    files = opened(args.texts)
    with pending.loading():
        from firth.progress.bar import bar  # noqa: PLC0415 - --help and wrong use
        from firth.recipes.glove import glove  # noqa: PLC0415 - need not wait for the compiler
    with bar(disable=True if args.quiet else None) as show:
        return glove(files=files, progress=pending.before(show), **fields)


def _progress(vectors: WordVectors) -> tuple[int, int]:
    """Iterations that were done, and all of them."""
    return vectors.info["fitting"]["iterations"], vectors.info["config"]["iterations"]


def _lines(summary: dict[str, Any]) -> Iterator[tuple[str, str]]:
    corpus, done = summary["corpus"], summary["fitting"]
    yield "left out", f"{share(corpus['tokens_read'] - corpus['tokens'], corpus['tokens_read'])} of the tokens"
    yield "counted", f"{counted(done['cells'], 'cell')} of the matrix in {done['seconds_counting']:.1f} s"
    yield "fitted", f"{counted(done['iterations'], 'iteration')} in {done['seconds']:.1f} s"
    yield "speed", f"{done['cells_per_second']:,.0f} cells/s"
    first, last = done["loss_curve"][0], done["loss_curve"][-1]
    yield "loss", f"{first:.4f} in the first iteration, {last:.4f} in the last"
    if last > first:
        yield "warning", "the loss has grown: nothing was learned. Take a smaller learning rate"
