"""What goes wrong around a program: disks, permissions, memory, threads, terminals. Each test injects one fault."""

import ctypes
import os
import subprocess
import sys
import warnings
from contextlib import contextmanager
from typing import NamedTuple

import pytest

import firth
from firth.cli import main
from firth.testing import planted_clusters

DROP_FROM_BOUNDING_SET, MAY_WRITE_ANYWHERE = 24, 1  # of Linux: prctl, and a capability


class Ended(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def error(self):
        """The one line that says what went wrong."""
        assert self.code == 1, self
        (line,) = self.err.splitlines()
        assert line.startswith("firth: error: ")
        return line


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """`firth ARGS...` in a folder of its own, inside this process."""
    monkeypatch.chdir(tmp_path)

    def command(*args):
        capsys.readouterr()
        with warnings.catch_warnings():
            warnings.simplefilter("default")
            with pytest.raises(SystemExit) as end:
                main(list(map(str, args)))
        return Ended(end.value.code, *capsys.readouterr())

    return command


@pytest.fixture
def run_process(tmp_path):
    """The same in a process of its own, or a program that Python is given."""

    def command(*args, program=("-m", "firth"), before=None, **environment):
        done = subprocess.run(
            [sys.executable, *map(str, program), *map(str, args)],
            capture_output=True,
            cwd=tmp_path,
            env=os.environ | environment,
            preexec_fn=before,
            timeout=100,
            check=False,
        )
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return Ended(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))

    return command


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "text.txt"
    sentences = planted_clusters(sentences=1_000).sentences
    path.write_text("".join(" ".join(sentence) + "\n" for sentence in sentences), encoding="utf-8")
    return path


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "model.safetensors"
    words = [f"word{i}" for i in range(200)]
    firth.train([words] * 5, min_count=1, sample=0, vector_size=20, epochs=1, workers=1).save(path)
    return path


@pytest.fixture(scope="session")
def obedient():
    """What a process calls before it begins so that permissions hold for it, which those of root's pass over."""
    if not hasattr(os, "geteuid"):
        pytest.skip("permissions as POSIX has them")
    if os.geteuid() != 0:
        return None
    libc = ctypes.CDLL(None)

    def drop():
        if libc.prctl(DROP_FROM_BOUNDING_SET, MAY_WRITE_ANYWHERE, 0, 0, 0):
            os._exit(77)

    if subprocess.run([sys.executable, "-c", ""], preexec_fn=drop, check=False).returncode:
        pytest.skip("root that cannot give up its privileges")
    return drop


@pytest.fixture
def files_end_at():
    """While the block runs, no file grows beyond so many bytes: a full disk, for whoever writes."""
    resource = pytest.importorskip("resource")

    @contextmanager
    def limited(size):
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    return limited


@pytest.fixture
def holds():
    """What files a folder holds, by name."""
    return lambda folder: {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
