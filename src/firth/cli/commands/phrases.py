"""Find phrases, and write the text with their words joined.

Neighbouring words that occur together more often than by chance become one word:
new york is new_york, and of Chinese words 国 家 is 国家. The best phrases are
listed; with -o the text is written, one sentence a line and blanks between words,
as any program for word vectors reads it. No word is dropped from it: --min-count
says how often two words must be neighbours to be joined, as in word2phrase.
(`firth train --phrases 2` joins and trains in one go, without such a file.)
"""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from firth.cli import streams
from firth.cli.setting_options import given_settings, whole_number
from firth.cli.signals import terminable
from firth.cli.tables import table
from firth.cli.text_options import add_reading, check_no_text, opened
from firth.config import MIN_COUNT, ReadConfig, TrainConfig
from firth.errors import ArgumentError, ConfigError, counted
from firth.formats.target import check_target, replacing

if TYPE_CHECKING:
    from firth.corpus.phrases import JoinedText, Phrase

__all__ = ["add_arguments", "run"]

EPILOG = """\
examples:
  firth phrases corpus.txt
  firth phrases corpus.txt --phrases 2 --phrase-threshold 50 -o joined.txt
  firth phrases corpus.txt --phrase-score npmi -o - | gzip > joined.txt.gz

--memory-limit bounds the counting of pairs. The distinct words of the text have to fit
in memory besides, rare ones included: about 300 bytes each.

"times" is how often the words were joined. It may be less than --min-count, where
another phrase that overlaps came first.
"""

_BLOCK_TOKENS = 1 << 16


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``firth phrases``."""
    parser.epilog = EPILOG
    parser.add_argument("texts", metavar="TEXT", nargs="+", help="a text; - is standard input")
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="write the text with its phrases joined; - is standard output, and then no phrases are listed. An "
        "existing file is replaced when the new one is whole",
    )
    parser.add_argument(
        "--topn", type=whole_number(1), default=20, metavar="N", help="phrases to list, the best [default 20]"
    )
    parser.add_argument(
        "--min-count",
        type=whole_number(1),
        default=MIN_COUNT,
        metavar="N",
        help=f"how often two words must be neighbours to be joined [1 or more; default {MIN_COUNT}]",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar and no summary")
    parser.add_argument("--json", action="store_true", help="print the list and the summary as one JSON document")
    add_reading(parser, phrases=1)


def run(args: argparse.Namespace) -> int:
    """Find the phrases, list them, and write the text."""
    reading, workers = given_settings(args, ReadConfig), TrainConfig(**given_settings(args)).workers
    _check(args, {"phrases": 1, **reading})
    files = opened(args.texts)
    from firth.progress.bar import bar  # noqa: PLC0415 - --help and wrong use
    from firth.recipes.phrases import phrases  # noqa: PLC0415 - need not wait for the compiler

    with terminable() as pending:
        with bar(disable=True if args.quiet else None) as show:
            heard = pending.before(show)
            text = phrases(files=files, min_count=args.min_count, workers=workers, progress=heard, **reading)
        if args.output is not None:
            with _writer(args.output) as write:
                for block in _lines(text):
                    write(block)
    _report(text, args)
    return 0


def _check(args: argparse.Namespace, reading: Mapping[str, Any]) -> None:
    """Find wrong use before any text is opened."""
    if not ReadConfig(**reading).phrases:
        raise ConfigError("phrases", 0, "is the number of passes, and none finds nothing; give 1 or more")
    if args.output == "-" and args.json:
        raise ArgumentError("output", "-", "leaves no standard output for --json; name a file, or leave --json out")
    if args.output not in {None, "-"}:
        check_target(args.output)
        check_no_text(args.output, args.texts)


@contextmanager
def _writer(output: str) -> Iterator[Callable[[bytes], object]]:
    """What writes to standard output, or to a file that takes the target's name when it is whole."""
    if output == "-":
        yield streams.write_bytes
    else:
        with replacing(output) as file:
            yield file.write


def _lines(text: "JoinedText") -> Iterator[bytes]:
    """The text, one sentence a line, in blocks: a sentence may be as long as the text."""
    words = [word.encode() for word in text.words]
    for start in range(0, text.ids.size, _BLOCK_TOKENS):
        tokens = [words[i] for i in text.ids[start : start + _BLOCK_TOKENS].tolist()]
        separated = [b" "] * (2 * len(tokens))
        separated[::2] = tokens
        low, high = np.searchsorted(text.starts, (start, start + len(tokens)), side="right")
        for end in (text.starts[low:high] - start).tolist():
            separated[2 * end - 1] = b"\n"
        yield b"".join(separated)


def _report(text: "JoinedText", args: argparse.Namespace) -> None:
    joinings = text.tokens_read - text.ids.size
    if args.json:
        streams.write_json(
            {
                "tokens_read": text.tokens_read,
                "tokens": text.ids.size,
                "distinct_phrases": len(text.phrases),
                "output": args.output,
                "phrases": [_facts(phrase) for phrase in text.phrases[: args.topn]],
            }
        )
    elif args.output != "-" and text.phrases:
        streams.write(_table(text.phrases[: args.topn]))
    if args.quiet or args.json:
        return
    read, distinct = counted(text.tokens_read, "token"), counted(len(text.phrases), "distinct phrase")
    streams.say(f"{read} read, two joined {counted(joinings, 'time')}, {distinct}")
    if not text.phrases:
        streams.say("a lower --phrase-threshold finds more, and so do a lower --min-count and more text")
    if args.output not in {None, "-"}:
        streams.say(f"written: {args.output}")


def _facts(phrase: "Phrase") -> dict[str, Any]:
    return {
        "phrase": phrase.word,
        "score": phrase.score,
        "times": phrase.times,
        "words": phrase.length,
        "pass": phrase.found_in,
    }


def _table(phrases: Sequence["Phrase"]) -> str:
    rows = [(f"{phrase.score:,.3f}", f"{phrase.times:,}", phrase.word) for phrase in phrases]
    return table([("score", "times", "phrase"), *rows], right=(0, 1))
