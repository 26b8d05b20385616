"""What a file of vectors holds and how it was made; with --word, what it holds of a word.

Also of an encoded corpus, as `firth encode` makes it: the texts that have changed since are named, and --verify
checks that the file is as it was written.

Of a model trained with hierarchical softmax, --word also shows the word's Huffman code and its path, the inner nodes
from the root (0) down. At each of them the code says which way to go: 0 to the more frequent side, 1 to the rarer.

Of a model with subwords, --word also shows the n-grams of a word, the word's own row among them: which share of its
vector each makes, and which n-grams of the model are nearest to it.
"""

import argparse
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from firth.cli import streams
from firth.cli.model_files import add_loading_options, load_model
from firth.cli.query_options import argument_word, short
from firth.cli.tables import file_size, printable, table
from firth.cli.text_options import corpus_facts
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.saved_corpus import is_corpus_file, load_corpus, stale_sources, verify
from firth.errors import ArgumentError, FirthError, FormatError, UnknownWordError, quoted
from firth.formats import for_reading
from firth.vectors.queries import close_words
from firth.vectors.word_vectors import WordVectors

if TYPE_CHECKING:
    from firth.sampling import HuffmanTree

__all__ = ["add_arguments", "run"]

FIRST_WORDS = 10
MOST_SHOWN = 50  # of a list, such as the files of a corpus, a way in a Huffman tree, or the pieces of a word


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``firth info``."""
    parser.epilog = (
        "examples:\n  firth info vectors.safetensors\n  firth info vectors.safetensors --word king --word tea\n"
        "  firth info corpus.firth --verify"
    )
    parser.add_argument("model", metavar="FILE", help="a file of vectors, or an encoded corpus")
    parser.add_argument(
        "--word",
        dest="words",
        metavar="W",
        action="append",
        help="describe this word instead: its row, count and the length of its vector; may be given several times",
    )
    add_loading_options(parser)
    parser.add_argument("--verify", action="store_true", help="of a corpus: check its contents against its fingerprint")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Describe a file of vectors or a corpus, or some of its words."""
    if is_corpus_file(args.model):
        return _describe_corpus(args)
    if args.verify:
        raise ArgumentError("verify", args.model, "only an encoded corpus has a fingerprint; leave --verify out")
    loaded = load_model(args, keep_ids=True)
    vectors = loaded.as_words()
    words = list(map(argument_word, args.words or ()))
    if words:
        tree = _tree(vectors)
        return _describe_words(words, lambda word: _word_facts(vectors, word, tree), as_json=args.json)
    facts = _facts(vectors, Path(args.model))
    _write({**facts, "of_ids": True} if loaded.of_ids else facts, vectors.info, as_json=args.json)
    return 0


def _describe_corpus(args: argparse.Namespace) -> int:
    corpus = load_corpus(args.model)
    if args.verify:
        verify(corpus, args.model)
    if args.words:
        words = list(map(argument_word, args.words))
        return _describe_words(words, partial(_corpus_word_facts, corpus), as_json=args.json)
    facts = _corpus_facts(corpus, Path(args.model), verified=args.verify)
    _write(facts, {"reading": dict(corpus.reading)}, as_json=args.json)
    return 0


def _write(facts: Mapping[str, Any], info: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        streams.write_json({**facts, "info": dict(info)})
        return
    streams.write(table(((name, _shown(name, value)) for name, value in facts.items())))
    for heading, lines in _sections(info):
        streams.write(f"\n{printable(heading)}\n{table(lines)}")


def _corpus_facts(corpus: EncodedCorpus, path: Path, *, verified: bool) -> dict[str, Any]:
    return {
        "file": str(path),
        "format": "encoded corpus",
        "bytes": path.stat().st_size,
        **corpus_facts(corpus),
        "fingerprint": corpus.fingerprint,
        "verified": verified,
        "sources": list(corpus.sources),
        "changed_since": stale_sources(corpus),
        "first_words": list(corpus.vocabulary.words[:FIRST_WORDS]),
    }


def _corpus_word_facts(corpus: EncodedCorpus, word: str) -> dict[str, Any]:
    words = corpus.vocabulary.words
    if word not in words:
        raise UnknownWordError(
            word, len(words), close_words(word, words), corpus.reading.get("tokenizer", "whitespace")
        )
    row = words.index(word)
    return {"word": word, "row": row, "count": int(corpus.vocabulary.counts[row])}


def _facts(vectors: WordVectors, path: Path) -> dict[str, Any]:
    rows, width = vectors.vectors.shape
    known = path.is_file() or path.is_dir()  # and no pipe
    stored: dict[str, Any] = {"format": for_reading(path).name} if known else {}
    stored |= {"bytes": path.stat().st_size} if path.is_file() else {}
    return {
        "file": str(path),
        **stored,
        "words": rows,
        "dimensions": width,
        "contexts": vectors.contexts is not None,
        "nodes": vectors.nodes is not None,
        "biases": vectors.biases is not None,
        "counts": vectors.counts is not None,
        "ngrams": 0 if vectors.subwords is None else len(vectors.subwords.rows),
        "first_words": list(vectors.words[:FIRST_WORDS]),
    }


def _describe_words(words: Sequence[str], describe: Callable[[str], dict[str, Any]], *, as_json: bool) -> int:
    """Describe each word; one that cannot be described is reported, and the others still are. Returns the exit code."""
    described, failed = [], False
    for word in words:
        try:
            described.append(describe(word))
        except FirthError as error:
            failed = True
            streams.say(f"error: {error}")
    if as_json:
        streams.write_json(described)
    elif described:
        streams.write("\n\n".join(map(_word_section, described)))
    return int(failed)


def _tree(vectors: WordVectors) -> "HuffmanTree | None":
    if vectors.nodes is None or vectors.counts is None:
        return None
    from firth.sampling import huffman_tree  # noqa: PLC0415 - it loads the compiler, which other models do without

    return huffman_tree(vectors.counts)


def _word_facts(vectors: WordVectors, word: str, tree: "HuffmanTree | None") -> dict[str, Any]:
    if not vectors.holds(word) and vectors.composable(word):
        return {"word": word, "row": None, "composed": True, **_pieces(vectors, word)}
    row = vectors.index(word)
    length = float(np.linalg.norm(vectors[word].astype(np.float64)))
    if not math.isfinite(length):
        raise FormatError(f"The vector of {quoted(word)} holds NaN or infinity. The file is damaged: fetch it again.")
    facts = {"word": word, "row": row, "count": None if vectors.counts is None else vectors.count(word)}
    facts["length"] = length
    if tree is not None:
        way = slice(tree.starts[row], tree.starts[row + 1])
        facts |= {"code": "".join(map(str, tree.codes[way])), "path": tree.nodes[way].tolist()}
    return facts | _pieces(vectors, word)


def _pieces(vectors: WordVectors, word: str) -> dict[str, Any]:
    """What a word is made of, what each piece does for it, and which pieces are nearest to it."""
    if vectors.subwords is None:
        return {}
    return {
        "pieces": [piece._asdict() for piece in vectors.pieces(word)],
        "nearest_pieces": [{"text": text, "cosine": cosine} for text, cosine in vectors.nearest_pieces(word)],
    }


def _word_section(facts: Mapping[str, Any]) -> str:
    lines = [(f"  {name}", _text(value)) for name, value in facts.items() if name not in _NOT_PLAIN]
    return f"{printable(short(facts['word']))}\n{table(lines)}{_pieces_section(facts)}"


_NOT_PLAIN = "word", "pieces", "nearest_pieces"


def _pieces_section(facts: Mapping[str, Any]) -> str:
    if "pieces" not in facts:
        return ""
    pieces = sorted(facts["pieces"], key=lambda piece: -piece["share"])[:MOST_SHOWN]
    rows = [("  piece", "share of the vector"), *((f"  {_piece(piece)}", _share(piece)) for piece in pieces)]
    more = len(facts["pieces"]) - len(pieces)
    rows += [(f"  ... {more:,} more (--json shows them)", "")] if more else []
    near = [(f"  {piece['text']}", f"{piece['cosine']:.3f}") for piece in facts["nearest_pieces"]]
    return "".join(f"\n\n{table(lines, right=[1])}" for lines in (rows, [("  nearest pieces", "cosine"), *near]))


def _piece(piece: Mapping[str, Any]) -> str:
    return f"{piece['text']} (the whole word)" if piece["whole"] else str(piece["text"])


def _share(piece: Mapping[str, Any]) -> str:
    return f"{piece['share']:z.3f}" if piece["known"] else "not known"


def _shown(name: str, value: Any) -> str:
    if name == "bytes":
        return f"{value:,} ({file_size(value)})"
    return _text(value)


def _sections(info: Mapping[str, Any]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Headings and lines: each nested object under its own name, the rest under "info"."""
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
        more = f" ... ({len(values):,} in all; --json shows them)" if len(values) > MOST_SHOWN else ""
        return (" ".join(map(str, values[:MOST_SHOWN])) or "-") + more
    return json.dumps(values, ensure_ascii=False)
