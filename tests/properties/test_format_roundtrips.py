"""Whatever words and numbers: what is saved is what is loaded."""

import tempfile
import warnings
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import safetensors
import safetensors.numpy
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from firth.errors import FirthError
from firth.formats import FORMATS, Record, VectorFileWarning, read, write
from firth.formats.checkpoint import CheckpointRecord, read_checkpoint, write_checkpoint

ANY_WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
TEXT_WORDS = ANY_WORDS.filter(lambda word: not set(word) & set(" \t\n\r\v\f"))
BINARY_WORDS = ANY_WORDS.filter(lambda word: not set(word) & set(" \n"))
FASTTEXT_WORDS = TEXT_WORDS.filter(lambda word: "\0" not in word)
FINITE = st.floats(width=32, allow_nan=False, allow_infinity=False)
JSON = st.dictionaries(
    st.text(max_size=5),
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5),
)


@st.composite
def records(draw, words):
    held = draw(st.lists(words, min_size=1, max_size=6, unique=True))
    shape = (len(held), draw(st.integers(1, 5)))
    matrix = arrays(np.float32, shape, elements=FINITE)
    counts = arrays(np.int64, shape[:1], elements=st.integers(0, 2**63 - 1))
    nodes = arrays(np.float32, (shape[0] - 1, shape[1]), elements=FINITE)
    second = draw(st.sampled_from([{}, {"contexts": draw(matrix)}, {"nodes": draw(nodes)}]))
    return Record(tuple(held), draw(matrix), counts=draw(st.none() | counts), info=draw(JSON), **second)


def through_a_file(record, name):
    with tempfile.TemporaryDirectory() as folder:
        write(record, Path(folder) / "vectors", name)
        return read(Path(folder) / "vectors", name)


@given(records(ANY_WORDS))
@settings(deadline=None)  # a busy disk is no failure
def test_a_model_comes_back_whole(record):
    found = through_a_file(record, "safetensors")
    assert tuple(found.words) == record.words
    assert found.info == record.info
    for name in ("vectors", "contexts", "nodes", "counts"):
        before, after = getattr(record, name), getattr(found, name)
        assert (before is None) == (after is None)
        if before is not None:
            assert before.tobytes() == after.tobytes()


@given(records(TEXT_WORDS))
@settings(deadline=None)
def test_words_and_vectors_come_back_from_word2vec_text(record):
    found = through_a_file(record, "word2vec-text")
    assert tuple(found.words) == record.words
    assert found.vectors.tobytes() == record.vectors.tobytes()


@given(records(BINARY_WORDS))
@settings(deadline=None)
def test_words_and_vectors_come_back_from_word2vec_binary(record):
    found = through_a_file(record, "word2vec-binary")
    assert tuple(found.words) == record.words
    assert found.vectors.tobytes() == record.vectors.tobytes()


@given(records(FASTTEXT_WORDS))
def test_words_vectors_and_counts_come_back_from_fasttext_models(record):
    found = through_a_file(record, "fasttext-bin")
    assert tuple(found.words) == record.words
    assert found.vectors.tobytes() == record.vectors.tobytes()
    assert record.counts is None or found.counts.tolist() == record.counts.tolist()


LINE_WORDS = ANY_WORDS.filter(lambda word: not set(word) & set("\t\n\r"))


@given(records(ANY_WORDS.filter(lambda word: not word.endswith("\0"))), st.sampled_from(["npz", "parquet", "arrow"]))
@settings(deadline=None)
def test_words_and_arrays_come_back_from_archives_and_tables(record, name):
    found = through_a_file(record, name)
    assert tuple(found.words) == record.words
    assert found.vectors.tobytes() == record.vectors.tobytes()
    assert record.contexts is None or found.contexts.tobytes() == record.contexts.tobytes()
    assert record.counts is None or found.counts.tolist() == record.counts.tolist()


@given(records(LINE_WORDS))
@settings(deadline=None)
def test_words_and_vectors_come_back_from_a_matrix_and_a_file_of_words(record):
    found = through_a_file(record, "npy")
    assert tuple(found.words) == record.words
    assert found.vectors.tobytes() == record.vectors.tobytes()


@given(st.binary(max_size=200), st.sampled_from([None, *(row.name for row in FORMATS)]))
@settings(max_examples=300, deadline=None)
def test_no_bytes_end_in_an_error_that_is_not_ours(content, name):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vectors"
        path.write_bytes(content)
        with suppress(FirthError), warnings.catch_warnings():
            warnings.simplefilter("ignore", VectorFileWarning)
            assert read(path, name).words


def by_the_library(path):
    """What the format's own program reads from a file, written by it to another one."""
    with safetensors.safe_open(path, "np") as file:
        metadata = file.metadata()
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no mapping
    other = path.with_name("other.safetensors")
    safetensors.numpy.save_file(tensors, other, metadata=metadata)
    return tensors, other


def same_arrays(one, other):
    return (one is None and other is None) or (
        one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    )


@given(records(ANY_WORDS))
def test_the_library_reads_every_model_that_we_write_and_we_read_what_it_writes(record):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.safetensors"
        write(record, path)
        tensors, other = by_the_library(path)
        found = read(other)
    for name in ("vectors", "contexts", "nodes", "counts"):
        assert same_arrays(tensors.get(name), getattr(record, name))
        assert same_arrays(getattr(found, name), getattr(record, name))
    assert (tuple(found.words), found.info) == (record.words, record.info)


@st.composite
def checkpoints(draw):
    record = draw(records(ANY_WORDS))
    width = record.vectors.shape[1]
    rows = st.integers(0, 3)
    parts = {
        "part_losses": arrays(np.float64, (draw(rows), 2)),
        "noise_rates": arrays(np.float64, (draw(rows),)),
        "noise_means": arrays(np.float32, (draw(rows), width), elements=FINITE),
        "best_vectors": arrays(np.float32, (len(record.words), width), elements=FINITE),
    }
    kept = {"part_losses", *draw(st.sets(st.sampled_from(sorted(parts))))}
    info = {**record.info, "checkpoint": draw(JSON)}
    return CheckpointRecord(replace(record, info=info), {name: draw(parts[name]) for name in sorted(kept)})


@given(checkpoints())
def test_a_checkpoint_comes_back_whole_from_us_and_from_the_library(checkpoint):
    with tempfile.TemporaryDirectory() as folder:
        path = write_checkpoint(checkpoint, Path(folder))
        tensors, other = by_the_library(path)
        for file in (path, other):
            found = read_checkpoint(file)
            assert tuple(found.model.words) == checkpoint.model.words
            assert found.model.info == checkpoint.model.info
            assert same_arrays(found.model.vectors, checkpoint.model.vectors)
            assert found.arrays.keys() == checkpoint.arrays.keys()
            for name, array in checkpoint.arrays.items():
                assert same_arrays(found.arrays[name], array)
                assert same_arrays(tensors[name], array)
