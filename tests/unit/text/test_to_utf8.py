import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firth.config import ReadConfig
from firth.detect_encoding import guessed_encodings
from firth.errors import CorpusError, TextEncodingError
from firth.text.sources import read_chunks
from firth.text.to_utf8 import encoding_error, utf8_blocks

SIMPLIFIED = (
    "今天早上天气很好，我和朋友一起去公园里散步。路上我们看到很多人在跑步，也有一些老人在下棋。"
    "他说这个城市过去没有这么多树，现在的环境比从前好多了。我们还讨论了工作上的问题，最后决定下个星期再见面。"
)
TRADITIONAL = (
    "今天早上天氣很好，我和朋友一起去公園裡散步。路上我們看到很多人在跑步，也有一些老人在下棋。"
    "他說這個城市過去沒有這麼多樹，現在的環境比從前好多了。我們還討論了工作上的問題，最後決定下個星期再見面。"
)
JAPANESE = "昨日は友だちと一緒に公園へ行きました。天気がとてもよかったので、たくさんの人が歩いていました。"
KOREAN = "오늘 아침에는 날씨가 좋아서 친구와 함께 공원을 걸었습니다. 많은 사람들이 그곳에서 이야기를 하고 있었다."
FRENCH = "Déjà l'été s'achève, et les élèves préfèrent être à la forêt où l'eau était fraîche. Ça m'a plu, très."
POLISH = "Zażółć gęślą jaźń, mówił król, a wieś żyła spokojnie jeszcze długo, aż książę wrócił z łąki."
RUSSIAN = "Сегодня утром была хорошая погода, и мы пошли гулять в парк вместе с друзьями."


def text_of_bytes(data, size=1 << 20, **fields):
    return b"".join(chunk.data for chunk in read_chunks([io.BytesIO(data)], ReadConfig(**fields), size=size))


def tokens_of(data, size=1 << 20, **fields):
    return text_of_bytes(data, size, **fields).decode()


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-32-be", "gb18030", "big5hkscs", "shift_jis", "utf-8-sig"]
)
@given(text=st.text(st.sampled_from("ab \n。国東の"), max_size=30), size=st.integers(1, 9))
@settings(max_examples=30, deadline=None)
def test_text_in_any_encoding_is_the_text_wherever_blocks_end(encoding, text, size):
    text = text if encoding.startswith(("utf", "gb")) else text.replace("国", "東")
    assert tokens_of(text.encode(encoding), size, encoding=encoding) == text + "\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "gb18030"])
def test_a_byte_order_mark_is_dropped_in_every_encoding(encoding):
    assert tokens_of("\ufeffone\ufeff two".encode(encoding), 1, encoding=encoding) == "one\ufeff two\n"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
@pytest.mark.parametrize("order", ["le", "be"])
def test_other_encodings_are_known_by_their_byte_order_mark(encoding, order):
    data = "\ufeffone two".encode(f"{encoding}-{order}")
    with pytest.raises(CorpusError, match=f"byte-order mark of {encoding.upper()}.*--encoding {encoding}"):
        tokens_of(data)
    assert tokens_of(data, encoding=encoding) == "one two\n"


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_bytes_that_are_not_of_the_encoding_name_file_line_and_byte(size):
    data = "一行\n二行\n坏".encode("gb18030") + b"\xff\n"
    with pytest.raises(TextEncodingError, match="<stream>, line 3: byte 0xff is not valid GB18030") as caught:
        tokens_of(data, size, encoding="gb18030")
    assert caught.value.line == 3
    assert tokens_of(data, size, encoding="gb18030", errors="replace") == "一行\n二行\n坏\ufffd\n\n"


def test_a_text_that_ends_inside_a_character_is_an_error():
    with pytest.raises(TextEncodingError, match=r"line 2: the text ends in the middle of a character.* of UTF-16-BE"):
        tokens_of("a\nb".encode("utf-16-be")[:-1], encoding="utf-16-be")


@pytest.mark.parametrize("size", [1, 4, 1000])
@pytest.mark.parametrize("text", ["\n一 国", "one\ntwo don’", "a\né", "a\n\U0001f600"])
def test_utf8_that_ends_inside_a_character_was_cut_and_is_in_no_other_encoding(text, size):
    for length in range(1, len(text[-1].encode())):
        data = text[:-1].encode() + text[-1].encode()[:length]
        with pytest.raises(TextEncodingError, match="line 2: the text ends in the middle of a character") as caught:
            tokens_of(data, size)
        assert caught.value.is_cut
        assert "probably cut" in str(caught.value)
        assert "--errors replace" in str(caught.value)
        assert "gb18030" not in str(caught.value)
        assert text_of_bytes(data, size, errors="replace") == data + b"\n"  # replaced by who splits it


def test_text_of_another_encoding_is_not_called_cut():
    data = (SIMPLIFIED.encode("gb18030") + "国".encode()[:2]) * 2
    assert text_of_bytes(data) == data + b"\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "gb18030"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "gb18030"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (KOREAN, "euc_kr"),
        (FRENCH, "cp1252"),
        (POLISH, "iso8859-2"),
        (POLISH, "cp1250"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (SIMPLIFIED + "\nPlain English.", "utf-16-le"),
        (TRADITIONAL + "\nPlain English.", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("cut", [60, 101, 400])
def test_a_few_sentences_tell_their_encoding(text, encoding, cut):
    assert guessed_encodings(text.encode(encoding)[:cut])[0] == encoding


def test_an_alphabet_that_is_not_in_the_list_is_known_by_statistics():
    greek = "Σήμερα το πρωί ο καιρός ήταν πολύ καλός και πήγαμε μαζί με τους φίλους μας στο πάρκο. " * 5
    assert greek.encode("iso8859-7").decode(guessed_encodings(greek.encode("iso8859-7"))[0]) == greek


@pytest.mark.parametrize("data", [b"plain ascii", b"", b"one slip \xff only", b"a b\0c d\n", bytes(range(256)) * 4])
def test_what_says_nothing_gives_no_guess(data):
    assert guessed_encodings(data) == []


def error_of(data):
    with pytest.raises(UnicodeDecodeError) as caught:
        data.decode()
    return encoding_error("t", 7, caught.value)


def test_the_error_says_what_the_text_looks_like():
    error = error_of(SIMPLIFIED.encode("gb18030"))
    assert error.looks_like[0] == "gb18030"
    assert "It looks like gb18030: pass encoding='gb18030' (--encoding gb18030)" in str(error)


def test_mixed_encodings_are_called_so():
    error = error_of((SIMPLIFIED + "\n").encode() + SIMPLIFIED.encode("gb18030"))
    assert error.is_mixed
    assert "From here it looks like gb18030" in str(error)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
@pytest.mark.parametrize(
    ("data", "says"),
    [
        (SIMPLIFIED.encode("gb18030"), "looks like gb18030"),
        (SIMPLIFIED.encode("utf-16-le"), "looks like utf-16-le"),
        (SIMPLIFIED.encode(), "looks like utf-8"),
        (b"to be or not to be", "name the order of its bytes: --encoding utf-(16|32)-le, or utf-(16|32)-be"),
    ],
)
def test_what_has_no_mark_is_not_read_as_text_that_has_one(encoding, data, says):
    with pytest.raises(CorpusError, match=f"t does not begin with a byte-order mark, as .*{says}"):
        list(utf8_blocks("t", iter([data]), ReadConfig(encoding=encoding)))
    assert list(utf8_blocks("t", iter([]), ReadConfig(encoding=encoding))) == []


def test_utf8_is_known_by_whoever_takes_it_for_something_else():
    with pytest.raises(TextEncodingError, match="It looks like utf-8"):
        list(utf8_blocks("t", iter([SIMPLIFIED.encode()]), ReadConfig(encoding="gb18030")))


def test_an_error_without_a_guess_still_says_what_to_do():
    assert "Convert the file to UTF-8" in str(error_of(b"good bad \xff line"))


def test_half_of_a_surrogate_pair_in_utf7_is_an_error_of_the_text():
    with pytest.raises(CorpusError, match=r"line 2: half of a surrogate pair"):
        tokens_of(b"a b\n+2AA- c\n", encoding="utf-7")
    assert tokens_of(b"a b\n+2AA- c\n", encoding="utf-7", errors="replace").split() == ["a", "b", "\ufffd", "c"]


def test_a_stream_that_has_ended_is_not_read_again():
    blocks = [b"a b\n", b""]

    class Terminal:
        def read(self, _):
            return blocks.pop(0)  # fails behind the end

    assert b"".join(chunk.data for chunk in read_chunks([Terminal()], ReadConfig())).split() == [b"a", b"b"]
