"""What an audit reports, and how it is put together from blocks of compared pairs."""

import dataclasses
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from firth.studies.audit.fit import Fit, Moments
from firth.studies.audit.theory import ComparedPairs, centered

__all__ = ["AuditReport", "AuditTotals", "Part"]

Values = NDArray[np.float64]

_BANDS: Final = ((1, 100), (101, 1_000), (1_001, 10_000), (10_001, None))
_POINTS: Final = 200_000  # that a figure shows


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """The pairs whose rarer word is in a band of frequency ranks.

    Attributes:
        first_rank: of the band's most frequent word, counted from 1.
        last_rank: of its rarest; None: to the end of the vocabulary.
        pairs: distinct pairs compared.
        token_share: their share of all counted pair tokens, in [0, 1].
        plain: the fit of the model's inner products to theory, each pair once.
        weighted: the same, each pair as often as it was counted.
    """

    first_rank: int
    last_rank: int | None
    pairs: int
    token_share: float
    plain: Fit
    weighted: Fit

    @property
    def ranks(self) -> str:
        """The band as a label: "101 to 1,000"."""
        first = f"{self.first_rank:,}"
        return f"{first} and beyond" if self.last_rank is None else f"{first} to {self.last_rank:,}"


@dataclass(frozen=True, kw_only=True, eq=False, slots=True)
class AuditReport:
    """What an audit found.

    Under full softmax, the theory holds up to a constant for each input word. Both sides are then reduced by their mean
    over the compared pairs of that word: by the plain mean in plain fits, by the mean weighted by n(w, c) in weighted
    ones.

    Attributes:
        objective: "negative_sampling" or "softmax".
        noise_collisions: "skip" or "train", on which the formula depends; None under full softmax.
        words: V.
        dimensions: D.
        passes: how many epochs' samples were counted.
        min_pair_count: how often a pair had to be counted to be compared.
        distinct_pairs: different pairs counted.
        pair_tokens: pairs counted, each as often as it occurred.
        left_out: pairs counted often enough that cannot be compared: their optimum is infinite because the word has no
            other target (negative sampling with collisions skipped), or they are the only one of their word (full
            softmax).
        whole: all pairs compared.
        bands: the same by the frequency rank of the rarer word of the pair, without bands that have no words.
        notes: what to keep in mind when reading the numbers.
        theory: float64[P], values at the optimum of at most 200,000 pairs, evenly spaced among all; for drawing.
        product: float64[P], the model's inner products of the same pairs.
    """

    objective: str
    noise_collisions: str | None
    words: int
    dimensions: int
    passes: int
    min_pair_count: int
    distinct_pairs: int
    pair_tokens: int
    left_out: int
    whole: Part
    bands: tuple[Part, ...]
    notes: tuple[str, ...]
    theory: Values
    product: Values

    def as_dict(self) -> dict[str, Any]:
        """Everything but the points for drawing, as JSON values."""
        names = (field.name for field in dataclasses.fields(self))
        values = {name: getattr(self, name) for name in names if name not in {"theory", "product"}}
        return {
            **values,
            "whole": dataclasses.asdict(self.whole),
            "bands": [dataclasses.asdict(band) for band in self.bands],
            "notes": list(self.notes),
        }


class AuditTotals:
    """Totals over all pairs and over the bands, and the points for drawing, collected block by block.

    Attributes:
        left_out: as in `AuditReport`.
    """

    def __init__(self, words: int, frequent: int, *, by_word: bool) -> None:
        """Start empty.

        Args:
            words: V.
            frequent: the largest number of pairs to come.
            by_word: the theory holds up to a constant for each input word.
        """
        self.left_out = 0
        self._groups = [_Group(*band) for band in ((1, None), *_BANDS) if band[0] <= words]
        self._by_word = by_word
        self._stride = -(-frequent // _POINTS)
        self._points: list[Values] = []

    def add(self, block: ComparedPairs) -> None:
        """Add a block."""
        both = np.stack((block.theory, block.product))
        plain, weighted = both, both
        if self._by_word:
            plain = centered(both, block.inputs, np.ones(block.counts.size))
            weighted = centered(both, block.inputs, block.counts)
        ranks = np.maximum(block.inputs, block.outputs) + 1
        first = -self._groups[0].pairs % self._stride  # evenly spaced over all blocks, not within each
        self._points.append(plain[:, first :: self._stride])
        self.left_out += block.left_out
        for group in self._groups:
            group.add(ranks, block.counts, plain, weighted)

    def parts(self, pair_tokens: float) -> tuple[Part, ...]:
        """All pairs, then the bands.

        Args:
            pair_tokens: the number that the shares are taken of.
        """
        return tuple(group.part(pair_tokens) for group in self._groups)

    def points(self) -> Values:
        """float64[2, P]: theory and product of the pairs for drawing."""
        return np.concatenate(self._points, axis=1)


class _Group:
    """The pairs of one part."""

    def __init__(self, first_rank: int, last_rank: int | None) -> None:
        self.first_rank, self.last_rank = first_rank, last_rank
        self.pairs, self.tokens = 0, 0.0
        self.plain, self.weighted = Moments(), Moments()

    def add(self, ranks: NDArray[np.int64], counts: Values, plain: Values, weighted: Values) -> None:
        """Add those of n pairs whose ranks, int64[n], are in this part; the last two are float64[2, n]."""
        here = ranks >= self.first_rank
        if self.last_rank is not None:
            here &= ranks <= self.last_rank
        counts = counts[here]
        self.pairs += counts.size
        self.tokens += float(counts.sum())
        self.plain.add(plain[:, here], np.ones(counts.size))
        self.weighted.add(weighted[:, here], counts)

    def part(self, pair_tokens: float) -> Part:
        return Part(
            first_rank=self.first_rank,
            last_rank=self.last_rank,
            pairs=self.pairs,
            token_share=self.tokens / pair_tokens,
            plain=self.plain.fit(),
            weighted=self.weighted.fit(),
        )
