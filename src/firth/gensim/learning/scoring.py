"""Probabilities from a trained model."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.gensim.learning.state import State

__all__ = ["predicted", "scores"]


def predicted(
    wv: Any, contexts: NDArray[np.float32], rows: Sequence[int], topn: int, *, mean: bool
) -> list[tuple[Any, float]]:
    """The keys that are most probable in the middle of those of some rows, and their probabilities.

    Args:
        wv: the words.
        contexts: float32[V, D].
        rows: of the words around it.
        topn: keys wanted.
        mean: take the mean of their vectors, else the sum.
    """
    hidden = wv.vectors[rows].sum(axis=0, dtype=np.float64) / (len(rows) if mean else 1)
    logits = contexts @ hidden
    chance = np.exp(logits - logits.max())
    chance /= chance.sum()
    best = np.argsort(-chance, kind="stable")[:topn]
    return [(wv.index_to_key[row], float(chance[row])) for row in best.tolist()]


def scores(model: State, sentences: Iterable[Any], most: int) -> NDArray[np.float32]:
    """The log-probability of each sentence under hierarchical softmax.

    That of a center is the sum over its path through the Huffman tree of log sigma(+-x y), with x the vector of a word
    beside it (skip-gram), or the mean of all of them (CBOW), and y an inner node.
    """
    wv = model.wv
    known = [[wv.key_to_index[word] for word in each if word in wv.key_to_index] for each in islice(sentences, most)]
    return np.array([_score(model, rows) for rows in known], np.float32)


def _score(model: State, rows: list[int]) -> float:
    total = 0.0
    for at, row in enumerate(rows):
        beside = [*rows[max(0, at - model.window) : at], *rows[at + 1 : at + 1 + model.window]]
        if not beside:
            continue
        x = model.wv.vectors[beside].astype(np.float64)
        x = x if model.sg else x.mean(axis=0, keepdims=True)
        signs = 1.0 - 2.0 * model.wv.get_vecattr(row, "code")
        total -= float(np.logaddexp(0, -signs * (x @ model.syn1[model.wv.get_vecattr(row, "point")].T)).sum())
    return total
