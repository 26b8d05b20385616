"""A fourth view of an occurrence: the words around it, as an encoder reads them in their order.

The word itself is left out, and so any encoder of texts will do. The view teaches the other three, and has its say in
which sense an occurrence has. It is no witness of their agreement (`firth.studies.senses.judgement`): it has read both
what is beside the word and what is farther away, and would agree with both about anything.
"""

import time
from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np

from firth.corpus.encoded_corpus import EncodedCorpus
from firth.distillation.spelling import joined
from firth.encoders.encoder import Encoder
from firth.errors import CorpusError, quoted
from firth.progress.events import DistilProgress, Progress
from firth.search import unit_rows
from firth.studies.senses.occurrences import Places, around
from firth.studies.senses.views import View, of_length

__all__ = ["WINDOW", "Reader"]

WINDOW: Final = 16
"""Words on each side that the encoder reads."""

BLOCK: Final = 512  # windows between two reports


class Reader(NamedTuple):
    """An encoder that reads.

    Attributes:
        encoder: an open one.
        on_progress: hears of the windows that were read.
    """

    encoder: Encoder
    on_progress: Callable[[Progress], None] | None = None

    def view(self, corpus: EncodedCorpus, places: Places) -> View:
        """float32[n, D], what is around each occurrence of a word; where that is nothing, the mean of the others.

        Args:
            corpus: the text.
            places: int64[n], where the word occurs.

        Raises:
            CorpusError: the encoder can read none of it.
            ArgumentError: it returns something else than vectors.
            FormatError: it cannot be run.
        """
        words, row = corpus.vocabulary.words, int(corpus.ids[places[0]])
        texts = [
            joined([words[other] for other in window if other not in {-1, row}])[0]
            for window in around(corpus, places, WINDOW).tolist()
        ]
        rows = np.full((len(texts), self.encoder.dimensions), np.nan, np.float32)
        there, begun = np.flatnonzero([bool(text) for text in texts]), time.monotonic()
        for start in range(0, len(there), BLOCK):
            some = there[start : start + BLOCK]
            rows[some] = self.encoder.texts([texts[each] for each in some])
            if self.on_progress is not None:
                self.on_progress(DistilProgress(start + len(some), len(there), time.monotonic() - begun))
        read = np.isfinite(rows).all(axis=1)
        if not read.any():
            raise CorpusError(
                f"the encoder has no piece of what stands around {quoted(words[row])}. Give one for the language of "
                "this text, or none."
            )
        rows[read] = unit_rows(rows[read])
        rows[~read] = rows[read].mean(axis=0)
        return of_length(rows)
