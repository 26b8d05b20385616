"""Why two words are close."""

from dataclasses import replace
from typing import Unpack

from firth.config import MIN_COUNT, TextFields, TrainConfig
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.reach import reach_in
from firth.recipes.model_text import model_text
from firth.recipes.options import Files, Report, Text, reporter
from firth.studies.explain.contexts import Windows, evidence
from firth.studies.explain.pair import explained_pair
from firth.studies.explain.report import PairExplanation
from firth.vectors.queries import checked_number
from firth.vectors.word_vectors import WordVectors

__all__ = ["explain"]


def explain(  # noqa: PLR0913 - two words, and a text as for `audit`
    vectors: WordVectors,
    a: str,
    b: str,
    text: Text | EncodedCorpus | None = None,
    *,
    files: Files | None = None,
    topn: int = 10,
    window: int | None = None,
    min_pair_count: int = MIN_COUNT,
    progress: bool | Report = False,
    **reading: Unpack[TextFields],
) -> PairExplanation:
    """Find out why two words are close.

    Args:
        vectors: a model, from whatever program.
        a: a word.
        b: another.
        text: the text that it was trained on, or another one; what it may be is as for `train`. A saved corpus is the
            fastest. None: only the vectors are asked.
        files: several files, instead of `text`.
        topn: shared contexts and neighbours to list.
        window: words on each side that are contexts; None: the window that the model was trained with, or else 5.
        min_pair_count: how often a context must be in the window of each of the two. The mutual information of pairs
            that were seen a few times is mostly chance.
        progress: as for `train`, with `ReadProgress` values.
        **reading: as for `audit`.

    Returns:
        Their cosine, their places among each other's neighbours, the neighbours that they share; and of a text the
        contexts that they share, with their mutual information, and where these occur.

    Raises:
        UnknownWordError: a word is not in the model.
        ArgumentError: the two are one word, or a number below 1.
        ArgumentTypeError: something else than `WordVectors`, words and whole numbers.
        SourceError: a file that is missing, damaged, or cannot be read.
        CorpusError: a word is not in the text.
        FormatError: a vector is not finite, or a corpus is damaged.
        MissingExtraError: a tokenizer that is not installed.

    Example:
        >>> sentences = [["a", "cup", "of", "tea"], ["a", "cup", "of", "coffee"], ["a", "pot", "boils"]] * 20
        >>> found = firth.explain(firth.train(sentences, sample=0), "tea", "coffee", sentences)
        >>> [context.word for context in found.text.contexts]
        ['of', 'cup', 'a']
    """
    alone = explained_pair(vectors, a, b, topn=topn)
    config = vectors.info.get("config", {})
    size = config.get("window", TrainConfig().window) if window is None else window
    if size is not None:  # None: the model's windows are whole sentences
        checked_number("window", size)
    checked_number("min_pair_count", min_pair_count)
    if text is None and files is None:
        return alone
    with reporter(progress) as report:
        corpus = model_text(vectors, text, files, reading, report)
    windows = Windows(reach_in(size, corpus).window, size is not None and config.get("shrink_windows", True))
    found = evidence(vectors, corpus, (a, b), windows, min_pair_count=min_pair_count, topn=topn)
    return replace(alone, text=found)
