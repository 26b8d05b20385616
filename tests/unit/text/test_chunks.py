import pytest
from hypothesis import given
from hypothesis import strategies as st

from firth.errors import CorpusError
from firth.text import chunks
from firth.text.chunks import Piece, cut_text
from firth.text.split_points import at_line_end
from firth.text.whitespace import end_of_last_whitespace


def pieces(*blocks, cut=end_of_last_whitespace, errors="strict"):
    return list(cut_text("t", iter(blocks), cut, errors))


@given(text=st.text(st.sampled_from("ab é國\n\u3000"), max_size=60), size=st.integers(1, 20))
def test_pieces_lose_nothing_know_their_line_and_never_cut_a_word(text, size):
    data = text.encode()
    done = b""
    for line, piece in pieces(*(data[at : at + size] for at in range(0, len(data), size))):
        assert line == done.count(b"\n") + 1
        assert piece.decode()[-1].isspace()
        done += piece
    assert done == data + b"\n"


def test_whole_lines_are_cut_by_lines():
    assert pieces(b"a b\nc", b" d\ne", cut=at_line_end) == [
        Piece(1, b"a b\n"),
        Piece(2, b"c d\n"),
        Piece(3, b"e\n"),
    ]


def test_a_long_line_with_blanks_is_given_in_pieces_of_a_block():
    lengths = [len(piece.data) for piece in pieces(*[b"0123456789abcd " * 1000] * 100)]
    assert len(lengths) == 101
    assert max(lengths) == 15_000


def test_a_long_stretch_is_searched_in_linear_time():
    searched = []

    def nowhere(data):
        searched.append(len(data))
        return 0

    pieces(*[b"x" * 10] * 1000, cut=nowhere)
    assert sum(searched) <= 2 * 10_000


def test_a_stretch_without_a_place_to_cut_is_refused_before_it_fills_the_memory(monkeypatch):
    monkeypatch.setattr(chunks, "_LONGEST", 1000)
    taken = []

    def endless():
        yield b"one line\n"
        while True:
            taken.append(None)
            yield "國".encode() * 100

    with pytest.raises(CorpusError, match=r"big\.txt, line 2: .*without any place to cut.*--tokenizer jieba"):
        list(cut_text("big.txt", endless(), end_of_last_whitespace, "strict"))
    assert len(taken) < 10


def test_a_nul_names_the_line_and_is_a_blank_if_errors_are_replaced():
    blocks = b"one\ntwo ", b"three\nfo\0ur"
    with pytest.raises(CorpusError, match=r"t, line 3: a NUL byte.*binary file.*--errors replace"):
        pieces(*blocks)
    assert b"".join(piece.data for piece in pieces(*blocks, errors="replace")) == b"one\ntwo three\nfo ur\n"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
@pytest.mark.parametrize(
    "text", ["Plain English words, as they come.\n" * 5, "我们在北京的学校里学习，\n他们也来了。 " * 5]
)
def test_a_nul_of_wide_units_says_which_encoding_it_is(encoding, text):
    with pytest.raises(CorpusError, match=f"--encoding {encoding}"):
        pieces(text.encode(encoding))
