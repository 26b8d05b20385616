"""gensim's `Phrases`: words that follow each other more often than by chance are joined."""

import itertools
import logging
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from firth.errors import ArgumentError
from firth.gensim.phrasing.files import Filed
from firth.gensim.phrasing.joining import Joining
from firth.gensim.phrasing.scoring import NEGATIVE_INFINITY, npmi_scorer, original_scorer, scorer_of

__all__ = [
    "ENGLISH_CONNECTOR_WORDS",
    "NEGATIVE_INFINITY",
    "FrozenPhrases",
    "Phraser",
    "Phrases",
    "npmi_scorer",
    "original_scorer",
]

logger = logging.getLogger(__name__)

ENGLISH_CONNECTOR_WORDS = frozenset(
    ["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "without"]
)

_PhrasesTransformation = Joining  # the name of the base in gensim, of which programs derive their own


class Phrases(Filed):
    """Counts of words and of pairs of words, from which phrases follow.

    Args:
        sentences: lists of words, or None to count later.
        min_count: what is taken off the count of a pair, and with "npmi" the count that it needs.
        threshold: the score above which a pair is a phrase.
        max_vocab_size: words and pairs to keep; the rarest are forgotten beyond.
        delimiter: between the words of a phrase.
        progress_per: sentences after which the log says how far it is.
        scoring: "default", "npmi", or a function that takes ``worda_count``, ``wordb_count``, ``bigram_count``,
            ``len_vocab``, ``min_count`` and ``corpus_word_count``.
        connector_words: words that a phrase may have inside, such as `ENGLISH_CONNECTOR_WORDS`.

    Attributes:
        vocab: how often each word, and each pair joined by `delimiter`, was there.
        corpus_word_count: words in all.

    Raises:
        ArgumentError: a value makes no sense.

    Example:
        >>> from firth.gensim.models.phrases import Phrases
        >>> phrases = Phrases([["new", "york"], ["new", "york", "city"], ["old", "city"]], min_count=1, threshold=1)
        >>> phrases[["in", "new", "york"]]
        ['in', 'new_york']
    """

    _holds = "vocab"

    def __init__(
        self,
        sentences: Iterable[Iterable[str]] | None = None,
        min_count: float = 5,
        threshold: float = 10.0,
        max_vocab_size: int = 40_000_000,
        delimiter: str = "_",
        progress_per: int = 10_000,
        scoring: Any = "default",
        connector_words: Iterable[str] = frozenset(),
    ) -> None:
        super().__init__(connector_words)
        if min_count <= 0:
            raise ArgumentError("min_count", min_count, "min_count should be at least 1")
        if threshold <= 0 and scoring == "default":
            raise ArgumentError("threshold", threshold, "threshold should be positive for default scoring")
        if scoring == "npmi" and not -1 <= threshold <= 1:
            raise ArgumentError("threshold", threshold, "threshold should be between -1 and 1 for npmi scoring")
        self.scoring = scorer_of(scoring)
        self.min_count = min_count
        self.threshold = threshold
        self.max_vocab_size = max_vocab_size
        self.delimiter = delimiter
        self.progress_per = progress_per
        self.min_reduce = 1
        self.corpus_word_count = 0
        self.vocab: dict[str, int] = {}
        if sentences is not None:
            self.add_vocab(sentences)

    def __str__(self) -> str:
        return (
            f"{type(self).__name__}<{len(self.vocab)} vocab, min_count={self.min_count}, threshold={self.threshold}, "
            f"max_vocab_size={self.max_vocab_size}>"
        )

    def add_vocab(self, sentences: Iterable[Iterable[str]]) -> None:
        """Count the words and pairs of more sentences."""
        counts, words, least = self._counted(sentences)
        self.corpus_word_count += words
        if not self.vocab:
            self.vocab = dict(counts)
            return
        self.min_reduce = max(self.min_reduce, least)
        for token, count in counts.items():
            self.vocab[token] = self.vocab.get(token, 0) + count
        if len(self.vocab) > self.max_vocab_size:
            _forget(self.vocab, self.min_reduce)
            self.min_reduce += 1

    def _counted(self, sentences: Iterable[Iterable[str]]) -> tuple[Counter[str], int, int]:
        """The counts of words and pairs, the number of words, and the count below which some were forgotten."""
        counts: Counter[str] = Counter()
        words, least = 0, 1
        for number, sentence in enumerate(sentences):
            if number % self.progress_per == 0:
                logger.info("PROGRESS: at sentence #%i, %i words and %i word types", number, words, len(counts))
            if number == 0 and isinstance(sentence, str):
                warnings.warn(
                    "Each 'sentences' item should be a list of words, not a string: its characters are counted.",
                    UserWarning,
                    stacklevel=4,
                )
            listed = list(sentence)
            words += len(listed)
            if self.connector_words:
                counts.update(self._tokens(listed))
            else:
                counts.update(listed)
                counts.update(map(self.delimiter.join, itertools.pairwise(listed)))
            if len(counts) > self.max_vocab_size:
                _forget(counts, least)
                least += 1
        return counts, words, least

    def _tokens(self, sentence: list[str]) -> Iterator[str]:
        """The words of a sentence that are no connectors, and each two of them with what is between."""
        begun: list[str] = []
        for word in sentence:
            if word not in self.connector_words:
                yield word
                if begun:
                    yield self.delimiter.join((*begun, word))
                begun = [word]
            elif begun:
                begun.append(word)

    def score_candidate(self, word_a: str, word_b: str, in_between: list[str]) -> tuple[str | None, float | None]:
        """The phrase of two words and the connectors between them, and its score; (None, None) if it is none."""
        first, second = self.vocab.get(word_a, 0), self.vocab.get(word_b, 0)
        phrase = self.delimiter.join([word_a, *in_between, word_b])
        both = self.vocab.get(phrase, 0)
        if first <= 0 or second <= 0 or both <= 0:
            return None, None
        score = self.scoring(
            worda_count=first,
            wordb_count=second,
            bigram_count=both,
            len_vocab=len(self.vocab),
            min_count=self.min_count,
            corpus_word_count=self.corpus_word_count,
        )
        return (phrase, score) if score > self.threshold else (None, None)

    def export_phrases(self) -> dict[str, float]:
        """All phrases with their scores."""
        parted = (token.split(self.delimiter) for token in self.vocab)
        scored = (self.score_candidate(words[0], words[-1], words[1:-1]) for words in parted if len(words) > 1)
        return {phrase: score for phrase, score in scored if phrase is not None and score is not None}

    def freeze(self) -> "FrozenPhrases":
        """The phrases alone, without the counts."""
        return FrozenPhrases(self)


class FrozenPhrases(Filed):
    """The phrases of `Phrases` with their scores, to join sentences by.

    Args:
        phrases_model: the phrases with their counts.

    Attributes:
        phrasegrams: the score of each phrase.

    Example:
        >>> from firth.gensim.models.phrases import Phrases
        >>> phrases = Phrases([["new", "york"], ["new", "york", "city"], ["old", "city"]], min_count=1, threshold=1)
        >>> phrases.freeze()[["in", "new", "york"]]
        ['in', 'new_york']
    """

    _holds = "phrasegrams"

    def __init__(self, phrases_model: Phrases) -> None:
        super().__init__(phrases_model.connector_words)
        self.threshold = phrases_model.threshold
        self.min_count = phrases_model.min_count
        self.delimiter = phrases_model.delimiter
        self.scoring = phrases_model.scoring
        self.phrasegrams = phrases_model.export_phrases()

    def __str__(self) -> str:
        return (
            f"{type(self).__name__}<{len(self.phrasegrams)} phrases, min_count={self.min_count}, "
            f"threshold={self.threshold}>"
        )

    def score_candidate(self, word_a: str, word_b: str, in_between: list[str]) -> tuple[str | None, float | None]:
        """The phrase of two words and the connectors between them, and its score; (None, None) if it is none."""
        phrase = self.delimiter.join([word_a, *in_between, word_b])
        score = self.phrasegrams.get(phrase, NEGATIVE_INFINITY)
        return (phrase, score) if score > self.threshold else (None, None)


Phraser = FrozenPhrases


def _forget(counts: dict[str, int], least: int) -> None:
    """Leave out what is rarer."""
    for token in [token for token, count in counts.items() if count < least]:
        del counts[token]
