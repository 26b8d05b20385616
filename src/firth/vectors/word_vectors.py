"""The waist: words and their vectors, as one immutable value.

Whatever makes vectors ends in a `WordVectors`, whatever uses them begins with one. Its methods turn words
into rows, ask `firth.search`, and turn rows back into words; files are `firth.formats`' affair. Nothing is
computed ahead or kept: a question on a memory-mapped file of millions of words reads it once and allocates
little. For many questions at a time there are the batched forms (`most_similar_many`, `analogy_many`).
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

import firth.search as search  # noqa: PLR0402 - `from firth import` would ask the root
from firth.errors import ConfigError, MissingPartError, UnknownWordError
from firth.formats import Record, read, write
from firth.normalizing import query_forms, spelt_as_read
from firth.vectors.queries import Query, Vector, as_terms, checked_limit, checked_vector, close_words, three_words
from firth.vectors.views import View, viewed

__all__ = ["Answers", "Query", "View", "WordVectors", "load"]

Answers: TypeAlias = list[tuple[str, float]]
"""Words with their scores, best first."""


@dataclass(frozen=True, eq=False, repr=False)
class WordVectors:
    """Words and their vectors.

    The arrays are read-only views of what was given (converted, and so copied, only where the type differs);
    whoever keeps a writable array of the same memory must not write to it. It is a read-only mapping from
    word to vector: ``"tea" in vectors``, ``vectors["tea"]``, ``len(vectors)``, ``for word in vectors``.

    A word that is not there as it is given is looked up as the text was read, where `info` tells how: "TEA" is "tea"
    if the text was read in small letters, 電腦 is 电脑 if it was simplified, and "new york" is "new_york" if phrases
    were joined. This goes for all questions, and for ``in`` and ``[]``, which always agree.

    Whether the values are finite is checked where they are met: by each question on the rows it reads, and
    by `save` on all.

    Attributes:
        words: V distinct, non-empty words, by row; a trained model has the most frequent first.
        vectors: float32[V, D], read-only.
        contexts: float32[V, D], the second matrix of training, E', read-only, or None.
        counts: int64[V], occurrences in the corpus, read-only, or None.
        info: where the vectors come from; JSON values only.
        nodes: float32[V - 1, D], the second matrix of training under hierarchical softmax, read-only, or None. Its
            rows are the inner nodes of the Huffman tree, the root first, and not words; contexts are then None.

    Raises:
        ConfigError: a shape does not fit, a word is empty or stands there twice, or there are contexts and nodes.
    """

    words: Sequence[str]
    vectors: NDArray[np.float32]
    contexts: NDArray[np.float32] | None = None
    counts: NDArray[np.int64] | None = None
    info: Mapping[str, Any] = field(default_factory=dict)
    nodes: NDArray[np.float32] | None = None
    _rows: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        vectors = _frozen(self.vectors, np.float32)
        if vectors.ndim != 2 or 0 in vectors.shape:
            raise ConfigError("vectors", vectors.shape, "must have the shape (V, D), neither of them 0")
        if isinstance(self.words, str):
            raise ConfigError("words", self.words, "must be a sequence of words; for a single one, write [word]")
        words = tuple(self.words)
        if len(words) != len(vectors):
            raise ConfigError("words", len(words), f"there must be one word for each of the {len(vectors)} rows")
        self._freeze_parts(*vectors.shape)
        object.__setattr__(self, "words", words)
        object.__setattr__(self, "vectors", vectors)
        object.__setattr__(self, "info", MappingProxyType(dict(self.info)))
        object.__setattr__(self, "_rows", _numbered(words))

    def _freeze_parts(self, size: int, width: int) -> None:
        """Check what may be absent, and replace it by read-only views."""
        for name, value, shape, dtype in (
            ("contexts", self.contexts, (size, width), np.float32),
            ("counts", self.counts, (size,), np.int64),
            ("nodes", self.nodes, (size - 1, width), np.float32),
        ):
            if value is not None:
                array = _frozen(value, dtype)
                if array.shape != shape:
                    raise ConfigError(name, array.shape, f"must have the shape {shape}, to fit the vectors")
                object.__setattr__(self, name, array)
        if self.contexts is not None and self.nodes is not None:
            raise ConfigError(
                "nodes", self.nodes.shape, "a model has contexts or, under hierarchical softmax, nodes; leave one out"
            )

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle through the constructor: NumPy forgets on the way that an array is read-only."""
        return WordVectors, (self.words, self.vectors, self.contexts, self.counts, dict(self.info), self.nodes)

    def __repr__(self) -> str:
        extras = [name for name in ("contexts", "nodes", "counts") if getattr(self, name) is not None]
        rows, width = self.vectors.shape
        return f"<WordVectors: {', '.join([f'{rows:,} words', f'{width} dimensions', *extras])}>"

    def __len__(self) -> int:
        return len(self.words)

    def __iter__(self) -> Iterator[str]:
        return iter(self.words)

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self._row(word) is not None

    def __getitem__(self, word: str) -> NDArray[np.float32]:
        return np.asarray(self.vectors[self.index(word)])

    def index(self, word: str) -> int:
        """Row of a word.

        Args:
            word: a word of the model, or one that is when it is spelt as the text was read.

        Returns:
            Its row, counted from 0.

        Raises:
            UnknownWordError: there is no such word; the error knows close ones.
            MissingExtraError: it would have to be converted as the text was, and OpenCC is not installed.
        """
        if not isinstance(word, str):
            raise ConfigError("word", word, "must be a string")
        row = self._row(word)
        if row is None:
            spelt = spelt_as_read(word, self._reading)
            raise UnknownWordError(
                word, len(self), close_words(spelt, self.words), self._reading.get("tokenizer", "whitespace")
            )
        return row

    def count(self, word: str) -> int:
        """Occurrences of a word in the training corpus.

        Args:
            word: a word of the model.

        Returns:
            Its count.

        Raises:
            UnknownWordError: there is no such word.
            MissingPartError: the model carries no counts.
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
            Vectors without contexts or nodes, with the same words, counts and info, and `view` as ``info["view"]``.

        Raises:
            ConfigError: there is no such view.
            MissingPartError: the model has no contexts, or it is a view already, and of another kind.
        """
        if view not in get_args(View):
            raise ConfigError("view", view, f"must be one of {', '.join(get_args(View))}")
        if self.info.get("view") == view:
            return self
        whole = view == "input" and "view" not in self.info  # the only one that a lone matrix has
        rows = self.vectors if whole else viewed(view, self.vectors, self._context_rows())
        return WordVectors(self.words, rows, None, self.counts, {**self.info, "view": view})

    def similarity(self, a: str, b: str) -> float:
        """Cosine of the angle between two words' vectors.

        Args:
            a: a word.
            b: another.

        Returns:
            A number in [-1, 1]; 0 where a vector is zero.

        Raises:
            UnknownWordError: there is no such word.
            FormatError: a vector is not finite.
        """
        return search.cosine(self[a], self[b])

    def most_similar(
        self,
        positive: Query | Sequence[Query] = (),
        *,
        negative: Query | Sequence[Query] = (),
        topn: int = 10,
        restrict_vocab: int | None = None,
        center: bool = False,
    ) -> Answers:
        """Words in the direction of a word, a vector, or of several added and subtracted.

        The terms are brought to unit length and averaged, the negative ones with a minus, as in gensim. The
        words among them are no answers.

        Args:
            positive: a word or a plain vector float[D], or a list of them.
            negative: the same, to be subtracted.
            topn: answers wanted; fewer come only where there are fewer candidates.
            restrict_vocab: only the first rows, this many, are candidates; None: all.
            center: subtract the mean of all rows from rows and terms first.

        Returns:
            (word, cosine) pairs, best first, equals in the order of their rows.

        Raises:
            UnknownWordError: a word is not in the model.
            ConfigError: no terms, a vector of the wrong shape, or a nonsensical topn or restrict_vocab.
            FormatError: a vector met on the way is not finite.
        """
        plus, minus = as_terms("positive", positive), as_terms("negative", negative)
        if not plus and not minus:
            raise ConfigError("positive", positive, "give at least one word or vector")
        limit = checked_limit(topn, restrict_vocab)
        mean = search.mean_row(self.vectors) if center else None
        rows, ids = self._look_up(plus + minus, mean)
        signs = np.repeat([1.0, -1.0], [len(plus), len(minus)])
        query = signs @ search.unit_rows(rows).astype(np.float64)
        found = search.nearest(self.vectors, query[None], topn, exclude=ids[None], mean=mean, limit=limit)
        return self._answers(*found)[0]

    def most_similar_many(
        self,
        queries: Sequence[Query],
        *,
        topn: int = 10,
        restrict_vocab: int | None = None,
        center: bool = False,
    ) -> list[Answers]:
        """Neighbours of each of many words or vectors, in far less time than one by one.

        Args:
            queries: words or plain vectors float[D].
            topn: as for `most_similar`.
            restrict_vocab: as for `most_similar`.
            center: as for `most_similar`.

        Returns:
            One list for each query, as `most_similar` would give.

        Raises:
            UnknownWordError: a word is not in the model.
            ConfigError: a lone string instead of a list, or as for `most_similar`.
            FormatError: a vector met on the way is not finite.
        """
        if isinstance(queries, str):
            raise ConfigError("queries", queries, "must be a list; for a single word use most_similar")
        limit = checked_limit(topn, restrict_vocab)
        mean = search.mean_row(self.vectors) if center else None
        rows, ids = self._look_up(list(queries), mean)
        return self._answers(*search.nearest(self.vectors, rows, topn, exclude=ids[:, None], mean=mean, limit=limit))

    def analogy(  # noqa: PLR0913 - three words, and four keywords that vary the question
        self,
        a: str,
        b: str,
        c: str,
        *,
        topn: int = 10,
        restrict_vocab: int | None = None,
        center: bool = False,
        normalize: bool = True,
    ) -> Answers:
        """Answer "a is to b as c is to ?": words near b - a + c (3CosAdd); a, b and c are no answers.

        Args:
            a: as "man" in man : king :: woman : ?.
            b: as "king".
            c: as "woman".
            topn: as for `most_similar`.
            restrict_vocab: as for `most_similar`.
            center: as for `most_similar`.
            normalize: bring the vectors to unit length before they are added; False adds them as they are, as
                textbooks do.

        Returns:
            (word, cosine) pairs, best first, equals in the order of their rows.

        Raises:
            UnknownWordError: a word is not in the model.
            ConfigError: a nonsensical topn or restrict_vocab.
            FormatError: a vector met on the way is not finite.
        """
        return self.analogy_many(
            [(a, b, c)], topn=topn, restrict_vocab=restrict_vocab, center=center, normalize=normalize
        )[0]

    def analogy_many(
        self,
        triples: Iterable[tuple[str, str, str]],
        *,
        topn: int = 10,
        restrict_vocab: int | None = None,
        center: bool = False,
        normalize: bool = True,
    ) -> list[Answers]:
        """Answer many analogies in far less time than one by one.

        Args:
            triples: (a, b, c) each.
            topn: as for `most_similar`.
            restrict_vocab: as for `most_similar`.
            center: as for `most_similar`.
            normalize: as for `analogy`.

        Returns:
            One list for each triple, as `analogy` would give.

        Raises:
            UnknownWordError: a word is not in the model.
            ConfigError: something other than three words, or a nonsensical topn or restrict_vocab.
            FormatError: a vector met on the way is not finite.
        """
        limit = checked_limit(topn, restrict_vocab)
        ids = [[self.index(word) for word in three_words(triple)] for triple in triples]
        rows = np.array(ids, np.int64).reshape(-1, 3)
        return self._answers(*search.analogy(self.vectors, rows, topn, normalize=normalize, center=center, limit=limit))

    def typical_contexts(self, word: str, *, topn: int = 10, restrict_vocab: int | None = None) -> Answers:
        """Words that stand beside a word more often than chance would have it, by e_w . e'_c.

        This is a first-order question: `most_similar` finds words used like "tea", this one words used with it. At
        the optimum of negative sampling the score is their pointwise mutual information, with the noise distribution
        for the words' own, less the log of the number of noise words (Levy and Goldberg 2014, section 3); under full
        softmax it is log P(c | w) up to a constant. For CBOW, whose scores are of whole
        windows, neither holds.

        The word itself may be an answer, and often is: words recur within a window.

        Args:
            word: w, a word of the model.
            topn: answers wanted; fewer come only where there are fewer words.
            restrict_vocab: only the first rows, this many, are candidates; None: all.

        Returns:
            (word, inner product) pairs, best first, equals in the order of their rows.

        Raises:
            UnknownWordError: the word is not in the model.
            MissingPartError: the model has no contexts.
            ConfigError: a nonsensical topn or restrict_vocab.
            FormatError: a vector met on the way is not finite.
        """
        return self._expected([word], topn, restrict_vocab)

    def predict_center(self, contexts: Sequence[str], *, topn: int = 10, restrict_vocab: int | None = None) -> Answers:
        """Words that are expected in the middle of others, by the inner product of e'_c with the mean of theirs.

        This is how CBOW scores a center word in training; with skip-gram it is the mean of what each word says alone.
        Their order plays no part. gensim's ``predict_output_word`` puts the scores through a softmax, which makes
        probabilities of them only for a model that was trained by full softmax; here they stay what they are.

        Words of the question may be answers: to leave them out makes the guesses worse, because words recur.

        Args:
            contexts: the words around the missing one; one that stands there twice counts twice.
            topn: answers wanted; fewer come only where there are fewer words.
            restrict_vocab: only the first rows, this many, are candidates; None: all.

        Returns:
            (word, inner product) pairs, best first, equals in the order of their rows.

        Raises:
            UnknownWordError: a word is not in the model.
            MissingPartError: the model has no contexts.
            ConfigError: no words, a lone string instead of a list, or a nonsensical topn or restrict_vocab.
            FormatError: a vector met on the way is not finite.
        """
        if isinstance(contexts, str) or len(contexts) < 1:
            raise ConfigError("contexts", contexts, "give a list of at least one word")
        return self._expected(contexts, topn, restrict_vocab)

    def doesnt_match(self, words: Sequence[str]) -> str:
        """The word that goes least with the others: furthest from the mean of their directions.

        Args:
            words: at least three.

        Returns:
            One of them; among equals the first.

        Raises:
            UnknownWordError: a word is not in the model.
            ConfigError: fewer than three words.
            FormatError: a vector is not finite.
        """
        if isinstance(words, str) or len(words) < 3:
            raise ConfigError("words", words, "give a list of at least three words")
        return words[search.odd_one_out(self.vectors[[self.index(word) for word in words]])]

    def save(self, path: str | os.PathLike[str], format: str | None = None) -> None:  # noqa: A002 - the word people try
        """Write the vectors to a file. An existing one is replaced only when the new one is whole.

        Args:
            path: the target. Its ending chooses the format: ``.safetensors`` holds everything; ``.txt`` or
                ``.vec`` (word2vec text) and ``.bin`` (word2vec binary) hold words and vectors alone.
            format: "safetensors", "word2vec-text" or "word2vec-binary", to go against the ending.

        Raises:
            ConfigError: neither the name nor the ending stands for a format, or `info` is not JSON.
            FormatError: a vector is not finite, or the format cannot hold a word.
            TargetError: the target cannot be written.
        """
        record = Record(tuple(self.words), self.vectors, self.contexts, self.counts, self.info, self.nodes)
        write(record, path, format)

    @property
    def _reading(self) -> Mapping[str, Any]:
        reading = self.info.get("reading")
        return reading if isinstance(reading, Mapping) else {}

    def _row(self, word: str) -> int | None:
        """Its row, under the first of its forms that is there."""
        if word in self._rows:
            return self._rows[word]
        return next((self._rows[form] for form in query_forms(word, self._reading) if form in self._rows), None)

    def _context_rows(self) -> NDArray[np.float32]:
        """E', or the reason why there is none."""
        if self.contexts is not None:
            return self.contexts
        if "view" in self.info:
            raise MissingPartError(
                f"These vectors are the view {self.info['view']!r} of a model, without a second matrix of their own. "
                f"Load the model they were made from."
            )
        if self.nodes is not None:
            raise MissingPartError(
                "These vectors have no contexts: they were trained with hierarchical softmax, and then the rows of "
                "the second matrix are the V - 1 inner nodes of the Huffman tree, not words. "
                "Train with another objective to have contexts."
            )
        raise MissingPartError(
            "These vectors carry no contexts: word2vec files have none. Load the .safetensors model."
        )

    def _expected(self, words: Sequence[str], topn: int, restrict_vocab: int | None) -> Answers:
        contexts, limit = self._context_rows(), checked_limit(topn, restrict_vocab)
        rows = self.vectors[[self.index(word) for word in words]]
        with np.errstate(invalid="ignore"):  # of infinities; the search refuses what comes out
            query = rows.mean(axis=0, dtype=np.float64)
        return self._answers(*search.highest_products(contexts, query[None], topn, limit=limit))[0]

    def _look_up(self, terms: list[Query], mean: Vector | None) -> tuple[Vector, NDArray[np.int64]]:
        """Vectors of words and vectors, centered if there is a mean, and their rows, -1 for a plain vector."""
        ids = np.array([self.index(term) if isinstance(term, str) else -1 for term in terms], np.int64)
        rows = self.vectors[ids].astype(np.float64)
        for place, term in enumerate(terms):
            if not isinstance(term, str):
                rows[place] = checked_vector(term, self.vectors.shape[1])
        return (rows if mean is None else rows - mean), ids

    def _answers(self, ids: NDArray[np.int64], scores: NDArray[np.float32]) -> list[Answers]:
        return [
            [(self.words[row], score) for row, score in zip(*found, strict=True) if row >= 0]
            for found in zip(ids.tolist(), scores.tolist(), strict=True)
        ]


def load(path: str | os.PathLike[str], format: str | None = None) -> WordVectors:  # noqa: A002 - the word people try
    """Open a file of vectors. A safetensors model is mapped: opening it reads the words alone.

    Args:
        path: a safetensors model, or word2vec text or binary, recognised by content, then by ending.
        format: "safetensors", "word2vec-text" or "word2vec-binary", to skip the recognising.

    Returns:
        The vectors. Those of a word2vec file carry neither counts nor contexts.

    Raises:
        SourceError: the file is missing or cannot be read.
        FormatError: it is truncated, garbled, or of no known format.
        ConfigError: there is no format of that name.
    """
    record = read(path, format)
    return WordVectors(record.words, record.vectors, record.contexts, record.counts, record.info, record.nodes)


def _frozen(array: NDArray[Any], dtype: type[np.generic]) -> NDArray[Any]:
    view = np.asarray(array, dtype=dtype).view()
    view.flags.writeable = False
    return view


def _numbered(words: tuple[str, ...]) -> dict[str, int]:
    rows = {word: row for row, word in enumerate(words)}
    if not all(isinstance(word, str) and word for word in rows):
        bad = next(word for word in words if not (isinstance(word, str) and word))
        raise ConfigError("words", bad, "every word must be a non-empty string")
    if len(rows) < len(words):
        twice = next(word for row, word in enumerate(words) if rows[word] != row)
        raise ConfigError("words", twice, "stands there twice; words must be distinct")
    return rows
