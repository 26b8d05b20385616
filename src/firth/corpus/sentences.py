"""Sentences that come from Python as token lists: checked, and gathered into batches.

The checks exist for what people do by mistake: a string where a list of tokens is meant would train on
letters, and a generator that was used before gives nothing at all.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.corpus.entries import Strings, from_words
from firth.errors import CorpusError, quoted

__all__ = ["Batch", "strings_of", "token_batches", "unwritable"]


class Batch(NamedTuple):
    """Some sentences on end.

    Attributes:
        tokens: their n tokens.
        breaks: int64, for each sentence the number of the batch's tokens up to its end.
        first: the number of the first sentence, counted from 1.
    """

    tokens: list[str]
    breaks: NDArray[np.int64]
    first: int


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
            yield Batch(tokens, np.array(ends, dtype=np.int64), first)
            tokens, ends, first = [], [], number + 1
    if not number:
        raise CorpusError(
            "the iterable gave no sentences. A generator that was consumed before looks like this: make it "
            "anew, or keep the sentences in a list."
        )
    yield Batch(tokens, np.array(ends, dtype=np.int64), first)


def strings_of(batch: Batch) -> Strings:
    """The tokens of a batch as arrays.

    Raises:
        CorpusError: one is not a string, or is empty.
    """
    try:
        strings = from_words(batch.tokens)
        bad = int(np.argmin(strings.lengths)) if len(batch.tokens) and not strings.lengths.all() else None
    except TypeError:
        bad = next(place for place, token in enumerate(batch.tokens) if not isinstance(token, str))
    if bad is not None:
        raise CorpusError(_not_a_token(batch, bad))
    return strings


def unwritable(error: UnicodeDecodeError) -> CorpusError:
    """The error for a word of half a surrogate pair, as text read with errors="surrogateescape" has them.

    Args:
        error: how it was found.
    """
    word = error.object.decode(errors="surrogatepass")
    return CorpusError(
        f"the word {quoted(word)} cannot be written as UTF-8. Read the text with errors='replace', or leave such words "
        "out."
    )


def _not_a_list(what: str, received: object) -> str:
    return (
        f"{what} is the {type(received).__name__} {quoted(received)} where lists of tokens are meant. Split text "
        f"into tokens (text.split()), or pass the path of a file with files=[...]."
    )


def _not_a_token(batch: Batch, place: int) -> str:
    token = batch.tokens[place]
    sentence = int(np.searchsorted(batch.breaks, place, side="right"))
    position = place - (int(batch.breaks[sentence - 1]) if sentence else 0) + 1
    where = f"token {position:,} of sentence {batch.first + sentence:,}"
    if token == "":
        return f"{where} is an empty string. Leave such tokens out: text.split() makes none, text.split(' ') may."
    kind = type(token).__name__
    return f"{where} is {quoted(token)} ({kind}) where a string is meant. Convert it with str(), or leave it out."
