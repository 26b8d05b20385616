import json
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import firth as library
from small_encoders import small_encoder

TEXT = "a cup of tea\nthe river bank\nthe bank\ntea of the river\ncup\n"


@pytest.fixture
def text(tmp_path):
    small_encoder(tmp_path / "small")
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")
    return "text.txt"


def test_distil_makes_a_model_and_says_with_which_encoder(firth, text):
    done = firth("distil", "small", text, "-o", "d.safetensors", "--min-count", 2)
    assert done.returncode == 0, done.stderr
    lines = dict(line.split(maxsplit=1) for line in done.stderr.splitlines())
    assert lines["vocabulary"] == "6 words"
    assert lines["encoder"] == "small, 4 dimensions"
    assert firth("similar", "d.safetensors", "tea").returncode == 0


def test_distil_in_context_is_what_the_function_gives(firth, text, tmp_path):
    (tmp_path / "words").write_text("tea\nbank\nteapot\n", encoding="utf-8")
    options = ["--contexts", 2, "--window", 1, "--words", "words", "--layer", 0]
    done = firth("distil", "small", text, "-o", "d.safetensors", *options)
    assert done.returncode == 0, done.stderr
    assert "up to 2 of each word, with 1 word on each side" in done.stderr
    assert "1 word without contexts" in done.stderr
    expected = library.distil("small", text, contexts=2, window=1, words=["tea", "bank", "teapot"])
    found = library.load("d.safetensors")
    assert found == expected
    assert found.info == expected.info


def test_the_words_of_a_model_are_looked_for_in_a_text(firth, text):
    library.WordVectors(["tea", "cup"], [[1, 0], [0, 1]], counts=[7, 3]).save("m.safetensors")
    done = firth("distil", "small", "m.safetensors", "-o", "d.safetensors", "--contexts", 3, "--corpus", text, "--json")
    document = json.loads(done.stdout)
    assert (done.stderr, document["words"], document["distilled"]["contexts"]) == ("", 2, 3)
    assert library.load("d.safetensors").counts.tolist() == [7, 3]
    done = firth("distil", "small", "m.safetensors", "-o", "d.safetensors", "--contexts", 3)
    assert (done.returncode, done.stdout) == (2, "")
    assert "give one in which contexts are looked for" in done.stderr


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (["missing", "text.txt"], 1, "missing"),
        (["./missing", "text.txt"], 1, "there is no such file or folder"),
        (["small", "missing.txt"], 1, "missing.txt"),
        (["small", "text.txt", "--layer", "7"], 2, "--layer 7: the file has these"),
        (["small", "text.txt", "--device", "cuda"], 2, "--device cuda: the onnxruntime that is installed"),
        (["small", "text.txt", "--corpus", "text.txt"], 2, "--corpus text.txt: is for the words of a model"),
        (["small", "text.txt", "--window", "3"], 2, "--window 3: has no effect without contexts"),
        (["small", "text.txt", "--pool", "context"], 2, "--pool context: has no effect without contexts"),
        (["small", "text.txt", "--contexts", "-1"], 2, "must be a whole number of at least 0"),
        (["small", "text.txt", "--min-count", "99"], 1, "no word occurs 99 times"),
        (["small", "text.txt", "-o", "text.txt"], 2, "is a text to be read"),
        (["small", "text.txt", "--min-count", "1", "--checkpoint", "text.txt"], 1, "text.txt"),
    ],
)
def test_mistakes_are_one_line(firth, text, args, code, message):
    if args[0] == "missing":
        pytest.importorskip("transformers")
    output = [] if "-o" in args else ["-o", "d.safetensors"]
    done = firth("distil", *args, *output)
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert Path(text).read_text(encoding="utf-8") == TEXT


INTERRUPTED = """
import os, signal, sys
import firth.encoders.onnx_file as onnx
run, calls, number = onnx.OnnxNetwork.__call__, [], int(sys.argv.pop())
def interrupted(self, ids, mask):
    calls.append(1)
    if len(calls) == 9:
        os.kill(os.getpid(), number)
    return run(self, ids, mask)
onnx.OnnxNetwork.__call__ = interrupted
from firth.distillation.work import Alone, InContext
Alone.block = InContext.block = 2
from firth.cli import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_keeps_what_was_done_and_the_same_command_goes_on(firth, text, tmp_path, number):
    args = ["distil", "small", text, "-o", "d.safetensors", "--contexts", "5", "--min-count", "1"]
    (tmp_path / text).write_text(TEXT * 100, encoding="utf-8")
    words = "".join(f"{word}{'s' * more}\n" for word in ("a", "of", "tea", "cup", "bank") for more in range(3, 43))
    (tmp_path / "words").write_text(words, encoding="utf-8")
    program = [sys.executable, "-c", INTERRUPTED, *args, "--words", "words", "--batch-size", "2", str(int(number))]
    process = subprocess.run(program, cwd=tmp_path, stderr=subprocess.PIPE, text=True, check=False)
    assert process.returncode == 128 + number, process.stderr
    assert "are encoded, and kept in d.partial; the same command goes on" in process.stderr
    kept = library.load(tmp_path / "d.partial", "safetensors")
    assert 0 < kept.counts.sum() < 200
    done = firth(*args, "--words", "words", "--batch-size", 2)
    assert done.returncode == 0, done.stderr
    found, expected = library.load("d.safetensors"), library.distil("small", text, contexts=5, words=words.split())
    assert found.words == expected.words
    np.testing.assert_allclose(found.vectors, expected.vectors, rtol=1e-4)  # batches are others than in blocks of 2
    assert not (tmp_path / "d.partial").exists()
