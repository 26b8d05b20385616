import json

import numpy as np
import pytest

from firth.vectors.word_vectors import load

FAST = ("--vector-size", 8, "--workers", 1)


def test_a_text_becomes_a_model_and_a_summary(firth, corpus, tmp_path):
    done = firth("factorize", corpus, "-o", "model.safetensors", "--window", 2, "--memory-limit", "2MB", *FAST)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    for fact in (
        "read         10,000 tokens in 1,000 sentences",
        "vocabulary   72 words",
        "counted      26,000 pairs, ",
        "whose mutual information is positive",
        "of the matrix' sum of squares",
        "written      model.safetensors (",
    ):
        assert fact in done.stderr
    model = load(tmp_path / "model.safetensors")
    assert model.vectors.shape == model.contexts.shape == (72, 8)
    assert model.info["config"]["memory_limit"] == 2_000_000
    assert {word.split("_")[0] for word, _ in model.most_similar("subject0_word0", topn=5)} == {"subject0"}


def test_json_is_one_document_and_nothing_else(firth, corpus, tmp_path):
    done = firth("factorize", "-", "-o", "model.vec", "--json", "--quiet", *FAST, stdin=corpus.read_bytes())
    summary = json.loads(done.stdout)
    assert done.stderr == ""
    assert summary["bytes"] == (tmp_path / "model.vec").stat().st_size
    assert (summary["words"], summary["dimensions"]) == (72, 8)
    assert summary["corpus"]["sources"] == ["<stdin>"]
    assert summary["factorization"]["distinct_pairs"] > 1_000


def test_the_same_file_whatever_the_memory(firth, corpus, tmp_path):
    for name, memory in (("small", "1MB"), ("large", "1GB")):
        firth("factorize", corpus, "-o", f"{name}.safetensors", "--memory-limit", memory, "--quiet", *FAST)
    small, large = (load(tmp_path / f"{name}.safetensors") for name in ("small", "large"))
    np.testing.assert_array_equal(small.vectors, large.vectors)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--memory-limit", "1kB"], "--memory-limit 1000: must be at least 1,000,000"),
        (["--memory-limit", "much"], "must be a size such as 500MB or 2GB, not 'much'"),
        (["--shift", "0"], "--shift 0.0: must be from 0.001"),
        (["--vector-size", "72"], "--vector-size 72: must be below the number of words, which is 72"),
        (["--negative", "5"], "unrecognized arguments: --negative"),
        (["-o", "model.xyz"], "its ending names no format"),
        (["-o", "corpus.txt"], "is a text to be read"),
    ],
)
def test_wrong_use_is_refused_and_leaves_no_file(firth, corpus, tmp_path, options, message):
    done = firth("factorize", corpus, "-o", "model.bin", *options)
    assert done.returncode == 2
    assert message in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["corpus.txt"]


def test_a_missing_text_is_a_failed_job(firth):
    done = firth("factorize", "missing.txt", "-o", "model.bin")
    assert done.returncode == 1
    assert "no such file" in done.stderr
