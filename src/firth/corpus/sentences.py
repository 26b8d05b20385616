"""Sentences that come from Python as token lists: checked, and gathered into batches.

The checks exist for what people do by mistake: a string where a list of tokens is meant would train on
letters, and a generator that was used before gives nothing at all.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.errors import CorpusError, quoted

__all__ = ["Batch", "check_encodable", "token_batches"]


class Batch(NamedTuple):
    """Some sentences on end.

    Attributes:
        tokens: their n tokens.
        breaks: int64, for each sentence the number of the batch's tokens up to its end.
    """

    tokens: list[str]
    breaks: NDArray[np.int64]


def token_batches(sentences: Iterable[Sequence[str]], size: int) -> Iterator[Batch]:
    """Gather whole sentences into batches of at least ``size`` tokens; the last may have fewer.

    Raises:
        CorpusError: a string where a token list is meant, a token that is not a string or is empty, or
            nothing at all.
    """
    if isinstance(sentences, str | bytes) or not isinstance(sentences, Iterable):
        raise CorpusError(_not_a_list("the corpus", sentences))
    number, first = 0, 1
    tokens: list[str] = []
    ends: list[int] = []
    for number, sentence in enumerate(sentences, 1):
        if isinstance(sentence, str | bytes) or not isinstance(sentence, Iterable):
            raise CorpusError(_not_a_list(f"sentence {number:,}", sentence))
        tokens.extend(sentence)
        ends.append(len(tokens))
        if len(tokens) >= size:
            yield _checked(tokens, ends, first)
            tokens, ends, first = [], [], number + 1
    if not number:
        raise CorpusError(
            "the iterable gave no sentences. A generator that was consumed before looks like this: make it "
            "anew, or keep the sentences in a list."
        )
    yield _checked(tokens, ends, first)


def check_encodable(words: Sequence[str]) -> None:
    """Find out before training which word could not be saved.

    Raises:
        CorpusError: a word holds half of a surrogate pair, as text read with errors="surrogateescape" does.
    """
    for word in words:
        try:
            word.encode()
        except UnicodeEncodeError as error:
            raise CorpusError(
                f"the word {quoted(word)} cannot be written as UTF-8. Read the text with errors='replace', or leave "
                f"such words out."
            ) from error


def _checked(tokens: list[str], ends: list[int], first: int) -> Batch:
    """A batch of plain strings, none of them empty; ``first`` is the number of its first sentence."""
    if set(map(type, tokens)) - {str} or "" in tokens:
        for place, token in enumerate(tokens):
            if not isinstance(token, str) or not token:
                raise CorpusError(_not_a_token(token, place, ends, first))
        tokens = list(map(str, tokens))  # subclasses, such as NumPy's strings
    return Batch(tokens, np.array(ends, dtype=np.int64))


def _not_a_list(what: str, received: object) -> str:
    return (
        f"{what} is the {type(received).__name__} {quoted(received)} where lists of tokens are meant. Split text "
        f"into tokens (text.split()), or pass the path of a file with files=[...]."
    )


def _not_a_token(token: object, place: int, ends: list[int], first: int) -> str:
    sentence = int(np.searchsorted(ends, place, side="right"))
    position = place - (ends[sentence - 1] if sentence else 0) + 1
    where = f"token {position:,} of sentence {first + sentence:,}"
    if token == "":
        return f"{where} is an empty string. Leave such tokens out: text.split() makes none, text.split(' ') may."
    kind = type(token).__name__
    return f"{where} is {quoted(token)} ({kind}) where a string is meant. Convert it with str(), or leave it out."
