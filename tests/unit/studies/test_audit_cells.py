import json
from dataclasses import replace

import numpy as np
import pytest

import firth
from firth.studies.audit.cells import drawable

TEXT = [["a", "cup", "of", "tea"], ["a", "pot", "of", "tea"], ["tea", "and", "milk"]] * 100


@pytest.fixture(scope="module")
def report():
    return firth.audit(firth.train(TEXT, vector_size=6, min_count=1, sample=0, workers=1), TEXT)


def test_each_pair_is_in_its_cell(report):
    cells = drawable(report)["cells"]
    pairs = np.array(cells["pairs"]).reshape(cells["rows"], cells["columns"])
    assert pairs.sum() == report.theory.size == report.whole.pairs
    place = int(report.product.argmin())
    low, high = cells["theory"]
    column = min(int((report.theory[place] - low) / (high - low) * cells["columns"]), cells["columns"] - 1)
    assert pairs[0, column] >= 1
    assert (low, high) == (report.theory.min(), report.theory.max())


def test_the_numbers_are_those_of_the_report(report):
    told = drawable(report)
    assert json.loads(json.dumps(told)).keys() == told.keys()
    assert told["pairs"] == report.whole.pairs
    assert told["fit"]["slope"] == report.whole.plain.slope
    assert told["bands"] == [
        {"first": 1, "last": 100, "pairs": report.bands[0].pairs} | told["fit"]  # all words are that frequent
    ]


def test_a_single_value_has_a_cell_too(report):
    alike = replace(report, theory=np.ones(3), product=np.ones(3))
    assert sum(drawable(alike)["cells"]["pairs"]) == 3
