"""The evaluation sets that come with Firth keep their rules."""

import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[3]
OWN = ROOT / "src" / "firth" / "evaluation" / "questions" / "own"
LANGUAGES = ("english", "chinese")
FILES = sorted(OWN.glob("*.txt"))
KINDS = {
    "english": {"facts", "meaning", "inflection", "derivation"},
    "chinese": {"facts", "meaning", "inflection", "derivation", "script", "measure"},
}


def sections(name):
    """(title, lines) of each section."""
    found = []
    for line in (OWN / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith(": "):
            found.append((line[2:], []))
        elif line and not line.startswith("#"):
            found[-1][1].append(line)
    return found


def pairs(lines):
    return [(source, target.split("/")) for source, target in (line.split(" ") for line in lines)]


class Section(NamedTuple):
    language: str
    title: str
    lines: list[str]


RELATIONS = [Section(language, *section) for language in LANGUAGES for section in sections(language)]
GROUPS = [Section(language, *section) for language in LANGUAGES for section in sections(f"outliers_{language}")]

each_relation = pytest.mark.parametrize("relation", RELATIONS, ids=lambda it: f"{it.language} {it.title}")
each_group = pytest.mark.parametrize("group", GROUPS, ids=lambda it: f"{it.language} {it.title}")


def assert_is_a_word(word, language):
    assert word == unicodedata.normalize("NFC", word)
    assert re.fullmatch("[a-z]+" if language == "english" else "[\u4e00-\u9fff]+", word), word


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_files_are_plain_utf8_with_a_licence(path):
    data = path.read_bytes()
    assert b"\r" not in data
    assert b"\t" not in data
    assert data.endswith(b"\n")
    assert not data.startswith(b"\xef\xbb\xbf")
    text = data.decode()
    assert "MIT" in text.split("\n:")[0]
    assert all(line == line.strip() for line in text.split("\n"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_some_forty_relations_or_more_of_every_kind(language):
    titles = [title for title, _ in sections(language)]
    assert 40 <= len(titles) == len(set(titles)) <= 60
    assert {title.split(", ")[0] for title in titles} == KINDS[language]


@each_relation
def test_a_title_is_a_kind_and_a_name(relation):
    assert re.fullmatch(rf"({'|'.join(KINDS[relation.language])}), [^,:]+", relation.title)


@each_relation
def test_a_relation_has_at_least_25_pairs(relation):
    assert len(relation.lines) >= 25


@each_relation
def test_a_line_is_two_words_and_a_second_answer_stands_behind_a_slash(relation):
    for line in relation.lines:
        assert re.fullmatch(r"[^ /]+ [^ /]+(/[^ /]+)*", line), line


@each_relation
def test_words_are_single_words_in_small_letters(relation):
    for source, targets in pairs(relation.lines):
        for word in (source, *targets):
            assert_is_a_word(word, relation.language)


@each_relation
def test_no_source_stands_twice_in_a_relation_and_no_answer_twice_in_a_pair(relation):
    assert [word for word, times in Counter(source for source, _ in pairs(relation.lines)).items() if times > 1] == []
    assert all(len(targets) == len(set(targets)) for _, targets in pairs(relation.lines))


@each_relation
def test_no_word_is_its_own_answer(relation):
    assert [source for source, targets in pairs(relation.lines) if source in targets] == []


@each_relation
def test_an_answer_is_right_for_six_sources_at_most(relation):
    uses = Counter(target for _, targets in pairs(relation.lines) for target in targets)
    assert {word: times for word, times in uses.items() if times > 6} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_pair_stands_in_two_relations(language):
    lines = Counter(line for _, lines in sections(language) for line in lines)
    assert [line for line, times in lines.items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_sources_share_an_answer_a_comment_says_so(language):
    text = (OWN / f"{language}.txt").read_text(encoding="utf-8")
    for title, lines in sections(language):
        uses = Counter(targets[0] for _, targets in pairs(lines))
        before = text[: text.index(f": {title}\n")].splitlines()[-1]
        assert max(uses.values()) == 1 or before.startswith("# "), title


def test_a_traditional_form_differs_from_the_simplified_one_but_not_in_length():
    for title, lines in sections("chinese"):
        if title.startswith("script"):
            assert all(len(source) == len(target) for source, targets in pairs(lines) for target in targets)


def test_traditional_forms_are_those_of_opencc():
    opencc = pytest.importorskip("opencc")
    convert = opencc.OpenCC("t2s").convert
    for title, lines in sections("chinese"):
        if title.startswith("script"):
            assert [
                (source, targets) for source, targets in pairs(lines) if {source} != set(map(convert, targets))
            ] == []


def test_chinese_words_are_in_simplified_characters_but_for_the_answers_of_script():
    opencc = pytest.importorskip("opencc")
    convert = opencc.OpenCC("t2s").convert
    for title, lines in (*sections("chinese"), *sections("outliers_chinese")):
        if not title.startswith("script"):
            assert [line for line in lines if convert(line) != line] == [], title


def test_a_common_segmenter_keeps_chinese_words_whole():
    rjieba = pytest.importorskip("rjieba")
    for title, lines in (*sections("chinese"), *sections("outliers_chinese")):
        if not title.startswith("script"):
            words = {word for line in lines for word in re.split("[ /]", line)}
            assert [word for word in sorted(words) if len(rjieba.cut(word)) > 1] == [], title


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_ten_to_sixteen_groups_for_outliers(language):
    titles = [title for title, _ in sections(f"outliers_{language}")]
    assert 10 <= len(titles) == len(set(titles)) <= 16


@each_group
def test_a_group_is_eight_words_and_eight_outliers_all_distinct(group):
    members, outliers = (line.split(" ") for line in group.lines)
    assert len(members) == len(outliers) == 8
    assert len({*members, *outliers}) == 16
    for word in (*members, *outliers):
        assert_is_a_word(word, group.language)


def test_the_page_lists_every_relation_with_its_number_of_pairs():
    page = (ROOT / "docs" / "own_sets.md").read_text(encoding="utf-8")
    for relation in RELATIONS:
        kind, name = relation.title.split(", ")
        assert f"| {kind} | {name} | {len(relation.lines)} |" in page
