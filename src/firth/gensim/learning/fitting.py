"""From a model of gensim's kind to Firth's training, and its results back into the model's arrays."""

import warnings
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.config import TrainConfig
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.learnable import has_neighbours
from firth.corpus.renumber import renumbered
from firth.corpus.unchecked import changed, unchecked
from firth.corpus.vocabulary import DROPPED, Vocabulary
from firth.errors import ArgumentError, CorpusError, TrainingInterrupted
from firth.gensim.learning.logged import OnProgress
from firth.gensim.learning.reading import Scan
from firth.gensim.learning.vocabulary import training_order
from firth.kernels.arrays import NOTHING_FROZEN
from firth.subwords.composing import Subwords
from firth.training.checkpoints.pauses import Pauses, TrainingPause
from firth.training.initial import Initial, initial_from
from firth.training.train import train
from firth.vectors.word_vectors import WordVectors

__all__ = ["Weights", "fit", "nodes_after", "text_for", "vocabulary_of"]

Report = Callable[[WordVectors], None]


class Weights(NamedTuple):
    """The weights of a model, with a row for each word in the model's own order.

    Attributes:
        vectors: float32[V, D].
        contexts: float32[V, D], or None.
        nodes: float32[V, D], inner nodes of the Huffman tree and a last row that is not used, or None.
        lock: float32[V] or [1], 0 for words whose vectors stay as they are, 1 for others.
        subwords: the vectors of n-grams, or None.
    """

    vectors: NDArray[np.float32]
    contexts: NDArray[np.float32] | None
    nodes: NDArray[np.float32] | None
    lock: NDArray[np.floating]
    subwords: Subwords | None = None

    def initial(self, order: NDArray[np.intp]) -> Initial:
        """Where a training of the words in this order begins."""
        return Initial(
            self.vectors,
            self.contexts,
            None if self.nodes is None else self.nodes[: len(order) - 1],
            rows=order.astype(np.int64),
            frozen=_frozen(self.lock, order),
            subwords=self.subwords,
        )

    def take(self, trained: WordVectors, order: NDArray[np.intp]) -> None:
        """Write the results over the arrays."""
        self.vectors[order] = trained.vectors
        if self.contexts is not None and trained.contexts is not None:
            self.contexts[order] = trained.contexts
        if self.nodes is not None and trained.nodes is not None:
            self.nodes[: len(trained.nodes)] = trained.nodes
        if self.subwords is not None and trained.subwords is not None and trained.subwords.keys is not None:
            self.subwords.rows[trained.subwords.keys.astype(np.int64)] = trained.subwords.rows


def fit(
    corpus: EncodedCorpus,
    config: TrainConfig,
    weights: Weights,
    order: NDArray[np.intp],
    after_epoch: Report | None = None,
    on_progress: OnProgress | None = None,
) -> WordVectors | None:
    """Go on with the training of a model.

    Args:
        corpus: the text in the numbers of the model's words, the most frequent first.
        config: the settings.
        weights: where it begins, and where the result is written.
        order: the row of the model that each of these words has.
        after_epoch: called with the vectors so far, at the end of each epoch.
        on_progress: called now and then, with how far it is.

    Returns:
        What was learned, in the order of the corpus; None if no sentence has two words that the model knows.
    """
    if not corpus.ids.size or not has_neighbours(corpus):
        warnings.warn(
            "no sentence of this corpus has two words that the model knows, so that nothing is learned from it",
            UserWarning,
            stacklevel=4,  # the caller of Word2Vec.train
        )
        return None

    raised: list[Exception] = []

    def look(pause: TrainingPause) -> None:
        assert after_epoch is not None, "only then it is called"
        weights.take(pause.vectors, order)
        try:
            after_epoch(pause.vectors)
        except Exception as error:  # noqa: BLE001 - the program's own, which is to reach it as it was raised
            raised.append(error)
            pause.stop()

    pauses = None if after_epoch is None else Pauses(call=look)
    try:
        trained = train(corpus, config, initial=weights.initial(order), pauses=pauses, on_progress=on_progress)
    except TrainingInterrupted as interrupted:
        if interrupted.vectors is not None:
            weights.take(interrupted.vectors, order)
        raise
    weights.take(trained, order)
    if raised:
        raise raised[0]
    return trained


def vocabulary_of(keys: Iterable[Any], counts: NDArray[np.int64]) -> tuple[Vocabulary, NDArray[np.intp]]:
    """The words of a model as a training takes them, the most frequent first, and the row that each has in it."""
    order, sorted_counts = training_order(counts)
    sorted_counts.flags.writeable = False
    names = list(map(str, keys))
    words = tuple(names[row] for row in order.tolist())
    return unchecked(Vocabulary, words=words, counts=sorted_counts), order


def text_for(scan: Scan, rows: dict[Any, int], vocabulary: Vocabulary, order: NDArray[np.intp]) -> EncodedCorpus:
    """A corpus in the numbers of a vocabulary; words that it lacks are dropped.

    Args:
        scan: the corpus with all its words.
        rows: the row of the model that each word has.
        vocabulary: the words of the model, the most frequent first.
        order: the row that each of these has.

    Raises:
        CorpusError: there are no words.
    """
    if scan.corpus is None:
        raise CorpusError(
            "the corpus has no words. A generator that was consumed before looks like this: make a new one, or keep "
            "the sentences in a list."
        )
    places = np.empty(len(order) + 1, np.int32)
    places[order], places[-1] = np.arange(len(order), dtype=np.int32), DROPPED
    final = places[np.fromiter((rows.get(key, -1) for key in scan.keys), np.int64, len(scan.keys))]
    ids, starts = renumbered(scan.corpus.ids, scan.corpus.starts, final)
    return changed(scan.corpus, vocabulary=vocabulary, ids=ids, starts=starts, fingerprint=None)


def nodes_after(before: WordVectors, vocabulary: Vocabulary, config: TrainConfig) -> NDArray[np.float32]:
    """float32[V, D]: the inner nodes of a vocabulary that grew, and a last row that is not used."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the nodes that begin anew, as they must
        nodes = initial_from(before, vocabulary, config).nodes
    grown = np.zeros((len(vocabulary), before.vectors.shape[1]), np.float32)
    if nodes is not None:
        grown[:-1] = nodes
    return grown


def _frozen(lock: NDArray[np.floating], order: NDArray[np.intp]) -> NDArray[np.bool_]:
    """bool[2, V], or [2, 0] where all vectors learn.

    Raises:
        ArgumentError: vectors that are to learn more slowly, or not one number for each word.
    """
    lock = np.asarray(lock)
    if (lock == 1).all():
        return NOTHING_FROZEN
    if lock.shape not in {(1,), (len(order),)} or not np.isin(lock, (0, 1)).all():
        raise ArgumentError(
            "vectors_lockf",
            lock,
            "must have one number for each word (or one for all): 0 for a vector that stays as it is, 1 for one that "
            "learns. Firth has nothing in between",
        )
    stay = np.broadcast_to(lock == 0, len(order))[order]
    return np.stack([stay, np.zeros_like(stay)])
