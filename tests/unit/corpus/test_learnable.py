"""A text whose sentences have one word each teaches nothing: the same finding by every door, before the training."""

import pandas as pd
import pytest

import firth
from firth.corpus.learnable import check_learnable
from firth.errors import ConfigError, CorpusError

QUICK = {"min_count": 1, "vector_size": 1, "workers": 1}


def one_word_a_line(tmp_path, words=("tea", "cup")):
    path = tmp_path / "words.txt"
    path.write_text("\n".join(words * 20), encoding="utf-8")
    return path


def saved(tmp_path):
    firth.encode(one_word_a_line(tmp_path), min_count=1).save(tmp_path / "words.firth")
    return str(tmp_path / "words.firth")


DOORS = {
    "lists of one word": (lambda _: [["tea"], ["cup"]] * 50, r"A list of words is one sentence.*\[words\]"),
    "a list of words": (lambda _: ["tea", "cup"] * 50, r"list of such lists, \[words\]"),
    "a generator": (lambda _: ([word] for word in ["tea", "cup"] * 50), "A list of words is one sentence"),
    "a column of ids": (lambda _: pd.Series(["12", "7"] * 50), r"grouped: frame\.groupby"),
    "a column of lists": (lambda _: pd.Series([["12"], ["7"]] * 50), r"grouped: frame\.groupby"),
    "strings nested as words": (
        lambda _: [["the tea is hot"], ["a cup of tea"]] * 50,
        r"'.*' is one word here: a string in a list of words is not cut\. .*\['the tea is hot', .*text\.split\(\)",
    ),
    "a file": (one_word_a_line, r"words\.txt: each of the 40 sentences has one word.*tr '\\n' ' '"),
    "an open file": (lambda path: one_word_a_line(path).open("rb"), "each of the 40 sentences"),
    "a saved corpus": (saved, r"words\.txt: each of the 40 sentences has one word"),
    "a corpus": (lambda path: firth.load_corpus(saved(path)), "each of the 40 sentences has one word"),
    "ids": (lambda _: firth.EncodedCorpus.from_ids([[0], [1]], words=["a", "b"]), "ids of one walk or session"),
    "Chinese lines": (
        lambda path: one_word_a_line(path, ("我喜欢喝热茶", "她不喜欢咖啡。")),
        r"is a sentence without blanks.*tokenizer='jieba'",
    ),
}


@pytest.mark.parametrize("text", [["お茶を飲みます", "コーヒーが好きです"], ["ฉันชอบดื่มชา", "เขาไม่ชอบกาแฟ"]])
def test_a_language_without_blanks_is_told_of_tokenizers(text):
    with pytest.raises(CorpusError, match=r"a sentence without blanks.*or a function of yours"):
        firth.train(text * 5, **QUICK)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("learn", [firth.train, firth.factorize], ids=["train", "factorize"])
def test_by_every_door_such_a_text_is_refused_with_the_remedy(door, learn, tmp_path):
    make, message = DOORS[door]
    text = make(tmp_path)
    try:
        with pytest.raises(CorpusError, match=message):
            learn(text, **QUICK)
    finally:
        if hasattr(text, "close"):
            text.close()


@pytest.mark.parametrize("door", ["lists of one word", "a list of words", "a file", "a column of ids"])
def test_its_words_can_still_be_counted(door, tmp_path):
    corpus = firth.encode(DOORS[door][0](tmp_path), min_count=1)
    assert corpus.vocabulary.counts.tolist() == [corpus.ids.size // 2] * 2


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"min_count": 2}, r"with min_count=2, 4 of 8 tokens remain.*Give a smaller min_count, or more text"),
        ({"max_vocab": 1}, r"with min_count=1 and max_vocab=1, 4 of .* Give a larger max_vocab, or more text"),
    ],
)
def test_what_dropping_words_leaves_alone_is_laid_to_the_setting(settings, message, tmp_path):
    text = [["tea", "a"], ["tea", "b"], ["tea", "c"], ["tea", "d"]]
    firth.encode(text, min_count=1).save(tmp_path / "c.firth")
    for given in (text, str(tmp_path / "c.firth")):
        with pytest.raises(CorpusError, match=message):
            firth.train(given, **(QUICK | settings))


def test_some_sentences_of_one_word_are_fine():
    check_learnable(firth.encode([["tea"], ["a", "cup"], ["tea"]], min_count=1))
    assert len(firth.train([["tea"], ["a", "cup"], ["tea"]], sample=0, **QUICK)) == 3


def test_holding_out_all_sentences_of_two_words_is_laid_to_the_share():
    text = [["tea"]] * 9 + [["a", "cup"]]
    drawn = 0
    for seed in range(40):
        try:
            firth.train(text, **QUICK, validation_share=0.3, seed=seed, epochs=1)
        except ConfigError as error:
            assert "leaves only sentences of one word to train on" in str(error)  # noqa: PT017 - drawn by some seeds
            drawn += 1
        except CorpusError as error:
            assert "held-out text has no two words" in str(error)  # noqa: PT017 - the same
    assert drawn
