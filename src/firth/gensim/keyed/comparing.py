"""Keys compared with each other: two, one with many, and sets of them."""

import logging
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from firth.errors import ArgumentError
from firth.gensim.keyed.keys import KEY_TYPES, Key, Rows, divisors
from firth.gensim.keyed.similar import Similar

__all__ = ["Comparing"]

logger = logging.getLogger("firth.gensim.models.keyedvectors")


class Comparing(Similar):
    """The part of `KeyedVectors` that compares keys."""

    @staticmethod
    def cosine_similarities(vector_1: Rows, vectors_all: Rows) -> Rows:
        """float[n]: the cosines of a vector float[D] with rows float[n, D]; 0 where one is zero."""
        lengths = divisors(np.linalg.norm(vectors_all, axis=1)) * divisors(
            np.linalg.norm(np.atleast_2d(vector_1), axis=1)
        )
        return np.asarray(vectors_all @ vector_1 / lengths)

    def similarity(self, w1: Key, w2: Key) -> Any:
        """The cosine of two keys, or of two lists of keys the matrix of their cosines; float32.

        Raises:
            KeyError: a key is not there.
        """
        if isinstance(w1, KEY_TYPES) and isinstance(w2, KEY_TYPES):
            first, second = (self.get_vector(key).astype(np.float64) for key in (w1, w2))
            lengths = math.sqrt((first @ first) * (second @ second)) or 1.0
            return self._precision.type(min(max(first @ second / lengths, -1.0), 1.0))
        left, right = _unit_of(self[w1]), _unit_of(self[w2])
        return np.clip(left @ right.T, -1, 1).astype(self._precision)[()]

    def distance(self, w1: Key, w2: Key) -> Any:
        """1 - `similarity`."""
        return 1 - self.similarity(w1, w2)

    def distances(self, word_or_vector: Any, other_words: Sequence[Key] = ()) -> Rows:
        """1 - cosine of a key or vector float[D] with others, float[n], or with all rows, float[V].

        Raises:
            KeyError: a key is not there.
        """
        vector = self.get_vector(word_or_vector) if isinstance(word_or_vector, KEY_TYPES) else word_or_vector
        others = self.vectors if len(other_words) == 0 else self[list(other_words)]
        return np.asarray(1 - self.cosine_similarities(vector, others))

    def most_similar_to_given(self, key1: Key, keys_list: Sequence[Key]) -> Key:
        """The one of several keys that is nearest to a key."""
        return keys_list[int(np.argmin(self.distances(key1, keys_list)))]

    def closer_than(self, key1: Key, key2: Key) -> list[Key]:
        """The keys that are nearer to a key than another one is, by row."""
        away, own = self.distances(key1), self.get_index(key1)
        nearer = np.flatnonzero(away < away[self.get_index(key2)])
        return [self.index_to_key[row] for row in nearer.tolist() if row != own]

    def rank(self, key1: Key, key2: Key) -> int:
        """The place of a key among the neighbours of another, from 1."""
        return len(self.closer_than(key1, key2)) + 1

    def n_similarity(self, ws1: Sequence[Key], ws2: Sequence[Key]) -> Any:
        """The cosine of the means of two lists of keys; keys that are not there are passed over.

        Raises:
            ZeroDivisionError: one of them is empty, as in gensim.
        """
        if not len(ws1) or not len(ws2):
            raise ZeroDivisionError("At least one of the passed list is empty.")
        means = [_unit_of(self.get_mean_vector(words, pre_normalize=False)) for words in (ws1, ws2)]
        return self._precision.type(np.clip(means[0] @ means[1], -1, 1))

    def rank_by_centrality(self, words: Sequence[Key], use_norm: bool = True) -> list[tuple[Any, Key]]:
        """(similarity, key) pairs: how near each key is to the mean of all, the nearest first.

        Raises:
            ArgumentError: none of the keys is there.
        """
        used = [word for word in words if word in self]
        if len(used) != len(words):
            logger.warning(
                "vectors for words %s are not present in the model, ignoring these words", {*words} - {*used}
            )
        if not used:
            raise ArgumentError("words", words, "cannot select a word from an empty list: give keys that are there")
        rows = np.vstack([self.get_vector(word, norm=use_norm) for word in used]).astype(np.float32)
        mean = self.get_mean_vector(rows, post_normalize=True)
        return sorted(zip(rows @ mean, used, strict=True), reverse=True)

    def doesnt_match(self, words: Sequence[Key]) -> Key:
        """The key that is furthest from the mean of all."""
        return self.rank_by_centrality(words)[-1][1]

    def relative_cosine_similarity(self, wa: Key, wb: Key, topn: int = 10) -> float:
        """The cosine of two keys as a share of the sum of the first one's `topn` highest.

        Source: Leeuwenberg et al. 2016, equation 1.

        Raises:
            ArgumentError: the first key has no neighbours.
        """
        near = self.similar_by_key(wa, topn)
        if not len(near):
            raise ArgumentError(
                "topn",
                topn,
                "Cannot calculate relative cosine similarity without any similar words: ask for at least 1",
            )
        return float(self.similarity(wa, wb)) / sum(score for _, score in near)

    def wmdistance(self, document1: Sequence[Key], document2: Sequence[Key], norm: bool = True) -> float:
        """The word mover's distance of two lists of keys: what it costs to move the words of one to those of the other.

        Source: Kusner et al. 2015. Keys that are not there are passed over. Two texts of the same words are 0 apart;
        gensim says infinity where all their vectors are the same.

        Returns:
            A distance; infinity where no key of one of them is there.

        Raises:
            MissingExtraError: POT is not installed.
        """
        from firth.groups.movers_distance import transport_cost  # noqa: PLC0415 - few programs ask it

        known = [[token for token in document if token in self] for document in (document1, document2)]
        lost = [len(document) - len(some) for document, some in zip((document1, document2), known, strict=True)]
        if any(lost):
            logger.info("Removed %d and %d OOV words from document 1 and 2 (respectively).", *lost)
        if not all(known):
            logger.warning("At least one of the documents had no words that were in the vocabulary.")
            return float("inf")
        counts = [dict.fromkeys(some, 0) for some in known]
        for some, times in zip(known, counts, strict=True):
            for token in some:
                times[token] += 1
        rows = [np.array([self.get_vector(token, norm=norm) for token in times]) for times in counts]
        weights = [np.array(list(times.values()), np.float64) for times in counts]
        return transport_cost(rows[0], weights[0], rows[1], weights[1])


def _unit_of(rows: Rows) -> Rows:
    """float64[D] or [n, D]: a vector, or rows, at length 1; zeros stay so."""
    exact = np.asarray(rows, np.float64)
    return np.asarray(exact / divisors(np.linalg.norm(exact, axis=-1, keepdims=True)))
