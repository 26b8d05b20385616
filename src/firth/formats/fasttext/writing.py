"""From a record to a fastText model, which fastText itself loads."""

import re
import struct
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from firth.errors import FormatError, quoted
from firth.formats.fasttext.arguments import ARGUMENTS, BEGIN, LOSSES, MAGIC, MODELS, VERSION, Arguments
from firth.formats.fasttext.dictionary import encode_dictionary
from firth.formats.record import BLOCK_BYTES, Record, finite_blocks, not_finite
from firth.formats.word2vec.plain_words import plain_words
from firth.subwords.composing import Subwords
from firth.subwords.ngrams import Ngrams

__all__ = ["write_fasttext"]

ENDS_WORD = re.compile(r"[ \t\n\r\v\f\0]")
"""What ends a word for fastText."""

_NAMES = {"ws": "window", "epoch": "epochs", "minCount": "min_count", "neg": "negative", "t": "sample"}
"""Its options, and our settings."""

AT_ONCE = 1 << 12  # words


def write_fasttext(record: Record, out: BinaryIO, name: str) -> None:
    """Write a fastText model, whose vectors of words, known and unknown ones, are those of the record.

    Args:
        record: a word's own row is made such that, with those of its n-grams, it gives the word's vector. A word
            without a count gets 1. Without contexts the output matrix is zeros.
        out: open for writing.
        name: of the file, for messages.

    Raises:
        FormatError: a word holds white space or a zero byte, a vector is not finite, or the subwords are not such as
            fastText has: n-grams in buckets, none of them pruned.
    """
    cut = _checked_cut(record.subwords, name)
    words = list(plain_words(record.words, ENDS_WORD, name))
    rows, width = record.vectors.shape
    counts = np.ones(rows, np.int64) if record.counts is None else record.counts
    out.write(BEGIN.pack(MAGIC, VERSION) + ARGUMENTS.pack(*_arguments(width, cut, record.info)))
    out.write(encode_dictionary(words, counts))
    buckets = 0 if cut is None or cut.buckets is None else cut.buckets
    _write_head(out, rows + buckets, width)
    out.writelines(block.data for block in _own_rows(record, name))
    if record.subwords is not None:
        out.writelines(block.data for block in _every_bucket(record.subwords, buckets, name))
    _write_head(out, rows, width)
    if record.contexts is None:
        zeros = bytes(4 * width)
        out.writelines(zeros for _ in range(rows))
    else:
        out.writelines(block.data for block in finite_blocks(record.contexts, record.words, name))


def _checked_cut(subwords: Subwords | None, name: str) -> Ngrams | None:
    if subwords is None:
        return None
    cut = subwords.cut
    if not isinstance(cut, Ngrams) or cut.buckets is None:
        kind = "exact n-grams" if isinstance(cut, Ngrams) else f"parts of words by {quoted(cut.name)}"
        raise FormatError(
            f"{name}: the model has {kind}, and fastText has n-grams in buckets only. Save as safetensors, or train "
            f"with buckets: buckets=2_000_000 (--buckets 2000000)."
        )
    if subwords.pruned:
        raise FormatError(
            f"{name}: n-grams of the model were pruned, which fastText keeps only in quantized files. Save as "
            f"safetensors instead."
        )
    return cut


def _arguments(width: int, cut: Ngrams | None, info: Mapping[str, Any]) -> Arguments:
    """What fastText was told, or what would have told it the settings of a training, as far as they are known."""
    told, config = info.get("fasttext"), info.get("config")
    if not isinstance(told, Mapping):
        config = config if isinstance(config, Mapping) else {}
        told = {"model": config.get("architecture")} | {theirs: config.get(ours) for theirs, ours in _NAMES.items()}
    model = next((number for number, word in MODELS.items() if word == told.get("model")), Arguments(0).model)
    loss = next((number for number, word in LOSSES.items() if word == told.get("loss")), Arguments(0).loss)
    numbers = {name: told.get(name) for name in _NAMES}
    known = {name: value for name, value in numbers.items() if _fits(value, int | float if name == "t" else int)}
    arguments = Arguments(width, **known, loss=loss, model=model)  # type: ignore[arg-type]
    if cut is None or cut.buckets is None:
        return arguments
    return arguments._replace(bucket=cut.buckets, minn=cut.shortest, maxn=cut.longest)


def _fits(value: Any, kind: Any) -> bool:
    return isinstance(value, kind) and bool(0 <= value < 1 << 31)


def _write_head(out: BinaryIO, rows: int, width: int) -> None:
    """The beginning of a matrix that is not quantized."""
    out.write(struct.pack("<?2q", False, rows, width))


def _own_rows(record: Record, name: str) -> Iterator[NDArray[np.float32]]:
    for first in range(0, len(record.vectors), AT_ONCE):
        words, vectors = record.words[first : first + AT_ONCE], record.vectors[first : first + AT_ONCE]
        own = vectors if record.subwords is None else record.subwords.own_rows(words, vectors)
        yield from finite_blocks(own, words, name)


def _every_bucket(subwords: Subwords, buckets: int, name: str) -> Iterator[NDArray[np.float32]]:
    """The rows of all buckets, zeros for those that have none."""
    width = subwords.rows.shape[1]
    step = max(1, BLOCK_BYTES // (4 * width))
    for first in range(0, buckets, step):
        places = subwords.find(np.arange(first, min(first + step, buckets), dtype=np.uint64))
        there = places >= 0
        block = np.zeros((len(places), width), "<f4")
        block[there] = subwords.rows[places[there]]
        finite = np.isfinite(block).all(axis=1)
        if not finite.all():
            raise not_finite(name, f"the n-grams of bucket {first + int(finite.argmin()):,}")
        yield block
