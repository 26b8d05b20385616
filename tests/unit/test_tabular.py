from dataclasses import dataclass
from typing import Any

import firth
from firth.tabular import html_table


@dataclass(frozen=True)
class Row:
    word: str
    nearest_words: Any


def test_a_notebook_shows_values_as_text():
    shown = html_table(
        [Row("<b>", ("a&b", 0.12345)), Row("x" * 10_000, 12_345), Row("tea", None), Row("", float("nan"))]
    )
    assert shown.startswith("<table><tr><th>word</th><th>nearest words</th></tr><tr><td>&lt;b&gt;</td>")
    assert "<td>a&amp;b, 0.123</td>" in shown
    assert "<td>12,345</td>" in shown
    assert shown.endswith("<td>tea</td><td></td></tr><tr><td></td><td></td></tr></table>")
    assert "x" * 80 in shown
    assert "x" * 81 not in shown


def test_a_long_table_says_how_much_more_there_is_and_an_empty_one_is_one():
    long = html_table([Row("tea", 1)] * 1_100)
    assert long.count("<tr>") == 51
    assert long.endswith("<p>1,050 more</p>")
    assert html_table([]) == "<table><tr></tr></table>"


def test_reports_show_themselves(random, tmp_path):
    (tmp_path / "pairs.txt").write_text("tea cup 8.5\ntea king 1\nking queen 9\n", encoding="utf-8")
    vectors = firth.WordVectors(["tea", "cup", "king", "queen"], random.normal(size=(4, 3)))
    shown = firth.evaluate(vectors, [tmp_path / "pairs.txt"])._repr_html_()
    assert "<th>measure</th>" in shown
    assert shown.count("<tr>") == 3
