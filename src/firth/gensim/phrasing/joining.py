"""Sentences with their phrases joined, from left to right: what `Phrases` and `FrozenPhrases` have in common."""

import itertools
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from typing import Any

__all__ = ["Joining"]


class Joining:
    """The part of both that joins the words of sentences.

    Attributes:
        connector_words: words that a phrase may have inside, but not at its ends.
    """

    def __init__(self, connector_words: Iterable[str]) -> None:
        self.connector_words = frozenset(connector_words)

    @abstractmethod
    def score_candidate(self, word_a: str, word_b: str, in_between: list[str]) -> tuple[str | None, float | None]:
        """The phrase of two words and the connectors between them, and its score; (None, None) if it is none."""

    def analyze_sentence(self, sentence: Iterable[str]) -> Iterator[tuple[str, float | None]]:
        """The words and phrases of a sentence: (phrase, score) or (word, None)."""
        connectors, scored = self.connector_words, self.score_candidate
        begun: str | None = None
        between: list[str] = []  # the connectors after it
        for word in sentence:
            if word in connectors:
                if begun is None:
                    yield word, None
                else:
                    between.append(word)
                continue
            if begun is not None:
                phrase, score = scored(begun, word, between)
                if phrase is not None and score is not None:
                    yield phrase, score
                    begun, between = None, []
                    continue
                yield begun, None
                for each in between:
                    yield each, None
            begun, between = word, []
        if begun is not None:
            yield begun, None
            for each in between:
                yield each, None

    def __getitem__(self, sentence: Any) -> Any:
        """A sentence with its phrases joined; of several sentences an iterable of them, made as it is read."""
        is_sentence, sentence = _is_sentence(sentence)
        return [word for word, _ in self.analyze_sentence(sentence)] if is_sentence else _Joined(self, sentence)

    def find_phrases(self, sentences: Iterable[Iterable[str]]) -> dict[str, float]:
        """The phrases that occur in sentences, with their scores."""
        found = (pair for sentence in sentences for pair in self.analyze_sentence(sentence))
        return {phrase: score for phrase, score in found if score is not None}


class _Joined:
    """Sentences with their phrases joined, as often as the sentences can be read."""

    def __init__(self, phrases: Joining, sentences: Iterable[Iterable[str]]) -> None:
        self._phrases = phrases
        self._sentences = sentences

    def __len__(self) -> int:
        return len(self._sentences)  # type: ignore[arg-type] # of those that have a length

    def __iter__(self) -> Iterator[list[str]]:
        return ([word for word, _ in self._phrases.analyze_sentence(each)] for each in self._sentences)


def _is_sentence(given: Any) -> tuple[bool, Any]:
    """Whether this is one sentence, and what can be read in its place. One without words is a sentence."""
    iterator = iter(given)
    try:
        first = next(iterator)
    except StopIteration:
        return True, given
    again = itertools.chain([first], iterator) if iterator is given else given
    return isinstance(first, str), again
