import errno
import gc
import io
import os
import tempfile

import numpy as np
import pytest

from firth.corpus.growing_array import GrowingArray
from firth.errors import TargetError

SIZES = pytest.mark.parametrize("memory_bytes", [0, 20, 1 << 20], ids=["file", "moves to a file", "memory"])


def filled(memory_bytes):
    spool = GrowingArray(np.int32, memory_bytes)
    for start in range(0, 30, 3):
        spool.append(np.arange(start, start + 3, dtype=np.int32))
    return spool


@SIZES
def test_what_was_appended_is_read_by_position(memory_bytes):
    spool = filled(memory_bytes)
    assert spool.length == 30
    assert spool.read(4, 8).tolist() == [4, 5, 6, 7]
    assert spool.read(28, 40).tolist() == [28, 29]
    assert spool.read(30, 40).tolist() == []


@SIZES
def test_a_block_is_written_over_what_is_there(memory_bytes):
    spool = filled(memory_bytes)
    spool.write(2, np.array([-1, -2], dtype=np.int32))
    assert spool.read(1, 5).tolist() == [1, -1, -2, 4]
    assert spool.length == 30


@SIZES
def test_a_sealed_spool_is_a_read_only_array_cut_to_length(memory_bytes):
    sealed = filled(memory_bytes).seal(7)
    gc.collect()
    assert sealed.tolist() == list(range(7))
    assert sealed.dtype == np.int32
    assert not sealed.flags.writeable


def test_a_spool_that_outgrew_its_memory_leaves_no_file_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    sealed = filled(20).seal(30)
    assert list(tmp_path.iterdir()) == []
    assert sealed[29] == 29


def test_a_full_disk_names_the_folder_and_tmpdir(tmp_path, monkeypatch):
    class FullDisk(io.FileIO):
        def write(self, _data):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: FullDisk(tmp_path / "spool", "w+"))
    with pytest.raises(TargetError) as caught:
        filled(20)
    assert str(tmp_path) in str(caught.value)
    assert "No space left on device" in str(caught.value)
    assert "TMPDIR" in str(caught.value)


def test_a_temporary_file_that_became_shorter_is_an_error_and_no_endless_loop(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: io.FileIO(tmp_path / "numbers", "w+"))
    numbers = filled(20)
    os.truncate(tmp_path / "numbers", 50)
    for ask in (lambda: numbers.read(0, 30), lambda: numbers.seal(30)):
        with pytest.raises(TargetError, match=r"shorter than what was written.*TMPDIR"):
            ask()
    assert numbers.read(0, 12).tolist() == list(range(12))


@pytest.mark.parametrize("written", [0, None])
def test_a_disk_that_takes_nothing_is_an_error_and_no_endless_loop(tmp_path, monkeypatch, written):
    class Stuck(io.FileIO):
        def write(self, _data):
            return written

    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: Stuck(tmp_path / "numbers", "w+"))
    with pytest.raises(TargetError, match="nothing more was written"):
        filled(20)


@SIZES
def test_nothing_can_be_sealed(memory_bytes):
    assert filled(memory_bytes).seal(0).tolist() == []


def test_a_temporary_folder_that_is_missing_is_a_target_error(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    with pytest.raises(TargetError, match="TMPDIR"):
        filled(20)
