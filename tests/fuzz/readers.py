"""The table of readers: what each reads, and what holds for whatever it gives.

A check raises AssertionError where a value is not sound. Errors that are Firth's own pass through.
"""

import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import seeds
from seeds import Seed

import firth
from firth.errors import FormatError, MissingPartError, UnknownWordError
from firth.evaluation.questions.reading import read_set
from firth.formats.checkpoint import read_checkpoint
from firth.text.word_lists import read_word_list

__all__ = ["READERS", "Reader"]


class Reader(NamedTuple):
    """A reader of files.

    Attributes:
        name: on the command line.
        seeds: valid files of what it reads.
        check: reads a file, and looks at the value.
    """

    name: str
    seeds: Callable[[], list[Seed]]
    check: Callable[[Path], object]


def _check_words(words: Any) -> None:
    assert len(words) > 0
    assert all(isinstance(word, str) and word for word in words)
    assert len(set(words)) == len(words)


def _check_record(record: Any) -> None:
    _check_words(record.words)
    rows, width = record.vectors.shape
    assert rows == len(record.words)
    assert width > 0
    assert record.vectors.dtype == np.float32
    for part, shape in ((record.contexts, (rows, width)), (record.counts, (rows,)), (record.nodes, (rows - 1, width))):
        assert part is None or part.shape == shape
    assert record.counts is None or (record.counts.dtype == np.int64 and record.counts.min() >= 0)


def _model(path: Path) -> None:
    """A model: it can be asked, and saved unless a vector is not finite."""
    vectors = firth.load(path)
    _ask(vectors, "no such word", "The", "the")  # before all words are decoded
    _check_record(vectors)
    first = vectors.words[0]
    assert first in vectors
    _ask(vectors, first)
    if vectors.subwords is not None:
        assert vectors.subwords.composed([first, "unseen"]).shape == (2, vectors.vectors.shape[1])
    out = io.BytesIO()
    rows = None if vectors.subwords is None else vectors.subwords.rows
    parts = (vectors.vectors, vectors.contexts, vectors.nodes, rows)
    if not all(np.isfinite(part).all() for part in parts if part is not None):
        return
    vectors.save(out, "safetensors")
    assert firth.load(io.BytesIO(out.getvalue())) == vectors


def _with_the_others(valid: Callable[[], list[Seed]], *, folder: bool = False) -> Callable[[Path], None]:
    """A model of several files, of which one may be damaged: the others are put beside it, or into a folder with it."""

    def check(path: Path) -> None:
        place = path.parent / "whole"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        for seed in valid():
            (place / seed.name).write_bytes(seed.data)
        shutil.copy(path, place / path.name)
        for model in [place] if folder else [place / seed.name for seed in valid() if seed.name in _MATRICES]:
            try:
                _model(model)
            except firth.FirthError:
                continue

    return check


_MATRICES = {"v.npy", "vectors.tsv", "v.floret"}


def _ask(vectors: Any, *words: str) -> None:
    for word in words:
        try:
            assert vectors.most_similar(word) or len(vectors) == 1
        except (UnknownWordError, FormatError, MissingPartError, firth.ArgumentError):
            continue


def _corpus(path: Path) -> None:
    corpus = firth.load_corpus(path)
    _check_corpus(corpus)
    corpus.save(path.with_name("again.firth"))
    assert firth.load_corpus(path.with_name("again.firth")).ids.tobytes() == corpus.ids.tobytes()


def _check_corpus(corpus: Any) -> None:
    words, counts = corpus.vocabulary.words, corpus.vocabulary.counts
    _check_words(words)
    assert counts.shape == (len(words),)
    assert counts.min() >= 1
    assert corpus.ids.dtype == np.int32
    assert corpus.starts.dtype == counts.dtype == np.int64
    assert 0 <= corpus.ids.min() <= corpus.ids.max() < len(words)
    assert corpus.starts[0] == 0
    assert corpus.starts[-1] == corpus.ids.size
    assert (np.diff(corpus.starts) > 0).all()


def _checkpoint(path: Path) -> None:
    record = read_checkpoint(path)
    _check_record(record.model)
    assert all(array.dtype in (np.float32, np.float64) for array in record.arrays.values())


def _resumed(path: Path) -> None:
    """A folder whose only checkpoint is the file, or whose text is."""
    folder = path.with_name("run")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    whole = seeds.trained()
    if path.suffix == ".firth":
        last = max(name for name in whole if name.startswith("checkpoint-"))
        (folder / last).write_bytes(whole[last])
    else:
        (folder / "corpus.firth").write_bytes(whole["corpus.firth"])
    shutil.copy(path, folder)
    try:
        vectors = firth.resume(folder, workers=1, on_pause=lambda pause: pause.stop())
    except (firth.DivergedError, firth.CorpusError):  # the file is sound, and its numbers or settings are wild
        return
    _check_record(vectors)


def _resumable() -> list[Seed]:
    return [*seeds.checkpoints(), Seed("corpus.firth", seeds.trained()["corpus.firth"])]


def _text(**reading: Any) -> Callable[[Path], None]:
    def check(path: Path) -> None:
        _check_corpus(firth.encode(path, min_count=1, workers=1, **reading))

    return check


def _word_list(path: Path) -> None:
    _check_words(read_word_list(path))


def _question_set(path: Path) -> None:
    found = read_set(path)
    for relation in getattr(found, "relations", ()):
        assert relation.questions.size == 0 or 0 <= relation.questions.min() <= relation.questions.max()
        assert relation.questions.size == 0 or relation.questions.max() < len(relation.pairs)
    if hasattr(found, "scores"):
        assert np.isfinite(found.scores).all()
        assert len(found.scores) == len(found.pairs)


READERS = {
    reader.name: reader
    for reader in (
        Reader("safetensors", seeds.models, _model),
        Reader("word2vec-text", seeds.word2vec_texts, _model),
        Reader("word2vec-binary", seeds.word2vec_binaries, _model),
        Reader("fasttext-bin", seeds.fasttext_models, _model),
        Reader("npz", seeds.archives, _model),
        Reader("tables", seeds.tables, _model),
        Reader("matrices", seeds.matrices, _with_the_others(seeds.matrices)),
        Reader("spacy", seeds.vocabularies, _with_the_others(seeds.vocabularies, folder=True)),
        Reader("model2vec", seeds.token_models, _with_the_others(seeds.token_models, folder=True)),
        Reader("gensim", seeds.gensim_models, _model),
        Reader("packed-vectors", seeds.packed_vectors, _model),
        Reader("corpus", seeds.corpora, _corpus),
        Reader("checkpoint", seeds.checkpoints, _checkpoint),
        Reader("resume", _resumable, _resumed),
        Reader("text", seeds.texts, _text()),
        Reader("text-replaced", seeds.packed_texts, _text(errors="replace", tokenizer="words", nfkc=True)),
        Reader("packed-text", seeds.packed_texts, _text()),
        Reader("parquet", seeds.parquet_files, _text(text_field="text")),
        Reader("arrow", seeds.arrow_files, _text()),
        Reader("delimited", seeds.delimited_files, _text(text_field="text")),
        Reader("json-lines", seeds.json_lines, _text()),
        Reader("word-list", seeds.word_lists, _word_list),
        Reader("question-set", seeds.question_sets, _question_set),
    )
}
