"""Opening encoded corpora that were saved, so that a text is read once and trained on many times.

Saving is `EncodedCorpus.save`; the layout of the file and its checks are in `firth.formats.encoded_corpus`.
"""

import os
from pathlib import Path

from firth.corpus.encoded_corpus import EncodedCorpus, record_of
from firth.corpus.unchecked import unchecked
from firth.corpus.vocabulary import Vocabulary
from firth.errors import ArgumentTypeError, FormatError, SourceError
from firth.formats.encoded_corpus import AGAIN, ENDING, fingerprint, read_corpus_file
from firth.formats.safetensors.parts import CORPUS, looks_like_safetensors
from firth.formats.strict_json import shallow_json
from firth.text.local import LocalFile

__all__ = ["is_corpus_file", "load_corpus", "stale_sources", "verify"]


def load_corpus(path: str | os.PathLike[str]) -> EncodedCorpus:
    """Open a corpus that `EncodedCorpus.save` or ``firth encode`` wrote.

    Its arrays are read-only views of the mapped file; only the words are copied. Whatever is in the file is checked.

        >>> _ = firth.encode("corpus.txt", min_count=1).save("corpus.firth")
        >>> vectors = firth.train(firth.load_corpus("corpus.firth"), min_count=1, vector_size=10)

    Raises:
        ArgumentTypeError: the path is not one.
        SourceError: the file is missing or cannot be read.
        FormatError: it is truncated, garbled, something else, or of a newer version.
    """
    if not isinstance(path, str | os.PathLike):
        raise ArgumentTypeError("path", path, "must be the name of a file that corpus.save(path) wrote")
    place = Path(path)
    if not os.fspath(path):
        raise SourceError("the name of the encoded corpus is empty. Name a file.")
    if place.exists() and not place.is_file():
        raise SourceError(f"{path} is a folder or a pipe, not an encoded corpus. Name a file (firth encode makes one).")
    try:
        record = read_corpus_file(place)
    except FileNotFoundError:
        raise SourceError(f"{path}: there is no such encoded corpus. Check the name and the folder.") from None
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}. Check its permissions.") from error
    info = record.info
    return unchecked(
        EncodedCorpus,
        vocabulary=unchecked(Vocabulary, words=record.words, counts=record.counts),
        ids=record.ids,
        starts=record.starts,
        tokens_read=info["tokens_read"],
        sentences_read=info["sentences_read"],
        sources=tuple(info["sources"]),
        reading=info["reading"],
        min_count=info["min_count"],
        max_vocab=info.get("max_vocab"),
        stamps=tuple(None if stamp is None else (stamp[0], stamp[1]) for stamp in info["stamps"]),
        fingerprint=info["fingerprint"],
        of_ids=info.get("of_ids", False) is True,
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
        corpus: as `load_corpus` gave it.
        path: its file, for the message.

    Raises:
        FormatError: it does not.
    """
    found = fingerprint(record_of(corpus), Path(path))
    if found != corpus.fingerprint:
        raise FormatError(
            f"{path} is damaged: what it holds has the fingerprint {found}; {corpus.fingerprint} was written. {AGAIN}"
        )


def stale_sources(corpus: EncodedCorpus) -> list[str]:
    """The names of the files that have changed since the corpus was made of them.

    A relative name is looked up in the present folder; of a file that is not there nothing is known.
    """
    return [
        name
        for name, stamp in zip(corpus.sources, corpus.stamps, strict=False)
        if stamp is not None and LocalFile(name).stamp not in {stamp, None}
    ]


def _says_corpus(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(9)
        if not looks_like_safetensors(head):
            return False
        text = head[8:] + file.read(int.from_bytes(head[:8], "little") - 1)
    try:
        return bool(shallow_json(text)["__metadata__"]["format"] == CORPUS.name)
    except (ValueError, LookupError, TypeError):
        return False
