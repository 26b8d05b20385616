"""The time and the memory that a training will take."""

import os
from pathlib import Path
from typing import Unpack, cast

from firth.config import TrainConfig
from firth.corpus.build.any_text import encode, is_source
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.formats import check_target
from firth.recipes.options import Files, Text, as_asked, saved_corpus, settings_of
from firth.recipes.train import TrainOptions
from firth.studies.plan.forecast import BASE_BYTES, Forecast
from firth.studies.plan.plan import plan as plan_files
from firth.studies.plan.plan import plan_corpus
from firth.text.sources import Source

__all__ = ["plan"]


def plan(  # noqa: PLR0913 - the text is the one positional argument
    text: Text | EncodedCorpus | None = None,
    *,
    files: Files | None = None,
    validation: Source | None = None,
    output: str | os.PathLike[str] | None = None,
    start_seconds: float = 0.0,
    base_bytes: int | None = None,
    **fields: Unpack[TrainOptions],
) -> Forecast:
    """Forecast the time and the memory of a training on this machine.

    A sample of the text is read, and a training of about two seconds tells the speed. Nothing is written.

    Args:
        text: what `train` takes; of streams no sample can be taken. Text that is not in files is read whole.
        files: several paths, instead of `text`.
        validation: the path of a held-out text, for its size.
        output: the model's file that is meant, for the space on its disk; None: one in the current folder.
        start_seconds: time that the program takes before it reads.
        base_bytes: memory that the program takes before it reads; None: what a bare one takes.
        **fields: what `train` will be given: the fields of `TrainConfig` and `ReadConfig`.

    Returns:
        The forecast: for each number what is likely, and what it will mostly be between; and what this machine lacks.

    Raises:
        ArgumentError: a stream.
        ConfigError: a setting that is out of range, or that has no effect here.
        SourceError: a file that is missing or cannot be read.
        CorpusError: text that cannot be trained on.
        FormatError: a saved corpus that is damaged.
        MissingExtraError: a tokenizer that is not installed.
        TargetError: `output` cannot be written.

    Example:
        >>> forecast = firth.plan("corpus.txt", min_count=1, vector_size=20)
        >>> forecast.seconds["total"].likely > 0
        True
    """
    settings = settings_of(fields, TrainConfig)
    config = settings.config
    config.check_validation(given=validation is not None)
    if validation is not None:
        settings.reading.check_without_phrases()
    if output is not None:
        check_target(output)
    base_bytes = BASE_BYTES if base_bytes is None else base_bytes
    target = "." if output is None else Path(output).parent
    corpus = saved_corpus(text, files)
    if corpus is None and files is None and not is_source(text):
        corpus = encode(cast("Text", text), reading=settings.reading, min_count=1, workers=config.resolved().workers)
    if corpus is not None:
        corpus, config = as_asked(corpus, settings)
        return plan_corpus(corpus, config, target=target, start_seconds=start_seconds, base_bytes=base_bytes)
    return plan_files(
        [cast("Source", text)] if files is None else files,
        config,
        settings.reading,
        validation=validation,
        target=target,
        start_seconds=start_seconds,
        base_bytes=base_bytes,
    )
