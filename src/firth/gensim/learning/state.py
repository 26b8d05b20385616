"""What a model of gensim's kind is made of: its attributes, which programs read and set."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["State"]


class State:
    """Words and weights, as gensim names them.

    Attributes:
        wv: the words and their vectors.
        syn1neg: float32[V, D], the second matrix of negative sampling, the contexts; there once there is a vocabulary.
        syn1: float32[V, D], that of hierarchical softmax: row i is the inner node i of the Huffman tree, the root
            first, and the last row is not used.
        corpus_count, corpus_total_words: sentences and words of the corpus that the vocabulary is from.
        raw_vocab: the counts of all words, between `scan_vocab` and `prepare_vocab`.
        effective_min_count: the least count of a word that was kept, after `max_final_vocab`.
        cum_table: uint32[V], where noise words end on a line.
    """

    wv: Any
    syn1neg: NDArray[np.float32]
    syn1: NDArray[np.float32]
    cum_table: NDArray[np.uint32] | None
    vector_size: int
    layer1_size: int
    window: int
    shrink_windows: bool
    alpha: float
    min_alpha: float
    epochs: int
    seed: int
    workers: int
    sample: float
    sg: int
    hs: int
    negative: int
    ns_exponent: float
    cbow_mean: int
    null_word: int
    min_count: int
    max_final_vocab: int | None
    max_vocab_size: int | None
    sorted_vocab: int
    corpus_count: int | None
    corpus_total_words: int | None
    effective_min_count: int
    raw_vocab: Mapping[Any, int]
    running_training_loss: float
    min_alpha_yet_reached: float
    train_count: int
