"""The first program's two files, as it, gensim and others write them."""

import gzip
import struct
import warnings
from contextlib import nullcontext

import numpy as np
import pytest

from firth.errors import ArgumentError, FormatError
from firth.formats import Record, VectorFileWarning, read, write
from firth.formats.word2vec import binary as word2vec_binary
from firth.formats.word2vec import text as word2vec_text

TEXT, BINARY = "word2vec-text", "word2vec-binary"
MATRIX = np.array([[1, -2.5], [0.1, 3e-41], [-0.0, 3.4e38]], np.float32)
WORDS = ("</s>", "国王", "größe")


def rows(words, matrix, after=b"\n"):
    head = b"%d %d\n" % (len(words), len(matrix[0]))
    return head + b"".join(
        (word if isinstance(word, bytes) else word.encode()) + b" " + struct.pack(f"<{len(row)}f", *row) + after
        for word, row in zip(words, matrix, strict=True)
    )


@pytest.fixture
def file(tmp_path):
    def written(content):
        (tmp_path / "vectors").write_bytes(content)
        return tmp_path / "vectors"

    return written


@pytest.mark.parametrize("after", [b"\n", b""])
def test_binary_rows_are_read_with_and_without_a_newline_after_them(file, after):
    found = read(file(rows(WORDS, MATRIX, after)))
    assert found.words == WORDS
    np.testing.assert_array_equal(found.vectors, MATRIX)
    assert found.info == {"source_format": BINARY, "words_dropped": 0}
    assert found.counts is None
    assert found.contexts is None


def test_binary_values_that_look_like_spaces_and_newlines_are_values(file):
    matrix = np.frombuffer(b"\n\n\n\n    \n \n ", "<f4").reshape(1, 3)
    for after in (b"\n", b""):
        found = read(file(rows(["a", "b"], [*matrix, *matrix], after)), BINARY)
        assert found.vectors.tobytes() == matrix.tobytes() * 2


@pytest.mark.parametrize(
    "content",
    [
        b"2 3\na 1 2 3\nb 4 5 6e-1\n",
        b"2 3\na 1 2 3 \nb 4 5 .6 \n",
        b"2 3\r\na 1 2 3\r\nb 4 5 0.6\r\n",
        b"2 3\na 1 2 3\nb 4 5 0.6",
        b"2 3 \na  1 2  3\nb 4 5 +0.6\n\n\n",
    ],
)
def test_text_is_read_as_people_write_it(file, content):
    found = read(file(content))
    assert found.words == ("a", "b")
    np.testing.assert_array_equal(found.vectors, np.array([[1, 2, 3], [4, 5, 0.6]], np.float32))
    assert found.info == {"source_format": TEXT, "words_dropped": 0}


def test_a_word_may_hold_white_space_that_is_no_ascii_space(file):
    assert read(file("2 1\na\u00a0b 1\n\u3000 2\n".encode())).words == ("a\u00a0b", "\u3000")


@pytest.mark.parametrize("form", [TEXT, BINARY])
def test_a_word_cut_in_the_middle_of_a_character_is_read_and_equal_ones_keep_the_first(file, form):
    words = ["a", "国王".encode()[:4], "国王".encode()[:5], "b", "a"]
    matrix = np.arange(10, dtype=np.float32).reshape(5, 2)
    if form == TEXT:
        lines = ((word if isinstance(word, bytes) else word.encode()) for word in words)
        content = b"5 2\n" + b"".join(b"%b %d %d\n" % (w, *r) for w, r in zip(lines, matrix, strict=True))
    else:
        content = rows(words, matrix)
    with (
        pytest.warns(
            VectorFileWarning, match=r"left out 1 row whose word was there before .first: 'a' in (line 6|row 5)"
        ),
        pytest.warns(VectorFileWarning, match="2 of 5 words are not UTF-8 .*1 of them became equal to another and was"),
    ):
        found = read(file(content))
    assert found.words == ("a", "国\ufffd", "b")
    np.testing.assert_array_equal(found.vectors, matrix[[0, 1, 3]])
    assert found.info == {"source_format": form, "words_dropped": 2}


@pytest.mark.parametrize("form", [TEXT, BINARY])
def test_every_float32_comes_back_exactly(tmp_path, form):
    bits = np.random.default_rng(0).integers(0, 2**32, (2000, 4), dtype=np.uint32)
    matrix = bits.view(np.float32)
    matrix[~np.isfinite(matrix)] = np.finfo(np.float32).max
    write(Record(tuple(map(str, range(2000))), matrix), tmp_path / "v", form)
    assert read(tmp_path / "v").vectors.tobytes() == matrix.tobytes()


@pytest.mark.parametrize("form", [TEXT, BINARY])
def test_rows_of_any_strides_are_written_across_blocks(tmp_path, form):
    padded = np.random.default_rng(0).normal(size=(5000, 128)).astype(np.float32)
    write(Record(tuple(map(str, range(5000))), padded[:, :100]), tmp_path / "v", form)
    np.testing.assert_array_equal(read(tmp_path / "v").vectors, padded[:, :100])


@pytest.mark.parametrize("form", [TEXT, BINARY])
@pytest.mark.parametrize("word", ["a b", " a", "a\n"])
def test_a_word_that_breaks_the_file_is_refused_with_the_way_out(tmp_path, form, word):
    with pytest.raises(FormatError, match=r"white space.*safetensors") as caught:
        write(Record(("ok", word), np.ones((2, 2), np.float32)), tmp_path / "v", form)
    assert repr(word) in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("word", ["\t", "a\tb", "a\rb", "\v", "a\f"])
def test_white_space_of_ascii_breaks_the_text_form_alone(tmp_path, word):
    record = Record(("ok", word), np.ones((2, 2), np.float32))
    with pytest.raises(FormatError, match=r"white space.*safetensors"):
        write(record, tmp_path / "v.txt")
    write(record, tmp_path / "v.bin")
    assert read(tmp_path / "v.bin").words == ("ok", word)


@pytest.mark.parametrize("word", ["a\u00a0b", "\u3000", "\u3000年", "a\x1cb", "\x85", "a\u2028", "\u2009", "\ufeff"])
def test_white_space_beyond_ascii_goes_from_any_form_to_any_other(tmp_path, word):
    first = Record((word, "ok"), np.array([[0.5, -1], [2, 3]], np.float32))
    write(first, tmp_path / "a.txt")
    write(read(tmp_path / "a.txt"), tmp_path / "b.bin")
    write(read(tmp_path / "b.bin"), tmp_path / "c.vec")
    assert read(tmp_path / "c.vec").words == first.words
    assert (tmp_path / "c.vec").read_bytes() == (tmp_path / "a.txt").read_bytes()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            b"3 3\nat name@domain.com 0.1 0.1 0.9\nWorld War 2 0.1 1 2\nx 1 2 3\n",
            ["at name@domain.com", "World War 2", "x"],
        ),
        (b"x 1 2 3.5\n. . . 0.1 1 2\ny 1 2 3\nRoute 66 0.1 1 2\n", ["x", ". . .", "y", "Route 66"]),
        (b"2 3\na  1  2   3\nb c  4 5 6 \n", ["a", "b c"]),
        (b"2 3\n a 1 2 3\n  b c 4 5 6\n", ["a", "b c"]),
        (b"2 3\na \t1\t2\t3\nb c\t4 5 6\n", ["a", "b c"]),
        (b"1 3\nWorld War II 1 2 3\n", ["World War II"]),
    ],
)
def test_the_last_fields_are_the_vector_and_all_before_them_is_the_word(file, content, words):
    found = read(file(content))
    assert list(found.words) == words
    assert found.vectors.shape == (len(words), 3)


@pytest.mark.parametrize(
    "content",
    [
        b"the 0.1 0.2\nof -0.3 4e-1\n",  # GloVe's
        b"2 2\nthe\t0.1\t0.2\nof\t-0.3\t0.4\n",
        b"2\t2\nthe\t0.1 0.2\nof\t-0.3 0.4\n",
        b"the\t0.1\t0.2\nof\t-0.3\t0.4\n",
        b"\xef\xbb\xbf2 2\nthe 0.1 0.2\nof -0.3 0.4\n",
        b"\xef\xbb\xbfthe 0.1 0.2\nof -0.3 0.4\n",
        "2 2\nthe 0.1 0.2\nof -0.3 0.4\n".encode("utf-16"),
        "the 0.1 0.2\r\nof -0.3 0.4\r\n".encode("utf-32"),
        b"2 2\r\nthe 0.1 0.2 \r\n\r\nof -0.3 .4\r\n",
    ],
)
def test_marks_tabs_and_a_missing_first_line_do_not_block_a_file(file, content):
    found = read(file(content))
    assert found.words == ("the", "of")
    np.testing.assert_array_equal(found.vectors, np.array([[0.1, 0.2], [-0.3, 0.4]], np.float32))


@pytest.mark.parametrize(("promised", "is_cut"), [(10, True), (10**12, True), (8, False), (1, False)])
@pytest.mark.parametrize("form", [TEXT, BINARY])
def test_whole_rows_are_read_where_line_1_has_another_number_of_them(file, promised, is_cut, form):
    names, matrix = [f"w{row}" for row in range(9)], np.arange(27, dtype=np.float32).reshape(9, 3)
    lines = "".join(f"{name} {' '.join(map(str, row))}\n" for name, row in zip(names, matrix.tolist(), strict=True))
    whole = f"9 3\n{lines}".encode() if form == TEXT else rows(names, matrix)
    path = file(whole.replace(b"9 3", b"%d 3" % promised, 1))
    message = rf"line 1 promises {promised:,} rows, and the file has 9, all of them whole. .*line 1 may be wrong"
    with pytest.warns(VectorFileWarning, match=message + (", or the file was cut" if is_cut else r"\.$")):
        found = read(path)
    assert list(found.words) == names
    np.testing.assert_array_equal(found.vectors, matrix)


@pytest.mark.parametrize("form", [TEXT, BINARY])
@pytest.mark.parametrize("limit", [1, 2, 3, 99])
def test_only_the_first_rows_are_read_if_no_more_are_wanted(file, form, limit):
    junk = b"\xff" * 1000 if limit < 3 else b""
    content = rows(WORDS, MATRIX) if form == BINARY else b"3 2\n</s> 1 2\n" + "国王 3 4\ngröße 5 6\n".encode()
    found = read(file(content + junk), form, limit=limit)
    assert found.words == WORDS[:limit]
    assert found.vectors.shape == (min(limit, 3), 2)
    assert found.vectors.base is None


def test_a_limit_reads_no_more_of_a_stream_than_it_needs():
    class Endless:
        given = 0

        def read(self, size):
            self.given += size
            return (b"word 0.25 1\n" * (size // 12 + 1))[:size] if size else b""

    stream = Endless()
    assert len(read(stream, TEXT, limit=1).words) == 1
    assert stream.given < 1 << 20


CHINESE = [first + second for first in "天地人你我他" for second in "日月山水火木"]


@pytest.mark.parametrize("form", [TEXT, BINARY])
@pytest.mark.parametrize("encoding", ["gb18030", "big5"])
def test_an_encoding_is_named_or_noticed(file, form, encoding):
    raw, matrix = [word.encode(encoding) for word in CHINESE], np.arange(72, dtype=np.float32).reshape(36, 2)
    lines = b"".join(b"%b %d %d\n" % (word, *row) for word, row in zip(raw, matrix, strict=True))
    path = file(b"36 2\n" + lines if form == TEXT else rows(raw, matrix))
    assert list(read(path, encoding=encoding).words) == CHINESE
    with pytest.warns(
        VectorFileWarning, match=r"36 of 36 words are not UTF-8 \(first: b'.*'\ in (line 2|row 1)\), and .* of"
    ):
        read(path)


def test_utf8_that_is_read_as_something_else_is_noticed(file):
    path = file(rows(CHINESE, np.ones((36, 1))))
    with pytest.warns(VectorFileWarning, match=r"words are not ASCII .*looks like utf-8: pass encoding='utf-8'"):
        read(path, encoding="ascii")


def test_two_words_that_become_one_are_said_to(file):
    path = file("3 1\ncafé 1\ncafè 2\ntea 3\n".encode("latin-1"))
    with pytest.warns(
        VectorFileWarning, match=r"2 of 3 words .* 1 of them became equal to another .*encoding='latin-1'"
    ):
        assert read(path).words == ("caf\ufffd", "tea")
    assert read(path, encoding="latin-1").words == ("café", "cafè", "tea")


def test_a_few_words_in_another_encoding_are_no_reason_to_warn(file):
    words = [b"%d" % row for row in range(100)] + [b"caf\xe9", b"na\xefve"]
    assert len(read(file(rows(words, np.ones((102, 1))))).words) == 102


def test_a_small_file_in_another_encoding_is_noticed(file):
    content = b"3 2\n" + "国王 1 2\n女王 3 4\n茶 5 6\n".encode("gbk")
    with pytest.warns(VectorFileWarning, match="3 of 3 words are not UTF-8"):
        read(file(content))
    one = b"caf\xe9 1 2\n" + b"".join(b"w%d 1 2\n" % row for row in range(9))
    with pytest.warns(VectorFileWarning, match="1 of 10 words is not UTF-8"):
        read(file(b"10 2\n" + one))


@pytest.mark.parametrize("encoding", ["idna", "punycode", "cp037", "utf-16", "utf-32", "utf-7", "unicode_escape", "hz"])
@pytest.mark.parametrize("form", [TEXT, BINARY])
def test_no_error_of_a_codec_escapes(file, encoding, form):
    may_be_used = encoding in ("utf-7", "unicode_escape", "hz")
    words = ["tea", "größe+", "\\x", "a" * 80]
    matrix = np.array([[0.5, 2]] * 4, np.float32)
    path = file(rows(words, matrix) if form == BINARY else "".join(f"{w} 0.5 2\n" for w in words).encode())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with nullcontext() if may_be_used else pytest.raises(ArgumentError, match=r"encoding=.*UTF-8"):
            read(path, encoding=encoding)


def test_wide_text_without_a_mark_is_read_by_the_order_of_its_bytes(file):
    path = file("tea 0.5 1\ncup 2 0.5\n".encode("utf-16-le"))
    with pytest.raises(ArgumentError, match="utf-16-le or utf-16-be"):
        read(path, encoding="utf-16")
    assert read(path, encoding="utf-16-le").words == ("tea", "cup")


@pytest.mark.parametrize("header", [b"3 99999999999999", b"3 999999999999999999", b"999999999999999999 2"])
@pytest.mark.parametrize("form", [TEXT, BINARY])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_nothing_is_allocated_because_line_1_promises_it(file, header, form, pack):
    content = rows(["a", "b", "c"], np.ones((3, 2))) if form == BINARY else b"3 2\na 1 2\nb 3 4\nc 5 6\n"
    path = file(pack(content.replace(b"3 2", header, 1)))
    if header.endswith(b" 2"):
        with pytest.warns(VectorFileWarning, match="line 1 promises 999,999,999,999,999,999 rows, and the file has 3"):
            assert len(read(path, form).words) == 3
    else:
        with pytest.raises(FormatError, match=r"line (1|2).*999,999"):
            read(path, form)


def test_rows_that_are_left_out_are_counted_and_the_first_is_named(file):
    content = b"5 2\ntea 1 2\n 3 4\ncup 5 6\ntea 7 8\ncup 9 9\n"
    message = (
        r"left out 1 row without a word \(first: line 3\) and "
        r"2 rows whose word was there before \(first: 'tea' in line 5\)"
    )
    with pytest.warns(VectorFileWarning, match=message):
        assert read(file(content), TEXT).words == ("tea", "cup")


@pytest.mark.parametrize(
    ("content", "first"),
    [
        (b"king .1 .2 .3\nqueen .1 .2\n", "'king .1' in line 1"),
        (b"king 1 2 3\nqueen 1 2\n", "'king 1' in line 1"),
        (b"3 2\na 0.1 0.5\nw1 0.3616 0.5 0.1\nc 0.5 0.5\n", "'w1 0.3616' in line 3"),
        (b"3 2\na\t0.1\t0.5\nw1\t0.3616\t0.5\t0.1\nc\t0.5\t0.5\n", "'w1.t0.3616' in line 3"),
    ],
)
def test_a_word_that_ends_in_a_value_is_noticed(file, content, first):
    with pytest.warns(VectorFileWarning, match=rf"1 row with more than 2 values.*first: {first}"):
        read(file(content), TEXT)


def test_a_word_that_word2vec_cut_is_no_reason_to_warn(file):
    cut = ("国" * 40).encode()[:100]
    assert read(file(rows([cut, b"b" + cut, b"c" + cut, b"d" + cut, "国"], np.ones((5, 1))))).words[4] == "国"


def test_a_first_row_of_any_length_tells_the_width(file):
    content = b"".join(word + b" 0.25" * 50_000 + b"\n" for word in (b"the", b"of"))
    for newline in (b"", b"\n"):
        assert read(file(content[:-1] + newline)).vectors.shape == (2, 50_000)


def test_sparse_files_are_called_so(file):
    with pytest.raises(FormatError, match="line 2: its values name their columns"):
        read(file(b"2 4\nthe 0:0.5 3:0.1\nof 1:0.2\n"))


def test_more_rows_than_there_is_room_for_at_first_are_read(tmp_path):
    count = 20_000
    (tmp_path / "v.gz").write_bytes(gzip.compress(b"".join(b"w%d %d -0.5\n" % (row, row) for row in range(count))))
    found = read(tmp_path / "v.gz")
    assert found.vectors[:, 0].tolist() == list(range(count))
    assert found.words[-1] == f"w{count - 1}"


def test_a_word_that_is_no_unicode_is_refused(tmp_path):
    with pytest.raises(FormatError, match="not valid Unicode"):
        write(Record(("\udc80",), np.ones((1, 2), np.float32)), tmp_path / "v.txt")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"2 3\na 1 2 3\nb 4 5\n", r"line 3: 2 values after the word, 3 expected"),
        (b"2 3\na 1 2 3 4\nb 4 5 6 7\n", r"line 2: 4 values after the word, 3 expected, and .* Correct line 1"),
        (b"2 3\na 1 2 x\nb 4 5 6\n", r"line 2: 'x' is not a number"),
        (b"2 3\n5 1 2\nb 4 5 6\n", r"line 2: 2 values after the word, 3 expected"),
        (b"1 1\n 7\n", "holds no words"),
        (b"2 3\na 1 2 3\nb 4 nan 6\n", r"line 3: the vector of 'b' holds NaN or infinity"),
        (b"2 3\na 1 2 3\nb 4 1e39 6\n", r"'b' holds NaN or infinity"),
        (b"2 3\na 1 2 3\nb 4", r"line 3: the file is truncated: this row, its last, has 1 of 3 values"),
        (b"2 3\na 1 2\nb 4 5\n", r"line 2: 2 values after the word, 3 expected, and .* Correct line 1"),
        (b"the 1061396\nof 593677\n", r"line 1: .* nor a word with its vector"),
        (b"1000000000000 100\na 1 2 3\n", r"line 2: 3 values after the word, 100 expected"),
        (b"0 3\n", r"line 1: 0 rows of 3 values"),
        (b"3 0\na\nb\nc\n", r"line 1: 3 rows of 0 values"),
        (b"once upon a time\n", r"line 1: .* is neither the 'V D' .* nor a word with its vector"),
    ],
)
def test_text_that_is_not_what_it_claims_is_refused(file, content, message):
    with pytest.raises(FormatError, match=message):
        read(file(content), TEXT)


@pytest.mark.parametrize("content", [b"2 3\na 1 x 3\nb 4 5 6\n", b"2 3\nNew York 1 2\nb 4 5 6\n"])
def test_text_with_a_bad_first_line_is_still_recognised_as_text(file, content):
    with pytest.raises(FormatError, match="line 2: "):
        read(file(content))


def test_a_word_of_megabytes_does_not_fill_the_message(file):
    with pytest.raises(FormatError, match="NaN") as caught:
        read(file(b"1 1\n" + b"a" * 1_000_000 + b" nan\n"), TEXT)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (rows(WORDS, MATRIX)[:-9], "is truncated"),
        (rows(["long" * 9, "b"], MATRIX[:2], b"")[:-1], "ends within row 2"),
        (rows(["long" * 9, "b"], MATRIX[:2], b"")[:-9], "ends within row 2"),
        (rows(WORDS, MATRIX) + b"junk", "5 bytes after 3 rows of 2 values that are not a row"),
        (rows(["a", "b"], [[1, 2], [3, np.nan]]), "'b' holds NaN or infinity"),
        (b"3 0\na\nb\nc\n", "3 rows of 0 values"),
        (b"nonsense", "is not the 'V D'"),
    ],
)
def test_binary_that_is_not_what_it_claims_is_refused(file, content, message):
    with pytest.raises(FormatError, match=message):
        read(file(content), BINARY)


@pytest.mark.parametrize("header", [b"2 2\n", b""])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_line_without_end_is_not_taken_into_memory(file, monkeypatch, header, pack):
    monkeypatch.setattr(word2vec_text, "MOST_ROW_BYTES", 1 << 20)
    path = file(pack(header + b"tea 1 2\n" + b"1 2 " * (1 << 20)))
    with pytest.raises(FormatError, match=r"vectors, line (2|3) is longer than 1 MB"):
        read(path)
    assert read(path, limit=1).words == ("tea",)


def test_a_line_may_be_longer_than_what_is_read_at_a_time(file, monkeypatch):
    monkeypatch.setattr(word2vec_text, "BLOCK_BYTES", 7)
    content = b"3 4\ntea 1 2 3 4\ncup 10.25 20.25 30.25 40.25\npot 5 6 7 8"
    found = read(file(content))
    assert found.words == ("tea", "cup", "pot")
    assert found.vectors.tolist() == [[1, 2, 3, 4], [10.25, 20.25, 30.25, 40.25], [5, 6, 7, 8]]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_binary_rows_beyond_all_measure_are_refused(file, monkeypatch, pack):
    monkeypatch.setattr(word2vec_binary, "MOST_ROW_BYTES", 400)
    content = rows(["a"], np.ones((1, 100)))
    assert read(file(pack(content)), BINARY).words == ("a",)
    with pytest.raises(FormatError, match=r"line 1: it promises rows of 101 values, and 100 are the most"):
        read(file(pack(content.replace(b"1 100", b"1 101") + bytes(4))), BINARY)


@pytest.mark.parametrize("form", [TEXT, BINARY])
def test_a_file_that_is_cut_anywhere_ends_in_fewer_rows_or_an_error_that_names_it(tmp_path, form):
    write(Record(WORDS, np.where(abs(MATRIX) > 1e38, 1, MATRIX)), tmp_path / "v", form)
    whole = (tmp_path / "v").read_bytes()
    for length in range(len(whole)):
        (tmp_path / "cut").write_bytes(whole[:length])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", VectorFileWarning)
            try:
                found = read(tmp_path / "cut", form).words
            except FormatError as error:
                message = str(error)
                assert "cut" in message  # the file's name
            else:
                assert found == WORDS[: len(found)]


def test_floats_whose_bytes_are_in_the_wrong_order_are_other_floats_or_none(file):
    swapped = rows(WORDS, MATRIX.view("<u4").byteswap().view("<f4"))
    with pytest.raises(FormatError, match=r"vectors, row \d: the vector of .* holds NaN or infinity"):
        read(file(swapped.replace(struct.pack(">f", MATRIX[2, 1]), b"\x00\x00\x80\x7f")))
