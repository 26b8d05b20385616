"""The model file: what it holds, that it is mapped, and that no garbled one gets through."""

import contextlib
import json
import mmap
from dataclasses import replace

import numpy as np
import pytest
import safetensors
import safetensors.numpy

from firth.errors import ArgumentError, FormatError
from firth.formats import Record, read, write
from firth.subwords.composing import Subwords
from firth.subwords.ngrams import Ngrams

WORDS = ("the", "国王", "größe")
MATRIX = np.arange(9, dtype=np.float32).reshape(3, 3) / 3


@pytest.fixture
def path(tmp_path):
    return tmp_path / "model.safetensors"


@pytest.fixture
def full():
    return Record(WORDS, MATRIX, -MATRIX, np.array([9, 5, 0]), {"epochs": 5, "语": ["中", None]})


def tensors(**changed):
    """The tensors of a model, as another program would hand them to the library; None leaves one out."""
    blob = np.frombuffer("".join(WORDS).encode(), np.uint8)
    held = {"vectors": MATRIX, "words": blob, "word_offsets": np.array([0, 3, 9, 16])} | changed
    return {name: value for name, value in held.items() if value is not None}


def with_header(path, header, data=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)


def test_everything_comes_back(full, path):
    write(full, path)
    found = read(path)
    assert tuple(found.words) == WORDS
    assert found.info == full.info
    for name, dtype in (("vectors", np.float32), ("contexts", np.float32), ("counts", np.int64)):
        np.testing.assert_array_equal(getattr(found, name), getattr(full, name))
        assert getattr(found, name).dtype == dtype


def test_what_is_absent_stays_absent(path):
    write(Record(WORDS, MATRIX), path)
    found = read(path)
    assert found.contexts is None
    assert found.nodes is None
    assert found.counts is None
    assert found.info == {}


@pytest.mark.parametrize("size", [1, 2, 3])
def test_inner_nodes_come_back_and_the_library_reads_them(path, size):
    nodes = MATRIX[1:size] * 7
    write(Record(WORDS[:size], MATRIX[:size], nodes=nodes), path)
    found = read(path)
    assert found.contexts is None
    assert found.nodes.shape == (size - 1, 3)
    np.testing.assert_array_equal(found.nodes, nodes)
    with safetensors.safe_open(path, "np") as file:
        assert file.metadata()["version"] == "1"
        np.testing.assert_array_equal(file.get_tensor("nodes"), nodes)


def test_a_node_that_is_not_finite_is_refused_by_its_number(path):
    nodes = MATRIX[:2].copy()
    nodes[1, 2] = np.inf
    with pytest.raises(FormatError, match="inner node 1 holds NaN or infinity"):
        write(Record(WORDS, MATRIX, nodes=nodes), path)
    assert not path.exists()


def test_matrices_are_read_only_views_of_the_mapped_file(full, path):
    write(full, path)
    found = read(path)
    for array in (found.vectors, found.contexts):
        assert not array.flags.writeable
        assert not array.flags.owndata
        assert array.flags.aligned
        base = array
        while isinstance(base, np.ndarray):
            base = base.base
        assert isinstance(base.obj if isinstance(base, memoryview) else base, mmap.mmap)


def test_rows_of_any_strides_are_written(path):
    padded = np.zeros((6, 16), np.float32)
    padded[::2, :3] = MATRIX
    write(Record(WORDS, padded[::2, :3], np.asfortranarray(MATRIX)), path)
    np.testing.assert_array_equal(read(path).vectors, MATRIX)
    np.testing.assert_array_equal(read(path).contexts, MATRIX)


def test_the_library_reads_what_we_write(full, path):
    write(full, path)
    with safetensors.safe_open(path, "np") as file:
        assert file.metadata() | {"info": None} == {"format": "firth", "version": "1", "info": None}
        assert json.loads(file.metadata()["info"]) == full.info
        found = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no mapping
    assert set(found) == {"vectors", "contexts", "counts", "words", "word_offsets"}
    np.testing.assert_array_equal(found["vectors"], MATRIX)
    np.testing.assert_array_equal(found["contexts"], -MATRIX)
    assert found["counts"].tolist() == [9, 5, 0]
    assert bytes(found["words"]).decode() == "".join(WORDS)
    assert found["word_offsets"].tolist() == [0, 3, 9, 16]


@pytest.mark.parametrize("metadata", [None, {"format": "pt"}, {"format": "firth", "version": "1"}])
def test_we_read_what_the_library_writes(path, metadata):
    extra = {"counts": np.array([3, 2, 1]), "contexts": MATRIX * 2, "unknown": np.zeros((2, 2), np.float16)}
    safetensors.numpy.save_file(tensors(**extra), path, metadata=metadata)
    found = read(path)
    assert tuple(found.words) == WORDS
    assert found.counts.tolist() == [3, 2, 1]
    np.testing.assert_array_equal(found.vectors, MATRIX)
    np.testing.assert_array_equal(found.contexts, MATRIX * 2)


def test_tensors_at_odd_addresses_are_read_all_the_same(path):
    blob, offsets = b"abc", np.array([0, 1, 2, 3]).tobytes()
    header = {
        "words": {"dtype": "U8", "shape": [3], "data_offsets": [0, 3]},
        "vectors": {"dtype": "F32", "shape": [3, 3], "data_offsets": [3, 39]},
        "word_offsets": {"dtype": "I64", "shape": [4], "data_offsets": [39, 71]},
    }
    with_header(path, header, blob + MATRIX.tobytes() + offsets)
    assert tuple(read(path).words) == ("a", "b", "c")
    np.testing.assert_array_equal(read(path).vectors, MATRIX)


@pytest.mark.parametrize("length", [1, 7, 8, 100, -1])
def test_a_truncated_file_says_what_was_promised_and_what_is_there(full, path, length):
    write(full, path)
    whole = path.read_bytes()
    part = whole[:length]
    header = 8 + int.from_bytes(whole[:8], "little")
    promised = 8 if len(part) < 8 else header if len(part) < header else len(whole)
    path.write_bytes(part)
    with pytest.raises(FormatError, match=f"header promises {promised:,} bytes, file has {len(part):,}"):
        read(path)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (b"{not json", "not valid JSON"),
        (b"\xff\xfe", "not valid JSON"),
        (b"[1, 2]", "not an object"),
        (b'{"a": 1, "a": 2}', "a key is there twice"),
        (b"[" * 100_000, "not valid JSON"),
        ({"__metadata__": {"version": 1}}, "not an object of strings"),
        ({"__metadata__": "x"}, "not an object of strings"),
        ({"vectors": 7}, "entry of 'vectors' is 7"),
        ({"vectors": {"dtype": "F32", "shape": [2], "data_offsets": [0]}}, "entry of 'vectors'"),
        ({"vectors": {"dtype": "F32", "shape": [-2], "data_offsets": [0, 8]}}, "entry of 'vectors'"),
        ({"vectors": {"dtype": "F32", "shape": [True], "data_offsets": [0, 4]}}, "entry of 'vectors'"),
        ({"vectors": {"dtype": "F32", "shape": [2.0], "data_offsets": [0, 8]}}, "entry of 'vectors'"),
        ({"vectors": {"dtype": "F32", "shape": [3], "data_offsets": [0, 8]}}, "cannot lie in the 8 bytes"),
        ({"vectors": {"dtype": "F16", "shape": [0], "data_offsets": [8, 0]}}, "cannot lie in"),
        ({"vectors": {"dtype": "F32", "shape": [2**63], "data_offsets": [0, 8]}}, "entry of 'vectors'"),
        ({"vectors": {"dtype": "F32", "shape": [10**4000, 0], "data_offsets": [0, 0]}}, "entry of 'vectors'"),
        ({"vectors": {"dtype": "F32", "shape": [1] * 65, "data_offsets": [0, 4]}}, "entry of 'vectors'"),
        ({"vectors": {"dtype": "F32", "shape": [2**62, 0], "data_offsets": [0, 0]}}, "cannot lie in the 0 bytes"),
        ({"vectors": [[[0]] * 10] * 3 + [{}]}, "entry of 'vectors'"),
        ({"vectors": {"dtype": "U8", "shape": [8], "data_offsets": [8, 16]}}, "begins at byte 8, where 0"),
        (
            {"vectors": {"dtype": "U8", "shape": [4], "data_offsets": [0, 4]}},
            "promises .* bytes and the file has",
        ),
        (
            {
                "a": {"dtype": "U8", "shape": [8], "data_offsets": [0, 8]},
                "b": {"dtype": "U8", "shape": [8], "data_offsets": [4, 12]},
            },
            "'b' begins at byte 4, where 8",
        ),
    ],
)
def test_a_garbled_header_is_refused(path, header, message):
    with_header(path, header, bytes(16))
    with pytest.raises(FormatError, match=message):
        read(path)


def test_a_header_that_claims_a_trillion_rows_fails_before_anything_is_allocated(path):
    rows = 10**12
    header = {"vectors": {"dtype": "F32", "shape": [rows, 100], "data_offsets": [0, 400 * rows]}}
    with_header(path, header, bytes(100))
    with pytest.raises(FormatError, match=r"is truncated: header promises 400,000,000,000,"):
        read(path)
    header["vectors"]["data_offsets"] = [0, 100]
    with_header(path, header, bytes(100))
    with pytest.raises(FormatError, match="cannot lie in the 100 bytes"):
        read(path)


def test_a_header_longer_than_any_is_no_safetensors_file(path):
    path.write_bytes((100_000_001).to_bytes(8, "little") + b"{")
    with pytest.raises(FormatError, match="not a safetensors file"):
        read(path)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"words": None}, "not a Firth model: the tensors words are missing"),
        (
            {"vectors": None, "other": MATRIX},
            "tensors vectors are missing .it holds other, word_offsets, words",
        ),
        ({"vectors": MATRIX.astype(np.float64)}, "'vectors' is F64"),
        ({"vectors": MATRIX.ravel()}, r"of shape \[9\]"),
        ({"vectors": np.empty((0, 3), np.float32), "word_offsets": np.array([0])}, "holds no vectors"),
        ({"contexts": MATRIX[:2].copy()}, r"'contexts' is F32 of shape \[2, 3\]"),
        ({"nodes": MATRIX}, r"'nodes' is F32 of shape \[3, 3\], where a model has shape \[2, 3\]"),
        ({"nodes": MATRIX[:2].copy(), "contexts": MATRIX}, "holds contexts and nodes"),
        ({"biases": MATRIX}, r"'biases' is F32 of shape \[3, 3\], where a model has shape \[3, 2\]"),
        ({"counts": np.array([1, 2])}, "'counts'"),
        ({"counts": np.array([1, 2, 3], np.int32)}, "'counts' is I32"),
        ({"counts": np.array([1, -2, 3])}, "count -2"),
        ({"word_offsets": np.array([0, 3, 16])}, "'word_offsets'"),
    ],
)
def test_tensors_that_make_no_model_are_refused(path, changed, message):
    safetensors.numpy.save_file(tensors(**changed), path)
    with pytest.raises(FormatError, match=message):
        read(path)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"word_offsets": np.array([0, 3, 9, 15])}, "do not cut the words"),
        ({"word_offsets": np.array([1, 3, 9, 16])}, "do not cut the words"),
        ({"word_offsets": np.array([0, 9, 3, 16])}, "do not cut the words"),
        ({"word_offsets": np.array([0, 3, 3, 16])}, "do not cut the words"),
        ({"word_offsets": np.array([0, -(2**63), 2**63 - 1, 16])}, "do not cut the words"),
        ({"word_offsets": np.array([0, 4, 9, 16])}, "not valid UTF-8"),
        (
            {"words": np.frombuffer(b"aba", np.uint8), "word_offsets": np.array([0, 1, 2, 3])},
            "'a' appears 2 times",
        ),
        (
            {"words": np.empty(0, np.uint8), "word_offsets": np.array([0, 0, 0, 0])},
            "do not cut the words",
        ),
    ],
)
def test_words_that_are_damaged_are_refused_when_they_are_used(path, changed, message):
    safetensors.numpy.save_file(tensors(**changed), path)
    with pytest.raises(FormatError, match=f"model.safetensors: .*{message}"):
        tuple(read(path).words)


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ({"version": "3"}, "written by a newer Firth"),
        ({"version": "0"}, "format version '0'"),
        ({"version": "9" * 5000}, "format version"),
        ({}, "format version ''"),
        ({"version": "1", "info": "{"}, "not valid JSON"),
        ({"version": "1", "info": "[]"}, "not a JSON object"),
        ({"version": "1", "info": '{"a": ' + "[" * 300 + "]" * 300 + "}"}, "more than 64 levels deep"),
        ({"version": "1", "info": '{"a": NaN}'}, "NaN is not a finite number"),
        ({"version": "1", "info": '{"a": 1e999}'}, "1e999 is not a finite number"),
    ],
)
def test_metadata_of_another_firth_or_garbled_is_refused(path, metadata, message):
    safetensors.numpy.save_file(tensors(), path, metadata={"format": "firth"} | metadata)
    with pytest.raises(FormatError, match=message):
        read(path)


def test_flipping_any_byte_of_the_header_never_ends_in_another_error(full, path):
    write(full, path)
    whole = path.read_bytes()
    for at in range(8 + int.from_bytes(whole[:8], "little")):
        for flip in (0x01, 0x10):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ flip]) + whole[at + 1 :])
            with contextlib.suppress(FormatError):
                read(path)


@pytest.mark.parametrize("value", [{1, 2}, float("nan"), np.float32(1), object()])
def test_info_that_json_cannot_hold_is_refused(path, value):
    with pytest.raises(ArgumentError, match="JSON values only"):
        write(Record(WORDS, MATRIX, info={"x": value}), path)
    assert not path.exists()


def test_a_word_that_is_no_unicode_is_refused(path):
    with pytest.raises(FormatError, match="not valid Unicode"):
        write(Record(("a", "\ud800", "c"), MATRIX), path)


@pytest.mark.parametrize("limit", [1, 2, 3, 9])
def test_the_first_rows_alone_are_read_if_no_more_are_wanted(full, path, limit):
    write(full, path)
    found = read(path, limit=limit)
    assert tuple(found.words) == WORDS[:limit]
    assert found.counts.tolist() == [9, 5, 0][:limit]
    np.testing.assert_array_equal(found.contexts, -MATRIX[:limit])


def test_the_first_rows_are_read_without_a_look_at_the_others(path):
    safetensors.numpy.save_file(tensors(word_offsets=np.array([0, 3, 2, 16])), path)
    assert tuple(read(path, limit=1).words) == ("the",)
    with pytest.raises(FormatError, match="do not cut the words"):
        tuple(read(path, limit=2).words)


def test_fewer_rows_have_no_inner_nodes_for_those_are_of_all_words(path):
    write(Record(WORDS, MATRIX, nodes=MATRIX[:2]), path)
    assert read(path, limit=2).nodes is None
    assert read(path, limit=3).nodes is not None


def test_settings_under_their_earlier_names_are_read_as_those_of_today(path):
    reading = {"sentences": "punctuation", "chinese": "simplified", "field": "text", "memory": 7, "lowercase": True}
    info = json.dumps({"reading": reading, "config": {"window": 5}})
    safetensors.numpy.save_file(tensors(), path, metadata={"format": "firth", "version": "1", "info": info})
    assert read(path).info == {
        "reading": {
            "sentence_ends": "punctuation",
            "chinese_script": "simplified",
            "text_field": "text",
            "memory_limit": 7,
            "lowercase": True,
        },
        "config": {"window": 5},
    }
    for odd in (None, [1], "x"):
        metadata = {"format": "firth", "version": "1", "info": json.dumps({"reading": odd})}
        safetensors.numpy.save_file(tensors(), path, metadata=metadata)
        assert read(path).info == {"reading": odd}


def test_a_length_whose_bytes_are_in_the_wrong_order_is_refused(full, path):
    write(full, path)
    whole = path.read_bytes()
    path.write_bytes(whole[7::-1] + whole[8:])
    with pytest.raises(FormatError, match=r"model\.safetensors is not a safetensors file: its header would have"):
        read(path, "safetensors")


def test_a_file_that_is_cut_anywhere_is_refused(full, path):
    write(full, path)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(FormatError, match=r"model\.safetensors"):
            read(path)


def with_subwords(buckets=None):
    words, cut = ["tea", "cup"], Ngrams(3, 4, buckets)
    keys = None if buckets else np.unique(cut.keys(words)[1])
    rows = np.arange(2 * (buckets or len(keys)), dtype=np.float32).reshape(-1, 2)
    return Record(words, np.ones((2, 2), np.float32), subwords=Subwords(cut, keys, rows))


@pytest.mark.parametrize("buckets", [None, 5])
def test_subwords_come_back(tmp_path, buckets):
    saved = with_subwords(buckets)
    write(saved, tmp_path / "m.safetensors")
    found = read(tmp_path / "m.safetensors").subwords
    assert found.cut == saved.subwords.cut
    assert (found.keys is None) == (buckets is not None)
    assert found.keys is None or found.keys.tolist() == saved.subwords.keys.tolist()
    assert found.rows.tolist() == saved.subwords.rows.tolist()


def test_a_part_of_the_words_keeps_all_subwords(tmp_path):
    write(with_subwords(), tmp_path / "m.safetensors")
    assert len(read(tmp_path / "m.safetensors", limit=1).subwords.rows) == len(with_subwords().subwords.rows)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'\\"longest\\": 4', b'\\"longest\\": 2'),
        (b'\\"longest\\": 4', b'\\"longest\\": {'),
        (b'\\"shortest\\": 3', b'\\"shortest\\": 0'),
        (b'\\"buckets\\": 5', b'\\"buckets\\": 6'),
        (b'\\"whole_word\\": true', b'\\"whole_word\\": 1   '),
    ],
)
def test_subwords_that_do_not_fit_are_refused(tmp_path, old, new):
    write(with_subwords(5), tmp_path / "m.safetensors")
    data = (tmp_path / "m.safetensors").read_bytes()
    assert old in data
    (tmp_path / "m.safetensors").write_bytes(data.replace(old, new))
    with pytest.raises(FormatError, match="n-grams"):
        read(tmp_path / "m.safetensors")


def test_keys_that_do_not_ascend_are_refused(tmp_path):
    saved = with_subwords()
    write(replace(saved, subwords=saved.subwords._replace(keys=saved.subwords.keys[::-1])), tmp_path / "m.safetensors")
    with pytest.raises(FormatError, match="do not ascend"):
        read(tmp_path / "m.safetensors")


def test_biases_come_back_and_are_cut_with_the_words(path):
    biases = MATRIX[:, :2].copy()
    write(Record(WORDS, MATRIX, MATRIX, biases=biases), path)
    np.testing.assert_array_equal(read(path).biases, biases)
    np.testing.assert_array_equal(read(path, limit=2).biases, biases[:2])
    with safetensors.safe_open(path, "np") as file:
        np.testing.assert_array_equal(file.get_tensor("biases"), biases)


def test_a_bias_that_is_not_finite_names_its_word(path):
    biases = np.zeros((3, 2), np.float32)
    biases[1, 0] = np.nan
    with pytest.raises(FormatError, match=f"the vector of {WORDS[1]!r} holds NaN"):
        write(Record(WORDS, MATRIX, biases=biases), path)
