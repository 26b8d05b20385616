"""Commands as a person types them."""

import io
import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from firth.cli import main
from firth.testing import planted_clusters
from firth.vectors.word_vectors import WordVectors

Firth = Callable[..., "subprocess.CompletedProcess[str]"]


class _StandardInput(io.BytesIO):
    name = "<stdin>"


@pytest.fixture
def firth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Firth:
    """Run `firth ARGS...` in a fresh folder, inside this process, which takes a hundredth of a new one's time."""
    monkeypatch.chdir(tmp_path)

    def run(*args: object, stdin: str | bytes = b""):
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(_StandardInput(data)), encoding="utf-8"))
        with warnings.catch_warnings():
            warnings.simplefilter("default")  # they are shown to a person, who goes on
            with pytest.raises(SystemExit) as end:
                main(list(map(str, args)))
        shown = capsys.readouterr()
        return subprocess.CompletedProcess(args, end.value.code, shown.out, shown.err)

    return run


@pytest.fixture
def firth_process(tmp_path: Path) -> Firth:
    """The same in a process of its own, for what depends on one: its environment, its streams, what it loads."""

    def run(*args: object, stdin: str | bytes = b"", **environment: str):
        done = subprocess.run(
            [sys.executable, "-m", "firth", *map(str, args)],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
            timeout=60,
            check=False,
        )
        stdout, stderr = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
        assert "Traceback" not in stderr, stderr
        return subprocess.CompletedProcess(done.args, done.returncode, stdout, stderr)

    return run


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A small text about five subjects."""
    path = tmp_path / "corpus.txt"
    sentences = planted_clusters(sentences=1_000).sentences
    path.write_text("".join(" ".join(sentence) + "\n" for sentence in sentences), encoding="utf-8")
    return path


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Six words on a plane, in pairs that stand at right angles."""
    words = ("king", "queen", "国王", "女王", "tea", "coffee")
    angles = np.radians([0, 10, 90, 100, 180, 190])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    path = tmp_path / "model.safetensors"
    WordVectors(words, vectors, vectors, np.arange(6, 0, -1), {"config": {"window": 5}}).save(path)
    return path


@pytest.fixture
def tree_model(tmp_path: Path) -> Path:
    """Four words as hierarchical softmax leaves them: with the inner nodes of a Huffman tree, without contexts."""
    path = tmp_path / "tree.safetensors"
    vectors, counts = np.eye(4, dtype=np.float32) * 3, np.array([8, 4, 2, 1])
    WordVectors(("the", "king", "tea", "国王"), vectors, None, counts, nodes=vectors[:3]).save(path)
    return path
