import math
import re

import pytest

from firth.errors import TargetError
from firth.evaluation.findings import Coverage, Score, SkippedLines
from firth.evaluation.report import Report

NAN = float("nan")


@pytest.fixture
def report():
    heading = {"set": "类比", "measure": "3CosAdd", "protocol": "all words"}
    sections = (("总计<b>", 0.25, 12), ("国家与首都", NAN, 0), ("best", 0.75, 4), ("worst", 0.125, 8))
    missing = (("北京", 7), ("<i>", 1))
    scores = [Score(section="total", value=0.3, low=0.2, high=0.4, asked=24, of=30, **heading)]
    scores += [
        Score(section=name, value=value, low=value - 0.1, high=value + 0.1, asked=asked, of=12, **heading)
        for name, value, asked in sections
    ]
    people = {"set": "people", "measure": "spearman", "protocol": "all words", "ceiling": 0.8}
    scores += [Score(value=-0.1, low=-0.5, high=0.3, asked=9, of=9, **people)]
    return Report(
        model="model & <co>",
        words=1234,
        scores=tuple(scores),
        coverage=(Coverage(set="类比", protocol="all words", words=40, missing=2, commonest=missing),),
        skipped=(SkippedLines(set="people", lines=3, first="line 2: bad \x00\x1b[31m"),),
        notes=("one & only",),
        info={"config": {"alpha": 0.1 + 0.2, "window": 5, "max_vocab": None}, "curve": list(range(100))},
    )


def test_all_that_was_found_is_on_the_page_and_nothing_of_it_is_markup(report):
    page = report.to_html()
    for text in ("model &amp; &lt;co&gt;", "1,234 words", "北京 (7), &lt;i&gt; (1)", "总计&lt;b&gt;", "one &amp; only",
                 "line 2: bad", "2 of 40", "config.alpha</td><td>0.3<"):  # fmt: skip
        assert text in page, text
    assert "<co>" not in page
    assert "<i>" not in page
    assert "max_vocab" not in page
    assert "curve" not in page
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", page)


def test_elements_of_the_page_are_closed_in_order(report):
    open_elements = []
    for closing, name in re.findall(r"<(/?)([a-z][a-z0-9]*)[^>]*>", report.to_html()):
        if closing:
            assert open_elements.pop() == name
        elif name != "meta":
            open_elements.append(name)
    assert open_elements == []


def test_sections_come_from_the_best_to_the_worst_and_what_was_not_asked_last(report):
    page = report.to_html()
    places = [page.rindex(f'class="label">{name}') for name in ("total", "best", "总计", "worst", "国家与首都")]
    assert places == sorted(places)


def test_a_dot_stands_where_its_value_is_on_the_scale(report):
    page = report.to_html()
    total = page[page.index('class="label">3CosAdd') :]
    assert 'interval" style="left:20.00%;width:20.00%"' in total[:400]
    assert 'dot" style="left:30.00%"' in total[:400]
    spearman = page[page.index('class="label">spearman') :]
    assert 'dot" style="left:45.00%"' in spearman[:500]  # the scale begins at -1
    assert 'ceiling" style="left:90.00%"' in spearman[:500]
    assert math.isnan(report.scores[2].value)
    assert "nan" not in page.lower().replace("kannada", "")


def test_links_lead_to_parts_of_the_page(report):
    page = report.to_html()
    links = re.findall(r'href="#(\w+)"', page)
    assert links == ["scores", "sections", "asked", "reading", "model"]
    assert all(f'<section id="{name}">' in page for name in links)


def test_a_page_is_written_whole_or_not_at_all(report, tmp_path):
    report.save_html(tmp_path / "scores.html")
    assert (tmp_path / "scores.html").read_text(encoding="utf-8") == report.to_html()
    with pytest.raises(TargetError):
        report.save_html(tmp_path / "none" / "scores.html")
