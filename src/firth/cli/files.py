"""What files of vectors take beyond reading and writing.

Saying what a format drops, and finding another place when the target fails.
"""

import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path

from firth.errors import FirthError
from firth.formats import Record, for_writing
from firth.vectors import WordVectors

__all__ = ["losses", "rescue"]


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


def losses(parts: WordVectors | Record, path: Path, name: str | None = None) -> Iterator[str]:
    """What a file cannot hold of a model, as a sentence, if there is anything.

    Args:
        parts: the model.
        path: the file.
        name: its format; None: by its ending.
    """
    chosen = for_writing(path, name)
    if chosen.lossless:
        return
    # what other programs' files say of themselves ("source_format") is no loss
    held = {
        "contexts": parts.contexts is not None,
        "counts": parts.counts is not None,
        "info": "source_format" not in parts.info,
    }
    dropped = [part for part, there in held.items() if there]
    if dropped:
        yield f"{chosen.name} files hold words and vectors only; left out: {', '.join(dropped)}"


def _free_name(folder: Path, stem: str) -> Path:
    names = itertools.chain([stem], (f"{stem}-{number}" for number in itertools.count(2)))
    return next(path for name in names if not (path := folder / f"{name}.safetensors").exists())
