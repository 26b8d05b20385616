"""What the commands that read text share: how it is named, the options of reading, and what is checked before."""

import argparse
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from firth.cli import streams
from firth.cli.setting_options import add_settings
from firth.config import ReadConfig, TrainConfig
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.saved_corpus import stale_sources
from firth.errors import ArgumentError, listed, quoted

__all__ = [
    "add_reading",
    "add_reading_of_model",
    "check_no_text",
    "corpus_facts",
    "named",
    "opened",
    "say_troubles",
    "some",
]

_GROUPS: Mapping[str, Collection[str]] = {
    "reading": ("tokenizer", "sentence_ends", "encoding", "errors", "text_field", "memory_limit"),
    "normalisation": ("nfkc", "lowercase", "chinese_script", "digits"),
    "phrases": ("phrases", "phrase_score", "phrase_threshold", "phrase_discount", "phrase_connectors"),
}


def add_reading(parser: argparse.ArgumentParser, *, without: Collection[str] = (), **defaults: object) -> None:
    """Declare the options of ``ReadConfig``, and how many threads read.

    Args:
        parser: of the command.
        without: options that the command declares itself.
        **defaults: by field, a default other than the field's own, for the help.
    """
    for title, names in _GROUPS.items():
        group = parser.add_argument_group(title)
        add_settings(group, [name for name in names if name not in without], ReadConfig, **defaults)
        if title == "reading" and "workers" not in without:
            add_settings(group, ("workers",), TrainConfig)


def add_reading_of_model(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``ReadConfig`` that may differ when a model's own text is read again."""
    add_settings(
        parser.add_argument_group("reading, if it differs from the training, whose settings the model knows"),
        ("encoding", "errors", "text_field"),
        ReadConfig,
    )


def opened(texts: list[str]) -> list[str | BinaryIO]:
    """The texts, standard input in place of "-".

    Raises:
        ArgumentError: standard input is named twice.
        SourceError: it is closed.
    """
    if texts.count("-") > 1:
        raise ArgumentError("text", "-", "standard input can be read only once; give it once")
    return [streams.input_bytes() if text == "-" else text for text in texts]


def named(texts: Sequence[str]) -> list[str]:
    """The texts as results show them: without credentials."""
    from firth.text.stored import source_of  # noqa: PLC0415 - --help need not load it

    return [source_of(text).name for text in texts]


def check_no_text(output: str, texts: Sequence[str]) -> None:
    """Find out before the work whether its result would replace a text.

    Raises:
        ArgumentError: the target is one of the texts, or of the files of a folder or pattern that is one.
        SourceError: a folder or pattern without a file.
    """
    from firth.text.stored import LocalFile, expanded, source_of  # noqa: PLC0415 - --help need not load it

    target = Path(output)
    local = [text for text in texts if text != "-" and isinstance(source_of(text), LocalFile)]
    for file in (file for text in local for file in expanded(text)):
        if target.exists() and Path(file.name).exists() and target.samefile(file.name):
            raise ArgumentError("output", output, "is a text to be read, and would be replaced. Name another file")


def corpus_facts(corpus: EncodedCorpus) -> dict[str, Any]:
    """What an encoded corpus holds, in numbers."""
    return {
        "words": len(corpus.vocabulary),
        "tokens": corpus.ids.size,
        "sentences": corpus.starts.size - 1,
        "tokens_read": corpus.tokens_read,
        "sentences_read": corpus.sentences_read,
        "min_count": corpus.min_count,
        "max_vocab": corpus.max_vocab,
    }


def say_troubles(corpus: EncodedCorpus, *, quiet: bool = False) -> None:
    """Tell what the text as it was read shows of itself, before the time for training is spent."""
    from firth.studies.doctor.diagnose import one_line, quick_findings  # noqa: PLC0415 - --help need not load it

    changed = stale_sources(corpus)
    if changed:
        streams.say(f"warning: changed since they were encoded: {listed(changed)}. Encode them again: firth encode")
    if quiet:
        return
    vocabulary = corpus.vocabulary
    findings = quick_findings(
        vocabulary.words,
        vocabulary.counts,
        corpus.tokens_read,
        corpus.sentences_read,
        corpus.ids.size,
        tokenizer=str(corpus.reading.get("tokenizer", "whitespace")),
    )
    line = one_line(findings)
    if line is not None:
        streams.say(f"note: {line}")


def some(words: Sequence[str]) -> str:
    """The first few of many words, as messages show them."""
    return ", ".join(map(quoted, words[:5])) + (", ..." if len(words) > 5 else "")
