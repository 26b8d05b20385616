"""Questions of the page, as JSON objects, and their answers, exact over all words of a model.

| question | asked with | answer |
| --- | --- | --- |
| neighbours | add, subtract: words; limit; view | neighbours: word, cosine, count, row, with runs their share |
| odd | words; view | odd: the word; cosines of each with the mean of all |
| axis | from, to: words; limit; view | scores of the map's words; low and high: words with scores |
| contexts | word; limit | contexts: words expected next to it, with inner products |
| complete | prefix; limit | words: word, count |
| rows | words; view | rows: the numbers of each |
| path | word | code: its Huffman code among all words, as 0s and 1s; null without counts |

Each names a model by its number. Where words are not known, ``unknown`` lists them, and ``close`` has those that are
spelt like them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeAlias

import numpy as np

from firth.errors import ArgumentError, UnknownWordError
from firth.explorer.counted import codes_of_words
from firth.explorer.payload import VIEWS, Explored, base64_of, views_of
from firth.search import Directions, cosine, unit_rows
from firth.vectors.word_vectors import WordVectors

__all__ = ["Answering"]

Question: TypeAlias = Mapping[str, Any]
Answer: TypeAlias = dict[str, Any]

MOST_ANSWERS = 1_000
MOST_WORDS = 100


class Answering:
    """Models that are asked.

    Args:
        models: as their numbers are in questions.
    """

    def __init__(self, models: Sequence[Explored]) -> None:
        self._models = models
        self._views: dict[tuple[int, str], WordVectors] = {}
        self._directions: dict[tuple[int, str], Directions] = {}
        self._folded: dict[int, list[str]] = {}
        self._answers: dict[str, Callable[[int, Question], Answer]] = {
            "neighbours": self._neighbours,
            "odd": self._odd,
            "axis": self._axis,
            "contexts": self._contexts,
            "complete": self._complete,
            "rows": self._rows,
            "path": self._path,
        }

    def __call__(self, question: object) -> Answer:
        """Answer a question.

        Args:
            question: what the page sent.

        Raises:
            FirthError: it makes no sense, or the model has no answer to it.
        """
        if not isinstance(question, Mapping):
            raise ArgumentError("question", question, "must be a JSON object")
        answer = self._answers.get(_text(question, "question"))
        if answer is None:
            raise ArgumentError("question", question["question"], f"must be one of {', '.join(self._answers)}")
        model = _number(question, "model", 0, 0, len(self._models) - 1)
        close = dict(_close_to_missing(self._models[model].vectors, _asked(question)))
        if close:
            return {"neighbours": [], "unknown": list(close), "close": close}
        return answer(model, question)

    def _neighbours(self, model: int, question: Question) -> Answer:
        plus, minus = _words(question, "add"), _words(question, "subtract")
        vectors, limit = self._view(model, question), _number(question, "limit", 10, 1, MOST_ANSWERS)
        runs = self._models[model].runs
        shares = {}
        if runs is not None and vectors is runs.model:
            shares = {each.word: each.share for each in runs.most_similar(plus, negative=minus, topn=limit)}
        found = vectors.most_similar(plus, negative=minus, topn=limit)
        rows = [vectors.index(word) for word, _ in found]
        return {
            "neighbours": [
                {"word": word, "cosine": score, "count": _count(vectors, row), "row": row}
                | ({"runs": shares[word]} if word in shares else {})
                for (word, score), row in zip(found, rows, strict=True)
            ],
            "unknown": [],
        }

    def _odd(self, model: int, question: Question) -> Answer:
        words, vectors = _words(question, "words"), self._view(model, question)
        odd = vectors.doesnt_match(words)
        rows = vectors.rows(words)
        mean = unit_rows(rows).mean(axis=0)
        return {"odd": odd, "cosines": [cosine(row, mean) for row in rows], "unknown": []}

    def _axis(self, model: int, question: Question) -> Answer:
        """Cosines with the difference of two words' directions.

        Source: An, Kwak and Ahn 2018 (SemAxis), section 3, where each pole is the mean of several words' vectors.
        """
        poles = [_text(question, "from"), _text(question, "to")]
        vectors, limit = self._view(model, question), _number(question, "limit", 10, 1, MOST_ANSWERS)
        low, high = unit_rows(vectors.rows(poles))
        if np.allclose(low, high):
            raise ArgumentError("to", poles[1], "must have another direction than the word that the axis comes from")
        view = model, _text(question, "view", "input")
        directions = self._directions.setdefault(view, Directions(vectors.vectors))
        scores = directions.cosines(unit_rows((high - low)[None]), slice(0, len(vectors)))[0].clip(-1, 1)
        order = np.argsort(scores, kind="stable")
        ends = {"low": order[:limit], "high": order[: -limit - 1 : -1]}
        return {
            "scores": base64_of(scores[self._models[model].map.rows], "<f4"),
            **{
                end: [{"word": vectors.words[row], "score": float(scores[row])} for row in rows.tolist()]
                for end, rows in ends.items()
            },
            "unknown": [],
        }

    def _contexts(self, model: int, question: Question) -> Answer:
        vectors, limit = self._models[model].vectors, _number(question, "limit", 10, 1, MOST_ANSWERS)
        found = vectors.typical_contexts(_text(question, "word"), topn=limit)
        return {"contexts": [{"word": word, "score": score} for word, score in found], "unknown": []}

    def _complete(self, model: int, question: Question) -> Answer:
        """Words that begin with some letters, of either case, the commonest first."""
        vectors, prefix = self._models[model].vectors, _text(question, "prefix").casefold()
        if model not in self._folded:
            self._folded[model] = [word.casefold() for word in vectors.words]
        rows = (row for row, word in enumerate(self._folded[model]) if word.startswith(prefix))
        some = islice(rows, _number(question, "limit", 10, 1, MOST_ANSWERS))
        return {"words": [{"word": vectors.words[row], "count": _count(vectors, row)} for row in some]}

    def _rows(self, model: int, question: Question) -> Answer:
        return {"rows": self._view(model, question).rows(_words(question, "words")).tolist(), "unknown": []}

    def _path(self, model: int, question: Question) -> Answer:
        vectors = self._models[model].vectors
        codes = codes_of_words(vectors, [vectors.index(_text(question, "word"))])
        return {"code": None if codes is None else codes[0], "unknown": []}

    def _view(self, model: int, question: Question) -> WordVectors:
        """The rows that are meant. They are made once, and their lengths measured once."""
        vectors = self._models[model].vectors
        name = _text(question, "view", "input")
        if name not in views_of(vectors):
            raise ArgumentError("view", name, f"must be one that the model has: {', '.join(views_of(vectors))}")
        if name == "input":
            return vectors
        if (model, name) not in self._views:
            self._views[model, name] = vectors.view(VIEWS[name])
        return self._views[model, name]


def _asked(question: Question) -> Iterator[str]:
    """The words of any question."""
    for name in ("add", "subtract", "words"):
        yield from _words(question, name)
    yield from (_text(question, name) for name in ("from", "to", "word") if name in question)


def _close_to_missing(vectors: WordVectors, words: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """The words that are not known, and what is spelt like them."""
    for word in words:
        try:
            vectors.index(word)
        except UnknownWordError as error:
            yield word, list(error.close)


def _count(vectors: WordVectors, row: int) -> int | None:
    return None if vectors.counts is None else int(vectors.counts[row])


def _text(question: Question, name: str, default: str | None = None) -> str:
    value = question.get(name, default)
    if not isinstance(value, str):
        raise ArgumentError(name, value, "must be a string")
    return value


def _words(question: Question, name: str) -> list[str]:
    value = question.get(name, [])
    if not isinstance(value, list) or len(value) > MOST_WORDS or not all(isinstance(word, str) for word in value):
        raise ArgumentError(name, value, f"must be a list of at most {MOST_WORDS} words")
    return value


def _number(question: Question, name: str, default: int, least: int, most: int) -> int:
    value = question.get(name, default)
    if type(value) is not int or not least <= value <= most:
        raise ArgumentError(name, value, f"must be a whole number from {least} to {most:,}")
    return value
