import gzip
import io
import os
import threading

import pytest

from firth.config import ReadConfig
from firth.errors import ConfigError, SourceError
from firth.text.sources import check, expanded, read_chunks, total_bytes
from firth.text.stored import source_of

TEXT = b"one two three\nfour five\tsix\nseven"


def tokens_of(*sources, size=1 << 20):
    return b"".join(chunk.data for chunk in read_chunks(sources, size=size))


@pytest.fixture
def plain(tmp_path):
    path = tmp_path / "plain.txt"
    path.write_bytes(TEXT)
    return path


@pytest.mark.parametrize("size", [1, 2, 5, 7, 100])
def test_chunks_end_behind_whitespace_and_lose_nothing(plain, size):
    chunks = list(read_chunks([plain], size=size))
    assert b"".join(chunk.data for chunk in chunks) == TEXT + b"\n"
    assert all(chunk.data[-1:].isspace() for chunk in chunks)


def test_a_chunk_knows_the_line_in_which_it_begins(plain):
    done = b""
    for chunk in read_chunks([plain], size=4):
        assert chunk.line == done.count(b"\n") + 1
        done += chunk.data


def test_lines_are_counted_anew_in_each_source(plain):
    assert [chunk.line for chunk in read_chunks([plain, plain])] == [1, 3, 1, 3]


def test_a_word_longer_than_a_chunk_is_carried_whole():
    stream = io.BytesIO(b"four five " + b"x" * 50 + b" b")
    chunks = [chunk.data for chunk in read_chunks([stream], size=8)]
    assert chunks[0] == b"four "
    assert b"x" * 50 in b"\n".join(chunks)
    assert b"".join(chunks) == stream.getvalue() + b"\n"


def test_a_chunk_may_end_behind_whitespace_beyond_ascii():
    data = "国王\u3000喜欢\u3000城堡".encode()
    assert len(list(read_chunks([io.BytesIO(data)], size=12))) > 1
    assert tokens_of(io.BytesIO(data), size=12) == data + b"\n"


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
        assert tokens_of(pipe) == TEXT + b"\n"
    feeder.join()


def test_bytes_done_are_counted_as_stored_and_over_all_sources(plain, tmp_path):
    packed = tmp_path / "packed"
    packed.write_bytes(gzip.compress(TEXT * 100))
    sources = [plain, packed]
    assert [*read_chunks(sources)][-1].bytes_done == total_bytes(sources)
    assert total_bytes(sources) == plain.stat().st_size + packed.stat().st_size


def test_a_byte_order_mark_is_dropped_at_the_start_of_each_source_only():
    mark = b"\xef\xbb\xbf"
    assert tokens_of(io.BytesIO(mark + b"a " + mark + b"b"), io.BytesIO(mark + b"c")) == b"a " + mark + b"b\nc\n"


def test_a_file_object_is_read_from_where_it_stands_and_left_open(plain):
    with plain.open("rb") as file:
        file.seek(4)
        assert total_bytes([file]) == len(TEXT) - 4
        assert tokens_of(file) == TEXT[4:] + b"\n"
        assert not file.closed


def test_a_stream_does_not_tell_its_size(plain):
    assert total_bytes([plain, io.BytesIO(b"a")]) is None


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
        tokens_of(plain)


def test_a_file_that_fails_while_it_is_read_is_named():
    class Failing(io.RawIOBase):
        name = "disk.txt"

        def read(self, _size=-1):
            raise OSError(5, "Input/output error")

    with pytest.raises(SourceError, match=r"disk\.txt cannot be read: Input/output error"):
        tokens_of(Failing())


def test_a_file_opened_in_text_mode_is_refused(plain):
    with plain.open(encoding="utf-8") as file, pytest.raises(SourceError, match="binary mode"):
        tokens_of(file)


def test_a_source_is_called_by_its_path_or_its_own_name(plain):
    assert source_of(plain).name == str(plain)
    assert source_of(io.BytesIO()).name == "<stream>"
    with plain.open("rb") as file:
        assert source_of(file).name == str(plain)


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "texts"
    for name in ("b.txt", "a.txt", "deep/c.txt", ".hidden", ".git/d.txt"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    os.mkfifo(root / "pipe")
    (root / "link").symlink_to(root / "nowhere")
    return root


def names_of(*sources):
    return [file.name for file in expanded(sources)]


def test_a_folder_means_all_its_files_sorted_without_hidden_ones(folder):
    assert names_of(folder) == [str(folder / name) for name in ("a.txt", "b.txt", "deep/c.txt")]


def test_a_pattern_means_the_files_that_match_it_sorted(folder):
    assert names_of(f"{folder}/*.txt") == [str(folder / "a.txt"), str(folder / "b.txt")]
    assert names_of(f"{folder}/**/[bc].txt") == [str(folder / "b.txt"), str(folder / "deep/c.txt")]


def test_a_path_that_exists_is_never_taken_for_a_pattern(folder):
    odd = folder / "[ab].txt"
    odd.write_text("odd")
    assert names_of(str(odd)) == [str(odd)]


def test_what_is_given_twice_stays_twice_and_streams_stay_as_they_are(plain):
    stream = io.BytesIO(b"a")
    first, second, third = expanded([plain, stream, plain])
    assert first == third == source_of(plain)
    assert second.file is stream


@pytest.mark.parametrize("given", [5, None, [], b"a.txt"])
def test_what_is_no_source_is_a_type_error(given):
    with pytest.raises(TypeError, match="must be paths or files that are open"):
        expanded([given])


@pytest.mark.parametrize("name", ["empty", "*.csv"])
def test_a_folder_or_pattern_without_files_is_an_error(tmp_path, name):
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match=r"(empty holds no files|csv matches no file)"):
        expanded([str(tmp_path / name)])


def test_only_plain_local_files_have_a_stamp(plain):
    status = plain.stat()
    assert source_of(plain).stamp == (status.st_size, status.st_mtime_ns)
    others = [io.BytesIO(b"a"), "s3://bucket/key", "/dev/null", "nowhere"]
    assert [source_of(other).stamp for other in others] == [None] * 4


def test_a_field_of_plain_text_is_an_error_that_says_so(plain):
    with pytest.raises(ConfigError, match="plain text; leave it out"):
        list(read_chunks([plain], ReadConfig(text_field="text")))


def test_a_json_array_says_how_to_make_lines_of_it():
    with pytest.raises(ConfigError, match=r"jq -c '\.\[\]'"):
        list(read_chunks([io.BytesIO(b'[{"text": "a"}]')], ReadConfig(text_field="text")))


def test_a_chunk_is_cut_where_the_caller_says(plain):
    def behind_e(data):
        return data.rfind(b"e") + 1

    chunks = list(read_chunks([plain], cut=behind_e, size=4))
    assert len(chunks) > 2
    assert all(chunk.data.endswith(b"e") for chunk in chunks[:-1])
