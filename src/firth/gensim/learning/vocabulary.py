"""The part of gensim's models that holds words: which they are, how often they occur, and their first weights."""

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from firth.errors import ConfigError
from firth.gensim.learning.counting import cumulative, effective_min_count, kept_words, pruned
from firth.gensim.learning.reading import Scan, check_corpus, scanned
from firth.gensim.learning.settings import check_arguments
from firth.gensim.learning.state import State

if TYPE_CHECKING:
    from firth.vectors.word_vectors import WordVectors

__all__ = ["HasVocabulary", "TrimRule", "training_order"]

logger = logging.getLogger(__name__)

TrimRule = Callable[[Any, int, int], int]

_REAL = np.float32


class HasVocabulary(State):
    """The part of a model that chooses words."""

    _scan: Scan | None = None
    _before: "WordVectors | None" = None

    def build_vocab(
        self,
        corpus_iterable: Any = None,
        corpus_file: Any = None,
        update: bool = False,
        progress_per: int = 10_000,
        keep_raw_vocab: bool = False,
        trim_rule: TrimRule | None = None,
        **kwargs: Any,
    ) -> None:
        """Choose the words of the model from a corpus.

        Args:
            corpus_iterable: lists of words; read once, so that a generator will do.
            corpus_file: the name of a file instead, one sentence a line.
            update: add the new words to those of the model, and the counts to theirs.
            progress_per: has no effect.
            keep_raw_vocab: leave the counts of all words in `raw_vocab`.
            trim_rule: a function from (word, count, min_count) to `utils.RULE_KEEP`, `RULE_DISCARD` or `RULE_DEFAULT`.
            **kwargs: further arguments of `prepare_vocab`.

        Raises:
            TypeError: there is no corpus, or it is of a wrong type.
            CorpusError: a word is empty, or no word.
            RuntimeError: `update` without words to add to.
        """
        check_corpus(corpus_iterable, corpus_file)
        total, examples = self.scan_vocab(corpus_iterable, corpus_file, progress_per, trim_rule=trim_rule)
        self.corpus_count, self.corpus_total_words = examples, total
        report = self.prepare_vocab(update=update, keep_raw_vocab=keep_raw_vocab, trim_rule=trim_rule, **kwargs)
        logger.info("kept %i words", report["num_retained_words"])
        self.prepare_weights(update=update)

    def build_vocab_from_freq(
        self,
        word_freq: Mapping[Any, int],
        keep_raw_vocab: bool = False,
        corpus_count: int | None = None,
        trim_rule: TrimRule | None = None,
        update: bool = False,
    ) -> None:
        """Choose the words of the model from their counts; arguments and errors are those of `build_vocab`."""
        self.corpus_count, self.raw_vocab = corpus_count or 0, word_freq
        self.prepare_vocab(update=update, keep_raw_vocab=keep_raw_vocab, trim_rule=trim_rule)
        self.prepare_weights(update=update)

    def scan_vocab(
        self,
        corpus_iterable: Any = None,
        corpus_file: Any = None,
        progress_per: int = 10_000,  # noqa: ARG002 - gensim's arguments
        workers: int | None = None,
        trim_rule: TrimRule | None = None,
    ) -> tuple[int, int]:
        """Count the words of a corpus into `raw_vocab`.

        Returns:
            Words, sentences.
        """
        check_arguments(self)
        scan = self._scan = scanned(corpus_iterable, corpus_file, workers or self.workers)
        if self.max_vocab_size and len(scan.keys) > self.max_vocab_size:
            self.raw_vocab = pruned(scan, self.max_vocab_size, trim_rule)
        else:
            self.raw_vocab = scan.counts if self.sorted_vocab else scan.in_order_of_appearance()
        return scan.words, scan.examples

    def prepare_vocab(
        self,
        update: bool = False,
        keep_raw_vocab: bool = False,
        trim_rule: TrimRule | None = None,
        min_count: int | None = None,
        sample: float | None = None,
        dry_run: bool = False,
    ) -> dict[str, int]:
        """Choose words from `raw_vocab`.

        Returns:
            How many words and occurrences stay and go; with `dry_run` that is all.
        """
        least = self.min_count if min_count is None else min_count
        sample = self.sample if sample is None else sample
        self.effective_min_count = effective_min_count(self.raw_vocab, least, self.max_final_vocab)
        kept = kept_words(self.raw_vocab, self.effective_min_count, trim_rule)
        if not dry_run:
            if update:
                self._add(list(kept.words))
            else:
                self.min_count, self.sample = least, sample
                self._begin_with(kept.words)
            if not keep_raw_vocab:
                self.raw_vocab = {}
            if self.hs:
                self.create_binary_tree()
            if self.negative:
                self.make_cum_table()
        return kept.report(sample)

    def _begin_with(self, counts: Mapping[Any, int]) -> None:
        keys = sorted(counts, key=counts.__getitem__, reverse=True) if self.sorted_vocab else list(counts)
        self._set_keys(keys, np.fromiter(map(counts.__getitem__, keys), np.int64, len(keys)))
        self.wv.vectors = np.zeros((0, self.vector_size), _REAL)

    def _add(self, keys: list[Any]) -> None:
        """Add words at the end, and counts to those of all words."""
        if self.hs and len(self.wv.vectors):
            self._before = self._as_vectors()
        known = self.wv.index_to_key
        every = [*known, *(key for key in keys if key not in self.wv.key_to_index)]
        counts = np.zeros(len(every), np.int64)
        counts[: len(known)] = self._counts()
        counts += np.fromiter((self.raw_vocab.get(key, 0) for key in every), np.int64, len(every))
        self._set_keys(every, counts)

    def _set_keys(self, keys: list[Any], counts: NDArray[np.int64]) -> None:
        self.wv.index_to_key = keys
        self.wv.key_to_index = {key: row for row, key in enumerate(keys)}
        self.wv.allocate_vecattrs(["count"], [np.int64])
        self.wv.expandos["count"] = counts
        self.wv.next_index = len(keys)

    def _counts(self) -> NDArray[np.int64]:
        """int64[V]; 1 where they are not known."""
        counts = self.wv.expandos.get("count", np.zeros(len(self.wv), np.int64))
        return np.asarray(counts, np.int64)

    def _as_vectors(self) -> "WordVectors":
        raise NotImplementedError

    def prepare_weights(self, update: bool = False) -> None:
        """Make the weights of the words, anew or for the words that were added."""
        if update:
            self.update_weights()
        else:
            self.init_weights()

    def init_weights(self) -> None:
        """Random vectors, and second matrices of zeros."""
        self.wv.resize_vectors(seed=self.seed)
        shape = (len(self.wv), self.layer1_size)
        if self.hs:
            self.syn1 = np.zeros(shape, _REAL)
        if self.negative:
            self.syn1neg = np.zeros(shape, _REAL)

    def update_weights(self) -> None:
        """Random vectors and zeros for the words that were added.

        The Huffman tree of hierarchical softmax is another one then: inner nodes that part the same words as before
        go on, the others begin at zero. (gensim goes on with rows that belong to other nodes.)

        Raises:
            RuntimeError: there were no words.
        """
        if not len(self.wv.vectors):
            raise RuntimeError(
                "You cannot do an online vocabulary-update of a model which has no prior vocabulary. "
                "First build the vocabulary of your model with a corpus before doing an online update."
            )
        added = len(self.wv) - len(self.wv.vectors)
        self.wv.resize_vectors(seed=self.seed)
        if self.negative:
            self.syn1neg = np.vstack([self.syn1neg, np.zeros((added, self.layer1_size), _REAL)])
        if self.hs:
            self.syn1 = self._nodes_after(self._before)
        self._before = None

    def _nodes_after(self, before: "WordVectors | None") -> NDArray[np.float32]:
        raise NotImplementedError

    def create_binary_tree(self) -> None:
        """Note the path of each word in the Huffman tree, as its values "code" and "point"."""
        from firth.sampling import huffman_tree  # noqa: PLC0415 - it brings the compiler

        order, counts = training_order(self._counts())
        tree = huffman_tree(counts)
        for name, values in (("code", tree.codes), ("point", tree.nodes)):
            paths = np.empty(len(order), object)
            for row, path in zip(order.tolist(), np.split(values, tree.starts[1:-1]), strict=True):
                paths[row] = path
            self.wv.expandos[name] = paths

    def make_cum_table(self, domain: int = 2**31 - 1) -> None:
        """Note in `cum_table` where noise words end on a line of length `domain`; nothing reads it here."""
        self.cum_table = cumulative(self._counts(), self.ns_exponent, domain)

    def add_null_word(self) -> None:
        """Refuse: there is no padding word."""
        raise ConfigError("null_word", 1, "Firth has no padding word; leave it out")


def training_order(counts: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """The rows of the words with the most frequent first, and their counts, at least 1."""
    order = np.argsort(-counts, kind="stable")
    return order, np.maximum(counts[order], 1)
