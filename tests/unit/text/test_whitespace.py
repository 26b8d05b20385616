import pytest

from firth.text.whitespace import end_of_last_whitespace, valid


@pytest.mark.parametrize("bad", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xc0\x80", b"\xf5\x80\x80\x80", b"\xe2\x80"])
def test_invalid_utf8_fails_or_is_replaced_as_python_replaces_it(bad):
    data = b"good " + bad + b" x" + bad + b"y "
    with pytest.raises(UnicodeDecodeError):
        valid(data, "strict")
    assert valid(data, "replace").decode() == data.decode(errors="replace")


@pytest.mark.parametrize("good", [b"", b"plain", "caf\u00e9 \u56fd\U0001f600".encode()])
def test_valid_utf8_is_passed_through(good):
    assert valid(good, "strict") is good


@pytest.mark.parametrize(
    ("data", "end"),
    [(b"ab cd", 3), (b"ab\ncd ef\n", 9), (b"abc", 0), (b"", 0), (b"a\tb", 2), ("a\u3000b".encode(), 4)],
)
def test_the_last_whitespace_is_found_from_behind(data, end):
    assert end_of_last_whitespace(data) == end
