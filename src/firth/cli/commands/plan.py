"""Forecast the time and the memory of a training on this machine, without training.

Give the arguments of `firth train`. A sample of the text is read, and a
training of about two seconds tells the speed; nothing is written. The text has
to be files: a pipe can be read only once.
"""

import argparse
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from firth.cli import streams
from firth.cli.making import peak_memory
from firth.cli.output_options import check_files
from firth.cli.setting_options import GROUPS, add_settings, given_settings
from firth.cli.tables import file_size, share, table
from firth.cli.text_options import add_reading, named
from firth.config import ReadConfig, TrainConfig
from firth.errors import ArgumentError, counted
from firth.vectors.word_vectors import load

if TYPE_CHECKING:
    from firth.studies.plan.forecast import Forecast, Range

__all__ = ["add_arguments", "run"]

EPILOG = """\
examples:
  firth plan corpus.txt
  firth plan news.txt.gz books.txt --architecture cbow --vector-size 300 -o vectors.safetensors
  firth plan zh.txt --tokenizer jieba --json

how to read it:
  likely         what to expect on a machine that does nothing else
  low and high   the usual range; the vocabulary of a large text is estimated from a small sample
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``firth plan``: those of ``firth train``."""
    parser.epilog = EPILOG
    parser.add_argument("texts", metavar="TEXT", nargs="+", help="a text file of any kind that `firth train` reads")
    parser.add_argument(
        "-o", "--output", metavar="MODEL", help="the model to be written, to check for space on its disk"
    )
    parser.add_argument("--initial", metavar="MODEL", help="vectors to start from, for their dimensions")
    parser.add_argument("--validation", metavar="TEXT", help="held-out text, for its size")
    for option in ("--freeze", "--keep", "--checkpoint", "--every"):
        parser.add_argument(option, metavar="X", help="accepted as by `firth train`, without effect")
    parser.add_argument("--grow", action="store_true", help="accepted as by `firth train`, without effect")
    parser.add_argument("--yes", action="store_true", help="accepted as by `firth train`, without effect")
    parser.add_argument("--quiet", action="store_true", help="accepted as by `firth train`, without effect")
    parser.add_argument("--json", action="store_true", help="print the forecast as one JSON document")
    add_reading(parser)
    for title, names in GROUPS.items():
        add_settings(parser.add_argument_group(title), [name for name in names if name != "workers"])


def run(args: argparse.Namespace) -> int:
    """Forecast a training, and print the forecast. The exit code is 1 if this machine lacks something."""
    fields = given_settings(args)
    if args.initial is not None:
        fields.setdefault("vector_size", load(args.initial).vectors.shape[1])
    reading, config = given_settings(args, ReadConfig), TrainConfig(**fields)
    if "-" in args.texts:
        raise ArgumentError("text", "-", "no sample of standard input can be taken; save it to a file first")
    if args.output is not None:
        check_files(args)
    from firth.recipes.plan import plan  # noqa: PLC0415 - --help need not load the compiler

    made = plan(
        files=args.texts,
        validation=args.validation,
        output=args.output,
        start_seconds=time.process_time(),  # so far, this process has done what `firth train` begins with
        base_bytes=peak_memory(),
        **fields,
        **reading,
    )
    if args.json:
        settings = {**config.as_dict(), "epochs": made.epochs, "alpha": made.alpha}
        streams.write_json({"texts": named(args.texts), "config": settings, **made.as_dict()})
    else:
        streams.write("\n\n".join(_sections(made, config)))
        for trouble in made.troubles:
            streams.say(f"warning: {trouble}")
    return int(bool(made.troubles))


def _sections(made: "Forecast", config: TrainConfig) -> Iterator[str]:
    looked = "all of the text was looked at" if made.share >= 1 else f"{share(made.share)} of the text was looked at"
    epochs = f"{counted(made.epochs, 'epoch')}, alpha {made.alpha:g}"
    pairs = f"{made.pairs or 0:,} an epoch: each word of a sentence with each other one"
    yield table(
        [
            ("text", f"{counted(made.tokens_read, 'token')}, {counted(made.distinct, 'distinct word')}; {looked}"),
            ("trained", f"{counted(made.tokens, 'token')} x {epochs}, on {_threads(config)}"),
            *([] if made.pairs is None else [("pairs", pairs)]),
        ]
    )
    yield table([("", "likely", "low", "high"), *_rows(made)], right=(1, 2, 3))


def _threads(config: TrainConfig) -> str:
    workers = config.resolved().workers
    return counted(workers, "thread")


def _rows(made: "Forecast") -> Iterator[tuple[str, ...]]:
    yield "vocabulary", *(f"{round(number):,}" for number in _ordered(made.vocabulary))
    yield "words/s", *(f"{number:,.0f}" for number in _ordered(made.words_per_second))
    for stage, seconds in made.seconds.items():
        yield "total time" if stage == "total" else stage, *map(_duration, _ordered(seconds))
    yield "peak memory", *_sizes(made.memory)
    yield "  matrices", *_sizes(made.matrices)
    yield "  dictionary", file_size(made.dictionary), "", ""
    yield "temporary files", file_size(made.temporary), "", ""
    yield "model file", *_sizes(made.model)


def _ordered(numbers: "Range") -> tuple[float, float, float]:
    return numbers.likely, numbers.low, numbers.high


def _sizes(numbers: "Range") -> tuple[str, ...]:
    return tuple(file_size(round(number)) for number in _ordered(numbers))


def _duration(seconds: float) -> str:
    """Seconds as people say them: 3.2 s, 14 min, 2.5 h, 3.1 days."""
    if seconds < 120:
        return f"{seconds:.1f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h" if seconds < 172_800 else f"{seconds / 86400:,.1f} days"
