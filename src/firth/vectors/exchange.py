"""Vectors as values of other libraries, and back: tables of pandas, Polars and Arrow, and modules of PyTorch."""

import warnings
from abc import abstractmethod
from importlib import import_module
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from firth.errors import ArgumentError, ArgumentTypeError, FormatError, MissingExtraError
from firth.formats import Record
from firth.formats.safetensors.packing import Dtype, dtypes
from firth.vectors.senses import Senses

__all__ = ["Exchange"]


class Exchange(Senses):
    """The part of `WordVectors` that knows other libraries. None of them is imported before it is asked for."""

    contexts: NDArray[np.float32] | None
    counts: NDArray[np.int64] | None

    @classmethod
    def from_frame(cls, frame: Any) -> Self:
        """The words and vectors of a table.

        Args:
            frame: of pandas, Polars, PyArrow, DuckDB, or anything else that gives its columns to Arrow. The words are
                its column of strings (named word, if there are several), or in pandas its index. Whole numbers in the
                column word, or in the index where no column is of strings, are ids. The vectors are a column of lists
                or arrays, or columns of numbers, one for each dimension. A column named count holds counts, and one of
                lists named context the contexts.

        Raises:
            ArgumentError: there are no words, no numbers, or they do not fit together.
            ArgumentTypeError: it is not a table.

        Example:
            >>> import pandas
            >>> firth.WordVectors.from_frame(pandas.DataFrame([[1.0, 0.0], [0.6, 0.8]], index=["tea", "cup"]))
            <WordVectors: 2 words, 2 dimensions>
        """
        from firth.formats.tables.columns import record_of  # noqa: PLC0415 - it loads PyArrow

        try:
            record = record_of(_arrow_table(frame), "the table")
        except FormatError as error:
            raise ArgumentError("frame", type(frame), str(error)) from None
        words = tuple(map(int, record.words)) if record.of_ids else record.words
        return cls(words, record.vectors, record.contexts, record.counts, record.info)  # type: ignore[call-arg] # of `WordVectors`

    def to_arrow(self) -> Any:
        """A ``pyarrow.Table`` with a row for each word.

        Its columns are ``word``, ``vector`` (a list of D float32), and ``context`` and ``count`` where there are any.

        Example:
            >>> vectors.to_arrow().column_names[:2]
            ['word', 'vector']
        """
        from firth.formats.tables.columns import table_of  # noqa: PLC0415 - it loads PyArrow

        return table_of(self._record())

    def to_gensim(self) -> Any:
        """The vectors as a ``gensim.models.KeyedVectors``, for programs that ask for one; the rows are copied.

        Raises:
            MissingExtraError: gensim is not installed.

        Example:
            >>> keyed = vectors.to_gensim()  # doctest: +SKIP
        """
        keyed = _library("gensim.models", "to-gensim", "to_gensim()").KeyedVectors(self.vectors.shape[1])
        keyed.add_vectors(list(self.words), self.vectors)
        if self.counts is not None:
            keyed.allocate_vecattrs(["count"], [int])
            keyed.expandos["count"] = self.counts.copy()
        return keyed

    def to_pandas(self) -> Any:
        """A ``pandas.DataFrame`` with the words as index, and a column for each dimension, named by its number.

        It holds the vectors alone; `to_arrow` and `to_polars` also give contexts and counts.

        Raises:
            MissingExtraError: pandas is not installed.

        Example:
            >>> vectors.to_pandas().loc["king"].shape == vectors["king"].shape
            True
        """
        pandas = _library("pandas", "pandas", "A data frame")
        return pandas.DataFrame(self.vectors, index=pandas.Index(self.words, name="word"), copy=True)

    def to_polars(self) -> Any:
        """A ``polars.DataFrame`` with the columns of `to_arrow`.

        Raises:
            MissingExtraError: Polars is not installed.

        Example:
            >>> vectors.to_polars().columns[:2]
            ['word', 'vector']
        """
        return _library("polars", "polars", "A frame of Polars").from_arrow(self.to_arrow())

    def to_torch(self, *, freeze: bool = True, padding: bool = False, unknown: bool = False) -> Any:
        """A ``torch.nn.Embedding`` with the vectors as its weights, a copy. The row of a word is ``index(word)``.

        Args:
            freeze: whether training leaves the weights as they are.
            padding: add a row of zeros after those of the words, number V, which is the module's ``padding_idx``.
            unknown: add the mean of all vectors as the last row, ``num_embeddings - 1``, for words that are not there.

        Raises:
            MissingExtraError: PyTorch is not installed.

        Example:
            >>> vectors.to_torch(padding=True)  # doctest: +SKIP
            Embedding(9, 4, padding_idx=8)
        """
        torch = _library("torch", "torch", "An embedding of PyTorch")
        size, width = self.vectors.shape
        rows = np.zeros((size + padding + unknown, width), np.float32)
        rows[:size] = self.vectors
        if unknown:
            rows[-1] = self.vectors.mean(axis=0, dtype=np.float64)
        weights = torch.from_numpy(rows)
        return torch.nn.Embedding.from_pretrained(weights, freeze=freeze, padding_idx=size if padding else None)

    def push_to_hub(self, name: str, *, private: bool | None = None, dtype: Dtype = "float32") -> str:
        """Put the vectors on the hub of Hugging Face, from where ``firth.load("hf://owner/name")`` fetches them.

        The repository is made if it is not there. It gets ``model.safetensors``, and a ``README.md`` that says what the
        model is, unless it has one.

        Args:
            name: "owner/name".
            private: whether a new repository is yours alone; None: as your account is set.
            dtype: how values are stored, as for `save`.

        Returns:
            The address of the repository.

        Raises:
            ArgumentError: it is not a name of a repository, or there is no such `dtype`.
            FormatError: a vector is not finite.
            TargetError: the hub refuses it, or cannot be reached.
            MissingExtraError: huggingface_hub is not installed.

        Example:
            >>> vectors.push_to_hub("owner/name", dtype="int8")  # doctest: +SKIP
            'https://huggingface.co/owner/name'
        """
        from firth.formats.hub.pushing import pushed  # noqa: PLC0415 - few models are pushed

        if dtype not in dtypes:
            raise ArgumentError("dtype", dtype, f"must be one of {', '.join(dtypes)}")
        return pushed(self._record(), name, private=private, dtype=dtype)

    @abstractmethod
    def _record(self) -> Record:
        """The contents of a file of these vectors."""


def _arrow_table(frame: Any) -> Any:
    pa = import_module("pyarrow")
    if isinstance(frame, pa.Table):
        return frame
    if isinstance(frame, np.ndarray | dict) or not hasattr(frame, "__arrow_c_stream__"):
        raise ArgumentTypeError(
            "frame",
            frame,
            "must be a table of pandas, Polars or Arrow; words and a matrix make vectors as WordVectors(words, matrix)",
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that pandas' names of columns become strings
            return pa.table(frame)
    except (pa.ArrowException, ValueError, TypeError) as error:
        raise ArgumentError("frame", type(frame), f"Arrow cannot take its columns: {error}"[:300]) from None


def _library(package: str, extra: str, purpose: str) -> Any:
    try:
        return import_module(package)
    except ImportError:
        raise MissingExtraError(package.partition(".")[0], extra, purpose) from None
