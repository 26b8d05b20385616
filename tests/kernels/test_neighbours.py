import numpy as np
import pytest

from firth.kernels.arrays import tokens_of
from firth.kernels.text.phrase_pairs import FIRST, SECOND, JoinedBlock, Joins, join_neighbours, list_neighbours

# two sentences, a gap in the first; word 3 is in no pair
TEXT = tokens_of(np.array([0, 1, -1, 1, 0, 1, 1, 3, 1, 0], np.int32), np.array([0, 6, 10]))
ROLES = np.array([FIRST | SECOND, FIRST | SECOND, 0, 0, 0], np.uint8)


def listed(roles, block):
    keys = np.zeros(block, np.uint64)
    sentence = 0
    for start in range(0, 10, block):
        sentence, n = list_neighbours(TEXT, roles, start, min(start + block, 10), sentence, keys)
        yield from [(key >> 32, key >> 1 & (1 << 31) - 1, key & 1) for key in keys[:n].tolist()]


@pytest.mark.parametrize("block", [1, 3, 4, 10])
def test_neighbours_are_listed_but_not_over_gaps_or_ends_whatever_the_block(block):
    assert list(listed(ROLES, block)) == [(0, 1, 1), (1, 0, 1), (0, 1, 1), (1, 0, 1)]


def test_a_word_is_listed_only_in_its_roles():
    roles = np.array([FIRST, SECOND, 0, 0, 0], np.uint8)
    assert list(listed(roles, 10)) == [(0, 1, 1), (0, 1, 1)]


def joined(pairs, block):
    """What TEXT becomes if these pairs become these words, the starts of its sentences, and how often each was."""
    first, second, phrases = (np.array(column) for column in zip(*pairs, strict=True))
    rows = np.searchsorted(first, np.arange(5))
    joins = Joins(rows, second.astype(np.int32), phrases.astype(np.int32), np.zeros(len(pairs), np.int64))
    room = JoinedBlock(np.zeros(block, np.int32), np.zeros(block, np.int64))
    ids, starts, at, sentence = [], [], 0, 0
    while at < 10:
        at, sentence, n, begun = join_neighbours(TEXT, joins, at, min(at + block, 10), sentence, room)
        starts += (len(ids) + room.starts[:begun]).tolist()
        ids += room.ids[:n].tolist()
    return ids, starts, joins.times.tolist()


@pytest.mark.parametrize("block", [1, 2, 3, 5, 10])
def test_pairs_are_joined_from_left_to_right_whatever_the_block(block):
    ids, starts, times = joined([(0, 1, 8), (1, 0, 9)], block)
    # 1 0 1: the left pair wins, and what it has joined is not joined again
    assert (ids, starts) == ([8, -1, 9, 1, 1, 3, 9], [0, 4])
    assert times == [1, 2]


def test_no_pair_is_joined_over_the_end_of_a_sentence():
    assert joined([(1, 1, 9)], 10) == ([0, 1, -1, 1, 0, 1, 1, 3, 1, 0], [0, 6], [0])
