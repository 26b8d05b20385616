import csv
import gzip
import io
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firth.config import ReadConfig
from firth.errors import ConfigError, CorpusError, DamagedArchiveError, TextEncodingError
from firth.text.sources import expanded, read_chunks, total_bytes
from firth.text.tables import csv_files

ROWS = [["id", "text"], ["1", "one, two"], ["2", 'three\nfour "five"'], ["3", ""], ["4", "NA"], ["5", "國王"]]
JOINED = 'one, two\nthree\nfour "five"\n\nNA\n國王\n'


def written(rows, delimiter=",", line_end="\r\n"):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return out.getvalue()


def tokens_of(source, text_field="text", size=1 << 20, **fields):
    chunks = read_chunks([source], ReadConfig(text_field=text_field, **fields), size=size)
    return b"".join(chunk.data for chunk in chunks).decode()


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(written(ROWS).encode())
    return path


def test_the_column_asked_for_is_read_with_commas_quotes_and_newlines_in_its_values(path):
    assert tokens_of(path) == JOINED
    assert tokens_of(path, "id") == "1\n2\n3\n4\n5\n"


@pytest.mark.parametrize("size", [1, 5, 1000])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_any_encoding_is_read_whatever_the_chunks(path, encoding, size):
    path.write_bytes(written(ROWS, line_end="\n").encode(encoding))
    chosen = "utf-8" if encoding == "utf-8-sig" else encoding
    assert tokens_of(path, size=size, encoding=chosen) == JOINED


def test_tabs_stand_between_the_values_of_a_tsv_also_packed_in_a_folder(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "t.TSV.gz").write_bytes(gzip.compress(written(ROWS, "\t").encode()))
    (folder / "a.csv").write_bytes(b"text\nfirst\n")
    assert "".join(map(tokens_of, expanded([folder]))) == "first\n" + JOINED


def test_an_open_file_has_a_name_and_stays_open(path):
    with path.open("rb") as file:
        assert tokens_of(file) == JOINED
        assert not file.closed


def test_without_a_field_it_is_the_column_called_text(path):
    assert tokens_of(path, None) == JOINED


@pytest.mark.parametrize("head", ["id,body", "Well, this is prose"])
def test_without_a_field_the_columns_are_listed(path, head):
    path.write_text(f"{head}\n1,b\n")
    with pytest.raises(ConfigError, match=r"which column of .*t\.csv holds the text; it has: .*another ending"):
        tokens_of(path, None)


@pytest.mark.parametrize("text", ["", "one two\n", "one two\nthree, four\n"])
def test_without_a_field_and_with_one_value_in_its_first_line_it_is_plain_text(path, text):
    path.write_text(text)
    assert tokens_of(path, None).rstrip("\n") == text.rstrip("\n")


def test_without_a_name_a_field_is_refused():
    with pytest.raises(ConfigError, match=r"files named \.csv or \.tsv only"):
        tokens_of(io.BytesIO(written(ROWS).encode()))


def test_numbers_stay_as_they_are_written(path):
    path.write_bytes(b"text\n007\n1e3\n2024-01-01\ntrue\n")
    assert tokens_of(path) == "007\n1e3\n2024-01-01\ntrue\n"


def test_a_column_that_is_missing_is_an_error_that_lists_the_columns(path):
    path.write_bytes(b'\n"a, b","c\nd",e\n1,2,3\n')
    with pytest.raises(ConfigError, match=r"field='text': .*t\.csv has no such column; it has: a, b, c\nd, e"):
        tokens_of(path)


def test_a_row_with_too_many_values_is_named(path):
    path.write_bytes(b"id,text\n1,a\n2,b,c\n")
    with pytest.raises(CorpusError, match=r"t\.csv is a damaged table: .*Row #3: Expected 2 columns, got 3"):
        tokens_of(path)


def test_an_empty_file_is_no_table(path):
    path.write_bytes(b"")
    with pytest.raises(CorpusError, match="is empty: a table begins with a row of the names"):
        tokens_of(path)


def test_a_quote_that_is_not_ended_is_a_row_without_end(path, monkeypatch):
    monkeypatch.setattr(csv_files, "_BLOCK_BYTES", 100)
    path.write_bytes(b'id,text\n1,"a\n' + b"2,b\n" * 1000)
    with pytest.raises(CorpusError, match=r"t\.csv: a row has more than .*a quote"):
        tokens_of(path)


@pytest.mark.parametrize("size", [1, 100])
def test_bytes_that_are_not_of_the_encoding_name_the_line(path, size):
    path.write_bytes(b'id,text\n1,"a\nb"\n2,\xff\n3,c\n')
    with pytest.raises(TextEncodingError, match=r"t\.csv, line 4: byte 0xff is not valid UTF-8"):
        tokens_of(path, size=size)
    assert tokens_of(path, size=size, errors="replace") == "a\nb\n\ufffd\nc\n"


def test_a_damaged_archive_is_an_error_of_its_own(path):
    packed = path.with_suffix(".csv.gz")
    packed.write_bytes(gzip.compress(path.read_bytes())[:-9])
    with pytest.raises(DamagedArchiveError):
        tokens_of(packed)


def test_chunks_know_row_and_progress_and_reading_may_stop_early(path, monkeypatch):
    monkeypatch.setattr(csv_files, "_BLOCK_BYTES", 1000)
    path.write_bytes(b"id,text\n" + b"1,abcdefgh\n" * 10_000)
    chunks = list(read_chunks([path], ReadConfig(text_field="text"), size=900))
    assert [chunks[0].line, chunks[-1].bytes_done] == [1, total_bytes([path])]
    lines = b"".join(chunk.data for chunk in chunks).count(b"\n")
    assert lines == 10_000
    assert [chunk.line for chunk in chunks] == sorted({chunk.line for chunk in chunks})
    for stop in range(5):
        begun = read_chunks([path, path], ReadConfig(text_field="text"), size=900)
        for _ in range(stop):
            next(begun)
        begun.close()
    assert "firth-prefetch" not in {thread.name for thread in threading.enumerate()}


@given(
    texts=st.lists(
        st.text(
            st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n"), max_size=30
        ),  # a row fits a block
        min_size=1,
        max_size=20,
    ),
    delimiter=st.sampled_from(",\t"),
    block=st.integers(200, 1000),
)
@settings(deadline=None, max_examples=50)
def test_whatever_was_written_is_read(tmp_path_factory, texts, delimiter, block):
    path = tmp_path_factory.mktemp("csv") / ("t.csv" if delimiter == "," else "t.tsv")
    path.write_text(written([["text", "x"], *([text, 'a"\n,'] for text in texts)], delimiter), "utf-8", newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_files, "_BLOCK_BYTES", block)
        assert tokens_of(path, size=50) == "".join(text + "\n" for text in texts)


def test_a_first_value_of_many_letters_is_no_name_of_a_column(path):
    path.write_bytes(b"id," + b"x" * 200_000 + b"\n1,tea\n")
    with pytest.raises(CorpusError, match=r"t\.csv is a damaged table"):
        tokens_of(path)
    path.write_bytes(b"x" * 200_000 + b"\ntea\n")
    assert b"".join(chunk.data for chunk in read_chunks([path], ReadConfig())).endswith(b"\ntea\n\n")


def test_a_table_of_thousands_of_columns_does_not_fill_the_message(path):
    path.write_bytes(b"," * 100_000 + b"a\n")
    with pytest.raises(ConfigError, match=r"say which column of .*\.\.\.") as caught:
        tokens_of(path, None)
    assert len(str(caught.value)) < 2000
