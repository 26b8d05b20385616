"""Words of pieces: an input row that is the mean of the rows of a word's pieces, and of the word's own.

Between rounds the rows of pieces are what is learned; the input rows are made of them for the words of each round, and
batches train as if there were no pieces. What they add to a word, each of its pieces gets whole, as in fastText (the
mean then moves by as much). So two more phases frame a round, of as many items as the two between them:

* ``COMPOSE``: the input row of each word of the round becomes the mean of its pieces;
* ``TRAIN`` as ever;
* ``MERGE``: output rows are moved; the input row of each word becomes what it is to be moved by, a damped sum as ever
  (`firth.kernels.merge`);
* ``SPREAD``: each piece is moved by the sum of that for all its words, damped once more. As its uses counts, of each
  word of n pieces, 1 / sqrt(n) of the word's: 1 would be right if all its words pulled the same way, 1/n if each pulled
  its own. With 1, all scores are a point or two lower; with 1/n, n-grams of single letters diverge. Where a word has a
  piece k times, the piece moves k times as far and the word with each of them: by the sum of k^2 over n in all, which
  is 1 where pieces differ. Its uses count that many times, so that "hahahaha" does not run away.

So a piece is read and written once a round, however often its words occur there.
"""

import numpy as np

from firth.kernels.arrays import AHEAD
from firth.kernels.compiling import inlined, kernel, spliced
from firth.kernels.listing import begin_each, noted, place_of
from firth.kernels.rows import add_sum, set_sum
from firth.kernels.simd import prefetch


@inlined
def made_of_pieces(pieces):
    """Whether input rows are made of pieces."""
    return pieces.starts.size > 1


@inlined
def list_pieces(pieces, plan, slot, first, stop, memory):
    """List the pieces that a round moves, each with its words of the round, in the order in which they come up.

    Args:
        pieces: of the words.
        plan: changed and firsts of the input rows are read; what is of pieces is written.
        slot: of the block.
        first: batch of the round.
        stop: last batch, exclusive.
        memory: seen is -1 everywhere, and is so again afterwards.
    """
    changed, firsts = plan.changed[2 * slot], plan.firsts[2 * slot]
    rows, starts, words = plan.piece_rows[slot], plan.piece_starts[slot], plan.piece_words[slot]
    ordinals = plan.piece_ordinals[slot]
    one, begin = np.uint32(1), np.uint32(plan.piece_firsts[slot, first])
    n, p = begin, np.uint32(0)
    for b in range(first, stop):
        plan.piece_firsts[slot, b] = n
        for i in range(firsts[b], firsts[b + 1]):
            word = changed[i]
            for j in range(pieces.starts[word], pieces.starts[word + 1]):
                n = noted(np.uint32(pieces.rows[j]), n, p, rows, memory.seen, ordinals, starts)
                p = np.uint32(p + one)
    begin_each(begin, n, rows, memory.seen, starts)
    p = np.uint32(0)
    for i in range(firsts[first], firsts[stop]):
        word = changed[i]
        for _ in range(pieces.starts[word], pieces.starts[word + 1]):
            words[place_of(p, ordinals, starts)] = word
            p = np.uint32(p + one)
    plan.piece_firsts[slot, stop] = n


@spliced
def compose(weights, pieces, plan, slot, b):
    """Make the input rows of the words that come up first in a batch of a round."""
    words, firsts = plan.changed[2 * slot], plan.firsts[2 * slot]
    begin, end = firsts[b], firsts[b + 1]
    for i in range(begin, end):
        if i + 1 < end:
            for j in range(pieces.starts[words[i + 1]], pieces.starts[words[i + 1] + 1]):
                prefetch(weights.pieces, pieces.rows[j])
        compose_word(weights, pieces, words[i])


@inlined
def compose_word(weights, pieces, word):
    """Make the input row of a word; of one without pieces, zeros."""
    begin, end = pieces.starts[word], pieces.starts[word + 1]
    if begin < end:
        set_sum(weights.inputs, word, weights.pieces, pieces.rows, begin, end, 1 / (end - begin))
    else:
        weights.inputs[word] = 0


@kernel
def compose_all(weights, pieces):
    """Make all input rows."""
    for word in range(pieces.starts.size - 1):
        compose_word(weights, pieces, word)


@spliced
def spread(weights, pieces, plan, slot, b, alpha):
    """Move the pieces that come up first in a batch of a round by what their words are to be moved by.

    Args:
        weights: inputs are read, as MERGE leaves them; pieces are updated in place.
        pieces: of the words; uses is read.
        plan: read.
        slot: the block's slot in the plan.
        b: the batch.
        alpha: learning rate.
    """
    rows, starts, words = plan.piece_rows[slot], plan.piece_starts[slot], plan.piece_words[slot]
    for i in range(plan.piece_firsts[slot, b], plan.piece_firsts[slot, b + 1]):
        prefetch(weights.pieces, rows[i + AHEAD])
        uses = 0.0
        for j in range(starts[i], starts[i + 1]):
            uses += pieces.uses[words[j]]
        if uses > 0:
            add_sum(
                weights.pieces, rows[i], weights.inputs, words, starts[i], starts[i + 1], 1 / (1 + alpha * uses / 2)
            )
