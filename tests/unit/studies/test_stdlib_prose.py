import ast
import sysconfig
import time
import warnings
from collections import Counter
from pathlib import Path

import pytest

from firth.errors import CorpusError
from firth.studies.demo import stdlib_prose
from firth.studies.demo.stdlib_prose import NEIGHBOURS, PROBES, sentences

SOURCE = '''
"""Read a file. Return
its words!

>>> read("x")
['the', 'answer']

    value = read(name)
"""

import os  # the usual module, of course


class Reader:
    # A comment of two
    # lines, with os.path.join() in it.
    #
    # def commented(out): return x[0] + y[1]
    def read(self):
        "It doesn't read \\d twice."
'''


@pytest.fixture(scope="module")
def prose():
    """All sentences, and the seconds they took."""
    begun = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = list(sentences())
    return found, time.process_time() - begun


@pytest.fixture
def library(tmp_path, monkeypatch):
    """A made-up standard library that holds enough files."""
    monkeypatch.setattr(sysconfig, "get_path", lambda _name: str(tmp_path))
    monkeypatch.setattr(stdlib_prose, "_FEWEST_FILES", 1)
    return tmp_path


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_docstrings_and_comments_become_lower_cased_sentences_without_code(library):
    write(library, "reader.py", SOURCE)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = [" ".join(words) for words in sentences()]
    assert found == [
        "read a file",
        "return its words",
        "it doesn't read twice",
        "the usual module of course",
        "a comment of two lines with in it",
    ]


def test_help_topics_are_the_long_strings_of_their_file(library):
    write(
        library,
        "pydoc_data/topics.py",
        "topics = {'if': 'The statement\\nis used for choice.', 'no': 'a b c'}",
    )
    assert list(sentences()) == [["the", "statement", "is", "used", "for", "choice"]]


def test_files_come_in_the_order_of_their_paths_and_tests_are_left_out(library):
    for name in ("b.py", "a/c.py", "test/d.py", "site-packages/e.py", "a/tests/f.py"):
        write(library, name, f"# words of file {name[:-3].rpartition('/')[2]}\n")
    assert [words[-1] for words in sentences()] == ["c", "b"]


def test_a_file_that_does_not_parse_still_gives_its_comments(library):
    write(library, "broken.py", "# one two three\ndef broken(:\n")
    assert list(sentences()) == [["one", "two", "three"]]


def test_a_docstring_below_a_condition_is_found(library):
    write(library, "branch.py", "if x:\n    pass\nelse:\n    def f():\n        'It is found here.'\n")
    assert list(sentences()) == [["it", "is", "found", "here"]]


def test_a_missing_library_is_an_error_that_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(sysconfig, "get_path", lambda _name: str(tmp_path / "python311.zip"))
    with pytest.raises(CorpusError, match=r"python311\.zip has 0 source files.*full installation"):
        next(sentences())


def test_this_python_has_enough_prose_in_a_few_seconds(prose):
    found, seconds = prose
    assert 300_000 < sum(map(len, found)) < 900_000
    assert seconds < 15  # about 3 on a quiet machine


def test_words_are_lower_case_letters_with_at_most_an_apostrophe_inside(prose):
    words = {word for sentence in prose[0] for word in sentence}
    odd = [word for word in words if not word.replace("'", "", 1).isalpha() or word != word.lower()]
    assert odd == []


def test_every_word_that_is_asked_about_is_common_enough_to_be_trained(prose):
    counts = Counter(word for sentence in prose[0] for word in sentence)
    asked = {word for probe in PROBES for word in probe} | set(NEIGHBOURS)
    assert {word: counts[word] for word in asked if counts[word] < 20} == {}


def test_there_are_ten_probes_and_none_twice():
    assert len(set(PROBES)) == len(PROBES) == 10
    assert all(len(set(probe)) == 4 for probe in PROBES)


def test_docstrings_come_in_the_order_of_the_file():
    source = Path(ast.__file__).read_text(encoding="utf-8")
    places = [source.find(text) for text in stdlib_prose._docstrings(source)]
    assert len(places) > 20
    assert places == sorted(places)
