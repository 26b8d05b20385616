"""Vectors in folders: spaCy's pipelines, model2vec's models; and floret's tables."""

import json
import sys

import msgpack
import numpy as np
import pytest
import safetensors.numpy

import firth
from firth.errors import ArgumentError, FormatError, MissingExtraError, SourceError
from firth.formats import check_target, for_reading, read, write
from firth.subwords.murmur import murmur2

WORDS = ["the", "国王", "größe", "😀", "new york"]
MATRIX = np.arange(20, dtype=np.float32).reshape(5, 4)


def spacy_folder(folder, words=WORDS, matrix=MATRIX, rows=None, **files):
    folder.mkdir(parents=True)
    keys = murmur2([word.encode() for word in words], 1).tolist()
    rows = range(len(words)) if rows is None else rows
    np.save(folder / "vectors.npy", matrix)
    (folder / "vectors.npy").rename(folder / "vectors")
    (folder / "key2row").write_bytes(msgpack.packb(dict(zip(keys, rows, strict=True))))
    (folder / "strings.json").write_text(json.dumps(["tag", *reversed(words), ""]))
    (folder / "vectors.cfg").write_text('{"mode": "default"}')
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_bytes(content)
    return folder


def test_a_vocabulary_of_spacy_is_read_by_row(tmp_path):
    spacy_folder(tmp_path / "vocab")
    for path in (tmp_path, tmp_path / "vocab"):
        found = read(path)
        assert tuple(found.words) == tuple(WORDS)
        np.testing.assert_array_equal(found.vectors, MATRIX)
        assert for_reading(path).name == "spacy"
    assert tuple(read(tmp_path, limit=2).words) == ("the", "国王")


def test_the_numbers_of_strings_are_those_that_spacy_documents():
    assert murmur2([b"coffee", b"apple", b"dog"], 1).tolist() == [
        3197928453018144401,
        8566208034543834098,
        7562983679033046312,
    ]


def test_words_that_share_a_row_each_have_it(tmp_path):
    found = read(spacy_folder(tmp_path / "vocab", rows=[1, 1, 0, 3, 0]))
    assert dict(zip(found.words, found.vectors[:, 0].tolist(), strict=True)) == dict(
        zip(WORDS, [4, 4, 0, 12, 0], strict=True)
    )


def test_a_string_that_is_not_known_is_counted(tmp_path):
    folder = spacy_folder(tmp_path / "vocab")
    (folder / "strings.json").write_text('["the"]')
    assert read(folder).info == {"source_format": "spacy", "without_string": 4}


DAMAGED = {
    "no strings": ({"strings_json": b"[]"}, "none of its 0 strings has a vector.*md, lg"),
    "no list": ({"strings_json": b"{}"}, "not a list of strings"),
    "numbers": ({"strings_json": b"[1]"}, "not a list of strings"),
    "surrogate": ({"strings_json": b'["\\ud800"]'}, "not valid Unicode"),
    "no JSON": ({"strings_json": b"["}, "not the JSON it should be"),
    "deep": ({"strings_json": b"[" * 99_999}, "not the JSON it should be"),
    "no table": ({"key2row": b"\x93\x01\x02\x03"}, "not spaCy's table of rows"),
    "cut": ({"key2row": b"\xdf\xff\xff\xff\xff"}, "not spaCy's table of rows"),
    "texts": ({"key2row": msgpack.packb({"a": "b"})}, "not spaCy's table of rows"),
    "far": ({"key2row": msgpack.packb({7: 99})}, "names row 99, and there are 5"),
    "negative": ({"key2row": msgpack.packb({7: -1})}, "names row -1"),
    "objects": ({"vectors": b"\x93NUMPY\x01\x00\x06\x00{'a': "}, "garbled"),
    "no settings": ({"vectors_cfg": b'{"mode": "floret", "minn": 2}'}, "does not say how floret cuts words"),
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_a_damaged_file_of_a_vocabulary_is_named(tmp_path, kind):
    files, message = DAMAGED[kind]
    with pytest.raises(FormatError, match=message):
        read(spacy_folder(tmp_path / "vocab", **files))


@pytest.mark.parametrize("name", ["key2row", "strings.json"])
def test_a_folder_that_lacks_a_file_says_which(tmp_path, name):
    folder = spacy_folder(tmp_path / "vocab")
    (folder / name).unlink()
    with pytest.raises(FormatError, match=f"looks like vectors of spaCy, but {name} is missing"):
        read(folder)


def test_a_file_that_is_a_link_out_of_the_folder_is_not_read(tmp_path):
    folder = spacy_folder(tmp_path / "given" / "vocab")
    (folder / "strings.json").rename(tmp_path / "secret.json")
    (folder / "strings.json").symlink_to(tmp_path / "secret.json")
    with pytest.raises(SourceError, match="a link to a file outside its folder"):
        read(folder)


def test_links_within_the_cache_of_the_hub_are_followed(tmp_path):
    folder = spacy_folder(tmp_path / "models--a--b" / "snapshots" / "0123")
    (tmp_path / "models--a--b" / "blobs").mkdir()
    (folder / "strings.json").rename(tmp_path / "models--a--b" / "blobs" / "x")
    (folder / "strings.json").symlink_to("../../blobs/x")
    assert tuple(read(folder).words) == tuple(WORDS)


def test_without_msgpack_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "msgpack", None)
    with pytest.raises(MissingExtraError, match=r"firth\[spacy\]"):
        read(spacy_folder(tmp_path / "vocab"))


def test_a_folder_of_something_else_is_not_read_and_a_file_is_no_folder(tmp_path):
    (tmp_path / "x.txt").write_text("a 1 2\n")
    with pytest.raises(SourceError, match=r"not one of spacy, model2vec\. Name a file in it"):
        read(tmp_path)
    with pytest.raises(SourceError, match="Name a file in it"):
        read(spacy_folder(tmp_path / "vocab"), "model2vec")
    with pytest.raises(FormatError, match="is a file, and spacy is a folder"):
        read(tmp_path / "x.txt", "spacy")


@pytest.mark.parametrize("name", ["spacy", "model2vec", "floret"])
def test_what_is_only_read_is_not_written_and_this_is_known_before_the_work(tmp_path, name):
    with pytest.raises(ArgumentError, match="is only read"):
        check_target(tmp_path / ("x.floret" if name == "floret" else "x"), None if name == "floret" else name)
    with pytest.raises(ArgumentError, match="is only read; write one of safetensors"):
        write(read(spacy_folder(tmp_path / "vocab")), tmp_path / "x", name)


FLORET = {"minn": 2, "maxn": 3, "hash_count": 2, "hash_seed": 2166136261, "bow": "<", "eow": ">"}


def floret_file(path, rows, first=None):
    first = first or f"{len(rows)} {len(rows[0])} 2 3 2 2166136261 < >"
    lines = [first, *(f"{row} {' '.join(map(str, values))} " for row, values in enumerate(rows))]
    path.write_text("\n".join(lines) + "\n")
    return path


def test_floret_in_a_vocabulary_and_in_its_table_are_the_same(tmp_path, random):
    matrix = random.normal(size=(9, 4)).astype(np.float32)
    folder = spacy_folder(tmp_path / "vocab", matrix=matrix)
    (folder / "vectors.cfg").write_text(json.dumps({"mode": "floret", **FLORET}))
    one = firth.load(folder)
    (tmp_path / "t.vec").write_text("2 4\n国王 1 2 3 4\nthe 5 6 7 8\n")
    other = firth.load(floret_file(tmp_path / "t.floret", matrix.tolist()))
    assert other.words == ("国王", "the")
    for word in ("国王", "the", "never seen", "x"):
        np.testing.assert_array_equal(one.composing()[word], other.composing()[word])
    other.save(tmp_path / "f.safetensors")
    again = firth.load(tmp_path / "f.safetensors")
    assert again == other
    assert [piece.text for piece in again.pieces("a")][::2] == ["<a>", "<a", "a>", "<a>"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("\n1 ", "\n7 "), "cut short or garbled: its rows are not 0 to 2"),
        (lambda text: text[: text.rindex("\n2 ") + 1], "cut short or garbled"),
        (lambda text: text.replace(" 2 3 2 2166", " 5 3 2 2166"), "no settings of floret"),
        (lambda text: text.replace(" 4.0 ", " x "), "'x' is not a number"),
    ],
)
def test_a_damaged_table_of_floret_is_refused(tmp_path, change, message):
    path = floret_file(tmp_path / "t.floret", [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    (tmp_path / "words.txt").write_text("a\n")
    changed = change(path.read_text())
    path.write_text(changed)
    with pytest.raises(FormatError, match=message):
        read(path, "floret")


def test_a_table_of_floret_without_words_says_where_they_may_be(tmp_path):
    with pytest.raises(FormatError, match=r"t\.words\.txt or t\.vec"):
        read(floret_file(tmp_path / "t.floret", [[1.0, 2.0]]))


def model2vec_folder(folder, tensors, vocabulary, **more):
    folder.mkdir()
    safetensors.numpy.save_file(tensors, folder / "model.safetensors")
    (folder / "tokenizer.json").write_text(json.dumps({"model": {"vocab": vocabulary}, **more}))
    return folder


@pytest.mark.parametrize("dtype", [np.float32, np.float16, np.float64, np.int8])
def test_tokens_of_model2vec_have_their_rows(tmp_path, dtype):
    tensors = {"embeddings": np.arange(8).reshape(4, 2).astype(dtype)}
    added = [{"id": 3, "content": "[PAD]"}]
    folder = model2vec_folder(tmp_path / "m", tensors, {"tea": 1, "##cup": 0, "国": 2}, added_tokens=added)
    found = read(folder)
    assert tuple(found.words) == ("##cup", "tea", "国", "[PAD]")
    np.testing.assert_array_equal(found.vectors, np.arange(8).reshape(4, 2))
    assert tuple(read(folder, limit=1).words) == ("##cup",)


def test_weights_and_a_mapping_of_model2vec_count(tmp_path):
    tensors = {
        "embeddings": np.eye(2, dtype=np.float32),
        "mapping": np.array([1, 0, 1]),
        "weights": np.array([1.0, 2, 3]),
    }
    found = read(model2vec_folder(tmp_path / "m", tensors, [["a", 0.1], ["b", 0.2], ["c", 0.3]]))
    assert tuple(found.words) == ("a", "b", "c")
    assert found.vectors.tolist() == [[0, 1], [2, 0], [0, 3]]


ONE = np.ones((2, 1), np.float32)


@pytest.mark.parametrize(
    ("tensors", "vocabulary", "message"),
    [
        ({"other": ONE}, {"a": 0, "b": 1}, "no tensor of embeddings .it holds other"),
        ({"embeddings": ONE}, {"a": 0}, "1 tokens, and there are 2 rows"),
        ({"embeddings": ONE}, {"a": 0, "b": 2}, "not numbered from 0 on"),
        ({"embeddings": ONE}, {"a": 0, "b": "x"}, "not text with a number"),
        ({"embeddings": ONE}, {"a": [], "b": 1}, "not text with a number"),
        ({"embeddings": ONE}, [[{}], ["b"]], "not text with a number"),
        ({"embeddings": ONE}, {"a": 0, "": 1}, "not text with a number"),
        ({"embeddings": ONE}, {"a": 0, "b": 0}, "not numbered from 0 on"),
        ({"embeddings": ONE}, "x", "no vocabulary"),
        ({"embeddings": ONE[0]}, {"a": 0}, "which is not read"),
        ({"embeddings": ONE, "mapping": np.array([0, 9])}, {"a": 0, "b": 1}, "rows that are not there"),
        ({"embeddings": ONE, "weights": np.ones(3)}, {"a": 0, "b": 1}, "3 weights for 2 rows"),
    ],
)
def test_a_damaged_model_of_model2vec_is_refused(tmp_path, tensors, vocabulary, message):
    with pytest.raises(FormatError, match=message):
        read(model2vec_folder(tmp_path / "m", tensors, vocabulary))
