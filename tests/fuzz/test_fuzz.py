"""A hundred damaged files for every reader, the same each time. `fuzz.py` goes on for as long as one likes."""

import pytest
from readers import READERS

from fuzz import Case

CASES = 150


@pytest.mark.parametrize("reader", READERS)
def test_a_damaged_file_is_a_value_or_an_error_that_names_it(server, reader):
    every = [Case(reader, 0, number) for number in range(CASES)]
    found = {case: server.run(case) for case in every}
    assert {case: outcome for case, outcome in found.items() if outcome.failure} == {}


@pytest.mark.parametrize("reader", READERS)
def test_the_same_case_is_the_same_file(reader):
    case = Case(reader, 7, 5)
    assert case.file() == case.file()
