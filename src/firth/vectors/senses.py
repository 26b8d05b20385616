"""Words that have a row for each of their senses, and which sense a word has beside others.

`firth.split_senses` makes such vectors. What they are is in ``info["senses"]``: the words that were split, how many
senses each has, and the mark between the word and the number of a sense. A word that merely looks like "bank|1" is an
ordinary one.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from firth.errors import ArgumentError, MissingPartError
from firth.search import unit_rows
from firth.vectors.queries import Word, many_words
from firth.vectors.questions import Answers, Questions

__all__ = ["Senses"]

SMOOTH = 1e-2
"""SIF's a, for the words beside."""

BETA, BETA_COSINE = 0.25, 2.0
"""What an inner product with a context, or a cosine with a word, counts. Words that stand together repeat each other,
so that their evidence is not to be added as it is. Measured where senses are known (``benchmarks/senses.py``)."""


class Senses(Questions):
    """The part of `WordVectors` that knows senses of words."""

    contexts: NDArray[np.float32] | None
    counts: NDArray[np.int64] | None

    def senses_of(self, word: Word) -> list[str]:
        """The words that are senses of a word.

        Args:
            word: any.

        Returns:
            Such as ["bank|1", "bank|2"], the most frequent sense first; nothing where it was not split.

        Example:
            >>> vectors.senses_of("king")
            []
        """
        row = self._row(word)
        name = None if row is None else self._words[row]
        names = [f"{name}{self._mark}{number}" for number in range(1, self._split.get(str(name), 0) + 1)]
        return names if all(each in self._words for each in names) else []  # the file may be read in part

    def word_of(self, sense: str) -> str:
        """The word that a sense is one of; the same for other words.

        Args:
            sense: such as "bank|1".

        Example:
            >>> vectors.word_of("king")
            'king'
        """
        return self._wholes.get(sense, sense)

    def sense(self, word: Word, context: Sequence[Word]) -> Answers:
        """Which sense a word has beside others, and how sure that is.

        The chance of a sense s beside the words c is about in proportion to its share of the word's occurrences times
        exp(1/4 sum a / (a + p_c) e_s . e'_c): e_s . e'_c approaches how much more often than by chance c is beside s
        (Levy and Goldberg 2014), and frequent words, which say little, count less (SIF, with a = 0.01). Vectors
        without contexts take cosines instead, and those without counts give all words and senses the same weight.

        Args:
            word: a word of the model.
            context: words beside it, in any order. Those that the model does not hold are passed over, and so is the
                word.

        Returns:
            (sense, chance) pairs, the most likely first, their chances together 1; the word itself, with 1, where it
            was not split.

        Raises:
            UnknownWordError: the word is not in the model.
            MissingPartError: no word of these vectors was split.
            ArgumentError: no word of the context is in the model.
            ArgumentTypeError: the context is a lone word.
            FormatError: a vector is not finite.

        Example:
            >>> rows = [[1, 1], [2, 0], [0, 2], [2, 0], [0, 2]]
            >>> facts = {"words": ["bank"], "numbers": [2], "mark": "|"}
            >>> words = ["bank", "river", "money", "bank|1", "bank|2"]
            >>> small = firth.WordVectors(words, rows, contexts=rows, info={"senses": facts})
            >>> [sense for sense, chance in small.sense("bank", ["river"])]
            ['bank|1', 'bank|2']
        """
        row = self.index(word)
        if not self._split:
            raise MissingPartError(
                "These vectors have no senses. firth.split_senses(vectors, text) makes some (firth senses --all)."
            )
        words = many_words("context", context)
        beside = [place for each in words if (place := self._row(each)) not in {None, row}]
        if not beside:
            raise ArgumentError("context", context, "give at least one word of the model, other than the word itself")
        names = self.senses_of(word)
        if not names:
            return [(self._words[row], 1.0)]
        chances = self._chances([self.index(name) for name in names], np.array(beside, np.intp))
        return sorted(zip(names, chances.tolist(), strict=True), key=lambda pair: -pair[1])

    def _chances(self, senses: list[int], beside: NDArray[np.intp]) -> NDArray[np.float64]:
        """float64[K]."""
        rows = self.vectors[senses]
        unit = unit_rows(rows)  # which refuses what is not finite
        if self.contexts is None:
            said = BETA_COSINE * (unit.astype(np.float64) @ unit_rows(self.vectors[beside]).T)
        else:
            unit_rows(self.contexts[beside])
            said = BETA * (rows.astype(np.float64) @ self.contexts[beside].T)
        weights, shares = np.ones(len(beside)), np.ones(len(senses))
        if self.counts is not None:
            total = max(int(self.counts.sum()), 1)
            weights = SMOOTH / (SMOOTH + self.counts[beside] / total)
            shares = np.maximum(self.counts[senses], 1).astype(np.float64)
        scores = np.log(shares) + said @ weights
        chances = np.exp(scores - scores.max())
        return np.asarray(chances / chances.sum(), np.float64)

    @cached_property
    def _split(self) -> dict[str, int]:
        """How many senses each word has that was split."""
        words, numbers = self._facts.get("words"), self._facts.get("numbers")
        if not isinstance(words, Sequence) or not isinstance(numbers, Sequence):
            return {}
        pairs = zip(words, numbers, strict=False)
        found = {str(word): number for word, number in pairs if isinstance(number, int) and number > 0}
        return found if sum(found.values()) <= len(self) else {}  # a file may claim anything

    @cached_property
    def _wholes(self) -> dict[str, str]:
        """The word of each sense."""
        return {f"{word}{self._mark}{number + 1}": word for word, most in self._split.items() for number in range(most)}

    @property
    def _mark(self) -> str:
        return str(self._facts.get("mark", "|"))

    @property
    def _facts(self) -> Mapping[str, object]:
        facts = self.info.get("senses")
        return facts if isinstance(facts, Mapping) else {}
