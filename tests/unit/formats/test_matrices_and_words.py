"""NumPy's files and TensorBoard's tables: a matrix, and words that are in another array or another file."""

import gzip
import io
import os
import pickle
import zipfile

import numpy as np
import pytest

import firth
from firth.errors import ArgumentError, FormatError, SourceError, TargetError
from firth.formats import Record, read, write

WORDS = ("the", "国王", "😀 smile", "new york", "0.5")


@pytest.fixture
def record(random):
    matrix = random.normal(size=(5, 4)).astype(np.float32)
    return Record(WORDS, matrix, matrix[::-1].copy(), np.arange(5, 0, -1))


@pytest.mark.parametrize("name", ["vectors.npz", "vectors.npy", "vectors.tsv"])
@pytest.mark.parametrize("limit", [None, 1, 3, 5, 99])
def test_what_is_written_is_read(record, tmp_path, name, limit):
    write(record, tmp_path / name)
    found = read(tmp_path / name, limit=limit)
    assert tuple(found.words) == WORDS[:limit]
    np.testing.assert_array_equal(found.vectors, record.vectors[:limit])


def test_an_archive_also_keeps_contexts_and_counts(record, tmp_path):
    write(record, tmp_path / "v.npz")
    found = read(tmp_path / "v.npz", limit=3)
    np.testing.assert_array_equal(found.contexts, record.contexts[:3])
    assert found.counts.tolist() == [5, 4, 3]
    assert found.counts.dtype == np.int64


def test_a_matrix_of_float32_is_mapped(record, tmp_path):
    write(record, tmp_path / "v.npy")
    base = read(tmp_path / "v.npy").vectors
    while isinstance(base.base, np.ndarray):
        base = base.base
    assert isinstance(base, np.memmap)


@pytest.mark.parametrize("dtype", ["<f2", ">f4", "<f8", "<i4", "u1", "?"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_matrices_of_other_programs_are_read_whatever_their_numbers(tmp_path, dtype, order):
    matrix = np.asarray([[0, 1, 1], [1, 0, 1]], dtype, order=order)
    np.save(tmp_path / "v.npy", matrix)
    (tmp_path / "v.vocab").write_bytes("\ufeffa\r\n国\r\n".encode())
    np.savez_compressed(tmp_path / "v.npz", index_to_key=np.array(["a", "国"]), embeddings=matrix)
    for name in ("v.npy",) if dtype == "?" else ("v.npy", "v.npz"):
        found = read(tmp_path / name)
        assert tuple(found.words) == ("a", "国")
        assert found.vectors.dtype == np.float32
        np.testing.assert_array_equal(found.vectors, matrix.astype(np.float32))


@pytest.mark.parametrize("words", [np.array([b"a", "国".encode()]), np.array(["a", "国"], "<U9")])
def test_words_of_an_archive_are_strings_or_bytes(tmp_path, words):
    np.savez(tmp_path / "v.npz", words=words, vectors=np.eye(2))
    assert tuple(read(tmp_path / "v.npz").words) == ("a", "国")


def test_an_archive_comes_through_a_pipe_and_compressed(record, tmp_path):
    write(record, tmp_path / "v.npz")
    data = (tmp_path / "v.npz").read_bytes()
    (tmp_path / "v.npz.gz").write_bytes(gzip.compress(data))
    for source in (io.BytesIO(data), tmp_path / "v.npz.gz"):
        assert tuple(read(source).words) == WORDS


def archive(**arrays):
    out = io.BytesIO()
    np.savez(out, **arrays)
    return io.BytesIO(out.getvalue())


class Evil:
    def __reduce__(self):
        return os.system, ("touch /tmp/firth-was-run",)


BAD_ARCHIVES = {
    "no words": (archive(vectors=np.eye(2)), "without an array of words"),
    "no vectors": (archive(words=["a"], other=[1]), "without an array of vectors"),
    "objects": (
        archive(words=np.array(["a", "b"], object), vectors=np.eye(2)),
        "Python objects, a pickle.*numpy.savez",
    ),
    "code": (archive(words=np.array([Evil(), 1], object), vectors=np.eye(2)), "Python objects, a pickle"),
    "counts": (archive(words=["a", "b"], vectors=np.eye(2), counts=[1, -1]), "counts are not"),
    "few words": (archive(words=["a"], vectors=np.eye(2)), "2 rows.*1 word"),
    "twice": (archive(words=["a", "a"], vectors=np.eye(2)), "'a' is there twice"),
    "empty word": (archive(words=["a", ""], vectors=np.eye(2)), "word 2 is empty"),
    "latin": (archive(words=np.array([b"\xff", b"a"]), vectors=np.eye(2)), "not valid Unicode"),
    "numbers for words": (archive(words=[1, 2], vectors=np.eye(2)), "not a list of strings"),
    "text for numbers": (archive(words=["a"], vectors=["x"]), "not a matrix of numbers"),
    "three dimensions": (archive(words=["a"], vectors=np.ones((1, 2, 2))), "not a matrix"),
    "no rows": (archive(words=np.empty(0, "U1"), vectors=np.empty((0, 2))), "not a matrix"),
    "contexts": (archive(words=["a"], vectors=[[1.0]], contexts=[[1.0, 2.0]]), "contexts are of shape"),
    "complex": (archive(words=["a"], vectors=[[1j]]), "neither numbers"),
}


@pytest.mark.parametrize("kind", BAD_ARCHIVES)
def test_an_archive_that_holds_no_vectors_says_why(kind):
    source, message = BAD_ARCHIVES[kind]
    source.seek(0)
    with pytest.raises(FormatError, match=message):
        read(source)


def test_an_archive_that_would_fill_the_memory_is_refused(tmp_path):
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(head, {"descr": "<f4", "fortran_order": False, "shape": (1 << 17, 1 << 12)})
    with zipfile.ZipFile(tmp_path / "v.npz", "w", zipfile.ZIP_DEFLATED) as packed:
        with packed.open("vectors.npy", "w", force_zip64=True) as out:
            out.write(head.getvalue())
            for _ in range(1 << 11):
                out.write(bytes(1 << 20))
        packed.writestr("words.npy", b"")
    with pytest.raises(FormatError, match="made to fill the memory"):
        read(tmp_path / "v.npz")


def test_an_array_that_promises_more_than_it_holds_takes_no_memory(tmp_path):
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(head, {"descr": "<f4", "fortran_order": False, "shape": (1 << 40, 1 << 20)})
    (tmp_path / "v.npy").write_bytes(head.getvalue() + bytes(64))
    with zipfile.ZipFile(tmp_path / "v.npz", "w") as packed:
        packed.writestr("vectors.npy", head.getvalue())
    for name in ("v.npy", "v.npz"):
        with pytest.raises(FormatError, match="truncated"):
            read(tmp_path / name)


@pytest.mark.parametrize("head", [b"", b"\x01\x00\x06\x00{'a': ", b"\x09\x00", b"\x01\x00\xff\xff" + b"(" * 65535])
def test_a_garbled_head_of_an_array_says_so(tmp_path, head):
    (tmp_path / "v.npy").write_bytes(b"\x93NUMPY" + head)
    with pytest.raises(FormatError, match="garbled"):
        read(tmp_path / "v.npy")


def test_an_archive_cut_short_says_so(record, tmp_path):
    write(record, tmp_path / "v.npz")
    data = (tmp_path / "v.npz").read_bytes()
    for size in range(60, len(data), 101):
        (tmp_path / "v.npz").write_bytes(data[:size])
        with pytest.raises(FormatError, match="cut short"):
            read(tmp_path / "v.npz")


def test_a_word_that_numpy_cannot_keep_is_refused(tmp_path):
    for word, message in (("a\0", "drops the zero"), ("x" * (1 << 30), "as much room")):
        with pytest.raises(FormatError, match=message):
            write(Record((word, "b"), np.eye(2, dtype=np.float32)), tmp_path / "v.npz")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["v.npy", "v.tsv"])
def test_a_word_with_a_newline_leaves_neither_file(tmp_path, name):
    (tmp_path / name).write_text("old")
    with pytest.raises(FormatError, match="holds a newline or a tab"):
        write(Record(("a\nb",), np.ones((1, 2), np.float32)), tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == "old"


@pytest.mark.parametrize("name", ["v.npy", "v.tsv"])
def test_a_format_of_two_files_needs_a_name(record, name):
    out = io.BytesIO()
    out.name = name
    with pytest.raises(ArgumentError, match="second file; name a file"):
        write(record, out)


def test_without_words_beside_it_a_matrix_says_where_they_may_be(tmp_path):
    np.save(tmp_path / "v.npy", np.eye(2))
    with pytest.raises(FormatError, match=r"v\.words\.txt or v\.vocab.*with a word in each line"):
        read(tmp_path / "v.npy")
    with pytest.raises(FormatError, match="whose words are in another file"):
        read(io.BytesIO((tmp_path / "v.npy").read_bytes()))


def test_a_part_of_a_model_of_gensim_names_the_model(tmp_path):
    np.save(tmp_path / "model.kv.vectors.npy", np.eye(2))
    (tmp_path / "model.kv").write_bytes(pickle.dumps(1))
    with pytest.raises(FormatError, match=r"a part of gensim's model .*model\.kv, which has its words"):
        read(tmp_path / "model.kv.vectors.npy")


@pytest.mark.parametrize("name", ["v.npy", "vectors.tsv"])
@pytest.mark.parametrize(("words", "found"), [("a\nb\nc\n", 3), ("a", 1), ("", 0)])
def test_words_and_rows_must_be_as_many(tmp_path, name, words, found):
    write(Record(("a", "b"), np.eye(2, dtype=np.float32)), tmp_path / name)
    beside = next(path for path in tmp_path.iterdir() if path.name != name)
    beside.write_text(words)
    with pytest.raises(FormatError, match=rf"has {found} word"):
        read(tmp_path / name)


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path):
    (tmp_path / "secret").write_text("root\n")
    folder = tmp_path / "given"
    folder.mkdir()
    np.save(folder / "v.npy", np.ones((1, 2)))
    (folder / "v.words.txt").symlink_to(tmp_path / "secret")
    with pytest.raises(SourceError, match="a link to a file outside its folder"):
        read(folder / "v.npy")


def test_facts_of_a_projector_have_a_heading_and_one_column_has_none(tmp_path):
    (tmp_path / "vectors.tsv").write_text("1\t2\t3\n4\t5\t6\n")
    for metadata, words in (
        ("count\tword\n7\ta\n9\tb\n", ("a", "b")),
        ("x\ty\na\t1\nb\t2\n", ("a", "b")),
        ("word\nnew york\n", ("word", "new york")),
    ):
        (tmp_path / "metadata.tsv").write_text(metadata)
        assert tuple(read(tmp_path / "vectors.tsv").words) == words
    (tmp_path / "metadata.tsv").write_text("count\tword\n7\ta\n9\n")
    with pytest.raises(FormatError, match=r"metadata\.tsv, line 3: 1 column, and the words are in column 2"):
        read(tmp_path / "vectors.tsv")


def test_gensims_names_of_the_two_tables_are_known(tmp_path):
    (tmp_path / "model_tensor.tsv").write_text("\t".join(["0.5"] * 12) + "\n")
    (tmp_path / "model_metadata.tsv").write_text("tea\n")
    assert firth.load(tmp_path / "model_tensor.tsv")["tea"].tolist() == [0.5] * 12


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("1\t2\n3\n", "line 2: 1 value"),
        ("1\t2\n3\tx\n", "line 2: 'x' is not a number"),
        ("1\t2\n3\tnan\n", "line 2.*NaN"),
    ],
)
def test_a_wrong_line_of_a_projector_is_named(tmp_path, table, message):
    (tmp_path / "vectors.tsv").write_text(table)
    (tmp_path / "metadata.tsv").write_text("a\nb\n")
    with pytest.raises(FormatError, match=message):
        read(tmp_path / "vectors.tsv", "projector")


def test_a_table_of_numbers_with_another_ending_is_rows_with_a_word(tmp_path):
    (tmp_path / "v.txt").write_text("1\t2\t3\n4\t5\t6\n")
    assert tuple(read(tmp_path / "v.txt").words) == ("1", "4")


def test_a_folder_that_cannot_be_written_keeps_both_files(record, tmp_path):
    write(record, tmp_path / "v.npy")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    (tmp_path / "v.words.txt").unlink()
    (tmp_path / "v.words.txt").mkdir()
    with pytest.raises(TargetError, match="is a folder"):
        write(Record(("a",), np.ones((1, 2), np.float32)), tmp_path / "v.npy")
    assert (tmp_path / "v.npy").read_bytes() == before[tmp_path / "v.npy"]
