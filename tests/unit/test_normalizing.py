"""Spelling made the same, of texts and of queries."""

import subprocess
import sys

import pytest

from firth import normalizing
from firth.config import ReadConfig
from firth.errors import MissingExtraError
from firth.normalizing import normalizer, query_forms, unified

SETTINGS = {"nfkc": True, "chinese_script": "simplified", "digits": "zero", "lowercase": True}


@pytest.fixture
def no_opencc(monkeypatch):
    monkeypatch.setitem(sys.modules, "opencc", None)
    normalizing._converter.cache_clear()
    yield
    normalizing._converter.cache_clear()


def test_without_settings_there_is_nothing_to_do():
    assert normalizer({}) is None
    assert normalizer(ReadConfig().as_dict()) is None
    assert normalizer(ReadConfig(digits="drop").as_dict()) is None


@pytest.mark.parametrize(
    ("setting", "text", "changed"),
    [
        ({"nfkc": True}, "ＡＢＣ１２３，ﬁ ㎏ e\u0301", "ABC123,fi kg é"),
        ({"lowercase": True}, "ÉCOLE Straße", "école straße"),
        ({"digits": "zero"}, "4S店 1,984 ३ ３", "0S店 0,000 0 0"),
        ({"chinese_script": "simplified"}, "電腦與頭髮", "电脑与头发"),
        ({"chinese_script": "traditional"}, "电脑与头发", "電腦與頭髮"),
        (SETTINGS, "ＡＢＣ 電腦 ３", "abc 电脑 0"),
    ],
)
def test_each_setting_changes_what_it_is_for(setting, text, changed):
    assert normalizer(setting)(text) == changed


def test_small_sigma_is_the_final_one_at_the_end_of_each_word():
    assert normalizer({"lowercase": True})("ΣΑΣ\nΟΔΟΣ") == "σας\nοδος"


def test_steps_can_be_left_out():
    assert normalizer(SETTINGS, {"nfkc", "chinese_script"})("Ａ１電") == "A1电"
    assert normalizer(SETTINGS, set()) is None


@pytest.mark.usefixtures("no_opencc")
def test_converting_needs_opencc():
    with pytest.raises(MissingExtraError, match=r"firth\[chinese\]"):
        normalizer({"chinese_script": "simplified"})


def test_there_is_one_apostrophe_and_one_hyphen():
    assert unified("\u200fdon’t ‘n＇ Jean‐Luc co\u00adop") == "don't 'n' Jean-Luc coop"


@pytest.mark.parametrize(
    ("word", "reading", "forms"),
    [
        ("New York", {}, ["New York"]),
        ("tea", SETTINGS, ["tea"]),
        ("TEA 1", SETTINGS, ["TEA 1", "tea 0"]),
        ("電腦", SETTINGS, ["電腦", "电脑"]),
        ("New York", {**SETTINGS, "phrases": 2}, ["New York", "New_York", "new york", "new_york"]),
        (
            "機器 學習",
            {"chinese_script": "simplified", "phrases": 1},
            ["機器 學習", "機器學習", "机器 学习", "机器学习"],
        ),
        ("AI 芯片", {"phrases": 1}, ["AI 芯片", "AI_芯片"]),
        ("don’t", {"tokenizer": "words"}, ["don’t", "don't"]),
        ("don’t", {"tokenizer": "whitespace"}, ["don’t"]),
        ("TEA", {"lowercase": "no", "chinese_script": ["?"], "phrases": None}, ["TEA"]),
    ],
)
def test_a_query_is_tried_as_it_is_and_as_the_text_was_read(word, reading, forms):
    assert list(query_forms(word, reading)) == forms


@pytest.mark.usefixtures("no_opencc")
def test_opencc_is_only_asked_for_chinese_characters_that_are_not_found():
    assert list(query_forms("TEA", SETTINGS)) == ["TEA", "tea"]
    forms = query_forms("電腦", SETTINGS)
    assert next(forms) == "電腦"
    with pytest.raises(MissingExtraError, match="OpenCC"):
        next(forms)


def test_asking_loads_no_library_of_tokenizing():
    script = "import sys, firth.vectors.word_vectors; print(*{'regex', 'opencc', 'jieba', 'rjieba'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
