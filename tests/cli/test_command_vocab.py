import json
import subprocess
import sys

import numpy as np
import pytest

from firth.text.word_lists import read_word_list
from firth.vectors.word_vectors import WordVectors

TEXT = "a a a a b b b c c d\n国王 x\n"


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_words_are_listed_with_their_counts_in_aligned_columns(firth, text):
    done = firth("vocab", text)
    assert done.returncode == 0
    assert done.stdout == "word  count\na         4\nb         3\nc         2\nd         1\nx         1\n国王      1\n"
    assert done.stderr == "12 tokens, 6 distinct words; 6 listed, 100.0% of the tokens\n"


def test_twenty_words_are_listed_unless_more_are_asked_for(firth):
    words = " ".join(f"w{number}" for number in range(30))
    done = firth("vocab", "-", stdin=words)
    assert len(done.stdout.splitlines()) == 21
    assert "30 tokens, 30 distinct words; 20 listed, 66.7% of the tokens" in done.stderr
    assert len(firth("vocab", "-", "--topn", "25", stdin=words).stdout.splitlines()) == 26


def test_settings_cut_the_list_and_lists_are_kept_or_looked_at_alone(firth, text, tmp_path):
    def words(*args):
        done = firth("vocab", text, "--json", *args)
        return [entry["word"] for entry in json.loads(done.stdout)["vocabulary"]]

    (tmp_path / "list").write_text("国王\nunicorn\nc\n", encoding="utf-8")
    assert words("--min-count", "2") == ["a", "b", "c"]
    assert words("--max-vocab", "2") == ["a", "b"]
    assert words("--min-count", "3", "--keep", "list") == ["a", "b", "c", "国王"]
    assert words("--max-vocab", "3", "--keep", "list") == ["a", "c", "国王"]
    assert words("--only", "list") == ["c", "国王"]
    assert words("--only", "list", "--min-count", "2") == ["c"]
    done = firth("vocab", text, "--only", "list", "--json")
    assert json.loads(done.stdout)["missing"] == ["unicorn"]
    assert json.loads(done.stdout)["share"] == 3 / 12
    assert done.stderr == "firth: note: not in there: 1 of the words of the list ('unicorn')\n"


def test_a_list_with_nothing_in_it_is_no_error(firth, text, tmp_path):
    (tmp_path / "list").write_text("unicorn\n")
    done = firth("vocab", text, "--only", "list")
    assert (done.returncode, done.stdout) == (0, "")
    assert "0 listed, 0.0% of the tokens" in done.stderr
    assert json.loads(firth("vocab", text, "--only", "list", "--json").stdout)["vocabulary"] == []
    firth("vocab", text, "--only", "list", "-o", "out.json")
    assert json.loads((tmp_path / "out.json").read_text()) == []


@pytest.mark.parametrize("name", ["out.tsv", "out.txt"])
def test_an_exported_list_holds_all_words_and_can_be_read_as_one(firth, text, tmp_path, name):
    done = firth("vocab", text, "-o", name)
    assert done.stdout == ""
    assert f"6 listed in {name}, 100.0%" in done.stderr
    assert (tmp_path / name).read_bytes() == "a\t4\nb\t3\nc\t2\nd\t1\nx\t1\n国王\t1\n".encode()
    assert read_word_list(tmp_path / name) == ("a", "b", "c", "d", "x", "国王")
    assert json.loads(firth("vocab", text, "-o", name, "--topn", "2", "--json").stdout)["listed"] == 2
    assert (tmp_path / name).read_text() == "a\t4\nb\t3\n"


def test_an_exported_json_file_is_a_list_of_words_and_counts(firth, text, tmp_path):
    firth("vocab", text, "-o", "out.json", "--min-count", "3")
    assert json.loads((tmp_path / "out.json").read_text()) == [{"word": "a", "count": 4}, {"word": "b", "count": 3}]


def test_a_word_with_a_tab_is_exported_to_json_alone(firth, tmp_path):
    WordVectors(["a\tb", "c"], np.eye(2, dtype=np.float32)).save(tmp_path / "v.safetensors")
    done = firth("vocab", "v.safetensors", "-o", "out.tsv")
    assert done.returncode == 1
    assert "'a\\tb' holds a tab or a line's end. Write .json" in done.stderr
    assert not (tmp_path / "out.tsv").exists()
    assert firth("vocab", "v.safetensors", "-o", "out.json").returncode == 0


def test_an_encoded_corpus_lists_what_it_holds(firth, text):
    firth("encode", text, "-o", "c.firth", "--min-count", "2")
    done = firth("vocab", "c.firth", "--topn", "1")
    assert done.stdout == "word  count\na         4\n"
    assert done.stderr == "12 tokens, 3 words held; 1 listed, 33.3% of the tokens\n"
    firth("encode", text, "-o", "c.firth", "--min-count", "1")
    assert "6 distinct words" in firth("vocab", "c.firth").stderr


def test_a_model_lists_what_it_holds_the_commonest_first(firth, tmp_path):
    vectors = np.eye(2, dtype=np.float32)
    info = {"corpus": {"tokens_read": 10}}
    WordVectors(["rare", "common"], vectors, None, np.array([1, 4]), info).save(tmp_path / "m.safetensors")
    done = firth("vocab", "m.safetensors")
    assert done.stdout == "word    count\ncommon      4\nrare        1\n"
    assert done.stderr == "10 tokens, 2 words held; 2 listed, 50.0% of the tokens\n"


def test_a_model_without_counts_lists_its_words(firth, tmp_path):
    (tmp_path / "v.txt").write_text("2 2\nking 1 0\nqueen 0 1\n")
    done = firth("vocab", "v.txt")
    assert done.stdout == "word   count\nking       -\nqueen      -\n"
    assert done.stderr == "2 words held; 2 listed\n"
    firth("vocab", "v.txt", "-o", "out.txt")
    assert (tmp_path / "out.txt").read_text() == "king\nqueen\n"
    done = firth("vocab", "v.txt", "--min-count", "2")
    assert done.returncode == 1
    assert "words without counts: leave --min-count 2 out" in done.stderr


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (["model.safetensors", "text.txt"], 2, "are listed by themselves; leave the others out"),
        (["model.safetensors", "--lowercase"], 2, "--lowercase: has no effect"),
        (["text.txt", "-o", "out.csv"], 2, "end it in one of .tsv, .txt, .json"),
        (["text.txt", "-o", "text.txt"], 2, "is a text to be read, and would be replaced"),
        (["text.txt", "-o", "none/out.tsv"], 1, "there is no folder"),
        (["none.firth"], 1, "there is no such encoded corpus"),
        (["text.txt", "--keep", "text.txt", "--only", "text.txt"], 2, "not allowed with"),
    ],
)
@pytest.mark.usefixtures("model")
def test_wrong_use_is_said(firth, text, args, code, message):
    done = firth("vocab", *args)
    assert done.returncode == code
    assert message in done.stderr
    assert done.stdout == ""
    assert text.read_text(encoding="utf-8") == TEXT


def test_counting_loads_nothing_of_training(text):
    script = (
        f"import sys, firth.cli\ntry: firth.cli.main(['vocab', {str(text)!r}])\nexcept SystemExit: print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "国王" in done.stdout
    assert not {"firth.training.train", "firth.kernels.negative_sampling"} & set(done.stdout.split())


def test_a_file_can_be_said_to_hold_vectors_and_text_begins_with_an_empty_line(firth, tmp_path):
    (tmp_path / "m.txt").write_text("2 2\na 1 0\nb 0 1\n")
    assert "2 words held" in firth("vocab", "m.txt").stderr
    assert "8 tokens, 5 distinct words" in firth("vocab", "-", stdin="\n2 2\na 1 0\nb 0 1\n").stderr
    assert "begin it with an empty line" in firth("vocab", "-", stdin="2 2\na 1 0\nb 0 1\n").stderr
    (tmp_path / "glove.txt").write_text("a 1 0\nb 0 1\n")
    assert "6 tokens" in firth("vocab", "glove.txt").stderr
    assert "2 words held" in firth("vocab", "glove.txt", "--model").stderr
    done = firth("vocab", "m.txt", "glove.txt", "--model")
    assert done.returncode == 2
    assert "m.txt: is a file of vectors, whose words are listed by themselves" in done.stderr


@pytest.mark.parametrize("text", ["1 2\n1 6\n450 230\n", "2019 12\nwas a good year\n", "3 4\n5 6\n7 8\n"])
def test_a_text_that_begins_with_two_numbers_is_a_text(firth, tmp_path, text):
    (tmp_path / "e.txt").write_text(text)
    document = json.loads(firth("vocab", "e.txt", "--json").stdout)
    assert document["tokens"] == len(text.split())
