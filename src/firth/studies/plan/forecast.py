"""The arithmetic of a forecast: from what a sample and a trial have told to what a training takes."""

from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

from firth.config import MOST_EXACT, ReadConfig, ResolvedTrainConfig, TrainConfig
from firth.errors import counted
from firth.kernels.arrays import padded
from firth.studies.doctor.vocabulary_growth import Growth
from firth.studies.plan.machine import Machine

__all__ = ["BASE_BYTES", "Forecast", "Measured", "Range", "Speed", "forecast"]

BASE_BYTES = 215_000_000
"""A process that has loaded NumPy, Numba and PyArrow."""

READING_BYTES = 50_000_000
"""What each thread that reads has at hand: a chunk, its words, and what the system's allocator keeps of them."""

CHUNK_TOKENS = 700_000
"""Tokens of a chunk: a short text keeps fewer threads busy."""

ENTRY_BYTES = 450
"""A distinct word while a text is read, in the dictionary and in those of chunks, measured."""

WORD_BYTES = 75
"""A word of the vocabulary: a Python string, its place, its count, and its share of the tables of noise."""

SPOOL_BYTES = 16 << 20
"""Encoded text up to here stays in memory."""

WRITE_BYTES_PER_SECOND = 4e8
"""A model to a disk's cache, each number looked at."""

DOUBT = 1.15
"""How far the time may be off for reasons that no trial sees: the clock, the heat, the neighbours."""


class Range(NamedTuple):
    """A number that is not known exactly."""

    low: float
    likely: float
    high: float

    def times(self, other: "Range | float") -> "Range":
        """The product, of numbers that are not below 0."""
        low, likely, high = other if isinstance(other, Range) else (other, other, other)
        return Range(self.low * low, self.likely * likely, self.high * high)

    def plus(self, other: "Range") -> "Range":
        """The sum, ends with ends."""
        return Range(self.low + other.low, self.likely + other.likely, self.high + other.high)


class Speed(NamedTuple):
    """What a trial tells."""

    words_per_second: Range  # the fastest is what it would be if no other program took its share of the cores
    prepare_seconds: float  # tables, first weights, and kernels from their cache


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """What is known before a training.

    Attributes:
        tokens_read: tokens of the whole text.
        sentences: sentences of the whole text.
        growth: its vocabulary.
        word_bytes: of a word in UTF-8, on average.
        held_out_tokens: of a text for validation of its own.
        start_seconds: until the program is loaded.
        read_seconds: to read the whole text.
        speed: of training.
        base_bytes: memory of the program alone.
        encoded: whether the text is encoded already.
        pieces_per_word: of a training with subwords, different n-grams for each word of the sample; a larger
            vocabulary has fewer.
        pairs: of words, in an epoch whose windows are whole sentences; else None.
    """

    tokens_read: int
    sentences: int
    growth: Growth
    word_bytes: float
    read_seconds: float
    speed: Speed
    held_out_tokens: int = 0
    start_seconds: float = 0.0
    base_bytes: int = BASE_BYTES
    encoded: bool = False
    pieces_per_word: float = 0.0
    pairs: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Forecast:
    """What a training will take.

    Attributes:
        tokens_read: tokens of the text.
        tokens: those of them that are trained in each epoch, before common words are discarded.
        epochs: passes over them.
        alpha: learning rate at the start.
        distinct: distinct words of the text.
        vocabulary: words kept.
        words_per_second: speed of training.
        seconds: by stage, and "total".
        memory: the most that the process has at any time, in bytes.
        matrices: of that, the vectors and their contexts, and the vectors of n-grams.
        dictionary: the words while the text is read.
        temporary: bytes of temporary files.
        model: bytes of the model's file.
        share: of the text that was looked at.
        troubles: what this machine lacks, each with what helps.
        pairs: of words, in an epoch whose windows are whole sentences, before common words are discarded; else None.
    """

    tokens_read: int
    tokens: int
    epochs: int
    alpha: float
    distinct: int
    vocabulary: Range
    words_per_second: Range
    seconds: dict[str, Range]
    memory: Range
    matrices: Range
    dictionary: int
    temporary: int
    model: Range
    share: float = 1.0
    troubles: tuple[str, ...] = ()
    pairs: int | None = None

    def __str__(self) -> str:
        """What is likely, in one line."""
        needs = f"{self.seconds['total'].likely:,.1f} s and {self.memory.likely / 1e9:.2f} GB of memory"
        return f"{needs} for {counted(self.tokens, 'token')} and {self.vocabulary.likely:,} words"

    def as_dict(self) -> dict[str, Any]:
        """The attributes by name, each range with the names of its ends."""
        facts = {field.name: getattr(self, field.name) for field in fields(self)}
        facts["seconds"] = {stage: each._asdict() for stage, each in self.seconds.items()}
        ranges = {name: value._asdict() for name in facts if isinstance(value := getattr(self, name), Range)}
        return {**facts, **ranges, "troubles": list(self.troubles)}


def forecast(
    measured: Measured,
    config: TrainConfig,
    reading: ReadConfig | None = None,
    *,
    share: float = 1.0,
    machine: Machine | None = None,
) -> Forecast:
    """Forecast a training from what is known of the text and the machine.

    Args:
        measured: what is known.
        config: how to train, as it was given.
        reading: how to read; `memory` is looked at.
        share: of the text that was looked at.
        machine: what is left of memory and disk; None: not compared.
    """
    growth = measured.growth
    tokens = round(measured.tokens_read * growth.kept_share)
    around = None if measured.pairs is None else max(round(measured.pairs / tokens), 1)
    chosen = config.suited_to(tokens, around).resolved()
    vocabulary = Range(growth.low, growth.words, growth.high)
    row = padded(config.vector_size) * 4
    pieces = _pieces(vocabulary, measured.pieces_per_word, chosen)
    own = vocabulary.times(1 if chosen.whole_word else 0)
    copies = 1 if config.patience is None else 2
    matrices = vocabulary.times(2).plus(own).plus(pieces).times(row * copies)
    model = vocabulary.times(2 * config.vector_size * 4 + measured.word_bytes + 16)
    model = model.plus(pieces.times(config.vector_size * 4 + 8))
    stored = 4 * measured.tokens_read + 8 * measured.sentences
    dictionary = 0 if measured.encoded else min(growth.distinct * ENTRY_BYTES, (reading or ReadConfig()).memory_limit)
    made = Forecast(
        tokens_read=measured.tokens_read,
        tokens=tokens,
        epochs=chosen.epochs,
        alpha=chosen.alpha,
        distinct=growth.distinct,
        vocabulary=vocabulary,
        words_per_second=measured.speed.words_per_second,
        seconds=_seconds(measured, chosen, model),
        memory=_memory(measured, chosen, matrices, dictionary, stored),
        matrices=matrices,
        dictionary=dictionary,
        temporary=stored if stored > SPOOL_BYTES and not measured.encoded else 0,
        model=model,
        share=share,
        pairs=measured.pairs,
    )
    return made if machine is None else replace(made, troubles=tuple(_troubles(made, machine)))


def _pieces(vocabulary: Range, per_word: float, config: ResolvedTrainConfig) -> Range:
    """Different n-grams: as many for each word as the sample has, which is too many for a larger vocabulary."""
    most = config.buckets or MOST_EXACT
    return Range(*(min(words * per_word, most) for words in vocabulary))


def _seconds(measured: Measured, config: ResolvedTrainConfig, model: Range) -> dict[str, Range]:
    words = measured.tokens_read * measured.growth.kept_share * config.epochs
    held_out = words / config.epochs * (config.validation_share or 0) + measured.held_out_tokens
    measurements = words / config.validation_every if config.validation_every else config.epochs
    words += held_out * measurements - words * (config.validation_share or 0)
    slow, usual, fast = measured.speed.words_per_second
    doubt = Range(1 / DOUBT, 1, DOUBT)
    stages = {
        "start": doubt.times(measured.start_seconds),
        "reading": doubt.times(doubt).times(measured.read_seconds),
        "preparing": doubt.times(measured.speed.prepare_seconds),
        "training": doubt.times(Range(words / fast, words / usual, words / slow)),
        "writing": doubt.times(doubt).times(model).times(1 / WRITE_BYTES_PER_SECOND),
    }
    return {**stages, "total": Range(*(sum(ends) for ends in zip(*stages.values(), strict=True)))}


def _memory(measured: Measured, config: ResolvedTrainConfig, matrices: Range, dictionary: int, stored: int) -> Range:
    """The program, what reading leaves behind (the allocator keeps it), and what training has."""
    text = stored * measured.growth.kept_share  # a map of a file, whose pages count as ours while there is room
    words = measured.growth.words * WORD_BYTES
    readers = 0 if measured.encoded else min(config.workers, 1 + measured.tokens_read // CHUNK_TOKENS)
    chunks = READING_BYTES * readers
    rest = measured.base_bytes + text + words
    return Range(
        rest + max(chunks // 2 + dictionary / 2, matrices.low),
        rest + chunks + dictionary + matrices.likely,
        rest + 2 * chunks + dictionary + matrices.high,
    )


def _troubles(made: Forecast, machine: Machine) -> list[str]:
    found = []
    if machine.memory is not None and made.memory.likely > machine.memory:
        found.append(
            f"it needs about {_size(made.memory.likely)} of memory, and {_size(machine.memory)} are left:"
            " keep fewer words (--max-vocab, a larger --min-count), train fewer dimensions (--vector-size)"
            + (", or read in less memory (--memory-limit)" if made.dictionary > made.matrices.likely else "")
        )
    target = made.model.likely + (made.temporary if machine.shared else 0)
    for name, needed, free, remedy in (
        ("temporary files", made.temporary, machine.temporary, "free that much, or set TMPDIR to a folder that has it"),
        ("the model", target, machine.target, "free that much, or write it elsewhere (--output)"),
    ):
        if free is not None and needed > free:
            found.append(f"it needs about {_size(needed)} of disk for {name}, and {_size(free)} are free: {remedy}")
    return found


def _size(number: float) -> str:
    """Bytes in GB, or in MB where that is less than one."""
    return f"{number / 1e9:,.1f} GB" if number >= 1e9 else f"{number / 1e6:,.1f} MB"
