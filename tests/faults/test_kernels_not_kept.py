"""Machine code that cannot be kept: the work is done all the same, and it is said once that the next pays again."""

import errno
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import numba
import pytest
from numba.core.caching import IndexDataCacheFile

import firth
from firth.kernels import compiling

pytestmark = pytest.mark.skipif(compiling.IN_PYTHON, reason="nothing is compiled")

PAIRS = ("pairs", "a b c d", "--window", 1)


@pytest.fixture
def fresh(monkeypatch, tmp_path):
    """As in a new process that has compiled nothing."""
    compiling._warn_uncached.cache_clear()
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    yield monkeypatch
    compiling._warn_uncached.cache_clear()


@pytest.mark.parametrize(
    ("error", "said"),
    [(OSError(errno.ENOSPC, "No space left on device"), "No space left"), (pickle.UnpicklingError("cut"), "cut")],
)
def test_kernels_that_cannot_be_kept_work_and_say_so_once(fresh, error, said):
    def fail(*_):
        raise error

    fresh.setattr(IndexDataCacheFile, "save", fail)
    kernels = [compiling.kernel(lambda x: x + 1) for _ in range(2)]
    with pytest.warns(RuntimeWarning, match=rf"could not be kept \({said}.*compiles.*again.*NUMBA_CACHE_DIR") as caught:
        assert [kernel(1) for kernel in kernels] == [2, 2]
    assert len(caught) == 1


def test_a_damaged_index_on_a_full_disk_does_not_end_the_work(fresh, tmp_path):
    def plus_one(x):
        return x + 1

    assert compiling.kernel(plus_one)(1) == 2
    (index,) = tmp_path.rglob("*.nbi")
    index.write_bytes(b"")

    def fail(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    fresh.setattr(IndexDataCacheFile, "_save_index", fail)
    with pytest.warns(RuntimeWarning, match="could not be kept"):
        assert compiling.kernel(plus_one)(1) == 2


def test_a_command_whose_kernels_find_no_room_does_its_work_and_warns_in_one_line(run_process, tmp_path):
    resource = pytest.importorskip("resource")

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    done = run_process(*PAIRS, before=limit, NUMBA_CACHE_DIR=str(tmp_path / "kernels"))
    assert done.code == 0
    assert "(a,b)" in done.out
    assert done.err.startswith("firth: warning: a compiled kernel could not be kept (File too large): every process ")
    assert done.err.count("\n") == 1
    assert not [path for path in (tmp_path / "kernels").rglob("*") if path.is_file()]


def test_where_no_folder_for_kernels_may_be_written_a_command_works_and_says_what_helps(
    run_process, obedient, tmp_path
):
    package, closed = tmp_path / "firth", tmp_path / "closed"
    shutil.copytree(Path(firth.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    for folder in (closed, package / "kernels" / "__pycache__", package / "kernels" / "text" / "__pycache__"):
        folder.mkdir()
        folder.chmod(0o555)
    nowhere = dict.fromkeys(("NUMBA_CACHE_DIR", "HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"), str(closed))
    done = run_process(*PAIRS, before=obedient, PYTHONPATH=str(tmp_path), **nowhere)
    assert done.code == 0
    assert "(a,b)" in done.out
    assert done.err.startswith("firth: warning: no folder to keep compiled kernels in is writable: every process ")
    assert done.err.endswith("Set NUMBA_CACHE_DIR to a writable folder.\n")
    assert done.err.count("\n") == 1


def test_two_processes_that_compile_at_once_both_work_and_the_next_compiles_nothing(run_process, tmp_path):
    kernels = tmp_path / "kernels"
    command, environment = [sys.executable, "-m", "firth", *map(str, PAIRS)], {"NUMBA_CACHE_DIR": str(kernels)}
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "env": os.environ | environment}
    both = [subprocess.Popen(command, **options) for _ in range(2)]
    said = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert said[0] == said[1]
    kept = {path: path.stat().st_mtime_ns for path in kernels.rglob("*") if path.is_file()}
    assert kept
    assert run_process(*PAIRS, **environment) == (0, said[0], "")
    assert {path: path.stat().st_mtime_ns for path in kernels.rglob("*") if path.is_file()} == kept
