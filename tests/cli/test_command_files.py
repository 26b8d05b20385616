import json

import numpy as np
import pytest

from firth.vectors import load


def test_info_says_what_a_model_holds(firth, model):
    done = firth("info", model)
    assert done.returncode == 0
    assert "\nwords        6\n" in done.stdout
    assert "\ncontexts     yes\n" in done.stdout
    assert "\nconfig\n  window  5" in done.stdout


def test_info_as_json_is_one_document(firth, model):
    done = firth("info", model, "--json")
    document = json.loads(done.stdout)
    assert done.stderr == ""
    assert document["format"] == "safetensors"
    assert (document["words"], document["dimensions"]) == (6, 2)
    assert document["bytes"] == model.stat().st_size
    assert document["info"] == {"config": {"window": 5}}
    assert document["first_words"][:3] == ["king", "queen", "国王"]


@pytest.mark.parametrize(("name", "format_name"), [("out.bin", "word2vec-binary"), ("out.txt", "word2vec-text")])
def test_a_model_survives_conversion_and_what_is_left_out_is_said(firth, model, tmp_path, name, format_name):
    there = firth("convert", model, name)
    assert there.returncode == 0
    assert there.stdout == ""
    assert f"{format_name} files hold words and vectors only; left out: contexts, counts, info" in there.stderr
    assert json.loads(firth("info", name, "--json").stdout)["format"] == format_name
    back = firth("convert", name, "back.safetensors")
    assert "left out" not in back.stderr
    before, after = load(model), load(tmp_path / "back.safetensors")
    assert after.words == before.words
    np.testing.assert_array_equal(after.vectors, before.vectors)


def test_formats_can_be_named_against_the_ending(firth, model, tmp_path):
    assert firth("convert", model, "out.dat", "--to", "word2vec-text").returncode == 0
    assert (tmp_path / "out.dat").read_text("utf-8").startswith("6 2\nking 1 0\n")
    assert firth("convert", "out.dat", "out.bin", "--from", "word2vec-text").returncode == 0
    wrong = firth("convert", "out.dat", "out2.bin", "--from", "safetensors")
    assert wrong.returncode == 1
    assert not (tmp_path / "out2.bin").exists()


def test_dropped_rows_of_a_foreign_file_are_reported_once(firth, tmp_path):
    (tmp_path / "twice.vec").write_text("3 1\ntea 1\ntea 2\noak 3\n", encoding="utf-8")
    done = firth("convert", "twice.vec", "once.safetensors")
    assert "their word stood there before, or was empty: 1" in done.stderr
    assert load(tmp_path / "once.safetensors").words == ("tea", "oak")
    assert "empty" not in firth("convert", "once.safetensors", "again.vec").stderr


def test_a_conversion_onto_itself_is_wrong_use(firth, model):
    before = model.read_bytes()
    done = firth("convert", model, model)
    assert done.returncode == 2
    assert "is the model itself" in done.stderr
    assert model.read_bytes() == before


@pytest.mark.parametrize(
    ("output", "code", "message"),
    [
        ("out.xyz", 2, "its ending names no format"),
        ("", 2, "is empty; name a file"),
        ("no/out.bin", 1, "there is no folder"),
    ],
)
def test_a_target_that_cannot_be_is_found_out_first(firth, model, output, code, message):
    done = firth("convert", model, output)
    assert done.returncode == code
    assert message in done.stderr
