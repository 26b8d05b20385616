"""`firth refine`, `firth combine` and `firth retrofit`: vectors made of vectors."""

import json

import numpy as np

from firth.vectors.word_vectors import WordVectors, load


def test_refine_does_what_it_says(firth, model):
    done = firth("refine", model, "-o", "r.safetensors", "--center", "--dimensions", 2)
    assert done.returncode == 0, done.stderr
    assert "of 2 dimensions" in done.stderr
    assert "remove" not in done.stderr
    rows = load("r.safetensors").vectors
    assert rows.shape[1] == 2
    assert np.abs(rows.mean(axis=0)).max() < 1e-5


def test_json_has_the_same_keys_whatever_was_done(firth, model, tmp_path):
    (tmp_path / "l.txt").write_text(" ".join(load(model).words[:2]), encoding="utf-8")
    for command in (("refine", model, "--center"), ("combine", model, model), ("retrofit", model, "l.txt")):
        made = f"{command[0]}.safetensors"
        found = json.loads(firth(*command, "-o", made, "--json").stdout)
        vectors = load(made)
        size = (tmp_path / made).stat().st_size
        assert {**found, "output": made, "bytes": size, "words": len(vectors)} == found
        assert found["dimensions"] == vectors.vectors.shape[1]
        assert not any(" " in key for key in found)


def test_refine_says_that_nothing_was_asked(firth, model):
    done = firth("refine", model, "-o", "r.safetensors")
    assert done.returncode == 2
    assert "error: say what to do" in done.stderr


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


def test_errors_are_in_the_words_of_the_command_line(firth, model, tmp_path):
    (tmp_path / "l.txt").write_text("", encoding="utf-8")
    (tmp_path / "other.vec").write_text("nothing 1 2\nshared 3 4\n", encoding="utf-8")
    out = "-o", "out.safetensors"
    for args, message in (
        (("retrofit", model, "l.txt"), "error: l.txt: there is no list in it"),
        (("combine", model, "other.vec"), "error: 2 models: share no word"),
        (("combine", model, model, "--weight", "2"), "error: --weight 2.0: give one for each"),
        (("combine", model), f"error: {model}: give two files of vectors or more"),
    ):
        done = firth(*args, *out)
        assert done.returncode == 2
        assert message in done.stderr


def test_what_was_refined_says_why_it_has_no_contexts(firth, model):
    firth("refine", model, "-o", "r.safetensors", "--center")
    done = firth("predict", "r.safetensors", load(model).words[0])
    assert done.returncode != 0
    assert "were refined, and such have no contexts" in done.stderr


def test_a_model_of_ids_is_called_one(firth):
    WordVectors([5, 7], np.eye(2)).save("ids.safetensors")
    assert "of_ids" in firth("info", "ids.safetensors").stdout
    done = firth("evaluate", "ids.safetensors", "english")
    assert "these words in whole numbers, which are ids" in done.stderr


def test_an_unknown_ending_lists_formats_that_are_written(firth, model):
    done = firth("convert", model, "a.foo")
    assert "fasttext-bin" in done.stderr
    assert "spacy" not in done.stderr
