"""The PMI audit: does a trained model approach the matrix that its objective is said to factorise?

The inner products e_w . e'_c of skip-gram have a known value at the optimum, given enough dimensions to reach it
(`firth.studies.audit.theory` derives it). The audit repeats the sampling of the training, counts the pairs, and
compares the model with theory over every pair that was seen often enough. Pairs never seen are not compared, because
their optimum is minus infinity.

Models that the theory does not cover are refused: CBOW, whose mean ties the inner products of a window together, and
hierarchical softmax, whose second matrix holds inner nodes.
"""

from collections.abc import Callable, Iterable
from typing import Final

from firth.config import MEMORY_LIMIT, ResolvedTrainConfig
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.counting.cooccurrence import count_sampled
from firth.counting.pair_counts import PairCounts
from firth.errors import ConfigError, MissingPartError
from firth.progress.events import Progress
from firth.studies.audit.report import AuditReport, AuditTotals
from firth.studies.audit.theory import PairTotals, compared, survey
from firth.training.facts import check_trained_on, config_of
from firth.training.train import split
from firth.vectors.word_vectors import WordVectors

__all__ = ["audit", "audited_config"]

_NOT_COVERED: Final = {
    "cbow": "cbow predicts from the mean of a window, so the inner product of two words has no optimum of its own to "
    "compare with. Audit a skip-gram model",
    "hierarchical_softmax": "the second matrix holds the inner nodes of the Huffman tree, not words, so a pair of "
    "words has no inner product. Audit a model of negative sampling or of full softmax",
}


def audited_config(vectors: WordVectors) -> ResolvedTrainConfig:
    """How a model was trained, if the theory covers it.

    Args:
        vectors: a model trained by Firth.

    Raises:
        MissingPartError: it does not record how it was trained, or has no contexts or counts.
        ConfigError: CBOW or hierarchical softmax; the message says why the theory does not cover it.
    """
    config = config_of(vectors).resolved()
    for field in ("architecture", "objective"):
        if (value := getattr(config, field)) in _NOT_COVERED:
            raise ConfigError(field, value, _NOT_COVERED[value])
    for part in ("contexts", "counts"):
        if getattr(vectors, part) is None:
            raise MissingPartError(
                f"These vectors have no {part}, which the audit needs. "
                "Give the .safetensors model that training wrote, not a file converted from it."
            )
    return config


def audit(  # noqa: PLR0913 - a model, a text, and four named settings
    vectors: WordVectors,
    corpus: EncodedCorpus,
    *,
    passes: int = 5,
    min_pair_count: int = 20,
    memory_limit: int = MEMORY_LIMIT,
    on_progress: Callable[[Progress], None] | None = None,
) -> AuditReport:
    """Compare a model's inner products with their values at the optimum.

    Args:
        vectors: a skip-gram model with contexts and counts, trained by negative sampling or full softmax.
        corpus: the text it was trained on, encoded with its own words and counts as the vocabulary.
        passes: epochs whose windows and discards are repeated and counted. With as many as the model's epochs, these
            are exactly the pairs that it was trained on.
        min_pair_count: pairs counted less often than this, over all passes, are not compared.
        memory_limit: bytes that the counting may use.
        on_progress: called from time to time while pairs are counted.

    Raises:
        ConfigError: a model that the theory does not cover, a number out of range, or no pair that is frequent enough.
        MissingPartError: a model without settings, contexts or counts.
        CorpusError: the text is not the one that the model was trained on.
        FormatError: the model's matrices are not finite.
        TargetError: the temporary folder is full or cannot be written.
    """
    for name, value in (("passes", passes), ("min_pair_count", min_pair_count)):
        if value < 1:
            raise ConfigError(name, value, "must be at least 1")
    config = audited_config(vectors)
    trained, _ = split(corpus, config)
    check_trained_on(vectors, corpus, trained)
    pairs = count_sampled(trained, config, passes=passes, memory_limit=memory_limit, on_progress=on_progress)
    return _report(vectors, config, pairs, passes, min_pair_count)


def _report(
    vectors: WordVectors, config: ResolvedTrainConfig, pairs: PairCounts, passes: int, min_pair_count: int
) -> AuditReport:
    seen = survey(pairs, min_pair_count)
    if not seen.frequent:
        raise ConfigError("min_pair_count", min_pair_count, _none_frequent(seen, passes))
    gathered = AuditTotals(len(vectors), seen.frequent, by_word=config.objective == "softmax")
    for block in compared(vectors, config, pairs, min_pair_count):
        gathered.add(block)
    whole, *bands = gathered.parts(seen.tokens)
    if not whole.pairs:
        raise ConfigError(
            "min_pair_count", min_pair_count, "the theory has a value for no pair that is so frequent; lower it"
        )
    theory, product = gathered.points()
    return AuditReport(
        objective=config.objective,
        noise_collisions=config.noise_collisions,
        words=len(vectors),
        dimensions=vectors.vectors.shape[1],
        passes=passes,
        min_pair_count=min_pair_count,
        distinct_pairs=seen.distinct,
        pair_tokens=round(seen.tokens),
        left_out=gathered.left_out,
        whole=whole,
        bands=tuple(bands),
        notes=tuple(_notes(vectors, config)),
        theory=theory,
        product=product,
    )


def _none_frequent(seen: PairTotals, passes: int) -> str:
    if not seen.distinct:
        return "the text has no pairs, because every sentence keeps a single word. Audit a model of longer sentences"
    return (
        f"no pair was counted so often: the most frequent occurs {seen.most:,.0f} times in {passes:,} passes. "
        "Give a smaller one, or more passes"
    )


def _notes(vectors: WordVectors, config: ResolvedTrainConfig) -> Iterable[str]:
    rows, width = vectors.vectors.shape
    if width < rows:
        yield (
            "The values at the optimum are those of a model with as many dimensions as words, trained until it no "
            f"longer changes. {width:,} dimensions cannot represent every matrix of {rows:,} x {rows:,} words, and "
            "training ended earlier; the residuals include both."
        )
    if config.objective == "negative_sampling":
        yield (
            "Sharing noise words in a window and taking them from a pool change neither the expected gradient nor the "
            "optimum; they only make training less smooth."
        )
    if not vectors.info.get("training", {}).get("complete", True):
        yield "The training of this model was stopped early."
