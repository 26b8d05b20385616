"""`firth refine`, `firth combine` and `firth retrofit`: vectors made of vectors."""

import json

import numpy as np

from firth.vectors.word_vectors import load


def test_refine_does_what_it_says(firth, model):
    done = firth("refine", model, "-o", "r.safetensors", "--center", "--dimensions", 2)
    assert done.returncode == 0, done.stderr
    assert "of 2 dimensions" in done.stderr
    assert "remove" not in done.stderr
    rows = load("r.safetensors").vectors
    assert rows.shape[1] == 2
    assert np.abs(rows.mean(axis=0)).max() < 1e-5


def test_refine_says_that_nothing_was_asked(firth, model):
    done = firth("refine", model, "-o", "r.safetensors")
    assert done.returncode == 2
    assert "say what to do" in done.stderr


def test_combine_gives_json_of_what_was_made(firth, model):
    assert firth("refine", model, "-o", "r.safetensors", "--center", "--quiet").stdout == ""
    done = firth("combine", model, "r.safetensors", "-o", "c.safetensors", "--json")
    found = json.loads(done.stdout)
    assert found["words"] == len(load(model))
    assert found["dimensions"] == 2 * load(model).vectors.shape[1]
    assert firth("combine", model, "-o", "c.safetensors").returncode == 2


def test_retrofit_pulls_words_together(firth, model, tmp_path):
    first, second, *_ = load(model).words
    (tmp_path / "l.txt").write_text(f"{first} {second}\n", encoding="utf-8")
    done = firth("retrofit", model, "l.txt", "-o", "m.safetensors")
    assert done.returncode == 0, done.stderr
    assert load("m.safetensors").similarity(first, second) > load(model).similarity(first, second)


def test_a_source_is_not_written_over(firth, model, tmp_path):
    before = (tmp_path / model).read_bytes()
    done = firth("refine", model, "-o", model, "--center")
    assert done.returncode == 2
    assert "Name another file" in done.stderr
    assert (tmp_path / model).read_bytes() == before


def test_a_word2vec_target_says_what_it_does_not_hold(firth, model):
    done = firth("refine", model, "-o", "r.vec", "--center")
    assert "left out: counts, info" in done.stderr
