"""Files of a folder, each read as what it has to be."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.errors import FormatError
from firth.formats.arrays.npy import checked_header
from firth.formats.arrays.words_beside import inside
from firth.formats.strict_json import shallow_json

__all__ = ["json_of", "matrix_of", "needed"]

MOST_JSON = 1 << 28


def needed(folder: Path, name: str, kind: str) -> Path:
    """A file of a folder.

    Raises:
        FormatError: it is not there.
        SourceError: it is a link that leads elsewhere.
    """
    path = inside(folder, name)
    if path is None:
        raise FormatError(f"{folder} looks like {kind}, but {name} is missing. Fetch the whole folder again.")
    return path


def json_of(path: Path) -> Any:
    """The document of a file.

    Raises:
        FormatError: it is no JSON, is too deep, or has more than 256 MB.
    """
    if path.stat().st_size > MOST_JSON:
        raise FormatError(f"{path} has more than {MOST_JSON >> 20} MB, which is not read. Fetch it again.")
    try:
        return shallow_json(path.read_bytes())
    except ValueError as error:
        raise FormatError(f"{path} is not the JSON it should be ({str(error)[:200]}). Fetch it again.") from None


def matrix_of(path: Path) -> NDArray[Any]:
    """The matrix that a file holds as NumPy saves it, mapped.

    Raises:
        FormatError: it is garbled, or of something else than numbers in rows.
    """
    with path.open("rb") as file:
        dtype, shape, fortran = checked_header(file, path.stat().st_size, str(path))
        begin = file.tell()
    if len(shape) != 2 or 0 in shape or dtype.kind != "f":
        raise FormatError(f"{path} is {dtype} of shape {shape}, not a matrix of vectors. Fetch it again.")
    return np.asarray(np.memmap(path, dtype, "r", begin, shape, "F" if fortran else "C"))
