"""What is wrong with a text, and what helps."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Unpack, cast

from firth.config import MIN_COUNT, ReadConfig, ReadFields, TrainConfig
from firth.corpus.build.any_text import encode, is_source, told_apart
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.errors import FirthError, TargetError
from firth.recipes.options import Files, Text, check_same_reading, reading_settings, saved_corpus
from firth.studies.doctor.diagnose import Diagnosis, diagnose_corpus
from firth.studies.doctor.diagnose import diagnose as diagnose_files
from firth.text.documents import document_chunks
from firth.text.excerpt import lines_or_words

__all__ = ["diagnose"]

_CHUNK_BYTES = 1 << 18


def diagnose(
    text: Text | EncodedCorpus | None = None,
    *,
    files: Files | None = None,
    min_count: int = MIN_COUNT,
    everything: bool = False,
    workers: int | None = None,
    **reading: Unpack[ReadFields],
) -> Diagnosis:
    """Find out what is wrong with a text before training on it, and what helps.

    Args:
        text: what `firth.train` takes. Of a stream or an iterable only the beginning is read.
        files: several paths or open binary files, instead of `text`.
        min_count: occurrences that a word will need to be kept.
        everything: look at all of the text, not at a sample. All distinct words are held in memory,
            and streams go through a temporary file.
        workers: threads or processes; None: the cores this process may use.
        **reading: the fields of `ReadConfig` that you mean to train with. What they put right is not reported.

    Returns:
        The findings, the worst first, each with a remedy, and how much of the text was looked at.

    Raises:
        ConfigError: a setting that is out of range, or that has no effect here.
        SourceError: a file that is missing or cannot be read.
        CorpusError: something that is not text.
        FormatError: a saved corpus that is damaged.
        MissingExtraError: a tokenizer that is not installed.

    Example:
        >>> diagnosis = firth.diagnose(["The Tea, the tea!"] * 1000, min_count=1)
        >>> [finding.severity for finding in diagnosis.findings if finding.code == "attached_punctuation"]
        ['warning']
    """
    how = reading_settings(reading)
    config = TrainConfig(min_count=min_count, workers=workers)  # checks these two
    saved = saved_corpus(text, files)
    if saved is not None:
        check_same_reading(saved, how, reading)
        return diagnose_corpus(saved, min_count=config.min_count)
    given: Sequence[object] = [text] if files is None else files
    if files is None and not is_source(text):
        items, kind = told_apart(text, how)
        if kind != "texts":
            corpus = encode(cast("Text", items), reading=how, min_count=1, workers=config.resolved().workers)
            return diagnose_corpus(corpus, min_count=config.min_count)
        given, how = [_Texts(items, how)], replace(how, text_field=None, encoding="utf-8")
    with _readable_twice(given) if everything else nullcontext(given) as sources:
        return diagnose_files(
            cast("Files", sources),
            how,
            min_count=config.min_count,
            everything=everything,
            workers=config.resolved().workers,
        )


@contextmanager
def _readable_twice(sources: Sequence[object]) -> Iterator[Sequence[object]]:
    """The same texts, with temporary files in place of streams."""
    with TemporaryDirectory() as folder:
        again: list[object] = []
        for number, source in enumerate(sources):
            path = Path(folder, f"{number}{Path(str(getattr(source, 'name', ''))).suffix}")
            if hasattr(source, "read"):
                _copy(cast("BinaryIO", source), path)
            again.append(path if hasattr(source, "read") else source)
        yield again


def _copy(source: BinaryIO, path: Path) -> None:
    try:
        with path.open("wb") as file:
            shutil.copyfileobj(source, file)
    except FirthError:
        raise
    except OSError as error:
        raise TargetError(
            f"{path.parent}: the text cannot be copied there, to be read twice ({error.strerror or error}). Free as "
            "much as it takes, or set TMPDIR to a folder that has it; or save the text, and give the file."
        ) from error


class _Texts:
    """Texts from Python as an open binary file, of which no more is made than is read."""

    name = "<iterable>"

    def __init__(self, texts: object, reading: ReadConfig) -> None:
        self._chunks = (chunk.data for chunk in document_chunks(texts, reading, lines_or_words, _CHUNK_BYTES))
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        while (size < 0 or len(self._rest) < size) and (data := next(self._chunks, b"")):
            self._rest += data
        size = len(self._rest) if size < 0 else size
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken
