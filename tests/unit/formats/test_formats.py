"""Recognising, choosing and replacing files, whatever the format."""

import os
import types
from pathlib import Path

import numpy as np
import pytest

import firth.formats.target
from firth.errors import ArgumentError, FormatError, SourceError, TargetError
from firth.formats import FORMATS, Record, check_target, for_reading, is_model_file, read, write
from firth.formats.target import replacing

WRITTEN = [row for row in FORMATS if row.write is not None]
NAMES = [row.name for row in WRITTEN]
SURE = [name for name in NAMES if name != "projector"]  # which needs ten columns, or its ending


@pytest.fixture
def record():
    return Record(("the", "国王", "</s>"), np.arange(12, dtype=np.float32).reshape(3, 4) / 7)


@pytest.mark.parametrize("name", SURE)
@pytest.mark.parametrize("ending", ["", ".bin", ".txt", ".safetensors"])
def test_a_file_is_recognised_by_content_whatever_its_ending(record, tmp_path, name, ending):
    path = tmp_path / f"vectors{ending}"
    write(record, path, name)
    found = read(path)
    assert tuple(found.words) == record.words
    np.testing.assert_array_equal(found.vectors, record.vectors)


@pytest.mark.parametrize("row", WRITTEN, ids=NAMES)
def test_the_ending_chooses_the_format_written(record, tmp_path, row):
    for suffix in row.suffixes:
        path = tmp_path / f"vectors{suffix.upper()}"
        write(record, path)
        assert for_reading(path).name == row.name
        known = [other.name for other in FORMATS if other.sniff(path.read_bytes())]
        assert known == [row.name] or row.name not in SURE


@pytest.mark.parametrize("ask", [lambda p: write(None, p), check_target])
def test_an_ending_that_names_no_format_is_refused(tmp_path, ask):
    with pytest.raises(ArgumentError, match=r"its ending names no format; end it in one of \.safetensors, \.txt"):
        ask(tmp_path / "vectors.doc")


def test_a_format_nobody_knows_is_refused_with_those_there_are(record, tmp_path):
    with pytest.raises(ArgumentError, match="safetensors, word2vec-text, word2vec-binary"):
        write(record, tmp_path / "x.bin", "pickle")
    write(record, tmp_path / "x.bin")
    with pytest.raises(ArgumentError, match="word2vec-binary"):
        read(tmp_path / "x.bin", "pickle")


@pytest.mark.parametrize("name", [None, *NAMES])
def test_an_empty_file_says_so(tmp_path, name):
    (tmp_path / "model.bin").touch()
    with pytest.raises(FormatError, match="is empty"):
        read(tmp_path / "model.bin", name)


def test_names_that_no_file_can_have_are_refused(record, tmp_path):
    with pytest.raises(SourceError, match="name of the file of vectors is empty"):
        read("")
    with pytest.raises(ArgumentError, match="is empty"):
        write(record, "")
    for name in (f"{tmp_path}/v.bin/", str(tmp_path)):
        with pytest.raises(TargetError, match="is a folder"):
            write(record, name, "word2vec-binary")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "statvfs"), reason="asks the file system as POSIX does")
def test_a_read_only_file_system_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(
        firth.formats.target.os, "statvfs", lambda _: types.SimpleNamespace(f_flag=os.ST_RDONLY), raising=True
    )
    with pytest.raises(TargetError, match="read-only file system"):
        check_target(tmp_path / "v.bin")


@pytest.mark.parametrize("content", [b"hello world\n", b"\x00\x01\x02", b"one 2 three 4\n"])
def test_a_file_of_no_known_format_is_refused_with_those_there_are(tmp_path, content):
    (tmp_path / "model.dat").write_bytes(content)
    with pytest.raises(FormatError, match=r"no known format.*word2vec-text"):
        read(tmp_path / "model.dat")


def test_of_plain_text_it_is_said_that_it_can_be_trained_on(tmp_path):
    (tmp_path / "novel.txt").write_text("Call me Ishmael.\n", encoding="utf-8")
    (tmp_path / "novel").write_text("Call me Ishmael.\n", encoding="utf-8")
    for name in ("novel.txt", "novel"):
        with pytest.raises(FormatError, match="firth train"):
            read(tmp_path / name)


def test_a_folder_is_no_file_of_vectors(tmp_path):
    with pytest.raises(SourceError, match="folder"):
        read(tmp_path)


def test_a_file_that_cannot_be_read_is_a_source_error(record, tmp_path, monkeypatch):
    write(record, tmp_path / "v.bin")

    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(SourceError, match="Permission denied"):
        read(tmp_path / "v.bin")


@pytest.mark.parametrize("name", NAMES)
def test_a_failed_write_leaves_the_old_file_and_nothing_beside_it(record, tmp_path, name):
    path = tmp_path / "v.bin"
    path.write_bytes(b"old")
    bad = Record(record.words, np.where(record.vectors > 1.5, np.inf, record.vectors).astype(np.float32))
    with pytest.raises(FormatError, match="'</s>'"):
        write(bad, path, name)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_interrupted_write_leaves_the_old_file_and_nothing_beside_it(tmp_path):
    path = tmp_path / "v"
    path.write_bytes(b"old")

    def interrupted():
        with replacing(path) as out:
            out.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_a_target_error_that_says_so(tmp_path):
    def full():
        with replacing(tmp_path / "v"):
            raise OSError(28, "No space left on device")

    with pytest.raises(TargetError, match=r"No space left on device.*untouched"):
        full()
    assert list(tmp_path.iterdir()) == []


def test_a_symbolic_link_is_followed_not_replaced(record, tmp_path):
    (tmp_path / "link.bin").symlink_to(tmp_path / "real.bin")
    write(record, tmp_path / "link.bin")
    assert (tmp_path / "link.bin").is_symlink()
    assert tuple(read(tmp_path / "real.bin").words) == record.words


def test_a_model_can_be_saved_over_the_file_it_is_mapped_from(record, tmp_path):
    path = tmp_path / "v.safetensors"
    write(record, path)
    mapped = read(path)
    write(mapped, path)
    np.testing.assert_array_equal(mapped.vectors, record.vectors)
    np.testing.assert_array_equal(read(path).vectors, record.vectors)


def test_a_good_target_is_left_alone(tmp_path):
    check_target(tmp_path / "v.bin", needed=1)
    assert list(tmp_path.iterdir()) == []


def test_a_target_that_cannot_be_is_found_out_before_the_work(tmp_path):
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "pipe")
    for target, message in (
        (tmp_path, "is a folder"),
        (tmp_path / "none" / "v", "there is no folder"),
        (tmp_path / "file" / "v", "is not a folder"),
        (tmp_path / "pipe", "device or a pipe"),
        ("/dev/null", "device or a pipe"),
    ):
        with pytest.raises(TargetError, match=message):
            check_target(target, "safetensors")


@pytest.mark.parametrize(("forbidden", "message"), [("v.bin", "write-protected"), ("", "no permission")])
def test_permission_is_asked_before_the_work(tmp_path, monkeypatch, forbidden, message):
    (tmp_path / "v.bin").touch()
    forbidden = tmp_path.resolve() / forbidden
    monkeypatch.setattr(firth.formats.target.os, "access", lambda path, _mode: Path(path) != forbidden)
    with pytest.raises(TargetError, match=message):
        check_target(tmp_path / "v.bin")


def test_a_disk_with_too_little_room_is_found_out_before_the_work(tmp_path):
    with pytest.raises(TargetError, match=r"it needs 1,000,000,000,000,000,000 bytes"):
        check_target(tmp_path / "v.bin", needed=10**18)


def test_a_model_file_is_known_by_how_it_begins(record, tmp_path):
    for row in WRITTEN:
        write(record, tmp_path / row.name, row.name)
        assert is_model_file(tmp_path / row.name) != (row.may_be_text or row.name not in SURE)
    (tmp_path / "text.txt").write_text("once upon a time")
    os.mkfifo(tmp_path / "pipe")
    for other in ("text.txt", "pipe", "none", "."):
        assert not is_model_file(tmp_path / other)


@pytest.mark.parametrize(
    "content",
    [
        b"1 2\n1 6\n450 230\n",
        b"2019 12\nhello world, this is a text\n",
        "2019 12\nпривет мир как дела это текст который\n".encode(),
        "2019 12\n今天 天气 很 好 我们 去 公园\n".encode("gbk"),
        b"3 1\n1 2\n2 3\n",
        b"1 6 0.5\n2 3 0.25\n",
        b" ".join(b"%d" % n for n in range(20)) + b"\n",
        b"the 0.1 0.2\n",
    ],
)
def test_a_text_that_begins_with_numbers_is_not_taken_for_a_model(tmp_path, content):
    (tmp_path / "text.txt").write_bytes(content)
    assert not is_model_file(tmp_path / "text.txt")


@pytest.mark.parametrize("first", [b"2 12\n", b"", b"9 12\n"])
def test_rows_of_many_numbers_are_taken_for_a_model(tmp_path, first):
    rows = b"".join(word + b" 0.5" * 12 + b"\n" for word in (b"the", b"of"))
    (tmp_path / "v").write_bytes(first + rows)
    assert is_model_file(tmp_path / "v")


def test_where_a_mapped_file_cannot_be_replaced_the_message_says_what_to_do(record, tmp_path, monkeypatch):
    path = tmp_path / "v.safetensors"
    write(record, path)
    before = path.read_bytes()

    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(
        TargetError, match=r"Access is denied.* Windows does not replace a file that is in use.*del vectors"
    ):
        write(read(path), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
