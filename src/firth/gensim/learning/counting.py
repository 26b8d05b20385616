"""Which words a model keeps: gensim's rules on counts."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.gensim.learning.reading import Scan
from firth.gensim.utils import keep_vocab_item

__all__ = ["Kept", "as_share", "cumulative", "effective_min_count", "kept_words", "pruned"]


class Kept(NamedTuple):
    """The outcome of a choice of words.

    Attributes:
        words: those that stay, and how often they occur.
        dropped: how many do not.
    """

    words: dict[Any, int]
    dropped: int

    @property
    def total(self) -> int:
        """Occurrences of the words that stay."""
        return sum(self.words.values())

    def report(self, sample: float) -> dict[str, int]:
        """What `Word2Vec.prepare_vocab` returns."""
        counts = np.fromiter(self.words.values(), np.float64, len(self.words))
        share = as_share(sample, self.total)
        chance = np.sqrt(share / (counts / max(self.total, 1))) + share / (counts / max(self.total, 1))
        kept = np.minimum(chance, 1) if share else np.ones(len(counts))
        return {
            "drop_unique": self.dropped,
            "retain_total": self.total,
            "downsample_unique": int((kept < 1).sum()),
            "downsample_total": int((kept * counts).sum()),
            "num_retained_words": len(self.words),
        }


def kept_words(
    counts: Mapping[Any, int], min_count: int, trim_rule: Callable[[Any, int, int], int] | None = None
) -> Kept:
    """The words that stay, in the order given: by count, or as a function of (word, count, min_count) says."""
    if trim_rule is None:
        words = {word: count for word, count in counts.items() if count >= min_count}
    else:
        words = {word: n for word, n in counts.items() if keep_vocab_item(word, n, min_count, trim_rule)}
    return Kept(words, len(counts) - len(words))


def effective_min_count(counts: Mapping[Any, int], min_count: int, max_final_vocab: int | None) -> int:
    """The least count that leaves at most so many words, or `min_count` if that is more."""
    if max_final_vocab is None or max_final_vocab >= len(counts):
        return max(min_count, 1) if max_final_vocab is not None else min_count
    return max(sorted(counts.values(), reverse=True)[max_final_vocab] + 1, min_count)


def pruned(scan: Scan, most: int, trim_rule: Callable[[Any, int, int], int] | None = None) -> dict[Any, int]:
    """Counts of a program that has room for so many words only, and forgets the rarest whenever there are more.

    This is what `max_vocab_size` asks for. A word that is forgotten begins again at 0, so counts are too low.
    """
    counts: dict[int, int] = defaultdict(int)
    least = 1
    for sentence in scan.sentences():
        for word in sentence.tolist():
            counts[word] += 1
        if len(counts) > most:
            for word in [w for w, n in counts.items() if not keep_vocab_item(scan.keys[w], n, least, trim_rule)]:
                del counts[word]
            least += 1
    return {scan.keys[word]: count for word, count in counts.items()}


def as_share(sample: float, total: int) -> float:
    """The setting `sample` as a share of all words; from 1 on, gensim takes it as the count of a word that is kept."""
    if not sample or sample < 1:
        return float(sample or 0)
    return min(1.0, int(sample * (3 + 5**0.5) / 2) / max(total, 1))


def cumulative(counts: NDArray[np.int64], exponent: float, domain: int) -> NDArray[np.uint32]:
    """uint32[V], where on a line of length `domain` the noise words end: count ** exponent each."""
    if not counts.size:
        return np.zeros(0, np.uint32)
    sums = np.cumsum(counts.astype(np.float64) ** float(exponent))
    return np.asarray(np.rint(sums / sums[-1] * domain), np.uint32)
