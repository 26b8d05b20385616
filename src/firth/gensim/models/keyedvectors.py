"""gensim's `KeyedVectors`: keys and vectors that change, with all questions by cosine, and their files.

Its parts are in `firth.gensim.keyed`.
"""

from collections.abc import Callable, Iterable
from typing import Any, Self

import numpy as np
from numpy.typing import DTypeLike

from firth.errors import ArgumentError
from firth.formats import Record, read, write
from firth.gensim import utils
from firth.gensim.keyed.attributes import warn_of_lost
from firth.gensim.keyed.evaluating import Evaluating
from firth.gensim.keyed.keys import Key, Rows, prep_vectors
from firth.gensim.keyed.records import keys_of, lost_of, record_of, without_ours
from firth.gensim.keyed.word2vec_files import counts_of_file, read_word2vec, write_word2vec
from firth.gensim.missing import told_if_missing
from firth.vectors.word_vectors import WordVectors, of_record

__all__ = [
    "REAL",
    "Doc2VecKeyedVectors",
    "EuclideanKeyedVectors",
    "KeyedVectors",
    "Word2VecKeyedVectors",
    "load_word2vec_format",
    "prep_vectors",
    "pseudorandom_weak_vector",
]

REAL = np.float32


class KeyedVectors(Evaluating):
    """Keys and their vectors, as in gensim 4: they can be added, replaced, asked, saved and loaded.

    Args:
        vector_size: D.
        count: rows to make ready for `add_vector`.
        dtype: of the vectors.
        mapfile_path: has no effect, as in gensim.

    Example:
        >>> from firth.gensim.models import KeyedVectors
        >>> kv = KeyedVectors(2)
        >>> kv.add_vectors(["tea", "cup", "oak"], [[1, 0], [0.8, 0.6], [0, 1]])
        >>> kv.most_similar("tea", topn=1)
        [('cup', 0.800000011920929)]
    """

    def __init__(
        self, vector_size: int, count: int = 0, dtype: DTypeLike = np.float32, mapfile_path: object = None
    ) -> None:
        super().__init__(vector_size, count, dtype, mapfile_path)
        self.info: dict[str, Any] = {}

    @classmethod
    def from_firth(cls, vectors: WordVectors) -> Self:
        """Firth's vectors as gensim's: copied, so that they can change; with the counts as "count"."""
        keys = keys_of(Record(vectors.words, vectors.vectors, counts=vectors.counts, info=vectors.info), cls)
        keys.info = without_ours(vectors.info)
        return keys

    def to_firth(self) -> WordVectors:
        """Firth's vectors from these: a key is the word that it is spelt as.

        Raises:
            ArgumentError: there are no keys, or two are spelt alike.
        """
        return of_record(record_of(self, self.info))

    def save(self, fname_or_handle: Any, *_: Any, **__: Any) -> None:
        """Write a Firth model, a safetensors file, under this very name; ``firth.load`` opens it as well.

        What gensim's arguments say of separate files and pickles has no effect: it is always one file, and no pickle.
        Attributes of your own are saved if JSON can hold them, tuples as lists; a warning names the others.

        Raises:
            ArgumentError: there are no keys, or a value cannot be stored.
            FormatError: a vector is not finite.
            TargetError: the file cannot be written.
        """
        write(record_of(self, self.info), fname_or_handle, "safetensors")
        warn_of_lost(lost_of(self))

    @classmethod
    def load(cls, fname: Any, mmap: str | None = None) -> Self:
        """Open vectors that `save` wrote, here or in gensim.

        Args:
            fname: the name of the file.
            mmap: "r" leaves the rows in the file, read-only; None reads them.

        Raises:
            SourceError: the file is missing or cannot be read.
            FormatError: it is damaged, or of another kind.
        """
        with told_if_missing(fname):
            record = read(fname)
        keys = keys_of(record, cls, mapped=mmap == "r")
        keys.info = without_ours(record.info)
        return keys

    @classmethod
    def load_word2vec_format(
        cls,
        fname: Any,
        fvocab: Any = None,
        binary: bool = False,
        encoding: str = "utf8",
        unicode_errors: str = "strict",
        limit: int | None = None,
        datatype: DTypeLike = REAL,
        no_header: bool = False,
    ) -> Self:
        """Read word2vec's text or binary, also packed.

        Args:
            fname: the name of the file.
            fvocab: the name of a file with a word and its count a line; without one, counts fall from V to 1.
            binary: whether it is binary.
            encoding: of its words.
            unicode_errors: what to do about words that are not in the encoding: "strict", "ignore" or "replace".
            limit: rows to read, the first ones; None: all.
            datatype: of the vectors, such as ``numpy.float16``.
            no_header: whether the text begins with its first row, as GloVe's files do.

        Raises:
            SourceError: the file is missing or cannot be read.
            FormatError: it is not of this kind, or has fewer rows than it promises (then it is an EOFError too).
            UnicodeDecodeError: a word is not in the encoding, and `unicode_errors` is "strict".
        """
        counts = None if fvocab is None else counts_of_file(fvocab, unicode_errors)
        words, rows = read_word2vec(
            fname,
            binary=binary,
            encoding=encoding,
            unicode_errors=unicode_errors,
            limit=limit,
            datatype=datatype,
            no_header=no_header,
        )
        keys = cls(rows.shape[1], 0, datatype)
        keys.index_to_key, keys.vectors, keys.next_index = [*words], rows, len(words)
        keys.key_to_index = {word: row for row, word in enumerate(words)}
        made_up = np.arange(len(words), 0, -1)
        listed = made_up if counts is None else [counts.get(word, 0) for word in words]
        keys.expandos["count"] = np.asarray(listed, np.int64)
        return keys

    def save_word2vec_format(
        self,
        fname: Any,
        fvocab: Any = None,
        binary: bool = False,
        total_vec: int | None = None,
        write_header: bool = True,
        prefix: str = "",
        append: bool = False,
        sort_attr: str = "count",
    ) -> None:
        """Write word2vec's text or binary, packed if the name ends in .gz or .bz2.

        Args:
            fname: the name of the file.
            fvocab: the name of a file for the keys and their counts.
            binary: write binary.
            total_vec: the number of rows that the first line tells, if others will be appended.
            write_header: write the first line.
            prefix: to put before each key.
            append: add to the file.
            sort_attr: which values order the keys, the highest first; without such values they stay in order.

        Raises:
            ArgumentError: counts are to be written and there are none.
            FormatError: the format cannot hold a key, or a vector is not finite.
            TargetError: the file cannot be written.
        """
        values = self.expandos.get(sort_attr)
        order = range(len(self)) if values is None else np.argsort(-values, kind="stable").tolist()
        keys = [self.index_to_key[row] for row in order]
        if fvocab is not None and values is None:
            raise ArgumentError("sort_attr", sort_attr, "Cannot store vocabulary: that attribute does not exist")
        if fvocab is not None and values is not None:
            with utils.open(fvocab, "ab" if append else "wb") as file:
                file.writelines(f"{prefix}{key} {values[row]}\n".encode() for key, row in zip(keys, order, strict=True))
        header = f"{len(self) if total_vec is None else total_vec} {self.vector_size}\n".encode()
        write_word2vec(
            self, fname, keys, binary=binary, header=header if write_header else None, prefix=prefix, append=append
        )

    def intersect_word2vec_format(
        self,
        fname: Any,
        lockf: float = 0.0,
        binary: bool = False,
        encoding: str = "utf8",
        unicode_errors: str = "strict",
    ) -> None:
        """Give the keys that a word2vec file has, too, its vectors. Keys that only it has are passed over.

        Args:
            fname: the name of the file.
            lockf: how much training may change those rows, 0: not at all.
            binary: whether it is binary.
            encoding: of its words.
            unicode_errors: as for `load_word2vec_format`.

        Raises:
            ArgumentError: its vectors have another width.
        """
        other = type(self).load_word2vec_format(
            fname, binary=binary, encoding=encoding, unicode_errors=unicode_errors, datatype=self.vectors.dtype
        )
        if other.vector_size != self.vector_size:
            raise ArgumentError("fname", fname, f"incompatible vector size {other.vector_size}, not {self.vector_size}")
        shared = [key for key in other.index_to_key if key in self.key_to_index]
        rows = [self.key_to_index[key] for key in shared]
        self.vectors = self.vectors if self.vectors.flags.writeable else self.vectors.copy()
        self.vectors[rows] = other.vectors[[other.key_to_index[key] for key in shared]]
        self.norms = None
        locks = getattr(self, "vectors_lockf", np.ones(1, REAL))
        self.vectors_lockf = locks if len(locks) == len(self) else np.ones(len(self), REAL)
        self.vectors_lockf[rows] = lockf

    def vectors_for_all(
        self, keys: Iterable[Key], allow_inference: bool = True, copy_vecattrs: bool = False
    ) -> "KeyedVectors":
        """The vectors of some keys, each once, as vectors of their own; unknown ones are passed over.

        Args:
            keys: any.
            allow_inference: also keys that these vectors compose.
            copy_vecattrs: with the other values of those that have them.
        """
        among = self if allow_inference else self.key_to_index
        known = [key for key in dict.fromkeys(keys) if key in among]
        kept = KeyedVectors(self.vector_size, 0, self.vectors.dtype)
        kept.add_vectors(known, self[known] if known else [])
        kept.expandos["count"] = np.arange(len(known), 0, -1)  # falling, as `load_word2vec_format` makes them up
        if copy_vecattrs:
            own = [at for at, key in enumerate(known) if self.has_index_for(key)]
            rows = [self.get_index(known[at]) for at in own]
            for name, values in self.expandos.items():
                kept.expandos[name] = np.zeros(len(known), values.dtype)
                kept.expandos[name][own] = values[rows]
        return kept


Word2VecKeyedVectors = KeyedVectors
Doc2VecKeyedVectors = KeyedVectors
EuclideanKeyedVectors = KeyedVectors


def load_word2vec_format(*args: Any, **kwargs: Any) -> KeyedVectors:
    """`KeyedVectors.load_word2vec_format`, as a function."""
    return KeyedVectors.load_word2vec_format(*args, **kwargs)


def _load_word2vec_format(
    cls: type[KeyedVectors], *args: Any, binary_chunk_size: int = 0, **kwargs: Any
) -> KeyedVectors:
    """Gensim's private name for it, which some programs call; the size of chunks has no effect."""
    del binary_chunk_size
    return cls.load_word2vec_format(*args, **kwargs)


def pseudorandom_weak_vector(size: int, seed_string: Any = None, hashfxn: Callable[[Any], int] = hash) -> Rows:
    """A vector float32[size] in [-0.5 / size, 0.5 / size), random, or from the hash of a string, as gensim's."""
    seed = None if not seed_string else hashfxn(seed_string) & 0xFFFFFFFF
    values: Rows = np.random.Generator(np.random.SFC64(seed)).random(size)
    return (values.astype(REAL) - np.float32(0.5)) / size
