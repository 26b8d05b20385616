"""Words and vectors of a model that gensim saved: of gensim 4, and as it was in 0.12 to 3.8."""

import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.errors import FormatError, quoted
from firth.formats.gensim_pickles.saved import read_saved
from firth.formats.gensim_pickles.unpickling import Thing
from firth.formats.opening import VectorFile
from firth.formats.record import Record
from firth.formats.words import is_id
from firth.subwords.composing import Subwords
from firth.subwords.ngrams import Ngrams

__all__ = ["looks_like_gensim", "read_gensim"]

NAME = "gensim"

_BEGIN = re.compile(
    rb"\x80[\x02-\x05](\x95.{8})?(\x8c.|c|X.{4})gensim\."  # protocol 2 and later
    rb"|ccopy_?reg\n_reconstructor\n(p[0-9]+\n|q.)?\(cgensim\.",
    re.DOTALL,
)
_MATRIX = ("vectors", "syn0")  # newest names first
_KEYS = ("index_to_key", "index2word", "index2entity")
_RENAMED = {"iter": "epochs", "size": "vector_size"}  # in gensim 4
_PARTS = ("trainables", "vocabulary")
"""In gensim 3.3 to 3.8: things that a model kept some of its state in."""


def looks_like_gensim(head: bytes) -> bool:
    """Whether a file is a pickle of an object of gensim's."""
    return _BEGIN.match(head) is not None


def read_gensim(file: VectorFile, limit: int | None = None, _encoding: str = "utf-8") -> Record:
    """Read a model or vectors that gensim saved: Word2Vec, FastText, Doc2Vec (the words), KeyedVectors.

    Args:
        file: open at its beginning. Large arrays are read from the files beside it.
        limit: the first words; None: all.
        _encoding: is of other formats.

    Returns:
        Words, vectors, counts, and what else there is of contexts and subwords; in info the settings of the model.

    Raises:
        FormatError: it is damaged, names something that is refused, or is a model of another kind.
    """
    model = read_saved(file)
    state = _flat(model)
    rows = model.state["wv"] if isinstance(model.state.get("wv"), Thing) else model
    vectors = _first(rows, (*_MATRIX, "vectors_vocab"))
    if not isinstance(vectors, np.ndarray) or vectors.ndim != 2 or not len(vectors) or vectors.dtype.kind != "f":
        raise FormatError(f"{file.name} is gensim's {model.name}, which holds no word vectors.{_remedy(model.name)}")
    keys, subwords = _keys(rows, len(vectors), file.name), _subwords(rows)
    if _first(rows, _MATRIX) is None and subwords is not None:  # FastText keeps a word's own row alone
        vectors = subwords.composed([str(key) for key in keys], vectors)
    shown = slice(limit)
    about: dict[str, Any] = {"class": model.name, "settings": {**_settings(state), "vector_size": vectors.shape[1]}}
    numbers = [row for row, key in enumerate(keys[shown]) if not isinstance(key, str)]
    words = tuple(str(key) for key in keys[shown])
    of_ids = len(numbers) == len(words) and all(map(is_id, words))
    if numbers and not of_ids:  # the record says it of ids
        about["whole_numbers"] = numbers
    if vectors.dtype != np.float32:
        about["dtype"] = vectors.dtype.name
    contexts = state.get("syn1neg")
    if isinstance(contexts, np.ndarray) and contexts.shape == vectors.shape:
        contexts = np.asarray(contexts[shown], np.float32)
    else:
        contexts = None
    return Record(
        words,
        np.asarray(vectors[shown], np.float32),
        contexts=contexts,
        counts=_counts(rows, keys[shown]),
        info={"source_format": NAME, "gensim": about},
        subwords=subwords,
        of_ids=of_ids,
    )


def _flat(model: Thing) -> dict[str, Any]:
    """The state of a model, with that of the parts in which gensim 3 kept some of it."""
    parts = [part.state for name in _PARTS if isinstance(part := model.state.get(name), Thing)]
    return {key: value for state in (*parts, model.state) for key, value in state.items()}


def _first(thing: Thing, names: Sequence[str]) -> Any:
    return next((thing.state[name] for name in names if thing.state.get(name) is not None), None)


def _keys(rows: Thing, size: int, name: str) -> list[str | int]:
    keys = _first(rows, _KEYS)
    if not isinstance(keys, list) or len(keys) != size:
        found = len(keys) if isinstance(keys, list) else "no"
        raise FormatError(f"{name} is damaged: it has {found} keys for {size:,} vectors. Fetch it again.")
    odd = next((key for key in keys if not isinstance(key, str | int) or key == ""), None)
    if odd is not None:
        raise FormatError(f"{name}: {quoted(odd)} is no key that a model file can hold; keys are strings and numbers.")
    if len({str(key) for key in keys}) < size:
        raise FormatError(f"{name}: two of its keys are spelt alike. Give one of them another name where it was made.")
    return keys


def _counts(rows: Thing, keys: list[str | int]) -> NDArray[np.int64] | None:
    """How often each key occurred, as gensim 4 or an older one keeps it."""
    expandos = rows.state.get("expandos")
    counts = expandos.get("count") if isinstance(expandos, dict) else None
    if isinstance(counts, np.ndarray) and counts.dtype.kind in "iu" and counts.ndim == 1 and len(counts) >= len(keys):
        counted = counts[: len(keys)].astype(np.int64)
        return counted if counted.min() >= 0 else None
    vocab = rows.state.get("vocab")
    if not isinstance(vocab, dict):
        return None
    found = [vocab[key].state.get("count") if isinstance(vocab.get(key), Thing) else None for key in keys]
    return np.array(found, np.int64) if all(isinstance(count, int) for count in found) else None


def _subwords(rows: Thing) -> Subwords | None:
    """The n-grams of FastText, where they are numbered as fastText does: since gensim 3.7."""
    state = rows.state
    sizes = [size for name in ("min_n", "max_n", "bucket") if isinstance(size := state.get(name), int) and size > 0]
    grams, places = state.get("vectors_ngrams"), state.get("hash2index")
    if len(sizes) < 3 or not isinstance(grams, np.ndarray) or grams.ndim != 2 or state.get("compatible_hash") is False:
        return None
    cut = Ngrams(*sizes)
    if not isinstance(places, dict):
        return Subwords(cut, None, np.asarray(grams, np.float32)) if len(grams) == sizes[2] else None
    keys = np.array(sorted(places), np.uint64)
    return Subwords(cut, keys, np.asarray(grams[[places[key] for key in keys.tolist()]], np.float32), pruned=True)


def _settings(state: dict[str, Any]) -> dict[str, Any]:
    """What of the state is a plain number, string or nothing."""
    plain = {key: value for key, value in state.items() if isinstance(value, bool | int | float | str | None)}
    plain = {key: value for key, value in plain.items() if not isinstance(value, float) or math.isfinite(value)}
    named = {key: value for key, value in plain.items() if isinstance(key, str) and not key.startswith("__")}
    return {_RENAMED.get(key, key): value for key, value in named.items()}


def _remedy(name: str) -> str:
    phrases = name in {"Phrases", "Phraser", "FrozenPhrases"}
    return f" Open it with firth.gensim.models.{name}.load." if phrases else " Open it in gensim."
