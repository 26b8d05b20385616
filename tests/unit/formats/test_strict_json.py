"""JSON of strangers."""

import pytest

from firth.formats.strict_json import DEEPEST, finite_json, shallow_json


def nested(levels):
    return "[" * (levels - 1) + "[1]" + "]" * (levels - 1)


@pytest.mark.parametrize("read", [shallow_json, finite_json])
def test_documents_are_read_down_to_a_depth(read):
    assert read('{"a": [1, 2.5, null, {"b": true}]}') == {"a": [1, 2.5, None, {"b": True}]}
    assert read(nested(DEEPEST)) is not None
    for levels in (DEEPEST + 1, 400, 100_000):
        with pytest.raises(ValueError, match="more than 64 levels deep"):
            read(nested(levels))
        with pytest.raises(ValueError, match="more than 64 levels deep"):
            read('{"a":' * levels + "1" + "}" * levels)


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999", "-1e400"])
def test_numbers_that_json_does_not_have_are_refused_where_they_would_be_written_again(number):
    assert shallow_json(f"[{number}]")
    with pytest.raises(ValueError, match="is not a finite number"):
        finite_json(f"[{number}]")


@pytest.mark.parametrize("text", ["", "{", "[1,]", "9" * 5000, "x"])
def test_what_is_no_json_is_a_value_error(text):
    for read in (shallow_json, finite_json):
        with pytest.raises(ValueError):  # noqa: PT011 - the message is Python's
            read(text)
