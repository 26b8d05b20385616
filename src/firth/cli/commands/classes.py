"""Words in classes of like direction, by k-means, as word2vec's -classes.

A class is shown by the words nearest to its mean; -o writes the class of every word.
"""

import argparse
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from firth.cli import streams
from firth.cli.model_files import add_loading_options, add_view_option, load_model
from firth.cli.parser import Parser
from firth.cli.setting_options import whole_number
from firth.cli.tables import table
from firth.errors import ArgumentError, FormatError, quoted
from firth.formats.target import check_target, replacing
from firth.groups.word_classes import WordClasses, classes

__all__ = ["add_arguments", "run"]

ENDINGS = (".tsv", ".txt", ".json")
SHOWN = 8


def add_arguments(parser: Parser) -> None:
    """Declare the arguments of ``firth classes``."""
    parser.epilog = (
        "examples:\n  firth classes vectors.safetensors -k 100\n"
        "  firth classes vectors.safetensors -k 500 --restrict-vocab 50000 -o classes.tsv"
    )
    parser.add_argument("model", metavar="MODEL", help="a file of vectors")
    parser.add_argument("-k", "--number", type=whole_number(1), required=True, metavar="K", help="classes wanted")
    parser.add_argument(
        "--topn", type=whole_number(1), default=SHOWN, metavar="N", help=f"words shown of each class [default {SHOWN}]"
    )
    parser.add_argument(
        "--restrict-vocab", type=whole_number(1), metavar="N", help="only the first N words are put into classes"
    )
    parser.add_argument("--seed", type=whole_number(0), default=1, metavar="N", help="of the first means [default 1]")
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="write all words with the numbers of their classes there: .tsv and .txt hold a word, a tab and a number "
        "in each line; .json holds the same as a list of objects",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    add_view_option(parser)
    add_loading_options(parser)


def run(args: argparse.Namespace) -> int:
    """Put the words into classes, and show or write them."""
    if args.output is not None:
        _check_output(args.output)
    found = classes(load_model(args), args.number, restrict_vocab=args.restrict_vocab, seed=args.seed)
    if args.output is not None:
        _write(found, Path(args.output))
    if args.json:
        shown = [{"words": each.words[: args.topn], "size": len(each.words)} for each in found.members]
        streams.write_json({"words": len(found.words), "classes": shown, "output": args.output})
    elif args.output is None:
        lines = [
            (str(number), f"{len(each.words):,}", " ".join(each.words[: args.topn]))
            for number, each in enumerate(found.members)
        ]
        streams.write(table([("class", "size", "nearest to its mean"), *lines], right=(0, 1)))
    else:
        streams.tell(f"{len(found.words):,} words in {len(found):,} classes, in {args.output}")
    return 0


def _check_output(output: str) -> None:
    if Path(output).suffix.lower() not in ENDINGS:
        raise ArgumentError("output", output, f"its ending names no format; end it in one of {', '.join(ENDINGS)}")
    check_target(output)


def _write(found: WordClasses, path: Path) -> None:
    lines = _json_lines if path.suffix.lower() == ".json" else partial(_text_lines, path)
    with replacing(path) as out:
        out.writelines(line.encode("utf-8") for line in lines(found))


def _text_lines(path: Path, found: WordClasses) -> Iterator[str]:
    for word, number in zip(found.words, found.numbers.tolist(), strict=True):
        if set(word) & set("\t\n\r"):
            raise FormatError(f"{path}: {quoted(word)} holds a tab or a line's end. Write .json, which can hold them.")
        yield f"{word}\t{number}\n"


def _json_lines(found: WordClasses) -> Iterator[str]:
    entries = [
        {"word": word, "class": number} for word, number in zip(found.words, found.numbers.tolist(), strict=True)
    ]
    yield json.dumps(entries, ensure_ascii=False, indent=0) + "\n"
