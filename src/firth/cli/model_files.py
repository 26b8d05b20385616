"""What files of vectors take beyond reading and writing.

Choosing a view, saying what a format drops, and finding another place when the target fails.
"""

import argparse
import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from firth.errors import FirthError
from firth.formats import for_writing
from firth.vectors.word_vectors import View, WordVectors, load

__all__ = ["add_view_option", "load_view", "losses", "rescue"]


def add_view_option(parser: argparse.ArgumentParser) -> None:
    """Declare the option that says which vectors of a model are meant."""
    parser.add_argument(
        "--view",
        choices=get_args(View),
        help="which vectors: the input rows E, the context rows E', their mean, or E and E' side by side "
        "[default: those of the file, which in a model are the input rows]",
    )


def load_view(path: str, view: View | None, format_name: str | None = None) -> WordVectors:
    """Open a file of vectors, and take a view of them if one is wanted.

    Args:
        path: the file.
        view: as given to ``--view``.
        format_name: its format; None: recognise it.

    Raises:
        SourceError: the file is missing or cannot be read.
        FormatError: it is truncated, garbled, or of no known format.
        MissingPartError: the file holds what this view is made of no longer, or never did.
    """
    vectors = load(path, format_name)
    return vectors if view is None else vectors.view(view)


def rescue(vectors: WordVectors, stem: str, *, beside: Path | None = None) -> Path | None:
    """Save vectors that would be lost, under a name that no file has.

    Args:
        vectors: what to save.
        stem: the name to be, without ``.safetensors``; a number is added to one that is taken.
        beside: the file in whose folder to try first; then the system's folder for temporary files is tried.

    Returns:
        The file, or None if none could be written.
    """
    folders = [Path(tempfile.gettempdir())] if beside is None else [beside.parent, Path(tempfile.gettempdir())]
    for folder in folders:
        path = _free_name(folder, stem)
        try:
            vectors.save(path)
        except FirthError:  # the folder, or weights that are not finite
            continue
        return path
    return None


def losses(vectors: WordVectors, path: Path, name: str | None = None) -> Iterator[str]:
    """What a file cannot hold of a model, as a sentence, if there is anything.

    Args:
        vectors: the model.
        path: the file.
        name: its format; None: by its ending.
    """
    chosen = for_writing(path, name)
    if chosen.lossless:
        return
    # what other programs' files say of themselves ("source_format") is no loss
    held = {
        "contexts": vectors.contexts is not None,
        "nodes": vectors.nodes is not None,
        "counts": vectors.counts is not None,
        "info": bool(vectors.info) and "source_format" not in vectors.info,
    }
    dropped = [part for part, there in held.items() if there]
    if dropped:
        yield f"{chosen.name} files hold words and vectors only; left out: {', '.join(dropped)}"


def _free_name(folder: Path, stem: str) -> Path:
    names = itertools.chain([stem], (f"{stem}-{number}" for number in itertools.count(2)))
    return next(path for name in names if not (path := folder / f"{name}.safetensors").exists())
