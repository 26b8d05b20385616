"""What is done to a text between its source and its words, by the settings."""

import string
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firth.concurrency.worker_processes import WorkerProcesses
from firth.config import ReadConfig
from firth.errors import CorpusError, MissingExtraError
from firth.text.split_points import at_line_end
from firth.text.whitespace import end_of_last_whitespace
from firth.tokenize import chinese
from firth.tokenize.pipeline import prepared


def segmented(pieces, workers=1, **settings):
    """The words of each piece."""
    with prepared(ReadConfig(**settings), workers) as preparation:
        words, lengths = preparation.segment(pieces)
        ends = list(accumulate(lengths.tolist()))
        assert sum(lengths) == len(words)
        return [words[end - length : end] for end, length in zip(ends, lengths.tolist(), strict=True)]


def test_plain_reading_needs_nothing():
    with prepared(ReadConfig(), 1) as preparation:
        assert preparation.text is preparation.segment is preparation.lines is None
        assert preparation.cut is end_of_last_whitespace


@pytest.mark.parametrize(
    ("settings", "piece", "words"),
    [
        ({"lowercase": True}, "Tea,", ["tea,"]),
        ({"nfkc": True}, "ＴＥＡ´s", ["TEA", "\u0301s"]),
        ({"digits": "zero"}, "1984,", ["0000,"]),
        ({"digits": "drop"}, "1,984.5", []),
        ({"digits": "drop"}, "4th", ["4th"]),
        ({"digits": "drop"}, "...", ["..."]),
        ({"chinese_script": "simplified"}, "電腦", ["电脑"]),
        ({"tokenizer": "words"}, "(Don’t)", ["Don't"]),
        ({"tokenizer": "words"}, "--", []),
        ({"tokenizer": "words", "nfkc": True}, "1990，2000；3：４．５", ["1990", "2000", "3", "4.5"]),
        ({"tokenizer": "words", "lowercase": True, "digits": "zero"}, "F-16!", ["f-00"]),
        ({"tokenizer": "words", "digits": "drop"}, "1914-1918", []),
        ({"tokenizer": "characters"}, "e\u0301a，中。\0", ["e\u0301", "a", "，", "中", "。"]),
        ({"tokenizer": "characters", "digits": "drop"}, "a12", ["a"]),
        ({"tokenizer": "characters", "chinese_script": "traditional"}, "头发", ["頭", "髮"]),
    ],
)
def test_each_setting_does_what_it_says(settings, piece, words):
    assert segmented([piece, "x", piece], **settings) == [words, ["x"], words]


@pytest.mark.parametrize("name", ["jieba", "rjieba"])
def test_chinese_is_segmented_and_what_stands_in_it_stays_whole(name):
    assert segmented(
        [
            "他买了T恤和iPhone手机，don't用AT&T.",
            "state-of-the-art程序3.14，2019年1,000元4S店",
            "O’Neill。U.S.军队café里カメラ",
            "「……」",
            "tea",
        ],
        tokenizer=name,
    ) == [
        ["他", "买", "了", "T恤", "和", "iPhone", "手机", "don't", "用", "AT", "T"],
        ["state-of-the-art", "程序", "3.14", "2019", "年", "1,000", "元", "4S店"],
        ["O'Neill", "U.S.", "军队", "café", "里", "カメラ"],
        [],
        ["tea"],
    ]


def test_spelling_that_dictionaries_do_not_know_comes_after_the_segmenter():
    assert segmented(["ＴＥＡ在4S店，买T恤"], tokenizer="rjieba", nfkc=True, lowercase=True, digits="zero") == [
        ["tea", "在", "0s店", "买", "t恤"]
    ]
    assert segmented(["计算机的头发"], tokenizer="rjieba", chinese_script="traditional") == [["計算機", "的", "頭髮"]]
    assert segmented(["計算機的頭髮"], tokenizer="rjieba", chinese_script="simplified") == [["计算机", "的", "头发"]]


def test_helper_processes_cut_as_one_process_does(monkeypatch):
    monkeypatch.setattr("firth.tokenize.pipeline._BATCH", 5)
    pieces = ["我来到北京清华大学，然后回家。", "他来到了网易杭研大厦", "don't", "工信处女干事，每月", "，"]
    assert segmented(pieces, tokenizer="jieba", workers=2) == segmented(pieces, tokenizer="jieba")


def test_jieba_writes_nothing_into_the_shared_folder(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "jieba.cache").write_bytes(b"planted")
    assert chinese.make_jieba()("北京大学\n") == ["北京大学", "\n"]
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"planted"]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["jieba", "rjieba"])
def test_a_segmenter_that_is_missing_is_missed_at_once(name, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=r"firth\[chinese\]"), prepared(ReadConfig(tokenizer=name), 2):
        pass


SIGNS = st.sampled_from([*"aBé1中文字，。.-'’!_４Ａ電腦 \n\u3000", "don't", "3.14", "北京", "我来到", "。他", "U.S."])
TEXTS = st.lists(SIGNS, max_size=30).map("".join)
READINGS = [
    {"tokenizer": name, "sentence_ends": ends, **more}
    for name in ("words", "characters", "rjieba")
    for ends in ("lines", "punctuation")
    for more in ({}, {"nfkc": True, "lowercase": True, "chinese_script": "simplified", "digits": "drop"})
]


@pytest.fixture(scope="module")
def preparations():
    contexts = [prepared(ReadConfig(**reading), 1) for reading in READINGS]
    yield [context.__enter__() for context in contexts]
    for context in contexts:
        context.__exit__(None, None, None)


def read(preparation, data):
    """Sentences of words, as the encoder makes them."""
    lines = (preparation.text(data) if preparation.text else data).decode().split("\n")
    return [preparation.segment(line.split()).words for line in lines]


@pytest.mark.parametrize("number", range(len(READINGS)))
@settings(max_examples=30)
@given(text=TEXTS, size=st.integers(1, 40))
def test_what_is_read_does_not_depend_on_the_cuts(preparations, number, text, size):
    preparation = preparations[number]
    data = text.encode()
    whole = read(preparation, data)
    sentences = [[]]
    carried = b""
    for start in range(0, len(data), size):
        block = data[start : start + size]
        if end := preparation.cut(block):
            first, *rest = read(preparation, carried + block[:end])
            sentences[-1] += first
            sentences += rest
            carried = b""
        carried += block[end:]
    first, *rest = read(preparation, carried)
    sentences[-1] += first
    assert sentences + rest == whole


class TestFunctionsOfTheUser:
    @staticmethod
    def words(function, line, **settings):
        with prepared(ReadConfig(tokenizer=function, **settings), 2) as preparation:
            assert preparation.segment is None
            assert preparation.cut is at_line_end
            return preparation.lines(line)

    def test_they_are_given_whole_lines(self):
        assert self.words(lambda line: line.split(", "), "New York, Rome") == ["New York", "Rome"]

    def test_their_lines_and_words_are_spelt_as_the_settings_say(self):
        seen = []
        words = self.words(
            lambda line: seen.append(line) or line.split(), "ＴＥＡ 12 a1", nfkc=True, lowercase=True, digits="drop"
        )
        assert seen == ["TEA 12 a1"]
        assert words == ["tea", "a1"]

    @pytest.mark.parametrize(
        ("function", "message"),
        [
            (string.capwords, r"capwords returned the string 'To Be', not words\. Return a list"),
            (lambda line: [*line.split(), ""], r"returned '' among the words"),
            (lambda _: [1], r"returned 1 among the words"),
            (lambda _: None, r"failed at 'to be': TypeError: 'NoneType' object is not iterable"),
            (lambda line: (1 / 0 for _ in line), r"failed at 'to be': ZeroDivisionError"),
            (lambda _: ["\ud800"], r"surrogates"),
        ],
    )
    def test_what_they_do_wrong_is_said(self, function, message):
        with pytest.raises(CorpusError, match=message):
            self.words(function, "to be")


def test_no_helper_is_started_before_it_is_needed():
    with prepared(ReadConfig(tokenizer="jieba"), 2) as preparation, pytest.MonkeyPatch.context() as patch:
        patch.setattr(WorkerProcesses, "_start", None)
        assert preparation.segment([]).words == []
