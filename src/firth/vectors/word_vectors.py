"""The waist: words and their vectors, as one immutable value.

Whatever makes vectors ends in a `WordVectors`, whatever uses them begins with one. How it finds rows is in
`firth.vectors.lookup`, how it answers questions in `firth.vectors.questions`; files are left to `firth.formats`.
Nothing is computed ahead, so a file of any size opens at once. What a first question needed is kept for the next ones:
the lengths of the rows, and after some more questions a dictionary of the words. For many questions at a time there are
the batched forms (`most_similar_many`, `analogy_many`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from firth.errors import ArgumentError, ArgumentTypeError, MissingPartError
from firth.formats import Record, Source, Target, read, write
from firth.formats.safetensors.packing import Dtype
from firth.formats.words import Ids, Words
from firth.subwords.composing import Subwords
from firth.vectors.exchange import Exchange
from firth.vectors.frozen import frozen_info
from firth.vectors.parts import (
    cut_by,
    frozen_array,
    frozen_matrix,
    frozen_subwords,
    missing_contexts,
    numbered,
    same,
    same_subwords,
)
from firth.vectors.queries import Query, Word
from firth.vectors.questions import Answers
from firth.vectors.views import View, viewed

__all__ = ["Answers", "Query", "View", "WordVectors", "load", "of_record"]


@dataclass(frozen=True, eq=False, repr=False)
class WordVectors(Exchange):  # noqa: PLW1641 - without a hash, which would have to read all values
    """Words and their vectors.

    It is a read-only mapping from word to vector: ``vectors["tea"]``, ``vectors.get("tea")``, ``"tea" in vectors``,
    ``len(vectors)``, ``for word in vectors``, ``dict(vectors)``. ``vectors[["tea", "cup"]]`` and `rows` give a matrix
    of several, and ``numpy.asarray(vectors)`` the whole one.

    As a mapping it has its words exactly as they are spelt: ``in``, iteration, `get`, `keys`, `values` and `items`
    agree, and ``in`` never raises. Questions go further: ``[]``, `rows`, `index` and all methods that take words also
    look a word up in the way the text was read, if `info` records it. "TEA" is "tea" if the text was read in lower
    case, 電腦 is 电脑 if it was simplified, and "new york" is "new_york" if phrases were joined.

    Two are equal if their words and arrays are; `info` may differ. The arrays are read-only views of what was given,
    converted, and so copied, only if the type differs. If you keep a writable array of the same memory, do not write to
    it: lengths that were measured before would be wrong. The first question to read a row checks that it is finite, and
    `save` checks all of them.

    Attributes:
        words: V distinct, non-empty words, by row; a trained model has the most frequent first. Or V ids, whole
            numbers, by which vectors are then asked for.
        vectors: float32[V, D], read-only.
        contexts: float32[V, D], the second matrix of training, E', read-only, or None.
        counts: int64[V], occurrences in the corpus, read-only, or None.
        info: where the vectors come from; JSON values only, which cannot be changed.
        nodes: float32[V - 1, D], the second matrix of training under hierarchical softmax, read-only, or None. Its
            rows are the inner nodes of the Huffman tree, the root first, and not words; contexts are then None.
        subwords: the vectors of pieces of words, of which those of the words are means, or None.
        biases: float32[V, 2], those of GloVe, of each word's vector and of its context, read-only, or None.

    Raises:
        ArgumentError: a shape does not fit, a word is empty or is there twice, or there are contexts and nodes.
        ArgumentTypeError: words are not strings, arrays not of numbers, or `info` is not of JSON values.

    Example:
        >>> firth.WordVectors(["tea", "cup"], [[1, 0], [0.6, 0.8]])
        <WordVectors: 2 words, 2 dimensions>
    """

    words: tuple[Any, ...] = field()  # what is given; `Lookup.words` is what one gets
    vectors: NDArray[np.float32]
    contexts: NDArray[np.float32] | None = None
    counts: NDArray[np.int64] | None = None
    info: Mapping[str, Any] = field(default_factory=dict)
    nodes: NDArray[np.float32] | None = None
    subwords: Subwords | None = None
    biases: NDArray[np.float32] | None = None
    _words: Words = field(init=False)

    def __post_init__(self) -> None:
        vectors = frozen_matrix(self.vectors)
        size, width = vectors.shape
        words = numbered(self.__dict__.pop("words"), size)
        parts: dict[str, Any] = {
            "vectors": vectors,
            "contexts": _optional("contexts", self.contexts, (size, width), np.float32),
            "counts": _optional("counts", self.counts, (size,), np.int64),
            "info": frozen_info(self.info),
            "nodes": _optional("nodes", self.nodes, (size - 1, width), np.float32),
            "subwords": frozen_subwords(self.subwords, width),
            "biases": _optional("biases", self.biases, (size, 2), np.float32),
            "_words": words,
        }
        for name, value in parts.items():
            object.__setattr__(self, name, value)
        if self.counts is not None and self.counts.min() < 0:
            raise ArgumentError("counts", int(self.counts.min()), "counts must be 0 or more")
        if self.contexts is not None and self.nodes is not None:
            raise ArgumentError(
                "nodes", self.nodes.shape, "a model has contexts or, under hierarchical softmax, nodes; leave one out"
            )

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle through the constructor: NumPy forgets on the way that an array is read-only."""
        parts = self.vectors, self.contexts, self.counts, self.info, self.nodes, self.subwords, self.biases
        return WordVectors, (self.words, *parts), {"_composes": self._composes}

    def __repr__(self) -> str:
        named = ("contexts", "nodes", "biases", "counts", "subwords")
        extras = [name for name in named if getattr(self, name) is not None]
        rows, width = self.vectors.shape
        sizes = [f"{rows:,} word{'s' * (rows != 1)}", f"{width} dimension{'s' * (width != 1)}"]
        return f"<WordVectors: {', '.join([*sizes, *extras])}>"

    def __eq__(self, other: object) -> bool:
        """Whether the words are the same, in the same order, and so are all arrays."""
        if not isinstance(other, WordVectors):
            return NotImplemented
        parts = ("vectors", "contexts", "counts", "nodes", "biases")
        alike = self.words == other.words and all(same(getattr(self, name), getattr(other, name)) for name in parts)
        return alike and same_subwords(self.subwords, other.subwords)

    def as_words(self) -> "WordVectors":
        """The same vectors, with the digits of ids as their words; the same ones, if the words are no ids.

        All that works with text takes them so: files of other programs, sets of questions, reports.

        Example:
            >>> walks = firth.WordVectors([5, 7], [[1, 0], [0, 1]])
            >>> walks.words, walks.as_words().words
            ((5, 7), ('5', '7'))
        """
        if not self.of_ids:
            return self
        parts = self.vectors, self.contexts, self.counts, self.info, self.nodes, self.subwords, self.biases
        return WordVectors(self._words.spelt, *parts)  # type: ignore[arg-type] # made of any sequence

    def count(self, word: Word) -> int:
        """Occurrences of a word in the training corpus.

        Args:
            word: a word of the model.

        Returns:
            Its count.

        Raises:
            UnknownWordError: there is no such word.
            MissingPartError: the model carries no counts.

        Example:
            >>> firth.WordVectors(["tea", "cup"], [[1, 0], [0, 1]], counts=[5, 3]).count("cup")
            3
        """
        row = self.index(word)
        if self.counts is None:
            raise MissingPartError(
                "These vectors carry no counts: word2vec files have none. Load the .safetensors model."
            )
        return int(self.counts[row])

    def view(self, view: View) -> "WordVectors":
        """The same words with other rows of theirs as the vectors.

        "input" and "context" copy nothing, so they are as cheap on a memory-mapped file; "mean" and "concat" are
        made in memory.

        Args:
            view: "input": the vectors as they are, E; "context": the contexts, E'; "mean": (E + E') / 2;
                "concat": E and E' side by side, float32[V, 2 D].

        Returns:
            Vectors without contexts, nodes or biases, with the same words, counts and info, and `view` as
            ``info["view"]``.

        Raises:
            ArgumentError: there is no such view.
            MissingPartError: the model has no contexts, or it is a view already, and of another kind.

        Example:
            >>> small = firth.WordVectors(["tea", "cup"], [[1, 0], [0, 1]], contexts=[[0, 2], [3, 0]])
            >>> small.view("mean")["tea"].tolist()
            [0.5, 1.0]
        """
        views = get_args(View)
        if not isinstance(view, str):
            raise ArgumentTypeError("view", view, f"must be one of {', '.join(views)}")
        if view not in views:
            raise ArgumentError("view", view, f"must be one of {', '.join(views)}")
        if self.info.get("view") == view:
            return self
        whole = view == "input" and "view" not in self.info  # the only one that a lone matrix has
        rows = self.vectors if whole else viewed(view, self.vectors, self._context_rows())
        info = {**self.info, "view": view}
        seen = WordVectors(
            self._words,  # type: ignore[arg-type] # as in `of_record`
            rows,
            None,
            self.counts,
            info,
            subwords=self.subwords if view == "input" else None,
        )
        return seen.composing() if self.composes and view == "input" else seen

    def save(self, path: Target, format: str | None = None, *, dtype: Dtype = "float32") -> None:  # noqa: A002 - the word people try
        """Write the vectors to a file. An existing one is replaced only when the new one is whole.

        Args:
            path: the target. Its ending chooses the format: ``.safetensors`` holds everything; ``.txt`` or ``.vec``
                (word2vec text) and ``.bin`` (word2vec binary) hold words and vectors alone; ``.npz``, ``.npy``,
                ``.tsv``, ``.parquet``, ``.arrow`` and ``.feather`` are those of other programs. Or a file that is open
                for writing in binary mode, such as ``io.BytesIO()``: without an ending in its name it becomes a
                safetensors model.
            format: "safetensors", "word2vec-text", "word2vec-binary" ..., to go against the ending.
            dtype: how a safetensors model stores its values: "float32", or with fewer bytes "float16" or "int8" (with
                a scale for each row). They are decoded when the file is opened.

        Raises:
            ArgumentError: neither the name nor the ending names a format, the format has no such `dtype`, or `info` is
                not JSON.
            ArgumentTypeError: the target is neither a name nor open in binary mode.
            FormatError: a vector is not finite, or the format cannot hold a word.
            TargetError: the target cannot be written.

        Example:
            >>> vectors.save("model.safetensors")
            >>> firth.load("model.safetensors") == vectors
            True
        """
        write(self._record(), path, format, dtype=dtype)

    def _record(self) -> Record:
        parts = self.vectors, self.contexts, self.counts, self.info, self.nodes, self.subwords, self.biases
        return Record(self._words.spelt, *parts, of_ids=self.of_ids)

    def _context_rows(self) -> NDArray[np.float32]:
        """E', or the reason why there is none."""
        if self.contexts is None:
            raise missing_contexts(self.info, has_nodes=self.nodes is not None)
        return self.contexts


def load(
    path: Source,
    format: str | None = None,  # noqa: A002 - the word people try
    *,
    limit: int | None = None,
    encoding: str = "utf-8",
    parts: Callable[[str], Sequence[str]] | None = None,
) -> WordVectors:
    """Open a file of vectors. A safetensors model is mapped, and opens at once: even its words are read when asked for.

    Args:
        path: the name of a file, a folder or a pipe, or a file that is open in binary mode: a safetensors model,
            word2vec text or binary, GloVe's text, or one of another program, recognised by content, then by ending.
            Compressed ones (gzip, bzip2, xz, zstd, lz4, a zip archive of one file) are unpacked while they are read. Or
            a model on Hugging Face's hub: "hf://owner/name".
        format: "safetensors", "word2vec-text", "word2vec-binary" ..., to skip the recognising.
        limit: rows to read, the first ones, which are the most frequent words in most files; None: all.
        encoding: of the words of a word2vec file. A warning says when more than a few are not in it.
        parts: the function that cut words when the model was trained, if there was one; a file keeps its name only.

    Returns:
        The vectors. Those of a word2vec file carry neither counts nor contexts.

    Raises:
        SourceError: the file is missing or cannot be read.
        FormatError: it is truncated, garbled, or of another kind, which the message names. If the words of a
            safetensors model are damaged, this error comes when they are used.
        ArgumentError: there is no format or encoding of that name, or `limit` is less than 1.
        ArgumentTypeError: an argument has a type that it cannot have.

    Example:
        >>> vectors.save("first.vec")
        >>> len(firth.load("first.vec", limit=2))
        2
    """
    record = read(path, format, limit=limit, encoding=encoding)
    return of_record(record if parts is None else replace(record, subwords=cut_by(record.subwords, parts)))


def of_record(record: Record) -> WordVectors:
    """The contents of a vector file as a value. Words that are packed stay so."""
    parts = (record.vectors, record.contexts, record.counts, record.info, record.nodes, record.subwords, record.biases)
    words = numbered(record.words, len(record.vectors))
    return WordVectors(Ids(words) if record.of_ids else words, *parts)  # type: ignore[arg-type] # made of any sequence


def _optional(name: str, value: object, shape: tuple[int, ...], dtype: type[np.generic]) -> NDArray[Any] | None:
    return None if value is None else frozen_array(name, value, shape, dtype)
