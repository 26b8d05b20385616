import pytest

from firth.errors import CorpusError, SourceError
from firth.text.word_lists import read_word_list


def test_a_list_has_a_word_a_line_and_anything_behind_a_tab(tmp_path):
    path = tmp_path / "words.txt"
    path.write_bytes("\ufefftea\r\n\n  \t \n国王\t12\t3\n new york \ntea\nend".encode())
    assert read_word_list(path) == ("tea", "国王", "new york", "end")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"tea\n\t12\n", "line 2: there is nothing before the tab"),
        (b"tea\ncaf\xe9\n", "line 2: byte 0xe9 is not valid UTF-8"),
        (b"\n \n", "lists no words"),
    ],
)
def test_a_wrong_line_is_named(tmp_path, content, message):
    path = tmp_path / "words.txt"
    path.write_bytes(content)
    with pytest.raises(CorpusError, match=rf"words\.txt.*{message}"):
        read_word_list(path)


def test_a_list_that_cannot_be_read_is_a_source_error(tmp_path):
    for name in ("none.txt", "."):
        with pytest.raises(SourceError, match="this list of words cannot be read"):
            read_word_list(tmp_path / name)


def test_a_path_with_a_nul_is_a_source_error():
    with pytest.raises(SourceError, match="this list of words cannot be read"):
        read_word_list("a\0b")
