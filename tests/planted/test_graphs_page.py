"""The worked examples of docs/graphs.md run as written, and score what the page says."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "graphs.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def names_after(block):
    names = {}
    exec(block, names)
    return names


def said(pattern):
    """The numbers that the page gives."""
    found = re.search(pattern, PAGE)
    assert found, pattern
    return [float(number) for number in found.groups()]


def test_both_pages_have_the_same_code():
    other = (ROOT / "docs" / "graphs.zh.md").read_text(encoding="utf-8")
    code = [re.sub(r"\s*#.*|\s*\"\"\".*", "", block) for block in BLOCKS]
    theirs = re.findall(r"^```python\n(.*?)^```$", other, re.DOTALL | re.MULTILINE)
    assert [re.sub(r"\s*#.*|\s*\"\"\".*", "", block) for block in theirs] == code


def test_ids_go_in_and_ids_come_out():
    vectors = names_after(BLOCKS[0])["vectors"]
    assert set(vectors.words) == {0, 1, 2}


def test_walks_over_a_graph_find_missing_links():
    names = names_after(BLOCKS[1])
    found = [names[name] for name in ("products", "cosines", "shared")]
    expected = said(
        r"contexts (\.\d+), cosines (\.\d+)\. Counting shared neighbours \(Adamic and Adar 2003\) reaches (\.\d+)"
    )
    assert found == pytest.approx(expected, abs=0.02)
    walks = names["random_walks"](names["left"], 3, 10, 1)
    assert walks.shape == (231, 10)
    assert all(names["left"].has_edge(*step) for walk in walks.tolist() for step in pairwise(walk))


def test_baskets_tell_what_else_belongs_in_them():
    names = names_after(BLOCKS[2])
    found = [names[name] for name in ("hit_rate", "popular_hit_rate", "mrr", "popular_mrr")]
    expected = said(r"Hit rate (\.\d+) against (\.\d+) by popularity, MRR (\.\d+) against (\.\d+)")
    assert found == pytest.approx(expected, abs=0.03)
    assert found[0] > 1.3 * found[1]


def test_reads_are_given_to_their_genome():
    names = names_after(BLOCKS[3])
    expected = said(r"(\d+) % of the reads are given to the right genome, and (\d+) %")
    assert [100 * names["accuracy"], 100 * names["by_bases"]] == pytest.approx(expected, abs=2)
