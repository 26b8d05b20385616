"""Spelling made the same, of texts and of queries."""

import subprocess
import sys
import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from firth import normalizing
from firth.config import ReadConfig
from firth.errors import MissingExtraError
from firth.normalizing import INVISIBLE, normalizer, query_forms, unified, without_invisible
from firth.tokenize.pipeline import Segmented, prepared

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
    assert unified("don’t ‘n＇ Jean‐Luc") == "don't 'n' Jean-Luc"


def test_what_nobody_sees_goes_but_for_joiners_inside_words():
    assert without_invisible("\u200fco\u00adop\u200e \u202btea\u202c\ufe0f") == "coop tea"
    assert without_invisible("\u200dمی\u200cروم\u200c") == "می\u200cروم"
    assert without_invisible("中\u200d国 👩\u200d💻") == "中国 👩\u200d💻"
    assert without_invisible("ខ្មែរ\u200bខ្មែរ") == "ខ្មែរ ខ្មែរ"


def test_every_invisible_character_of_unicode_is_known():
    drawn = regex.compile(r"\p{Prepended_Concatenation_Mark}")
    unseen = regex.compile(r"[\p{Cf}\p{Default_Ignorable_Code_Point}]|\p{Cc}")
    every = [chr(code) for code in range(sys.maxunicode + 1) if not chr(code).isspace()]
    known = {chr(code) for first, last in INVISIBLE for code in range(first, last + 1)}
    assert {character for character in every if unseen.match(character) and not drawn.match(character)} == known


PIECES = st.lists(
    st.sampled_from([*"aBéя中ك1_-'’", "e\u0301", "क्", "ि", "\u200c", "\u200d", "\ufe0f", "\u200b", "\u200e", "\u061c"])
    | st.sampled_from(["\u202b", "\u2069", "\u00ad", "\ufeff", "\u3164", "\U000e0100", "\u034f", "ﬁ", "１", "。"]),
    max_size=8,
)


@pytest.fixture(scope="module", params=["whitespace", "words", "characters", "rjieba"])
def tokenizer(request):
    return request.param


@pytest.fixture(
    scope="module", params=[{}, {"nfkc": True, "lowercase": True, "digits": "zero"}], ids=["kept", "changed"]
)
def reader(request, tokenizer):
    """The settings of reading, and the function that cuts pieces between whitespace."""
    reading = ReadConfig(tokenizer=tokenizer, **request.param)
    with prepared(reading, 1) as preparation:
        yield reading, preparation.segment or (lambda pieces: Segmented(pieces, None))


@given(pieces=PIECES)
def test_a_question_finds_the_only_word_of_a_text_that_is_spelt_like_it(reader, pieces):
    reading, segment = reader
    text = "".join(pieces)
    words = segment(text.split()).words
    if len(words) == 1 and not regex.search(r"^[\p{P} ]|[\p{P} ]$", without_invisible(text)):
        assert words[0] in list(query_forms(text, reading.as_dict()))


@pytest.mark.parametrize("reading", [{}, {"tokenizer": "words"}, {"nfkc": True}])
def test_a_question_finds_the_other_canonical_form(reading):
    assert "cafe\u0301" in query_forms("café", reading) or reading.get("nfkc")
    assert "café" in query_forms("cafe\u0301", reading)


@pytest.mark.parametrize(
    "word", ["y\u00ea\u0301u", "vi\u00ea\u0323t", "\u01b0\u0301ng", "\u01b0\u0323", "\u0103\u0300n"]
)
def test_a_question_finds_vietnamese_whose_tones_are_apart(word):
    """As encoding="cp1258" reads it."""
    for typed in (unicodedata.normalize("NFC", word), unicodedata.normalize("NFD", word)):
        assert word in query_forms(typed, {})


def test_a_question_with_invisible_marks_finds_the_word_without_them_whatever_cut_the_text():
    assert "שלום" in query_forms("\u202bשלום\u202c", {"tokenizer": "whitespace"})
    assert next(query_forms("\u202bשלום", {"tokenizer": "whitespace"})) == "\u202bשלום"


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
