import bz2
import io
import json
from contextlib import suppress

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firth.config import ReadConfig
from firth.corpus.build.encode import encode_files
from firth.errors import ConfigError, CorpusError, SourceError, TextEncodingError
from firth.text.sources import check, read_chunks, total_bytes

TABLE = pa.table({"id": [1, 2, 3, 4], "text": ["one two", None, "three\nfour", "國王"], "title": ["a", "b", "c", "d"]})
LINES = (
    b'{"text": "one two", "n": 1}\n{"text": null}\n{"text": "three\\nfour"}\n{"n": 2}\n'
    b'{"text": "\\u570b\xe7\x8e\x8b"}\n'
)
JOINED = "one two\nthree\nfour\n國王\n"


def tokens_of(source, text_field=None, size=1 << 20, **fields):
    chunks = read_chunks([source], ReadConfig(text_field=text_field, **fields), size=size)
    return b"".join(chunk.data for chunk in chunks).decode()


def write_parquet(path):
    pq.write_table(TABLE, path, row_group_size=2)


def write_arrow(path):
    with pa.ipc.new_file(path, TABLE.schema) as file:
        file.write_table(TABLE, max_chunksize=3)


def write_stream(path):
    with pa.ipc.new_stream(path, TABLE.schema) as file:
        file.write_table(TABLE, max_chunksize=3)


def write_lines(path):
    path.write_bytes(LINES)


@pytest.fixture(params=[write_parquet, write_arrow, write_stream])
def table(request, tmp_path):
    path = tmp_path / "table"
    request.param(path)
    return path


def test_a_table_passes_the_checks_before_the_reading(tmp_path):
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"text": ["a b", "c"]}), path)
    check([path])


def test_the_text_of_a_table_is_read_and_missing_texts_are_left_out(table):
    assert tokens_of(table, "text") == JOINED
    assert tokens_of(table) == JOINED
    assert tokens_of(table, "title", size=1) == "a\nb\nc\nd\n"


def test_a_table_may_be_an_open_file_which_stays_open(table):
    with table.open("rb") as file:
        assert tokens_of(file) == JOINED
        assert not file.closed
    assert tokens_of(io.BytesIO(table.read_bytes())) == JOINED


def test_chunks_of_a_table_know_row_and_progress(table):
    chunks = list(read_chunks([table, table], size=1))
    assert list(dict.fromkeys(chunk.line for chunk in chunks)) == [1, 3, 4]
    assert chunks[-1].bytes_done <= total_bytes([table, table])
    assert chunks[-1].bytes_done >= table.stat().st_size


def test_a_column_that_is_missing_is_an_error_that_lists_the_columns(table):
    with pytest.raises(ConfigError, match=r"field='words'.*id \(int64\), text \(string\), title"):
        tokens_of(table, "words")


def test_a_column_that_is_no_text_is_named_with_its_type(table):
    with pytest.raises(CorpusError, match=r"column 'id' of .*table holds int64, not text"):
        tokens_of(table, "id")


@pytest.mark.parametrize(("names", "is_clear"), [(["id", "body"], True), (["body", "title"], False)])
def test_without_a_field_the_only_column_of_text_is_meant(tmp_path, names, is_clear):
    path = tmp_path / "t.parquet"
    whole = pa.table({"id": [1], "body": ["b"], "title": ["t"]})
    pq.write_table(whole.select(names), path)
    if is_clear:
        assert tokens_of(path) == "b\n"
    else:
        with pytest.raises(ConfigError, match=r"say which column.*body \(string\), title"):
            tokens_of(path)


@pytest.mark.parametrize("kind", [pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())])
def test_text_in_any_of_arrows_forms_is_text(tmp_path, kind):
    path = tmp_path / "t.arrow"
    column = pa.array(["a", None, "b"]).cast(kind)
    with pa.ipc.new_file(path, pa.schema([("text", kind)])) as file:
        file.write_batch(pa.record_batch({"text": column}))
    assert tokens_of(path) == "a\nb\n"


def test_a_damaged_table_is_named(table):
    data = table.read_bytes()
    table.write_bytes(data[: len(data) // 2])
    with pytest.raises(CorpusError, match="is a damaged table"):
        tokens_of(table)


def test_a_table_from_a_pipe_says_to_give_the_file(table):
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

    with pytest.raises(SourceError, match=r"pipe.*Give the file"):
        tokens_of(Pipe(table.read_bytes()))


def test_json_lines_are_known_by_name_or_by_the_field_asked_for(tmp_path):
    path = tmp_path / "t.jsonl.bz2"
    path.write_bytes(bz2.compress(LINES))
    assert tokens_of(path) == JOINED
    assert tokens_of(io.BytesIO(b"\n " + LINES), "text") == JOINED
    assert tokens_of(io.BytesIO(LINES)) == LINES.decode() + "\n"


@given(
    texts=st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")) | st.none(), min_size=1),
    size=st.integers(1, 50),
)
@settings(deadline=None)
def test_json_lines_are_read_as_json_reads_them_whatever_the_chunks(texts, size):
    data = "\n".join(json.dumps({"text": text}, ensure_ascii=False) for text in texts).encode()
    expected = "".join(text + "\n" for text in texts if text is not None)
    assert tokens_of(io.BytesIO(data), "text", size) == expected


@pytest.mark.parametrize("size", [1, 1000])
@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b'{"text": "a"', "line 3: this is not JSON"),
        (b"[1, 2]", "line 3: .* where an object is meant"),
        (b'{"text": 5}', r"line 3: the field 'text' holds 5 \(int\)"),
        (b'{"text": "\\ud800"}', "line 3: half of a surrogate pair.*--errors replace"),
        (b'{"text": "a"} {"text": "b"}', "line 3: this is not JSON"),
    ],
)
def test_a_line_that_is_wrong_is_named(line, message, size):
    data = b'{"text": "good"}\n\n' + line + b'\n{"text": "good"}\n'
    with pytest.raises(CorpusError, match=message):
        tokens_of(io.BytesIO(data), "text", size)


def test_json_lines_that_are_not_utf8_name_the_line():
    data = b'{"text": "a\\nb"}\n{"text": "\xff"}\n'
    with pytest.raises(TextEncodingError, match="line 2"):
        tokens_of(io.BytesIO(data), "text")
    assert tokens_of(io.BytesIO(data), "text", errors="replace") == "a\nb\n\ufffd\n"


def test_half_of_a_surrogate_pair_can_be_replaced():
    data = b'{"text": "a\\ud800b"}'
    assert tokens_of(io.BytesIO(data), "text", errors="replace") == "a\ufffdb\n"


def test_a_field_that_no_line_has_is_an_error_that_lists_the_fields(tmp_path):
    path = tmp_path / "t.ndjson"
    write_lines(path)
    with pytest.raises(ConfigError, match=r"there is no such field; line 1 of .* has: text, n"):
        tokens_of(path, "words")


def test_a_nul_in_a_table_is_refused_or_a_blank():
    data = b'{"text": "a\\u0000b"}'
    with pytest.raises(CorpusError, match="at about row 1: a NUL character"):
        tokens_of(io.BytesIO(data), "text")
    assert tokens_of(io.BytesIO(data), "text", errors="replace") == "a b\n"


def test_a_long_document_is_cut_where_text_may_be_cut():
    long = "word " * 1000
    chunks = list(
        read_chunks([io.BytesIO(json.dumps({"text": long}).encode())], ReadConfig(text_field="text"), size=100)
    )
    assert len(chunks) > 40
    assert b"".join(chunk.data for chunk in chunks).decode() == long + "\n"


@pytest.mark.parametrize("line", [b'{"text": ' + b"[" * 100_000, b'{"n": ' + b"[" * 500 + b"]" * 500 + b', "text": 1}'])
@pytest.mark.parametrize("first", [b"", b'{"text": "a b"}\n'])
def test_a_line_of_json_that_is_too_deep_is_named(line, first):
    with pytest.raises(CorpusError, match=r"line \d: this is not JSON .its lists and objects are more than 64 levels"):
        tokens_of(io.BytesIO(first + line), "text")


def in_arrow(column, make=pa.ipc.new_stream):
    out = pa.BufferOutputStream()
    with make(out, pa.schema([("text", column.type)])) as file:
        file.write_batch(pa.record_batch([column], ["text"]))
    return io.BytesIO(out.getvalue().to_pybytes())


@pytest.mark.parametrize("make", [pa.ipc.new_file, pa.ipc.new_stream])
@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
@pytest.mark.parametrize("offsets", [[0, 5, 2_000_000_000], [0, -2_000_000_000, 6], [2_000_000_000] * 3, [5, 0, 6]])
def test_offsets_that_leave_the_file_are_damage_and_no_crash(make, kind, offsets):
    width = 4 if kind == pa.string() else 8
    whole = in_arrow(pa.array(["abcde", "f"], kind), make).getvalue()
    sound, wild = (
        b"".join(place.to_bytes(width, "little", signed=True) for place in places) for places in ((0, 5, 6), offsets)
    )
    assert whole.count(sound) == 1
    with pytest.raises(CorpusError, match="<stream> is a damaged table"):
        tokens_of(io.BytesIO(whole.replace(sound, wild)))


def test_numbers_of_a_dictionary_that_it_does_not_have_are_damage_and_no_crash():
    whole = in_arrow(pa.array(["a b", "c", "a b"]).dictionary_encode()).getvalue()
    sound = b"".join(number.to_bytes(4, "little") for number in (0, 1, 0))
    assert whole.count(sound) == 1
    for number in (2, 1 << 30, 0xFFFFFFFF):
        with pytest.raises(CorpusError, match="<stream> is a damaged table"):
            tokens_of(io.BytesIO(whole.replace(sound, sound[:8] + number.to_bytes(4, "little"))))


def test_text_of_a_table_that_is_not_utf8_is_named_or_replaced():
    whole = in_arrow(pa.array(["abcde", "f"])).getvalue().replace(b"abcde", b"ab\xffde")
    with pytest.raises(TextEncodingError, match="<stream>, line 1"):
        encode_files([io.BytesIO(whole)], min_count=1)
    found = encode_files([io.BytesIO(whole)], min_count=1, reading=ReadConfig(errors="replace"))
    assert set(found.vocabulary.words) == {"ab\ufffdde", "f"}


def test_parquet_whose_columns_say_what_cannot_be_is_damage_or_a_text_and_no_crash(tmp_path):
    write_parquet(tmp_path / "t")
    whole = (tmp_path / "t").read_bytes()
    optional, required = b"\x25\x02\x18\x04text", b"\x25\x00\x18\x04text"  # of the schema in the footer
    assert whole.count(optional) == 1
    (tmp_path / "t").write_bytes(whole.replace(optional, required))
    with suppress(CorpusError):
        assert tokens_of(tmp_path / "t", "text")


def test_the_name_of_a_field_may_have_half_of_a_surrogate_pair():
    assert tokens_of(io.BytesIO(b'{"a\\ud800": "tea cup"}\n'), "a\ud800") == "tea cup\n"
