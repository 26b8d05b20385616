"""The first program's two files, as it, gensim and others write them."""

import struct

import numpy as np
import pytest

from firth.errors import FormatError
from firth.formats import Record, VectorFileWarning, read, write

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
    with pytest.warns(VectorFileWarning, match=r"2 of 5 words are not UTF-8 .*1 of them became equal to another"):
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


def test_a_word_that_is_no_unicode_is_refused(tmp_path):
    with pytest.raises(FormatError, match="not valid Unicode"):
        write(Record(("\udc80",), np.ones((1, 2), np.float32)), tmp_path / "v.txt")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"2 3\na 1 2 3\nb 4 5\n", r"line 3: 2 values after the word, 3 expected"),
        (b"2 3\na 1 2 3 4\nb 4 5 6 7\n", r"line 2: 4 values after the word, 3 expected. Correct line 1"),
        (b"2 3\na 1 2 x\nb 4 5 6\n", r"line 2: 'x' is not a number"),
        (b"2 3\n5 1 2\nb 4 5 6\n", r"line 2: 2 values after the word, 3 expected"),
        (b"1 1\n 7\n", "holds no words"),
        (b"2 3\na 1 2 3\nb 4 nan 6\n", r"line 3: the vector of 'b' holds NaN or infinity"),
        (b"2 3\na 1 2 3\nb 4 1e39 6\n", r"'b' holds NaN or infinity"),
        (b"2 3\na 1 2 3\nb 4", r"line 3: the file is truncated: it ends within this row, which has 1 of 3 values"),
        (b"2 3\na 1 2\nb 4 5\n", r"line 2: 2 values after the word, 3 expected"),
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
