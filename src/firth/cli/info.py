"""What a file of vectors holds, and where it comes from as far as the file says; with --word, what it holds of a word.

Of a model trained with hierarchical softmax --word also shows the word's Huffman code and its path, the inner nodes
from the root (0) down: at each of them the code says which way to go, 0 to the commoner side, 1 to the rarer.
"""

import argparse
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from firth.cli import streams
from firth.cli.tables import file_size, printable, table
from firth.errors import FirthError, FormatError, quoted
from firth.formats import for_reading
from firth.sampling import HuffmanTree, huffman_tree
from firth.vectors import WordVectors, load

__all__ = ["add_arguments", "run"]

FIRST_WORDS = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``firth info``."""
    parser.epilog = (
        "examples:\n  firth info vectors.safetensors\n  firth info vectors.safetensors --word king --word tea"
    )
    parser.add_argument("model", metavar="MODEL", help="a file of vectors")
    parser.add_argument(
        "--word",
        dest="words",
        metavar="W",
        action="append",
        help="describe this word instead: its row, count and the length of its vector; may be given several times",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Describe a file of vectors, or some of its words."""
    vectors = load(args.model)
    if args.words:
        return _describe_words(vectors, args.words, as_json=args.json)
    facts = _facts(vectors, Path(args.model))
    if args.json:
        streams.write_json({**facts, "info": dict(vectors.info)})
    else:
        streams.write(table(((name, _shown(name, value)) for name, value in facts.items())))
        for heading, lines in _sections(vectors.info):
            streams.write(f"\n{printable(heading)}\n{table(lines)}")
    return 0


def _facts(vectors: WordVectors, path: Path) -> dict[str, Any]:
    rows, width = vectors.vectors.shape
    return {
        "file": str(path),
        "format": for_reading(path).name,
        "bytes": path.stat().st_size,
        "words": rows,
        "dimensions": width,
        "contexts": vectors.contexts is not None,
        "nodes": vectors.nodes is not None,
        "counts": vectors.counts is not None,
        "first_words": list(vectors.words[:FIRST_WORDS]),
    }


def _describe_words(vectors: WordVectors, words: Sequence[str], *, as_json: bool) -> int:
    """Describe each word; one that cannot be is reported, and the rest goes on. Returns the exit code."""
    tree = None if vectors.nodes is None or vectors.counts is None else huffman_tree(vectors.counts)
    described, failed = [], False
    for word in words:
        try:
            described.append(_word_facts(vectors, word, tree))
        except FirthError as error:
            failed = True
            streams.say(f"error: {error}")
    if as_json:
        streams.write_json(described)
    elif described:
        streams.write("\n\n".join(map(_word_section, described)))
    return int(failed)


def _word_facts(vectors: WordVectors, word: str, tree: HuffmanTree | None) -> dict[str, Any]:
    row = vectors.index(word)
    length = float(np.linalg.norm(vectors[word].astype(np.float64)))
    if not math.isfinite(length):
        raise FormatError(f"The vector of {quoted(word)} holds NaN or infinity. The file is damaged: fetch it again.")
    facts = {"word": word, "row": row, "count": None if vectors.counts is None else vectors.count(word)}
    facts["length"] = length
    if tree is not None:
        way = slice(tree.starts[row], tree.starts[row + 1])
        facts |= {"code": "".join(map(str, tree.codes[way])), "path": tree.nodes[way].tolist()}
    return facts


def _word_section(facts: Mapping[str, Any]) -> str:
    lines = [(f"  {name}", _text(value)) for name, value in facts.items() if name != "word"]
    return f"{printable(facts['word'])}\n{table(lines)}"


def _shown(name: str, value: Any) -> str:
    if name == "bytes":
        return f"{value:,} ({file_size(value)})"
    return _text(value)


def _sections(info: Mapping[str, Any]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Headings and lines: what stands in an object of its own below its name, the rest below "info"."""
    loose = {name: value for name, value in info.items() if not isinstance(value, dict)}
    nested = {name: value for name, value in info.items() if isinstance(value, dict)}
    for heading, entries in {**nested, **({"info": loose} if loose else {})}.items():
        if entries:
            yield heading, [(f"  {name}", _text(value)) for name, value in entries.items()]


def _text(value: Any) -> str:
    """A JSON value as people write it."""
    if isinstance(value, bool | None):
        return {True: "yes", False: "no", None: "-"}[value]
    if isinstance(value, int | float):
        return f"{value:,}" if isinstance(value, int) else f"{value:,.6g}"
    if isinstance(value, list):
        return _list(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _list(values: list[Any]) -> str:
    if values and all(isinstance(item, list) for item in values):  # a curve
        ends = [" ".join(map(_text, point)) for point in (values[0], values[-1])]
        return f"{' ... '.join(ends)} ({len(values)} points, words and loss; --json shows all)"
    if all(isinstance(item, str) or type(item) is int for item in values):
        return " ".join(map(str, values))
    return json.dumps(values, ensure_ascii=False)
