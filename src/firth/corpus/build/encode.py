"""Text to one encoded corpus: read once, counted and numbered in the same pass.

So pipes and one-shot generators work as well as files, and no part of the work needs more anonymous memory for a
longer text, or for one with more distinct words.

There is a function for each kind of text; all take the fields of `EncodeOptions`, and all may raise:

    ConfigError           a setting that has no effect or meaning
    CorpusError           no words, or none that is frequent enough or in the vocabulary given
    MissingExtraError     a tokenizer that is not installed
    TargetError           the temporary folder is full or cannot be written
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple, TypeVar, Unpack

import numpy as np
from numpy.typing import NDArray

from firth.concurrency.parallel_map import parallel_map
from firth.config import EncodingErrors
from firth.corpus.build.builder import CorpusBuilder
from firth.corpus.build.numbered_chunk import (
    NumberedChunk,
    SharedWords,
    numbered_strings,
    numbered_text,
    numbered_words,
)
from firth.corpus.build.options import EncodeFields, EncodeOptions
from firth.corpus.build.string_table import decoded, from_words
from firth.corpus.build.token_lists import Batch, strings_of, token_batches, unwritable
from firth.corpus.build.word_counts import CountedWords
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.phrases import join_phrases
from firth.corpus.unchecked import unchecked
from firth.corpus.vocabulary import DROPPED, Vocabulary, nothing_kept, rows_of, select
from firth.errors import CorpusError, listed
from firth.progress.events import ReadProgress
from firth.text.documents import document_chunks
from firth.text.sources import (
    CHUNK_BYTES,
    Chunk,
    Source,
    check,
    expanded,
    read_chunks,
    total_bytes,
)
from firth.text.to_utf8 import encoding_error
from firth.tokenize.pipeline import FAST_TOKENIZERS, Preparation, prepared

__all__ = ["encode_documents", "encode_files", "encode_sentences"]

_BATCH_TOKENS = 1 << 17
_PLAIN_CHUNK_BYTES = 1 << 20
_SLOW_CHUNK_BYTES = 1 << 18

Piece = TypeVar("Piece", Chunk, Batch)


class _Origin(NamedTuple):
    """Where a text comes from."""

    names: tuple[str, ...]
    stamps: tuple[tuple[int, int] | None, ...]


_PYTHON = _Origin(("<iterable>",), (None,))


def encode_files(sources: Sequence[Source], **options: Unpack[EncodeFields]) -> EncodedCorpus:
    r"""Encode files and streams; one sentence a line, unless the reading says otherwise.

    A line ends with "\n" or with its file, and may be of any length.

    Args:
        sources: paths, folders, patterns, addresses, or open binary files; read in this order, each once.
        **options: the fields of `EncodeOptions`.

    Raises:
        SourceError: a file is missing, cannot be read, or is damaged.
        TextEncodingError: a file is not in the encoding that the reading names.
    """
    how = EncodeOptions(**options)
    files = expanded(sources)
    check(files)
    origin = _Origin(tuple(file.name for file in files), tuple(file.stamp for file in files))
    with prepared(how.reading, how.workers) as preparation:
        size = _chunk_bytes(how.reading.tokenizer, preparation)
        chunks = read_chunks(files, how.reading, preparation.cut, size, on_damage=how.on_damage)
        return _of_chunks(chunks, preparation, origin, total_bytes(files), how)


def encode_documents(documents: object, **options: Unpack[EncodeFields]) -> EncodedCorpus:
    """Encode texts that come from Python: strings, columns, tables, data sets. They are read once.

    Args:
        documents: see `firth.text.documents.document_chunks`.
        **options: the fields of `EncodeOptions`.

    Raises:
        ConfigError: a table whose column of text is not named.
        CorpusError: something other than text.
    """
    how = EncodeOptions(**options)
    with prepared(how.reading, how.workers) as preparation:
        size = _chunk_bytes(how.reading.tokenizer, preparation)
        chunks = document_chunks(documents, how.reading, preparation.cut, size)
        return _of_chunks(chunks, preparation, _PYTHON, None, how)


def encode_sentences(sentences: Iterable[Sequence[str]], **options: Unpack[EncodeFields]) -> EncodedCorpus:
    """Encode sentences that are already cut into tokens. They are read once: a generator will do.

    A token is any string that is not empty; one with a space in it is one word.

    Args:
        sentences: lists of tokens.
        **options: the fields of `EncodeOptions`.

    Raises:
        CorpusError: strings where token lists are meant, or a token that is not a string, is empty, or cannot be
            written as UTF-8.
    """
    how = EncodeOptions(**options)
    text = _Reading(how)
    text.take(_numbered_batch, token_batches(sentences, _BATCH_TOKENS), lambda _: (0, None), caller_is_one=True)
    return text.corpus(_PYTHON, "no sentence holds a token. Give lists of tokens, such as [['to', 'be'], ['or']].")


def _chunk_bytes(tokenizer: object, preparation: Preparation) -> int:
    """Large chunks where each distinct piece is segmented once, small ones where nothing is: they stay in the caches.

    The smallest are for what takes a second for each megabyte, as Ctrl-C waits for those that are begun.
    """
    if tokenizer not in FAST_TOKENIZERS:
        return min(CHUNK_BYTES, _SLOW_CHUNK_BYTES)
    return CHUNK_BYTES if preparation.segment is not None else min(CHUNK_BYTES, _PLAIN_CHUNK_BYTES)


def _of_chunks(
    chunks: Iterator[Chunk], preparation: Preparation, origin: _Origin, total: int | None, how: EncodeOptions
) -> EncodedCorpus:
    text = _Reading(how)
    number = partial(_numbered_chunk, preparation, how.reading.errors)
    text.take(number, chunks, lambda chunk: (chunk.bytes_done, total))
    return text.corpus(origin, f"{listed(origin.names) or 'a list of no files'} holds no words. Give a text that does.")


def _numbered_chunk(
    preparation: Preparation, errors: EncodingErrors, chunk: Chunk, shared: SharedWords
) -> NumberedChunk:
    """The work of threads."""
    try:
        return numbered_text(chunk.data, shared, preparation, errors)
    except UnicodeDecodeError as error:
        line = chunk.line + error.object.count(b"\n", 0, error.start)
        raise encoding_error(chunk.source, line, error) from None


def _numbered_batch(batch: Batch, shared: SharedWords) -> NumberedChunk:
    """The work of threads."""
    breaks = np.cumsum(batch.lengths, dtype=np.int64)
    return numbered_words(batch.text, breaks, shared) or numbered_strings(strings_of(batch), breaks, shared)


class _Reading:
    """What is known of a text while it is read."""

    def __init__(self, how: EncodeOptions) -> None:
        self._how = how
        self._builder = CorpusBuilder()
        self._shared = SharedWords()

    def take(
        self,
        number: Callable[[Piece, SharedWords], NumberedChunk],
        pieces: Iterator[Piece],
        bytes_of: Callable[[Piece], tuple[int, int | None]],
        *,
        caller_is_one: bool = False,
    ) -> None:
        """Number the words of a text, piece by piece.

        Args:
            number: what threads do with each piece.
            pieces: of the text, in its order.
            bytes_of: bytes read when a piece is done, and in all.
            caller_is_one: see `parallel_map`.
        """
        report = self._how.on_progress

        def work(piece: Piece) -> NumberedChunk:
            return number(piece, self._shared)

        for piece, chunk in parallel_map(work, pieces, self._how.workers, caller_is_one=caller_is_one):
            self._builder.append(chunk)
            self._shared.learn(chunk.new)
            if report is not None:
                report(ReadProgress(*bytes_of(piece), self._builder.tokens))

    def corpus(self, origin: _Origin, nothing_read: str) -> EncodedCorpus:
        """The text with its final ids; nothing is taken after this.

        Args:
            origin: of the text.
            nothing_read: the message if it has no words.
        """
        if not self._builder.tokens:
            raise CorpusError(nothing_read)
        how, joins = self._how, bool(self._how.reading.phrases)
        vocabulary, final = self._vocabulary(origin, max_vocab=None if joins else how.max_vocab)
        ids, starts = self._builder.renumber(final, how.workers, gaps=joins)
        corpus = unchecked(
            EncodedCorpus,
            vocabulary=vocabulary,
            ids=ids,
            starts=starts,
            tokens_read=self._builder.tokens,
            sentences_read=self._builder.sentences,
            sources=origin.names,
            reading=how.reading.as_dict(),
            min_count=how.min_count if how.vocabulary is None else 1,
            max_vocab=how.max_vocab if how.vocabulary is None else None,
            stamps=origin.stamps,
        )
        if not joins:
            return corpus
        joined, _ = join_phrases(corpus, how.reading, min_count=how.min_count, max_vocab=how.max_vocab, keep=how.keep)
        return joined

    def _vocabulary(self, origin: _Origin, max_vocab: int | None) -> tuple[Vocabulary, NDArray[np.int32]]:
        """The vocabulary, chosen or given, and the final id of each word that the counting kept."""
        how, builder = self._how, self._builder
        given = how.vocabulary
        counted = builder.count(
            self._shared.table,
            min_count=how.min_count if given is None else np.iinfo(np.int64).max,
            keep=from_words(tuple(how.keep) if given is None else given.words),
            memory=how.reading.memory_limit,
            workers=how.workers,
        )
        if given is not None:
            words = _decoded(counted, slice(None))
            return given, rows_of(words, given, origin.names, counted.commonest)
        counts = counted.counts
        if not len(counts):
            raise nothing_kept(builder.tokens, counted.distinct, counted.commonest, counted.most, how.min_count)
        rows = np.arange(len(counts))
        if max_vocab is not None and len(counts) > max_vocab:  # only these need to become Python's strings
            least = np.partition(counts, -max_vocab)[-max_vocab]
            rows = np.flatnonzero((counts >= least) | counted.asked_for)
        vocabulary, chosen = select(
            _decoded(counted, rows), counts[rows], min_count=how.min_count, max_vocab=max_vocab, keep=how.keep
        )
        final = np.full(len(counts), DROPPED, dtype=np.int32)
        final[rows] = chosen
        return vocabulary, final


def _decoded(counted: CountedWords, rows: NDArray[np.intp] | slice) -> list[str]:
    """Some words as Python has them."""
    try:
        return decoded(counted.words.take(rows))
    except UnicodeDecodeError as error:
        raise unwritable(error) from None
