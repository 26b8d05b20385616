"""Text to one encoded corpus: read once, counted and numbered in the same pass.

So a pipe and a one-shot generator are as good as a file, and no part of the work needs more anonymous memory for a
longer text, or for one of more distinct words.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray

from firth.concurrency.parallel_map import parallel_map
from firth.config import MIN_COUNT, ReadConfig
from firth.corpus.build.builder import CorpusBuilder
from firth.corpus.build.numbered_chunk import (
    NumberedChunk,
    SharedWords,
    numbered_strings,
    numbered_text,
    numbered_words,
)
from firth.corpus.build.string_table import decoded, from_words
from firth.corpus.build.token_lists import Batch, strings_of, token_batches, unwritable
from firth.corpus.build.word_counts import Merged
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.phrases import join_phrases
from firth.corpus.unchecked import unchecked
from firth.corpus.vocabulary import DROPPED, Vocabulary, matched, nothing_kept, select
from firth.errors import ConfigError, CorpusError, listed
from firth.normalizing import query_spellings
from firth.progress.events import ReadProgress
from firth.text.documents import document_chunks
from firth.text.sources import (
    CHUNK_BYTES,
    Chunk,
    Source,
    check,
    expanded,
    read_chunks,
    source_name,
    stamps,
    total_bytes,
)
from firth.text.to_utf8 import encoding_error
from firth.tokenize.pipeline import FAST_TOKENIZERS, Preparation, prepared

__all__ = [
    "EncodeOptions",
    "Selection",
    "SelectionFields",
    "encode_documents",
    "encode_files",
    "encode_sentences",
]

_BATCH_TOKENS = 1 << 17
_PLAIN_CHUNK_BYTES = 1 << 20
_SLOW_CHUNK_BYTES = 1 << 18

Report = Callable[[ReadProgress], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """Which words are kept.

    Attributes:
        min_count: occurrences a word needs to be kept, at least 1.
        max_vocab: how many words to keep at most, the commonest; None for all.
        keep: words that are kept however rare they are, if they occur at all; spelt as in the text or as in a query.
        vocabulary: the words to keep, such as a model's: ids are its rows, and what stands before is not looked at.
            None: the words are chosen by what stands before.
    """

    min_count: int = MIN_COUNT
    max_vocab: int | None = None
    keep: Collection[str] = ()
    vocabulary: Vocabulary | None = None

    def __post_init__(self) -> None:
        """Refuse what is easily taken for words.

        Raises:
            ConfigError: ``keep`` is a string, or holds something else.
        """
        is_list = isinstance(self.keep, Collection) and not isinstance(self.keep, str)
        if not is_list or not all(isinstance(word, str) for word in self.keep):
            raise ConfigError("keep", self.keep, "must be a list of words, such as ['tea', 'new york']")


class SelectionFields(TypedDict, total=False):
    """The fields of ``Selection`` as keyword arguments."""

    min_count: int
    max_vocab: int | None
    keep: Collection[str]
    vocabulary: Vocabulary | None


class EncodeOptions(SelectionFields, total=False):
    """The keyword arguments of the functions of this module."""

    reading: ReadConfig
    workers: int
    on_progress: Report | None


_USUAL = ReadConfig()


def encode_files(
    sources: Sequence[Source],
    *,
    reading: ReadConfig = _USUAL,
    workers: int = 1,
    on_progress: Report | None = None,
    **selection: Unpack[SelectionFields],
) -> EncodedCorpus:
    r"""Encode files and streams; one sentence a line, unless ``reading`` says otherwise.

    A line ends with "\n" or with its file, and may be of any length.

    Args:
        sources: paths, folders, patterns, addresses, or open binary files; read in this order, each once.
        reading: what the files are and how they are cut into words.
        workers: threads that do it, or processes where a tokenizer holds Python's lock.
        on_progress: called now and then, from the calling thread.
        **selection: which words are kept: the fields of `Selection`.

    Raises:
        SourceError: a file is missing, cannot be read, or is damaged.
        TextEncodingError: a file is not in the encoding that ``reading`` names.
        CorpusError: the text holds no words, or none that is frequent enough or in the vocabulary given.
        MissingExtraError: a tokenizer that is not installed.
        TargetError: the temporary folder is full or cannot be written.
    """
    files = expanded(sources)
    check(files)
    names, total = tuple(map(source_name, files)), total_bytes(files)
    run = _Run(names, stamps(files), Selection(**selection), reading, workers, on_progress)
    with prepared(reading, workers) as preparation:
        return run.encode_chunks(
            read_chunks(files, reading, preparation.cut, _chunk_bytes(reading, preparation)), preparation, total
        )


def encode_documents(
    documents: object,
    *,
    reading: ReadConfig = _USUAL,
    workers: int = 1,
    on_progress: Report | None = None,
    **selection: Unpack[SelectionFields],
) -> EncodedCorpus:
    """Encode texts that come from Python: strings, columns, tables, data sets. They are read once.

    Args:
        documents: see `firth.text.documents.document_chunks`.
        reading: see `encode_files`.
        workers: the same.
        on_progress: the same.
        **selection: the same.

    Raises:
        ConfigError: a table whose column of text is not named.
        CorpusError: something other than text, no words, or none that is frequent enough or in the vocabulary given.
        MissingExtraError: a tokenizer that is not installed.
        TargetError: the temporary folder is full or cannot be written.
    """
    run = _Run(("<iterable>",), (None,), Selection(**selection), reading, workers, on_progress)
    with prepared(reading, workers) as preparation:
        chunks = document_chunks(documents, reading, preparation.cut, _chunk_bytes(reading, preparation))
        return run.encode_chunks(chunks, preparation, None)


def encode_sentences(
    sentences: Iterable[Sequence[str]],
    *,
    reading: ReadConfig = _USUAL,
    workers: int = 1,
    on_progress: Report | None = None,
    **selection: Unpack[SelectionFields],
) -> EncodedCorpus:
    """Encode sentences that are already cut into tokens. They are read once: a generator will do.

    A token is any string that is not empty; one with a space in it is one word.

    Args:
        sentences: lists of tokens.
        reading: its phrases and memory are looked at.
        workers: threads.
        on_progress: called now and then, from the calling thread.
        **selection: which words are kept: the fields of `Selection`.

    Raises:
        CorpusError: strings where token lists are meant, a token that is not a string, is empty, or cannot be
            written as UTF-8, no tokens at all, or no word that is frequent enough or in the vocabulary given.
        TargetError: the temporary folder is full or cannot be written.
    """
    run = _Run(("<iterable>",), (None,), Selection(**selection), reading, workers, on_progress)
    return run.encode_batches(token_batches(sentences, _BATCH_TOKENS))


def _chunk_bytes(reading: ReadConfig, preparation: Preparation) -> int:
    """Large chunks where each distinct piece is segmented once, small ones where nothing is: they stay in the caches.

    The smallest are for what takes a second for each megabyte, as Ctrl-C waits for those that are begun.
    """
    if reading.tokenizer not in FAST_TOKENIZERS:
        return min(CHUNK_BYTES, _SLOW_CHUNK_BYTES)
    return CHUNK_BYTES if preparation.segment is not None else min(CHUNK_BYTES, _PLAIN_CHUNK_BYTES)


class _Run:
    """One reading of one text: what is given, and what is known so far."""

    def __init__(  # noqa: PLR0913, PLR0917 - a private class; its callers are the three functions above
        self,
        names: tuple[str, ...],
        stamps: tuple[tuple[int, int] | None, ...],
        selection: Selection,
        reading: ReadConfig,
        workers: int,
        on_progress: Report | None,
    ) -> None:
        if selection.vocabulary is not None:
            reading.check_without_phrases()
        self._names, self._stamps = names, stamps
        self._selection, self._reading = selection, reading
        self._keep = query_spellings(selection.keep, reading.as_dict())
        self._workers = workers
        self._report = on_progress or (lambda _: None)
        self._builder = CorpusBuilder()
        self._shared = SharedWords()

    def encode_chunks(self, chunks: Iterator[Chunk], preparation: Preparation, total: int | None) -> EncodedCorpus:
        for chunk, part in parallel_map(partial(self._split, preparation), chunks, self._workers):
            self._take(part, ReadProgress(chunk.bytes_done, total, self._builder.tokens + len(part.ids)))
        return self._encoded(f"{listed(self._names) or 'a list of no files'} holds no words. Give a text that does.")

    def encode_batches(self, batches: Iterator[Batch]) -> EncodedCorpus:
        for _, part in parallel_map(self._number, batches, self._workers, caller_is_one=True):
            self._take(part, ReadProgress(0, None, self._builder.tokens + len(part.ids)))
        return self._encoded("no sentence holds a token. Give lists of tokens, such as [['to', 'be'], ['or']].")

    def _split(self, preparation: Preparation, chunk: Chunk) -> NumberedChunk:
        """The work of threads."""
        try:
            return numbered_text(chunk.data, self._shared, preparation, self._reading.errors)
        except UnicodeDecodeError as error:
            line = chunk.line + error.object.count(b"\n", 0, error.start)
            raise encoding_error(chunk.source, line, error) from None

    def _number(self, batch: Batch) -> NumberedChunk:
        """The work of threads."""
        breaks = np.cumsum(batch.lengths, dtype=np.int64)
        return numbered_words(batch.text, breaks, self._shared) or numbered_strings(
            strings_of(batch), breaks, self._shared
        )

    def _take(self, part: NumberedChunk, progress: ReadProgress) -> None:
        self._builder.append(part)
        self._shared.learn(part.new)
        self._report(progress)

    def _encoded(self, nothing_read: str) -> EncodedCorpus:
        if not self._builder.tokens:
            raise CorpusError(nothing_read)
        chosen, joins = self._selection, bool(self._reading.phrases)
        given = chosen.vocabulary
        merged = self._builder.merge(
            self._shared.table,
            min_count=chosen.min_count if given is None else np.iinfo(np.int64).max,
            keep=from_words(tuple(self._keep) if given is None else given.words),
            memory=self._reading.memory_limit,
            workers=self._workers,
        )
        vocabulary, final = self._chosen(merged, max_vocab=None if joins else chosen.max_vocab)
        ids, starts = self._builder.renumber(final, self._workers, gaps=joins)
        corpus = unchecked(
            EncodedCorpus,
            vocabulary=vocabulary,
            ids=ids,
            starts=starts,
            tokens_read=self._builder.tokens,
            sentences_read=self._builder.sentences,
            sources=self._names,
            reading=self._reading.as_dict(),
            min_count=chosen.min_count if given is None else 1,
            max_vocab=chosen.max_vocab if given is None else None,
            stamps=self._stamps,
        )
        if not joins:
            return corpus
        joined, _ = join_phrases(
            corpus, self._reading, min_count=chosen.min_count, max_vocab=chosen.max_vocab, keep=self._keep
        )
        return joined

    def _chosen(self, merged: Merged, max_vocab: int | None) -> tuple[Vocabulary, NDArray[np.int32]]:
        """The vocabulary, chosen or given, and the final id of each word that the merging kept."""
        chosen, counts = self._selection, merged.counts
        if not len(counts) and chosen.vocabulary is None:
            raise nothing_kept(self._builder.tokens, merged.distinct, merged.commonest, merged.most, chosen.min_count)
        rows = np.arange(len(counts))
        if max_vocab is not None and len(counts) > max_vocab:  # only these need to become Python's strings
            least = np.partition(counts, -max_vocab)[-max_vocab]
            rows = np.flatnonzero((counts >= least) | merged.asked_for)
        try:
            words = decoded(merged.words.take(rows))
        except UnicodeDecodeError as error:
            raise unwritable(error) from None
        if chosen.vocabulary is not None:
            return chosen.vocabulary, matched(words, chosen.vocabulary, self._names, merged.commonest)
        vocabulary, final = select(
            words, counts[rows], min_count=chosen.min_count, max_vocab=max_vocab, keep=self._keep
        )
        places = np.full(len(counts), DROPPED, dtype=np.int32)
        places[rows] = final
        return vocabulary, places
