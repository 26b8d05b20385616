"""Read text once and keep it encoded, to train on it many times.

The file holds the words, their counts and the text as numbers: `firth train`
begins at once with it, and again with other settings. It also serves trainings
with fewer words (a higher --min-count, a smaller --max-vocab), but not with more:
--min-count 1 keeps every choice open. Ctrl-C leaves nothing behind.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from firth.cli import streams
from firth.cli.setting_options import add_settings, given_settings, whole_number
from firth.cli.signals import exit_code, terminable
from firth.cli.tables import file_size, share, table
from firth.cli.text_options import add_reading, check_no_text, corpus_facts, opened, some
from firth.config import MIN_COUNT, ReadConfig, TrainConfig
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.errors import counted
from firth.formats.encoded_corpus import check_corpus_target
from firth.normalizing import not_among
from firth.progress.events import Progress, ReadProgress
from firth.text.word_lists import read_word_list

__all__ = ["add_arguments", "run"]

EPILOG = """\
examples:
  firth encode corpus.txt -o corpus.firth
  firth encode news.txt.gz books.txt -o corpus.firth --min-count 1
  firth train corpus.firth -o vectors.safetensors --min-count 10

`firth info corpus.firth` says what it holds, and whether its texts have changed since.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``firth encode``."""
    parser.epilog = EPILOG
    parser.add_argument("texts", metavar="TEXT", nargs="+", help="a text; - is standard input")
    parser.add_argument(
        "-o",
        "--output",
        metavar="CORPUS",
        required=True,
        help="file to write, ending in .firth. An existing file is replaced when the new one is whole",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar and no summary")
    parser.add_argument("--json", action="store_true", help="print the summary as one JSON document")
    group = parser.add_argument_group("vocabulary")
    group.add_argument(
        "--min-count",
        type=whole_number(1),
        default=MIN_COUNT,
        metavar="N",
        help="leave out words that occur less often; 1 keeps every choice open for training "
        f"[1 or more; default {MIN_COUNT}]",
    )
    add_settings(group, ("max_vocab",), TrainConfig)
    group.add_argument("--keep", metavar="FILE", help="words to keep however rare, one a line")
    add_reading(parser)


def run(args: argparse.Namespace) -> int:
    """Encode, save, and say what was done."""
    started = time.perf_counter()
    reading, fields = given_settings(args, ReadConfig), given_settings(args)
    ReadConfig(**reading), TrainConfig(**fields)
    keep = () if args.keep is None else read_word_list(args.keep)
    check_corpus_target(args.output)  # wrong settings and targets are found before any text is opened
    check_no_text(args.output, args.texts)
    files = opened(args.texts)
    from firth.progress.bar import bar  # noqa: PLC0415 - --help and wrong use
    from firth.recipes.encode import encode  # noqa: PLC0415 - need not wait for the compiler

    read = _Bytes()
    try:
        with terminable() as pending:
            with bar(disable=True if args.quiet else None) as show:
                heard = pending.before(read.heard(show))
                corpus = encode(files=files, keep=keep, progress=heard, **fields, **reading)
            seconds = time.perf_counter() - started
            fingerprint = corpus.save(args.output)
    except KeyboardInterrupt as interrupt:
        streams.say("interrupted; nothing was written")
        return exit_code(interrupt)
    summary = _summary(corpus, args.output, fingerprint)
    summary |= {"keep_missing": not_among(keep, corpus.vocabulary.words, corpus.reading)}
    summary |= {"bytes_read": read.number, "seconds": seconds}
    _report(summary, args)
    return 0


class _Bytes:
    """How many bytes were read, as far as was heard."""

    def __init__(self) -> None:
        self.number = 0

    def heard(self, show: Callable[[Progress], None]) -> Callable[[Progress], None]:
        """A function that hears and passes on."""

        def hear(progress: Progress) -> None:
            if isinstance(progress, ReadProgress):
                self.number = progress.bytes_done
            show(progress)

        return hear


def _summary(corpus: EncodedCorpus, output: str, fingerprint: str) -> dict[str, Any]:
    return {
        "output": output,
        "bytes": Path(output).stat().st_size,
        "fingerprint": fingerprint,
        **corpus_facts(corpus),
        "sources": list(corpus.sources),
        "reading": dict(corpus.reading),
    }


def _report(summary: dict[str, Any], args: argparse.Namespace) -> None:
    missing = summary["keep_missing"]
    if missing and not args.quiet:
        streams.say(f"note: not in the text: {len(missing):,} of the words to keep ({some(missing)})")
    if args.json:
        streams.write_json(summary)
    elif not args.quiet:
        streams.tell(table(_lines(summary)))


def _lines(summary: dict[str, Any]) -> Iterator[tuple[str, str]]:
    seconds = max(summary["seconds"], 1e-9)
    yield "read", f"{counted(summary['tokens_read'], 'token')} in {counted(summary['sentences_read'], 'sentence')}"
    yield "vocabulary", f"{counted(summary['words'], 'word')} of at least {counted(summary['min_count'], 'occurrence')}"
    left_out = summary["tokens_read"] - summary["tokens"]
    yield "left out", f"{share(left_out, summary['tokens_read'])} of the tokens, whose words are not in the vocabulary"
    speed = f"{summary['tokens_read'] / seconds:,.0f} tokens/s"
    if summary["bytes_read"]:
        speed += f", {summary['bytes_read'] / seconds / 1e6:,.1f} MB/s"
    yield "speed", f"{speed} ({seconds:.1f} s)"
    yield "fingerprint", summary["fingerprint"]
    yield "written", f"{summary['output']} ({file_size(summary['bytes'])})"
