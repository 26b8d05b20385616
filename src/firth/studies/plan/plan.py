"""How long a training will take on this machine, and what it needs: from a sample of the text and a trial of seconds.

The sample's reading is timed, and the trial; the rest is arithmetic, in `firth.studies.plan.forecast`.
"""

import io
import os
import time
from collections.abc import Sequence

from firth.config import ReadConfig, TrainConfig
from firth.corpus.build.any_text import encode
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.reach import whole_sentence_pairs
from firth.corpus.restrict import restricted
from firth.errors import ArgumentError, CorpusError, listed
from firth.studies.doctor.diagnose import sample_bytes, sample_reading
from firth.studies.doctor.findings import worst_first
from firth.studies.doctor.text_checks import text_findings
from firth.studies.doctor.text_counts import text_facts
from firth.studies.doctor.vocabulary_growth import Growth, growth_of
from firth.studies.plan.forecast import BASE_BYTES, Forecast, Measured, forecast
from firth.studies.plan.machine import this_machine
from firth.studies.plan.trial import stand_in, trial
from firth.text.excerpt import Excerpt, Piece, excerpt
from firth.text.sources import check, expanded
from firth.text.stored import Source, TextSource, source_of
from firth.training.pieces import word_pieces

__all__ = ["plan", "plan_corpus"]

SCALING = 0.75
"""Reading on n threads is n ** this as fast as on one: 1.7 times on two."""


def plan(  # noqa: PLR0913 - the text is the one positional argument
    files: Sequence[Source],
    config: TrainConfig,
    reading: ReadConfig | None = None,
    *,
    validation: Source | None = None,
    target: str | os.PathLike[str] = ".",
    start_seconds: float = 0.0,
    base_bytes: int = BASE_BYTES,
) -> Forecast:
    """Forecast a training by a sample of its text and a trial of about two seconds.

    Args:
        files: paths.
        config: how to train.
        reading: how to read.
        validation: a text for validation, of its own.
        target: the folder of the model.
        start_seconds: what loading the program takes.
        base_bytes: memory that the program alone takes.

    Raises:
        ArgumentError: a stream, which cannot be sampled.
        SourceError: a file that is missing or cannot be read.
        CorpusError: text that cannot be trained on.
    """
    reading = ReadConfig() if reading is None else reading
    sources = expanded(files)
    _check_files(sources)
    part = excerpt(sources, reading, sample_bytes(reading))
    names = listed([file.name for file in sources])
    _check_readable(names, part, reading)
    corpus, half, read_seconds = _read_in_parts(names, part, reading, config.resolved().workers)
    assert part.share is not None, "files have a size"
    ratio = 1 / part.share if part.share else 1.0
    counts = corpus.vocabulary.counts
    growth = growth_of(
        counts,
        ratio,
        min_count=config.min_count,
        max_vocab=config.max_vocab,
        half=None if half is None else half.vocabulary.counts,
    )
    measured = Measured(
        tokens_read=round(corpus.tokens_read * ratio),
        sentences=round(corpus.sentences_read * ratio),
        growth=growth,
        word_bytes=_word_bytes(corpus),
        held_out_tokens=_held_out(validation, corpus, part),
        read_seconds=read_seconds,
        speed=trial(like := stand_in(corpus, growth.words, ratio, config), config),
        start_seconds=start_seconds,
        base_bytes=base_bytes,
        pieces_per_word=_pieces_per_word(corpus, config),
        pairs=_pairs(like, config, ratio),
    )
    return forecast(measured, config, reading, share=part.share, machine=this_machine(target))


def plan_corpus(
    corpus: EncodedCorpus,
    config: TrainConfig,
    *,
    target: str | os.PathLike[str] = ".",
    start_seconds: float = 0.0,
    base_bytes: int = BASE_BYTES,
) -> Forecast:
    """Forecast a training on a text that is encoded already, so that only the speed is unknown.

    Args:
        corpus: the text.
        config: how to train.
        target: the folder of the model.
        start_seconds: what loading the program takes.
        base_bytes: memory that the program alone takes.
    """
    begun = time.perf_counter()
    corpus = restricted(corpus, config.min_count, config.max_vocab)
    seconds = time.perf_counter() - begun
    words = len(corpus.vocabulary)
    measured = Measured(
        tokens_read=corpus.tokens_read,
        sentences=corpus.sentences_read,
        growth=Growth(words, words, words, words, corpus.ids.size / corpus.tokens_read),
        word_bytes=_word_bytes(corpus),
        read_seconds=seconds,
        speed=trial(corpus, config),
        start_seconds=start_seconds,
        base_bytes=base_bytes,
        encoded=True,
        pieces_per_word=_pieces_per_word(corpus, config),
        pairs=_pairs(corpus, config, 1.0),
    )
    return forecast(measured, config, ReadConfig(), machine=this_machine(target))


def _pairs(corpus: EncodedCorpus, config: TrainConfig, ratio: float) -> int | None:
    """Of a text so many times as long, where windows are whole sentences."""
    return None if config.window is not None else round(whole_sentence_pairs(corpus) * ratio)


def _pieces_per_word(corpus: EncodedCorpus, config: TrainConfig) -> float:
    """Different n-grams of the words that are frequent enough, for each of them; 0 without subwords."""
    kept = int((corpus.vocabulary.counts >= config.min_count).sum())
    pieces = word_pieces(corpus.vocabulary.words[:kept], config.resolved())
    return 0.0 if pieces is None else len(pieces.keys) / max(kept, 1)


def _word_bytes(corpus: EncodedCorpus) -> float:
    words = corpus.vocabulary.words
    return sum(len(word.encode("utf-8", "surrogatepass")) for word in words) / len(words)


def _check_files(sources: Sequence[TextSource]) -> None:
    check(sources)
    for source in sources:
        if source.size is None:
            raise ArgumentError(
                "files",
                source.name,
                "has no size and can be read only once, so no sample of it can be taken; save it to a file first",
            )


def _check_readable(names: str, part: Excerpt, reading: ReadConfig) -> None:
    """Stop at what training would stop at, as far as the sample shows it."""
    if reading.errors == "strict" and not all(map(_is_sound, part.pieces)):
        found = worst_first(text_findings(text_facts(part.pieces), reading))[0]
        raise CorpusError(f"{names}: {found.seen}. Training would stop at these. Remedy: {found.remedy}.")


def _is_sound(piece: Piece) -> bool:
    try:
        return "\0" not in piece.data.decode(piece.encoding)
    except UnicodeDecodeError:
        return False


def _read_in_parts(
    names: str, part: Excerpt, reading: ReadConfig, workers: int
) -> tuple[EncodedCorpus, EncodedCorpus | None, float]:
    """The sample encoded, half of it encoded, and how long the whole text will take.

    On one thread: a sample has too few chunks to keep more of them busy. From the half and the whole follows what
    each reading begins with, such as loading a dictionary of Chinese.
    """
    seconds, sizes = [], []
    read: list[EncodedCorpus | None] = []
    _read(part.text(max(len(part.pieces), 1)), reading)  # kernels are compiled now, once for all
    halves = (2, 1) if len(part.pieces) > 1 else (1, 1)
    for every in halves:
        text = part.text(every)
        begun = time.perf_counter()
        read.append(_read(text, reading))
        seconds.append(time.perf_counter() - begun)
        sizes.append(len(text))
    half, whole = read
    if whole is None:
        raise CorpusError(f"{names}: no words were found in it. Give a text that has some.")
    per_byte = seconds[1] / max(sizes[1], 1)
    if sizes[1] > sizes[0] and seconds[1] > seconds[0]:
        per_byte = (seconds[1] - seconds[0]) / (sizes[1] - sizes[0])
    fixed = max(seconds[0] - per_byte * sizes[0], 0)
    total = part.bytes_total or part.bytes_read
    return whole, half if halves[0] > 1 else None, fixed + total * per_byte / workers**SCALING


def _read(text: bytes, reading: ReadConfig) -> EncodedCorpus | None:
    try:
        return encode(None, files=[io.BytesIO(text)], reading=sample_reading(reading), min_count=1, workers=1)
    except CorpusError:  # no words
        return None


def _held_out(validation: Source | None, corpus: EncodedCorpus, part: Excerpt) -> int:
    """Tokens of a text for validation, as many for each byte as in the other text."""
    if validation is None:
        return 0
    return round((source_of(validation).size or 0) * corpus.tokens_read / max(part.bytes_read, 1))
