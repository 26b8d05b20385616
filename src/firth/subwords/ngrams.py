"""From words to the keys of their pieces: n-grams of characters, or what a function says.

As in fastText, "<" and ">" mark the ends of a word, so "<her>" and the "her" in "where" differ; a length counts
characters (code points), and the marks count as such, but alone they are no piece.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from firth.subwords.hashing import FASTTEXT, WIDE, Hash, hashed
from firth.subwords.murmur import murmur3

__all__ = ["LONGEST", "MOST_BUCKETS", "SENTENCE_END", "Cut", "Floret", "Keys", "Ngrams", "Parts", "encoded"]

LONGEST = 32
"""Characters of an n-gram at most."""

MOST_BUCKETS = (1 << 31) - 1
"""What fastText's file can say."""

SENTENCE_END = "</s>"
"""fastText's word for the end of a line. It has no pieces."""

AT_ONCE = 1 << 14  # words: their arrays stay within a few megabytes

Keys: TypeAlias = tuple[NDArray[np.int64], NDArray[np.uint64]]
"""int64[n + 1] and uint64[m]: the keys of word i are those from place ``[0][i]`` to ``[0][i + 1]`` of ``[1]``."""


class Ngrams(NamedTuple):
    """Words are cut into n-grams of characters.

    Attributes:
        shortest: characters of an n-gram at least, from 1 on.
        longest: and at most.
        buckets: the key of an n-gram is fastText's hash, modulo this many, so n-grams may share a row; None: it is a
            hash of 64 bits, which no two share.
    """

    shortest: int = 3
    longest: int = 6
    buckets: int | None = None

    def cut(self, word: str) -> list[str]:
        """The n-grams of a word, from the first character on, the shorter ones first.

        Example:
            >>> Ngrams(3, 4).cut("tea")
            ['<te', '<tea', 'tea', 'tea>', 'ea>']
        """
        marked, lengths = f"<{word}>", range(self.shortest, self.longest + 1)
        if word == SENTENCE_END:
            return []
        return [
            marked[begin : begin + length]
            for begin in range(len(marked))
            for length in lengths
            if begin + length <= len(marked) and not (length == 1 and begin in {0, len(marked) - 1})
        ]

    def keys(self, words: Iterable[str]) -> Keys:
        """The keys of n words, each in the order of `cut`."""
        held, kind = list(words), WIDE if self.buckets is None else FASTTEXT
        parts = [self._keys(held[first : first + AT_ONCE], kind) for first in range(0, len(held), AT_ONCE)]
        counts = np.concatenate([np.zeros(1, np.int64), *(counts for counts, _ in parts)])
        found = np.concatenate([np.zeros(0, kind.begin.dtype), *(keys for _, keys in parts)])
        keys = found if self.buckets is None else found % np.uint32(self.buckets)
        return np.cumsum(counts), keys.astype(np.uint64, copy=False)

    def _keys(self, words: list[str], kind: Hash) -> tuple[NDArray[np.int64], NDArray[Any]]:
        """How many keys each word has, and all keys: n-grams that begin at the same character grow side by side."""
        marked = [b"" if word == SENTENCE_END else b"<%b>" % encoded(word) for word in words]
        data = np.frombuffer(b"".join(marked) + bytes(1), np.uint8)
        ends_of_words = np.cumsum([len(each) for each in marked])
        begins = np.flatnonzero((data[:-1] & 0xC0) != 0x80)  # of characters
        word = np.searchsorted(ends_of_words, begins, side="right")
        own_end = np.searchsorted(begins, ends_of_words)[word]  # the first character of a later word
        after = np.append(begins[1:], len(data) - 1)
        is_mark = (begins == (ends_of_words[word] - 1)) | np.r_[True, word[1:] != word[:-1]][: len(begins)]
        places, found = [np.zeros(0, np.int64)], [np.zeros(0, kind.begin.dtype)]
        here, value = np.arange(len(begins)), np.full(len(begins), kind.begin)
        for length in range(1, self.longest + 1):
            last = here + length - 1
            fits = last < own_end[here]
            here, last = here[fits], last[fits]
            value = _with_character(value[fits], data, begins[last], after[last], kind)
            if length >= self.shortest:
                kept = slice(None) if length > 1 else ~is_mark[here]
                places.append(here[kept])
                found.append(value[kept])
        place = np.concatenate(places)
        order = np.argsort(place, kind="stable")
        counts = np.bincount(word[place], minlength=len(words)) if place.size else np.zeros(len(words), np.int64)
        return counts, np.concatenate(found)[order]


class Parts(NamedTuple):
    """Words are cut as a function says: into components or strokes of Chinese characters, morphemes, syllables.

    Attributes:
        function: from a word to its parts; None: it is not in the file and has to be given again.
        name: of the function, which a file keeps.
    """

    function: Callable[[str], Sequence[str]] | None
    name: str

    @classmethod
    def by(cls, function: Callable[[str], Sequence[str]]) -> "Parts":
        """What a function says, by the function's own name."""
        return cls(function, getattr(function, "__qualname__", type(function).__qualname__))

    @property
    def buckets(self) -> None:
        """Keys are hashes of 64 bits."""

    def cut(self, word: str) -> list[str]:
        """The parts of a word; none where the function is not known."""
        return [] if self.function is None else list(self.function(word))

    def keys(self, words: Iterable[str]) -> Keys:
        """The keys of n words, each in the order of `cut`."""
        known: dict[str, int] = {}
        parts = [self.cut(word) for word in words]
        for part in {part for of_word in parts for part in of_word}:
            known[part] = hashed(encoded(part), WIDE)
        starts = np.cumsum([0, *map(len, parts)], dtype=np.int64)
        return starts, np.array([known[part] for of_word in parts for part in of_word], np.uint64)


class Floret(NamedTuple):
    """Words are cut as by floret: into themselves and their n-grams, each of which is the sum of several rows.

    Its keys are 32 bits each of MurmurHash3 (x64_128), modulo the number of rows. Source: floret's README and spaCy's
    ``Vectors``. Unlike fastText, it also has n-grams of a mark alone, and one more for a word that is as short.

    Attributes:
        shortest: characters of an n-gram at least.
        longest: and at most; 0: words have no n-grams.
        buckets: rows.
        hashes: rows of each n-gram, 1 to 4.
        seed: of the hash.
        begin: the mark before a word.
        end: the mark after it.
    """

    shortest: int
    longest: int
    buckets: int
    hashes: int
    seed: int
    begin: str = "<"
    end: str = ">"

    @property
    def name(self) -> str:
        """What messages call it."""
        return "floret"

    def cut(self, word: str) -> list[str]:
        """The word with its marks, then its n-grams; each as often as it has rows.

        Example:
            >>> Floret(2, 2, buckets=10, hashes=1, seed=0).cut("ab")
            ['<ab>', '<a', 'ab', 'b>']
        """
        return [ngram for ngram in self._ngrams(word) for _ in range(self.hashes)]

    def keys(self, words: Iterable[str]) -> Keys:
        """The keys of n words, each in the order of `cut`."""
        ngrams = [self._ngrams(word) for word in words]
        halves = murmur3([encoded(ngram) for of_word in ngrams for ngram in of_word], self.seed)
        low, high = np.uint64(0xFFFFFFFF), np.uint64(32)
        rows = [part for half in halves for part in (half & low, half >> high)][: self.hashes]
        starts = np.cumsum([0, *map(len, ngrams)], dtype=np.int64) * self.hashes
        return starts, (np.stack(rows, axis=1) % np.uint64(self.buckets)).reshape(-1)

    def _ngrams(self, word: str) -> list[str]:
        marked, lengths = f"{self.begin}{word}{self.end}", range(max(self.shortest, 1), self.longest + 1)
        each = (marked[begin : begin + size] for size in lengths for begin in range(len(marked) - size + 1))
        return [marked, *each]


Cut: TypeAlias = Ngrams | Parts | Floret
"""How words are cut."""


def encoded(word: str) -> bytes:
    """A word's bytes; those that were not UTF-8 in a file are what they were there."""
    try:
        return word.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return word.encode("utf-8", "surrogatepass")


def _with_character(
    value: NDArray[Any], data: NDArray[np.uint8], begin: NDArray[np.int64], end: NDArray[np.int64], kind: Hash
) -> NDArray[Any]:
    """The hashes of strings that have one more character, of up to four bytes or, where they are no UTF-8, of more."""
    longest = int((end - begin).max()) if begin.size else 0
    for byte in range(longest):
        inside = begin + byte < end
        value = np.where(inside, kind.step(value, data[np.where(inside, begin + byte, 0)]), value)
    return value
