"""What a model file says of the training that made it, and what can be told from that."""

from collections.abc import Mapping
from typing import Any, Final

import numba
import numpy as np

from firth.config import ResolvedTrainConfig, TrainConfig
from firth.corpus.encoded_corpus import EncodedCorpus, source_facts
from firth.corpus.vocabulary import Vocabulary
from firth.errors import ConfigError, CorpusError, MissingPartError, quoted
from firth.formats.record import Record
from firth.kernels.arrays import Weights
from firth.sampling import keep_chance
from firth.training.pieces import WordPieces
from firth.vectors.word_vectors import WordVectors
from firth.versions import versions

__all__ = ["check_trained_on", "config_of", "facts_of", "record_of"]

_TOKENS: Final = 1 << 20  # counted at a time
_OTHER_TEXT: Final = "this is not the text that the model was trained on"
_SAME_TEXT: Final = "Give all files of the training, unchanged, in the same order."


def facts_of(
    corpus: EncodedCorpus,
    given: TrainConfig,
    config: ResolvedTrainConfig,
    training: Mapping[str, Any],
    tokens_held_out: int,
) -> dict[str, Any]:
    """The facts of a run, JSON values only.

    Args:
        corpus: the text that was trained on, without what was held out.
        given: the settings as they were given.
        config: those in effect.
        training: what the run itself knows.
        tokens_held_out: that were taken out of the text to measure on.

    Returns:
        ``config``, the settings in effect, and ``given``, those that differed from the defaults, both without the
        number of threads; ``reading``, ``corpus``, ``training`` and ``versions``.
    """
    counts = corpus.vocabulary.counts
    kept = float(keep_chance(counts, config.sample) @ counts) / counts.sum()
    chosen = given.given()
    chosen.pop("workers", None)
    known = source_facts(corpus)
    return {
        "config": config.as_dict(),
        "given": chosen,
        "reading": known["reading"],
        "corpus": {**known["corpus"], "tokens_held_out": tokens_held_out, "discarded_by_subsampling": 1 - kept},
        "training": dict(training),
        "versions": versions(np, numba),
    }


def record_of(
    vocabulary: Vocabulary,
    config: ResolvedTrainConfig,
    weights: Weights,
    facts: Mapping[str, Any],
    pieces: WordPieces | None = None,
) -> Record:
    """Weights as a file holds them: without their padding, and with what is known of them."""
    vectors, second = (matrix[:, : config.vector_size] for matrix in weights[:2])
    subwords = None if pieces is None else pieces.subwords(weights, config.vector_size)
    of_nodes = config.objective == "hierarchical_softmax"
    contexts, nodes = (None, second) if of_nodes else (second, None)
    return Record(vocabulary.words, vectors, contexts, vocabulary.counts, facts, nodes, subwords)


def config_of(vectors: WordVectors) -> TrainConfig:
    """The settings that a model was trained with.

    Raises:
        MissingPartError: it does not record them, or this version does not know them.
    """
    stored = vectors.info.get("config")
    if not isinstance(stored, Mapping) or not {"architecture", "objective"} <= stored.keys():
        raise MissingPartError(
            "These vectors do not record how Firth trained them (architecture, objective, noise, ...). Give a "
            ".safetensors model that `firth train` wrote: other programs' files have no such settings, and "
            "`firth factorize` and `firth glove` work in another way."
        )
    try:
        return TrainConfig(**stored)
    except (TypeError, ConfigError) as error:
        raise MissingPartError(
            f"The settings that these vectors were trained with cannot be read ({error}). "
            "Use the version of Firth that trained them."
        ) from error


def check_trained_on(vectors: WordVectors, corpus: EncodedCorpus, trained: EncodedCorpus) -> None:
    """Refuse a text other than that of a model: words of other frequencies, or another number of sentences.

    Args:
        vectors: the model, with counts.
        corpus: the whole text, encoded with the words of the model as its vocabulary.
        trained: the part of it that was not held out.

    Raises:
        CorpusError: it is another text.
    """
    assert vectors.counts is not None, "checked by the caller"
    found = np.zeros(len(vectors), np.int64)
    for begin in range(0, corpus.ids.size, _TOKENS):
        found += np.bincount(corpus.ids[begin : begin + _TOKENS], minlength=found.size)
    differing = np.flatnonzero(found != vectors.counts)
    if differing.size:
        named = "; ".join(
            f"{quoted(vectors.words[row])} occurs {found[row]:,} times here and {vectors.counts[row]:,} times there"
            for row in differing[:3].tolist()
        )
        raise CorpusError(
            f"{_OTHER_TEXT}: {differing.size:,} of {len(vectors):,} words differ in their counts: {named}. {_SAME_TEXT}"
        )
    then, here = vectors.info.get("corpus", {}).get("sentences"), trained.starts.size - 1
    if then not in {None, here}:
        raise CorpusError(f"{_OTHER_TEXT}: it has {here:,} sentences, that text has {then:,}. {_SAME_TEXT}")
