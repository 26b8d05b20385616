"""Another text like a given one: its sentences, drawn with replacement (the bootstrap of Efron 1979)."""

from typing import Final

import numpy as np

from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.growing_array import GrowingArray
from firth.corpus.unchecked import changed

__all__ = ["resampled"]

_SENTENCES: Final = 1 << 10  # copied at a time


def resampled(corpus: EncodedCorpus, random: np.random.Generator) -> EncodedCorpus:
    """Draw as many sentences as there are, some of them several times and about 37 % of them never.

    The vocabulary stays, with the counts of the whole text: so do a word's row, its noise and its subsampling. A word
    that was not drawn is not learned.

    Args:
        corpus: S sentences.
        random: the draws.

    Raises:
        TargetError: the temporary folder is full.
    """
    drawn = random.integers(corpus.starts.size - 1, size=corpus.starts.size - 1)
    begins, lengths = corpus.starts[drawn], np.diff(corpus.starts)[drawn]
    starts = np.concatenate(([0], np.cumsum(lengths)))
    starts.flags.writeable = False
    ids = GrowingArray(np.int32)
    for first in range(0, drawn.size, _SENTENCES):
        some = slice(first, first + _SENTENCES)
        moved = np.repeat(begins[some] - starts[:-1][some], lengths[some])
        ids.append(corpus.ids[moved + np.arange(ids.length, ids.length + moved.size)])
    return changed(corpus, ids=ids.seal(ids.length), starts=starts)
