"""Text as people have it, sent to the encoder that reads it."""

import glob
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Literal, TypeAlias, Unpack, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from firth.config import MIN_COUNT, ReadConfig
from firth.corpus.build.encode import encode_documents, encode_files, encode_sentences
from firth.corpus.build.options import EncodeFields
from firth.corpus.encoded_corpus import EncodedCorpus
from firth.corpus.ids.forms import looks_like_ids
from firth.corpus.ids.sequences import flattened
from firth.corpus.unchecked import unchecked
from firth.errors import ArgumentTypeError, ConfigError, CorpusError, quoted
from firth.text.documents import column_of, first_present, word_lists
from firth.text.remote import is_url
from firth.text.stored import Source, is_source
from firth.text.tables.text_column import is_id_lists
from firth.vectors.word_vectors import WordVectors

__all__ = ["Kind", "Text", "encode", "encode_ids", "is_source", "told_apart"]

Text: TypeAlias = (
    Source
    | Iterable[str]
    | Iterable[Sequence[str]]
    | Iterable[Mapping[str, Any]]
    | Iterable[Collection[int]]
    | NDArray[np.integer[Any]]
)
"""A path, folder, pattern or URL; an open binary file; or an iterable of strings, of token lists or of mappings, such
as a column or a table of pandas, Polars, Arrow or Hugging Face datasets; or ids, in all forms that
`EncodedCorpus.from_ids` takes."""

Kind: TypeAlias = Literal["texts", "token lists", "ids"]

_USUAL = ReadConfig()
_RAW_TEXT = ("tokenizer", "sentence_ends", "nfkc", "lowercase", "chinese_script", "digits", "text_field")
"""What has no effect on text that is cut into words already."""

_SET = "is a set, whose order changes from run to run, and the vectors with it; give a list, such as sorted(...) makes"


def encode(
    text: Text | None, *, files: Sequence[Source] | None = None, **options: Unpack[EncodeFields]
) -> EncodedCorpus:
    """Encode text, whatever its form.

    Args:
        text: see `Text`.
        files: several paths, folders, patterns, addresses or open binary files, instead of `text`.
        **options: how it is read, and which words are kept: the fields of `EncodeOptions`.

    Raises:
        ArgumentTypeError: an argument of a type that cannot be used.
        ConfigError: a setting without meaning.
        SourceError: a file that is missing or cannot be read.
        CorpusError: text that cannot be encoded, or that is not what it is taken for.
        MissingExtraError: a part that is not installed.
        TargetError: the temporary folder is full or cannot be written.
    """
    if (text is None) == (files is None):
        raise TypeError("give either a text or files=[...], one of the two")
    if isinstance(files, str | os.PathLike):
        raise ArgumentTypeError("files", files, "must be a list of files; put a single one in brackets")
    if isinstance(files, set | frozenset):
        raise ArgumentTypeError("files", files, _SET)
    if files is not None or is_source(text):
        if isinstance(text, str):
            _check_is_no_text(text)
        sources = [cast("Source", text)] if files is None else files
        return encode_files(sources, **options)
    items, kind = told_apart(text, options.get("reading", _USUAL))
    if kind == "ids":
        return encode_ids(items, **options)
    if kind == "texts":
        return encode_documents(items, **options)
    return encode_sentences(cast("Iterable[Sequence[str]]", items), **options)


def told_apart(text: object, reading: ReadConfig) -> tuple[object, Kind]:
    """The sentences or texts in what came from Python, and what they are.

    Args:
        text: an iterable, an array, a column or a table.
        reading: its settings must have an effect on what there is.

    Raises:
        ConfigError: a setting that has no effect on lists of words, or a table whose column of text is not named.
        CorpusError: something else, or nothing.
    """
    column = column_of(text, reading)
    if column is None:
        items, kind = _looked_at(text)
    elif is_id_lists(column.type):
        items, kind = pa.chunked_array(list(column.chunks), column.type), "ids"
    else:
        lists = word_lists(column)
        items, kind = (column, "texts") if lists is None else (lists, "token lists")
    if kind != "texts":
        _check_nothing_to_cut(reading if column is None else replace(reading, text_field=None), kind)
    return items, kind


def encode_ids(ids: Any, **options: Unpack[EncodeFields]) -> EncodedCorpus:
    """Encode sequences of ids, which need no reading; arguments as those of `encode`."""
    if options.get("reading", _USUAL).phrases:
        raise ConfigError("phrases", options["reading"].phrases, "has no effect on ids; leave it out")
    vocabulary = options.get("vocabulary")
    if vocabulary is None:
        least, most = options.get("min_count", MIN_COUNT), options.get("max_vocab")
        return EncodedCorpus.from_ids(ids, min_count=least, max_vocab=most, keep=options.get("keep", ()))
    from firth.corpus.ids.numbers import numbered_ids  # noqa: PLC0415 - it loads the compiler

    flat, bounds = flattened(ids)
    made = numbered_ids(flat, bounds, vocabulary=vocabulary)
    read = {"tokens_read": flat.size, "sentences_read": bounds.size - 1, "sources": ("<ids>",)}
    return unchecked(EncodedCorpus, **made._asdict(), **read, of_ids=True)


def _check_is_no_text(text: str) -> None:
    """Recognise text in the place of a file's name."""
    is_name = len(text.split()) < 2 or glob.has_magic(text) or is_url(text)
    if not is_name and not os.path.exists(text):  # noqa: PTH110 - Path.exists fails at a text's length
        raise CorpusError(
            f"{quoted(text)} is neither a file nor a list of texts. Pass a list of texts, such as [text], or of lists "
            "of words, such as [text.split()]; or the names of files with files=[...]."
        )


def _looked_at(text: object) -> tuple[object, Kind]:
    """The same text, and what its first item, missing ones aside, shows it to be."""
    _refuse_what_is_something_else(text)
    are_ids, text = looks_like_ids(text)
    if are_ids:
        return text, "ids"
    first, whole = first_present(cast("Iterable[object]", text))
    if isinstance(first, str) and len(first.split()) == 1 and os.path.isfile(first):  # noqa: PTH113 - as above
        raise CorpusError(
            f"the first text is {quoted(first)}, the name of a file. Pass names of files with files=[...]."
        )
    return whole, "texts" if isinstance(first, str | bytes | Mapping) else "token lists"


def _refuse_what_is_something_else(text: object) -> None:
    if isinstance(text, WordVectors):
        raise ArgumentTypeError("text", text, "is a model; vectors to start from are given as initial=vectors")
    if isinstance(text, EncodedCorpus):
        raise ArgumentTypeError("text", text, "is encoded already; give the text itself, or lists of its words")
    if isinstance(text, set | frozenset):
        raise ArgumentTypeError("text", text, _SET)
    if isinstance(text, Mapping):
        raise CorpusError(
            f"a {type(text).__name__} with the keys {quoted(list(islice(text, 9)), 80)} where texts are meant. Give "
            f"its values, list(text.values()), or one of them, such as text[{next(iter(text), 'key')!r}]."
        )
    if isinstance(text, bytes) or not (isinstance(text, Iterable) or hasattr(text, "tocsr")):
        raise CorpusError(
            f"{quoted(text)} ({type(text).__name__}) is not text. Give the path of a file, a list of texts, or lists "
            "of words, such as text.split() makes."
        )


def _check_nothing_to_cut(reading: ReadConfig, kind: Kind) -> None:
    """Refuse settings that neither token lists nor ids are asked for."""
    for name in _RAW_TEXT:
        if getattr(reading, name) != getattr(_USUAL, name):
            raise ConfigError(
                name,
                getattr(reading, name),
                f"has no effect on {kind}; give strings, which are then cut into words",
            )
