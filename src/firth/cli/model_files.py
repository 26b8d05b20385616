"""What files of vectors take beyond reading and writing.

Choosing a view, naming files, saying what a format drops, and finding another place when the target fails.
"""

import argparse
import itertools
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args

from firth.cli.setting_options import whole_number
from firth.errors import ArgumentError, FirthError
from firth.formats import for_writing
from firth.vectors.word_vectors import View, WordVectors, load

__all__ = ["add_loading_options", "add_view_option", "load_model", "losses", "names_of", "rescue"]


def add_view_option(parser: argparse.ArgumentParser) -> None:
    """Declare the option that says which vectors of a model are meant."""
    parser.add_argument(
        "--view",
        choices=get_args(View),
        help="which vectors: the input rows E, the context rows E', their mean, or E and E' side by side "
        "[default: those of the file, which in a model are the input rows]",
    )


def add_loading_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options that say how much of a file of vectors is read, and how."""
    parser.add_argument(
        "--limit",
        type=whole_number(1),
        metavar="N",
        help="read only the first N rows, mostly the commonest words",
    )
    parser.add_argument(
        "--encoding",
        default="utf-8",
        metavar="NAME",
        help="the character encoding of the words, in a word2vec file [default utf-8]",
    )


def load_model(
    args: argparse.Namespace, format_name: str | None = None, *, path: str | None = None, keep_ids: bool = False
) -> WordVectors:
    """Open the file of vectors that a command was given, and take a view of them if one is wanted.

    Args:
        args: model, limit and encoding are read, and view where the command has it.
        format_name: the file's format; None: recognise it.
        path: the file, where a command takes several; None: model.
        keep_ids: leave ids what they are; on the command line they are typed as they are, and so are words.

    Raises:
        SourceError: the file is missing or cannot be read.
        FormatError: it is truncated, garbled, or of no known format.
        ArgumentError: there is no such encoding, or standard input is meant.
        MissingPartError: the file holds what this view is made of no longer, or never did.
    """
    path = args.model if path is None else path
    if path == "-" and not Path("-").exists():
        raise ArgumentError(
            "path", "-", "a file of vectors is not read from standard input; give /dev/stdin, or its name"
        )
    view: View | None = getattr(args, "view", None)
    vectors = load(path, format_name, limit=args.limit, encoding=args.encoding)
    seen = vectors if view is None else vectors.view(view)
    return seen if keep_ids else seen.as_words()


def names_of(models: Sequence[str]) -> list[str]:
    """Names for files: without folders and endings, if these tell them apart."""
    ways = ([Path(model).stem for model in models], [Path(model).name for model in models])
    return next((names for names in ways if len(set(names)) == len(names)), list(models))


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
    # what is known about other programs' files ("source_format") is not worth keeping
    held = {
        "contexts": vectors.contexts is not None,
        "nodes": vectors.nodes is not None,
        "biases": vectors.biases is not None,
        "counts": vectors.counts is not None,
        "subwords": vectors.subwords is not None,
        "info": bool(vectors.info) and "source_format" not in vectors.info,
    }
    dropped = [part for part, there in held.items() if there and part not in chosen.keeps]
    if vectors.of_ids and "of_ids" not in chosen.keeps:
        yield f"{chosen.name} files do not tell ids from words: vectors read from it are asked for by digits, as words"
    if dropped:
        *kept, last = ["words", "vectors", *sorted(chosen.keeps - {"of_ids"})]
        yield f"{chosen.name} files hold {', '.join(kept)} and {last} only; left out: {', '.join(dropped)}"


def _free_name(folder: Path, stem: str) -> Path:
    names = itertools.chain([stem], (f"{stem}-{number}" for number in itertools.count(2)))
    return next(path for name in names if not (path := folder / f"{name}.safetensors").exists())
