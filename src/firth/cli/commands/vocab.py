"""The words of a text and how often each occurs, the commonest first.

Also of an encoded corpus or of a model. A list that -o writes can be given to
--keep and --only, here and in other commands.
"""

import argparse
import json
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.cli import streams
from firth.cli.setting_options import add_settings, given_settings, whole_number
from firth.cli.signals import PendingSignal, terminable
from firth.cli.tables import share, table
from firth.cli.text_options import add_reading, check_no_text, opened, some
from firth.config import ReadConfig, TrainConfig
from firth.corpus.restrict import kept_rows
from firth.corpus.saved_corpus import is_corpus_file, load_corpus
from firth.corpus.vocabulary import Vocabulary
from firth.errors import ArgumentError, ConfigError, FormatError, MissingPartError, counted, quoted
from firth.formats import is_model_file
from firth.formats.target import check_target, replacing
from firth.normalizing import not_among, query_spellings
from firth.text.word_lists import read_word_list
from firth.vectors.word_vectors import load

__all__ = ["add_arguments", "run"]

EPILOG = """\
examples:
  firth vocab corpus.txt
  firth vocab corpus.txt --min-count 5 -o words.tsv
  firth vocab corpus.firth --only names.txt
  firth vocab vectors.safetensors --topn 100
"""

SHOWN = 20
DISTINCT, HELD = "distinct_words", "words_held"
ENDINGS = (".tsv", ".txt", ".json")


class Held(NamedTuple):
    """The words that there are.

    Attributes:
        words: V words, the commonest first where that is known.
        counts: int64[V], or None where they are not known.
        tokens: of the whole text, or None.
        complete: whether these are all words of the text.
        reading: how the text was read, if that is known.
    """

    words: tuple[str, ...]
    counts: NDArray[np.int64] | None
    tokens: int | None
    complete: bool
    reading: Mapping[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``firth vocab``."""
    parser.epilog = EPILOG
    parser.add_argument(
        "texts", metavar="TEXT", nargs="+", help="texts (- is standard input), or one encoded corpus, or one model"
    )
    parser.add_argument("--model", action="store_true", help="the file holds vectors, even if it looks like text")
    parser.add_argument(
        "--topn",
        type=whole_number(1),
        metavar="N",
        help=f"list the first N words [default {SHOWN}; with -o all]",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="write the list there: .tsv and .txt hold a word, a tab and its count in each line; .json holds the same "
        "as a list of objects",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar and no totals")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    group = parser.add_argument_group("vocabulary")
    group.add_argument(
        "--min-count", type=whole_number(1), default=1, metavar="N", help="leave out rarer words [default 1]"
    )
    add_settings(group, ("max_vocab",), TrainConfig)
    lists = group.add_mutually_exclusive_group()
    lists.add_argument("--keep", metavar="FILE", help="words to keep however rare, one a line")
    lists.add_argument("--only", metavar="FILE", help="list nothing but these words, one a line")
    add_reading(parser)


def run(args: argparse.Namespace) -> int:
    """Count, and list the words."""
    config = TrainConfig(**given_settings(args))
    keep, only = (() if path is None else read_word_list(path) for path in (args.keep, args.only))
    if args.output is not None:
        _check_output(args.output)
        check_no_text(args.output, args.texts)
    with terminable() as pending:
        _list(args, _held(args, config, pending), config, keep, only)
    return 0


def _list(
    args: argparse.Namespace, held: Held, config: TrainConfig, keep: tuple[str, ...], only: tuple[str, ...]
) -> None:
    missing = not_among(keep or only, held.words, held.reading)
    rows = _rows(held, config, keep, only)[: _most(args)]
    summary = _summary(held, rows, missing)
    if missing and not args.quiet:
        streams.say(f"note: not in there: {len(missing):,} of the words of the list ({some(missing)})")
    if args.output is None:
        _show(held, rows, summary, args)
    else:
        _export(held, rows, Path(args.output))
        _tell(summary | {"output": args.output}, args)


def _most(args: argparse.Namespace) -> int | None:
    most: int | None = args.topn
    return SHOWN if most is None and args.output is None else most


def _held(args: argparse.Namespace, config: TrainConfig, pending: PendingSignal) -> Held:
    stored = [text for text in args.texts if args.model or is_corpus_file(text) or is_model_file(text)]
    if not stored:
        return _counted(args, config, pending)
    what = "an encoded corpus" if is_corpus_file(stored[0]) else "a file of vectors"
    if len(args.texts) > 1:
        raise ArgumentError("text", stored[0], f"is {what}, whose words are listed by themselves; leave the others out")
    for name, value in given_settings(args, ReadConfig).items():
        if name != "encoding" or is_corpus_file(stored[0]):
            raise ConfigError(name, value, f"has no effect: {stored[0]} is {what}; leave it out")
    if is_corpus_file(stored[0]):
        return _of_corpus(stored[0])
    return _of_model(stored[0], getattr(args, "encoding", "utf-8"))


def _counted(args: argparse.Namespace, config: TrainConfig, pending: PendingSignal) -> Held:
    reading = given_settings(args, ReadConfig)
    ReadConfig(**reading)  # wrong settings are found before any text is opened
    files = opened(args.texts)
    from firth.progress.bar import bar  # noqa: PLC0415 - --help and wrong use
    from firth.recipes.encode import encode  # noqa: PLC0415 - need not wait for the compiler

    with bar(disable=True if args.quiet else None) as show:
        heard = pending.before(show)
        corpus = encode(files=files, min_count=1, workers=config.workers, progress=heard, **reading)
    return Held(corpus.vocabulary.words, corpus.vocabulary.counts, corpus.tokens_read, True, corpus.reading)


def _of_corpus(path: str) -> Held:
    corpus = load_corpus(path)
    complete = corpus.min_count == 1 and corpus.max_vocab is None
    words, counts = corpus.vocabulary.words, corpus.vocabulary.counts
    return Held(words, counts, corpus.tokens_read, complete, corpus.reading)


def _of_model(path: str, encoding: str) -> Held:
    vectors = load(path, encoding=encoding).as_words()
    reading = vectors.info.get("reading", {})
    if vectors.counts is None:
        return Held(tuple(vectors.words), None, None, False, reading)
    order = np.argsort(-vectors.counts, kind="stable")  # another program's file may be in any order
    corpus = vectors.info.get("corpus", {})
    tokens = corpus.get("tokens_read") if isinstance(corpus, dict) else None
    words = tuple(vectors.words[row] for row in order.tolist())
    return Held(words, vectors.counts[order], tokens if isinstance(tokens, int) else None, False, reading)


def _rows(held: Held, config: TrainConfig, keep: tuple[str, ...], only: tuple[str, ...]) -> NDArray[np.intp]:
    """The places of the words that are listed, before --topn."""
    if held.counts is None and config.min_count > 1:
        raise MissingPartError(f"the file has words without counts: leave --min-count {config.min_count} out.")
    counts = np.ones(len(held.words), np.int64) if held.counts is None else held.counts
    wanted = query_spellings(only, held.reading)
    rows = np.array([row for row, word in enumerate(held.words) if not only or word in wanted], np.intp)
    part = Vocabulary(tuple(held.words[row] for row in rows.tolist()), counts[rows])
    return rows[
        kept_rows(
            part, min_count=config.min_count, max_vocab=config.max_vocab, keep=query_spellings(keep, held.reading)
        )
    ]


def _summary(held: Held, rows: NDArray[np.intp], missing: list[str]) -> dict[str, Any]:
    covered = None
    if held.counts is not None and held.tokens:
        covered = int(held.counts[rows].sum()) / held.tokens
    return {
        "tokens": held.tokens,
        DISTINCT if held.complete else HELD: len(held.words),
        "listed": len(rows),
        "share": covered,
        "missing": missing,
    }


def _entries(held: Held, rows: NDArray[np.intp]) -> Iterator[tuple[str, int | None]]:
    for row in rows.tolist():
        yield held.words[row], None if held.counts is None else int(held.counts[row])


def _show(held: Held, rows: NDArray[np.intp], summary: dict[str, Any], args: argparse.Namespace) -> None:
    if args.json:
        entries = [{"word": word, "count": count} for word, count in _entries(held, rows)]
        streams.write_json(summary | {"vocabulary": entries})
        return
    if len(rows):
        lines = [(word, "-" if count is None else f"{count:,}") for word, count in _entries(held, rows)]
        streams.write(table([("word", "count"), *lines], right=(1,)))
    _tell(summary, args)


def _tell(summary: dict[str, Any], args: argparse.Namespace) -> None:
    if args.json:
        streams.write_json(summary)
    elif not args.quiet:
        streams.tell(_totals(summary))


def _totals(summary: dict[str, Any]) -> str:
    size = next(f"{summary[name]:,} {name.replace('_', ' ')}" for name in summary if name in {DISTINCT, HELD})
    tokens = "" if summary["tokens"] is None else f"{counted(summary['tokens'], 'token')}, "
    covered = "" if summary["share"] is None else f", {share(summary['share'])} of the tokens"
    written = f" in {summary['output']}" if "output" in summary else ""
    return f"{tokens}{size}; {summary['listed']:,} listed{written}{covered}"


def _check_output(output: str) -> None:
    if Path(output).suffix.lower() not in ENDINGS:
        raise ArgumentError("output", output, f"its ending names no format; end it in one of {', '.join(ENDINGS)}")
    check_target(output)


def _export(held: Held, rows: NDArray[np.intp], path: Path) -> None:
    lines = _json_lines if path.suffix.lower() == ".json" else partial(_text_lines, path)
    with replacing(path) as out:
        out.writelines(line.encode("utf-8") for line in lines(_entries(held, rows)))


def _text_lines(path: Path, entries: Iterator[tuple[str, int | None]]) -> Iterator[str]:
    for word, count in entries:
        if not word.isprintable() and set(word) & set("\t\n\r"):
            raise FormatError(f"{path}: {quoted(word)} holds a tab or a line's end. Write .json, which can hold them.")
        yield f"{word}\n" if count is None else f"{word}\t{count}\n"


def _json_lines(entries: Iterator[tuple[str, int | None]]) -> Iterator[str]:
    separator = "[\n"
    for word, count in entries:
        yield separator + json.dumps({"word": word, "count": count}, ensure_ascii=False)
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"
