"""From a fastText model to a record."""

import warnings
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firth.errors import FormatError, counted
from firth.formats.fasttext.arguments import ARGUMENTS, BEGIN, LOSSES, MAGIC, MODELS, VERSIONS, Arguments
from firth.formats.fasttext.content import Content
from firth.formats.fasttext.dictionary import Dictionary, read_dictionary
from firth.formats.fasttext.matrices import Matrix, Quantized, read_matrix
from firth.formats.opening import VectorFile
from firth.formats.record import Record, VectorFileWarning
from firth.formats.word2vec.row_table import RowTable
from firth.formats.word2vec.shape import MOST_ROW_BYTES
from firth.subwords.composing import Subwords
from firth.subwords.ngrams import LONGEST, Ngrams

__all__ = ["NAME", "read_fasttext"]

NAME = "fasttext-bin"
AT_ONCE = 1 << 12  # words


class _Model(NamedTuple):
    """The parts of a file."""

    arguments: Arguments
    dictionary: Dictionary
    inputs: Matrix
    outputs: Matrix


def read_fasttext(file: VectorFile, limit: int | None = None, encoding: str = "utf-8") -> Record:
    """Read a fastText model of word vectors, also a quantized or pruned one.

    Args:
        file: open at its beginning.
        limit: the first words; None: all.
        encoding: of the words. In another than UTF-8 n-grams were cut otherwise, so there are no subwords then.

    Returns:
        Words, counts and vectors, which are the means of a word's own row and the rows of its n-grams; as subwords the
        n-grams, and as contexts the output matrix where its rows are words. These two are views of the file, which is
        mapped if it is on the disk. A word that is not of its encoding has U+FFFD in it, and the vector of its bytes.

    Raises:
        FormatError: the file is truncated, garbled, a classifier, or of a version that is not known.
    """
    model = _read(Content(file))
    arguments, dictionary = model.arguments, model.dictionary
    subwords = _subwords(model, file.name)
    words, counts = dictionary.words[:limit], dictionary.counts[:limit]
    table = RowTable(file, arguments.dim, len(words), encoding)
    for first in range(0, len(words), AT_ONCE):
        some = words[first : first + AT_ONCE]
        own = model.inputs[first : first + len(some)]
        texts = [word.decode("utf-8", "surrogateescape") for word in some]
        table.add(some, own if subwords is None else subwords.composed(texts, own), "word", first + 1)
    record = table.finish(NAME)
    contexts, about = _contexts(model, len(words))
    if table.dropped:
        counts = np.delete(counts, table.dropped)
        contexts = None if contexts is None else np.delete(contexts, table.dropped, axis=0)
    facts = {"tokens": dictionary.tokens, "quantized": isinstance(model.inputs, Quantized), "output": about}
    return replace(
        record,
        contexts=contexts,
        counts=counts,
        info={**record.info, "fasttext": {**arguments.described(), **facts}},
        subwords=subwords if encoding == "utf-8" else None,
    )


def _read(content: Content) -> _Model:
    arguments, is_of_2016 = _arguments(content)
    dictionary = read_dictionary(content, arguments, with_pruning=not is_of_2016)
    inputs_quantized = not is_of_2016 and content.unpack("?", "input matrix")[0]
    if not inputs_quantized and dictionary.pruning is not None and not dictionary.pruning.rows.size:
        dictionary = dictionary._replace(pruning=None)  # fastText of 2017 wrote 0 for "nothing was pruned"
    words, pruning = len(dictionary.words), dictionary.pruning
    ngrams = arguments.bucket if pruning is None else len(pruning.rows)
    inputs = read_matrix(content, (words + ngrams, arguments.dim), "input matrix", quantized=inputs_quantized)
    outputs_quantized = not is_of_2016 and content.unpack("?", "output matrix")[0] and inputs_quantized
    outputs = read_matrix(content, (words, arguments.dim), "output matrix", quantized=outputs_quantized)
    if content.left:
        what = f"{counted(content.left, 'byte')} after the end of the model"
        warnings.warn(VectorFileWarning(f"{content.name}: {what} were passed over."), stacklevel=2)
    return _Model(arguments, dictionary, inputs, outputs)


def _arguments(content: Content) -> tuple[Arguments, bool]:
    """The arguments, and whether the file is of 2016, when they came first, and nothing was quantized or pruned."""
    name = content.name
    magic, version = content.unpack(BEGIN, "first numbers")
    if magic != MAGIC:
        content.at = 0
        arguments = Arguments(*content.unpack(ARGUMENTS, "arguments"))
        if arguments.model not in MODELS or arguments.loss not in LOSSES or arguments.wordNgrams < 1:
            raise FormatError(f"{name} is no fastText model: it begins with {magic}, not {MAGIC}.")
        return _checked(arguments, name), True
    if version not in VERSIONS:
        raise FormatError(
            f"{name} is a fastText model of version {version}, and {' and '.join(map(str, VERSIONS))} are read. "
            f"Take the .vec file beside it."
        )
    return _checked(Arguments(*content.unpack(ARGUMENTS, "arguments")), name), False


def _checked(arguments: Arguments, name: str) -> Arguments:
    if arguments.model not in MODELS or arguments.loss not in LOSSES or arguments.bucket < 0:
        raise FormatError(
            f"{name}: its arguments are not fastText's (model {arguments.model}, loss {arguments.loss}, "
            f"{arguments.bucket:,} buckets). The file is damaged: fetch it again."
        )
    if MODELS[arguments.model] == "supervised":
        raise FormatError(
            f"{name} is a fastText classifier (supervised): its vectors were made to tell its labels apart, and are no "
            f"word vectors. Train those with fasttext skipgram or cbow, or with firth train."
        )
    if not 0 < arguments.dim <= MOST_ROW_BYTES // 4:
        raise FormatError(
            f"{name}: its vectors have {arguments.dim:,} dimensions; 1 to {MOST_ROW_BYTES // 4:,} are read. "
            f"The file is damaged: fetch it again."
        )
    return arguments


def _subwords(model: _Model, name: str) -> Subwords | None:
    """The n-grams of a model, or None where it has none."""
    arguments, (words, _, _, pruning) = model.arguments, model.dictionary
    shortest, longest = max(arguments.minn, 1), arguments.maxn
    if longest < shortest or not arguments.bucket or (pruning is not None and not pruning.rows.size):
        return None
    if longest > LONGEST:
        raise FormatError(
            f"{name}: its n-grams have up to {longest:,} characters, and {LONGEST} are the most that are read. Take "
            f"the .vec file beside it."
        )
    cut = Ngrams(shortest, longest, arguments.bucket)
    if pruning is None:
        return Subwords(cut, None, model.inputs[len(words) : len(words) + arguments.bucket])
    rows = model.inputs[len(words) : len(words) + len(pruning.rows)][pruning.rows]
    return Subwords(cut, pruning.buckets.astype(np.uint64), rows, pruned=True)


def _contexts(model: _Model, number: int) -> tuple[NDArray[np.float32] | None, str]:
    """The first rows of the output matrix, or None, and what it is."""
    if LOSSES[model.arguments.loss] == "hs":
        return None, "inner nodes of fastText's own Huffman tree; left out"
    rows = model.outputs[:number]
    if not (rows[:1].any() or rows.any()):
        return None, "zeros; left out"
    return rows, "contexts"
