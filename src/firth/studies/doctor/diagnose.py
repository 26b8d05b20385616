"""What is wrong with a text, and what helps. See `firth.studies.doctor.word_checks` for each finding.

`quick_findings` tells what a vocabulary and its totals tell, in milliseconds: training does so by itself. `diagnose`
also looks at the text, at a sample of it or at all.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from firth.config import MIN_COUNT, ReadConfig, usable_cores
from firth.corpus.build.any_text import encode
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.restrict import restricted
from firth.errors import CorpusError, DamagedArchiveError
from firth.studies.doctor.findings import Finding, Words, worst_first
from firth.studies.doctor.text_checks import damaged_archives, text_findings
from firth.studies.doctor.text_counts import TextFacts, text_facts
from firth.studies.doctor.vocabulary_growth import growth_of
from firth.studies.doctor.word_checks import WORD_CHECKS
from firth.studies.doctor.word_forms import word_forms
from firth.text.excerpt import PLACE_BYTES, SAMPLE_BYTES, Excerpt, excerpt, pieces_of
from firth.text.sources import OnDamage, expanded
from firth.text.stored import Source, TextSource
from firth.tokenize.pipeline import FAST_TOKENIZERS

__all__ = [
    "Diagnosis",
    "Sample",
    "diagnose",
    "diagnose_corpus",
    "examine",
    "one_line",
    "quick_findings",
    "sample_bytes",
    "sample_reading",
]

SLOW_SAMPLE_BYTES = 1 << 20
"""What is looked at where words are found by a dictionary or by a function, at some 100 kB/s a core."""

_MOST_TOLD = 3
_ASIDE = re.compile(r"[;,.] | \(")
"""What begins the part of a sentence that a short line leaves out."""

_MOST_FORMS = 200_000
"""Distinct words that are looked at: the commonest, which are most of the tokens."""


@dataclass(frozen=True, eq=False, slots=True)
class Sample:
    """Some of a text, or all of it, ready to be judged.

    Attributes:
        facts: what was counted in its characters.
        corpus: its words as `reading` makes them, each kept; None if there are none.
        reading: how it is read.
        min_count: occurrences that a word will need in the whole text.
        share: how much of the text it is, from 0 to 1; None if unknown.
        parts: pieces of words that are longer than a place of the sample, each a token of `corpus`.
        long_words: such words, one for all places in a row without whitespace.
    """

    facts: TextFacts
    corpus: EncodedCorpus | None
    reading: ReadConfig
    min_count: int
    share: float | None
    parts: int = 0
    long_words: int = 0

    @property
    def tokens(self) -> int:
        """Tokens that were seen, a word in parts counted once."""
        return 0 if self.corpus is None else self.corpus.tokens_read - self.parts + self.long_words


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found.

    Attributes:
        findings: the worst first.
        bytes_read: bytes of text that were looked at; None of an encoded corpus.
        share: of the text, from 0 to 1; None if unknown.
        tokens: tokens among them.
        distinct: distinct words among them; of an encoded corpus those that are kept.
    """

    findings: tuple[Finding, ...]
    bytes_read: int | None
    share: float | None
    tokens: int
    distinct: int

    def __str__(self) -> str:
        """The findings, each on a line."""
        told = (f"{each.severity}: {each.seen}. Remedy: {each.remedy}" for each in self.findings)
        return "\n".join(told) or "nothing is wrong with it"


def diagnose(
    files: Sequence[Source],
    reading: ReadConfig | None = None,
    *,
    min_count: int = MIN_COUNT,
    everything: bool = False,
    workers: int | None = None,
) -> Diagnosis:
    """Find out what is wrong with a text.

    Args:
        files: paths, folders, or open binary files; of a stream only the beginning is looked at.
        reading: how it is to be read; what it puts right is not found any more.
        min_count: occurrences that a word will need.
        everything: read all of it, not a sample. Each distinct word is held in memory.
        workers: threads; None for the cores this process may use.

    Raises:
        SourceError: a file that is missing or cannot be read.
        CorpusError: a file that is not text.
    """
    reading = ReadConfig() if reading is None else reading
    judge = _whole if everything else _sampled
    damaged: list[DamagedArchiveError] = []
    sample = judge(expanded(files), reading, min_count, workers or usable_cores(), damaged.append)
    findings = worst_first([*damaged_archives(damaged, reading), *examine(sample)])
    distinct = 0 if sample.corpus is None else min(len(sample.corpus.vocabulary), sample.tokens)
    return Diagnosis(tuple(findings), sample.facts.size, sample.share, sample.tokens, distinct)


def diagnose_corpus(corpus: EncodedCorpus, *, min_count: int = 5) -> Diagnosis:
    """Find out what can be told of a text that is encoded already.

    Args:
        corpus: the text.
        min_count: occurrences that a word will need.
    """
    corpus = restricted(corpus, max(min_count, corpus.min_count))
    known = corpus.vocabulary
    findings = quick_findings(
        known.words,
        known.counts,
        corpus.tokens_read,
        corpus.sentences_read,
        corpus.ids.size,
        tokenizer=corpus.reading.get("tokenizer", "whitespace"),
    )
    told = [each for each in findings if not (corpus.of_ids and each.code in _OF_SPELLING)]
    return Diagnosis(tuple(told), None, 1.0, corpus.tokens_read, len(known))


def examine(sample: Sample) -> list[Finding]:
    """Judge a sample of a text.

    Returns:
        What was found, the worst first.
    """
    found = text_findings(sample.facts, sample.reading)
    if sample.corpus is None:
        return worst_first([*found, _no_words(sample.facts)])
    return worst_first([*found, _cut_words(sample), *_of_words(_words(sample, sample.corpus))])


def _no_words(facts: TextFacts) -> Finding:
    if not facts.size:
        return Finding("no_words", "error", "there are no words: the text is empty", "give a text that has some")
    return Finding(
        "no_words",
        "error",
        "there are no words, only blanks and what is read as such, bytes of value 0 (NUL)",
        "give a text that has some; of UTF-16, which has such bytes: --encoding utf-16-le",
    )


def _cut_words(sample: Sample) -> Finding | None:
    if not sample.parts:
        return None
    return Finding(
        "cut_words",
        "note",
        f"places without a blank: {sample.parts:,} of {PLACE_BYTES // 1024} kB, so a word or a line is longer than "
        "what is looked at in one place; it is counted once",
        "--all, which reads everything",
    )


def quick_findings(  # noqa: PLR0913 - the vocabulary, its totals, and one keyword
    words: Sequence[str],
    counts: NDArray[np.int64],
    tokens_read: int,
    sentences_read: int,
    tokens_kept: int,
    *,
    tokenizer: str = "whitespace",
) -> list[Finding]:
    """Judge a text that was read by what is known of it: in a few milliseconds, without reading it again.

    Args:
        words: V words that are kept, the commonest first.
        counts: int64[V].
        tokens_read: tokens before any was dropped.
        sentences_read: sentences of at least one token.
        tokens_kept: tokens whose words are kept.
        tokenizer: how words were found.

    Returns:
        What was found, the worst first.
    """
    known = tuple(words[:_MOST_FORMS])
    return worst_first(
        _of_words(
            Words(
                words=known,
                counts=counts[: len(known)],
                forms=word_forms(known),
                tokens_read=tokens_read,
                sentence_tokens=tokens_read / max(sentences_read, 1),
                kept_share=tokens_kept / max(tokens_read, 1),
                min_count=None,
                tokenizer=tokenizer,
            )
        )
    )


def one_line(findings: Sequence[Finding]) -> str | None:
    """The worst errors and warnings in one line, each with its remedy in short; None if there are none."""
    serious = [each for each in findings if each.severity != "note"]
    if not serious:
        return None
    told = [f"{_ASIDE.split(each.seen)[0]}, remedy: {_ASIDE.split(each.remedy)[0]}" for each in serious[:_MOST_TOLD]]
    more = len(serious) - len(told)
    return "; ".join(told) + (f"; and {more} more" if more else "") + ". `firth doctor TEXT` explains"


def sample_reading(reading: ReadConfig) -> ReadConfig:
    """How a sample is read: it is UTF-8 already, invalid bytes are replaced, and it is too small to find phrases in."""
    return replace(
        reading,
        encoding="utf-8",
        errors="replace",
        text_field=None,
        phrases=0,
        phrase_score=None,
        phrase_threshold=None,
        phrase_discount=None,
    )


def sample_bytes(reading: ReadConfig) -> int:
    """How large a sample may be so that it is read in about a second."""
    return SAMPLE_BYTES if reading.tokenizer in FAST_TOKENIZERS else SLOW_SAMPLE_BYTES


def _sampled(
    files: Sequence[TextSource], reading: ReadConfig, min_count: int, workers: int, on_damage: OnDamage
) -> Sample:
    part = excerpt(files, replace(reading, errors="replace"), sample_bytes(reading), on_damage)
    facts, corpus = text_facts(part.pieces), _encoded(part, reading, workers)
    inside = part.without_blank() if reading.tokenizer == "whitespace" else []
    runs = sum(now and not before for before, now in pairwise([False, *inside]))
    return Sample(facts, corpus, reading, min_count, part.share, parts=sum(inside), long_words=runs)


def _whole(
    files: Sequence[TextSource], reading: ReadConfig, min_count: int, workers: int, on_damage: OnDamage
) -> Sample:
    facts = text_facts(pieces_of(files, reading, on_damage=on_damage))
    lenient = replace(reading, errors="replace")
    try:
        corpus = encode(None, files=files, reading=lenient, min_count=1, workers=workers, on_damage=on_damage)
    except CorpusError:
        corpus = None
    return Sample(facts, corpus, reading, min_count, 1.0)


def _encoded(part: Excerpt, reading: ReadConfig, workers: int) -> EncodedCorpus | None:
    try:
        return encode(
            None,
            files=[io.BytesIO(part.text())],
            reading=sample_reading(reading),
            min_count=1,
            workers=workers,
        )
    except CorpusError:  # no words
        return None


def _words(sample: Sample, corpus: EncodedCorpus) -> Words:
    counts, share = corpus.vocabulary.counts, sample.share
    ratio = 1 / share if share else 1.0
    known = corpus.vocabulary.words[:_MOST_FORMS]
    sentences = max(corpus.sentences_read, 1)
    if (
        share is None or share < 1
    ) and sample.reading.sentence_ends == "lines":  # places cut sentences, so ends of lines are counted, not sentences
        sentences = max(min(sentences, sample.facts.newlines - sample.facts.blank_lines), 1)
    return Words(
        words=known,
        counts=counts[: len(known)],
        forms=word_forms(known),
        tokens_read=round((corpus.tokens_read - sample.parts) * ratio) + sample.long_words,
        sentence_tokens=corpus.tokens_read / sentences,
        kept_share=growth_of(counts, ratio, min_count=sample.min_count).kept_share,
        min_count=sample.min_count,
        tokenizer=sample.reading.tokenizer if isinstance(sample.reading.tokenizer, str) else "function",
    )


_OF_SPELLING = frozenset({"identifiers", "many_numbers", "letters_as_words"})
"""Findings that mean nothing of ids."""

_CONSEQUENCES = ("lonely_words", "endless_words", "attached_punctuation", "discarded", "too_little", "many_numbers")
"""Findings that follow from words that are not separated."""


def _of_words(words: Words) -> list[Finding | None]:
    """What the words tell. Of what is wrong with all of them, the consequences are not told as well."""
    found = {check.__name__: check(words) for check in WORD_CHECKS}
    if found["unsegmented"] or found["unspaced"]:
        for consequence in _CONSEQUENCES:
            found[consequence] = None
    return list(found.values())
