"""Sentences set apart, to measure on them what was learned from the others."""

import numpy as np

from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.growing_array import GrowingArray
from firth.corpus.learnable import has_neighbours
from firth.corpus.unchecked import changed
from firth.errors import ConfigError

__all__ = ["hold_out"]

_SENTENCES = 1 << 14  # copied at a time


class _Part:
    """Sentences that become a corpus."""

    def __init__(self) -> None:
        self.ids, self.lengths = GrowingArray(np.int32), GrowingArray(np.int64)

    def corpus_like(self, whole: EncodedCorpus) -> EncodedCorpus:
        lengths = self.lengths.seal(self.lengths.length)
        starts = np.concatenate(([0], np.cumsum(lengths)))
        starts.flags.writeable = False
        return changed(whole, ids=self.ids.seal(self.ids.length), starts=starts)


def hold_out(corpus: EncodedCorpus, share: float, random: np.random.Generator) -> tuple[EncodedCorpus, EncodedCorpus]:
    """Draw sentences from a corpus.

    The vocabulary and its counts stay those of the whole text.

    Args:
        corpus: S sentences.
        share: the chance of each sentence to be drawn, between 0 and 1.
        random: the draws.

    Returns:
        The sentences that stay, and those that were drawn, both in text order.

    Raises:
        ConfigError: no sentence was drawn, or none is left that has two words.
        TargetError: the temporary folder is full.
    """
    sentences = corpus.starts.size - 1
    drawn = random.random(sentences) < share
    if drawn.all() or not drawn.any():
        raise _too_few(sentences, share, "nothing to train on" if drawn.all() else "none to measure on")
    parts = _Part(), _Part()
    lengths = np.diff(corpus.starts)
    for first in range(0, sentences, _SENTENCES):
        chosen = slice(first, first + _SENTENCES)
        of_token = np.repeat(drawn[chosen], lengths[chosen])
        begin = corpus.starts[first]
        ids = corpus.ids[begin : begin + of_token.size]
        for part, wanted in zip(parts, (False, True), strict=True):
            part.ids.append(ids[of_token == wanted])
            part.lengths.append(lengths[chosen][drawn[chosen] == wanted])
    rest, held_out = (part.corpus_like(corpus) for part in parts)
    if not has_neighbours(rest):
        raise _too_few(sentences, share, "only sentences of one word to train on")
    return rest, held_out


def _too_few(sentences: int, share: float, left: str) -> ConfigError:
    return ConfigError(
        "validation_share",
        share,
        f"of {sentences:,} sentence(s) leaves {left}; give a text of its own for validation (--validation FILE), or a "
        "text of more lines",
    )
