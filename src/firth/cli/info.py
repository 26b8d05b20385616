"""What a file of vectors holds, and where it comes from as far as the file says."""

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from firth.cli import streams
from firth.cli.tables import file_size, table
from firth.formats import for_reading
from firth.vectors import WordVectors, load

__all__ = ["add_arguments", "run"]

FIRST_WORDS = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``firth info``."""
    parser.epilog = "example:\n  firth info vectors.safetensors"
    parser.add_argument("model", metavar="MODEL", help="a file of vectors")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Describe a file of vectors."""
    vectors = load(args.model)
    facts = _facts(vectors, Path(args.model))
    if args.json:
        streams.write_json({**facts, "info": dict(vectors.info)})
    else:
        streams.write(table(((name, _shown(name, value)) for name, value in facts.items())))
        for heading, lines in _sections(vectors.info):
            streams.write(f"\n{heading}\n{table(lines)}")
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
        "counts": vectors.counts is not None,
        "first_words": list(vectors.words[:FIRST_WORDS]),
    }


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
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return " ".join(value)
    return json.dumps(value, ensure_ascii=False)
