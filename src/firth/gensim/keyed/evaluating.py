"""Test sets, judged as gensim judges them: analogies, and pairs of words with a human score."""

import itertools
import logging
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np

from firth.errors import ArgumentError, MissingExtraError
from firth.gensim import utils
from firth.gensim.keyed.removed import Removed
from firth.search import Directions, analogy

__all__ = ["Evaluating", "Section"]

logger = logging.getLogger("firth.gensim.models.keyedvectors")

Section: TypeAlias = dict[str, Any]
"""A part of a test set: its name as "section", and its questions as "correct" and "incorrect"."""

_AT_ONCE = 1024  # analogies
_LOOKED_AT = 5  # answers among which gensim looks for one that is not a word of the question


class Evaluating(Removed):
    """The part of `KeyedVectors` that runs test sets."""

    def evaluate_word_analogies(
        self,
        analogies: Any,
        restrict_vocab: int | None = 300000,
        case_insensitive: bool = True,
        dummy4unknown: bool = False,
        similarity_function: str = "most_similar",  # noqa: ARG002 - as in gensim
    ) -> tuple[float, list[Section]]:
        """Solve the analogies of a file, "a b c expected" a line, in sections that ": name" begins.

        Args:
            analogies: the name of the file.
            restrict_vocab: only questions of the first keys, this many, count, and only they are candidates.
            case_insensitive: compare words in capitals; of equal ones the first key is the word.
            dummy4unknown: count questions with unknown words as wrong, instead of leaving them out.
            similarity_function: has no effect, as in gensim 4.4, which always calls ``most_similar``.

        Returns:
            The share of right answers, and the sections with their questions; the last is all of them together.

        Raises:
            ArgumentError: a question stands before the first section, or there is none.
        """
        known = self._known(restrict_vocab, upper=case_insensitive)
        sections = list(_sections(analogies, upper=case_insensitive))
        asked = [question for section in sections for question in section["questions"]]
        if not asked:
            raise ArgumentError("analogies", analogies, "holds no questions: lines of four words in sections, ': name'")
        solvable = [question for question in asked if all(word in known for word in question)]
        predicted = dict(zip(solvable, self._predicted(solvable, known, restrict_vocab, case_insensitive), strict=True))
        judged = [_judged(section, predicted, dummy4unknown=dummy4unknown) for section in sections]
        total: Section = {"section": "Total accuracy"}
        for outcome in ("correct", "incorrect"):
            total[outcome] = list(itertools.chain.from_iterable(section[outcome] for section in judged))
        for section in [*judged, total]:
            self.log_accuracy(section)
        logger.info("Quadruplets with out-of-vocabulary words: %.1f%%", 100 * (1 - len(solvable) / len(asked)))
        return _accuracy(total), [*judged, total]

    def evaluate_word_pairs(
        self,
        pairs: Any,
        delimiter: str = "\t",
        encoding: str = "utf8",
        restrict_vocab: int | None = 300000,
        case_insensitive: bool = True,
        dummy4unknown: bool = False,
    ) -> tuple[Any, Any, float]:
        """Correlate cosines with the scores that people gave, from a file of "a, b, score" a line.

        Args:
            pairs: the name of the file; lines that begin with # are passed over.
            delimiter: between the three.
            encoding: of the file.
            restrict_vocab: only pairs of the first keys, this many, count.
            case_insensitive: as for `evaluate_word_analogies`.
            dummy4unknown: count pairs with unknown words with the cosine 0, instead of leaving them out.

        Returns:
            Pearson's correlation and Spearman's, each with its p-value, and the percentage of unknown pairs.

        Raises:
            ArgumentError: no pair could be judged.
            MissingExtraError: SciPy is not installed.
        """
        try:
            from scipy import stats  # noqa: PLC0415 - an optional part
        except ImportError:
            raise MissingExtraError("SciPy", "gensim", "Correlating with human scores") from None
        known = self._known(restrict_vocab, upper=case_insensitive)
        listed = list(_pairs(pairs, delimiter, encoding, upper=case_insensitive))
        unknown = [not (a in known and b in known) for a, b, _ in listed]
        judged = [pair for pair, is_unknown in zip(listed, unknown, strict=True) if dummy4unknown or not is_unknown]
        if not judged:
            raise ArgumentError(
                "pairs",
                pairs,
                f"No valid similarity judgements found: either invalid format or all are out-of-vocabulary in {self}",
            )
        gold = [score for _, _, score in judged]
        found = [self.similarity(known[a], known[b]) if a in known and b in known else 0.0 for a, b, _ in judged]
        pearson, spearman = stats.pearsonr(gold, found), stats.spearmanr(gold, found)
        share = 100 * sum(unknown) / len(listed)
        self.log_evaluate_word_pairs(pearson, spearman, share, pairs)
        return pearson, spearman, share

    @staticmethod
    def log_accuracy(section: Section) -> None:
        """Log the share of right answers of a section."""
        correct = len(section["correct"])
        total = correct + len(section["incorrect"])
        if total:
            logger.info("%s: %.1f%% (%i/%i)", section["section"], 100 * correct / total, correct, total)

    @staticmethod
    def log_evaluate_word_pairs(pearson: Any, spearman: Any, oov: float, pairs: Any) -> None:
        """Log what `evaluate_word_pairs` found."""
        logger.info("Pearson correlation coefficient against %s: %.4f", pairs, pearson[0])
        logger.info("Spearman rank-order correlation coefficient against %s: %.4f", pairs, spearman[0])
        logger.info("Pairs with unknown words ratio: %.1f%%", oov)

    def _known(self, limit: int | None, *, upper: bool) -> dict[str, int]:
        """The rows of the first keys, as they are compared; of equal ones the first."""
        keys = enumerate(self.index_to_key[:limit])
        return {(str(key).upper() if upper else key): row for row, key in reversed(list(keys))}

    def _predicted(
        self, questions: list[tuple[str, ...]], known: Mapping[str, int], limit: int | None, upper: bool
    ) -> Iterator[str]:
        """What is answered to each question: the nearest key that is none of its words, as it is compared."""
        directions = Directions(np.asarray(self.vectors, np.float32))
        for first in range(0, len(questions), _AT_ONCE):
            some = questions[first : first + _AT_ONCE]
            rows = np.array([[known[word] for word in question[:3]] for question in some], np.int64)
            ids, _ = analogy(directions, rows, _LOOKED_AT, limit=limit)
            for question, found in zip(some, ids.tolist(), strict=True):
                answers = [self.index_to_key[row] for row in found if row >= 0]
                compared = [str(answer).upper() if upper else answer for answer in answers]
                yield next((answer for answer in compared if answer not in question[:3]), "")


def _sections(name: Any, *, upper: bool) -> Iterator[Section]:
    """The sections of a file of analogies, each with its questions."""
    section: Section | None = None
    with utils.open(name, "rb") as file:
        for number, raw in enumerate(file, 1):
            line = utils.any2unicode(raw)
            if line.startswith(": "):
                if section is not None:
                    yield section
                section = {"section": line.lstrip(": ").strip(), "questions": []}
                continue
            if section is None:
                raise ArgumentError("analogies", name, f"Missing section header before line {number}: ': name'")
            words = tuple((line.upper() if upper else line).split())
            if len(words) == 4:
                section["questions"].append(words)
            else:
                logger.info("Skipping invalid line #%i in %s", number, name)
    if section is not None:
        yield section


def _judged(section: Section, predicted: Mapping[tuple[str, ...], str], *, dummy4unknown: bool) -> Section:
    judged: Section = {"section": section["section"], "correct": [], "incorrect": []}
    for question in section["questions"]:
        if question in predicted:
            judged["correct" if predicted[question] == question[3] else "incorrect"].append(question)
        elif dummy4unknown:
            judged["incorrect"].append(question)
    return judged


def _accuracy(section: Section) -> float:
    correct, total = len(section["correct"]), len(section["correct"]) + len(section["incorrect"])
    return correct / total if total else 0.0


def _pairs(name: Any, delimiter: str, encoding: str, *, upper: bool) -> Iterator[tuple[str, str, float]]:
    with utils.open(name, "rb") as file:
        for number, raw in enumerate(file, 1):
            line = utils.any2unicode(raw, encoding)
            if line.startswith("#"):
                continue
            try:
                a, b, score = (line.upper() if upper else line).split(delimiter)
                yield a, b, float(score)
            except ValueError:
                logger.info("Skipping invalid line #%d in %s", number, name)
