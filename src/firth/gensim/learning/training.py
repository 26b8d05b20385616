"""The part of a model that trains."""

import logging
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from firth.errors import ConfigError
from firth.gensim.learning.counting import as_share
from firth.gensim.learning.logged import OnProgress, logged
from firth.gensim.learning.reading import Scan, check_corpus, scanned
from firth.gensim.learning.saving import Saved
from firth.gensim.learning.settings import train_config

if TYPE_CHECKING:
    from firth.config import TrainConfig
    from firth.gensim.learning.fitting import Weights
    from firth.vectors.word_vectors import WordVectors

__all__ = ["Trainable"]

logger = logging.getLogger(__name__)


class Trainable(Saved):
    """The part of a model that goes on from its weights."""

    def train(
        self,
        corpus_iterable: Any = None,
        corpus_file: Any = None,
        total_examples: int | None = None,
        total_words: int | None = None,
        epochs: int | None = None,
        start_alpha: float | None = None,
        end_alpha: float | None = None,
        word_count: int = 0,  # noqa: ARG002 - no effect in gensim 4 either
        queue_factor: int = 2,  # noqa: ARG002 - there is no queue
        report_delay: float = 1.0,
        compute_loss: bool = False,
        callbacks: Sequence[Any] = (),
        **kwargs: Any,  # noqa: ARG002 - gensim takes and ignores more
    ) -> tuple[int, int]:
        """Go on from the weights as they are.

        Args:
            corpus_iterable: lists of words, read once; those that the model lacks are passed over.
            corpus_file: the name of a file instead, one sentence a line.
            total_examples: must be there, or `total_words`, as in gensim; the learning rate falls with the words that
                are there.
            total_words: see `total_examples`.
            epochs: passes over the corpus.
            start_alpha: the learning rate at the beginning; None: the model's `alpha`.
            end_alpha: that at the end; None: the model's `min_alpha`.
            word_count: has no effect.
            queue_factor: has no effect.
            report_delay: seconds between two lines of the log, at level INFO.
            compute_loss: has no effect: the loss is always known.
            callbacks: whose methods are called, see `CallbackAny2Vec`.
            **kwargs: have no effect.

        Returns:
            Words trained, about, without those that `sample` left out; words read.

        Raises:
            RuntimeError: the model has no words.
            ValueError: `epochs`, or both `total_examples` and `total_words`, are missing, or settings make no sense.
            TypeError: there is no corpus, or it is of a wrong type.
            CorpusError: the corpus is empty, or a word is no word.
            DivergedError: the weights stopped being finite.
        """
        self.alpha, self.min_alpha = start_alpha or self.alpha, end_alpha or self.min_alpha
        self.epochs, self.compute_loss = epochs, compute_loss  # type: ignore[assignment] # checked next
        self._check_training(epochs, total_examples, total_words)
        check_corpus(corpus_iterable, corpus_file)
        kept, self._scan = (self._scan if self._once else None), None
        self._once = False
        for callback in callbacks:
            callback.on_train_begin(self)
        scan = kept or scanned(corpus_iterable, corpus_file, self.workers)
        done = self._fit(scan, callbacks, logged(logger, report_delay))
        self.train_count += 1
        self.wv.norms = None
        for callback in callbacks:
            callback.on_train_end(self)
        return done, scan.words * self.epochs

    def _check_training(self, epochs: int | None, total_examples: int | None, total_words: int | None) -> None:
        if not self.hs and not self.negative:
            raise ConfigError("negative", self.negative, "you must set either 'hs' or 'negative' to be positive")
        if not self.wv.key_to_index:
            raise RuntimeError("you must first build vocabulary before training the model")
        if total_examples is None and total_words is None:
            raise ConfigError("total_examples", None, "give total_examples or total_words, such as model.corpus_count")
        if epochs is None or epochs <= 0:
            raise ConfigError("epochs", epochs, "give the passes over the corpus, such as model.epochs")
        if not len(self.wv.vectors):
            raise RuntimeError("you must initialize vectors before training the model")
        if self.alpha > self.min_alpha_yet_reached:
            logger.warning("Effective 'alpha' higher than previous training cycles")
        self.min_alpha_yet_reached = min(self.min_alpha_yet_reached, self.min_alpha)
        if self.hs and self.negative:
            message = (
                "Both hierarchical softmax and negative sampling are activated. Firth trains one of them: hierarchical "
                "softmax. Set negative=0 to say so, or hs=0 for negative sampling."
            )
            logger.info(message)
            warnings.warn(message, UserWarning, stacklevel=3)

    def _fit(self, scan: Scan, callbacks: Sequence[Any], on_progress: OnProgress | None) -> int:
        """Train; the words trained, about."""
        from firth.gensim.learning.fitting import fit, text_for, vocabulary_of  # noqa: PLC0415 - it brings the compiler

        self.running_training_loss, self._summed = 0.0, 0.0
        vocabulary, order = vocabulary_of(self.wv.index_to_key, self._counts())
        config = self._train_config()
        epoch = 0

        def after_epoch(vectors: "WordVectors") -> None:
            nonlocal epoch
            epoch += 1
            self._note(vectors)
            for callback in callbacks:
                callback.on_epoch_end(self)
            for callback in callbacks if epoch < self.epochs else ():
                callback.on_epoch_begin(self)

        corpus = text_for(scan, self.wv.key_to_index, vocabulary, order)
        for callback in callbacks:
            callback.on_epoch_begin(self)
        trained = fit(corpus, config, self._weights(), order, after_epoch if callbacks else None, on_progress)
        if trained is None:
            return 0
        self._note(trained)
        self._info = {name: trained.info[name] for name in ("config", "reading", "corpus", "training", "versions")}
        return int(corpus.ids.size * self.epochs * (1 - trained.info["corpus"]["discarded_by_subsampling"]))

    def _note(self, trained: "WordVectors") -> None:
        """Take account of what was learned since the last time."""
        facts = trained.info["training"]
        summed = (facts["mean_loss"] or 0.0) * facts["pairs"]
        self.running_training_loss += summed - self._summed
        self._summed = summed
        self.wv.norms = None

    def _train_config(self) -> "TrainConfig":
        return train_config(self, self.epochs, as_share(self.sample, int(self._counts().sum())))

    def _nodes_after(self, before: "WordVectors | None") -> NDArray[np.float32]:
        from firth.gensim.learning.fitting import nodes_after, vocabulary_of  # noqa: PLC0415 - it brings the compiler

        assert before is not None, "a model of inner nodes has words"
        vocabulary, _ = vocabulary_of(self.wv.index_to_key, self._counts())
        return nodes_after(before, vocabulary, train_config(self, 1, 0))

    def _weights(self) -> "Weights":
        """The weights that a training reads and writes, as they are now."""
        from firth.gensim.learning.fitting import Weights  # noqa: PLC0415 - it brings the compiler

        self.wv.vectors = np.require(self.wv.vectors, np.float32, "W")
        if self.hs:
            return Weights(self.wv.vectors, None, self._second("syn1"), self._lock())
        return Weights(self.wv.vectors, self._second("syn1neg"), None, self._lock())

    def _second(self, name: str) -> NDArray[np.float32]:
        """A second matrix; one of zeros where only vectors were loaded."""
        rows = np.require(getattr(self, name, np.zeros(self.wv.vectors.shape)), np.float32, "W")
        setattr(self, name, rows)
        return rows

    def _lock(self) -> NDArray[np.floating]:
        return np.asarray(getattr(self.wv, "vectors_lockf", np.ones(1)))

    def get_latest_training_loss(self) -> float:
        """The sum of the losses of all pairs since `train` was called, or since it was last set to 0.

        A program that takes the difference between two epochs gets the loss of an epoch. gensim's number means to be
        this, but is not: threads add to it without a lock, in float32, so that it stops growing after some millions of
        pairs.
        """
        return self.running_training_loss
