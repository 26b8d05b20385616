import numpy as np
import pytest

from firth.counting import tiles
from firth.counting.pair_counts import PairCounts
from firth.counting.tiles import cut


def random_pairs(random, *, words=60, symmetric=True):
    """Counts of a share of all pairs; each unordered pair once if symmetric."""
    counts = np.where(random.random((words, words)) < 0.3, random.zipf(1.5, (words, words)).clip(max=10**6) / 3, 0)
    counts = np.triu(counts) if symmetric else counts
    rows, columns = np.nonzero(counts)
    starts = np.r_[0, np.cumsum(np.bincount(rows, minlength=words))]
    return PairCounts(starts, columns.astype(np.int32), counts[rows, columns]), counts


@pytest.fixture
def small(monkeypatch):
    """Tiles of 40 cells, made of 100 pairs at a time."""
    monkeypatch.setattr(tiles, "_CELLS", 40)
    monkeypatch.setattr(tiles, "_BLOCK_PAIRS", 100)


def tiles_of(pairs, *, symmetric=True, memory=10**9, seed=1):
    return cut(pairs, symmetric=symmetric, x_max=10, exponent=0.5, random=np.random.default_rng(seed), memory=memory)


@pytest.mark.parametrize("symmetric", [True, False])
@pytest.mark.usefixtures("small")
def test_every_cell_is_in_one_tile_with_the_logarithm_of_its_count_and_its_weight(random, symmetric):
    pairs, counts = random_pairs(random, symmetric=symmetric)
    matrix = counts + counts.T if symmetric else counts  # a pair of a word with itself counts in both orders
    cut_up = tiles_of(pairs, symmetric=symmetric)
    assert cut_up.side > 3
    rows, columns, logs, weights = cut_up.cells
    assert len(cut_up) == rows.size == len(set(zip(rows.tolist(), columns.tolist(), strict=True)))
    assert len(cut_up) == np.count_nonzero(matrix)
    np.testing.assert_allclose(logs, np.log(matrix[rows, columns]), rtol=1e-6, atol=1e-7)
    np.testing.assert_allclose(weights, np.minimum(1, (matrix[rows, columns] / 10) ** 0.5), rtol=1e-6)


@pytest.mark.usefixtures("small")
def test_tiles_of_other_rows_and_columns_share_no_word(random):
    pairs, _ = random_pairs(random)
    cut_up = tiles_of(pairs)
    groups = [set(), set()]
    for of, words in zip(groups, (cut_up.cells.rows, cut_up.cells.columns), strict=True):
        tile = np.repeat(np.arange(cut_up.side**2), np.diff(cut_up.starts))
        part = tile // cut_up.side if of is groups[0] else tile % cut_up.side
        of |= set(zip(words.tolist(), part.tolist(), strict=True))
        assert len(of) == len(set(words.tolist()))  # a word is in one group
    assert dict(groups[0]) == dict(groups[1])


@pytest.mark.usefixtures("small")
def test_tiles_do_not_depend_on_the_memory_and_large_ones_lie_in_files(random):
    pairs, _ = random_pairs(random)
    wide, narrow = tiles_of(pairs), tiles_of(pairs, memory=1_000)
    assert wide.starts.tolist() == narrow.starts.tolist()
    for one, other in zip(wide.cells, narrow.cells, strict=True):
        assert one.tobytes() == other.tobytes()
        assert not one.flags.writeable
    assert type(narrow.cells.rows.base.obj).__name__ == "mmap"
    assert tiles_of(pairs, seed=2).cells.rows.tobytes() != wide.cells.rows.tobytes()


def test_a_few_pairs_are_one_tile():
    cut_up = tiles_of(PairCounts(np.array([0, 1, 1]), np.array([1], np.int32), np.array([3.0])))
    assert (cut_up.side, cut_up.starts.tolist()) == (1, [0, 2])
    assert sorted(zip(cut_up.cells.rows.tolist(), cut_up.cells.columns.tolist(), strict=True)) == [(0, 1), (1, 0)]
