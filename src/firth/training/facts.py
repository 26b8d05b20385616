"""What a model file says of the training that made it."""

from collections.abc import Mapping
from typing import Any

import numba
import numpy as np

from firth.config import ResolvedTrainConfig, TrainConfig
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.vocabulary import Vocabulary
from firth.formats.record import Record
from firth.kernels.arrays import Weights
from firth.sampling import keep_chance
from firth.versions import versions

__all__ = ["facts_of", "record_of"]


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
    return {
        "config": config.as_dict(),
        "given": chosen,
        "reading": dict(corpus.reading),
        "corpus": {
            "sources": list(corpus.sources),
            "fingerprint": corpus.fingerprint,
            "tokens_read": corpus.tokens_read,
            "tokens": corpus.ids.size,
            "tokens_held_out": tokens_held_out,
            "sentences_read": corpus.sentences_read,
            "sentences": corpus.starts.size - 1,
            "discarded_by_subsampling": 1 - kept,
        },
        "training": dict(training),
        "versions": versions(np, numba),
    }


def record_of(
    vocabulary: Vocabulary, config: ResolvedTrainConfig, weights: Weights, facts: Mapping[str, Any]
) -> Record:
    """Weights as a file holds them: without their padding, and with what is known of them."""
    vectors, second = (matrix[:, : config.vector_size] for matrix in weights)
    of_nodes = config.objective == "hierarchical_softmax"
    contexts, nodes = (None, second) if of_nodes else (second, None)
    return Record(vocabulary.words, vectors, contexts, vocabulary.counts, facts, nodes)
