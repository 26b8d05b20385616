"""Files of vectors by name, from pipes, open files and archives."""

import bz2
import gzip
import io
import lzma
import os
import tarfile
import threading
import zipfile

import numpy as np
import pyarrow as pa
import pytest

from firth.errors import ArgumentError, ArgumentTypeError, FormatError, SourceError, TargetError
from firth.formats import FORMATS, Record, compression, for_reading, is_model_file, read, write

RECORD = Record(("tea", "国王"), np.array([[0.5, -1], [2, 3]], np.float32), info={"a": 1})
FORMS = [row.name for row in FORMATS if row.write is not None and row.beside is None]  # of one file


def content(name):
    out = io.BytesIO()
    write(RECORD, out, name)
    return out.getvalue()


def by_arrow(name):
    def pack(data):
        out = pa.BufferOutputStream()
        with pa.CompressedOutputStream(out, name) as packing:
            packing.write(data)
        return out.getvalue().to_pybytes()

    return pack


def zipped(data, *names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names or ["v.vec"]:
            archive.writestr(name, data)
    return out.getvalue()


PACKERS = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": by_arrow("zstd"),
    "lz4": by_arrow("lz4"),
    "zip": zipped,
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("ending", PACKERS)
def test_compressed_files_are_read_as_what_they_hold(tmp_path, form, ending):
    path = tmp_path / f"v.{ending}"
    path.write_bytes(PACKERS[ending](content(form)))
    for source in (path, str(path), io.BytesIO(path.read_bytes())):
        found = read(source)
        assert tuple(found.words) == RECORD.words
        np.testing.assert_array_equal(found.vectors, RECORD.vectors)
    assert for_reading(path).name == form
    assert is_model_file(path) == (form not in {"parquet", "arrow"})  # which may be texts to train on


@pytest.mark.parametrize("ending", PACKERS)
def test_damaged_archives_are_said_to_be(tmp_path, ending, random):
    data = b"".join(b"w%d %.9g\n" % (row, value) for row, value in enumerate(random.normal(size=5000)))
    packed = PACKERS[ending](b"5000 1\n" + data)
    (tmp_path / "v").write_bytes(packed[: len(packed) // 2])
    with pytest.raises(FormatError, match=r"data is damaged or cut short .*Fetch it again"):
        read(tmp_path / "v")


def test_an_archive_of_several_files_names_them():
    with pytest.raises(FormatError, match=r"zip archive of 2 files \(a.txt, b.txt\)\. .*unzip <BytesIO> a.txt"):
        read(io.BytesIO(zipped(b"a 1\n", "a.txt", "b.txt")))
    with pytest.raises(FormatError, match="without files"):
        read(io.BytesIO(b"PK\x05\x06" + bytes(18)))


def test_a_tar_archive_is_called_so(tmp_path):
    (tmp_path / "v.vec").write_bytes(content("word2vec-text"))
    with tarfile.open(tmp_path / "v.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "v.vec", "v.vec")
    with pytest.raises(FormatError, match=r"is a tar archive\. Unpack it first: tar -xf .*v.tar.gz"):
        read(tmp_path / "v.tar.gz")


@pytest.mark.parametrize("form", FORMS)
def test_open_files_are_read_from_where_they_are_and_stay_open(tmp_path, form):
    (tmp_path / "v").write_bytes(b"before" + content(form))
    with (tmp_path / "v").open("rb") as file:
        file.seek(6)
        assert tuple(read(file).words) == RECORD.words
        assert not file.closed


@pytest.mark.parametrize("form", FORMS)
def test_pipes_are_read(tmp_path, form):
    read_end, write_end = os.pipe()
    os.write(write_end, content(form))
    os.close(write_end)
    with os.fdopen(read_end, "rb") as pipe:
        assert tuple(read(pipe).words) == RECORD.words
    os.mkfifo(tmp_path / "fifo")
    writer = threading.Thread(target=(tmp_path / "fifo").write_bytes, args=[content(form)])
    writer.start()
    assert tuple(read(tmp_path / "fifo").words) == RECORD.words
    writer.join()


@pytest.mark.parametrize("form", FORMS)
def test_open_files_are_written_to_and_stay_open(tmp_path, form):
    with (tmp_path / "v.dat").open("wb") as file:
        write(RECORD, file, form)
        assert not file.closed
    assert (tmp_path / "v.dat").read_bytes() == content(form)


def test_an_open_file_is_a_model_unless_its_name_says_otherwise(tmp_path):
    out = io.BytesIO()
    write(RECORD, out)
    assert out.getvalue() == content("safetensors")
    with (tmp_path / "v.bin").open("wb") as file:
        write(RECORD, file)
    assert (tmp_path / "v.bin").read_bytes() == content("word2vec-binary")
    with (tmp_path / "v.dat").open("wb") as file, pytest.raises(ArgumentError, match="ending names no format"):
        write(RECORD, file)


@pytest.mark.parametrize(
    "source", [None, 123, b"v.vec", io.StringIO("2 2"), ["v.vec"], 1.5], ids=lambda source: type(source).__name__
)
def test_what_is_neither_a_name_nor_an_open_file_is_a_type_error(source):
    with pytest.raises(
        ArgumentTypeError, match=r"must be the name of a file of vectors, or a file that is open in binary"
    ):
        read(source)
    with pytest.raises(ArgumentTypeError, match="must be the name of a file, or a file that is open in mode 'wb'"):
        write(RECORD, source)


def test_files_that_are_open_for_something_else_say_so(tmp_path):
    with (tmp_path / "v.bin").open("wb") as file, pytest.raises(ArgumentError, match="cannot be read"):
        read(file)
    with (tmp_path / "v.bin").open("rb") as file, pytest.raises(ArgumentError, match="cannot be written to"):
        write(RECORD, file)
    with pytest.raises(ArgumentError, match="closed file"):
        read(file)


def test_names_that_name_no_file_say_what_to_do(tmp_path):
    for name, message in (
        ("s3://bucket/v.bin", "fetch it first, with aws s3 cp s3://bucket/v.bin ."),
        ("gs://bucket/v.bin", "fetch it first, with gsutil cp gs://bucket/v.bin ."),
        ("hdfs://host/v.bin", "fetch it first, with the program that opens hdfs:// addresses"),
        ("https://example.org/v.vec.gz", "fetch it first, with curl -LO https://example.org/v.vec.gz"),
        ("a\0b", "is not the name of a file"),
        (tmp_path, "is a folder"),
    ):
        with pytest.raises(SourceError, match=message):
            read(name)


@pytest.mark.parametrize("pack", [gzip.compress, zipped, bytes])
def test_nothing_is_called_empty_however_it_is_packed(pack):
    with pytest.raises(FormatError, match="is empty"):
        read(io.BytesIO(pack(b"")))


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_below_one_is_refused(limit):
    with pytest.raises(ArgumentError, match=f"limit={limit}: must be at least 1"):
        read(io.BytesIO(content("safetensors")), limit=limit)


@pytest.mark.parametrize("limit", [2.5, "5", True])
def test_a_limit_that_is_no_whole_number_is_a_type_error(limit):
    with pytest.raises(ArgumentTypeError, match="must be a whole number of rows"):
        read(io.BytesIO(content("safetensors")), limit=limit)


def test_encodings_are_checked():
    for encoding in ("nonsense", "base64", "a\0b"):
        with pytest.raises(ArgumentError, match="is not an encoding that Python knows"):
            read(io.BytesIO(content("word2vec-text")), encoding=encoding)
    with pytest.raises(ArgumentTypeError, match="must be the name of an encoding"):
        read(io.BytesIO(content("word2vec-text")), encoding=None)


def test_saving_to_the_file_that_the_vectors_are_mapped_from_does_not_read_what_is_gone(tmp_path):
    path = tmp_path / "v.safetensors"
    write(RECORD, path)
    mapped = read(path)
    with path.open("wb") as file, pytest.raises(TargetError, match=r"was emptied .*save by name"):
        write(mapped, file)


@pytest.mark.parametrize("ending", ["gz", "zip", "XZ"])
def test_nothing_is_written_as_if_it_were_compressed(tmp_path, ending):
    with pytest.raises(ArgumentError, match="compressed files are read, not written"):
        write(RECORD, tmp_path / f"v.vec.{ending}")
    assert list(tmp_path.iterdir()) == []


def test_an_open_file_that_is_not_at_its_beginning_is_said_to_be_so(tmp_path):
    write(RECORD, tmp_path / "v.safetensors")
    with (tmp_path / "v.safetensors").open("rb") as file:
        file.seek(9)
        with pytest.raises(FormatError, match=r"read from byte 9 on; f\.seek\(0\)"):
            read(file)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("ending", PACKERS)
def test_an_archive_that_is_made_to_fill_the_memory_is_refused(tmp_path, monkeypatch, form, ending):
    monkeypatch.setattr(compression, "_FREE_BYTES", 1 << 20)
    out = io.BytesIO()
    write(Record(("tea", "cup"), np.zeros((2, 400_000), np.float32)), out, form)
    packed = PACKERS[ending](out.getvalue())
    path = tmp_path / "v"
    path.write_bytes(packed)
    for source in (path, io.BytesIO(packed)):
        with pytest.raises(FormatError, match=r"more than 200 times as large, and may be made to fill the memory"):
            read(source)
    path.write_bytes(gzip.compress(packed))
    with pytest.raises(FormatError, match="more than 200 times as large"):
        read(path)
