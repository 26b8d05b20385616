"""The file of an encoded corpus: one safetensors file that opens by memory-mapping and runs no code.

Version 1 holds these tensors, in this order, little-endian, each at a multiple of its item size:

    ============  ====  ========  ==================================================
    word_offsets  I64   [V + 1]   word i is bytes word_offsets[i] to [i + 1] of words
    counts        I64   [V]       occurrences in the text, descending
    starts        I64   [S + 1]   sentence s is ids[starts[s]:starts[s + 1]], which is not empty
    ids           I32   [N]       the words of the text, each by its place in words
    words         U8    [bytes]   all words in UTF-8, one after another
    ============  ====  ========  ==================================================

``__metadata__`` holds ``format`` = "firth-corpus", ``version`` = "1" and ``info``, a JSON object as text: sources,
stamps, reading, min_count, max_vocab, tokens_read, sentences_read, firth (the version that wrote it), and
fingerprint, the 16-byte BLAKE2b of the tensors' bytes in this order, in hexadecimal digits.

All structure is checked on reading, every id included, because kernels check nothing. The fingerprint is checked on
demand only (`firth info --verify`).
"""

import hashlib
import math
import mmap
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firth.errors import ArgumentError, ArgumentTypeError, FormatError, quoted
from firth.formats.safetensors.header import Header, encode_header, read_header
from firth.formats.safetensors.parts import (
    CORPUS,
    DTYPES,
    MODEL,
    looks_like_safetensors,
    metadata_of,
    mismatch,
    read_info,
    view,
)
from firth.formats.target import check_name, check_target, replacing
from firth.formats.words import PackedWords, pack_words

__all__ = [
    "AGAIN",
    "ENDING",
    "CorpusRecord",
    "check_corpus_target",
    "fingerprint",
    "read_corpus_file",
    "write_corpus_file",
]

ENDING = ".firth"

LAYOUT = {"word_offsets": "I64", "counts": "I64", "starts": "I64", "ids": "I32", "words": "U8"}
AGAIN = "Fetch it again, or encode the text again (firth encode)."

_BLOCK = 1 << 20  # numbers written, hashed or checked at a time
_NOT_YET = "0" * 32  # written in place of the fingerprint until it is known


@dataclass(frozen=True, eq=False)
class CorpusRecord:
    """The contents of the file.

    Attributes:
        words: V distinct, non-empty words.
        counts: int64[V], descending.
        starts: int64[S + 1].
        ids: int32[N].
        info: what is known of the text; JSON values only. Without the fingerprint when it is to be written.
    """

    words: tuple[str, ...]
    counts: NDArray[np.int64]
    starts: NDArray[np.int64]
    ids: NDArray[np.int32]
    info: Mapping[str, Any]


def check_corpus_target(path: str | os.PathLike[str]) -> None:
    """Find out before the work whether a corpus can be saved to this path.

    Raises:
        ArgumentError: the name is empty or has another ending.
        ArgumentTypeError: it is not a name.
        TargetError: the target cannot be written.
    """
    if not isinstance(path, str | os.PathLike):
        raise ArgumentTypeError("path", path, f"must be the name of a file, such as corpus{ENDING}")
    check_name(path)
    if Path(path).suffix.lower() != ENDING:
        raise ArgumentError(
            "path", os.fspath(path), f"an encoded corpus ends in {ENDING}; name it corpus{ENDING}, for example"
        )
    check_target(path)


def write_corpus_file(record: CorpusRecord, path: Path) -> str:
    """Save an encoded corpus; the same record always gives the same bytes.

    Args:
        record: what to save, written a block at a time.
        path: the target, replaced only when the new file is whole.

    Returns:
        The fingerprint.

    Raises:
        ArgumentError: `info` holds something that JSON cannot.
        FormatError: a word is not valid Unicode.
        TargetError: the target cannot be written.
    """
    tensors = _tensors(record, path)
    shapes = {name: (LAYOUT[name], array.shape) for name, array in tensors.items()}

    def header(known: str) -> bytes:
        return encode_header(shapes, metadata_of(CORPUS, {**record.info, "fingerprint": known}))

    head = header(_NOT_YET)
    check_target(path, needed=len(head) + sum(array.nbytes for array in tensors.values()))
    digest = _digest()
    with replacing(path) as out:
        out.write(head)
        for block in _blocks(tensors):
            digest.update(block)
            out.write(block)
        out.seek(0)
        out.write(header(digest.hexdigest()))
    return digest.hexdigest()


def read_corpus_file(path: Path) -> CorpusRecord:
    """Open an encoded corpus. The arrays are read-only views of the mapped file; only the words are copied.

    Raises:
        FormatError: the file is truncated, garbled, something else, or of a newer version.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        _check_head(file.read(64), path)
        file.seek(0)
        header = read_header(file, path)
        if header.metadata.get("format") != CORPUS.name:
            raise FormatError(_other_kind(header, path))
        info = read_info(header, CORPUS, path)
        _check_tensors(header, path)
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    counts, starts, ids, blob, offsets = (
        view(mapped, header, name) for name in ("counts", "starts", "ids", "words", "word_offsets")
    )
    _check_arrays(counts, starts, ids, path)
    _check_info(info, path, tokens=ids.size, sentences=starts.size - 1)
    return CorpusRecord(PackedWords(blob, offsets, path).all, counts, starts, ids, info)


def fingerprint(record: CorpusRecord, path: Path) -> str:
    """What the fingerprint of these words and arrays is, whatever `info` says; `path` is for messages."""
    digest = _digest()
    for block in _blocks(_tensors(record, path)):
        digest.update(block)
    return digest.hexdigest()


def _tensors(record: CorpusRecord, path: Path) -> dict[str, NDArray[Any]]:
    blob, offsets = pack_words(record.words, path)
    tensors: dict[str, NDArray[Any]] = {"word_offsets": offsets, "counts": record.counts}
    return tensors | {"starts": record.starts, "ids": record.ids, "words": np.frombuffer(blob, np.uint8)}


def _digest() -> "hashlib.blake2b":
    return hashlib.blake2b(digest_size=16)


def _blocks(tensors: Mapping[str, NDArray[Any]]) -> Iterator[memoryview]:
    """The bytes of all tensors, as they lie in the file."""
    for name, array in tensors.items():
        for at in range(0, array.size, _BLOCK):
            yield np.ascontiguousarray(array[at : at + _BLOCK], DTYPES[LAYOUT[name]]).data


def _check_head(head: bytes, path: Path) -> None:
    if len(head) > 8 and not looks_like_safetensors(head):
        raise FormatError(
            f"{path} is not an encoded corpus: it begins with {head[:24]!r}. If it is a text, encode it first: "
            "firth encode TEXT -o corpus.firth"
        )


def _other_kind(header: Header, path: Path) -> str:
    remedy = "Make one of text: firth encode TEXT -o corpus.firth"
    if header.metadata.get("format") == MODEL.name or "vectors" in header.tensors:
        return f"{path} is a model, not an encoded corpus. {remedy}"
    held = ", ".join(sorted(header.tensors)[:8]) or "no tensors"
    return f"{path} is a safetensors file, but not an encoded corpus (it holds {held}). {remedy}"


def _check_tensors(header: Header, path: Path) -> None:
    found = header.tensors
    missing = [name for name in LAYOUT if name not in found]
    if missing:
        raise FormatError(f"{path}: the tensors {', '.join(missing)} are missing. {AGAIN}")
    words = math.prod(found["counts"].shape)
    expected = {"word_offsets": (words + 1,), "counts": (words,)}
    for name, dtype in LAYOUT.items():
        tensor = found[name]
        if tensor.dtype != dtype or len(tensor.shape) != 1:
            raise mismatch(path, CORPUS, name, tensor, f"{dtype} in one dimension")
        if not tensor.shape[0]:
            raise FormatError(f"{path} holds no text: its tensor {name!r} is empty. {AGAIN}")
        if tensor.shape != expected.get(name, tensor.shape):
            raise mismatch(path, CORPUS, name, tensor, f"shape {list(expected[name])}, to fit {words:,} words")
        if (header.data + tensor.begin) % np.dtype(DTYPES[dtype]).itemsize:  # kernels take aligned arrays
            raise FormatError(f"{path}: the tensor {name!r} does not lie at a multiple of its item size. {AGAIN}")


def _check_arrays(counts: NDArray[np.int64], starts: NDArray[np.int64], ids: NDArray[np.int32], path: Path) -> None:
    if counts[-1] < 1 or (counts[1:] > counts[:-1]).any():
        raise FormatError(f"{path}: the counts of its words do not descend to 1 or more. {AGAIN}")
    # compared, not subtracted: the difference of two wild int64 may wrap round to something plausible
    parts = (starts[at : at + _BLOCK + 1] for at in range(0, starts.size, _BLOCK))
    if starts[0] != 0 or starts[-1] != ids.size or not all((part[1:] > part[:-1]).all() for part in parts):
        raise FormatError(f"{path}: starts do not cut the ids into sentences. {AGAIN}")
    unsigned = ids.view("<u4")  # a negative id is then a very large one
    if any(unsigned[at : at + _BLOCK].max() >= counts.size for at in range(0, ids.size, _BLOCK)):
        raise FormatError(f"{path}: an id is not among its {counts.size:,} words. {AGAIN}")


def _check_info(info: Mapping[str, Any], path: Path, *, tokens: int, sentences: int) -> None:
    rules: Mapping[str, tuple[Callable[[Any], bool], str]] = {
        "sources": (_is_list_of(_is_name), "a list of names"),
        "stamps": (_is_list_of(_is_stamp), "a list of sizes and times"),
        "reading": (lambda value: isinstance(value, dict), "an object"),
        "min_count": (_is_whole(1), "1 or more"),
        "max_vocab": (lambda value: value is None or _is_whole(1)(value), "null, or 1 or more"),
        "tokens_read": (_is_whole(tokens), f"{tokens:,} or more"),
        "sentences_read": (_is_whole(sentences), f"{sentences:,} or more"),
        "firth": (_is_text, "a version"),
        "fingerprint": (_is_digest, "32 hexadecimal digits"),
    }
    for name, (holds, expected) in rules.items():
        value = info.get(name)
        if not holds(value):
            raise FormatError(f"{path}: its info says {name} = {quoted(value)}; expected was {expected}. {AGAIN}")


def _is_list_of(rule: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(map(rule, value))


def _is_whole(least: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and least <= value < 2**63


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_name(value: Any) -> bool:
    """Whether a file may have that name: not with a NUL, nor with half of a character."""
    try:
        return isinstance(value, str) and b"\0" not in os.fsencode(value)
    except UnicodeEncodeError:
        return False


def _is_stamp(value: Any) -> bool:
    return value is None or (isinstance(value, list) and [type(item) for item in value] == [int, int])


def _is_digest(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{32}", value) is not None
