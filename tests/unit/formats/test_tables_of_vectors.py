"""Parquet and Arrow: which columns are the words, and which the vectors."""

import io

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from firth.errors import FormatError
from firth.formats import Record, is_model_file, read, write

WORDS = ("the", "国王", "😀 smile", "new york", "line\nend")


@pytest.fixture
def record(random):
    matrix = random.normal(size=(5, 4)).astype(np.float32)
    return Record(WORDS, matrix, matrix[::-1].copy(), np.arange(5, 0, -1))


def parquet_of(table):
    out = io.BytesIO()
    parquet.write_table(table, out)
    return io.BytesIO(out.getvalue())


@pytest.mark.parametrize("ending", [".parquet", ".arrow", ".feather"])
@pytest.mark.parametrize("limit", [None, 1, 3, 5, 99])
def test_what_is_written_is_read(record, tmp_path, ending, limit):
    write(record, tmp_path / f"v{ending}")
    found = read(tmp_path / f"v{ending}", limit=limit)
    assert tuple(found.words) == WORDS[:limit]
    np.testing.assert_array_equal(found.vectors, record.vectors[:limit])
    np.testing.assert_array_equal(found.contexts, record.contexts[:limit])
    assert found.counts.tolist() == [5, 4, 3, 2, 1][:limit]


@pytest.mark.parametrize("ending", [".parquet", ".arrow"])
def test_a_table_may_be_a_text_to_train_on_and_is_not_taken_for_a_model(record, tmp_path, ending):
    write(record, tmp_path / f"v{ending}")
    assert not is_model_file(tmp_path / f"v{ending}")


def test_streams_are_read(tmp_path):
    table = pa.table({"word": ["a", "b"], "x": [1.0, 2.0], "y": [3.0, 4.0]})
    with pa.ipc.new_stream(tmp_path / "v.arrows", table.schema) as out:
        out.write_table(table)
    assert read(tmp_path / "v.arrows").vectors.tolist() == [[1, 3], [2, 4]]


ROWS = [[1, 3], [2, 4]]
COLUMNS = {
    "lists": {"word": ["a", "b"], "vector": [[1.0, 3.0], [2.0, 4.0]]},
    "whole numbers": {"word": ["a", "b"], "vector": [[1, 3], [2, 4]]},
    "half precision": {"w": ["a", "b"], "v": pa.array([np.array([1, 3], np.float16), np.array([2, 4], np.float16)])},
    "large": {
        "w": pa.array(["a", "b"], pa.large_string()),
        "v": pa.array([[1, 3], [2, 4]], pa.large_list(pa.float64())),
    },
    "fixed": {
        "w": pa.array(["a", "b"]).dictionary_encode(),
        "v": pa.array(ROWS, pa.list_(pa.float32(), 2)),
    },
    "bytes, as Spark writes them": {"word": pa.array([b"a", b"b"]), "vector": ROWS},
    "columns": {"x": [1.0, 2.0], "label": ["a", "b"], "y": [3.0, 4.0], "count": [9, 8]},
    "whole columns": {"token": ["a", "b"], "0": [1, 2], "1": [3, 4], "id": [7, 8]},
    "two texts": {"pos": ["NN", "VB"], "word": ["a", "b"], "vector": [[1, 3], [2, 4]]},
}


@pytest.mark.parametrize("kind", COLUMNS)
def test_words_and_vectors_are_found_by_their_types(kind):
    found = read(parquet_of(pa.table(COLUMNS[kind])))
    assert tuple(found.words) == ("a", "b")
    assert found.vectors.tolist() == [[1, 3], [2, 4]]
    assert found.vectors.dtype == np.float32
    assert (found.counts is not None) == ("count" in COLUMNS[kind])


BAD = {
    "latin": ({"word": pa.array([b"\xff"]), "v": [1.0]}, "not valid UTF-8"),
    "no words": ({"x": [1.0], "y": [2.0]}, r"no column of words \(strings\); it has x: double, y: double"),
    "no numbers": ({"word": ["a"], "title": ["b"]}, "has no numbers: its columns are word: string, title: string"),
    "numbers as text": ({"word": ["a"], "vector": [["1", "2"]]}, "has no numbers"),
    "two columns of words": ({"a": ["x"], "b": ["y"], "v": [[1.0]]}, r"2 columns that may be the words \(a, b\)"),
    "two columns of vectors": ({"word": ["x"], "a": [[1.0]], "b": [[1.0]]}, "2 columns that may be the vectors"),
    "ragged": ({"word": ["a", "国"], "v": [[1.0], [1.0, 2.0]]}, "vector of '国' has 2 values, and that of 'a' 1"),
    "no value": ({"word": ["a"], "v": [[1.0, None]]}, "missing values"),
    "no vector": ({"word": ["a", "b"], "v": [[1.0], None]}, "'b' has no vector"),
    "no number": ({"word": ["a", "b"], "v": [1.0, None]}, "'v' has missing numbers"),
    "no word": ({"word": ["a", None], "v": [1.0, 2.0]}, "1 row without a word"),
    "empty word": ({"word": ["a", ""], "v": [1.0, 2.0]}, "word 2 is empty"),
    "twice": ({"word": ["a", "a"], "v": [1.0, 2.0]}, "'a' is there twice"),
    "no rows": ({"word": pa.array([], pa.string()), "v": pa.array([], pa.float32())}, "has no rows"),
    "empty vectors": ({"word": ["a"], "v": pa.array([[]], pa.list_(pa.float32()))}, "missing values, or none"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_table_without_vectors_says_what_it_has(kind):
    columns, message = BAD[kind]
    with pytest.raises(FormatError, match=message):
        read(parquet_of(pa.table(columns)))


@pytest.mark.parametrize("ending", [".parquet", ".arrow"])
def test_a_table_cut_short_is_called_damaged(record, tmp_path, ending):
    path = tmp_path / f"v{ending}"
    write(record, path)
    data = path.read_bytes()
    for size in range(12, len(data), len(data) // 9):
        path.write_bytes(data[:size])
        with pytest.raises(FormatError, match="a damaged table"):
            read(path)


@pytest.mark.parametrize("ending", [".parquet", ".arrow"])
def test_a_table_keeps_that_words_are_ids(tmp_path, ending):
    write(Record(("5", "7"), np.eye(2, dtype=np.float32), of_ids=True), tmp_path / f"v{ending}")
    found = read(tmp_path / f"v{ending}")
    assert (tuple(found.words), found.of_ids) == (("5", "7"), True)
