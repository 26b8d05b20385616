"""Text that teaches nothing, and vectors in its place, at the commands: refused where vectors are to be made."""

import pytest

WORDS = "tea\ncup\n" * 6
VECTORS = "3 20\n" + "".join(f"{word} {' '.join(['0.25'] * 20)}\n" for word in "abc")


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "words.txt").write_text(WORDS, encoding="utf-8")
    (tmp_path / "v.vec").write_text(VECTORS, encoding="utf-8")


@pytest.mark.usefixtures("files")
def test_a_word_a_line_is_refused_for_training_and_counted_otherwise(firth):
    assert firth("vocab", "words.txt").returncode == 0
    assert firth("encode", "words.txt", "-o", "words.firth").returncode == 0
    for text in ("words.txt", "words.firth"):
        for command in ("train", "factorize"):
            done = firth(command, text, "-o", "v.safetensors", "--vector-size", "1")
            assert done.returncode == 1
            assert "words.txt: each of the 12 sentences has one word" in done.stderr
            assert "on one line" in done.stderr


@pytest.mark.usefixtures("files")
def test_vectors_are_listed_as_words_and_not_trained_on(firth):
    assert "a " in firth("vocab", "v.vec").stdout
    for command in (
        ("train", "v.vec", "-o", "v.safetensors"),
        ("encode", "v.vec", "-o", "v.firth"),
        ("doctor", "v.vec"),
    ):
        done = firth(*command)
        assert done.returncode == 1
        assert "v.vec holds vectors (a word and its numbers in each line), not text" in done.stderr
