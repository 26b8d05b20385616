"""Where the answer to an analogy comes from.

By 3CosAdd the score of a word x is its cosine with b - a + c, of unit vectors: a sum of three terms,
(cos(x, b) - cos(x, a) + cos(x, c)) / |b - a + c| (Levy and Goldberg 2014, Linguistic Regularities in Sparse and
Explicit Word Representations, equation 1). The words of the question are excluded, for else one of them would mostly be
the answer (Linzen 2016, Issues in Evaluating Semantic Spaces Using Word Analogies; Rogers, Drozd and Li 2017, The (Too
Many) Problems of Analogical Reasoning with Word Vectors).
"""

import numpy as np

from firth.errors import ArgumentError
from firth.search import unit_rows
from firth.studies.explain.cosines import all_cosines, checked, rank_of
from firth.studies.explain.report import AnalogyExplanation, AnswerTerms
from firth.vectors.word_vectors import WordVectors

__all__ = ["explain_analogy"]


def explain_analogy(  # noqa: PLR0913 - a question and its answer are four words
    vectors: WordVectors, a: str, b: str, c: str, d: str | None = None, *, topn: int = 5
) -> AnalogyExplanation:
    """Take the scores of the answers to "a is to b as c is to ?" apart.

    Args:
        vectors: the model.
        a: as "man" in man : king :: woman : ?.
        b: as "king".
        c: as "woman".
        d: the answer that is expected, if any.
        topn: answers to list that are not words of the question.

    Raises:
        UnknownWordError: a word is not in the model.
        ArgumentError: the words leave no direction or no answer, d is one of the others, or `topn` is below 1.
        ArgumentTypeError: something else than `WordVectors`, words and a whole number.
        FormatError: a vector is not finite.

    Example:
        >>> found = firth.explain_analogy(vectors, "man", "king", "woman", "queen")
        >>> found.answer.word == vectors.analogy("man", "king", "woman", topn=1)[0][0]
        True
        >>> found.expected.rank is None
        False
    """
    rows = checked(vectors, (a, b, c), topn)
    expected = None if d is None else vectors.index(d)
    if expected in rows:
        raise ArgumentError(
            "d", d, "is a word of the question, which is never an answer; name another, or leave it out"
        )
    if len(vectors) == len(set(rows)):
        raise ArgumentError("a", a, "the model has no other words than those of the question")
    signs = np.array([-1.0, 1.0, 1.0])
    length = float(np.linalg.norm(signs @ unit_rows(vectors.vectors[rows]).astype(np.float64)))
    if length < 1e-6:
        raise ArgumentError("a", a, "the words cancel each other out, which leaves no direction to look in")
    cosines = all_cosines(vectors.vectors, rows)
    terms = signs[:, None] * cosines / length
    scores = terms.sum(axis=0)

    def answer(row: int) -> AnswerTerms:
        rank = None if row in rows else rank_of(row, scores, rows)
        return AnswerTerms(vectors.words[row], rank, float(scores[row]), *terms[:, row].tolist())

    best = np.argsort(-scores, kind="stable")[: topn + len(set(rows))].tolist()
    listed = [each for each in map(answer, best) if each.rank is None or each.rank <= topn]
    meant = next(row for row in best if row not in rows) if expected is None else expected
    return AnalogyExplanation(
        a=vectors.words[rows[0]],
        b=vectors.words[rows[1]],
        c=vectors.words[rows[2]],
        answers=tuple(listed),
        expected=None if expected is None else answer(expected),
        rank_near_b=rank_of(meant, cosines[1], rows),
        rank_near_c=rank_of(meant, cosines[2], rows),
    )
