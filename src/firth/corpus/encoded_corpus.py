"""The value that reading ends in and training begins with."""

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.config import TrainConfig
from firth.corpus.ids.checks import check_range, whole_bounds
from firth.corpus.unchecked import unchecked
from firth.corpus.vocabulary import Vocabulary
from firth.errors import ArgumentError, ArgumentTypeError, counted
from firth.formats.encoded_corpus import CorpusRecord, check_corpus_target, write_corpus_file
from firth.versions import __version__

__all__ = ["EncodedCorpus", "names_of", "record_of", "sentence_bounds", "sentences_of", "source_facts"]


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class EncodedCorpus:
    """A text as numbers, ready to be trained on.

    `firth.encode` makes one of text, `EncodedCorpus.from_ids` of numbers, and `firth.load_corpus` opens a saved one.
    The constructor is for parts that fit already. It checks every id, and copies arrays that could be written to.

        >>> firth.encode([["tea", "or", "tea"], ["a", "cup"]], min_count=1)
        EncodedCorpus(4 words, 5 tokens in 2 sentences)

    Attributes:
        vocabulary: the V words kept, with their counts in this text; or the vocabulary that was given, as it was.
        ids: int32[N], the tokens of the text that are in the vocabulary, in text order. Read-only; a memory
            map of an unlinked temporary file when large.
        starts: int64[S + 1], sentence s is ids[starts[s]:starts[s + 1]]. Read-only, and mapped when large.
            Sentences that have no token left are not in it.
        tokens_read: tokens before any was dropped.
        sentences_read: sentences of at least one token, before any token was dropped.
        sources: where the text came from, names as given; "<stdin>", "<stream>", "<iterable>" or "<ids>" if nameless.
        reading: how the text was read, as ``ReadConfig.as_dict`` gives it; empty if that is not known.
        min_count: occurrences that a word needed to be kept.
        max_vocab: how many words were to be kept at most; None for all.
        stamps: size in bytes and time of the last change in nanoseconds of each source, None for what is not a
            plain file; or empty.
        fingerprint: of all arrays and words, where the corpus was opened from a file (`firth.corpus.saved_corpus`).
        of_ids: whether the words are the digits of ids, so that vectors are asked for by numbers.

    Raises:
        ArgumentError: an id has no word, a word no count, or the starts do not cut the ids into sentences.
        ArgumentTypeError: an array of another type.
    """

    vocabulary: Vocabulary
    ids: NDArray[np.int32]
    starts: NDArray[np.int64]
    tokens_read: int
    sentences_read: int
    sources: tuple[str, ...]
    reading: Mapping[str, Any] = field(default_factory=dict)
    min_count: int = 1
    max_vocab: int | None = None
    stamps: tuple[tuple[int, int] | None, ...] = ()
    fingerprint: str | None = None
    of_ids: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.vocabulary, Vocabulary):
            raise ArgumentTypeError("vocabulary", self.vocabulary, "must be a firth.Vocabulary")
        counts = self.vocabulary.counts
        if not counts.size or counts[-1] < 1 or (counts[1:] > counts[:-1]).any():
            raise ArgumentError(
                "vocabulary",
                self.vocabulary,
                "its counts must descend to 1 or more; EncodedCorpus.from_ids sorts them",
            )
        ids, starts = _frozen("ids", self.ids, np.int32), _frozen("starts", self.starts, np.int64)
        if not ids.size:
            raise ArgumentError("ids", ids, "holds no id")
        check_range(ids, len(self.vocabulary))
        if (np.diff(whole_bounds(starts, ids.size)) == 0).any():
            raise ArgumentError("starts", starts, "an empty sentence; EncodedCorpus.from_ids leaves them out")
        object.__setattr__(self, "ids", ids)
        object.__setattr__(self, "starts", starts)

    @classmethod
    def from_ids(  # noqa: PLR0913 - ids, their names, and three keywords
        cls,
        ids: Any,
        starts: Any = None,
        words: Iterable[str] | None = None,
        *,
        min_count: int = 1,
        max_vocab: int | None = None,
        keep: Collection[Any] = (),
    ) -> "EncodedCorpus":
        """Make a corpus of ids: walks over a graph, the items of sessions or baskets.

        Ids are counted and put in order, the commonest first, as words are by `firth.encode`, which takes ids too.
        Those that never occur are left out, because there is nothing to learn of them, and so are empty sentences.
        Training gives the same vectors as on lists of the words. Without `words`, they are asked for by id.

            >>> corpus = firth.EncodedCorpus.from_ids([[0, 2], [2, 1, 2]], words=["tea", "cup", "pot"])
            >>> corpus
            EncodedCorpus(3 words, 5 tokens in 2 sentences)
            >>> corpus.vocabulary.words, corpus.ids.tolist()
            (('pot', 'cup', 'tea'), [2, 0, 0, 1, 0])

        Args:
            ids: sequences of whole numbers from 0 on, each a sentence: lists, arrays, tensors, of any lengths; an
                array of two dimensions, each row a sentence; a column of lists of pandas, Polars or Arrow; a matrix of
                scipy.sparse, in whose rows the columns that are not zero are ids; or an array or list of one dimension,
                see `starts`. Missing sentences are left out.
            starts: of ids in one dimension: sentence s is ids[starts[s]:starts[s + 1]], so that the first is 0, the
                last the number of ids. None: all ids are one sentence.
            words: the name of each id. None: its digits.
            min_count: occurrences that an id needs to be kept.
            max_vocab: how many to keep at most, the commonest; None for all.
            keep: ids, or names where there are `words`, that are kept however rare they are, if they occur at all.

        Raises:
            ArgumentError: there are no ids, one has no word, a word is given twice, or the starts do not cut the ids.
            ArgumentTypeError: something is not a whole number, or a word not a string.
            CorpusError: no id is frequent enough.
        """
        from firth.corpus.ids.numbers import named_ids, numbered_ids  # noqa: PLC0415 - it loads the compiler
        from firth.corpus.ids.sequences import flattened  # noqa: PLC0415 - and PyArrow

        TrainConfig(min_count=min_count, max_vocab=max_vocab)  # checks both
        flat, bounds = flattened(ids, starts)
        how: dict[str, Any] = {"min_count": min_count, "max_vocab": max_vocab, "keep": keep}
        made = numbered_ids(flat, bounds, **how) if words is None else named_ids(flat, bounds, words, **how)
        return unchecked(
            cls,
            **made._asdict(),
            tokens_read=flat.size,
            sentences_read=bounds.size - 1,
            sources=("<ids>",),
            min_count=min_count,
            max_vocab=max_vocab,
            of_ids=words is None,
        )

    def save(self, path: str | os.PathLike[str]) -> str:
        """Save the corpus, so that a text is read once and trained on many times.

            >>> fingerprint = firth.encode("corpus.txt", min_count=1).save("corpus.firth")
            >>> firth.load_corpus("corpus.firth").fingerprint == fingerprint
            True

        Args:
            path: the target, replaced only when the new file is whole. It ends in ".firth".

        Returns:
            The fingerprint of what was written: 32 hexadecimal digits, the same for the same words and arrays.

        Raises:
            ArgumentError: the name is empty or has another ending.
            ArgumentError: `reading` holds something that JSON cannot.
            FormatError: a word is not valid Unicode.
            TargetError: the target cannot be written.
        """
        check_corpus_target(path)
        return write_corpus_file(record_of(self), Path(path))

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle through the constructor, which checks."""
        return _unpickled, tuple(getattr(self, field.name) for field in fields(self))

    def __repr__(self) -> str:
        return (
            f"EncodedCorpus({counted(len(self.vocabulary), 'word')}, {counted(self.ids.size, 'token')} in "
            f"{counted(self.starts.size - 1, 'sentence')})"
        )


def record_of(corpus: EncodedCorpus) -> CorpusRecord:
    """What the file of a corpus holds."""
    info = {
        "sources": corpus.sources,
        "stamps": corpus.stamps,
        "reading": dict(corpus.reading),
        "min_count": corpus.min_count,
        "max_vocab": corpus.max_vocab,
        "tokens_read": corpus.tokens_read,
        "sentences_read": corpus.sentences_read,
        "firth": __version__,
    } | ({"of_ids": True} if corpus.of_ids else {})
    return CorpusRecord(corpus.vocabulary.words, corpus.vocabulary.counts, corpus.starts, corpus.ids, info)


def names_of(corpus: EncodedCorpus) -> tuple[Any, ...]:
    """The words as vectors of this text have them: strings, or ids as whole numbers."""
    words = corpus.vocabulary.words
    return tuple(map(int, words)) if corpus.of_ids else words


def sentences_of(corpus: EncodedCorpus, tokens: NDArray[np.int64]) -> NDArray[np.int64]:
    """int64[n], the number of the sentence that each of some tokens is in."""
    return np.searchsorted(corpus.starts, tokens, side="right") - 1


def sentence_bounds(corpus: EncodedCorpus, tokens: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the sentence of each of some tokens begins, and before which token it ends, int64[n] each."""
    sentences = sentences_of(corpus, tokens)
    return corpus.starts[sentences], corpus.starts[sentences + 1]


def source_facts(corpus: EncodedCorpus) -> dict[str, Any]:
    """What a model's ``info`` keeps of its text: ``reading`` and ``corpus``, JSON values only."""
    return {
        "reading": dict(corpus.reading),
        "corpus": {
            "sources": list(corpus.sources),
            "fingerprint": corpus.fingerprint,
            "tokens_read": corpus.tokens_read,
            "tokens": corpus.ids.size,
            "sentences_read": corpus.sentences_read,
            "sentences": corpus.starts.size - 1,
        },
    }


def _unpickled(vocabulary: Vocabulary, ids: Any, starts: Any, *others: Any) -> EncodedCorpus:
    """A corpus from a pickle. Its arrays are not shared, so they need no copy."""
    return EncodedCorpus(vocabulary, _read_only(ids), _read_only(starts), *others)


def _frozen(name: str, array: Any, dtype: type[np.signedinteger[Any]]) -> NDArray[Any]:
    """An array that kernels accept and that cannot be written to: the same, or a copy."""
    if not isinstance(array, np.ndarray) or array.dtype != dtype or array.ndim != 1:
        raise ArgumentTypeError(
            name,
            array,
            f"must be an array of {np.dtype(dtype).name} in one dimension; EncodedCorpus.from_ids takes other forms",
        )
    plain: NDArray[Any] = np.asarray(array)  # a subclass may have a mask
    part: Any = plain
    while isinstance(part, np.ndarray) and not part.flags.writeable:
        part = part.base
    if isinstance(part, np.ndarray) or not (plain.flags.c_contiguous and plain.flags.aligned):
        return _read_only(np.array(plain, dtype=dtype, order="C"))
    return plain


def _read_only(array: NDArray[Any]) -> NDArray[Any]:
    array.flags.writeable = False
    return array
