"""Keys and their rows, as gensim keeps them: a list, a dictionary and a matrix that grow and change."""

import math
import warnings
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from firth.errors import ArgumentError
from firth.gensim.keyed.index import KEY_TYPES, Index, Key, Rows
from firth.vectors.queries import checked_vector

__all__ = ["KEY_TYPES", "Key", "Keys", "Rows", "divisors", "prep_vectors", "unit"]


class Keys(Index):
    """The part of `KeyedVectors` that is a mapping.

    Attributes:
        vector_size: D.
        norms: float[V], the lengths of the rows, or None before they are needed.
        next_index: the row that `add_vector` fills next.
    """

    def __init__(
        self, vector_size: int, count: int = 0, dtype: DTypeLike = np.float32, mapfile_path: object = None
    ) -> None:
        self.vector_size = vector_size
        self.index_to_key = [None] * count
        self.key_to_index = {}
        self.vectors: Rows = np.zeros((count, vector_size), dtype)
        self.norms: Rows | None = None
        self.expandos = {}
        self.next_index = 0
        self.mapfile_path = mapfile_path

    def __str__(self) -> str:
        return f"{type(self).__name__}<vector_size={self.vector_size}, {len(self)} keys>"

    def __getitem__(self, key_or_keys: Any) -> Rows:
        """float[D] of a key, read-only, or float[n, D] of several, new."""
        if isinstance(key_or_keys, KEY_TYPES):
            return self.get_vector(key_or_keys)
        keys = list(key_or_keys)
        if not keys:
            raise ArgumentError("keys", key_or_keys, "give at least one key")
        places = [self.get_index(key, -1) for key in keys]
        if min(places) < 0:  # unknown, or composed by a class that can
            return np.vstack([self.get_vector(key) for key in keys])
        return np.asarray(self.vectors[places])

    @property
    def vectors(self) -> Rows:
        """float[V, D]. Written to; after you write into it yourself, call ``fill_norms(force=True)``."""
        return self._vectors

    @vectors.setter
    def vectors(self, rows: Rows) -> None:
        self._vectors = rows
        self.norms = None

    def __setitem__(self, keys: Any, weights: Any) -> None:
        """Add keys with their vectors; those that are there get the new vector."""
        if not isinstance(keys, list):
            keys, weights = [keys], np.reshape(weights, (1, -1))
        self.add_vectors(keys, weights, replace=True)

    def get_vector(self, key: Any, norm: bool = False) -> Rows:
        """float[D] of a key, read-only; of length 1 with `norm`.

        Raises:
            KeyError: there is no such key.
        """
        row = self.vectors[self.get_index(key)]
        row = unit(row) if norm else row[:]
        row.setflags(write=False)
        return row

    def get_mean_vector(
        self,
        keys: Any,
        weights: Any = None,
        pre_normalize: bool = True,
        post_normalize: bool = False,
        ignore_missing: bool = True,
    ) -> Rows:
        """The mean of keys and vectors: their sum by weight, divided by the sum of the weights' sizes.

        Args:
            keys: n keys or vectors float[D].
            weights: float[n]; None: 1 each.
            pre_normalize: bring the vectors of keys (not those given as vectors) to length 1 first.
            post_normalize: bring the mean to length 1.
            ignore_missing: pass over keys that are not there.

        Returns:
            float[D], new.

        Raises:
            ArgumentError: there are no keys, or not as many weights.
            KeyError: a key is not there, and `ignore_missing` is False.
        """
        if len(keys) == 0:
            raise ArgumentError("keys", keys, "cannot compute mean with no input: give at least one key")
        shares = np.ones(len(keys)) if weights is None else np.asarray(weights, np.float64)
        if len(keys) != len(shares):
            raise ArgumentError("weights", weights, "keys and weights array must have same number of elements")
        total, mean = 0.0, np.zeros(self.vector_size)
        for share, key in zip(shares.tolist(), keys, strict=True):
            if isinstance(key, np.ndarray):
                mean += share * checked_vector(key, self.vector_size)
            elif key in self:
                mean += share * self.get_vector(key, norm=pre_normalize)
            elif ignore_missing:
                continue
            else:
                raise KeyError(f"Key '{key}' not present in vocabulary")
            total += abs(share)
        mean = mean / total if total else mean
        return (unit(mean) if post_normalize else mean).astype(self._precision)

    @property
    def _precision(self) -> np.dtype[Any]:
        return self.vectors.dtype if self.vectors.dtype.kind == "f" else np.dtype(np.float32)

    def add_vector(self, key: Key, vector: Any) -> int:
        """Add a key with its vector, in a row that was made ready, or else at the end, which copies the matrix.

        Returns:
            Its row.
        """
        row = self.next_index
        if row >= len(self) or self.index_to_key[row] is not None:
            warnings.warn(
                "Adding single vectors to a KeyedVectors which grows by one each time can be costly. "
                "Consider adding in batches or preallocating to the required size.",
                UserWarning,
                stacklevel=2,
            )
            row = len(self)
            self.add_vectors([key], [vector])
            self.next_index = row + 1
            return row
        self.index_to_key[row] = key
        self.key_to_index[key] = row
        self.vectors[row] = vector
        self.norms = None
        self.next_index += 1
        return row

    def add_vectors(
        self,
        keys: Any,
        weights: Any,
        extras: dict[str, Rows] | None = None,
        replace: bool = False,
    ) -> None:
        """Add keys with their vectors.

        Args:
            keys: n keys, or one. Of equal ones the first counts, or with `replace` the last.
            weights: float[n, D].
            extras: further values of the keys, [n] for each name.
            replace: give keys that are there the new vector; else they keep theirs.
        """
        keys, rows = ([keys], np.reshape(weights, (1, -1))) if isinstance(keys, KEY_TYPES) else (list(keys), weights)
        given, wanted = np.asarray(rows), (len(keys), self.vector_size)
        if given.size != math.prod(wanted):
            raise ArgumentError("weights", given.shape, f"must have the shape {wanted}: a row for each key")
        rows = given.reshape(wanted)
        extras = extras or {}
        new: dict[Any, int] = {}  # where its vector is among those given
        known: list[int] = []
        for at, key in enumerate(keys):
            if key in self.key_to_index:
                known.append(at)
            elif replace or key not in new:
                new[key] = at
        self.allocate_vecattrs(list(extras), [np.asarray(values).dtype for values in extras.values()])
        begin, places = len(self.index_to_key), list(new.values())
        self.key_to_index.update(zip(new, range(begin, begin + len(new)), strict=True))
        self.index_to_key.extend(new)
        self.vectors = np.vstack([self.vectors, rows[places].astype(self.vectors.dtype)])
        self.allocate_vecattrs()
        changed = [self.key_to_index[keys[at]] for at in known] if replace else []
        self.vectors[changed] = rows[known[: len(changed)]]
        for name, values in extras.items():
            self.expandos[name][begin:] = np.asarray(values)[places]
            self.expandos[name][changed] = np.asarray(values)[known[: len(changed)]]
        self.norms = None

    def resize_vectors(self, seed: int = 0) -> None:
        """Give every key a row; new rows are random, in [-1 / D, 1 / D)."""
        self.vectors = prep_vectors((len(self.index_to_key), self.vector_size), self.vectors, seed)
        self.allocate_vecattrs()
        self.norms = None

    def fill_norms(self, force: bool = False) -> None:
        """Measure the lengths of the rows, if they are not known; with `force` again."""
        if self.norms is None or force or len(self.norms) != len(self.vectors):
            self.norms = np.linalg.norm(self.vectors, axis=1)

    def _divisors(self) -> Rows:
        """float[V]: the lengths of the rows, or 1 where they are 0."""
        self.fill_norms()
        assert self.norms is not None, "it is filled"
        return divisors(self.norms)

    def get_normed_vectors(self) -> Rows:
        """float[V, D], the rows at length 1, new. A row of zeros stays so."""
        return np.asarray(self.vectors / self._divisors()[:, None])

    def unit_normalize_all(self) -> None:
        """Bring all rows to length 1, in place. Training cannot go on after it."""
        self.vectors = _writable(self.vectors)
        self.vectors /= self._divisors()[:, None]
        self.norms = np.ones(len(self.vectors))

    def sort_by_descending_frequency(self) -> None:
        """Renumber the keys by "count", the most frequent first; of equals the last one comes first, as in gensim."""
        if not len(self):
            return
        counts = np.asarray(self.expandos["count"], np.int64)
        order = np.lexsort((-np.arange(len(counts)), -counts))
        self.index_to_key = [self.index_to_key[at] for at in order]
        self.allocate_vecattrs()
        self.expandos = {name: values[order] for name, values in self.expandos.items()}
        if len(self.vectors):
            self.vectors = self.vectors[order]
        self.key_to_index = {key: at for at, key in enumerate(self.index_to_key)}
        self.norms = None


def unit(vector: Rows) -> Rows:
    """A vector at length 1, new; one of zeros stays so. It is computed in float64."""
    exact = np.asarray(vector, np.float64)
    length = np.sqrt(exact @ exact)
    return (exact / length if length else exact).astype(vector.dtype if vector.dtype.kind == "f" else np.float32)


def divisors(norms: Rows) -> Rows:
    """Lengths to divide by: 1 in place of 0, so that a row of zeros stays one."""
    return np.where(norms == 0, 1, norms).astype(norms.dtype)


def prep_vectors(
    target_shape: tuple[int, int], prior_vectors: Rows | None = None, seed: int = 0, dtype: DTypeLike = np.float32
) -> Rows:
    """Rows for a model that grows: the old ones, and new ones that are random in [-1 / D, 1 / D), as gensim's.

    Returns:
        `prior_vectors` itself where it has the shape, else float[V, D], new.
    """
    old = np.zeros((0, 0), np.float32) if prior_vectors is None else prior_vectors
    if old.shape == target_shape:
        return old
    rows: Rows = np.random.default_rng(seed).random(target_shape, dtype=np.dtype(dtype).type)  # type: ignore[arg-type]
    rows = (rows * 2 - 1) / target_shape[1]
    rows[: old.shape[0], : old.shape[1]] = old
    return rows


def _writable(rows: Rows) -> Rows:
    return rows if rows.flags.writeable else rows.copy()
