import json

import numpy as np
import pytest

from firth.vectors.word_vectors import WordVectors, load


def test_info_says_what_a_model_holds(firth, model):
    done = firth("info", model)
    assert done.returncode == 0
    assert "\nwords        6\n" in done.stdout
    assert "\ncontexts     yes\n" in done.stdout
    assert "\nnodes        no\n" in done.stdout
    assert "\nconfig\n  window  5" in done.stdout


def test_info_describes_words(firth, model):
    done = firth("info", model, "--word", "queen", "--word", "国王")
    assert done.returncode == 0
    assert (
        done.stdout == "queen\n  row     1\n  count   5\n  length  1\n\n国王\n  row     2\n  count   4\n  length  1\n"
    )


def test_info_shows_the_huffman_code_and_path_of_a_word(firth, tree_model):
    done = firth("info", tree_model, "--word", "tea")
    assert done.stdout == "tea\n  row     2\n  count   2\n  length  3\n  code    110\n  path    0 1 2\n"
    document = json.loads(firth("info", tree_model, "--word", "the", "--word", "国王", "--json").stdout)
    assert document == [
        {"word": "the", "row": 0, "count": 8, "length": 3.0, "code": "0", "path": [0]},
        {"word": "国王", "row": 3, "count": 1, "length": 3.0, "code": "111", "path": [0, 1, 2]},
    ]
    assert json.loads(firth("info", tree_model, "--json").stdout)["nodes"] is True


def test_info_reports_a_word_it_cannot_describe_and_goes_on(firth, tmp_path):
    WordVectors(["tea", "bad"], np.ones((2, 1))).save(tmp_path / "v.safetensors")
    content = (tmp_path / "v.safetensors").read_bytes()
    one, nan = np.float32(1).tobytes(), np.float32("nan").tobytes()
    (tmp_path / "v.safetensors").write_bytes(content.replace(one + one, one + nan))
    done = firth("info", "v.safetensors", "--word", "teas", "--word", "bad", "--word", "tea", "--json")
    assert done.returncode == 1
    assert "'teas' is not among the 2 words" in done.stderr
    assert "vector of 'bad' holds NaN" in done.stderr
    assert json.loads(done.stdout) == [{"word": "tea", "row": 0, "count": None, "length": 1.0}]


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


def test_a_model_becomes_fasttexts_and_comes_back(firth, model, tmp_path):
    there = firth("convert", model, "out.bin", "--to", "fasttext-bin")
    assert "fasttext-bin files hold words, vectors, contexts, counts and subwords only; left out: info" in there.stderr
    shown = json.loads(firth("info", "out.bin", "--json").stdout)
    assert (shown["format"], shown["info"]["fasttext"]["ws"]) == ("fasttext-bin", 5)
    assert "left out" not in firth("convert", "out.bin", "back.safetensors").stderr
    before, after = load(model), load(tmp_path / "back.safetensors")
    for part in ("vectors", "contexts", "counts"):
        np.testing.assert_array_equal(getattr(after, part), getattr(before, part))


def test_a_view_is_converted_alone(firth, model, tmp_path):
    assert firth("convert", model, "both.txt", "--view", "concat").returncode == 0
    assert (tmp_path / "both.txt").read_text("utf-8").startswith("6 4\nking 1 0 1 0\n")
    done = firth("convert", model, "contexts.safetensors", "--view", "context")
    assert "left out" not in done.stderr
    view = load(tmp_path / "contexts.safetensors")
    assert view.info["view"] == "context"
    np.testing.assert_array_equal(view.vectors, load(model).contexts)
    again = firth("convert", "contexts.safetensors", "mean.bin", "--view", "mean")
    assert again.returncode == 1
    assert "are the view 'context'" in again.stderr
    assert not (tmp_path / "mean.bin").exists()


def test_nodes_that_a_format_cannot_hold_are_said(firth, tree_model, tmp_path):
    assert "left out: nodes, counts\n" in firth("convert", tree_model, "out.bin").stderr
    assert "left out" not in firth("convert", tree_model, "again.safetensors").stderr
    assert (tmp_path / "again.safetensors").read_bytes() == tree_model.read_bytes()


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


def test_only_the_first_rows_are_read_by_every_command_that_loads(firth, tmp_path):
    (tmp_path / "m.vec").write_text("3 2\ntea 1 0\ncup 1 1\nsea 0 1\n")
    assert "sea" not in firth("similar", "m.vec", "tea", "--limit", 2).stdout
    assert "sea" in firth("similar", "m.vec", "tea").stdout
    assert json.loads(firth("info", "m.vec", "--limit", 2, "--json").stdout)["words"] == 2
    assert "2 words of 2 dimensions" in firth("convert", "m.vec", "two.safetensors", "--limit", 2).stderr
    assert list(load(tmp_path / "two.safetensors").words) == ["tea", "cup"]
    assert "at least 1" in firth("similar", "m.vec", "tea", "--limit", 0).stderr


def test_words_in_another_encoding_are_read_by_its_name(firth, tmp_path):
    (tmp_path / "m.vec").write_bytes("3 2\n年轻 1 0\n日子 1 1\nsea 0 1\n".encode("gbk"))
    assert firth("similar", "m.vec", "年轻", "--topn", 1, "--encoding", "gbk").stdout.split()[2] == "日子"
    assert "日子" in firth("vocab", "m.vec", "--encoding", "gbk").stdout
    firth("convert", "m.vec", "m.safetensors", "--encoding", "gbk")
    assert list(load(tmp_path / "m.safetensors").words) == ["年轻", "日子", "sea"]
    done = firth("info", "m.vec", "--encoding", "gkb")
    assert done.returncode == 2
    assert "--encoding gkb: " in done.stderr


@pytest.mark.parametrize("encoding", ["utf-16", "idna"])
@pytest.mark.parametrize("command", [("similar", "m.vec", "tea"), ("info", "m.vec"), ("vocab", "m.vec")])
def test_an_encoding_that_the_file_cannot_have_is_one_line(firth, tmp_path, command, encoding):
    (tmp_path / "m.vec").write_text("2 2\ntea 0.5 1\ncup 1 0.5\n", encoding="utf-8")
    done = firth(*command, "--encoding", encoding)
    assert done.returncode == 2
    assert done.stderr.startswith(f"firth: error: --encoding {encoding}: ")
    assert done.stderr.count("\n") == 1


def test_fewer_bytes_for_each_value_and_what_they_cost(firth, model, tmp_path):
    done = firth("convert", model, "small.safetensors", "--dtype", "int8")
    assert done.returncode == 0
    assert "note: int8: 1 - cosine to the exact vectors is " in done.stderr
    assert "of the ten nearest of 6 words" in done.stderr
    np.testing.assert_allclose(load(tmp_path / "small.safetensors").vectors, load(model).vectors, atol=0.05)
    assert "stored_as" in firth("info", "small.safetensors").stdout
    refused = firth("convert", model, "small.bin", "--dtype", "int8")
    assert refused.returncode != 0
    assert "word2vec-binary files hold float32" in refused.stderr


def test_a_model_becomes_files_of_other_programs_and_comes_back(firth, model, tmp_path):
    for name in ("v.npz", "v.npy", "vectors.tsv", "v.parquet", "v.arrow"):
        assert firth("convert", model, name).returncode == 0
        assert firth("convert", name, "back.safetensors").returncode == 0
        np.testing.assert_array_equal(load(tmp_path / "back.safetensors").vectors, load(model).vectors)
    assert firth("convert", "v.npz", "v.parquet", "--limit", "2").returncode == 0
    assert len(load(tmp_path / "v.parquet")) == 2
