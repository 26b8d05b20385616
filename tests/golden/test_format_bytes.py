"""The bytes of every format, so that none changes unnoticed."""

import hashlib

import numpy as np
import pyarrow.parquet as pq
import pytest
from pyarrow import feather

from firth.formats import Record, read, write
from firth.formats.encoded_corpus import CorpusRecord, write_corpus_file
from firth.subwords.composing import Subwords
from firth.subwords.ngrams import Ngrams

RECORD = Record(
    ("the", "国王"),
    np.array([[0.1, -1.5], [3.0, 1e-7]], np.float32),
    np.array([[0, 1], [2, 3]], np.float32),
    np.array([7, 2]),
    {"b": 1, "a": "语"},
)

HEADER = (
    b'{"__metadata__":{"format":"firth","info":"{\\"a\\": \\"\\\\u8bed\\", \\"b\\": 1}","version":"1"},'
    b'"contexts":{"data_offsets":[56,72],"dtype":"F32","shape":[2,2]},'
    b'"counts":{"data_offsets":[24,40],"dtype":"I64","shape":[2]},'
    b'"vectors":{"data_offsets":[40,56],"dtype":"F32","shape":[2,2]},'
    b'"word_offsets":{"data_offsets":[0,24],"dtype":"I64","shape":[3]},'
    b'"words":{"data_offsets":[72,81],"dtype":"U8","shape":[9]}}'
)
DATA = bytes.fromhex(
    "0000000000000000 0300000000000000 0900000000000000"  # word_offsets
    "0700000000000000 0200000000000000"  # counts
    "cdcccc3d 0000c0bf 00004040 95bfd633"  # vectors
    "00000000 0000803f 00000040 00004040"  # contexts
    "746865 e59bbd e78e8b"  # words
)


def test_the_bytes_of_a_model_are_pinned(tmp_path):
    path = tmp_path / "model.safetensors"
    write(RECORD, path)
    content = path.read_bytes()
    padding = b" " * (-len(HEADER) % 8)
    assert content == (len(HEADER) + len(padding)).to_bytes(8, "little") + HEADER + padding + DATA


def test_the_bytes_of_a_model_with_inner_nodes_are_pinned(tmp_path):
    path = tmp_path / "model.safetensors"
    write(Record(RECORD.words, RECORD.vectors, None, RECORD.counts, RECORD.info, RECORD.contexts[1:]), path)
    contexts = b'"contexts":{"data_offsets":[56,72],"dtype":"F32","shape":[2,2]},'
    nodes = b'"nodes":{"data_offsets":[56,64],"dtype":"F32","shape":[1,2]},'
    header = HEADER.replace(contexts, b"").replace(b'"vectors"', nodes + b'"vectors"').replace(b"[72,81]", b"[64,73]")
    header += b" " * (-len(header) % 8)
    assert path.read_bytes() == len(header).to_bytes(8, "little") + header + DATA[:56] + DATA[64:]


def test_a_model_of_version_1_is_read_for_ever(tmp_path):
    path = tmp_path / "model.safetensors"
    path.write_bytes(len(HEADER).to_bytes(8, "little") + HEADER + DATA)
    found = read(path)
    assert tuple(found.words) == RECORD.words
    assert found.info == RECORD.info
    assert found.counts.tolist() == [7, 2]
    np.testing.assert_array_equal(found.vectors, RECORD.vectors)
    np.testing.assert_array_equal(found.contexts, RECORD.contexts)


def test_the_bytes_of_word2vec_text_are_pinned(tmp_path):
    write(RECORD, tmp_path / "v.txt")
    assert (tmp_path / "v.txt").read_text("utf-8") == "2 2\nthe 0.100000001 -1.5\n国王 3 1.00000001e-07\n"


def test_the_bytes_of_word2vec_binary_are_pinned(tmp_path):
    write(RECORD, tmp_path / "v.bin")
    assert (tmp_path / "v.bin").read_bytes() == (
        b"2 2\nthe " + DATA[40:48] + b"\n" + DATA[75:81] + b" " + DATA[48:56] + b"\n"
    )


def test_the_bytes_of_an_encoded_corpus_are_pinned(tmp_path):
    path = tmp_path / "corpus.firth"
    counts, starts, ids = np.array([2, 1]), np.array([0, 1, 3]), np.array([0, 1, 0], np.int32)
    write_corpus_file(CorpusRecord(RECORD.words, counts, starts, ids, {"sources": ["a"]}), path)
    header = (
        b'{"__metadata__":{"format":"firth-corpus",'
        b'"info":"{\\"fingerprint\\": \\"%s\\", \\"sources\\": [\\"a\\"]}","version":"1"},'
        b'"counts":{"data_offsets":[24,40],"dtype":"I64","shape":[2]},'
        b'"ids":{"data_offsets":[64,76],"dtype":"I32","shape":[3]},'
        b'"starts":{"data_offsets":[40,64],"dtype":"I64","shape":[3]},'
        b'"word_offsets":{"data_offsets":[0,24],"dtype":"I64","shape":[3]},'
        b'"words":{"data_offsets":[76,85],"dtype":"U8","shape":[9]}}'
    )
    data = bytes.fromhex(
        "0000000000000000 0300000000000000 0900000000000000"  # word_offsets
        "0200000000000000 0100000000000000"  # counts
        "0000000000000000 0100000000000000 0300000000000000"  # starts
        "00000000 01000000 00000000"  # ids
        "746865 e59bbd e78e8b"  # words
    )
    header %= hashlib.blake2b(data, digest_size=16).hexdigest().encode()
    header += b" " * (-len(header) % 8)
    assert path.read_bytes() == len(header).to_bytes(8, "little") + header + data


def test_the_bytes_of_a_fasttext_model_are_pinned(tmp_path):
    subwords = Subwords(Ngrams(2, 2, 3), None, np.array([[3, 6], [9, 12], [15, 18]], np.float32))
    vectors = subwords.composed(("a", "国"), np.array([[3, -6], [9, 0]]))
    given = Record(("a", "国"), vectors, RECORD.contexts, RECORD.counts, subwords=subwords)
    write(given, tmp_path / "v.bin", "fasttext-bin")
    assert (tmp_path / "v.bin").read_bytes() == bytes.fromhex(
        "ba164f2f 0c000000"  # magic, version
        "02000000 05000000 05000000 05000000 05000000 01000000 02000000 02000000"  # dim ... model
        "03000000 02000000 02000000 64000000 2d431cebe2361a3f"  # bucket, minn, maxn, lrUpdateRate, t
        "02000000 02000000 00000000 0900000000000000 ffffffffffffffff"  # sizes of the dictionary
        "61 00 0700000000000000 00"  # a, 7 times
        "e59bbd 00 0200000000000000 00"
        "00 0500000000000000 0200000000000000"  # the input matrix: of words, of buckets
        "00004040 0000c0c0 00001041 00000000"
        "00004040 0000c040 00001041 00004041 00007041 00009041"
        "00 0200000000000000 0200000000000000"  # the output matrix
        "00000000 0000803f 00000040 00004040"
    )


def test_the_bytes_of_a_model_of_float16_are_pinned(tmp_path):
    path = tmp_path / "model.safetensors"
    write(Record(("a", "国"), np.array([[0.1, -1.5], [3.0, 1e-7]], np.float32)), path, dtype="float16")
    header = (
        b'{"__metadata__":{"format":"firth","info":"{\\"stored_as\\": \\"float16\\"}","version":"2"},'
        b'"vectors":{"data_offsets":[24,32],"dtype":"F16","shape":[2,2]},'
        b'"word_offsets":{"data_offsets":[0,24],"dtype":"I64","shape":[3]},'
        b'"words":{"data_offsets":[32,36],"dtype":"U8","shape":[4]}}'
    )
    header += b" " * (-len(header) % 8)
    offsets = "0000000000000000 0100000000000000 0400000000000000"
    data = bytes.fromhex(offsets + "662e 00be 0042 0200" + "61 e59bbd")
    assert path.read_bytes() == len(header).to_bytes(8, "little") + header + data


def test_the_bytes_of_a_model_of_int8_are_pinned(tmp_path):
    path = tmp_path / "model.safetensors"
    write(Record(("a", "国"), np.array([[0.5, -127], [254.0, 1]], np.float32)), path, dtype="int8")
    header = (
        b'{"__metadata__":{"format":"firth","info":"{\\"stored_as\\": \\"int8\\"}","version":"2"},'
        b'"vectors":{"data_offsets":[32,36],"dtype":"I8","shape":[2,2]},'
        b'"vectors_scales":{"data_offsets":[24,32],"dtype":"F32","shape":[2]},'
        b'"word_offsets":{"data_offsets":[0,24],"dtype":"I64","shape":[3]},'
        b'"words":{"data_offsets":[36,40],"dtype":"U8","shape":[4]}}'
    )
    header += b" " * (-len(header) % 8)
    offsets = "0000000000000000 0100000000000000 0400000000000000"
    data = bytes.fromhex(offsets + "0000803f 00000040" + "00 81 7f 00" + "61 e59bbd")
    assert path.read_bytes() == len(header).to_bytes(8, "little") + header + data
    assert read(path).vectors.tolist() == [[0, -127], [254, 0]]


def test_the_bytes_of_a_matrix_of_numpy_and_its_words_are_pinned(tmp_path):
    write(RECORD, tmp_path / "v.npy")
    head = b"\x93NUMPY\x01\x00v\x00{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }"
    assert (tmp_path / "v.npy").read_bytes() == head.ljust(127) + b"\n" + DATA[40:56]
    assert (tmp_path / "v.words.txt").read_bytes() == DATA[72:75] + b"\n" + DATA[75:] + b"\n"


def test_the_bytes_of_the_two_tables_of_a_projector_are_pinned(tmp_path):
    write(RECORD, tmp_path / "vectors.tsv")
    assert (tmp_path / "vectors.tsv").read_bytes() == b"0.100000001\t-1.5\n3\t1.00000001e-07\n"
    assert (tmp_path / "metadata.tsv").read_bytes() == DATA[72:75] + b"\n" + DATA[75:] + b"\n"


def test_the_arrays_of_an_archive_of_numpy_are_pinned(tmp_path):
    write(RECORD, tmp_path / "v.npz")
    with np.load(tmp_path / "v.npz") as archive:
        arrays = {name: archive[name] for name in archive.files}
    assert list(arrays) == ["words", "vectors", "contexts", "counts"]
    assert [array.dtype.str for array in arrays.values()] == ["<U3", "<f4", "<f4", "<i8"]
    assert arrays["words"].tolist() == ["the", "国王"]


@pytest.mark.parametrize("ending", ["parquet", "arrow"])
def test_the_columns_of_a_table_are_pinned(tmp_path, ending):
    write(RECORD, tmp_path / f"v.{ending}")
    read_table = pq.read_table if ending == "parquet" else feather.read_table
    table = read_table(tmp_path / f"v.{ending}")
    types = {field.name: str(field.type).replace("element", "item") for field in table.schema}
    vectors = "fixed_size_list<item: float>[2]"
    assert types == {"word": "string", "vector": vectors, "context": vectors, "count": "int64"}
    assert table.column("word").to_pylist() == ["the", "国王"]
