"""Models whose matrices are stored as float16 or int8."""

import io
import json

import numpy as np
import pytest
import safetensors.numpy

import firth
from firth.errors import ArgumentError, FormatError
from firth.formats import Record, read, write
from firth.subwords.composing import Subwords
from firth.subwords.ngrams import Ngrams

WORDS = ("the", "国王", "cup")


@pytest.fixture
def record(random):
    matrix = (random.normal(size=(3, 8)) * [[0.01], [1], [30]]).astype(np.float32)
    pieces = Subwords(Ngrams(2, 2, 5), None, random.normal(size=(5, 8)).astype(np.float32))
    return Record(WORDS, matrix, matrix[::-1].copy(), np.array([3, 2, 1]), {"a": 1}, subwords=pieces)


@pytest.mark.parametrize(("dtype", "version", "each"), [("float32", "1", 4), ("float16", "2", 2), ("int8", "2", 1)])
def test_values_take_as_many_bytes_as_their_type_says(record, tmp_path, dtype, version, each):
    path = tmp_path / "v.safetensors"
    write(record, path, dtype=dtype)
    data = path.read_bytes()
    header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    assert header["__metadata__"]["version"] == version
    for name, rows in (("vectors", 3), ("contexts", 3), ("ngrams", 5)):
        begin, end = header[name]["data_offsets"]
        assert end - begin == rows * 8 * each
        assert begin % each == 0


def test_float16_is_the_nearest_number_of_it(record, tmp_path):
    write(record, tmp_path / "v.safetensors", dtype="float16")
    found = read(tmp_path / "v.safetensors")
    for part in ("vectors", "contexts"):
        given = getattr(record, part)
        assert getattr(found, part).dtype == np.float32
        np.testing.assert_array_equal(getattr(found, part), given.astype(np.float16))
    assert found.info == {"a": 1, "stored_as": "float16"}
    np.testing.assert_array_equal(found.subwords.rows, record.subwords.rows.astype(np.float16))


def test_int8_is_off_by_half_a_step_of_its_row_at_most(record, tmp_path):
    write(record, tmp_path / "v.safetensors", dtype="int8")
    found = read(tmp_path / "v.safetensors")
    for given, stored in (
        (record.vectors, found.vectors),
        (record.contexts, found.contexts),
        (record.subwords.rows, found.subwords.rows),
    ):
        step = np.abs(given).max(axis=1, keepdims=True) / 127
        assert (np.abs(given - stored) <= step / 2 * 1.0001).all()
        assert np.abs(given - stored).max() > 0


@pytest.mark.parametrize("dtype", ["float16", "int8"])
def test_what_was_stored_once_is_stored_again_without_loss(record, tmp_path, dtype):
    write(record, tmp_path / "a.safetensors", dtype=dtype)
    write(read(tmp_path / "a.safetensors"), tmp_path / "b.safetensors", dtype=dtype)
    np.testing.assert_array_equal(read(tmp_path / "a.safetensors").vectors, read(tmp_path / "b.safetensors").vectors)


@pytest.mark.parametrize("dtype", ["float16", "int8"])
@pytest.mark.parametrize("limit", [1, 2])
def test_the_first_rows_are_the_same_alone(record, tmp_path, dtype, limit):
    write(record, tmp_path / "v.safetensors", dtype=dtype)
    for source in (tmp_path / "v.safetensors", io.BytesIO((tmp_path / "v.safetensors").read_bytes())):
        few = read(source, limit=limit)
        np.testing.assert_array_equal(few.vectors, read(tmp_path / "v.safetensors").vectors[:limit])
        assert tuple(few.words) == WORDS[:limit]


def test_rows_of_zeros_and_tiny_ones_stay_what_they_are(tmp_path):
    rows = np.array([[0, 0], [1e-44, -1e-44], [3e38, -3e38]], np.float32)
    write(Record(WORDS, rows), tmp_path / "v.safetensors", dtype="int8")
    found = read(tmp_path / "v.safetensors").vectors
    assert not found[0].any()
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found[2], rows[2], rtol=1e-6)


def test_what_float16_cannot_hold_is_refused(tmp_path):
    with pytest.raises(FormatError, match=r"70000 is too large for float16.*int8"):
        write(Record(("a",), np.array([[7e4]], np.float32)), tmp_path / "v.safetensors", dtype="float16")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("dtype", ["float16", "int8"])
def test_a_vector_that_is_not_finite_is_not_saved(tmp_path, dtype):
    with pytest.raises(FormatError, match="'a' holds NaN"):
        write(Record(("a",), np.array([[np.nan]], np.float32)), tmp_path / "v.safetensors", dtype=dtype)


def test_other_formats_and_types_are_refused(record, tmp_path):
    with pytest.raises(ArgumentError, match="word2vec-binary files hold float32"):
        write(record, tmp_path / "v.bin", dtype="int8")
    with pytest.raises(ArgumentError, match="must be one of float32, float16, int8"):
        write(record, tmp_path / "v.safetensors", dtype="int4")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"vectors_scales": None}, "vectors_scales is missing"),
        ({"vectors_scales": np.ones(2, np.float32)}, r"F32 of shape \[3\]"),
        ({"vectors_scales": np.ones(3, np.float64)}, r"F32 of shape \[3\]"),
    ],
)
def test_whole_numbers_without_their_scales_are_refused(record, tmp_path, change, message):
    path = tmp_path / "v.safetensors"
    write(record, path, dtype="int8")
    tensors = {**safetensors.numpy.load_file(path), **change}
    tensors = {name: tensor for name, tensor in tensors.items() if tensor is not None}
    metadata = {"format": "firth", "version": "2", "info": "{}", "subwords": '{"function": "f", "whole_word": true}'}
    safetensors.numpy.save_file(tensors, path, metadata)
    with pytest.raises(FormatError, match=message):
        read(path)


def test_a_scale_that_is_not_finite_is_found_by_the_question_that_meets_it(record, tmp_path):
    path = tmp_path / "v.safetensors"
    write(Record(WORDS, record.vectors), path, dtype="int8")
    tensors = safetensors.numpy.load_file(path)
    tensors["vectors_scales"][1] = np.nan
    safetensors.numpy.save_file(tensors, path, {"format": "firth", "version": "2", "info": "{}"})
    with pytest.raises(FormatError, match="NaN"):
        firth.load(path).most_similar("the")
