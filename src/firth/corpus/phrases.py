"""Phrases: words that are neighbours more often than by chance become one word.

Each pass counts all pairs of neighbours in the text that the pass before it has joined, and joins those whose
score is above the threshold, from left to right, as word2phrase.c does; so two passes find "new_york_times". No pair
reaches across the end of a sentence or the gap that a dropped word leaves. With connectors, such as "of", pairs may
have them between their words, "bank of america", and none begins or ends with one (as in gensim). Counts are exact:
where the pairs exceed the memory allowed, the first words are divided and the text is scanned once for each division.
"""

import re
from collections.abc import Collection, Iterator
from functools import partial, reduce
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.config import ReadConfig
from firth.corpus.connected_pairs import connected, join_connected
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.growing_array import GrowingArray
from firth.corpus.renumber import renumbered
from firth.corpus.unchecked import changed
from firth.corpus.vocabulary import select
from firth.kernels.arrays import Tokens, tokens_of
from firth.kernels.text.cooccurrence import reduce_pairs
from firth.kernels.text.phrase_pairs import (
    FIRST,
    NEIGHBOURS,
    SECOND,
    JoinedBlock,
    Joins,
    join_neighbours,
    list_neighbours,
)
from firth.normalizing import HAN

__all__ = ["JoinedText", "Phrase", "find_phrases", "join_phrases", "phrase_scores", "spelt_together"]

_BLOCK_TOKENS = 1 << 16
"""Tokens handled at a time: what stays within the caches."""

_BLOCK_PAIRS = 1 << 14

_ONE_EACH = np.array([0, 1])
"""What a pair counts at distance 0, which there is not, and at distance 1."""

_IS_HAN = re.compile(f"[{HAN}]").fullmatch


class Phrase(NamedTuple):
    """Words that were joined.

    Attributes:
        word: the phrase as the text now has it, such as "new_york".
        times: how often words were joined to it. It is rarer in the text if a later pass has joined it with others,
            and more frequent if the text had it before.
        score: the highest at which it was found.
        length: words of the text in it.
        found_in: the pass that found it, counted from 1.
    """

    word: str
    times: int
    score: float
    length: int
    found_in: int


class JoinedText(NamedTuple):
    """A text with its phrases joined, before words are dropped and numbered by frequency.

    Attributes:
        ids: int32[N], places in `words`; -1 for a gap. Read-only, mapped when large.
        starts: int64[S + 1], the bounds of the sentences. Read-only, mapped when large.
        words: the words and phrases, distinct.
        counts: int64[len(words)], their occurrences, 0 for a word that is left only in phrases.
        phrases: what was joined, best first.
        tokens_read: tokens of the text before any was joined.
    """

    ids: NDArray[np.int32]
    starts: NDArray[np.int64]
    words: list[str]
    counts: NDArray[np.int64]
    phrases: list[Phrase]
    tokens_read: int

    def __repr__(self) -> str:
        best = f", such as {self.phrases[0].word!r}" if self.phrases else ""
        return f"<JoinedText: {len(self.phrases):,} phrases{best}, in {self.tokens_read:,} tokens>"

    def sentences(self) -> Iterator[list[str]]:
        """The text, sentence by sentence, as lists of words and phrases. Gaps are left out."""
        for start, end in pairwise(self.starts.tolist()):
            yield [self.words[row] for row in self.ids[start:end].tolist() if row >= 0]


def join_phrases(
    corpus: EncodedCorpus, reading: ReadConfig, *, min_count: int, max_vocab: int | None, keep: Collection[str] = ()
) -> tuple[EncodedCorpus, list[Phrase]]:
    """Join phrases, and choose the vocabulary from words and phrases.

    Args:
        corpus: a text in whose ids -1 is a word that was dropped; its vocabulary has the counts of this text.
        reading: its settings of phrases, and `memory_limit`, are read.
        min_count: joinings that a phrase needs, and occurrences that a word or phrase needs afterwards to be kept.
        max_vocab: how many words and phrases to keep at most; None for all.
        keep: words that are kept however rare, if they are left at all.

    Returns:
        The text without gaps and with phrases in its vocabulary; and the phrases, best first, also those that are then
        too rare to be kept.

    Raises:
        CorpusError: no word is frequent enough.
        TargetError: the temporary folder is full or cannot be written.
    """
    text = find_phrases(corpus, reading, least=min_count)
    vocabulary, final = select(text.words, text.counts, min_count=min_count, max_vocab=max_vocab, keep=keep)
    ids, starts = renumbered(text.ids, text.starts, final)
    joined = changed(corpus, vocabulary=vocabulary, ids=ids, starts=starts, min_count=min_count, max_vocab=max_vocab)
    return joined, text.phrases


def find_phrases(corpus: EncodedCorpus, reading: ReadConfig, *, least: int) -> JoinedText:
    """Find phrases and join them, in as many passes as the settings say or until there are none.

    Args:
        corpus: as for `join_phrases`.
        reading: as for `join_phrases`.
        least: how often a pair has to occur to be joined.

    Raises:
        TargetError: the temporary folder is full or cannot be written.
    """
    reading = reading.resolved()
    lexicon = _Lexicon(corpus.vocabulary.words)
    counted = _Counted(tokens_of(corpus.ids, corpus.starts), corpus.vocabulary.counts, corpus.tokens_read)
    connectors = frozenset((reading.phrase_connectors or "").split())
    join = partial(_join_connected, connectors=connectors) if connectors else _join_neighbours
    found: dict[str, Phrase] = {}
    for number in range(1, reading.phrases + 1):
        text, joined = join(counted, lexicon, reading, least)
        counted = _recounted(text, counted, joined, len(lexicon.words))
        for parts, phrase, times, score in joined:
            new = Phrase(lexicon.words[phrase], times, score, sum(lexicon.lengths[part] for part in parts), number)
            old = found.get(new.word)
            found[new.word] = new if old is None else _again(old, new)
        if not joined:
            break
    best = sorted(found.values(), key=lambda phrase: (-phrase.score, -phrase.times, phrase.word))
    return JoinedText(*counted.text, lexicon.words, counted.counts, best, corpus.tokens_read)


def phrase_scores(
    times: NDArray[np.int64],
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    tokens: int,
    reading: ReadConfig,
) -> NDArray[np.float64]:
    """How much more often two words are neighbours than by chance.

    "word2phrase": (times - discount) x tokens / (first x second). Source: word2phrase.c; the paper (Mikolov et al.
    2013, eq. 6) lacks the factor of the number of tokens, so that its threshold depends on the length of the text.

    "npmi": ln(p(a b) / (p(a) p(b))) / -ln p(a b), where p is a count over the number of tokens. Source: Bouma 2009. It
    is 1 for words that are never apart (exactly: written as below, rounding cancels) and 0 for chance.

    Args:
        times: int64[K], how often the two are neighbours. Read.
        first: int64[K], how often the first one occurs. Read.
        second: int64[K], how often the second one does. Read.
        tokens: of the text, before any was dropped.
        reading: `phrase_score` and `phrase_discount` are read.

    Returns:
        float64[K].
    """
    reading = reading.resolved()
    if reading.phrase_score == "npmi":
        return (np.log(first / tokens) + np.log(second / tokens)) / np.log(times / tokens) - 1
    return (times - (reading.phrase_discount or 0)) / first / second * tokens


def spelt_together(first: str, second: str) -> str:
    """Two words as one: "new_york", but 国 and 家 are 国家, as they would be written."""
    link = "" if _IS_HAN(first[-1]) and _IS_HAN(second[0]) else "_"
    return first + link + second


def _again(old: Phrase, new: Phrase) -> Phrase:
    """A phrase that was found twice: from other words, such as a_b c and a b_c, or in a later pass."""
    return old._replace(times=old.times + new.times, score=max(old.score, new.score))


class _Counted(NamedTuple):
    """A text between two passes: its ids, the occurrences of each word int64[V], and all tokens."""

    text: Tokens
    counts: NDArray[np.int64]
    tokens: int


class _Join(NamedTuple):
    """Words that were joined in a pass: their ids, that of their phrase, how often, and their score."""

    parts: tuple[int, ...]
    phrase: int
    times: int
    score: float


def _join_neighbours(
    counted: _Counted, lexicon: "_Lexicon", reading: ReadConfig, least: int
) -> tuple[Tokens, list[_Join]]:
    """A pass in which words that are neighbours are joined: the text after it, and what was joined."""
    pairs, scores = _candidates(*counted, reading, least)
    parts: list[tuple[int, ...]] = list(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True))
    phrases = np.fromiter(map(lexicon.join, parts), np.int32, len(parts))
    text, times = _joined(counted.text, pairs, phrases, len(lexicon.words))
    return text, _done(parts, phrases, times, scores)


def _join_connected(
    counted: _Counted, lexicon: "_Lexicon", reading: ReadConfig, least: int, *, connectors: Collection[str]
) -> tuple[Tokens, list[_Join]]:
    """A pass in which words are joined that follow each other with connectors between them, or none."""
    text, counts, tokens = counted
    is_connector = np.fromiter((word in connectors for word in lexicon.words), bool, counts.size)
    found = connected(text, is_connector)
    endings = np.array([ending[-1] for ending in found.endings], np.int64)
    counts = np.concatenate((np.where(is_connector, 0, counts), counts[endings]))
    pairs, scores = _candidates(found.text, counts, tokens, reading, least)
    numbers = zip(pairs.first.tolist(), pairs.second.tolist(), strict=True)
    parts = [found.parts(first, second, is_connector.size) for first, second in numbers]
    phrases = np.fromiter(map(lexicon.join, parts), np.int32, len(parts))
    text, times = join_connected(text, found, (pairs.first, pairs.second), phrases)
    return text, _done(parts, phrases, times, scores)


def _done(
    parts: list[tuple[int, ...]], phrases: NDArray[np.int32], times: NDArray[np.int64], scores: NDArray[np.float64]
) -> list[_Join]:
    """What was joined of what could be."""
    joined = np.flatnonzero(times).tolist()
    return [_Join(parts[at], int(phrases[at]), int(times[at]), float(scores[at])) for at in joined]


def _recounted(text: Tokens, before: _Counted, joined: list[_Join], words: int) -> _Counted:
    """A text after a pass; `words` is the number of words and phrases."""
    counts = np.concatenate((before.counts, np.zeros(words - before.counts.size, np.int64)))
    for parts, phrase, times, _ in joined:
        np.subtract.at(counts, list(parts), times)
        counts[phrase] += times
    return _Counted(text, counts, before.tokens - sum(times * (len(parts) - 1) for parts, _, times, _ in joined))


class _Lexicon:
    """Words and phrases, numbered: a phrase that is spelt like a word is that word.

    Attributes:
        words: by id.
        lengths: of each, the number of words in it.
    """

    def __init__(self, words: Collection[str]) -> None:
        self.words = list(words)
        self.lengths = [1] * len(self.words)
        self._index = {word: number for number, word in enumerate(self.words)}

    def join(self, parts: tuple[int, ...]) -> int:
        """The id of the phrase of some words."""
        word = reduce(spelt_together, (self.words[part] for part in parts))
        number = self._index.setdefault(word, len(self.words))
        if number == len(self.words):
            self.words.append(word)
            self.lengths.append(sum(self.lengths[part] for part in parts))
        return number


class _Pairs(NamedTuple):
    """K distinct pairs of neighbours, ascending."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    times: NDArray[np.int64]


def _candidates(
    text: Tokens, counts: NDArray[np.int64], tokens: int, reading: ReadConfig, least: int
) -> tuple[_Pairs, NDArray[np.float64]]:
    """The pairs to join, and their scores."""
    threshold = reading.phrase_threshold
    assert threshold is not None, "it is resolved, and there are phrases"
    least = max(least, reading.phrase_discount or 0)
    eligible = counts >= least  # a pair is not more frequent than its words
    if reading.phrase_score == "word2phrase":
        # Its score is below tokens / (the count of its more frequent word); the factor is for rounding.
        eligible &= counts * threshold <= tokens * (1 + 1e-9)
    found = [(_Pairs(*(np.empty(0, np.int64),) * 3), np.empty(0))]
    for pairs in _frequent_pairs(text, np.where(eligible, counts, 0), least, reading.memory_limit // 2):
        scores = phrase_scores(pairs.times, counts[pairs.first], counts[pairs.second], tokens, reading)
        above = scores > threshold
        found.append((_Pairs(*(part[above] for part in pairs)), scores[above]))
    chosen, scores_of_parts = zip(*found, strict=True)
    return _Pairs(*map(np.concatenate, zip(*chosen, strict=True))), np.concatenate(scores_of_parts)


def _frequent_pairs(text: Tokens, counts: NDArray[np.int64], least: int, memory: int) -> Iterator[_Pairs]:
    """Count pairs of neighbours, ascending, those of at least so many occurrences.

    Args:
        text: may hold gaps.
        counts: int64[V], the occurrences of each word, 0 for one that is to be in no pair.
        least: occurrences of a pair.
        memory: bytes for the numbers of pairs.
    """
    room = max(memory // np.dtype(np.uint64).itemsize, 1)
    ends = np.cumsum(counts)  # pairs with one of the words up to here as their first are no more than these
    low, below = 0, 0
    while low < counts.size:
        high = max(int(np.searchsorted(ends, below + room, side="right")), low + 1)
        most = int(ends[high - 1]) - below
        roles = np.append(np.where(counts > 0, SECOND, 0), 0).astype(np.uint8)
        roles[low:high] |= np.where(counts[low:high] > 0, FIRST, 0).astype(np.uint8)
        if 0 < most <= room:
            yield from _by_sorting(text, roles, most, least)
        elif most:
            yield _by_second_word(text, roles, low, least)
        low, below = high, int(ends[high - 1])


def _by_sorting(text: Tokens, roles: NDArray[np.uint8], most: int, least: int) -> Iterator[_Pairs]:
    keys = np.empty(most, np.uint64)
    filled = 0
    for listed in _listed(text, roles):
        keys[filled : filled + listed.size] = listed
        filled += listed.size
    keys = keys[:filled]
    keys.sort()
    pairs, times = np.empty(_BLOCK_PAIRS, np.uint64), np.empty(_BLOCK_PAIRS, np.int64)
    at = 0
    while at < filled:
        at, n = reduce_pairs(keys, _ONE_EACH, NEIGHBOURS.distance_bits, at, pairs, times)
        frequent = np.flatnonzero(times[:n] >= least)
        first, second = np.divmod(pairs[frequent].astype(np.int64), 1 << NEIGHBOURS.word_bits)
        yield _Pairs(first, second, times[frequent])


def _by_second_word(text: Tokens, roles: NDArray[np.uint8], word: int, least: int) -> _Pairs:
    """The pairs of a first word so common that memory does not hold them one by one: a count for each second word."""
    counts = np.zeros(roles.size - 1, np.int64)
    for listed in _listed(text, roles):
        np.add.at(counts, (listed >> NEIGHBOURS.distance_bits).astype(np.int64) & ((1 << NEIGHBOURS.word_bits) - 1), 1)
    second = np.flatnonzero(counts >= least)
    return _Pairs(np.full(second.size, word), second, counts[second])


def _listed(text: Tokens, roles: NDArray[np.uint8]) -> Iterator[NDArray[np.uint64]]:
    """The numbers of all pairs in these roles, block by block, in an array that is used again."""
    keys = np.empty(_BLOCK_TOKENS, np.uint64)
    sentence = 0
    for start in range(0, text.ids.size, _BLOCK_TOKENS):
        stop = min(start + _BLOCK_TOKENS, text.ids.size)
        sentence, n = list_neighbours(text, roles, start, stop, sentence, keys)
        yield keys[:n]


def _joined(text: Tokens, pairs: _Pairs, phrases: NDArray[np.int32], words: int) -> tuple[Tokens, NDArray[np.int64]]:
    """The text with its pairs joined, and how often each one was.

    Args:
        text: may hold gaps.
        pairs: K of them.
        phrases: int32[K], what they become.
        words: the number of words and phrases.
    """
    rows = np.searchsorted(pairs.first, np.arange(words + 1))
    joins = Joins(rows, pairs.second.astype(np.int32), phrases, np.zeros(phrases.size, np.int64))
    block = JoinedBlock(np.empty(_BLOCK_TOKENS, np.int32), np.empty(_BLOCK_TOKENS, np.int64))
    ids, starts = GrowingArray(np.int32), GrowingArray(np.int64)
    at = sentence = 0
    while at < text.ids.size:
        stop = min(at + _BLOCK_TOKENS, text.ids.size)
        at, sentence, n, begun = join_neighbours(text, joins, at, stop, sentence, block)
        starts.append(ids.length + block.starts[:begun])
        ids.append(block.ids[:n])
    starts.append(np.array([ids.length]))
    return Tokens(ids.seal(ids.length), starts.seal(starts.length)), joins.times
