"""Word vectors without training: count, take the mutual information, keep its largest singular directions.

Skip-gram with negative sampling factorises, without saying so, the matrix of shifted pointwise mutual information
(Levy and Goldberg 2014, Neural Word Embedding as Implicit Matrix Factorization). Here that is done openly, with the
positive part of the matrix, which is sparse, and a truncated singular value decomposition; the settings are those of
Levy, Goldberg and Dagan 2015 (Improving Distributional Similarity with Lessons Learned from Word Embeddings).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from firth.config import FactorizeConfig
from firth.corpus.encoded_corpus import EncodedCorpus, names_of, source_facts
from firth.corpus.growing_array import Contents, GrowingArray
from firth.corpus.learnable import check_learnable
from firth.counting.cooccurrence import count_weighted
from firth.counting.pair_counts import PairCounts, row_blocks
from firth.errors import ConfigError, DivergedError, MissingExtraError
from firth.progress.events import Progress, SolveProgress
from firth.vectors.word_vectors import WordVectors
from firth.versions import versions

__all__ = ["SparseMatrix", "check_scipy", "factorize_corpus", "shifted_ppmi"]

Report = Callable[[Progress], None]
Floats = NDArray[np.float64]

_BLOCK_PAIRS = 1 << 20
"""Pairs whose mutual information is taken at a time."""

_CONTENTS = Contents("the matrix of mutual information", "12 bytes for each distinct pair of words")


@dataclass(frozen=True, eq=False, slots=True)
class SparseMatrix:
    """A matrix of V rows and V columns in compressed rows. Read-only arrays; large ones are mapped temporary files.

    Attributes:
        starts: int64[V + 1]; row w holds the entries ``starts[w]`` to ``starts[w + 1]``.
        columns: int32[E], ascending within a row.
        values: float64[E].
    """

    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    values: Floats


def factorize_corpus(
    corpus: EncodedCorpus, config: FactorizeConfig, *, on_progress: Report | None = None
) -> WordVectors:
    """Count the pairs of a corpus and factorise their mutual information.

    With the truncated decomposition U S V^T and the eigenvalue weight p, ``vectors`` are U S^p and ``contexts`` are
    V S^(1 - p): their product is the nearest matrix of rank D to the mutual information, whatever p is.

    Args:
        corpus: the text as numbers; ``min_count`` and ``max_vocab`` were applied when it was made.
        config: everything else.
        on_progress: called from this thread now and then.

    Returns:
        Vectors, contexts and counts, with the facts of the run in ``info``.

    Raises:
        ConfigError: more dimensions than the words allow, a shift that leaves nothing, or too little memory.
        CorpusError: no two words are beside each other.
        DivergedError: the decomposition did not converge.
        MissingExtraError: SciPy is not installed.
        TargetError: the temporary folder is full or cannot be written.
    """
    check_scipy()
    check_learnable(corpus)
    started = time.perf_counter()
    words = len(corpus.vocabulary)
    if config.vector_size >= words:
        raise ConfigError("vector_size", config.vector_size, f"must be below the number of words, which is {words:,}")
    pairs = count_weighted(
        corpus,
        window=config.window,
        shrink_windows=config.shrink_windows,
        memory_limit=config.memory_limit,
        on_progress=on_progress,
    )
    matrix = shifted_ppmi(pairs, shift=config.shift, smoothing=config.smoothing)
    if not matrix.values.size:
        raise ConfigError("shift", config.shift, "leaves no positive mutual information; choose a smaller one")
    found = _decomposed(matrix, config, on_progress)
    vectors, contexts = _weighted(found, config.eigenvalue_weight)
    info = _facts(corpus, config, pairs, matrix, found, time.perf_counter() - started)
    return WordVectors(names_of(corpus), vectors, contexts, corpus.vocabulary.counts, info)


def shifted_ppmi(pairs: PairCounts, *, shift: float, smoothing: float) -> SparseMatrix:
    """The positive part of the shifted pointwise mutual information.

    For an input word w and an output word c with n(w, c) pairs together, the entry is::

        max(0, log(n(w, c) / (n(w) P(c))) - log(shift))        P(c) = n(c)^smoothing / sum of n(c')^smoothing

    Levy and Goldberg 2014, equations 7 and 10; the smoothed P(c) is Levy, Goldberg and Dagan 2015, section 3.1. It is
    the noise distribution of negative sampling, over pairs where that is over tokens.

    Args:
        pairs: the counts n(w, c).
        shift: the number of noise words that negative sampling would have.
        smoothing: 1 takes P(c) as counted.
    """
    n_inputs, n_outputs = _marginals(pairs)
    with np.errstate(divide="ignore"):  # a word without pairs has no entry
        smoothed = np.where(n_outputs > 0, n_outputs**smoothing, 0)
        log_inputs, log_chances = np.log(n_inputs), np.log(smoothed / smoothed.sum()) + np.log(shift)
    columns, values = GrowingArray(np.int32, contents=_CONTENTS), GrowingArray(np.float64, contents=_CONTENTS)
    lengths = np.zeros(n_inputs.size, np.int64)
    for part in row_blocks(pairs, _BLOCK_PAIRS):
        information = np.log(part.counts) - log_inputs[part.inputs] - log_chances[part.outputs]
        positive = np.flatnonzero(information > 0)
        columns.append(part.outputs[positive])
        values.append(information[positive])
        lengths += np.bincount(part.inputs[positive], minlength=lengths.size)
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
    return SparseMatrix(starts, columns.seal(columns.length), values.seal(values.length))


def _marginals(pairs: PairCounts) -> tuple[Floats, Floats]:
    """How many pairs each word is in, as input and as output word."""
    size = pairs.starts.size - 1
    inputs, outputs = np.zeros(size), np.zeros(size)
    for part in row_blocks(pairs, _BLOCK_PAIRS):
        inputs += np.bincount(part.inputs, part.counts, size)
        outputs += np.bincount(part.outputs, part.counts, size)
    return inputs, outputs


class _Decomposition(NamedTuple):
    """The largest singular values, descending, and their vectors."""

    left: Floats  # [V, D]
    values: Floats  # [D]
    right: Floats  # [V, D]


def _decomposed(matrix: SparseMatrix, config: FactorizeConfig, on_progress: Report | None) -> _Decomposition:
    """The truncated singular value decomposition, by ARPACK's Lanczos method (Lehoucq, Sorensen and Yang 1998).

    The seed decides where it starts, and singular vectors, which are known up to their sign, have their left one's
    largest entry positive. One thread: the solver's products are short, more gain little on an idle machine and lose
    most of the time on a busy one, and the sums would depend on their number.
    """
    from scipy.sparse import linalg  # noqa: PLC0415 - an optional part

    size = matrix.starts.size - 1
    first = np.random.default_rng(config.seed).random(size)  # positive, as the first singular vector is
    try:
        with threadpool_limits(1, user_api="blas"):
            left, values, right = linalg.svds(_operator(matrix, on_progress), k=config.vector_size, v0=first)
    except linalg.ArpackError as error:
        raise DivergedError(
            f"the singular value decomposition did not converge ({error}). Take fewer dimensions or another seed."
        ) from error
    order = np.argsort(-values, kind="stable")
    left, right = left[:, order], right[order].T
    largest = np.abs(left).argmax(axis=0)
    signs = np.where(left[largest, np.arange(order.size)] < 0, -1.0, 1.0)
    return _Decomposition(left * signs, values[order], right * signs)


def _operator(matrix: SparseMatrix, on_progress: Report | None) -> Any:
    """The matrix as the solver sees it, every product reported."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - an optional part
    from scipy.sparse.linalg import LinearOperator  # noqa: PLC0415 - the same

    size = matrix.starts.size - 1
    sparse = csr_array((matrix.values, matrix.columns, matrix.starts), shape=(size, size))
    products, started = 0, time.perf_counter()

    def times(vector: Floats) -> Any:
        nonlocal products
        products += 1
        if on_progress is not None:
            on_progress(SolveProgress(products, time.perf_counter() - started))
        return sparse @ vector

    turned = sparse.T
    return LinearOperator(
        sparse.shape, matvec=times, rmatvec=lambda vector: turned @ vector, matmat=times, dtype=sparse.dtype
    )


def _weighted(found: _Decomposition, weight: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Vectors and contexts: U S^p and V S^(1 - p)."""
    noise = found.values[0] * found.left.shape[0] * np.finfo(np.float64).eps
    real = found.values > noise  # beyond the matrix' rank the directions mean nothing
    values = np.where(real, found.values, 1.0)
    vectors = found.left * (values**weight * real)
    contexts = found.right * (values ** (1 - weight) * real)
    return vectors.astype(np.float32), contexts.astype(np.float32)


def check_scipy() -> None:
    """Find out early whether the decomposition can be computed.

    Raises:
        MissingExtraError: SciPy is not installed.
    """
    if find_spec("scipy") is None:
        raise MissingExtraError("SciPy", "factorize", "the singular value decomposition")


def _facts(  # noqa: PLR0913, PLR0917 - a private function with one caller
    corpus: EncodedCorpus,
    config: FactorizeConfig,
    pairs: PairCounts,
    matrix: SparseMatrix,
    found: _Decomposition,
    seconds: float,
) -> dict[str, Any]:
    """The facts of the run, as the model file keeps them."""
    import scipy  # noqa: PLC0415 - an optional part

    whole = float(matrix.values @ matrix.values)
    return {
        "config": {"method": "factorization", **config.as_dict()},
        **source_facts(corpus),
        "factorization": {
            "pairs": float(pairs.counts.sum()),
            "distinct_pairs": pairs.counts.size,
            "positive_entries": matrix.values.size,
            "largest_singular_value": float(found.values[0]),
            "smallest_singular_value": float(found.values[-1]),
            "share_of_squares": float(found.values @ found.values) / whole,
            "seconds": seconds,
        },
        "versions": versions(np, numba, scipy),
    }
