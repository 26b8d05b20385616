import gzip
import io
import lzma
import os
import threading

import pytest

from firth.corpus.sources import check, read_chunks, source_name, total_bytes
from firth.errors import CorpusError, SourceError

TEXT = b"one two three\nfour five\tsix\nseven"


def text_of(*sources, size=1 << 20):
    return b"".join(chunk.data for chunk in read_chunks(sources, size))


@pytest.fixture
def plain(tmp_path):
    path = tmp_path / "plain.txt"
    path.write_bytes(TEXT)
    return path


@pytest.mark.parametrize("size", [1, 2, 5, 7, 100])
def test_chunks_end_behind_whitespace_and_lose_nothing(plain, size):
    chunks = list(read_chunks([plain], size))
    assert b"".join(chunk.data for chunk in chunks) == TEXT + b"\n"
    assert all(chunk.data[-1:].isspace() for chunk in chunks)


def test_a_chunk_knows_the_line_in_which_it_begins(plain):
    done = b""
    for chunk in read_chunks([plain], 4):
        assert chunk.line == done.count(b"\n") + 1
        done += chunk.data


def test_lines_are_counted_anew_in_each_source(plain):
    assert [chunk.line for chunk in read_chunks([plain, plain])] == [1, 3, 1, 3]


def test_a_word_longer_than_a_chunk_is_carried_whole():
    stream = io.BytesIO(b"four five " + b"x" * 50 + b" b")
    assert [chunk.data for chunk in read_chunks([stream], 8)] == [
        b"four five ",
        b"x" * 50 + b" ",
        b"b\n",
    ]


def test_a_chunk_may_end_behind_whitespace_beyond_ascii():
    data = "国王\u3000喜欢\u3000城堡".encode()
    assert len(list(read_chunks([io.BytesIO(data)], 12))) > 1
    assert text_of(io.BytesIO(data), size=12) == data + b"\n"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("packed", [bytes, gzip.compress])
def test_other_encodings_are_known_by_their_byte_order_mark(encoding, packed):
    data = packed("\ufeffone two".encode(encoding))
    name = encoding[:6].upper()
    with pytest.raises(CorpusError, match=f"byte-order mark of {name}.*iconv -f {name} -t UTF-8"):
        text_of(io.BytesIO(data))


def test_gzip_is_recognised_by_its_content_whatever_its_name(tmp_path):
    path = tmp_path / "corpus.txt"
    path.write_bytes(gzip.compress(TEXT[:9]) + gzip.compress(TEXT[9:]))
    assert text_of(path) == TEXT + b"\n"


def test_a_gzip_stream_that_cannot_seek_is_unpacked():
    reading, writing = os.pipe()

    def feed():
        with os.fdopen(writing, "wb", buffering=0) as pipe:
            data = gzip.compress(TEXT)
            pipe.write(data[:1])
            pipe.write(data[1:])

    feeder = threading.Thread(target=feed)
    feeder.start()
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        assert text_of(pipe) == TEXT + b"\n"
    feeder.join()


def test_bytes_done_are_counted_as_stored_and_over_all_sources(plain, tmp_path):
    packed = tmp_path / "packed"
    packed.write_bytes(gzip.compress(TEXT * 100))
    sources = [plain, packed]
    assert [*read_chunks(sources)][-1].bytes_done == total_bytes(sources)
    assert total_bytes(sources) == plain.stat().st_size + packed.stat().st_size


def test_a_byte_order_mark_is_dropped_at_the_start_of_each_source_only():
    mark = b"\xef\xbb\xbf"
    assert text_of(io.BytesIO(mark + b"a " + mark + b"b"), io.BytesIO(mark + b"c")) == b"a " + mark + b"b\nc\n"


def test_a_file_object_is_read_from_where_it_stands_and_left_open(plain):
    with plain.open("rb") as file:
        file.seek(4)
        assert total_bytes([file]) == len(TEXT) - 4
        assert text_of(file) == TEXT[4:] + b"\n"
        assert not file.closed


def test_a_stream_does_not_tell_its_size(plain):
    assert total_bytes([plain, io.BytesIO(b"a")]) is None


@pytest.mark.parametrize("cut", [12, 100, -4])
def test_a_gzip_file_that_is_cut_short_is_named(tmp_path, cut):
    path = tmp_path / "short.gz"
    path.write_bytes(gzip.compress(os.urandom(500))[:cut])
    with pytest.raises(SourceError, match=r"short\.gz.*cut short"):
        text_of(path)


def test_a_gzip_file_with_damaged_data_is_named(tmp_path):
    data = bytearray(gzip.compress(b"some words " * 100))
    data[15:25] = b"\xff" * 10
    path = tmp_path / "bad.gz"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=r"bad\.gz.*damaged"):
        text_of(path)


def test_an_xz_file_is_refused_with_the_command_that_unpacks_it(tmp_path):
    path = tmp_path / "text.xz"
    path.write_bytes(lzma.compress(TEXT))
    with pytest.raises(SourceError, match=r"is a xz file.*xz -dc"):
        text_of(path)


@pytest.mark.parametrize(
    ("head", "command"),
    [
        (b"BZh91AY&SY", "bzip2 -dc"),
        (b"\x28\xb5\x2f\xfd", "zstd -dc"),
        (b"PK\x03\x04", "unzip -p"),
    ],
)
def test_compressed_kinds_that_are_not_read_say_how_to_unpack_them(head, command):
    with pytest.raises(SourceError, match=command):
        text_of(io.BytesIO(head + b"more"))


def test_a_missing_file_is_named_before_anything_is_read(plain, tmp_path):
    with pytest.raises(SourceError, match=r"nowhere\.txt: no such file"):
        check([plain, str(tmp_path / "nowhere.txt")])


def test_a_folder_is_named(tmp_path):
    with pytest.raises(SourceError, match="is a folder"):
        check([tmp_path])


def test_a_file_without_permission_is_named(plain, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)  # chmod does not stop an administrator
    with pytest.raises(SourceError, match=r"plain\.txt: permission denied"):
        check([plain])


def test_a_path_with_a_nul_is_a_source_error():
    with pytest.raises(SourceError, match="cannot be read"):
        check(["a\0b"])


def test_a_file_that_vanishes_after_the_check_is_a_source_error(plain):
    plain.unlink()
    with pytest.raises(SourceError, match="no such file"):
        text_of(plain)


def test_a_file_that_fails_while_it_is_read_is_named():
    class Failing(io.RawIOBase):
        name = "disk.txt"

        def read(self, _size=-1):
            raise OSError(5, "Input/output error")

    with pytest.raises(SourceError, match=r"disk\.txt cannot be read: Input/output error"):
        text_of(Failing())


def test_a_file_opened_in_text_mode_is_refused(plain):
    with plain.open(encoding="utf-8") as file, pytest.raises(SourceError, match="binary mode"):
        text_of(file)


def test_a_source_is_called_by_its_path_or_its_own_name(plain):
    assert source_name(plain) == str(plain)
    assert source_name(io.BytesIO()) == "<stream>"
    with plain.open("rb") as file:
        assert source_name(file) == str(plain)
