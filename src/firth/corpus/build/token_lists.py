"""Sentences that come from Python as token lists: checked, and gathered into batches.

The checks exist for what people do by mistake: a string where a list of tokens is meant would train on
letters, and a generator that was used before gives nothing at all.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from numbers import Integral, Real
from typing import NamedTuple

import numpy as np

from firth.corpus.build.string_table import Strings, from_words
from firth.errors import CorpusError, quoted
from firth.text.documents import is_missing

__all__ = ["Batch", "strings_of", "token_batches", "unwritable"]


_IDS = "Ids are whole numbers throughout: firth.encode and EncodedCorpus.from_ids take them; or make strings of them."


class Batch(NamedTuple):
    """Some sentences, one after another.

    Attributes:
        text: their tokens, each but the last followed by a newline.
        lengths: how many tokens each sentence has.
        sentences: the lists as they were given.
        first: the number of the first sentence, counted from 1.
    """

    text: str
    lengths: list[int]
    sentences: list[Sequence[str]]
    first: int


def token_batches(sentences: Iterable[Sequence[str]], size: int) -> Iterator[Batch]:
    """Gather whole sentences into batches of at least ``size`` tokens; the last may have fewer.

    Raises:
        CorpusError: a string where a token list is meant, a token that is not a string, or nothing at all.
    """
    if isinstance(sentences, str | bytes) or not isinstance(sentences, Iterable):
        raise CorpusError(_not_a_list("the corpus", sentences))
    every, number, tokens = iter(sentences), 0, 0
    gathered: list[Sequence[str]] = []
    for number, sentence in enumerate(every, 1):
        if type(sentence) is not list:
            sentence = _listed(sentence, number)  # noqa: PLW2901 - the same, as a list
        gathered.append(sentence)
        tokens += len(sentence)
        if tokens >= size:
            yield _batch(gathered, number)
            gathered, tokens = [], 0
    if not number:
        raise CorpusError(
            "the iterable gave no sentences. A generator that was consumed before looks like this: make a new one, or "
            "keep the sentences in a list."
        )
    yield _batch(gathered, number)


def strings_of(batch: Batch) -> Strings:
    """The n tokens of a batch as arrays.

    Raises:
        CorpusError: one is empty.
    """
    strings = from_words(list(chain.from_iterable(batch.sentences)))
    if not strings.lengths.all():
        ends = np.cumsum(batch.lengths)
        place = int(np.argmin(strings.lengths))
        sentence = int(np.searchsorted(ends, place, side="right"))
        raise _not_a_token("", batch.first + sentence, place - int(ends[sentence]) + batch.lengths[sentence])
    return strings


def _batch(sentences: list[Sequence[str]], last: int) -> Batch:
    first = last - len(sentences) + 1
    try:
        # each sentence by itself, and not all tokens at once: joining takes most of the time there is
        text = "\n".join(["\n".join(sentence) for sentence in sentences if sentence])
    except TypeError:
        number, place, token = next(
            (number, place, token)
            for number, sentence in enumerate(sentences, first)
            for place, token in enumerate(sentence)
            if not isinstance(token, str)
        )
        raise _not_a_token(token, number, place) from None
    return Batch(text, list(map(len, sentences)), sentences, first)


def _listed(sentence: object, number: int) -> list[str]:
    if is_missing(sentence):
        return []
    if isinstance(sentence, set | frozenset):
        raise CorpusError(
            f"sentence {number:,} is a {type(sentence).__name__}, whose order changes from run to run, and the vectors "
            "with it. Give a list, such as sorted(...) makes."
        )
    if isinstance(sentence, str | bytes) or not isinstance(sentence, Iterable):
        raise CorpusError(_not_a_list(f"sentence {number:,}", sentence))
    if isinstance(sentence, tuple) and hasattr(sentence, "_fields") and isinstance(next(iter(sentence), None), list):
        name = type(sentence).__name__
        raise CorpusError(
            f"sentence {number:,} is a {name}, whose {sentence._fields[0]} are a list. Give that list alone: "
            f"[each.{sentence._fields[0]} for each in sentences]."
        )
    return list(sentence)


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
    remedy = "Split text into tokens (text.split()), or pass the path of a file with files=[...]."
    if isinstance(received, Integral):
        remedy = _IDS
    return f"{what} is the {type(received).__name__} {quoted(received)} where lists of tokens are meant. {remedy}"


def _not_a_token(token: object, sentence: int, place: int) -> CorpusError:
    where = f"token {place + 1:,} of sentence {sentence:,}"
    if isinstance(token, str):
        return CorpusError(
            f"{where} is an empty string. Leave such tokens out: text.split() makes none, text.split(' ') may."
        )
    return CorpusError(
        f"{where} is {quoted(token)} ({type(token).__name__}) where a string is meant. {_remedy_for(token)}"
    )


def _remedy_for(token: object) -> str:
    """What to do about a token that is not a string."""
    return next(remedy for holds, remedy in _REMEDIES if holds(token))


def _is_pair(token: object) -> bool:
    return isinstance(token, tuple) and len(token) > 1 and not any(isinstance(part, list | tuple) for part in token)


_REMEDIES: tuple[tuple[Callable[[object], bool], str], ...] = (
    (is_missing, "Leave missing words out."),
    (lambda token: isinstance(token, Integral), _IDS),
    (
        lambda token: isinstance(token, Real),
        "Ids are whole numbers; leave missing ones out. firth.WordVectors(words, matrix) takes vectors.",
    ),
    (lambda token: isinstance(token, bytes), "Convert it with bytes.decode()."),
    (_is_pair, "Of pairs such as (word, tag) take the words: [[pair[0] for pair in sentence] for sentence in text]."),
    (
        lambda token: isinstance(token, Iterable),
        "The lists are nested once too deep. Give the sentences alone: [words for part in text for words in part].",
    ),
    (lambda _: True, "Convert it with str(), or leave it out."),
)
