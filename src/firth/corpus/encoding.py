"""Text to one encoded corpus: read once, counted and numbered in the same pass.

So a pipe and a one-shot generator are as good as a file, and no part of the work needs more anonymous memory
for a longer text, except the table of its distinct words.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from firth.corpus.ahead import ahead
from firth.corpus.ledger import Ledger
from firth.corpus.sentences import check_encodable, token_batches
from firth.corpus.sources import Chunk, Source, check, read_chunks, source_name, total_bytes
from firth.corpus.vocabulary import Vocabulary, matched, select
from firth.corpus.whitespace import EncodingErrors, Split, dictionary, split
from firth.errors import CorpusError, TextEncodingError
from firth.events import ReadProgress

__all__ = ["EncodedCorpus", "encode_files", "encode_sentences"]

_COMMON_WORDS = 1 << 16
"""How many words every chunk's dictionary begins with. Fewer: more lookups in Python, which threads do not
share. More: more hashing in every chunk. The optimum is flat between 2^15 and 2^17."""

_BATCH_TOKENS = 1 << 16


@dataclass(frozen=True, eq=False, slots=True)
class EncodedCorpus:
    """A text as numbers, ready to be trained on.

    Attributes:
        vocabulary: the V words kept, with their counts in this text; or the vocabulary that was given, as it was.
        ids: int32[N], the tokens of the text that are in the vocabulary, in text order. Read-only; a memory
            map of an unlinked temporary file when large.
        starts: int64[S + 1], sentence s is ids[starts[s]:starts[s + 1]]. Read-only, mapped likewise.
            Sentences that have no token left are not in it.
        tokens_read: tokens before any was dropped.
        sentences_read: sentences of at least one token, before any token was dropped.
        sources: where the text came from, names as given; "<stdin>", "<stream>" or "<iterable>" if nameless.
    """

    vocabulary: Vocabulary
    ids: NDArray[np.int32]
    starts: NDArray[np.int64]
    tokens_read: int
    sentences_read: int
    sources: tuple[str, ...]


def encode_files(  # noqa: PLR0913  # the text is the one positional argument; the rest are named settings
    paths: Sequence[Source],
    *,
    min_count: int = 5,
    max_vocab: int | None = None,
    vocabulary: Vocabulary | None = None,
    workers: int = 1,
    errors: EncodingErrors = "strict",
    on_progress: Callable[[ReadProgress], None] | None = None,
) -> EncodedCorpus:
    r"""Encode UTF-8 text files: words as ``str.split()`` cuts them, one sentence a line.

    A line ends with "\n" or with its file, and may be of any length.

    Args:
        paths: plain or gzip-compressed files, as paths or open binary files; read in this order, each once.
        min_count: occurrences a word needs to be kept, at least 1.
        max_vocab: how many words to keep at most, the commonest; None for all.
        vocabulary: the words to keep, such as a model's: ids are its rows, and the two settings before are not
            looked at. None: the words are chosen by these settings.
        workers: threads that split the text.
        errors: "strict" fails at invalid UTF-8; "replace" reads U+FFFD there, as ``bytes.decode`` does.
        on_progress: called now and then, from the calling thread.

    Raises:
        SourceError: a file is missing, cannot be read, or is damaged.
        TextEncodingError: a file is not valid UTF-8.
        CorpusError: the text holds no words, or none that is frequent enough or in the vocabulary given.
        TargetError: the temporary folder is full or cannot be written.
    """
    check(paths)
    names = tuple(map(source_name, paths))
    total = total_bytes(paths)
    ledger = Ledger()
    ledger.number([""])  # the empty word has id 0 and is never counted, so never kept
    splitter = _Splitter(errors)
    for chunk, part in ahead(splitter.split, read_chunks(paths), workers):
        new_ids = ledger.number(part.new_words)
        provisional = np.concatenate((np.arange(part.known, dtype=np.int32), new_ids))
        ledger.tally(provisional, part.counts)
        ledger.append(provisional[part.indices], part.breaks)
        splitter.learn(ledger.words)
        if on_progress is not None:
            on_progress(ReadProgress(chunk.bytes_done, total, ledger.tokens))
    if not ledger.tokens:
        raise CorpusError(f"{', '.join(names) or 'a list of no files'} holds no words. Give a text that does.")
    kept, final = _numbered(ledger, names, min_count, max_vocab, vocabulary)
    return _encoded(ledger, names, kept, final, workers)


def encode_sentences(
    sentences: Iterable[Sequence[str]],
    *,
    min_count: int = 5,
    max_vocab: int | None = None,
    vocabulary: Vocabulary | None = None,
    on_progress: Callable[[ReadProgress], None] | None = None,
) -> EncodedCorpus:
    """Encode sentences that are already cut into tokens. They are read once: a generator will do.

    A token is any string that is not empty; one with a space in it is one word.

    Args:
        sentences: lists of tokens.
        min_count: occurrences a word needs to be kept, at least 1.
        max_vocab: how many words to keep at most, the commonest; None for all.
        vocabulary: the words to keep, such as a model's: ids are its rows, and the two settings before are not
            looked at. None: the words are chosen by these settings.
        on_progress: called now and then, from the calling thread.

    Raises:
        CorpusError: strings where token lists are meant, a token that is not a string, is empty, or cannot be
            written as UTF-8, no tokens at all, or no word that is frequent enough or in the vocabulary given.
        TargetError: the temporary folder is full or cannot be written.
    """
    ledger = Ledger()
    for tokens, breaks in token_batches(sentences, _BATCH_TOKENS):
        ids = ledger.number(tokens)
        ledger.tally(ids, 1)
        ledger.append(ids, breaks)
        if on_progress is not None:
            on_progress(ReadProgress(0, None, ledger.tokens))
    if not ledger.tokens:
        raise CorpusError("no sentence holds a token. Give lists of tokens, such as [['to', 'be'], ['or']].")
    kept, final = _numbered(ledger, ("<iterable>",), min_count, max_vocab, vocabulary)
    check_encodable(kept.words)
    return _encoded(ledger, ("<iterable>",), kept, final, workers=1)


def _numbered(
    ledger: Ledger,
    sources: tuple[str, ...],
    min_count: int,
    max_vocab: int | None,
    vocabulary: Vocabulary | None,
) -> tuple[Vocabulary, NDArray[np.int32]]:
    """The vocabulary, chosen or given, and the final id of each provisional one."""
    words = list(ledger.words)
    if vocabulary is not None:
        return vocabulary, matched(words, vocabulary, sources)
    return select(words, ledger.counts, min_count=min_count, max_vocab=max_vocab)


def _encoded(
    ledger: Ledger, sources: tuple[str, ...], vocabulary: Vocabulary, final: NDArray[np.int32], workers: int
) -> EncodedCorpus:
    ids, starts = ledger.renumber(final, workers)
    return EncodedCorpus(vocabulary, ids, starts, ledger.tokens, ledger.sentences, sources)


class _Splitter:
    """Splits chunks on any thread, with dictionaries that begin with the first words of the text.

    Most words of a chunk are among these. Their place in the dictionary is their provisional id, so Python
    need not look them up.
    """

    def __init__(self, errors: EncodingErrors) -> None:
        self._errors = errors
        self._common = dictionary([""])

    def split(self, chunk: Chunk) -> Split:
        """Split a chunk; threads may do so while ``learn`` is called."""
        try:
            return split(chunk.data, self._common, self._errors)
        except UnicodeDecodeError as error:
            line = chunk.line + error.object.count(b"\n", 0, error.start)
            raise TextEncodingError(chunk.source, line, error.object[error.start]) from None

    def learn(self, words: Iterable[str]) -> None:
        """Take more words in, as long as there are few; ``words`` begins with those already taken."""
        if len(self._common) < _COMMON_WORDS:
            self._common = dictionary(islice(words, _COMMON_WORDS))
