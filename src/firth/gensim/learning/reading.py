"""What gensim's programs train on, read once by Firth's encoder: token lists, files of sentences, lists of ids."""

import logging
import os
from collections.abc import Iterable, Sequence
from itertools import chain
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.config import usable_cores
from firth.errors import quoted
from firth.gensim.learning.corpora import LineSentence, PathLineSentences
from firth.gensim.missing import told_if_missing

if TYPE_CHECKING:
    from firth.corpus.encoded_corpus import EncodedCorpus

__all__ = ["Scan", "check_corpus", "scanned"]

logger = logging.getLogger(__name__)


class Scan(NamedTuple):
    """A corpus that was read once, with all of its words.

    Attributes:
        corpus: the text as ids, with every word; None: there was none.
        keys: its words as the program has them, by id: strings, or whole numbers.
        examples: sentences.
    """

    corpus: "EncodedCorpus | None"
    keys: Sequence[Any] = ()
    examples: int = 0

    @property
    def words(self) -> int:
        """Tokens, of which none was dropped."""
        return 0 if self.corpus is None else self.corpus.tokens_read

    @property
    def counts(self) -> dict[Any, int]:
        """How often each key occurs, the most frequent first."""
        if self.corpus is None:
            return {}
        return dict(zip(self.keys, self.corpus.vocabulary.counts.tolist(), strict=True))

    def in_order_of_appearance(self) -> dict[Any, int]:
        """The same, in the order in which the words occur first."""
        if self.corpus is None:
            return {}
        first = np.empty(len(self.keys), np.int64)
        first[self.corpus.ids[::-1]] = np.arange(self.corpus.ids.size)[::-1]  # of equal places the last one stays
        counts = self.corpus.vocabulary.counts
        return {self.keys[row]: int(counts[row]) for row in np.argsort(first).tolist()}

    def sentences(self) -> Iterable[NDArray[np.int32]]:
        """The ids of each sentence that has words."""
        return () if self.corpus is None else np.split(self.corpus.ids, self.corpus.starts[1:-1])


def check_corpus(corpus_iterable: object, corpus_file: object) -> None:
    """Refuse what is no corpus, as gensim does.

    Raises:
        TypeError: there is none, there are two, or one is of the wrong type.
    """
    if corpus_file is None and corpus_iterable is None:
        raise TypeError("Either one of corpus_file or corpus_iterable value must be provided")
    if corpus_file is not None and corpus_iterable is not None:
        raise TypeError("Both corpus_file and corpus_iterable must not be provided at the same time")
    if corpus_file is not None and not (isinstance(corpus_file, str | os.PathLike) and Path(corpus_file).is_file()):
        raise TypeError(f"Parameter corpus_file must be a valid path to a file, got {quoted(corpus_file)} instead")
    if corpus_iterable is not None and not isinstance(corpus_iterable, Iterable):
        raise TypeError(f"The corpus_iterable must be an iterable of lists of words, got {quoted(corpus_iterable)}")


def scanned(corpus_iterable: Any, corpus_file: Any, workers: int) -> Scan:
    """Read a corpus, with all of its words.

    Args:
        corpus_iterable: lists of words or of whole numbers; strings, which are taken as lists of letters.
        corpus_file: the name of a file instead, one sentence a line.
        workers: threads, at most.

    Raises:
        TypeError: a sentence is no list.
        CorpusError: a word is empty, or something else than a word.
        SourceError: a file cannot be read.
        TextEncodingError: it is not UTF-8.
    """
    from firth.config import ReadConfig  # noqa: PLC0415 - the encoder brings the compiler; only a training needs it
    from firth.corpus.build.encode import encode_files, encode_sentences  # noqa: PLC0415 - the same
    from firth.corpus.encoded_corpus import EncodedCorpus  # noqa: PLC0415 - the same

    threads = max(1, min(workers, usable_cores()))
    files = _whole_files(corpus_iterable) if corpus_file is None else [corpus_file]
    if files is not None:
        for file in files:
            with told_if_missing(file):
                Path(file).stat()
        if all(not Path(file).stat().st_size for file in files):
            return Scan(None)
        corpus = encode_files(files, reading=ReadConfig(), min_count=1, workers=threads)
        return Scan(corpus, corpus.vocabulary.words, corpus.sentences_read)
    first, sentences = _peeked(corpus_iterable)
    if first is None:
        return Scan(None)
    if _is_id(first):
        corpus = EncodedCorpus.from_ids(sentences if isinstance(sentences, np.ndarray) else list(sentences))
        keys: Sequence[Any] = tuple(map(int, corpus.vocabulary.words))
    else:
        corpus = encode_sentences(_lists(first, sentences), min_count=1, workers=threads)
        keys = corpus.vocabulary.words
    return Scan(corpus, keys, len(sentences) if isinstance(sentences, Sequence) else corpus.sentences_read)


def _whole_files(sentences: object) -> list[str] | None:
    return sentences.whole_files() if type(sentences) in {LineSentence, PathLineSentences} else None  # type: ignore[attr-defined]


def _peeked(sentences: Any) -> tuple[Any, Any]:
    """The first sentence that has words, or None, and all sentences."""
    iterator = iter(sentences)
    passed: list[Any] = []
    for sentence in iterator:
        if not hasattr(sentence, "__len__"):
            raise TypeError(f"each sentence must be a list of words, got {type(sentence).__name__} {quoted(sentence)}")
        passed.append(sentence)
        if len(sentence):
            return sentence, chain(passed, iterator) if iterator is sentences else sentences
    return None, sentences


def _is_id(sentence: Any) -> bool:
    first = next(iter(sentence))
    return isinstance(first, Integral) and not isinstance(first, bool)


def _lists(first: object, sentences: Any) -> Any:
    if not isinstance(first, str):
        return sentences
    logger.warning(
        "Each 'sentences' item should be a list of words (usually unicode strings). "
        "First item here is instead plain %s: its letters are taken as words.",
        type(first),
    )
    return map(list, sentences)
