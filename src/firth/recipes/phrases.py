"""Words that are found together more often than by chance, joined."""

from dataclasses import replace
from typing import Unpack

from firth.config import MIN_COUNT, ReadFields, TrainConfig
from firth.corpus.build.any_text import encode
from firth.corpus.phrases import JoinedText, find_phrases
from firth.errors import ConfigError
from firth.recipes.options import Files, Report, Text, reading_settings, reporter

__all__ = ["phrases"]


def phrases(
    text: Text | None = None,
    *,
    files: Files | None = None,
    min_count: int = MIN_COUNT,
    workers: int | None = None,
    progress: bool | Report = False,
    **reading: Unpack[ReadFields],
) -> JoinedText:
    """Find phrases: neighbouring words that belong together, such as "new york"; and join them to one word, "new_york".

    No word is dropped from the text. To train on a text with its phrases joined, `train` takes ``phrases=2``.

    Args:
        text: what `encode` takes.
        files: several paths or open binary files, instead of `text`.
        min_count: how often two words must be neighbours to be joined.
        workers: threads or processes; None: the cores this process may use.
        progress: True draws a bar on standard error where that is a terminal; a function is called with
            `ReadProgress` values.
        **reading: the fields of `ReadConfig`; ``phrases``, the number of passes, is 1 unless it is given.

    Returns:
        The phrases, best first, and the text with its phrases joined, whose ``sentences()`` are lists of words.

    Raises:
        ConfigError: a setting that is out of range, or that has no effect here.
        SourceError: a file that is missing, damaged, or cannot be read.
        CorpusError: text that cannot be read as such, or that has no words.
        MissingExtraError: a tokenizer that is not installed.
        TargetError: the temporary folder is full or cannot be written.

    Example:
        >>> text = ["tea in new york", "the new york tea"] * 50
        >>> found = firth.phrases(text, phrase_score="npmi", phrase_threshold=0.9)
        >>> [phrase.word for phrase in found.phrases]
        ['new_york']
        >>> next(found.sentences())
        ['tea', 'in', 'new_york']
    """
    config = TrainConfig(min_count=min_count, workers=workers)  # checks these two
    how = reading_settings({"phrases": 1, **reading})
    if not how.phrases:
        raise ConfigError("phrases", 0, "is the number of passes, and none finds nothing; give 1 or more")
    none = {"phrase_score": None, "phrase_threshold": None, "phrase_discount": None, "phrase_connectors": None}
    plain = replace(how, phrases=0, **none)  # type: ignore[arg-type] # of whatever type each is
    with reporter(progress) as report:
        corpus = encode(
            text, files=files, reading=plain, min_count=1, workers=config.resolved().workers, on_progress=report
        )
    return find_phrases(corpus, how, least=config.min_count)
