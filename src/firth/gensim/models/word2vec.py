"""gensim's `Word2Vec`, trained by Firth, and its files of sentences."""

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.gensim.learning.corpora import (
    MAX_WORDS_IN_BATCH,
    BrownCorpus,
    LineSentence,
    PathLineSentences,
    Text8Corpus,
)
from firth.gensim.learning.reading import check_corpus
from firth.gensim.learning.scoring import predicted, scores
from firth.gensim.learning.settings import check_arguments
from firth.gensim.learning.training import Trainable
from firth.gensim.learning.vocabulary import TrimRule
from firth.gensim.models.keyedvectors import KeyedVectors

__all__ = [
    "FAST_VERSION",
    "MAX_WORDS_IN_BATCH",
    "BrownCorpus",
    "LineSentence",
    "PathLineSentences",
    "Text8Corpus",
    "Word2Vec",
]

FAST_VERSION = 1
"""What gensim has where its compiled routines are there."""

logger = logging.getLogger(__name__)


class Word2Vec(Trainable):
    """Words and vectors that learn from sentences, with gensim's arguments and defaults.

    The arguments are gensim 4.4's, in its order. Those that mean something else here: `workers` are threads, at most as
    many as there are cores, and the vectors do not depend on their number; `hashfxn` and `batch_words` have no effect.
    Refused are `cbow_mean=0` without `sg=1`, and `null_word`. With both `hs=1` and `negative` above 0, hierarchical
    softmax alone is trained, and a warning says so.

    Sentences may be of any length, and are read once, so that a generator will do. Words may be whole numbers.

    Raises:
        ConfigError: an argument that is out of range, or refused.
        TypeError: there are two corpora, or one is of the wrong type.
        CorpusError: a word is empty, or no word.
        RuntimeError: no word is frequent enough.

    Example:
        >>> from firth.gensim.models import Word2Vec
        >>> model = Word2Vec([["a", "cup", "of", "tea"]] * 20, vector_size=10, min_count=1)
        >>> model.wv["tea"].shape, model.wv.index_to_key
        ((10,), ['a', 'cup', 'of', 'tea'])
    """

    def __init__(
        self,
        sentences: Any = None,
        corpus_file: Any = None,
        vector_size: int = 100,
        alpha: float = 0.025,
        window: int = 5,
        min_count: int = 5,
        max_vocab_size: int | None = None,
        sample: float = 1e-3,
        seed: int = 1,
        workers: int = 3,
        min_alpha: float = 0.0001,
        sg: int = 0,
        hs: int = 0,
        negative: int = 5,
        ns_exponent: float = 0.75,
        cbow_mean: int = 1,
        hashfxn: Callable[[Any], int] = hash,
        epochs: int = 5,
        null_word: int = 0,
        trim_rule: TrimRule | None = None,
        sorted_vocab: int = 1,
        batch_words: int = MAX_WORDS_IN_BATCH,
        compute_loss: bool = False,
        callbacks: Sequence[Any] = (),
        comment: str | None = None,
        max_final_vocab: int | None = None,
        shrink_windows: bool = True,
    ) -> None:
        del hashfxn  # no effect in gensim 4 either
        self._begin(vector_size=int(vector_size), window=int(window), epochs=epochs, seed=seed, workers=int(workers))
        self.alpha, self.min_alpha, self.min_alpha_yet_reached = float(alpha), float(min_alpha), float(alpha)
        self.sg, self.hs, self.negative, self.ns_exponent = int(sg), int(hs), int(negative), ns_exponent
        self.cbow_mean, self.null_word, self.shrink_windows = int(cbow_mean), null_word, bool(shrink_windows)
        self.min_count, self.max_final_vocab, self.max_vocab_size = min_count, max_final_vocab, max_vocab_size
        self.sample, self.sorted_vocab, self.batch_words = sample, sorted_vocab, batch_words
        self.compute_loss, self.comment = bool(compute_loss), comment
        check_arguments(self)
        if sentences is None and corpus_file is None:
            return
        check_corpus(sentences, corpus_file)
        self._once = True  # the corpus is read by build_vocab, and kept for train
        self.build_vocab(sentences, corpus_file, trim_rule=trim_rule)
        totals = self.corpus_count, self.corpus_total_words
        self.train(sentences, corpus_file, *totals, epochs, compute_loss=compute_loss, callbacks=callbacks)

    def _begin(self, **given: Any) -> None:
        """The state of a model without words, and what is given of it."""
        super()._begin(**given)
        self.wv = KeyedVectors(self.vector_size)
        self.wv.vectors_lockf = np.ones(1, np.float32)

    def __str__(self) -> str:
        kind = type(self).__name__
        return f"{kind}<vocab={len(self.wv.index_to_key)}, vector_size={self.wv.vector_size}, alpha={self.alpha}>"

    def predict_output_word(self, context_words_list: Iterable[Any], topn: int = 10) -> list[tuple[Any, float]] | None:
        """The most probable words between some others: the softmax of their mean by all contexts.

        Args:
            context_words_list: words, or numbers of rows; those that the model lacks are passed over.
            topn: words wanted.

        Returns:
            (word, probability) pairs, the most probable first; None if the model has none of the words.

        Raises:
            RuntimeError: the model has no contexts that were trained.
        """
        if self.hs or not self.negative or not hasattr(self, "syn1neg"):
            raise RuntimeError("predict_output_word needs a model that was trained with negative sampling (hs=0)")
        rows = [self.wv.get_index(word) for word in context_words_list if word in self.wv]
        if not rows:
            logger.warning("All the input context words are out-of-vocabulary for the current model.")
            return None
        return predicted(self.wv, self.syn1neg, rows, topn, mean=bool(self.cbow_mean))

    def score(self, sentences: Iterable[Any], total_sentences: int = int(1e6), **_: Any) -> NDArray[np.float32]:
        """The log-probability of sentences, the whole window on both sides of each word, under hierarchical softmax.

        Args:
            sentences: lists of words; those that the model lacks are passed over.
            total_sentences: how many at most.

        Returns:
            float32[n].

        Raises:
            RuntimeError: the model has no words, or was not trained with hierarchical softmax.
        """
        if not self.wv.key_to_index:
            raise RuntimeError("you must first build vocabulary before scoring new data")
        if not self.hs:
            raise RuntimeError("score needs a model that was trained with hierarchical softmax (hs=1, negative=0)")
        return scores(self, sentences, total_sentences)

    def reset_from(self, other_model: "Word2Vec") -> None:
        """Take over the words of another model, with their counts, and begin anew with the weights."""
        self.wv = type(self.wv)(self.vector_size) if type(self.wv) is KeyedVectors else self.wv
        self.wv.index_to_key, self.wv.key_to_index = other_model.wv.index_to_key, other_model.wv.key_to_index
        self.wv.expandos, self.cum_table = other_model.wv.expandos, other_model.cum_table
        self.wv.vectors_lockf = np.ones(1, np.float32)
        self.corpus_count = other_model.corpus_count
        self.init_weights()

    def init_sims(self, replace: bool = False) -> None:
        """Bring all vectors to length 1, if `replace`; nothing else is needed any more."""
        if replace:
            self.wv.unit_normalize_all()

    def estimate_memory(self, vocab_size: int | None = None, report: dict[str, int] | None = None) -> dict[str, int]:
        """Bytes that the parts of a model take, by gensim's rules of thumb."""
        words = vocab_size or len(self.wv)
        report = dict(report or {})
        report["vocab"] = words * (700 if self.hs else 500)
        report["vectors"] = words * self.vector_size * 4
        report |= {"syn1": words * self.layer1_size * 4} if self.hs else {}
        report |= {"syn1neg": words * self.layer1_size * 4} if self.negative else {}
        report["total"] = sum(report.values())
        return report
