"""What a training takes over from vectors that are there already, and which of it stays as it is."""

import warnings
from collections.abc import Collection, Mapping, Sequence
from itertools import repeat
from operator import eq
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from firth.config import TrainConfig
from firth.corpus.vocabulary import Vocabulary
from firth.errors import ArgumentError, ArgumentTypeError, ConfigError, listed, quoted
from firth.kernels.arrays import NOTHING_FROZEN, Weights
from firth.sampling import HuffmanTree, huffman_tree
from firth.subwords.composing import Subwords
from firth.training.pieces import WordPieces
from firth.training.weights import ROWS
from firth.vectors.word_vectors import WordVectors

__all__ = ["Freeze", "Initial", "check_dimensions", "initial_from"]

Freeze: TypeAlias = Literal["vectors", "contexts", "all"] | Collection[str]
"""What stays as it is: these rows of the words that are taken over, or both rows of certain words."""


class Initial(NamedTuple):
    """Matrices to start from, instead of random inputs and zero contexts or nodes.

    Attributes:
        vectors: [V, D], or [any, D] with `rows`.
        contexts: [V, D], or [any, D] with `rows`; or None.
        nodes: [V - 1, D], of the Huffman tree of the vocabulary; or None.
        rows: int64[V], the row of each word in `vectors` and `contexts`, -1 for a word that they lack; None: in order.
        frozen: bool[2, V], the input rows and the output rows that stay as they are; or [2, 0].
        subwords: the vectors of pieces of words, cut as in this training; or None.
        origin: what is known of the model that they come from; JSON values.
    """

    vectors: NDArray[np.floating]
    contexts: NDArray[np.floating] | None = None
    nodes: NDArray[np.floating] | None = None
    rows: NDArray[np.int64] | None = None
    frozen: NDArray[np.bool_] = NOTHING_FROZEN
    subwords: Subwords | None = None
    origin: Mapping[str, Any] = {}

    def facts(self) -> dict[str, Any]:
        """Which matrices training started from, and how many of their rows stay, as the model file keeps it."""
        taken: dict[str, Any] = {
            "initial": [name for name in ("vectors", "contexts", "nodes") if getattr(self, name) is not None]
        }
        taken |= {"initial_model": dict(self.origin)} if self.origin else {}
        return taken | ({"frozen": self.frozen.sum(axis=1).tolist()} if self.frozen.size else {})

    def fill(self, weights: Weights, config: TrainConfig, pieces: WordPieces | None = None) -> None:
        """Write these matrices over the first weights.

        Args:
            weights: float32[..., D padded]. Written.
            config: `vector_size` and `objective` are read.
            pieces: what the input rows are made of, or None. Their rows then become such that they make the vectors.

        Raises:
            ArgumentError: a matrix does not fit.
        """
        second = "nodes" if config.objective == "hierarchical_softmax" else "contexts"
        other = self.contexts if second == "nodes" else self.nodes
        if other is not None:
            raise ArgumentError(
                "initial",
                np.shape(other),
                f"the second matrix of objective={config.objective!r} is of {second}; give vectors, and maybe {second}",
            )
        for name, matrix in zip(("vectors", second), weights[:2], strict=True):
            given, rows = getattr(self, name), None if name == "nodes" else self.rows
            if given is not None:
                _fill(matrix[:, : config.vector_size], given, rows, name)
        if pieces is None and self.subwords is not None:
            _warn(
                "initial is made of n-grams, which are left behind: this training is of whole words. Give its subwords "
                "again, if they are to go on."
            )
        if pieces is not None:
            known = np.arange(len(weights.inputs)) if self.rows is None else np.flatnonzero(self.rows >= 0)
            pieces.begin_with(weights, known, self.subwords)


def _fill(matrix: NDArray[np.floating], given: NDArray[np.floating], rows: NDArray[np.int64] | None, name: str) -> None:
    shape = (len(matrix) if rows is None else len(given), matrix.shape[1])
    if np.shape(given) != shape:
        raise ArgumentError(f"initial.{name}", np.shape(given), f"must have the shape {shape}")
    for first in range(0, len(matrix), ROWS):
        part = matrix[first : first + ROWS]
        if rows is None:
            part[:] = given[first : first + ROWS]
        else:
            taken = rows[first : first + ROWS]
            part[taken >= 0] = given[taken[taken >= 0]]


def initial_from(
    model: WordVectors, vocabulary: Vocabulary, config: TrainConfig, freeze: Freeze | None = None
) -> Initial:
    """What training can take over from a model.

    Words are looked up exactly as they are spelt; those that the model lacks start anew. Its contexts go with
    negative sampling and full softmax. The nodes of hierarchical softmax are those of its Huffman tree: with other
    words or counts there is another tree, and only nodes that part the same words in the same way go on. A warning
    says what is left behind.

    Args:
        model: the vectors to start from.
        vocabulary: of the corpus.
        config: `vector_size` and `objective` are read.
        freeze: what stays as it is; None: nothing.

    Raises:
        ConfigError: the model has another number of dimensions.
        ArgumentError: `freeze` names something that is not taken over.
    """
    check_dimensions(model, config)
    contexts, nodes, kept = model.contexts, None, np.zeros(0, np.bool_)
    if config.objective == "hierarchical_softmax":
        contexts = None
        nodes, kept = _nodes_of(model, vocabulary)
    if model.nodes is not None and nodes is None:
        of_tree = config.objective == "hierarchical_softmax"
        why = (
            "its Huffman tree is of other words or counts" if of_tree else "they are the inner nodes of a Huffman tree"
        )
        _warn_left_behind("nodes", config, why)
    elif not kept.all():
        _warn_of_nodes(int(kept.sum()), kept.size)
    if model.contexts is not None and contexts is None:
        _warn_left_behind(
            "contexts", config, "the rows of its second matrix are inner nodes of a Huffman tree, not words"
        )
    rows = _rows_of(vocabulary.words, model.words)
    _warn_of_strangers(int((rows >= 0).sum()), rows.size)
    initial = Initial(model.vectors, contexts, nodes, rows, subwords=model.subwords, origin=_origin(model))
    return initial if freeze is None else initial._replace(frozen=_frozen(freeze, vocabulary, initial, kept))


def _origin(model: WordVectors) -> dict[str, Any]:
    """Where the model comes from, as far as it says."""
    corpus = model.info.get("corpus", {})
    known = {name: corpus[name] for name in ("sources", "fingerprint", "tokens") if name in corpus}
    return {"words": len(model), **{name: list(v) if isinstance(v, tuple) else v for name, v in known.items()}}


def check_dimensions(model: WordVectors, config: TrainConfig) -> None:
    """Find out whether a model's rows have as many numbers as those of a training.

    Raises:
        ConfigError: they have not.
    """
    size = model.vectors.shape[1]
    if size != config.vector_size:
        raise ConfigError("vector_size", config.vector_size, f"must be that of initial: {size}")


def _frozen(freeze: Freeze, vocabulary: Vocabulary, initial: Initial, kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """bool[2, V], the input rows and the output rows that stay as they are."""
    assert initial.rows is not None, "initial_from looks each word up"
    known = initial.rows >= 0
    second = known if initial.contexts is not None else np.append(kept, np.zeros(known.size - kept.size, np.bool_))
    nothing = np.zeros_like(known)
    if isinstance(freeze, str):
        if freeze not in {"vectors", "contexts", "all"}:
            raise ArgumentError("freeze", freeze, "must be 'vectors', 'contexts', 'all', or words")
        if freeze != "vectors" and not second.any():
            raise ArgumentError(
                "freeze", freeze, "initial has no contexts that are taken over; only 'vectors' can stay"
            )
        if freeze == "all" and known.all() and second.all():
            raise ArgumentError("freeze", freeze, "nothing would be learned: initial holds all words of the text")
        return np.stack([nothing if freeze == "contexts" else known, nothing if freeze == "vectors" else second])
    if not isinstance(freeze, Collection) or not all(isinstance(word, str) for word in freeze):
        raise ArgumentTypeError("freeze", freeze, "must be 'vectors', 'contexts', 'all', or words")
    words = frozenset(freeze)
    missing = words - {word for word, there in zip(vocabulary.words, known, strict=True) if there}
    if missing:
        shown = listed([quoted(word) for word in sorted(missing)[:5]])
        raise ArgumentError(
            "freeze",
            f"{len(words):,} words",
            f"{len(missing):,} of them are not among the words that are taken over from initial, such as {shown}; "
            "leave them out, or keep all words of initial (grow=True)",
        )
    chosen = np.fromiter(map(words.__contains__, vocabulary.words), np.bool_, len(vocabulary))
    return np.stack([chosen, chosen & second if initial.contexts is not None else nothing])


def _nodes_of(model: WordVectors, vocabulary: Vocabulary) -> tuple[NDArray[np.float32] | None, NDArray[np.bool_]]:
    """The inner nodes of the vocabulary's Huffman tree, taken from the model's, and which of them it had."""
    if model.nodes is None or model.counts is None:
        return None, np.zeros(0, np.bool_)
    same_words = len(model) == len(vocabulary) and all(map(eq, model.words, vocabulary.words))
    if same_words and np.array_equal(model.counts, vocabulary.counts):
        return model.nodes, np.ones(len(model.nodes), np.bool_)
    before, signs = _matching_nodes(model, vocabulary)
    if not signs.any():
        return None, np.zeros(0, np.bool_)
    nodes = model.nodes[np.maximum(before, 0)] * signs[:, None]
    return nodes, signs != 0


def _matching_nodes(model: WordVectors, vocabulary: Vocabulary) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """For each inner node of the new tree, an old one that parts the common words in the same way, and a sign.

    Returns:
        int64[V - 1], the old node, -1 where there is none; float32[V - 1], +1, -1 where the two sides are exchanged, or
        0 where there is none.
    """
    assert model.counts is not None, "a model with nodes has counts"
    rows = _rows_of(vocabulary.words, model.words)
    marks = np.random.default_rng(0).integers(1, 2**63, len(model), np.uint64)  # sums of them stand for sets of words
    common = np.zeros(len(model), np.bool_)
    common[rows[rows >= 0]] = True
    old = _sides(huffman_tree(model.counts), np.where(common, marks, 0).astype(np.uint64))
    new = _sides(huffman_tree(vocabulary.counts), np.where(rows >= 0, marks[rows], 0).astype(np.uint64))
    places = {tuple(sides): node for node, sides in enumerate(old.tolist()) if all(sides)}
    found, signs = np.full(len(new), -1), np.zeros(len(new), np.float32)
    for node, (first, second) in enumerate(new.tolist()):
        for sides, sign in (((first, second), 1), ((second, first), -1)):
            if sides in places:
                found[node], signs[node] = places[sides], sign
    return found, signs


def _sides(tree: HuffmanTree, marks: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """uint64[V - 1, 2]: the sums of the marks of the words on both sides of each inner node."""
    sums = np.zeros((marks.size - 1, 2), np.uint64)
    np.add.at(sums, (tree.nodes, tree.codes), np.repeat(marks, np.diff(tree.starts)))
    return sums


def _warn_left_behind(part: str, config: TrainConfig, why: str) -> None:
    _warn(
        f"initial has {part} that cannot be used with objective={config.objective!r} on this text: {why}. "
        "Training starts from its vectors; the second matrix starts at zero."
    )


def _warn_of_nodes(kept: int, total: int) -> None:
    _warn(
        f"of the {total:,} inner nodes of this text's Huffman tree, {kept:,} part the same words as before and go on; "
        "the others start at zero."
    )


def _warn_of_strangers(shared: int, words: int) -> None:
    if 100 * shared < words:
        _warn(
            f"initial holds {shared:,} of the {words:,} words of the text, and the others start anew. Are both of one "
            "language, and read alike?"
        )


def _warn(message: str) -> None:
    warnings.warn(message, UserWarning, stacklevel=5)  # the caller of firth.train


def _rows_of(words: Sequence[str], known: Sequence[str]) -> NDArray[np.int64]:
    """int64[V], the place of each word among the known ones, -1 for those that are not."""
    places = dict(zip(known, range(len(known)), strict=True))
    return np.fromiter(map(places.get, words, repeat(-1)), np.int64, len(words))
