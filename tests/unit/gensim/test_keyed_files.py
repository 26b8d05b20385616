"""Files of `KeyedVectors`: a Firth model under any name, and word2vec's text and binary."""

import io
import os
from pathlib import Path

import numpy as np
import pytest

import firth
from firth.errors import ArgumentError, FormatError, SourceError
from firth.gensim.models import KeyedVectors
from firth.gensim.models.keyedvectors import _load_word2vec_format, load_word2vec_format, pseudorandom_weak_vector

ROWS = np.random.default_rng(3).normal(size=(4, 3)).astype(np.float32)
KEYS = ["tea", "国王", "cup", "oak"]


@pytest.fixture
def keys():
    some = KeyedVectors(3)
    some.add_vectors(KEYS, ROWS)
    for key, count in zip(KEYS, [3, 9, 5, 1], strict=True):
        some.set_vecattr(key, "count", count)
    return some


def same(first, second):
    return first.index_to_key == second.index_to_key and np.array_equal(first.vectors, second.vectors)


def test_a_model_comes_back_whole_and_firth_opens_it_as_well(keys, tmp_path):
    keys.set_vecattr("tea", "weight", 0.5)
    keys.set_vecattr("tea", "kind", "drink")
    keys.save(tmp_path / "vectors.kv", separately=[], sep_limit=0)
    again = KeyedVectors.load(str(tmp_path / "vectors.kv"))
    assert same(again, keys)
    assert [again.get_vecattr("tea", name) for name in ("count", "weight", "kind")] == [3, 0.5, "drink"]
    assert [path.name for path in tmp_path.iterdir()] == ["vectors.kv"]
    assert firth.load(tmp_path / "vectors.kv").count("国王") == 9
    again["tea"] = np.zeros(3)  # it can be changed
    mapped = KeyedVectors.load(tmp_path / "vectors.kv", mmap="r")
    assert not mapped.vectors.flags.writeable
    mapped["tea"] = np.ones(3)
    assert np.array_equal(KeyedVectors.load(tmp_path / "vectors.kv")["tea"], ROWS[0])


def test_an_open_file_is_written_and_read(keys):
    file = io.BytesIO()
    keys.save(file)
    file.seek(0)
    assert same(KeyedVectors.load(file), keys)


@pytest.mark.parametrize("some", [[0, 1, 2, 30], ["a", 7, "b", 8]])
def test_whole_numbers_come_back_as_whole_numbers(tmp_path, some):
    keys = KeyedVectors(3)
    keys.add_vectors(some, ROWS)
    keys.save(tmp_path / "m")
    assert KeyedVectors.load(tmp_path / "m").index_to_key == some
    of_ids = all(isinstance(key, int) for key in some)
    assert firth.load(tmp_path / "m").words == tuple(some if of_ids else map(str, some))
    keys = KeyedVectors.load(tmp_path / "m")
    keys.index_to_key, keys.key_to_index = ["1", "2", "3", "4"], {"1": 0, "2": 1, "3": 2, "4": 3}
    keys.save(tmp_path / "m")
    assert KeyedVectors.load(tmp_path / "m").index_to_key == [
        "1",
        "2",
        "3",
        "4",
    ]


def test_what_a_model_file_cannot_hold_is_refused(keys, tmp_path):
    with pytest.raises(ArgumentError, match="empty"):
        KeyedVectors(3).save(tmp_path / "m")
    for key in (("a", "b"), 7):
        more = KeyedVectors.from_firth(keys.to_firth())
        more.add_vectors([key, "7"], np.ones((2, 3)))
        with pytest.raises(ArgumentError, match=r"whole numbers|spelt|another name"):
            more.save(tmp_path / "m")
    keys.expandos["odd"] = np.array([{1}, 2, 3, 4], object)
    with pytest.raises(ArgumentError, match="odd"):
        keys.save(tmp_path / "m")
    keys.expandos.clear()
    keys["tea"] = np.full(3, np.inf)
    with pytest.raises(FormatError, match="tea"):
        keys.save(tmp_path / "m")
    assert not (tmp_path / "m").exists()


def test_other_types_of_numbers_come_back_and_lost_digits_are_told(tmp_path):
    narrow, wide = KeyedVectors(3, dtype=np.float16), KeyedVectors(3, dtype=np.float64)
    for keys in (narrow, wide):
        keys.add_vectors(KEYS, ROWS)
    narrow.save(tmp_path / "narrow")
    assert KeyedVectors.load(tmp_path / "narrow").vectors.dtype == np.float16
    wide.save(tmp_path / "wide")  # they were float32 once
    wide["tea"] = np.full(3, 1 / 3)
    with pytest.warns(UserWarning, match="last digits"):
        wide.save(tmp_path / "wide")
    assert KeyedVectors.load(tmp_path / "wide").vectors.dtype == np.float64


@pytest.mark.parametrize("binary", [False, True])
def test_word2vec_files_go_both_ways_and_are_sorted_by_count(keys, tmp_path, binary):
    path, counts = tmp_path / "v", tmp_path / "counts"
    keys.save_word2vec_format(path, fvocab=counts, binary=binary)
    assert counts.read_text("utf-8") == "国王 9\ncup 5\ntea 3\noak 1\n"
    again = KeyedVectors.load_word2vec_format(path, binary=binary)
    assert again.index_to_key == ["国王", "cup", "tea", "oak"]
    assert np.array_equal(again["tea"], ROWS[0])
    assert again.get_vecattr("国王", "count") == 4  # made up
    counted = load_word2vec_format(path, counts, binary)
    assert counted.get_vecattr("国王", "count") == 9
    assert len(KeyedVectors.load_word2vec_format(path, binary=binary, limit=2)) == 2
    assert KeyedVectors.load_word2vec_format(path, binary=binary, datatype=np.float16).vectors.dtype == np.float16
    assert same(_load_word2vec_format(KeyedVectors, path, binary=binary, binary_chunk_size=5), again)


@pytest.mark.parametrize("binary", [False, True])
def test_gensim_and_firth_read_each_others_files(keys, tmp_path, binary):
    theirs = pytest.importorskip("gensim.models").KeyedVectors
    keys.save_word2vec_format(tmp_path / "ours", binary=binary)
    read = theirs.load_word2vec_format(str(tmp_path / "ours"), binary=binary)
    assert read.index_to_key == ["国王", "cup", "tea", "oak"]
    assert np.array_equal(read["tea"], ROWS[0])
    read.save_word2vec_format(str(tmp_path / "theirs"), binary=binary)
    assert same(KeyedVectors.load_word2vec_format(tmp_path / "theirs", binary=binary), read)


def test_the_first_line_prefixes_and_appended_rows_are_as_in_gensim(keys, tmp_path):
    keys.save_word2vec_format(tmp_path / "a", write_header=False, prefix="*")
    assert KeyedVectors.load_word2vec_format(tmp_path / "a", no_header=True).index_to_key[0] == "*国王"
    keys.save_word2vec_format(tmp_path / "b", total_vec=8)
    keys.save_word2vec_format(tmp_path / "b", write_header=False, append=True, prefix="+")
    assert len(KeyedVectors.load_word2vec_format(tmp_path / "b")) == 8
    with pytest.raises(NotImplementedError):
        KeyedVectors.load_word2vec_format(tmp_path / "a", binary=True, no_header=True)
    keys.expandos.clear()
    keys.save_word2vec_format(tmp_path / "c", sort_attr="none")
    assert KeyedVectors.load_word2vec_format(tmp_path / "c").index_to_key == KEYS
    with pytest.raises(ArgumentError, match="does not exist"):
        keys.save_word2vec_format(tmp_path / "c", fvocab=tmp_path / "d")


def test_text_can_be_read_in_double_precision(tmp_path):
    (tmp_path / "v").write_text("2 2\na 0.1234567890123 1\nb 2 3\n")
    assert KeyedVectors.load_word2vec_format(tmp_path / "v", datatype=np.float64)["a"][0] == 0.1234567890123
    (tmp_path / "v").write_text("a 0.1234567890123 1\nb 2 3\n")
    keys = KeyedVectors.load_word2vec_format(tmp_path / "v", datatype=np.float64, no_header=True)
    assert keys["a"][0] == 0.1234567890123


def test_words_that_are_not_in_their_encoding_are_refused_cut_or_marked(tmp_path):
    (tmp_path / "v").write_bytes(b"2 1\nna\xc3 1\nok 2\n")
    with pytest.raises(UnicodeDecodeError):
        KeyedVectors.load_word2vec_format(tmp_path / "v")
    for errors, word in (("ignore", "na"), ("replace", "na�")):
        assert word in KeyedVectors.load_word2vec_format(tmp_path / "v", unicode_errors=errors)
    assert "naÃ" in KeyedVectors.load_word2vec_format(tmp_path / "v", encoding="latin-1")
    (tmp_path / "v").write_bytes(b"3 1\nna\xc3 1\nna 2\nx 3\n")
    keys = KeyedVectors.load_word2vec_format(tmp_path / "v", unicode_errors="ignore")
    assert (keys.index_to_key, keys["na"].tolist()) == (["na", "x"], [1])


@pytest.mark.parametrize("binary", [False, True])
def test_a_file_with_fewer_rows_than_it_promises_is_cut(keys, tmp_path, binary):
    keys.save_word2vec_format(tmp_path / "v", binary=binary, total_vec=13)
    with pytest.raises(EOFError, match="promises 13 rows, and the file has 4"):
        KeyedVectors.load_word2vec_format(tmp_path / "v", binary=binary)
    assert len(KeyedVectors.load_word2vec_format(tmp_path / "v", binary=binary, limit=3)) == 3


@pytest.mark.parametrize("binary", [False, True])
def test_an_open_word2vec_file_is_read_and_stays_open(keys, tmp_path, binary):
    keys.save_word2vec_format(tmp_path / "v", binary=binary)
    with (tmp_path / "v").open("rb") as file:
        again = KeyedVectors.load_word2vec_format(file, binary=binary)
        assert not file.closed
    again["tea"] = np.zeros(3)
    assert len(again) == 4


def test_a_file_that_is_none_is_named(tmp_path):
    (tmp_path / "v").write_bytes(b"")
    with pytest.raises(FormatError, match="empty"):
        KeyedVectors.load(tmp_path / "v")
    with pytest.raises(SourceError, match="no such file"):
        KeyedVectors.load_word2vec_format(tmp_path / "none")


def test_rows_of_another_file_replace_those_of_the_same_words(keys, tmp_path):
    other = KeyedVectors(3)
    other.add_vectors(["cup", "more"], np.ones((2, 3)))
    other.save_word2vec_format(tmp_path / "v")
    keys.intersect_word2vec_format(tmp_path / "v", lockf=0.5)
    assert keys["cup"].tolist() == [1, 1, 1]
    assert keys.vectors_lockf.tolist() == [1, 1, 0.5, 1]
    assert keys.index_to_key == KEYS
    narrow = KeyedVectors(2)
    narrow["cup"] = np.ones(2)
    with pytest.raises(ArgumentError, match="incompatible"):
        narrow.intersect_word2vec_format(tmp_path / "v")


def test_weak_vectors_are_those_of_gensim():
    theirs = pytest.importorskip("gensim.models.keyedvectors").pseudorandom_weak_vector
    assert np.array_equal(pseudorandom_weak_vector(5, "tea", len), theirs(5, "tea", len))
    assert np.abs(pseudorandom_weak_vector(5)).max() <= 0.1


def test_attributes_of_a_program_are_saved_if_json_can_hold_them(keys, tmp_path):
    keys.labels, keys.about, keys.shape = ["a", None], {"seen": {"tea": 1.5}}, (1, np.int64(2))
    keys.save(tmp_path / "vectors.kv")
    again = KeyedVectors.load(tmp_path / "vectors.kv")
    assert (again.labels, again.about, again.shape) == (["a", None], {"seen": {"tea": 1.5}}, [1, 2])


def test_attributes_that_are_not_saved_are_named_by_a_warning(keys, tmp_path):
    keys.rule, keys.table, keys.by_id, keys.kept = len, np.ones(2), {1: "a"}, "yes"
    keys.vectors_lockf = np.zeros(4, np.float32)
    with pytest.warns(UserWarning, match="not saved: rule, table, by_id and 1 more") as told:
        keys.save(tmp_path / "vectors.kv")
    assert told[0].filename == __file__
    again = KeyedVectors.load(tmp_path / "vectors.kv")
    assert again.kept == "yes"
    assert not hasattr(again, "rule")


def test_an_attribute_in_a_file_does_not_replace_what_keys_have(keys, tmp_path):
    keys.__dict__["most_similar"] = "mine"
    keys.save(tmp_path / "vectors.kv")
    assert KeyedVectors.load(tmp_path / "vectors.kv").most_similar("tea", topn=1)


@pytest.mark.parametrize("binary", [False, True])
@pytest.mark.parametrize(("ending", "begin"), [(".gz", b"\x1f\x8b"), (".bz2", b"BZh")])
def test_a_packed_name_makes_a_packed_file_that_is_known_by_its_content(keys, tmp_path, binary, ending, begin):
    path = tmp_path / f"vectors.txt{ending}"
    keys.save_word2vec_format(path, binary=binary)
    assert path.read_bytes().startswith(begin)
    first = KeyedVectors.load_word2vec_format(path, binary=binary)
    path.rename(tmp_path / "vectors.txt")
    assert same(first, KeyedVectors.load_word2vec_format(tmp_path / "vectors.txt", binary=binary))
    keys.save_word2vec_format(tmp_path / "plain", binary=binary)
    (tmp_path / "plain").rename(path)  # packed by its name alone
    assert same(first, KeyedVectors.load_word2vec_format(path, binary=binary))


def test_a_binary_file_cut_within_a_row_is_an_eof_error(keys, tmp_path):
    path = tmp_path / "vectors.bin"
    keys.save_word2vec_format(path, binary=True)
    path.write_bytes(path.read_bytes()[:-7])
    with pytest.raises(EOFError, match="the file ends within row 4") as told:
        KeyedVectors.load_word2vec_format(path, binary=True)
    assert isinstance(told.value, FormatError)


@pytest.mark.parametrize("binary", [False, True])
def test_a_file_read_as_the_other_kind_is_said_to_be_so(keys, tmp_path, binary):
    keys.save_word2vec_format(tmp_path / "vectors", binary=binary)
    with pytest.raises(FormatError, match=f"pass binary={binary}"):
        KeyedVectors.load_word2vec_format(tmp_path / "vectors", binary=not binary)


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="this system does not name pipes")
def test_a_pipe_is_read_once(keys, tmp_path):
    keys.save_word2vec_format(tmp_path / "vectors.bin", binary=True)
    reader, writer = os.pipe()
    os.write(writer, (tmp_path / "vectors.bin").read_bytes())
    os.close(writer)
    assert len(KeyedVectors.load_word2vec_format(f"/dev/fd/{reader}", binary=True)) == 4
    os.close(reader)
