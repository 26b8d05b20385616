"""Numbers read in blocks are those that ``float`` makes, by NumPy as by the kernel for large files."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firth.formats.word2vec.decimals import parse_many, parse_rows

PARSERS = pytest.mark.parametrize("parse", [parse_rows, parse_many])

ODD = ["0", "-0", "-0.0", "1", ".5", "-.5", "5.", "1e-05", "-1.25e+3", "123.456", "1234.5", "0.00000000000001", "1e400"]
ODD += ["123456789012345678.5", "0.1234567890123456789", "nan", "-inf", "99999.9999999999", "000.125", "+1.5", "9" * 30]
ODD += ["0.999999999999999", "-999.123456789012", "3.4028235e+38", "0.1", "00.10", "1.7976931348623157e308"]


def expected(rows):
    return np.array([[float(number) for number in row] for row in rows])


@PARSERS
def test_every_way_to_write_a_number_is_read_as_python_reads_it(parse):
    for number in ODD:
        found = parse(f"{number} 0.5 {number}".encode(), 3)
        assert found.tobytes() == expected([[number, "0.5", number]]).tobytes(), number


NUMBERS = st.one_of(
    st.sampled_from(ODD),
    st.from_regex(r"-?[0-9]{1,4}\.[0-9]{1,16}", fullmatch=True),
    st.floats(width=32).map("{:.9g}".format),
    st.floats().map(repr),
)


@given(st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(NUMBERS, min_size=width, max_size=width), min_size=1)))
@settings(deadline=None, max_examples=300)
def test_rows_of_numbers_are_read_as_python_reads_them(rows):
    text = "\n".join(" ".join(row) for row in rows).encode()
    assert parse_rows(text, len(rows[0])).tobytes() == expected(rows).tobytes()
    assert parse_many(text, len(rows[0])).tobytes() == expected(rows).tobytes()


@pytest.mark.parametrize("form", ["{:.18e}", "{!r}", "{:.6f}", "{:.9g}"])
def test_many_rows_are_read_alike_however_they_were_printed(random, form):
    matrix = random.normal(size=(50, 7))
    rows = [[form.format(value) for value in row] for row in matrix.tolist()]
    text = "\n".join(" ".join(row) for row in rows).encode()
    assert parse_rows(text, 7).tobytes() == expected(rows).tobytes()
    assert parse_many(text, 7).tobytes() == expected(rows).tobytes()


@pytest.mark.parametrize(
    "text",
    ["", "1", "1 2 3", "1 2\n3", "1 2\n3 4 5", "1  2", "1 x", "1 -", "1 .", "1 1.2.3", "1 1-2", "1 2\n", "1 \u0661"],
)
@PARSERS
def test_what_are_no_rows_of_two_numbers_is_refused(parse, text):
    if text == "1 \u0661":
        text = "1 \u00e9"
    with pytest.raises(ValueError):  # noqa: PT011 - whichever; the reader says more
        parse(text.encode(), 2)
