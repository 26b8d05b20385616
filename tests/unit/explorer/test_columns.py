import re

import pytest

from firth.errors import FormatError, SourceError
from firth.explorer.columns import read_columns


@pytest.fixture
def table(tmp_path):
    def write(content):
        path = tmp_path / "words.tsv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_values_are_given_by_column_and_word(table):
    content = "\ufeffword\tkind\tage\r\nking\tnoun\t9\r\n国王\tnoun\t\r\n\r\n<b>\tmarkup\t1\r\n"
    assert read_columns(table(content)) == {
        "kind": {"king": "noun", "国王": "noun", "<b>": "markup"},
        "age": {"king": "9", "<b>": "1"},
    }


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty. A table of words has a heading"),
        ("word\nking\n", "line 1: its columns must have names"),
        ("word\tkind\tkind\n", "line 1: its columns must have names, each its own"),
        ("word\t\n", "line 1: its columns must have names"),
        ("\nword\tkind\nking\tnoun\nqueen\n", "line 4: 2 cells were expected, and there are 1"),
        ("word\tkind\nking\ta\tb\n", "line 2: 2 cells were expected, and there are 3"),
        ("word\tkind\nking\ta\n\nking\tb\n", "line 4: 'king' is in line 2 too"),
        ("king\tperson\ntea\tdrink\nqueen\tperson\n", "line 1: 'person' is a value, and no name of a column"),
        ("king\t9.5\ntea\t8\n", "line 1: '9.5' is a value, and no name of a column. Put a heading above it."),
        (b"word\tkind\nking\t\xff\n", "line 2: it is not valid UTF-8"),
    ],
)
def test_what_is_no_table_is_an_error_that_names_the_line(table, content, message):
    path = table(content)
    with pytest.raises(FormatError, match=re.escape(f"{path}") + ".*" + re.escape(message)):
        read_columns(path)


def test_years_are_names_of_columns(table):
    assert read_columns(table("word\t1990\t2000\nking\t7\t8\n")) == {"1990": {"king": "7"}, "2000": {"king": "8"}}


def test_a_missing_file_is_an_error_that_names_it(tmp_path):
    with pytest.raises(SourceError, match=r"none\.tsv cannot be read: No such file"):
        read_columns(tmp_path / "none.tsv")
