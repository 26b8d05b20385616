"""Encoded corpora in files, so that a text is read once and trained on many times.

Not here: how the file is laid out and checked (`firth.formats.encoded_corpus`), and taking fewer words of a corpus
(`firth.corpus.restrict`).
"""

import json
import os
from importlib.metadata import version
from pathlib import Path

from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.vocabulary import Vocabulary
from firth.errors import ConfigError, FormatError, SourceError
from firth.formats.encoded_corpus import AGAIN, CorpusRecord, fingerprint, read_corpus_file, write_corpus_file
from firth.formats.safetensors_parts import CORPUS, looks_like_safetensors
from firth.formats.target import check_name, check_target

__all__ = [
    "ENDING",
    "check_corpus_target",
    "is_corpus_file",
    "open_corpus",
    "stale_sources",
    "verify",
    "write_corpus",
]

ENDING = ".firth"


def check_corpus_target(path: str | os.PathLike[str]) -> None:
    """Find out before the work whether `write_corpus` to this path can succeed.

    Raises:
        ConfigError: the name is empty or has another ending.
        TargetError: the target cannot be written.
    """
    check_name(path)
    if Path(path).suffix.lower() != ENDING:
        raise ConfigError("path", os.fspath(path), f"an encoded corpus ends in {ENDING}; name it corpus{ENDING}, say")
    check_target(path)


def write_corpus(corpus: EncodedCorpus, path: str | os.PathLike[str]) -> str:
    """Save an encoded corpus.

    Args:
        corpus: what to save, written a block at a time.
        path: the target, replaced only when the new file is whole. It ends in ".firth".

    Returns:
        The fingerprint of what was written: 32 hexadecimal digits, the same for the same words and arrays.

    Raises:
        ConfigError: the name is empty or has another ending, or `corpus.reading` holds something that JSON cannot.
        FormatError: a word is not valid Unicode.
        TargetError: the target cannot be written.
    """
    check_corpus_target(path)
    return write_corpus_file(_record(corpus), Path(path))


def open_corpus(path: str | os.PathLike[str]) -> EncodedCorpus:
    """Open a file that `write_corpus` wrote.

    Its arrays are read-only views of the mapped file; only the words are copied.

    Raises:
        SourceError: the file is missing or cannot be read.
        FormatError: it is truncated, garbled, something else, or of a newer version.
    """
    place = Path(path)
    if place.exists() and not place.is_file():
        raise SourceError(f"{path} is no encoded corpus but a folder or a pipe. Name a file (firth encode makes one).")
    try:
        record = read_corpus_file(place)
    except FileNotFoundError:
        raise SourceError(f"{path}: there is no such encoded corpus. Check the name and the folder.") from None
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}. Check its permissions.") from error
    info = record.info
    return EncodedCorpus(
        Vocabulary(record.words, record.counts),
        record.ids,
        record.starts,
        tokens_read=info["tokens_read"],
        sentences_read=info["sentences_read"],
        sources=tuple(info["sources"]),
        reading=info["reading"],
        min_count=info["min_count"],
        max_vocab=info["max_vocab"],
        stamps=tuple(None if stamp is None else (stamp[0], stamp[1]) for stamp in info["stamps"]),
        fingerprint=info["fingerprint"],
    )


def is_corpus_file(path: object) -> bool:
    """Whether this is the path of an encoded corpus, whole or damaged: by its ending, or by what it says of itself."""
    if not isinstance(path, str | os.PathLike):
        return False
    place = Path(os.fsdecode(path))
    if place.suffix.lower() == ENDING:
        return True
    try:
        return place.is_file() and _says_corpus(place)  # no pipe: opening one would wait for its writer
    except (OSError, ValueError):  # its reader has more to say
        return False


def verify(corpus: EncodedCorpus, path: str | os.PathLike[str]) -> None:
    """Find out whether a file holds, to the bit, what was once written.

    Args:
        corpus: as `open_corpus` gave it.
        path: its file, for the message.

    Raises:
        FormatError: it does not.
    """
    found = fingerprint(_record(corpus), Path(path))
    if found != corpus.fingerprint:
        raise FormatError(
            f"{path} is damaged: what it holds has the fingerprint {found}; {corpus.fingerprint} was written. {AGAIN}"
        )


def stale_sources(corpus: EncodedCorpus) -> list[str]:
    """The names of the files that have changed since the corpus was made of them.

    A relative name is looked up in the present folder; of a file that is not there nothing is known.
    """
    from firth.text.stored import stamp_of  # noqa: PLC0415 - it loads PyArrow, which opening a corpus does without

    return [
        name
        for name, stamp in zip(corpus.sources, corpus.stamps, strict=False)
        if stamp is not None and stamp_of(name) not in {stamp, None}
    ]


def _record(corpus: EncodedCorpus) -> CorpusRecord:
    info = {
        "sources": corpus.sources,
        "stamps": corpus.stamps,
        "reading": dict(corpus.reading),
        "min_count": corpus.min_count,
        "max_vocab": corpus.max_vocab,
        "tokens_read": corpus.tokens_read,
        "sentences_read": corpus.sentences_read,
        "firth": version("firth"),
    }
    return CorpusRecord(corpus.vocabulary.words, corpus.vocabulary.counts, corpus.starts, corpus.ids, info)


def _says_corpus(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(9)
        if not looks_like_safetensors(head):
            return False
        text = head[8:] + file.read(int.from_bytes(head[:8], "little") - 1)
    try:
        return bool(json.loads(text)["__metadata__"]["format"] == CORPUS.name)
    except (ValueError, RecursionError, LookupError, TypeError):
        return False
