import json

import pytest

TEXTBOOK = "国王 喜欢 城堡 女王 喜欢 城堡"


def samples(done):
    """The samples in a table: the third column of each line."""
    table = done.stdout.split("\n\n")[0].splitlines()[1:]
    return " ".join(line.split(maxsplit=2)[2] for line in table)


def test_skipgram_pairs_of_four_letters(firth):
    done = firth("pairs", "A B C D", "--window", 1)
    assert samples(done) == "(A,B) (B,A) (B,C) (C,B) (C,D) (D,C)"
    done = firth("pairs", "A B C D", "--window", 1, "--json")
    assert json.loads(done.stdout) == [list("AB"), list("BA"), list("BC"), list("CB"), list("CD"), list("DC")]


def test_cbow_samples_of_four_letters(firth):
    done = firth("pairs", "A B C D", "--window", 1, "--architecture", "cbow")
    assert samples(done) == "([B],A) ([A,C],B) ([B,D],C) ([C],D)"
    done = firth("pairs", "A B C D", "--window", 1, "--architecture", "cbow", "--json")
    assert json.loads(done.stdout) == [[["B"], "A"], [["A", "C"], "B"], [["B", "D"], "C"], [["C"], "D"]]


def test_a_word_twice_in_a_window_is_two_pairs_and_two_updates(firth):
    done = firth("pairs", TEXTBOOK, "--window", 2, "--position", 2)
    assert samples(done) == "(城堡,国王) (城堡,喜欢) (城堡,女王) (城堡,喜欢)"
    assert "the pair (城堡,喜欢) is there 2 times, and is 2 updates" in done.stdout


def test_a_word_twice_in_a_window_has_twice_the_weight_in_one_mean(firth):
    done = firth("pairs", TEXTBOOK, "--window", 2, "--position", 2, "--architecture", "cbow")
    assert samples(done) == "([国王,喜欢,女王,喜欢],城堡)"
    assert "the weight 2/4 in one mean, and the window is one update" in done.stdout


def test_json_holds_the_words_as_they_are(firth):
    done = firth("pairs", TEXTBOOK, "--window", 2, "--position", 2, "--json")
    assert json.loads(done.stdout) == [["城堡", word] for word in ("国王", "喜欢", "女王", "喜欢")]
    assert "城堡" in done.stdout
    assert done.stderr == ""


def test_a_line_is_a_sentence_and_no_window_leaves_it(firth):
    done = firth("pairs", "-", "--json", stdin="A B\r\n\r\nC D")
    assert json.loads(done.stdout) == [["A", "B"], ["B", "A"], ["C", "D"], ["D", "C"]]


def test_a_lone_word_has_no_pairs(firth):
    done = firth("pairs", "A", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout) == []


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        ([" "], 1, "holds no words"),
        (["A B", "--position", "2"], 2, "--position 2: must be from 0 to 1"),
        (["A B", "--window", "0"], 2, "--window 0: must be from 1"),
    ],
)
def test_wrong_use_is_explained(firth, args, code, message):
    done = firth("pairs", *args)
    assert done.returncode == code
    assert message in done.stderr


def test_a_window_may_be_the_whole_sentence(firth):
    done = firth("pairs", "A B C D\nE F", "--window", "sentence", "--architecture", "cbow")
    assert samples(done) == "([B,C,D],A) ([A,C,D],B) ([A,B,D],C) ([A,B,C],D) ([F],E) ([E],F)"
    done = firth("pairs", "A B", "--window", "all")
    assert (done.returncode, done.stderr.count("or the word sentence")) == (2, 1)
