"""A model of model2vec: a folder with a row for each token of a tokenizer of Hugging Face.

    =================  ==============================================================================
    model.safetensors  ``embeddings`` [V, D]; ``weights`` [T], by which rows are multiplied, and
                       ``mapping`` [T], the row of each token, in newer ones
    tokenizer.json     whose ``model.vocab`` gives each token its number
    =================  ==============================================================================

The words are the tokens, pieces such as ##ing among them: a text's vector is the mean of those of its tokens, and which
ones it has only the tokenizer says.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.errors import FormatError
from firth.formats.arrays.npy import as_float32
from firth.formats.arrays.words_beside import distinct
from firth.formats.folders.reading import json_of, needed
from firth.formats.opening import VectorFile
from firth.formats.record import Record
from firth.formats.safetensors.header import Header, read_header

__all__ = ["is_model2vec", "read_model2vec"]

NAME = "model2vec"
KIND = "a model of model2vec"
TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I8": "i1", "I64": "<i8", "I32": "<i4"}


def is_model2vec(folder: Path) -> bool:
    """Whether a folder is such a model."""
    return (folder / "model.safetensors").is_file() and (folder / "tokenizer.json").is_file()


def read_model2vec(file: VectorFile, limit: int | None = None, _encoding: str = "utf-8") -> Record:
    """Read tokens and their rows, in the order of their numbers.

    Raises:
        FormatError: a file is missing or damaged, or the two do not fit.
    """
    assert file.path is not None
    tokens = _tokens(needed(file.path, "tokenizer.json", KIND))
    path = needed(file.path, "model.safetensors", KIND)
    with path.open("rb") as on_disk:
        header = read_header(on_disk, path)
    names = [name for name in ("embeddings", "embedding.weight") if name in header.tensors]
    if not names:
        held = ", ".join(sorted(header.tensors)[:8]) or "none"
        raise FormatError(f"{path} has no tensor of embeddings (it holds {held}), so it is not of model2vec.")
    rows = _tensor(path, header, names[0], 2)
    if "mapping" in header.tensors:
        mapping = _tensor(path, header, "mapping", 1)
        if mapping.dtype.kind != "i" or (mapping.size and not 0 <= mapping.min() <= mapping.max() < len(rows)):
            raise FormatError(f"{path}: its mapping names rows that are not there. Fetch it again.")
        rows = rows[mapping]
    if len(tokens) != len(rows) or not len(rows) or not rows.shape[1]:
        raise FormatError(f"{file.name}: the tokenizer has {len(tokens):,} tokens, and there are {len(rows):,} rows.")
    vectors = as_float32(rows[:limit])
    if "weights" in header.tensors:
        weights = _tensor(path, header, "weights", 1)
        if len(weights) != len(rows):
            raise FormatError(f"{path}: it has {len(weights):,} weights for {len(rows):,} rows. Fetch it again.")
        with np.errstate(all="ignore"):  # what is not finite is reported when it is used
            vectors = vectors * as_float32(weights[:limit])[:, None]
    return Record(tuple(tokens[:limit]), vectors, info={"source_format": NAME})


def _tokens(path: Path) -> list[str]:
    """All tokens by number: those of a dictionary, or of a list of pairs, and the added ones."""
    document = json_of(path)
    model = document.get("model") if isinstance(document, dict) else None
    vocabulary = model.get("vocab") if isinstance(model, dict) else None
    numbered: list[tuple[Any, Any]]
    if isinstance(vocabulary, list):
        numbered = [(pair[0], row) for row, pair in enumerate(vocabulary) if isinstance(pair, list) and pair]
    elif isinstance(vocabulary, dict):
        numbered = list(vocabulary.items())
    else:
        raise FormatError(f"{path} has no vocabulary (model.vocab). Fetch it again.")
    added = document.get("added_tokens")
    for each in added if isinstance(added, list) else ():
        if isinstance(each, dict):
            numbered.append((each.get("content"), each.get("id")))
    if not all(isinstance(token, str) and token and type(row) is int for token, row in numbered):
        raise FormatError(f"{path}: a token is not text with a number. Fetch it again.")
    tokens = {row: token for token, row in reversed(numbered)}
    if sorted(tokens) != list(range(len({token for token, _ in numbered}))):
        raise FormatError(f"{path}: its tokens are not numbered from 0 on, each by another number. Fetch it again.")
    return distinct((tokens[row] for row in range(len(tokens))), path)


def _tensor(path: Path, header: Header, name: str, dimensions: int) -> NDArray[Any]:
    tensor = header.tensors[name]
    if tensor.dtype not in TYPES or len(tensor.shape) != dimensions:
        raise FormatError(
            f"{path}: the tensor {name} is {tensor.dtype} of shape {list(tensor.shape)}, which is not read. "
            f"Load it with model2vec, then firth.WordVectors(tokens, model.embedding)"
        )
    return np.asarray(np.memmap(path, TYPES[tensor.dtype], "r", header.data + tensor.begin, tensor.shape))
